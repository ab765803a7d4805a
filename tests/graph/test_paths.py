"""Walking into evaluated attributes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.graph.paths import NOTHING, walk
from idlint.graph.sources import parse_path
from idlint.values import MISSING, Closed, Missing, Sensitive, Unknown, Value


def value(data: Value, path: str) -> Value | Missing:
    return walk(data, parse_path(path)).value


def test_a_block_is_entered_without_an_index_and_the_path_says_so() -> None:
    found = walk({"identity": [{"type": "x"}]}, parse_path("identity.type"))
    assert (found.value, found.path) == ("x", ("identity", 0, "type"))


def test_null_is_nothing_written_and_has_a_place() -> None:
    assert walk({"a": None}, ("a",)) == NOTHING._replace(path=("a",))
    assert walk({"a": {"b": None}}, ("a", "b")) == NOTHING._replace(path=("a", "b"))


def test_a_list_is_mapped_flat_and_elements_without_the_key_are_skipped() -> None:
    data: Value = {"c": [{"env": [{"n": "a"}, {}]}, {"env": [{"n": "b"}]}, {}]}
    assert value(data, "c[].env[].n") == ["a", "b"]


def test_a_list_in_which_nothing_is_written_is_nothing_written() -> None:
    assert value({"c": [{}, {}]}, "c[].n") is MISSING
    assert value({"c": []}, "c[].n") is MISSING


def test_filters_compare_texts_of_either_case_and_booleans() -> None:
    data: Value = {"l": [{"on": True, "n": "a"}, {"on": False, "n": "b"}, {"n": "c"}]}
    assert value(data, "l[on=true].n") == ["a"]
    assert value(data, "l[on!=false].n") == ["a", "c"]
    assert value({"l": [{"f": "Category", "n": "a"}]}, "l[f=category].n") == ["a"]


def test_an_element_that_may_be_filtered_out_makes_the_list_unknown() -> None:
    found = value({"l": [{"on": Unknown("later"), "n": "a"}, {"on": True, "n": "b"}]}, "l[on=true].n")
    assert isinstance(found, Unknown)
    assert found.known == ["b"]


def test_elements_of_an_unknown_list_that_are_certain_are_kept() -> None:
    found = value({"l": Unknown("number of blocks is unknown", known=[{"n": "a"}])}, "l[].n")
    assert isinstance(found, Unknown)
    assert found.known == ["a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"n": "a"}, {"n": "b"}, {}]', ["a", "b"]),
        (Unknown("parts", known=('[{"n": "a", "v": ', Unknown("later"), "}]")), ["a"]),
        ([{"n": "a"}], ["a"]),
        ("[]", MISSING),
        (None, MISSING),
    ],
)
def test_a_path_leads_into_what_a_json_text_says(text: Value, expected: object) -> None:
    assert value({"t": text}, "t{}[].n") == expected


OPEN = Unknown("parts", known=("[", Unknown("later")))


@pytest.mark.parametrize("text", ["{", "x", "[" * 100_000, " " * 2_000_000, Unknown("later"), OPEN])
def test_what_a_text_says_that_is_no_json_is_unknown(text: Value) -> None:
    assert isinstance(value({"t": text}, "t{}[].n"), Unknown)


def test_what_a_sensitive_text_says_is_sensitive() -> None:
    assert isinstance(value({"t": Sensitive('[{"n": "a"}]')}, "t{}[].n"), Sensitive)


def test_arm_names_are_of_any_case() -> None:
    assert walk({"Properties": {"DisableLocalAuth": True}}, ("properties", "disableLocalAuth"), fold=True).value is True
    assert walk({"Properties": {}}, ("properties",)).value is MISSING


def test_what_is_known_of_an_arm_object_is_found_whatever_its_case() -> None:
    for found in (Unknown("x", known={"Sku": "S1"}), Closed("x", {"Sku": "S1"}, {"Zones": [1]})):
        assert walk(found, ("sku",), fold=True).value == "S1"
        assert isinstance(walk(found, ("zones",), fold=True).value, Unknown)
    assert isinstance(walk(Unknown("x", known={"Sku": "S1"}), ("tier",), fold=True).value, Unknown)
    assert walk(Closed("x", {"Sku": "S1"}, {"Zones": [1]}), ("tier",), fold=True).value is MISSING
    assert isinstance(walk(Sensitive({"Sku": "S1"}), ("sku",), fold=True).value, Sensitive)


def test_what_is_read_out_of_something_sensitive_is_sensitive() -> None:
    assert isinstance(value({"s": Sensitive([{"n": "a"}])}, "s[].n"), Sensitive)


@settings(max_examples=100, deadline=None)
@given(
    st.data(),
    st.sampled_from(
        ["name", "name{}.a", "identity_ids[]", "value[type=x].name", "a.b[].c[]", "body[name!=kv].id", "[]", "[].[]"]
    ),
    st.booleans(),
)
def test_no_value_makes_a_walk_raise(
    values: st.SearchStrategy[Value], data: st.DataObject, path: str, fold: bool
) -> None:
    walk(data.draw(values), parse_path(path), fold=fold)
