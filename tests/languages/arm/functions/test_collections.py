from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.arm.functions import PURE, FunctionError, apply
from idlint.values import Origin, Unknown, UnknownKey, Value, to_json

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
    merged = call("union", {"a": 1}, P, {"b": 2})
    assert isinstance(merged, Unknown)
    assert merged.known == {"b": 2}
    joined = call("concat", [1], P)
    assert isinstance(joined, Unknown)
    assert joined.known == [1]
    assert isinstance(call("contains", [P], 1), Unknown)


def test_an_object_merged_with_an_unknown_one_may_hold_more() -> None:
    merged = call("union", Unknown("hidden"), {"a": {"x": 1}})
    assert to_json(merged) == {"$unknown": "hidden", "known": {"a": {"$unknown": "hidden", "known": {"x": 1}}}}


def test_what_is_certain_of_an_object_is_not_said_of_what_is_in_it() -> None:
    merged = call("union", Unknown("hidden", None, {"b": 0}), {"a": {}})
    assert to_json(merged) == {"$unknown": "hidden", "known": {"b": 0, "a": {"$unknown": "hidden", "known": {}}}}


OBJECTS = st.dictionaries(
    st.sampled_from("ab"),
    st.integers(0, 1) | st.dictionaries(st.sampled_from("xy"), st.integers(0, 1) | st.just({"z": 1}), max_size=2),
    max_size=2,
)


@given(st.lists(st.tuples(OBJECTS, st.none() | st.sets(st.sampled_from("ab"))), min_size=1, max_size=4))
def test_what_is_certain_of_a_union_holds_whatever_the_unknown_objects_are(
    given_objects: list[tuple[dict[str, Value], set[str] | None]],
) -> None:
    """Beside each object, which of its keys are known; None: it is known whole."""
    whole = call("union", *(value for value, _ in given_objects))
    seen = call("union", *(value if keys is None else _partly(value, keys) for value, keys in given_objects))
    assert _holds(seen, whole)


def _partly(value: dict[str, Value], keys: set[str]) -> Value:
    return Unknown("hidden", None, {key: item for key, item in value.items() if key in keys} or None)


def _holds(seen: Value, whole: Value) -> bool:
    """Whether all that is said to be certain is so."""
    if isinstance(seen, Unknown):
        certain = seen.known if isinstance(seen.known, dict) else {}
        inside = isinstance(whole, dict) and all(key in whole and _holds(certain[key], whole[key]) for key in certain)
        return inside or not certain
    if isinstance(seen, dict) and isinstance(whole, dict):
        return seen.keys() == whole.keys() and all(_holds(seen[key], whole[key]) for key in seen)
    return seen == whole


def test_an_array_of_arrays_that_is_partly_known_is_flattened_as_far() -> None:
    flat = call("flatten", Unknown("hidden", None, [[1], [2, 3]]))
    assert isinstance(flat, Unknown)
    assert flat.known == [1, 2, 3]
    assert isinstance(call("flatten", P), Unknown)


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
