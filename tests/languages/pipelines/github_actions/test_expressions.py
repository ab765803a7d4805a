"""The grammar of GitHub Actions expressions."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.github_actions.expressions import (
    Call,
    Compare,
    Constant,
    ExpressionError,
    Index,
    Logic,
    Name,
    Not,
    Star,
    parse,
    pieces,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("null", None), ("true", True), ("false", False), ("12", 12), ("-1", -1), ("0xff", 255), ("0o17", 15),
        ("1.5", Decimal("1.5")), ("2e3", Decimal(2000)), ("'it''s'", "it's"), ("''", ""),
    ],
)  # fmt: skip
def test_literals(text: str, expected: Any) -> None:
    assert parse(text) == Constant(expected)


def test_or_binds_less_than_and_and_that_less_than_comparisons() -> None:
    assert parse("a == 1 && !b || c < 2") == Logic(
        "||",
        (
            Logic("&&", (Compare("==", Name("a"), Constant(1)), Not(Name("b")))),
            Compare("<", Name("c"), Constant(2)),
        ),
    )


def test_parentheses_group() -> None:
    assert parse("a && (b || c)") == Logic("&&", (Name("a"), Logic("||", (Name("b"), Name("c")))))


def test_members_and_calls() -> None:
    assert parse("GitHub.event['x-y'].*.z") == Index(
        Star(Index(Index(Name("github"), Constant("event")), Constant("x-y"))), Constant("z")
    )
    assert parse("startsWith(github.ref, 'r')") == Call(
        "startswith", (Index(Name("github"), Constant("ref")), Constant("r"))
    )
    assert parse("always()") == Call("always", ())
    assert parse("steps.a-b.outputs.c") == Index(
        Index(Index(Name("steps"), Constant("a-b")), Constant("outputs")), Constant("c")
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "expected a value, found the end"),
        ("a b", "expected an operator, found `b`"),
        ("(a", "expected `)`"),
        ("a ==", "expected a value"),
        ("'open", "found `'`"),
        ('"double"', "expected a value"),
        ("a.", "expected a name"),
        ("f(a", "expected `)`"),
        ("a[", "expected a value"),
        ("a = b", "expected an operator"),
        ("!" * 100 + "a", "nests deeper"),
        ("(" * 100, "nests deeper"),
        ("a" + ".b" * 100, "nests deeper"),
        ("a" + " == a" * 100, "nests deeper"),
        ("a" * 30_000, "longer than"),
    ],
)
def test_what_does_not_parse_says_what_was_found(text: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words.replace("(", r"\(").replace(")", r"\)")):
        parse(text)


def test_texts_and_expressions_of_a_line() -> None:
    assert pieces("a ${{ b }}-${{ '}}' }}") == ("a ", Name("b"), "-", Constant("}}"))
    assert pieces("${{a}}") == (Name("a"),)
    assert pieces("plain") == ("plain",)


def test_an_expression_without_end() -> None:
    with pytest.raises(ExpressionError, match="no closing"):
        pieces("a ${{ b }")


TOKENS = st.sampled_from(
    ["a", "github", ".", "b", "'x'", "'", "1", "0x", "==", "&&", "||", "!", "(", ")",
 "[", "]", "*", ",", " ", "f(", "é"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(TOKENS, max_size=30).map("".join))
def test_any_text_parses_or_is_refused(text: str) -> None:
    for read in (parse, pieces):
        with suppress(ExpressionError):
            read(text)
