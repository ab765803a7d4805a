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
    values = list(objects)
    sensitive = any(isinstance(value, Sensitive) for value in values)
    bare = map(reveal, values)
    found = [any_entries(value) if isinstance(value, Unknown) else entries_of(value) for value in bare]
    parts = [entries for entries in found if entries is not None]
    whole = reduce(lambda below, above: _merge(below, above, over), parts) if parts else Entries({})
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
    """The entries of one object after another is written over it; only those that this may change are looked at."""
    known, possible = dict(left.known), dict(left.possible)
    is_open, reason = left.is_open or right.is_open, left.reason or right.reason
    changed = {**right.known, **right.possible}
    for key in {**known, **possible, **changed} if right.is_open else changed:
        found = [_written(*pair, over) for pair in product(left.at(key), right.at(key))]
        written = [value for value in found if not isinstance(value, Missing)]
        here, other = (known, possible) if len(written) == len(found) else (possible, known)
        here[key] = reduce(lambda first, second: either(reason, first, second), written)
        other.pop(key, None)
    return Entries(known, {} if is_open else possible, is_open, reason)


def _written(below: Value | Missing, value: Value | Missing, over: Over) -> Value | Missing:
    if isinstance(below, Missing):
        return value
    return below if isinstance(value, Missing) else over(below, value)
