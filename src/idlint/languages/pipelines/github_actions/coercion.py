"""How GitHub Actions turns values into texts, numbers and verdicts, and when it calls two of them equal.

https://docs.github.com/actions/reference/workflows-and-actions/expressions#operators
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, DecimalException

from idlint.fuel import Fuel
from idlint.values import Unknown, Value, reveal

_LONGEST_NUMBER = 100
"""Characters; a longer text is no number that anybody compares."""

_SCALE = 300
"""Decimal digits before or behind the point; beyond them GitHub's doubles soon are infinite, or zero."""


def as_number(value: Value) -> Decimal | None:
    """A value as a number; None where it is none (GitHub's NaN), which equals nothing."""
    match value:
        case None:
            return Decimal(0)
        case bool() | int():
            return Decimal(int(value))
        case Decimal():
            return value if value.is_finite() and abs(value.adjusted()) < _SCALE else None
        case str():
            return _parsed(value.strip())
    return None


def _parsed(text: str) -> Decimal | None:
    if not text:
        return Decimal(0)
    if len(text) > _LONGEST_NUMBER or "_" in text or not text.isascii():
        return None
    try:
        if text[:2] in {"0x", "0o"}:
            return Decimal(int(text, 0))
        return as_number(Decimal(text))
    except (DecimalException, ValueError):
        return None


def as_text(value: Value) -> Value:
    """A value as a text; an unknown stays unknown."""
    if type(value) is str:
        return value
    value = reveal(value)
    match value:
        case str() | Unknown():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return number_text(value)
        case list():
            return "Array"
    return "Object"


def number_text(value: int | Decimal) -> str:
    """A number with fifteen digits at most, as GitHub prints it."""
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) > _SCALE:
        return "NaN"
    return f"{float(number):.15g}".replace("e", "E")


def joined(parts: Iterable[Value], fuel: Fuel) -> Value:
    """Texts and unknowns one behind the other: a text, or an unknown text with its pieces."""
    pieces: list[Value] = []
    for part in parts:
        for piece in part.known if isinstance(part, Unknown) and isinstance(part.known, tuple) else (part,):
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            elif piece != "":
                pieces.append(piece)
            fuel.grow(len(piece) if isinstance(piece, str) else 8)
    if not pieces:
        return ""
    unknown = next((piece for piece in pieces if isinstance(piece, Unknown)), None)
    if unknown is None:
        return pieces[0]
    return unknown if len(pieces) == 1 else Unknown(unknown.reason, None, tuple(pieces))


def truthy(value: Value) -> bool | None:
    """Whether a value counts as true; false, zero, null and the empty text do not."""
    if isinstance(value, Unknown):
        has_text = isinstance(value.known, tuple) and any(isinstance(piece, str) and piece for piece in value.known)
        return True if has_text else None
    if isinstance(value, (list, dict)):
        return True
    return bool(value)


def loosely_equal(left: Value, right: Value) -> bool:
    """GitHub's `==`: texts without regard to case, different types as numbers, and no object equals another."""
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if left is None and right is None:
        return True
    if isinstance(left, (list, dict)) and isinstance(right, (list, dict)):
        return left is right
    first, second = as_number(left), as_number(right)
    return first is not None and second is not None and first == second
