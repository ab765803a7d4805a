from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idlint.languages.arm.either import either
from idlint.languages.arm.functions import PURE, apply
from idlint.languages.arm.merging import deep, merged, shallow
from idlint.records import NamedTuple
from idlint.values import MISSING, Closed, Missing, Origin, Sensitive, Unknown, Value, get, is_known, reveal, to_json

P = Unknown("hidden", Origin("parameters.p"))
ANY = Unknown("hidden")
SOME = Unknown("hidden", None, {"b": 0})
"""An object that has `b`, and nobody knows what else."""
OPTIONAL = Closed("hidden", {}, {"a": {"x": 1}})
"""An object that has `a`, or nothing."""
DOUBT = {"$unknown": "hidden"}


def union(*arguments: Value) -> object:
    return to_json(apply("union", PURE["union"], arguments))


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        ([{"a": {"x": 1}}, {"a": {"y": 2}}], {"a": {"x": 1, "y": 2}}),
        ([{"a": [1]}, {"a": [2]}], {"a": [2]}),
        ([{"a": 1}, {"a": None}], {"a": None}),
        ([{"a": 1}, ANY, {"b": 2}], {**DOUBT, "known": {"a": DOUBT, "b": 2}}),
        ([ANY, {"a": {"x": 1}}], {**DOUBT, "known": {"a": {**DOUBT, "known": {"x": 1}}}}),
        ([SOME, {"a": {}}], {**DOUBT, "known": {"b": 0, "a": {**DOUBT, "known": {}}}}),
        ([{"a": 1, "b": 1}, SOME], {**DOUBT, "known": {"a": DOUBT, "b": 0}}),
        ([{"a": {"x": 1}}, {"a": ANY}], {"a": DOUBT}),
        ([{"a": 1}, {"a": ANY}], {"a": DOUBT}),
        ([SOME, ANY], {**DOUBT, "known": {"b": DOUBT}}),
        ([{"c": 1}, OPTIONAL], {**DOUBT, "known": {"c": 1}, "possible": {"a": {"x": 1}}}),
        ([{"a": 1}, OPTIONAL], {"a": DOUBT}),
        ([{"a": {"x": 2, "y": 3}}, OPTIONAL], {"a": {"x": DOUBT, "y": 3}}),
        ([{"a": {"y": 3}}, OPTIONAL], {"a": {**DOUBT, "known": {"y": 3}, "possible": {"x": 1}}}),
        ([OPTIONAL, {"a": {"x": 2}}], {"a": {"x": 2}}),
        ([OPTIONAL, {"a": {"y": 2}}], {"a": {**DOUBT, "known": {"y": 2}, "possible": {"x": 1}}}),
        ([OPTIONAL, {"a": 1}], {"a": 1}),
        ([OPTIONAL, OPTIONAL], {**DOUBT, "known": {}, "possible": {"a": {"x": 1}}}),
        ([OPTIONAL, ANY], {**DOUBT, "known": {}}),
        ([[1, 2], [2, 1, 3]], [1, 2, 3]),
        ([[1, 2], ANY, [2, 3]], {**DOUBT, "known": [1, 2, 3]}),
        ([ANY, Unknown("hidden", None, [1])], {**DOUBT, "known": [1]}),
    ],
)  # fmt: skip
def test_union_keeps_what_nothing_may_overwrite(arguments: list[Value], value: object) -> None:
    assert union(*arguments) == value


def test_the_union_of_two_unknowns_is_the_same_each_time() -> None:
    first, second = (apply("union", PURE["union"], [P, P]) for _ in range(2))
    assert isinstance(first, Unknown)
    assert isinstance(second, Unknown)
    assert first.origin == second.origin is not None


