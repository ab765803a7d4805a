"""What values agree on that a condition or an index chooses from."""

from __future__ import annotations

import pytest

from idlint.languages.terraform.alternatives import MAX_ALTERNATIVES, MAX_PARTS, agreed
from idlint.values import Unknown, Value


def parts(value: Value) -> Value:
    """A value with the known part of unknowns in their place."""
    if isinstance(value, Unknown):
        return value.known if isinstance(value.known, str) else {"?": parts_of(value.known)}
    return parts_of(value) if isinstance(value, dict) else value


def parts_of(value: object) -> Value:
    return {name: parts(item) for name, item in value.items()} if isinstance(value, dict) else None


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([1, 1], 1),
        ([1, 2], {"?": None}),
        ([{"a": 1, "b": 2}, {"a": 1, "b": 2}], {"a": 1, "b": 2}),
        ([{"a": 1, "b": 2}, {"a": 1, "b": 3}], {"?": {"a": 1, "b": {"?": None}}}),
        ([{"a": 1, "b": 2}, {"a": 1}], {"?": {"a": 1}}),
        ([{"a": {"x": 1, "y": 2}}, {"a": {"x": 1, "y": 3}}], {"?": {"a": {"?": {"x": 1, "y": {"?": None}}}}}),
        ([{"a": 1}, "text"], {"?": None}),
        ([{"a": 1}, {"b": 1}], {"?": None}),
    ],
)
def test_values_agree_on_what_all_of_them_have(values: list[Value], shown: Value) -> None:
    assert parts(agreed(values, "unknown")) == shown


def test_the_first_is_given_where_all_are_the_same() -> None:
    first: Value = {"a": {"b": [1]}}
    assert agreed([first, {"a": {"b": [1]}}], "unknown") is first


def doubled(leaf: int, depth: int) -> Value:
    value: Value = {"x": leaf}
    for _ in range(depth):
        value = {"l": value, "r": value}
    return value


def test_what_is_shared_by_reference_is_compared_once() -> None:
    found = agreed([doubled(1, 100), doubled(2, 100)], "unknown")
    assert isinstance(found, Unknown)
    assert isinstance(found.known, dict)
    assert found.known["l"] is found.known["r"]


def test_of_many_or_of_very_large_objects_only_whether_they_are_the_same_is_known() -> None:
    many: list[Value] = [{"a": 1, "b": number} for number in range(MAX_ALTERNATIVES + 1)]
    large: list[Value] = [dict.fromkeys(map(str, range(MAX_PARTS + 1)), value) for value in (1, 2)]
    for values in (many, large):
        found = agreed(values, "unknown")
        assert isinstance(found, Unknown)
        assert found.known is None
