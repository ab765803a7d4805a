"""Whom rules are put to: each resource where it may be judged differently."""

from __future__ import annotations

from typing import Any

from idlint.policy.asked import Asked
from idlint.policy.opaque import opaque_calls
from idlint.policy.subject import Subject


def asked(*worlds: Any) -> Asked:
    assessments = [world.assessment for world in worlds]
    calls = opaque_calls([one.graph for one in assessments], {})
    subjects = [Subject(one, worlds[0].now, opaque) for one, opaque in zip(assessments, calls, strict=True)]
    return Asked(subjects, subjects)


def shared(make_world: Any, **more: Any) -> tuple[Any, Any, Any]:
    """Two environments with one resource in both of them."""
    one, other = make_world(), make_world()
    resource = one.add("s.a", "storage_account", **more)
    other.resources.append(resource)
    other.criticality[resource.key] = one.criticality[resource.key]
    return one, other, resource


def test_the_same_resource_is_asked_once_and_everywhere(make_world: Any) -> None:
    one, other, resource = shared(make_world)
    found = asked(one, other)
    assert [item.resource for item in found.once(("storage_account",))] == [resource]
    assert [item.subject.assessment.graph.resources for item in found.everywhere(("storage_account",), ())] == [
        {resource.key: resource},
        {resource.key: resource},
    ]
    assert list(found.everywhere(("storage_account",), {id(resource)})) == []


def test_what_is_not_the_same_is_asked_again(make_world: Any) -> None:
    one, other, resource = shared(make_world)
    other.resources[0] = resource._replace(maybe="a look-up fills it in")
    assert len(asked(one, other).once(("storage_account",))) == 2


def test_what_is_more_critical_elsewhere_is_asked_again(make_world: Any) -> None:
    one, other, resource = shared(make_world)
    other.criticality[resource.key] = one.criticality[resource.key]._replace(level="high")
    assert [item.criticality.level for item in asked(one, other).once(("storage_account",))] == ["standard", "high"]


def test_nobody_is_asked_about_what_is_not_ours(make_world: Any) -> None:
    one, other, _ = shared(make_world, mode="data")
    found = asked(one, other)
    assert (list(found.once(("storage_account",))), list(found.everywhere(("storage_account",), ()))) == ([], [])


def test_there_is_an_elsewhere_only_in_several_environments(make_world: Any) -> None:
    one, other, _ = shared(make_world)
    assert asked(one, other).is_elsewhere()
    assert not asked(one).is_elsewhere()
