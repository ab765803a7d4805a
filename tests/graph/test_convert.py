"""Converters: one canonical form, unknowns kept, surprises unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.graph.convert import CONVERTERS, convert
from idlint.values import MISSING, Missing, Sensitive, Unknown, Value


@pytest.mark.parametrize(
    ("converter", "written", "expected"),
    [
        ("region", "West Europe", "westeurope"),
        ("region", "westeurope", "westeurope"),
        ("region", "global", MISSING),
        ("region", "", MISSING),
        ("identity_types", "SystemAssigned, UserAssigned", ["SystemAssigned", "UserAssigned"]),
        ("identity_types", "systemassigned,userassigned", ["SystemAssigned", "UserAssigned"]),
        ("identity_types", "None", []),
        ("sku_suffix", "Standard_RAGRS", "RAGRS"),
        ("sku_suffix", "lrs", "LRS"),
        ("sku_suffix", "", MISSING),
        ("bool", "True", True),
        ("bool", [False], False),
        ("int", "3", 3),
        ("int", Decimal("2.0"), 2),
        ("string", True, "true"),
        ("string", ["one"], "one"),
        ("string", [], MISSING),
        ("script", "#!/bin/sh\necho\n", "#!/bin/sh\necho\n"),
        ("script", "IyEvYmluL3NoCg==", "#!/bin/sh\n"),
        ("script", "startup.sh", "startup.sh"),
        ("list", "one", ["one"]),
        ("set", ["2", "1", "2"], ["1", "2"]),
        ("map", [{"a": "1"}, {"b": "2"}], {"a": "1", "b": "2"}),
        ("map", '{"fileUris": ["x"], "n": 1.5}', {"fileUris": ["x"], "n": Decimal("1.5")}),
        ("duration", "PT1H30M", 5400),
        ("duration", "P1D", 86_400),
        ("duration", "1h30m", 5400),
        ("duration", 300, 300),
        ("date", "2027-06-30T00:00:00Z", "2027-06-30"),
        ("date", 0, "1970-01-01"),
    ],
)
def test_canonical_forms(converter: str, written: Value, expected: object) -> None:
    assert convert(converter, written) == expected


@pytest.mark.parametrize(
    ("converter", "written"),
    [
        ("bool", "maybe"), ("int", "many"), ("int", True), ("date", "soon"), ("duration", "5 lightyears"),
        ("identity_types", "Borrowed"), ("region", 3), ("string", {"a": "b"}), ("string", ["a", "b"]), ("map", "x"),
    ],
)  # fmt: skip
def test_a_surprise_is_unknown_and_never_evidence(converter: str, written: Value) -> None:
    assert isinstance(convert(converter, written), Unknown)


def test_a_set_with_an_unknown_element_keeps_what_is_certain() -> None:
    made = convert("set", ["b", Unknown("later"), "a"])
    assert isinstance(made, Unknown)
    assert made.known == ["a", "b"]


def test_an_image_stands_behind_a_prefix_and_other_runtimes_have_none() -> None:
    assert convert("image", "DOCKER|cr.azurecr.io/api:1") == "cr.azurecr.io/api:1"
    assert convert("image", "https://cr.azurecr.io") == "https://cr.azurecr.io"
    assert convert("image", "NODE|20-lts") is MISSING
    server = Unknown("known only to the cloud")
    made = convert("image", Unknown("text", known=("DOCKER|", server, "/api:1")))
    assert isinstance(made, Unknown)
    assert made.known == (server, "/api:1")


def test_a_list_of_numbers_may_be_written_as_texts() -> None:
    assert convert("ints", ["1", 3, Decimal("2")]) == [1, 3, 2]
    assert convert("ints", "1") == [1]
    made = convert("ints", ["many"])
    assert isinstance(made, list)
    assert isinstance(made[0], Unknown)
    open_ended = convert("ints", Unknown("more", known=["1"]))
    assert isinstance(open_ended, Unknown)
    assert open_ended.known == [1]


def test_sensitive_stays_sensitive() -> None:
    made = convert("string", Sensitive("secret"))
    assert isinstance(made, Sensitive)
    assert made.value == "secret"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(CONVERTERS)), st.data())
def test_no_value_makes_a_converter_raise(
    values: st.SearchStrategy[Value], converter: str, data: st.DataObject
) -> None:
    value = data.draw(values)
    if value is not None:
        made = convert(converter, value)
        assert made is None or isinstance(
            made, Missing | bool | int | Decimal | str | list | dict | Unknown | Sensitive
        )
