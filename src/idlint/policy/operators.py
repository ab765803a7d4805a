"""The tests a condition can put to a value; each answers yes, no or None, where it cannot be known.

A value arrives without a sensitive mark on its outside, and null arrives as MISSING (`plain`).
Nothing written fails every test but `equals` nothing, `empty` and `size`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from idlint.policy.searching import search
from idlint.values import MISSING, Missing, Unknown, Value, reveal, same

Answer: TypeAlias = bool | None
Plain: TypeAlias = Value | Missing
Operator: TypeAlias = Callable[[Plain, Any], Answer]
"""(value, operand) -> answer. The operand has the shape that the schema gives it."""


_LEAVES = frozenset({str, bool, int})
"""Types of values that hold no other ones: most values, and most comparisons are of two of one of these."""


def plain(value: Plain) -> Plain:
    """`value` without an outer sensitive mark; null is absent."""
    if type(value) in _LEAVES:
        return value
    if isinstance(value, Missing):
        return value
    revealed = reveal(value)
    return MISSING if revealed is None else revealed


def negation(answer: Answer) -> Answer:
    """Three-valued negation."""
    return None if answer is None else not answer


def some(answers: Iterable[Answer]) -> Answer:
    """Three-valued disjunction: True wins, then None."""
    result: Answer = False
    for answer in answers:
        if answer:
            return True
        if answer is None:
            result = None
    return result


def every(answers: Iterable[Answer]) -> Answer:
    """Three-valued conjunction: False wins, then None."""
    return negation(some(map(negation, answers)))


def exists(value: Plain, operand: bool) -> Answer:
    """Whether there is a value; an unknown of which a part is known is not null."""
    if isinstance(value, Unknown):
        return operand if value.known else None
    return (value is not MISSING) is operand


def known(value: Plain, operand: bool) -> Answer:
    """Whether a value, or what a collection holds, is known whole: never no, since one day it will be."""
    return None if isinstance(value, Unknown) else operand


def written(value: Plain, operand: bool) -> Answer:
    """Whether a value stands in the code: an unknown one does not, nor does a text of which parts are unknown."""
    there = isinstance(value.known, dict | list) if isinstance(value, Unknown) else value is not MISSING
    return there is operand


def equals(value: Plain, operand: Plain) -> Answer:
    """Whether both are the same; nothing equals nothing, and differs from everything that is known."""
    if type(value) is type(operand) and type(value) in _LEAVES:
        return value == operand
    if isinstance(value, Missing) or isinstance(operand, Missing):
        return None if isinstance(value, Unknown) or isinstance(operand, Unknown) else value is operand
    if isinstance(value, Unknown) and isinstance(operand, str):
        return _same_text(value, operand)
    if isinstance(operand, Unknown) and isinstance(value, str):
        return _same_text(operand, value)
    return same(value, operand)


def _same_text(part: Unknown, whole: str) -> Answer:
    """A partly known text against a whole one: False where the known ends already disagree."""
    if not (isinstance(part.known, tuple) and part.known):
        return None
    first, last = part.known[0], part.known[-1]
    if isinstance(first, str) and not whole.startswith(first):
        return False
    return False if isinstance(last, str) and not whole.endswith(last) else None


def one_of(value: Plain, operand: Sequence[Plain] | Unknown | Missing) -> Answer:
    """Whether the value is the same as one of the operands."""
    found = some(equals(value, item) for item in elements(operand))
    return found if found else _open(operand, found)


def elements(value: object) -> Sequence[Plain]:
    """The elements that are certainly in a list, `MISSING` and anything else having none."""
    if isinstance(value, Unknown):
        return value.known if isinstance(value.known, list) else ()
    return value if isinstance(value, list) else ()


def _open(value: object, answer: Answer = False) -> Answer:
    """`answer`, unless further elements may be in `value`."""
    return None if isinstance(value, Unknown) else answer


def contains(value: Plain, operand: Plain) -> Answer:
    """Whether a list has the element, a text the part, or an object the key."""
    match value:
        case str():
            return _within(value, operand)
        case Unknown(known=tuple() as pieces):
            return some(_within(piece, operand) for piece in pieces if isinstance(piece, str)) or None
        case list() | Unknown(known=list()):
            return _has(value, operand)
        case dict():
            return operand in value if isinstance(operand, str) else _open(operand)
        case Unknown():
            return None
    return False


def _has(value: Plain, operand: Plain) -> Answer:
    found = some(equals(plain(item), operand) for item in elements(value))
    return found if found else _open(value, found)


def _within(whole: str, part: Plain) -> Answer:
    return part in whole if isinstance(part, str) else _open(part)


def contains_any(value: Plain, operand: Sequence[Plain] | Unknown | Missing) -> Answer:
    """Whether at least one of the operands is contained."""
    found = some(contains(value, item) for item in elements(operand))
    return found if found else _open(operand, found)


def contains_all(value: Plain, operand: Sequence[Plain] | Unknown | Missing) -> Answer:
    """Whether each of the operands is contained."""
    found = every(contains(value, item) for item in elements(operand))
    return _open(operand, found) if found else found


def matches(value: Plain, pattern: str) -> Answer:
    """Whether the pattern finds something in the text of the value."""
    match value:
        case Missing():
            return False
        case bool():
            return search(pattern, "true" if value else "false")
        case str() | int() | Decimal():
            return search(pattern, str(value))
    return None


def any_matches(value: Plain, pattern: str) -> Answer:
    """Whether the pattern finds something in at least one element of a list.

    A text is one element, and so is each known piece of a text of which only parts are known.
    """
    if isinstance(value, str):
        return search(pattern, value)
    if isinstance(value, Unknown) and isinstance(value.known, tuple):
        return any(search(pattern, piece) for piece in value.known if isinstance(piece, str)) or None
    if not isinstance(value, list | Unknown):
        return False if isinstance(value, Missing) else None
    found = some(matches(plain(item), pattern) for item in elements(value))
    return found if found else _open(value, found)


def empty(value: Plain, operand: bool) -> Answer:
    """Whether a list, text or object has nothing in it; nothing written is empty."""
    low, high = interval(value)
    if high == 0:
        return operand
    return not operand if low > 0 else None


def size(value: Plain, operand: Mapping[str, int]) -> Answer:
    """Whether the number of elements lies between `at_least` and `at_most`."""
    low, high = interval(value)
    return within(low, high, operand)


def interval(value: Plain) -> tuple[int, int | None]:
    """The least and the greatest number of elements; None: no upper limit is known."""
    match value:
        case Missing():
            return 0, 0
        case str() | list() | dict():
            return len(value), len(value)
        case Unknown(known=tuple() as pieces):
            return sum(len(piece) for piece in pieces if isinstance(piece, str)), None
        case Unknown(known=list() | dict() as known):
            return len(known), None
        case Unknown():
            return 0, None
    return 1, 1


def within(low: int, high: int | None, limits: Mapping[str, int]) -> Answer:
    """Whether a count, known to lie from `low` to `high`, keeps to the limits."""
    least, most = limits.get("at_least", 0), limits.get("at_most")
    enough = True if low >= least else False if high is not None and high < least else None
    if most is None:
        return enough
    few = False if low > most else True if high is not None and high <= most else None
    return every((enough, few))


def at_least(value: Plain, operand: Plain) -> Answer:
    """Whether a number is the operand or larger."""
    return _compare(value, operand, lambda left, right: left >= right)


def at_most(value: Plain, operand: Plain) -> Answer:
    """Whether a number is the operand or smaller."""
    return _compare(value, operand, lambda left, right: left <= right)


Number: TypeAlias = int | float | Decimal


def _compare(value: Plain, operand: Plain, test: Callable[[Number, Number], bool]) -> Answer:
    if isinstance(value, Missing):
        return False
    left, right = _number(value), _number(operand)
    return None if left is None or right is None else test(left, right)


def _number(value: object) -> Number | None:
    return value if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None


def before(value: Plain, operand: date | None) -> Answer:
    """Whether a date lies before the operand; None as operand is a moment that is not known."""
    return _compare_days(value, operand, lambda left, right: left < right)


def after(value: Plain, operand: date | None) -> Answer:
    """Whether a date lies after the operand."""
    return _compare_days(value, operand, lambda left, right: left > right)


def _compare_days(value: Plain, operand: date | None, test: Callable[[date, date], bool]) -> Answer:
    if isinstance(value, Missing):
        return False
    found = day(value)
    return None if found is None or operand is None else test(found, operand)


def day(value: object) -> date | None:
    """The day at the start of an RFC 3339 text; None where there is none."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


OPERATORS: Mapping[str, Operator] = {
    "exists": exists,
    "known": known,
    "written": written,
    "equals": equals,
    "in": one_of,
    "matches": matches,
    "any_matches": any_matches,
    "contains": contains,
    "contains_any": contains_any,
    "contains_all": contains_all,
    "empty": empty,
    "size": size,
    "at_least": at_least,
    "at_most": at_most,
    "before": before,
    "after": after,
}
"""The words of the grammar."""
