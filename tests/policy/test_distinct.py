"""Counting different values over related resources: an interval, and the witnesses of its lower end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.policy.distinct import Sighting, distinct
from idlint.policy.outcome import FAILED, PASSED, Verdict, unknown
from idlint.values import MISSING, Origin, Unknown, Value

FAIL, UNKNOWN, PASS = Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS
HERE = Unknown("variable without a value", Origin("var.region"))
THERE = Unknown("variable without a value", Origin("var.other"))

ONE_REGION = {
    "related": {
        "edge": "uses_identity",
        "direction": "in",
        "kinds": ["workload"],
        "distinct": "region",
        "count": {"at_most": 1},
    }
}


def shared(world: Any, *regions: Value, **more: Any) -> Any:
    """An identity that workloads in `regions` carry."""
    identity = world.add("i.id", "managed_identity")
    for number, region in enumerate(regions):
        world.link("uses_identity", world.add(f"w.a{number}", "web_app", "workload", region=region, **more), identity)
    return identity


@pytest.mark.parametrize(
    ("regions", "verdict"),
    [
        ((), PASS),
        (("eastus", "eastus"), PASS),
        (("eastus", "westus"), FAIL),
        (("eastus", "westus", HERE), FAIL),
        (("eastus", HERE), UNKNOWN),
        ((HERE, HERE), PASS),
        ((HERE, THERE), UNKNOWN),
        (("eastus", None), PASS),
    ],
)
def test_values_differ_only_where_that_is_certain(world: Any, regions: tuple[Value, ...], verdict: Verdict) -> None:
    assert world.ask(ONE_REGION, shared(world, *regions)).verdict is verdict


def test_the_evidence_is_one_place_for_each_value(world: Any) -> None:
    outcome = world.ask(ONE_REGION, shared(world, "eastus", "eastus", "westus"))
    assert [item.key.address for item in outcome.evidence if item.property] == ["w.a0", "w.a2"]


def test_what_may_not_be_there_only_may_count(world: Any) -> None:
    outcome = world.ask(ONE_REGION, shared(world, "eastus", "westus", maybe="count is unknown"))
    assert (outcome.verdict, outcome.reason) == (UNKNOWN, "count is unknown")


def test_an_unknown_number_of_instances_counts_without_limit_where_each_has_its_own_value(world: Any) -> None:
    identity = world.add("i.id", "managed_identity")
    world.link("uses_identity", world.add("w.a[?]", "web_app", "workload", region=HERE, maybe="for_each"), identity)
    assert world.ask(ONE_REGION, identity).verdict is UNKNOWN


def test_an_opaque_call_may_bring_more_unless_what_is_visible_is_all(world: Any) -> None:
    identity = shared(world, "eastus")
    taken = Unknown("known after apply", Origin(identity.address))
    world.deploy(".", world.hole(identity=taken))
    assert world.ask(ONE_REGION, identity).verdict is UNKNOWN
    complete = {"related": {**ONE_REGION["related"], "complete": True}}
    assert world.ask(complete, identity).verdict is PASS


VALUES = st.sampled_from(["a", "b", MISSING, HERE, THERE, Unknown("no origin")])
OUTCOMES = st.sampled_from([PASSED, FAILED, unknown("may not be there")])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.builds(Sighting, VALUES, OUTCOMES, st.booleans()), max_size=6))
def test_the_interval_holds_whatever_the_unknown_values_turn_out_to_be(seen: list[Sighting]) -> None:
    found = distinct(seen)
    sure = {one.value for one in seen if one.held is PASSED and isinstance(one.value, str)}
    possible = {one.value for one in seen if one.held is not FAILED and isinstance(one.value, str)}
    assert len(found.firsts) >= len(sure)
    assert found.high is None or found.high >= max(len(found.firsts), len(possible))
    assert bool(found.reason) == (found.high != len(found.firsts))
