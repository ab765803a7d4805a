from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.terraform.bigfloat import exact, number_text, parse_number, shortest, whole


@settings(max_examples=100, deadline=None)
@given(st.integers(-(10**200), 10**200), st.integers(1, 10**30))
def test_the_shortest_decimal_reads_back_as_the_same_float(numerator: int, denominator: int) -> None:
    made = shortest(Fraction(numerator, denominator))
    assert shortest(exact(made)) == made
    assert parse_number(number_text(made)) == made


@settings(max_examples=100, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False, width=64))
def test_at_53_bits_it_is_the_shortest_form_of_a_python_float(number: float) -> None:
    assert float(shortest(Fraction(number), 53)) == number
    assert Decimal(shortest(Fraction(number), 53)) == Decimal(repr(number))


@pytest.mark.parametrize(
    ("text", "printed"), [("1.50", "1.5"), ("1e3", "1000"), ("0.1", "0.1"), ("00012", "12"), ("1e-3", "0.001")]
)
def test_numbers_print_without_exponents(text: str, printed: str) -> None:
    assert number_text(parse_number(text)) == printed


def test_absurd_numbers_are_refused() -> None:
    with pytest.raises(ArithmeticError):
        parse_number("1e1000000000")
    with pytest.raises(ArithmeticError):
        shortest(Fraction(10) ** 5000)


def test_whole_numbers_are_told_from_fractions() -> None:
    assert whole(Decimal("2.0")) == 2
    assert whole(Decimal("2.5")) is None