def test_a_shallow_merge_replaces_objects_in_objects() -> None:
    assert to_json(merged([{"a": {"x": 1}, "b": 1}, {"a": {"y": 2}}], shallow)) == {"a": {"y": 2}, "b": 1}
    assert to_json(merged([{"a": {"y": 2}}, OPTIONAL], shallow)) == {
        "a": {**DOUBT, "known": {}, "possible": {"y": 2, "x": 1}}
    }


def test_what_must_not_be_shown_stays_so() -> None:
    assert isinstance(merged([{"a": 1}, Sensitive({"b": 1})], deep), Sensitive)
    assert union({"a": {"x": 1}}, {"a": Sensitive({"y": 1})}) == {"a": {"$sensitive": True}}
    assert union({"a": Sensitive({"x": 1})}, {"a": {"y": 1}}) == {"a": {"$sensitive": True}}
    assert union({"a": Sensitive(1)}, {"a": 2}) == {"a": 2}


class Seen(NamedTuple):
    """A value as it is seen, and as it is."""

    seen: Value
    whole: Value


LEAVES: st.SearchStrategy[Value] = st.integers(0, 1) | st.none() | st.lists(st.integers(0, 1), max_size=2)
PLAIN: st.SearchStrategy[Value] = st.recursive(
    LEAVES, lambda inner: st.dictionaries(st.sampled_from("ab"), inner, max_size=2), max_leaves=5
)


@st.composite
def seen(draw: st.DrawFn, inside: st.SearchStrategy[Seen]) -> Seen:
    """An object of what is `inside`, of which all, some or no entries are seen, or that is one of two."""
    entries = draw(st.dictionaries(st.sampled_from("abc"), inside, max_size=3))
    shown: dict[str, Value] = {key: pair.seen for key, pair in entries.items()}
    whole: dict[str, Value] = {key: pair.whole for key, pair in entries.items()}
    other = draw(PLAIN)
    left_out = draw(st.sets(st.sampled_from("abc")))
    certain = {key: value for key, value in shown.items() if key not in left_out}
    ways: list[Value] = [shown, Unknown("hidden", None, certain), Unknown("hidden")]
    ways += [either("hidden", shown, other), either("hidden", other, shown)]
    return Seen(draw(st.sampled_from(ways)), whole)


VALUES = st.recursive(
    LEAVES.map(lambda value: Seen(value, value)) | LEAVES.map(lambda value: Seen(Unknown("hidden"), value)),
    seen,
    max_leaves=6,
)
OBJECTS = st.lists(seen(VALUES), min_size=1, max_size=4)


@settings(max_examples=400)
@given(OBJECTS)
def test_what_is_said_of_a_union_is_true_whatever_is_not_known(objects: list[Seen]) -> None:
    _check(
        apply("union", PURE["union"], [pair.seen for pair in objects]),
        apply("union", PURE["union"], [pair.whole for pair in objects]),
    )


@settings(max_examples=400)
@given(OBJECTS)
def test_what_is_said_of_a_shallow_merge_is_true_whatever_is_not_known(objects: list[Seen]) -> None:
    _check(merged([pair.seen for pair in objects], shallow), merged([pair.whole for pair in objects], shallow))


@given(VALUES, PLAIN)
def test_what_is_said_of_one_of_two_is_true_of_both(pair: Seen, other: Value) -> None:
    for value in (either("hidden", pair.seen, other), either("hidden", other, pair.seen)):
        _check(value, other)
        _check(value, pair.whole)


@given(OBJECTS, st.sampled_from("abcd"))
def test_what_is_read_of_a_union_is_true_whatever_is_not_known(objects: list[Seen], key: str) -> None:
    said = apply("union", PURE["union"], [pair.seen for pair in objects])
    whole = apply("union", PURE["union"], [pair.whole for pair in objects])
    _check(get(said, key), get(whole, key))
    if isinstance(contains := apply("contains", PURE["contains"], [said, key]), bool):
        assert contains is (get(whole, key) is not MISSING)


