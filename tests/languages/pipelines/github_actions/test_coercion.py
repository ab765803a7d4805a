"""Texts, numbers and verdicts of values, as GitHub has them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.fuel import Fuel
from idlint.languages.pipelines.github_actions.coercion import as_number, as_text, joined, loosely_equal, truthy
from idlint.values import Unknown, Value, text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""), (True, "true"), (False, "false"), (3, "3"), (Decimal("1.50"), "1.5"), (Decimal(1000), "1000"),
        (10**20, "1E+20"), (Decimal("1e-20"), "1E-20"), (Decimal("1e999"), "NaN"), ([1], "Array"),
        ({"a": 1}, "Object"), ("x", "x"), (Decimal("0.1"), "0.1"), (10**15 + 1, "1E+15"),
    ],
)  # fmt: skip
def test_texts(value: Value, expected: str) -> None:
    assert as_text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", 0), (" 12 ", 12), ("0x1f", 31), ("0o17", 15), ("1e3", 1000), ("-.5", Decimal("-0.5")),
        (None, 0), (True, 1),
        ("1_0", None), ("x", None), ("Infinity", None), ("nan", None), ("9" * 200, None), ("1e9999", None), ("٣", None),
        ([], None), ({}, None),
    ],
)  # fmt: skip
def test_numbers(value: Value, expected: object) -> None:
    assert as_number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", False), ("x", True), (0, False), (Decimal(0), False), (None, False), ([], True),
        ({}, True), (Unknown("u"), None),
        (Unknown("u", None, (Unknown("v"), "x")), True), (Unknown("u", None, (Unknown("v"),)), None),
    ],
)  # fmt: skip
def test_verdicts(value: Value, expected: bool | None) -> None:
    assert truthy(value) is expected


def test_joined_texts_keep_their_pieces() -> None:
    unknown = Unknown("u")
    found = joined(["a", "", "b", Unknown("w", None, ("c", unknown)), "d"], Fuel())
    assert isinstance(found, Unknown)
    assert found.known == ("abc", unknown, "d")
    assert joined([unknown, ""], Fuel()) is unknown
    assert joined([], Fuel()) == ""
    assert text(joined(["a", "b"], Fuel())) == "ab"


PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.decimals(allow_nan=False))


@settings(max_examples=100, deadline=None)
@given(PLAIN, PLAIN)
def test_loose_equality_is_symmetric(left: Value, right: Value) -> None:
    assert loosely_equal(left, right) is loosely_equal(right, left)
