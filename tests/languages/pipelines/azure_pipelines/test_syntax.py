"""Expressions of Azure Pipelines: what they parse to, and what is refused."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.azure_pipelines.syntax import (
    MAX_DEPTH,
    Call,
    ExpressionError,
    Index,
    Literal,
    Named,
    Property,
    Wildcard,
    number_of,
    parse,
)

PARAMETERS = Named("parameters")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'it''s'", "it's"),
        ("''", ""),
        ("True", True),
        ("FALSE", False),
        ("-1.5", Decimal("-1.5")),
        (".5", Decimal("0.5")),
        ("42", 42),
        ("0x1F", 31),
        ("1.2.3", "1.2.3"),
    ],
)
def test_literals(text: str, value: Any) -> None:
    assert parse(text) == Literal(value)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("parameters.env", Property(PARAMETERS, "env")),
        ("parameters['my env']", Property(PARAMETERS, "my env")),
        ("parameters.my-env", Property(PARAMETERS, "my-env")),
        ("parameters.true", Property(PARAMETERS, "true")),
        ("parameters[0]", Index(PARAMETERS, Literal(0))),
        ("parameters.list.*.name", Property(Wildcard(Property(PARAMETERS, "list")), "name")),
        ("parameters.list[*]", Wildcard(Property(PARAMETERS, "list"))),
        ("eq( 1 , 'a' )", Call("eq", (Literal(1), Literal("a")))),
        ("always()", Call("always", ())),
        ("split('a', ',')[0]", Index(Call("split", (Literal("a"), Literal(","))), Literal(0))),
    ],
)
def test_contexts_accesses_and_calls(text: str, node: object) -> None:
    assert parse(text) == node


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "expected a value, found the end of the expression"),
        ("eq(1, 2", "expected `,`, found the end of the expression"),
        ("eq(1 2)", "expected `,`, found `2`"),
        ("'open", "expected `'` at the end of a string"),
        ("a == b", "expected a value, found `=`"),
        ("a b", "expected the end of the expression, found `b`"),
        ("a.", "expected `name`, found the end of the expression"),
        ("1.2x", "expected a number, found `1.2x`"),
        ("eq(" * (MAX_DEPTH + 2), f"expected at most {MAX_DEPTH} levels of nesting"),
        ("a" + ".b" * (MAX_DEPTH + 2), f"expected at most {MAX_DEPTH} levels of nesting"),
        ("a" * 30_000, "expected an expression of at most 21,000 characters"),
    ],
)
def test_what_does_not_parse_says_what_was_expected(text: str, told: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(told)):
        parse(text)


@pytest.mark.parametrize("text", ["nan", "inf", "1e9999999", "1_000", "x", "", "9" * 80])
def test_what_is_no_number(text: str) -> None:
    assert number_of(text) is None


def test_numbers_may_have_separators_of_thousands() -> None:
    assert number_of(" 1,000.50 ") == Decimal("1000.5")


@given(st.text(alphabet="abcpE'()[].,*01x-+ \n\"${}é", max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_parses_or_is_refused(text: str) -> None:
    with suppress(ExpressionError):
        assert parse(text) is not None
