"""How Azure Pipelines turns one type into another, and when two values are equal.

Loose, and without regard to case: https://learn.microsoft.com/azure/devops/pipelines/process/expressions#type-casting.
Values that are not known stay so; the pieces of a string that are known are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from idlint.languages.pipelines.azure_pipelines.syntax import number_of
from idlint.values import Json, Origin, Unknown, Value, is_known, reveal, same, text

MAX_TEXT = 2_000_000
"""Characters of one text that an expression makes; the platform refuses a pipeline long before."""

RUN_DECIDES = "known only while a run lasts"
"""The reason of everything that no file says."""


def to_boolean(value: Value) -> bool | Unknown:
    """Null, zero and the empty text are false; everything else, `'false'` included, is true."""
    value = reveal(value)
    match value:
        case Unknown(known=tuple() as pieces) if any(isinstance(piece, str) and piece for piece in pieces):
            return True
        case Unknown():
            return value
        case None:
            return False
        case str() | bool() | int() | Decimal():
            return bool(value)
    return True


def to_text(value: Value) -> str | Unknown:
    """A value as part of a text: `True`, `False`, numbers in their shortest form; null and objects are empty."""
    value = reveal(value)
    match value:
        case str() | Unknown():
            return value
        case bool():
            return "True" if value else "False"
        case int() | Decimal():
            return text(value) if isinstance(value, int) or value.is_finite() else str(value)
    return ""


def to_number(value: Value) -> int | Decimal | Unknown | None:
    """A value as a number; None where it cannot be one."""
    value = reveal(value)
    match value:
        case bool():
            return int(value)
        case int() | Decimal() | Unknown():
            return value
        case None:
            return 0
        case str():
            return number_of(value) if value.strip() else 0
    return None


def equal(left: Value, right: Value) -> bool | Unknown:
    """Whether `right`, turned into the type of `left`, is `left`; false where it cannot be turned into it."""
    left, right = reveal(left), reveal(right)
    for side in (left, right):
        if isinstance(side, Unknown):
            return True if same(left, right) else Unknown(side.reason)
    match left:
        case bool():
            return left == to_boolean(right)
        case int() | Decimal():
            return left == to_number(right)
        case str():
            return not isinstance(right, (dict, list)) and _folded(left) == _folded(right)
        case None:
            return right is None or right == ""
    return left is right


def _folded(value: Value) -> str:
    folded = to_text(value)
    return folded.upper() if isinstance(folded, str) else ""


def order(left: Value, right: Value) -> int | Unknown | None:
    """Below zero, zero or above, as `left` stands to `right`; None where they cannot be compared."""
    left, right = reveal(left), reveal(right)
    for side in (left, right):
        if isinstance(side, Unknown):
            return Unknown(side.reason)
    if isinstance(left, str):
        return None if isinstance(right, (dict, list)) else _compared(_folded(left), _folded(right))
    numbers = to_number(left), to_number(right)
    if any(isinstance(number, Decimal) and number.is_nan() for number in numbers):
        return None
    if not isinstance(numbers[0], (int, Decimal)) or not isinstance(numbers[1], (int, Decimal)):
        return None
    return _compared(numbers[0], numbers[1])


Comparable = TypeVar("Comparable", str, int | Decimal)


def _compared(left: Comparable, right: Comparable) -> int:
    return (left > right) - (left < right)


def joined(parts: Iterable[Value]) -> Value:
    """The text of `parts` side by side: a `str`, or an unknown with its pieces."""
    pieces: list[Value] = []
    literal: list[str] = []
    size = 0
    for piece in _flat(parts):
        if isinstance(piece, str):
            literal.append(piece)
            size += len(piece)
        else:
            if literal:
                pieces.append("".join(literal))
                literal = []
            pieces.append(piece)
            size += 1
        if size > MAX_TEXT:
            return Unknown("text is too long")
    last = "".join(literal)
    if not pieces:
        return last
    return _whole([*pieces, last] if last else pieces)


def _flat(parts: Iterable[Value]) -> Iterator[str | Unknown]:
    """The pieces of `parts`, none of them empty."""
    for part in parts:
        made = part if isinstance(part, str) else to_text(part)
        if isinstance(made, str):
            if made:
                yield made
        elif made.origin is None and isinstance(made.known, tuple):
            yield from _flat(made.known)
        else:
            yield made


def _whole(pieces: list[Value]) -> Value:
    """Pieces of which at least one is unknown."""
    unknown = next(piece for piece in pieces if isinstance(piece, Unknown))
    return unknown if len(pieces) == 1 else Unknown(unknown.reason, None, tuple(pieces))


def size_of(value: Value) -> int:
    """Roughly the bytes that a value takes which an expression has made."""
    match value:
        case str():
            return len(value)
        case list():
            return 16 * len(value)
        case Unknown(known=tuple() as pieces):
            return sum(len(piece) if isinstance(piece, str) else 16 for piece in pieces)
    return 0


def derived(function: str, arguments: Sequence[Value]) -> Unknown:
    """What a function makes of arguments that are not all known; the same call of the same unknown has one origin."""
    unknowns = [argument for argument in arguments if isinstance(argument, Unknown)]
    if not unknowns:
        return Unknown(RUN_DECIDES)
    first = unknowns[0]
    if first.origin is None or len(unknowns) > 1 or not all(_is_plain(argument) for argument in arguments):
        return Unknown(first.reason)
    rest = ", ".join(text(argument) for argument in arguments if argument is not first)
    return Unknown(first.reason, Origin(first.origin.address, (*first.origin.path, f"{function}({rest[:200]})")))


def _is_plain(value: Value) -> bool:
    return not isinstance(value, (list, dict))


def json_text(value: Value) -> str | None:
    """`value` as `convertToJson` writes it, indented by two; None where not all of it is known or it is too large."""
    if not is_known(value):
        return None
    try:
        size, parts = 0, []
        for part in json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(_plain(value, 0)):
            size += len(part)
            if size > MAX_TEXT:
                return None
            parts.append(part)
    except RecursionError:
        return None
    return "".join(parts)


def _plain(value: Value, depth: int) -> Json:
    if depth > 100:
        raise RecursionError
    match reveal(value):
        case dict() as entries:
            return {key: _plain(item, depth + 1) for key, item in entries.items()}
        case list() as items:
            return [_plain(item, depth + 1) for item in items]
        case Decimal() as number:
            return float(number) if number.is_finite() else str(number)
        case bool() | int() | str() | None as scalar:
            return scalar
    return None
