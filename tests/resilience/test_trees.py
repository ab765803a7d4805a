"""Workloads that call workloads: nested, circular, and in chains that are too long."""

from __future__ import annotations

from idlint.graph.resources import Key
from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.trees import CHAIN, CIRCLE, MAX_CHAIN, nested
from idlint.source import Span

HERE = Span("main.tf", 0, 1)


def key(name: str) -> Key:
    return Key(".", "", name)


def on(name: str) -> Dependency:
    return Dependency(key(name), name, (TokenPath("x", frozenset({f"x/{name}"}), name, HERE),), HERE)


def test_a_caller_needs_what_its_callee_needs() -> None:
    trees = nested({key("a"): (on("b"), on("store")), key("b"): (on("queue"),)})
    first, second = trees[key("a")]
    assert first.paths[0].needs == trees[key("b")]
    assert second == on("store")


def test_a_circle_is_an_explicit_unknown_on_every_edge_of_it() -> None:
    trees = nested({key("a"): (on("b"),), key("b"): (on("c"),), key("c"): (on("a"),), key("d"): (on("a"),)})
    assert [trees[key(name)][0].incomplete for name in "abc"] == [CIRCLE] * 3
    (outside,) = trees[key("d")]
    assert outside.incomplete == ""
    assert outside.paths[0].needs == trees[key("a")]


def test_what_calls_itself_is_a_circle() -> None:
    assert nested({key("a"): (on("a"),)})[key("a")][0].incomplete == CIRCLE


def test_a_chain_that_is_too_long_ends_with_an_unknown_and_no_recursion_error() -> None:
    names = [f"w{number}" for number in range(5_000)]
    own = {key(name): (on(after),) for name, after in zip(names, [*names[1:], "store"], strict=True)}
    trees = nested(own)
    assert trees[key(names[-1])][0].incomplete == ""
    assert trees[key(names[-MAX_CHAIN])][0].incomplete == ""
    assert trees[key(names[0])][0].incomplete == CHAIN
