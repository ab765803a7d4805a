"""What is certain of a value that is one of two, where it is not known which."""

from __future__ import annotations

from idlint.languages.arm.entries import Entries, as_value, elements_of, entries_of
from idlint.languages.arm.pieces import weight
from idlint.values import MISSING, Missing, Sensitive, Unknown, Value, reveal, same

_MOST_COMPARED = 20_000
"""Parts of values that are compared one by one; what larger ones have in common inside is not known."""


def either(reason: str, left: Value, right: Value) -> Value:
    """The one value where both are the same, else an unknown with what they have in common.

    Of two objects all entries that the result may have are known, as far as they are of both.
    """
    if same(left, right):
        return left
    return _either(reason, left, right, weight(left, _MOST_COMPARED) + weight(right, _MOST_COMPARED) <= _MOST_COMPARED)


def _either(reason: str, left: Value, right: Value, deep: bool) -> Value:
    if same(left, right):
        return left
    value = _different(reason, reveal(left), reveal(right), deep)
    return Sensitive(value) if isinstance(left, Sensitive) or isinstance(right, Sensitive) else value


def _different(reason: str, left: Value, right: Value, deep: bool) -> Value:
    first, second = entries_of(left), entries_of(right)
    if first is not None and second is not None:
        return as_value(_in_either(reason, first, second, deep))
    here, there = elements_of(left), elements_of(right)
    if here is None or there is None:
        return Unknown(reason)
    return Unknown(reason, None, _common(here, there))


def _in_either(reason: str, left: Entries, right: Entries, deep: bool) -> Entries:
    """The entries of one of two objects: known are those that both have."""
    known: dict[str, Value] = {}
    possible: dict[str, Value] = {}
    is_open = left.is_open or right.is_open
    for key in {**left.known, **left.possible, **right.known, **right.possible}:
        found = (*left.at(key), *right.at(key))
        written = [value for value in found if not isinstance(value, Missing)]
        value = _any_of(reason, written) if deep else _all_the_same(reason, written)
        if MISSING not in found:
            known[key] = value
        elif not is_open:
            possible[key] = value
    return Entries(known, possible, is_open, reason)


def _any_of(reason: str, values: list[Value]) -> Value:
    first, *others = values
    for other in others:
        first = _either(reason, first, other, deep=True)
    return first


def _all_the_same(reason: str, values: list[Value]) -> Value:
    return values[0] if all(same(values[0], other) for other in values[1:]) else Unknown(reason)


def _common(left: list[Value], right: list[Value]) -> list[Value]:
    """The elements of `left` that are in `right`, as often as they are in both."""
    waiting = list(right) if weight(left, _MOST_COMPARED) * len(right) <= _MOST_COMPARED else []
    found: list[Value] = []
    for element in left:
        at = next((number for number, other in enumerate(waiting) if same(element, other)), None)
        if at is not None:
            found.append(element)
            del waiting[at]
    return found
