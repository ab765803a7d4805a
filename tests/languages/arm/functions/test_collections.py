from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.arm.functions import PURE, FunctionError, apply
from idlint.values import Closed, Origin, Unknown, UnknownKey, Value, to_json

P = Unknown("parameter without a value", Origin("parameters.p"))


def call(name: str, *arguments: Value) -> Value:
    return apply(name, PURE[name.lower()], arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("contains", [{"Key": 1}, "key"], True),
        ("contains", [[1, P], 1], True),
        ("contains", ["abc", "bc"], True),
        ("empty", [None], True),
        ("empty", [Unknown("x", None, {"a": 1})], False),
        ("length", [{"a": 1}], 1),
        ("first", [[]], None),
        ("last", ["abc"], "c"),
        ("take", [[1, 2, 3], 2], [1, 2]),
        ("skip", ["abc", -1], "abc"),
        ("range", [3, 2], [3, 4]),
        ("indexOf", ["aBc", "B"], 1),
        ("lastIndexOf", [[1, 2, 1], 1], 2),
        ("tryIndexFromEnd", [[1, 2], 5], None),
        ("union", [{"a": {"x": 1}}, {"a": {"y": 2}}], {"a": {"x": 1, "y": 2}}),
        ("union", [[1, 2], [2, 3]], [1, 2, 3]),
        ("shallowMerge", [[{"a": {"x": 1}}, {"a": {"y": 2}}]], {"a": {"y": 2}}),
        ("intersection", [{"a": 1, "b": 2}, {"a": 1, "b": 3}], {"a": 1}),
        ("flatten", [[[1], [2, 3]]], [1, 2, 3]),
        ("items", [{"b": 1, "a": 2}], [{"key": "a", "value": 2}, {"key": "b", "value": 1}]),
        ("objectKeys", [{"a": 1}], ["a"]),
        ("min", [[3, 2]], 2),
        ("max", [1, 5], 5),
        ("div", [-7, 2], -3),
        ("mod", [-7, 2], -1),
        ("int", [" 12 "], 12),
        ("less", ["a", "b"], True),
        ("equals", [{"a": [1]}, {"a": [1]}], True),
        ("xor", [True, False], True),
        ("cidrSubnet", ["10.144.0.0/20", 24, 3], "10.144.3.0/24"),
        ("cidrHost", ["10.144.3.0/24", 0], "10.144.3.1"),
        ("dateTimeAdd", ["2020-04-07 14:53:14Z", "P3Y"], "2023-04-07 14:53:14Z"),
        ("dateTimeAdd", ["2020-04-07 14:53:14Z", "-P9D"], "2020-03-29 14:53:14Z"),
        ("dateTimeAdd", ["2020-01-31", "P1M", "yyyy-MM-dd"], "2020-02-29"),
        ("dateTimeFromEpoch", [1683040573], "2023-05-02T15:16:13Z"),
        ("dateTimeToEpoch", ["2023-05-02T15:16:13Z"], 1683040573),
    ],
)
def test_known_arguments(name: str, arguments: list[Value], value: Value) -> None:
    assert call(name, *arguments) == value


def test_parse_cidr() -> None:
    assert call("parseCidr", "10.144.0.0/20") == {
        "network": "10.144.0.0",
        "netmask": "255.255.240.0",
        "broadcast": "10.144.15.255",
        "firstUsable": "10.144.0.1",
        "lastUsable": "10.144.15.254",
        "cidr": 20,
    }


def test_what_is_certain_of_unknown_collections_is_kept() -> None:
    joined = call("concat", [1], P)
    assert isinstance(joined, Unknown)
    assert joined.known == [1]
    assert isinstance(call("contains", [P], 1), Unknown)


def test_an_array_of_arrays_that_is_partly_known_is_flattened_as_far() -> None:
    flat = call("flatten", Unknown("hidden", None, [[1], [2, 3]]))
    assert isinstance(flat, Unknown)
    assert flat.known == [1, 2, 3]
    assert isinstance(call("flatten", P), Unknown)


def test_what_is_made_of_the_entries_of_an_object_is_made_of_those_that_are_known() -> None:
    some = Unknown("hidden", None, {"a": 1})
    assert to_json(call("items", some)) == {"$unknown": "hidden", "known": [{"key": "a", "value": 1}]}
    assert to_json(call("objectKeys", some)) == {"$unknown": "hidden", "known": ["a"]}
    assert to_json(call("items", P)) == {"$unknown": P.reason, "refs": ["parameters.p.items()"]}


def test_an_object_of_which_all_possible_keys_are_known_does_not_contain_others() -> None:
    some = Closed("hidden", {"a": 1}, {"b": 1})
    assert call("contains", some, "A") is True
    assert isinstance(call("contains", some, "B"), Unknown)
    assert call("contains", some, "c") is False


def test_keys_that_are_not_known_become_values() -> None:
    assert call("objectKeys", {UnknownKey(P): 1}) == [P]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(P) | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(PURE)), st.lists(VALUES, max_size=4))
def test_every_function_gives_a_value_or_refuses(name: str, arguments: list[Value]) -> None:
    try:
        result = apply(name, PURE[name], arguments)
    except FunctionError:
        return
    to_json(result)
