"""Values: equality in three answers, steps into what is and is not known, and showing anything safely."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.values import (
    MAX_SHOWN_DEPTH,
    MISSING,
    Closed,
    Missing,
    Origin,
    Room,
    Sensitive,
    Unknown,
    UnknownKey,
    Value,
    all_three,
    get,
    is_known,
    is_sensitive,
    lookup,
    origins,
    reveal,
    same,
    text,
    to_json,
)

REGION = Origin("var.region")
VAULT = Origin("azurerm_key_vault.kv", ("id",))

KNOWN: st.SearchStrategy[Value] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


def _unknown(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Unknown]:
    known = (
        st.none()
        | st.lists(inner, max_size=3).map(tuple)
        | st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    )
    origin = st.none() | st.sampled_from([REGION, VAULT])
    return st.builds(Unknown, st.sampled_from(["variable without a value", "budget"]), origin, known)


ANY: st.SearchStrategy[Value] = st.recursive(
    KNOWN | _unknown(KNOWN),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | _unknown(inner)
        | inner.map(Sensitive)
    ),
    max_leaves=10,
)
"""Every shape of value, sensitive and partly known ones inside one another."""


def nested(depth: int) -> Value:
    value: Value = Unknown("x", REGION)
    for _ in range(depth):
        value = {"a": [value]}
    return value


def doubled(times: int) -> list[Value]:
    """Shared by reference: 2 ** times leaves in a few hundred bytes."""
    value: list[Value] = ["leaf"]
    for _ in range(times):
        value = [value, value]
    return value


# Equality


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (1, Decimal("1.0"), True),
        (1, True, False),
        (0, False, False),
        ("1", 1, False),
        (None, "", False),
        ([], {}, False),
        ([1, 2], [1], False),
        ({"a": 1}, {"b": 1}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        (Sensitive("x"), "x", True),
        (Unknown("x", REGION), Unknown("y", REGION), True),
        (Unknown("x", REGION), Unknown("x", VAULT), None),
        (Unknown("x"), Unknown("x"), None),
        (Unknown("x", REGION), "eastus", None),
        (Unknown("x", REGION), [], None),
        ([Unknown("x"), 1], [2, 2], False),
        ([Unknown("x"), 1], [2, 1], None),
        ({"a": Unknown("x")}, {"a": 1}, None),
        (Unknown("x", None, ("app-", Unknown("x", REGION))), Unknown("x", None, ("app-", Unknown("x", REGION))), True),
        (Unknown("x", None, ("app-", Unknown("x", REGION))), Unknown("x", None, ("db-", Unknown("x", REGION))), None),
        (Unknown("x", None, ("app-", Unknown("x", REGION))), Unknown("x", None, ("app-", Unknown("x", VAULT))), None),
    ],
)
def test_equality_has_three_answers(left: Value, right: Value, verdict: bool | None) -> None:
    assert same(left, right) is verdict
    assert same(right, left) is verdict


@given(KNOWN, KNOWN)
def test_known_values_are_equal_or_not_and_the_order_does_not_matter(left: Value, right: Value) -> None:
    assert same(left, left) is True
    assert same(left, right) in {True, False}
    assert same(left, right) is same(right, left)


@given(ANY, ANY)
@settings(max_examples=200)
def test_equality_of_any_values_is_symmetric(left: Value, right: Value) -> None:
    assert same(left, right) is same(right, left)


@given(st.lists(st.sampled_from([True, False, None])))
def test_conjunction_is_false_then_unknown_then_true(verdicts: list[bool | None]) -> None:
    expected = False if False in verdicts else None if None in verdicts else True
    assert all_three(verdicts) is expected


# Steps


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        ({"a": [{"b": 1}]}, ("a", 0, "b"), 1),
        ({"a": [{"b": 1}]}, ("a", "b"), 1),
        ({"a": [{"b": 1}, {"b": 2}]}, ("a", "b"), MISSING),
        ({"a": [1]}, ("a", 1), MISSING),
        ({"a": None}, ("a",), None),
        ({"a": None}, ("a", "b"), MISSING),
        ({}, ("a",), MISSING),
        ("text", ("a",), MISSING),
        ({"0": 1}, (0,), 1),
        (Unknown("x", REGION, {"a": 1}), ("a",), 1),
    ],
)
def test_path_leads_to_what_is_written(value: Value, path: tuple[str | int, ...], found: Value | Missing) -> None:
    assert lookup(value, path) is found or lookup(value, path) == found


def test_step_into_an_unknown_keeps_its_reason_and_extends_its_origin() -> None:
    found = lookup(Unknown("not read", Origin("module.net")), ("subnets", 0, "id"))
    assert isinstance(found, Unknown)
    assert (found.reason, str(found.origin)) == ("not read", "module.net.subnets[0].id")


def test_what_is_inside_a_sensitive_value_is_sensitive_but_absence_is_not() -> None:
    value = Sensitive({"a": 1})
    assert isinstance(get(value, "a"), Sensitive)
    assert get(value, "b") is MISSING


@given(ANY, st.lists(st.integers(-3, 3) | st.text(max_size=3), max_size=4))
def test_any_path_into_any_value_leads_somewhere(value: Value, path: list[str | int]) -> None:
    assert lookup(value, path) is not NotImplemented


def test_reveal_takes_every_mark_off_the_outside_only() -> None:
    inner: list[Value] = [Sensitive(1)]
    assert reveal(Sensitive(Sensitive(inner))) is inner


# What is inside


def test_origins_are_in_order_of_appearance() -> None:
    value: Value = [Unknown("x", REGION), {"a": Sensitive(Unknown("x", None, ("p", Unknown("x", VAULT))))}]
    assert list(origins(value)) == [REGION, VAULT]


@given(ANY)
def test_value_with_an_origin_is_not_known(value: Value) -> None:
    assert not (is_known(value) and list(origins(value)))


@pytest.mark.parametrize(
    ("value", "known"),
    [
        (MISSING, True),
        (None, True),
        ([Sensitive(1)], True),
        (Sensitive([Unknown("x")]), False),
        ({"a": Unknown("x")}, False),
    ],
)
def test_known_means_nothing_inside_is_unknown(value: Value | Missing, known: bool) -> None:
    assert is_known(value) is known


# Showing


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (10, "10"),
        (Decimal("1.50"), "1.5"),
        (Decimal("1E+2"), "100"),
        (Decimal("100"), "100"),
        (["a", {"b": 1}], "[a, {b = 1}]"),
        (Sensitive("x"), "(sensitive)"),
        (Unknown("x"), "${…}"),
        (Unknown("x", REGION), "${var.region}"),
        (Unknown("x", None, ("app-", Unknown("x", REGION), "-", Sensitive("s"))), "app-${var.region}-(sensitive)"),
    ],
)
def test_text_is_as_a_reader_would_write_it(value: Value, shown: str) -> None:
    assert text(value) == shown


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Decimal("3"), 3),
        (Decimal("3.5"), 3.5),
        (Decimal("1e999"), "1.000000e+999"),
        (Sensitive(["x"]), {"$sensitive": True}),
        (Unknown("why"), {"$unknown": "why"}),
        (Unknown("why", REGION), {"$unknown": "why", "refs": ["var.region"]}),
        (
            Unknown("why", None, ("a-", Unknown("why", VAULT))),
            {"$unknown": "why", "text": "a-${azurerm_key_vault.kv.id}", "refs": ["azurerm_key_vault.kv.id"]},
        ),
        (Unknown("why", None, {"a": Sensitive(1)}), {"$unknown": "why", "known": {"a": {"$sensitive": True}}}),
    ],
)
def test_json_form_tags_what_is_unknown_or_sensitive(value: Value, data: object) -> None:
    assert to_json(value) == data
    assert isinstance(to_json(value), type(data))


def test_number_that_python_refuses_to_print_is_shown_with_an_exponent() -> None:
    assert text(10**5000) == to_json(10**5000) == "1.000000e+5000"


@given(ANY)
@settings(max_examples=200)
def test_any_value_can_be_shown_as_strict_json(value: Value) -> None:
    json.loads(json.dumps(to_json(value), allow_nan=False))
    assert isinstance(text(value), str)


@given(st.text(min_size=8, alphabet="s3cret"), ANY)
def test_sensitive_value_is_shown_nowhere(secret: str, other: Value) -> None:
    value: Value = {
        "a": [
            Sensitive({"b": secret}),
            Unknown("x", None, (Sensitive(secret),)),
            Unknown("y", None, [Sensitive(secret)]),
        ]
    }
    assert secret not in text(value)
    assert secret not in json.dumps(to_json(value))
    assert secret not in repr(value)


@pytest.mark.parametrize("value", [nested(5_000), doubled(60)], ids=["deep", "doubled"])
@pytest.mark.parametrize(
    "use",
    [is_known, text, to_json, lambda value: list(origins(value)), lambda value: same(value, value)],
    ids=["is_known", "text", "to_json", "origins", "same"],
)
def test_deep_or_exponential_value_neither_overflows_nor_runs_away(
    use: Callable[[Value], object], value: Value
) -> None:
    use(value)


def test_value_nested_deeper_than_is_shown_says_so() -> None:
    assert "too large to be shown" in json.dumps(to_json(nested(MAX_SHOWN_DEPTH)))


def test_values_that_share_room_are_shown_up_to_that_together() -> None:
    room = Room(3)
    values: list[Value] = [[[1]], [2], [3], 4]
    shown = [to_json(value, room) for value in values]
    assert shown == [[[1]], [2], {"$unknown": "too large to be shown"}, 4]


# Crossing processes


def test_absence_survives_pickling_as_itself(copied: Callable[[Any], Any]) -> None:
    assert copied({"a": MISSING})["a"] is MISSING


@given(ANY)
def test_any_value_survives_pickling(copied: Callable[[Any], Any], value: Value) -> None:
    assert to_json(copied(value)) == to_json(value)


CLOSED = Closed("condition", {"sku": "S1"}, {"zones": [1], "key": Sensitive("x")})
"""An object that has `sku`, and perhaps `zones` and `key`, but nothing else."""


def test_an_object_of_which_all_possible_entries_are_known_has_no_others() -> None:
    assert get(CLOSED, "sku") == "S1"
    assert get(CLOSED, "tier") is MISSING
    for key in ("zones", "SKU"):
        found = get(CLOSED, key)
        assert isinstance(found, Unknown)
        assert found.known is None


def test_a_key_that_is_not_known_may_be_any() -> None:
    open_key = Closed("condition", {}, {UnknownKey(Unknown("parameter without a value")): 1})
    assert isinstance(get(open_key, "tier"), Unknown)


def test_what_an_object_may_hold_is_shown_but_counts_for_nothing() -> None:
    assert to_json(CLOSED) == {
        "$unknown": "condition",
        "known": {"sku": "S1"},
        "possible": {"zones": [1], "key": {"$sensitive": True}},
    }
    assert not is_known(CLOSED)
    assert is_sensitive(CLOSED)
    assert list(origins(Closed("condition", {}, {"id": Unknown("x", VAULT)}))) == []
    assert to_json(deepcopy(CLOSED)) == to_json(CLOSED)