@given(st.lists(st.tuples(st.lists(st.integers(0, 3)), st.none() | st.sets(st.integers(0, 3))), min_size=1))
def test_what_is_said_of_a_union_of_arrays_is_true(arrays: list[tuple[list[Value], set[int] | None]]) -> None:
    """Beside each array, which of its elements are seen; None: all of it is."""
    shown: list[Value] = [
        array if kept is None else Unknown("hidden", None, [item for item in array if item in kept])
        for array, kept in arrays
    ]
    _check(apply("union", PURE["union"], shown), apply("union", PURE["union"], [array for array, _ in arrays]))


COMPLETIONS = [
    {"c": flag, "p": some, "l": many}
    for flag in (True, False)
    for some in ({}, {"a": 1}, {"a": {"b": 0}})
    for many in ([], [1])
]
"""What the parameters of an expression may be once they are given."""

CONDITIONS = st.sampled_from(["parameters('c')", "contains(parameters('p'), 'a')", "empty(parameters('l'))"])


def call(names: str, *arguments: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Calls of one of the functions in `names`."""
    return st.builds(lambda name, *given: f"{name}({', '.join(given)})", st.sampled_from(names.split()), *arguments)


def entries(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    keys = st.lists(st.sampled_from(["'a'", "'b'"]), max_size=2, unique=True)
    return keys.flatmap(lambda names: call("createObject", *[part for key in names for part in (st.just(key), inner)]))


def objects(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        entries(inner | st.sampled_from(["0", "1"]) | arrays(st.sampled_from(["0", "parameters('p')"])))
        | call("union intersection", inner, inner)
        | call("if", CONDITIONS, inner, inner)
        | call("shallowMerge", call("createArray", inner, inner))
    )


def arrays(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.recursive(
        st.just("parameters('l')")
        | call("createArray", inner, inner)
        | call("items objectKeys", st.just("parameters('p')")),
        lambda made: call("union concat intersection", made, made) | call("if", CONDITIONS, made, made),
        max_leaves=4,
    )


EXPRESSIONS = st.recursive(st.sampled_from(["parameters('p')", "createObject('b', 0)"]), objects, max_leaves=6)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EXPRESSIONS | arrays(EXPRESSIONS))
def test_what_is_said_of_an_expression_is_true_whatever_its_parameters_are(evaluate: Any, expression: str) -> None:
    types = {"c": "bool", "p": "object", "l": "array"}
    said = evaluate(f"[{expression}]", parameters={name: {"type": type} for name, type in types.items()})
    for given_values in COMPLETIONS:
        parameters = {name: {"type": type, "defaultValue": given_values[name]} for name, type in types.items()}
        _check(said, evaluate(f"[{expression}]", parameters=parameters))


def _check(said: Value | Missing, whole: Value | Missing) -> None:
    """All that is said to be known of a value, which is not known whole, is so in the `whole` one."""
    if isinstance(said, Unknown):
        _check_parts(said, whole)
    elif isinstance(said, dict):
        assert isinstance(whole, dict)
        assert said.keys() == whole.keys()
        for key, value in said.items():
            _check(value, whole[key])
    elif isinstance(said, list):
        assert isinstance(whole, list)
        assert len(said) == len(whole)
        for element, other in zip(said, whole, strict=True):
            _check(element, other)
    else:
        assert reveal(None if isinstance(said, Missing) else said) == whole or said is whole


def _check_parts(said: Unknown, whole: Value | Missing) -> None:
    if isinstance(said.known, list):
        assert isinstance(whole, list)
        certain = [element for element in said.known if is_known(element)]
        assert all(whole.count(element) >= certain.count(element) for element in certain)
    if isinstance(said.known, dict):
        assert isinstance(whole, dict)
        for key, value in said.known.items():
            _check(value, whole[key])
    if isinstance(said, Closed):
        assert isinstance(whole, dict)
        for key in whole.keys() - said.entries.keys():
            _check(said.possible[key], whole[key])
