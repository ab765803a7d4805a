"""Merges objects of which not all entries are known: what one that comes later may overwrite is not certain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from itertools import product
from typing import TypeAlias

from idlint.languages.arm.either import either
from idlint.languages.arm.entries import Entries, any_entries, as_value, entries_of
from idlint.values import Missing, Sensitive, Unknown, Value, reveal

Over: TypeAlias = Callable[[Value, Value], Value]
"""What an entry holds after the second value is written over the first."""


def merged(objects: Iterable[Value], over: Over) -> Value:
    """The objects, each written over those before it; sensitive where one is."""
    whole, sensitive = Entries({}), False
    for value in objects:
        bare = reveal(value)
        sensitive = sensitive or isinstance(value, Sensitive)
        above = any_entries(bare) if isinstance(bare, Unknown) else entries_of(bare)
        whole = whole if above is None else _merge(whole, above, over)
    return Sensitive(as_value(whole)) if sensitive else as_value(whole)


def shallow(_below: Value, value: Value) -> Value:
    """`value` in the place of what was there."""
    return value


def deep(below: Value, value: Value) -> Value:
    """`value` in the place of what was there; one object is merged with another.

    Over what may be an object, an object has its own entries for certain. An unknown over what is not known to be one
    counts as no object.
    """
    bare, inner = reveal(value), reveal(below)
    above = entries_of(bare)
    under = any_entries(inner) if isinstance(inner, Unknown) and inner.known is None else entries_of(inner)
    if above is None and isinstance(bare, Unknown) and bare.known is None and entries_of(inner) is not None:
        return _marked(Unknown(bare.reason), below, value)
    if above is None or under is None:
        return value
    return _marked(as_value(_merge(under, above, deep)), below, value)


def _marked(value: Value, *sources: Value) -> Value:
    return Sensitive(value) if any(isinstance(source, Sensitive) for source in sources) else value


def _merge(left: Entries, right: Entries, over: Over) -> Entries:
    """The entries of one object after another is written over it."""
    known: dict[str, Value] = {}
    possible: dict[str, Value] = {}
    is_open, reason = left.is_open or right.is_open, left.reason or right.reason
    for key in {**left.known, **left.possible, **right.known, **right.possible}:
        found = [_written(*pair, over) for pair in product(left.at(key), right.at(key))]
        written = [value for value in found if not isinstance(value, Missing)]
        value = reduce(lambda first, other: either(reason, first, other), written)
        if len(written) == len(found):
            known[key] = value
        elif not is_open:
            possible[key] = value
    return Entries(known, possible, is_open, reason)


def _written(below: Value | Missing, value: Value | Missing, over: Over) -> Value | Missing:
    if isinstance(below, Missing):
        return value
    return below if isinstance(value, Missing) else over(below, value)
