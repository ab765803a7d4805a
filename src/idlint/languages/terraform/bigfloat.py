"""Terraform's numbers: binary floats of 512 bits, kept as exact `int` or shortest `Decimal`.

Terraform computes with Go's `big.Float` at 512 bits and prints the shortest decimal that reads back as
the same float (https://pkg.go.dev/math/big#Float.Text). A `Decimal` value *is* that shortest decimal,
so reading it back at 512 bits gives the float again and no precision is lost between steps.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from fractions import Fraction

Number: TypeAlias = int | Decimal

NEGATIVE_ZERO = Decimal("-0")
"""What Terraform prints as `-0`; it equals zero."""

PRECISION = 512
"""Bits of the mantissa."""

_LIMIT = 1 << PRECISION
_MAX_EXPONENT = 4000
"""Beyond it a number would take longer to print than anybody would wait; Python refuses 4,300 digits."""


def parse_number(text: str) -> Number:
    """The number that `text`, a literal or a converted string, denotes."""
    if text.isascii() and text.isdigit() and len(text) < 150:
        return int(text)
    value = Decimal(text)
    if not value and value.is_signed():
        return NEGATIVE_ZERO
    return shortest(_clamped(value))


def _fraction(value: Number) -> Fraction:
    """`value` exactly; what counts with fractions is loaded (2 ms) where there is something to count."""
    from fractions import Fraction

    return Fraction(value)


def _clamped(value: Decimal) -> Fraction:
    """`value` exactly; ArithmeticError where its exponent is absurd."""
    if not value.is_finite() or abs(value.adjusted()) > _MAX_EXPONENT or len(value.as_tuple().digits) > _MAX_EXPONENT:
        raise ArithmeticError("the number is out of range")
    return _fraction(value)


def exact(value: Number) -> Fraction:
    """The 512-bit float that `value` stands for."""
    if isinstance(value, int) and -_LIMIT < value < _LIMIT:
        return _fraction(value)
    return _rounded(_fraction(value), PRECISION)[0]


def shortest(value: Fraction, precision: int = PRECISION) -> Number:
    """`value` rounded to `precision` bits, as the shortest decimal that denotes the same float."""
    if value.denominator == 1 and abs(value.numerator) >> precision == 0:
        return value.numerator
    rounded, half_step = _rounded(value, precision)
    if rounded and abs(_magnitude(abs(rounded))) > _MAX_EXPONENT:
        raise ArithmeticError("the number is out of range")
    return _digits(rounded, half_step, precision)


def _rounded(value: Fraction, precision: int) -> tuple[Fraction, Fraction]:
    """The nearest float of `precision` bits, ties to even, and half the distance to its neighbours."""
    if value == 0:
        return value, _fraction(0)
    shift = precision - (abs(value.numerator).bit_length() - value.denominator.bit_length())
    scale = _fraction(2) ** shift
    while abs(value) * scale >= 1 << precision:
        scale /= 2
    while abs(value) * scale < 1 << (precision - 1):
        scale *= 2
    return _fraction(round(value * scale)) / scale, 1 / (2 * scale)


def _digits(value: Fraction, half_step: Fraction, precision: int) -> Number:
    """The decimal with the fewest digits that is nearer to `value` than to any other float.

    A decimal just between two floats reads back as the even one; below a power of two floats are twice as dense.
    """
    size = abs(value)
    mantissa = int(size / (2 * half_step)) if half_step else 0
    below = half_step / 2 if mantissa == 1 << (precision - 1) else half_step
    even = mantissa % 2 == 0
    sign = -1 if value < 0 else 1
    magnitude = _magnitude(half_step)
    for exponent in range(magnitude + 1, magnitude - 4, -1):
        unit = _fraction(10) ** exponent
        nearest = round(size / unit)
        for candidate in (nearest, nearest + 1):
            distance = candidate * unit - size
            limit = half_step if distance > 0 else below
            if abs(distance) < limit or (abs(distance) == limit and even):
                return _trimmed(sign * candidate, exponent)
    return _trimmed(sign * round(size / _fraction(10) ** (magnitude - 4)), magnitude - 4)


def _magnitude(value: Fraction) -> int:
    """An exponent of ten just above `value`."""
    bits = value.numerator.bit_length() - value.denominator.bit_length()
    return bits * 30103 // 100_000 + 2


def _trimmed(digits: int, exponent: int) -> Number:
    while digits and digits % 10 == 0:
        digits //= 10
        exponent += 1
    if exponent >= 0:
        scaled: int = digits * 10**exponent
        return scaled
    sign = "-" if digits < 0 else ""
    return Decimal(f"{sign}{abs(digits)}e{exponent}")


def number_text(value: Number) -> str:
    """`value` as Terraform prints it: never with an exponent."""
    return str(value) if isinstance(value, int) else format(value, "f")


def whole(value: Number) -> int | None:
    """`value` as an int; None where it has a fraction."""
    if isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else None


def negated(value: Number) -> Number:
    """`-value`; zero has a sign."""
    if value:
        return -value
    return 0 if isinstance(value, Decimal) and value.is_signed() else NEGATIVE_ZERO
