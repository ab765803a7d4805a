"""Resources by key and by kind, and the edges between them."""

from __future__ import annotations

from idlint.graph.resources import Edge, Key, Known, Links, Resource, ResourceGraph
from idlint.source import Span

SPAN = Span("main.tf", 0, 1)


def resource(address: str, kind: str) -> Resource:
    return Resource(Key("root", "", address), kind, kind, frozenset(), "platform", "managed", SPAN)


def test_kinds_come_one_after_the_other_each_in_the_order_of_declaration() -> None:
    items = [resource("b", "job"), resource("c", "login"), resource("a", "job")]
    known = Known(items)
    assert [item.address for item in known.of_kind("login", "job")] == ["c", "b", "a"]
    assert [item.address for item in known.of_kind("job")] == ["b", "a"]


def test_a_kind_that_nothing_has_is_none() -> None:
    assert list(Known().of_kind("job")) == []


def test_what_is_put_together_has_the_resources_of_all_parts() -> None:
    one, other = Known([resource("a", "job")]), Known([resource("b", "login"), resource("c", "job")])
    whole = Known.together((one, other))
    assert [item.address for item in whole.by_key.values()] == ["a", "b", "c"]
    assert [item.address for item in whole.of_kind("job")] == ["a", "c"]
    assert [item.address for item in one.of_kind("job")] == ["a"]


def test_what_is_left_out_is_gone_by_key_and_by_kind() -> None:
    known = Known([resource("a", "job"), resource("b", "job"), resource("c", "login")])
    rest = known.without({Key("root", "", "a")})
    assert [item.address for item in rest.by_key.values()] == ["b", "c"]
    assert [item.address for item in rest.of_kind("job", "login")] == ["b", "c"]
    assert [item.address for item in known.of_kind("job")] == ["a", "b"]


def edge(source: str, target: str | None) -> Edge:
    end = None if target is None else Key("root", "", target)
    return Edge("depends_on", Key("root", "", source), end, "", SPAN)


def test_edges_that_are_put_together_are_found_by_either_end() -> None:
    parts = [Links([edge("a", "b"), edge("a", None)]), Links([edge("c", "d")])]
    graph = ResourceGraph("", (), Known(), Links.together(parts))
    assert graph.edges == (edge("a", "b"), edge("a", None), edge("c", "d"))
    assert graph.out(Key("root", "", "a"), "depends_on") == (edge("a", "b"), edge("a", None))
    assert graph.into(Key("root", "", "d"), "depends_on") == (edge("c", "d"),)
