"""Families of cut sets up to order two, and how they combine in an AND/OR tree: exact, on bit masks.

A family stands for "this is lost": a set of bits (domains) is in it when losing them loses the thing. Kept are the
minimal sets of one and of two bits. A union of sets is never smaller than its parts, so cutting the order off at two
at every gate loses nothing of order two at the top.

- `any_lost` (something is lost when any of its parts is): the families' union, minimised.
- `all_lost` (lost when all of its parts are): `{a, b}` loses part *i* when `a` or `b` loses it alone, or both together
  do. For a fixed `a` the fitting `b` are one mask a part, so all of them are the intersection of those masks. Only bits
  that occur in the smallest part can be `a`: with *c* of them and *n* parts that takes c·n mask operations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from idlint.records import NamedTuple


class Family(NamedTuple):
    """The minimal sets of one and two bits that lose something."""

    singles: int
    """A mask: each bit loses it alone."""
    partners: Mapping[int, int]
    """Bit number -> mask of the bits that lose it together with that one; symmetric, without singles."""


NEVER = Family(0, {})
"""Nothing loses it."""


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits of a mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def any_lost(families: Iterable[Family]) -> Family:
    """The family of something that is lost when any of its parts is."""
    parts = list(families)
    singles = 0
    for family in parts:
        singles |= family.singles
    partners: dict[int, int] = {}
    for family in parts:
        for bit, mask in family.partners.items():
            if not singles >> bit & 1 and mask & ~singles:
                partners[bit] = partners.get(bit, 0) | (mask & ~singles)
    return Family(singles, partners)


def all_lost(families: Sequence[Family]) -> Family:
    """The family of something that is lost when all of its parts are; nothing loses what has no parts."""
    if len(families) < 2:
        return families[0] if families else NEVER
    singles = -1
    for family in families:
        singles &= family.singles
    partners: dict[int, int] = {}
    for bit in _candidates(families, singles):
        together = -1
        for family in families:
            if not family.singles >> bit & 1:
                together &= family.singles | family.partners.get(bit, 0)
                if not together:
                    break
        _pair(partners, bit, together & ~singles)
    return Family(singles, partners)


def _candidates(families: Sequence[Family], singles: int) -> Iterable[int]:
    """The bits of the part that has the fewest: every pair has one of them."""
    fewest = min(families, key=lambda family: family.singles.bit_count() + len(family.partners))
    return (*bits(fewest.singles & ~singles), *(bit for bit in fewest.partners if not singles >> bit & 1))


def _pair(partners: dict[int, int], bit: int, others: int) -> None:
    others &= ~(1 << bit)
    if others:
        partners[bit] = partners.get(bit, 0) | others
        for other in bits(others):
            partners[other] = partners.get(other, 0) | (1 << bit)
