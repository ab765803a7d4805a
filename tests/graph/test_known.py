"""Resources by key and by kind."""

from __future__ import annotations

from idlint.graph.known import Known
from idlint.graph.resources import Key, Resource
from idlint.source import Span

SPAN = Span("main.tf", 0, 1)


def resource(address: str, kind: str) -> Resource:
    return Resource(Key("root", "", address), kind, kind, frozenset(), "platform", "managed", SPAN)


def test_kinds_come_one_after_the_other_each_in_the_order_of_declaration() -> None:
    items = [resource("b", "job"), resource("c", "login"), resource("a", "job")]
    known = Known({item.key: item for item in items})
    assert [item.address for item in known.of_kind("login", "job")] == ["c", "b", "a"]
    assert [item.address for item in known.of_kind("job")] == ["b", "a"]


def test_a_kind_that_nothing_has_is_none() -> None:
    assert list(Known({}).of_kind("job")) == []
