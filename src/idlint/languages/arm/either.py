"""What is certain of a value that is one of two, where the condition that chooses is not known."""

from __future__ import annotations

from idlint.languages.arm.pieces import weight
from idlint.values import Unknown, Value, reveal, same

_MOST_COMPARED = 100_000
"""Parts of elements that are compared; arrays that would need more share nothing that is known."""


def shared(left: Value, right: Value) -> dict[str, Value] | list[Value] | None:
    """The entries that two objects have in common, or the elements of two arrays; None where there is neither.

    Of an object or array of which only parts are known, those parts count. Two arrays always give an array, since
    that it is one is certain.
    """
    left, right = _certain(left), _certain(right)
    if isinstance(left, dict) and isinstance(right, dict):
        return {key: value for key, value in left.items() if key in right and same(value, right[key])} or None
    if isinstance(left, list) and isinstance(right, list):
        return _common(left, right)
    return None


def _certain(value: Value) -> Value:
    """`value` without what is not known of it: entries, elements or nothing."""
    value = reveal(value)
    if isinstance(value, Unknown):
        return value.known if isinstance(value.known, (dict, list)) else None
    return value


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
