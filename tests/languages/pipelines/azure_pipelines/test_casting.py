"""Types turned into each other as documented."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.azure_pipelines.casting import (
    MAX_TEXT,
    equal,
    joined,
    json_text,
    order,
    to_boolean,
    to_number,
    to_text,
)
from idlint.values import Origin, Sensitive, Unknown, Value

ENV = Unknown("chosen", Origin("parameters.env"))


@pytest.mark.parametrize(
    ("value", "boolean", "text", "number"),
    [
        (None, False, "", 0),
        (True, True, "True", 1),
        (False, False, "False", 0),
        (0, False, "0", 0),
        (Decimal("2.50"), True, "2.5", Decimal("2.50")),
        ("", False, "", 0),
        ("false", True, "false", None),
        (" 7 ", True, " 7 ", 7),
        ([], True, "", None),
        ({}, True, "", None),
        (Sensitive("s"), True, "s", None),
    ],
)
def test_casts(value: Value, boolean: bool, text: str, number: object) -> None:
    assert (to_boolean(value), to_text(value), to_number(value)) == (boolean, text, number)


def test_a_text_of_which_a_piece_is_known_is_not_empty() -> None:
    assert to_boolean(joined(["a-", ENV])) is True
    assert to_boolean(ENV) is ENV


def test_neighbouring_literals_are_one_piece() -> None:
    value = joined(["a", 1, ENV, "", True, joined(["x", ENV])])
    assert isinstance(value, Unknown)
    assert value.known == ("a1", ENV, "Truex", ENV)
    assert joined(["a", None, 2]) == "a2"
    assert joined([ENV, ""]) is ENV


def test_a_text_that_is_too_long_is_not_made() -> None:
    assert isinstance(joined(["x" * MAX_TEXT, "y"]), Unknown)


@pytest.mark.parametrize(("left", "right"), [([], []), ({}, "x"), ("a", ["a"]), (5, [5])])
def test_collections_are_equal_to_nothing_else(left: Value, right: Value) -> None:
    assert equal(left, right) is False


def test_what_cannot_be_compared() -> None:
    assert order(1, "one") is None
    assert order([], 1) is None
    assert order(Decimal("NaN"), 1) is None
    assert order("b", "A") == 1


def test_json_of_what_is_not_known_or_too_deep_is_none() -> None:
    deep: Value = "x"
    for _ in range(200):
        deep = [deep]
    assert json_text([ENV]) is None
    assert json_text(deep) is None
    assert json_text({"a": Decimal("1.5"), "b": None}) == '{\n  "a": 1.5,\n  "b": null\n}'


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from(["", "a", "A", "1", "true"]))


@given(SCALARS)
@settings(max_examples=50, deadline=None)
def test_every_scalar_is_equal_to_itself(value: Value) -> None:
    assert equal(value, value) is True
    assert order(value, value) == 0
