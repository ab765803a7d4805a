"""Cut sets against brute force: every set of one or two domains is failed and the tree evaluated by its definition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.resilience import cuts
from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.cuts import Cutter
from idlint.source import Span

HERE = Span("main.tf", 0, 1)
NAMES = ("x/a", "x/b", "x/c", "x/d@weu", "x/e@weu", "x/d@neu")


def catalogue(edges: Iterable[tuple[str, str]] = ()) -> Catalogue:
    causes: dict[str, list[str]] = {}
    for name, cause in edges:
        causes.setdefault(name, []).append(cause)
    names = ("x/a", "x/b", "x/c", "x/g", "x/d@region", "x/e@region")
    domains = [
        {"name": name, "what": name, "sort": "identity", "fails_with": causes.get(name, []), "sources": []}
        for name in names
    ]
    return Catalogue({"domains": domains, "credentials": [], "issuers": [], "partitions": [], "hosts": {}})


PLAIN = catalogue()
CAUSED = catalogue([("x/d@region", "x/g"), ("x/e@region", "x/d@region"), ("x/a", "x/g")])


def path(*domains: str, needs: Sequence[Dependency] = (), maybe: str = "") -> TokenPath:
    return TokenPath("c", frozenset(domains), " ".join(sorted(domains)), HERE, maybe, tuple(needs))


def need(*paths: TokenPath, incomplete: str = "", maybe: str = "") -> Dependency:
    return Dependency(None, "target", tuple(paths), HERE, incomplete, maybe)


def lost(item: Dependency, failed: frozenset[str], known: Catalogue) -> bool:
    """The definition: all of the paths, each by any domain that it needs or any need of its own."""
    return bool(item.paths) and all(
        bool(known.closed(way.domains) & failed) or any(lost(inner, failed, known) for inner in way.needs)
        for way in item.paths
    )


def brute(needs: Sequence[Dependency], known: Catalogue) -> tuple[set[str], set[tuple[str, str]]]:
    universe = sorted(known.closed(frozenset(NAMES)))
    singles = {name for name in universe if any(lost(item, frozenset({name}), known) for item in needs)}
    pairs = {
        pair
        for pair in combinations(universe, 2)
        if not singles & set(pair) and any(lost(item, frozenset(pair), known) for item in needs)
    }
    return singles, pairs


DOMAINS = st.frozensets(st.sampled_from(NAMES), max_size=4)
FLAT = st.builds(lambda names: path(*names), DOMAINS)
LEAF = st.lists(FLAT, max_size=4).map(lambda paths: need(*paths))
TREE = st.recursive(
    LEAF,
    lambda inner: st.lists(
        st.builds(lambda names, needs: path(*names, needs=needs), DOMAINS, st.lists(inner, max_size=2)), max_size=3
    ).map(lambda paths: need(*paths)),
    max_leaves=12,
)


@given(st.lists(TREE, max_size=4), st.sampled_from([PLAIN, CAUSED]))
@settings(max_examples=200, deadline=None)
def test_brute_force_agrees_on_random_trees(needs: list[Dependency], known: Catalogue) -> None:
    found = Cutter(known).cut_sets(needs)
    singles, pairs = brute(needs, known)
    assert (set(found.singles), set(found.pairs)) == (singles, pairs)
    assert found.possible == ()


@given(st.lists(st.lists(TREE, max_size=3), max_size=4), st.sampled_from([PLAIN, CAUSED]))
@settings(max_examples=100, deadline=None)
def test_trees_with_numbers_of_their_own_are_cut_alike(trees: list[list[Dependency]], known: Catalogue) -> None:
    together, alone = Cutter(known), Cutter(known)
    with pytest.MonkeyPatch.context() as patch:
        expected = [together.cut_sets(needs) for needs in trees]
        patch.setattr(cuts, "SHARED", -1)
        assert [alone.cut_sets(needs) for needs in trees] == expected


@given(st.lists(TREE, max_size=4), st.sampled_from([PLAIN, CAUSED]))
@settings(max_examples=100, deadline=None)
def test_what_alone_takes_one_dependency_away_needs_no_tree(needs: list[Dependency], known: Catalogue) -> None:
    cutter = Cutter(known)
    for item in needs:
        assert cutter.singles(item) == frozenset(cutter.cut_sets((item,)).singles)


def worlds(item: Dependency) -> list[list[Dependency]]:
    """Every way in which what is not known can turn out: each uncertain path is there or not."""
    options = [[(way, True)] if not way.maybe else [(way, True), (way, False)] for way in item.paths]
    chosen = [[way for way, there in world if there] for world in product(*options)]
    present = [[need(*ways)] if ways else [] for ways in chosen]
    return [*present, []] if item.maybe or item.incomplete else present


UNSURE = st.lists(
    st.builds(lambda names, maybe: path(*names, maybe=maybe), DOMAINS, st.sampled_from(["", "?"])), max_size=3
)
UNSURE_NEED = st.builds(
    lambda paths, incomplete, maybe: need(*paths, incomplete=incomplete, maybe=maybe),
    UNSURE, st.sampled_from(["", "?"]), st.sampled_from(["", "?"]),
)  # fmt: skip


@given(st.lists(UNSURE_NEED, max_size=3))
@settings(max_examples=200, deadline=None)
def test_what_is_certain_holds_in_every_world_and_what_is_possible_in_some(needs: list[Dependency]) -> None:
    found = Cutter(PLAIN).cut_sets(needs)
    every = [brute([item for part in world for item in part], PLAIN) for world in product(*map(worlds, needs))]
    for name in found.singles:
        assert all(name in singles for singles, _ in every)
    for pair in found.pairs:
        assert all(pair in pairs or set(pair) & singles for singles, pairs in every)
    possible = {item.domains for item in found.possible}
    for singles, pairs in every:
        assert {(name,) for name in singles - set(found.singles)} <= possible
        alone = set(found.singles) | {names[0] for names in possible if len(names) == 1}
        assert all(pair in possible or pair in found.pairs or set(pair) & alone for pair in pairs)


def test_a_global_cause_shows_beside_the_region_that_it_fails() -> None:
    found = Cutter(CAUSED).cut_sets([need(path("x/d@weu"))])
    assert found.singles == ("x/d@weu", "x/g")


def test_two_paths_with_a_common_cause_have_it_as_a_single_point() -> None:
    found = Cutter(CAUSED).cut_sets([need(path("x/a"), path("x/d@weu"))])
    assert found.singles == ("x/g",)
    assert found.pairs == (("x/a", "x/d@weu"),)


def test_regions_that_are_not_known_may_be_one_and_need_not_be() -> None:
    tree = [need(path("x/d@${var.location}"), path("x/d@weu"))]
    found = Cutter(PLAIN).cut_sets(tree)
    assert found.singles == ()
    assert found.pairs == (("x/d@${var.location}", "x/d@weu"),)
    assert {item.domains for item in found.possible} == {("x/d@${var.location}",), ("x/d@weu",)}
    assert {item.reason for item in found.possible} == {"a region is unknown"}


def test_one_origin_is_one_region() -> None:
    found = Cutter(PLAIN).cut_sets([need(path("x/d@${var.location}", "x/a"), path("x/d@${var.location}", "x/b"))])
    assert found.singles == ("x/d@${var.location}",)


def test_paths_that_cannot_be_seen_make_a_loss_possible_and_never_certain() -> None:
    found = Cutter(PLAIN).cut_sets([need(path("x/a"), incomplete="settings are unknown")])
    assert found.singles == ()
    assert [(item.domains, item.reason) for item in found.possible] == [(("x/a",), "settings are unknown")]


def test_a_dependency_without_any_path_says_why_nothing_can_be_named() -> None:
    found = Cutter(PLAIN).cut_sets([need(incomplete="how it signs in is not visible")])
    assert (found.singles, found.possible, found.unseen) == ((), (), "how it signs in is not visible")


def test_what_is_lost_is_named() -> None:
    one, two = need(path("x/a")), need(path("x/a"), path("x/b"))
    assert Cutter(PLAIN).cut_sets([one, two]).lost == (one,)


def test_a_deep_tree_is_cut_without_recursion_running_out() -> None:
    tree = need(path("x/a"))
    for _ in range(20):
        tree = need(path("x/b", needs=[tree]), path("x/c", needs=[tree]))
    found = Cutter(PLAIN).cut_sets([tree])
    assert found.singles == ("x/a",)
    assert found.pairs == (("x/b", "x/c"),)
