"""Families of cut sets on bit masks, against their definition."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.resilience.families import NEVER, Family, all_lost, any_lost, bits

WIDTH = 6
SINGLES = st.integers(0, 2**WIDTH - 1).map(lambda mask: Family(mask, {}))
FAMILIES = st.lists(SINGLES, max_size=3).map(all_lost)


def loses(family: Family, failed: int) -> bool:
    return bool(family.singles & failed) or any(family.partners.get(bit, 0) & failed for bit in bits(failed))


def same(family: Family, parts: list[Family], *, every: bool) -> bool:
    """Whether a family is lost with any set of one or two bits exactly where its parts are."""
    sets = [1 << bit for bit in range(WIDTH)] + [1 << a | 1 << b for a, b in combinations(range(WIDTH), 2)]
    decide = all if every else any
    return all(loses(family, failed) == decide(loses(part, failed) for part in parts) for failed in sets)


@given(st.lists(FAMILIES, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_both_gates_follow_their_definition(parts: list[Family]) -> None:
    assert same(all_lost(parts), parts, every=True)
    assert same(any_lost(parts), parts, every=False)


@given(st.lists(FAMILIES, min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_what_is_kept_is_minimal_and_symmetric(parts: list[Family]) -> None:
    for family in (all_lost(parts), any_lost(parts)):
        for bit, mask in family.partners.items():
            assert mask
            assert not family.singles & (mask | 1 << bit)
            assert all(family.partners[other] >> bit & 1 for other in bits(mask))


def test_nothing_loses_what_has_no_parts() -> None:
    assert all_lost([]) == NEVER
    assert any_lost([]) == Family(0, {})
