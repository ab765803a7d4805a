"""Functions of expressions: known results as documented, and what an unknown argument leaves known."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.azure_pipelines.functions import FUNCTIONS, apply
from idlint.languages.pipelines.azure_pipelines.syntax import ExpressionError
from idlint.values import Origin, Unknown, Value, same

ENV = Unknown("chosen", Origin("parameters.env"))
REF = Unknown("pieces", None, ("refs/heads/", ENV))


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("and", [True, "x", 1], True),
        ("and", [True, ""], False),
        ("or", [False, None, 0], False),
        ("not", ["false"], False),
        ("xor", [True, True], False),
        ("eq", ["ABC", "abc"], True),
        ("eq", [True, "anything"], True),
        ("eq", ["true", True], True),
        ("eq", [5, "5"], True),
        ("eq", [5, "five"], False),
        ("eq", [None, ""], True),
        ("ne", ["a", "b"], True),
        ("gt", [5, "2"], True),
        ("ge", ["b", "B"], True),
        ("lt", [2, 5], True),
        ("le", [3, 2], False),
        ("in", ["B", "a", "b"], True),
        ("notIn", ["D", "A", "B"], True),
        ("contains", ["ABCDE", "bcd"], True),
        ("containsValue", [["a", "B"], "b"], True),
        ("containsValue", [{"k": "v"}, "V"], True),
        ("startsWith", ["refs/tags/v1", "REFS/"], True),
        ("endsWith", ["ABCDE", "de"], True),
        ("coalesce", [None, "", "last"], "last"),
        ("format", ["{0}-{1} {{x}}", "a", 2], "a-2 {x}"),
        ("join", [";", ["a", 1, True]], "a;1;True"),
        ("join", [";", "a"], "a"),
        ("split", ["a,b", ","], ["a", "b"]),
        ("replace", ["a.b.c", ".", "-"], "a-b-c"),
        ("upper", ["aB"], "AB"),
        ("lower", ["aB"], "ab"),
        ("trim", [" a "], "a"),
        ("length", [["a", "b"]], 2),
        ("length", ["four"], 4),
        ("iif", [True, "yes", "no"], "yes"),
        ("convertToJson", [{"a": [True, 1]}], '{\n  "a": [\n    true,\n    1\n  ]\n}'),
    ],
)
def test_known_arguments_give_known_results(name: str, arguments: list[Value], expected: Value) -> None:
    assert apply(name, arguments) == expected
    assert apply(name.upper(), arguments) == expected


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("and", [ENV, False], False),
        ("or", [ENV, True], True),
        ("eq", [ENV, ENV], True),
        ("ne", [ENV, ENV], False),
        ("in", [ENV, ENV, "a"], True),
        ("notIn", ["a", ENV, "A"], False),
        ("startsWith", [REF, "refs/"], True),
        ("startsWith", [REF, "refs/tags/"], False),
        ("contains", [REF, "HEADS"], True),
        ("iif", [ENV, "same", "same"], "same"),
        ("containsValue", [Unknown("open", None, ["a"]), "A"], True),
    ],
)
def test_what_is_known_may_decide(name: str, arguments: list[Value], expected: Value) -> None:
    assert apply(name, arguments) is expected or apply(name, arguments) == expected


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("and", [True, ENV]),
        ("eq", ["prod", ENV]),
        ("gt", [ENV, 1]),
        ("gt", [1, "one"]),
        ("contains", [ENV, "a"]),
        ("counter", ["a", 1]),
        ("succeeded", []),
        ("format", ["{3}", "a"]),
        ("iif", [ENV, 1, 2]),
    ],
)
def test_what_is_not_known_stays_so(name: str, arguments: list[Value]) -> None:
    assert isinstance(apply(name, arguments), Unknown)


def test_pieces_of_texts_are_kept() -> None:
    value = apply("format", ["rg-{0}-app", ENV])
    assert isinstance(value, Unknown)
    assert value.known == ("rg-", ENV, "-app")
    upper = apply("upper", [REF])
    assert isinstance(upper, Unknown)
    assert isinstance(upper.known, tuple)
    assert upper.known[0] == "REFS/HEADS/"


def test_one_function_of_one_unknown_is_one_value() -> None:
    assert same(apply("lower", [ENV]), apply("lower", [ENV]))
    assert not same(apply("lower", [ENV]), apply("trim", [ENV]))


@pytest.mark.parametrize(("name", "arguments"), [("eq", [1]), ("nosuch", []), ("iif", [1, 2]), ("always", [1])])
def test_wrong_calls_are_errors(name: str, arguments: list[Value]) -> None:
    with pytest.raises(ExpressionError):
        apply(name, arguments)


def test_a_text_that_grows_without_bounds_is_not_made() -> None:
    assert isinstance(apply("replace", ["a" * 100_000, "a", "b" * 1000]), Unknown)
    assert isinstance(apply("format", ["{0}" * 100, "x" * 100_000]), Unknown)


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-99, 10**30),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.text(max_size=6),
    st.just(ENV),
    st.just(REF),
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(VALUES, max_size=4))
@settings(max_examples=200, deadline=None)
def test_any_arguments_give_a_value_or_an_error(name: str, arguments: list[Value]) -> None:
    with suppress(ExpressionError):
        apply(name, arguments)
