from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.arm.expressions import (
    Array,
    Call,
    Conditional,
    Entry,
    Index,
    Lambda,
    Literal,
    Local,
    Object,
    Parameter,
    Property,
    Variable,
)
from idlint.languages.arm.syntax import ExpressionError, is_expression, literal_text, parse_expression


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("['it''s']", Literal("it's")),
        ("[-5]", Literal(-5)),
        ("[true()]", Literal(True)),
        ("[null()]", Literal(None)),
        ("[parameters('a').b[0]]", Index(Property(Parameter("a"), "b"), Literal(0))),
        ("[variables('v')]", Variable("v")),
        ("[ concat ( 'a' ,\n'b' ) ]", Call("concat", (Literal("a"), Literal("b")))),
        ("[if(true(), 1, 2)]", Conditional(Literal(True), Literal(1), Literal(2))),
        ("[createArray(1)]", Array((Literal(1),))),
        ("[createObject('k', 1)]", Object((Entry(Literal("k"), Literal(1)),))),
        ("[lambda('x', lambdaVariables('x'))]", Lambda(("x",), Local("x"))),
        ("[contoso.name()]", Call("contoso.name", ())),
    ],
)
def test_an_expression_becomes_its_node(text: str, node: object) -> None:
    assert parse_expression(text) == node


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "expected a function call or a literal, found the end"),
        ("[concat('a']", "expected `,` or `)`, found the end"),
        ("[parameters]", "expected `(` after `parameters`"),
        ("[concat('a')) ]", "expected the end of the expression, found `)`"),
        ("['open]", "expected a function call or a literal, found `'open`"),
        ("[1.5]", "expected an integer"),
        (f"[{'f(' * 5000}{')' * 5000}]", "levels of nesting"),
    ],
)
def test_what_is_no_expression_says_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message.replace("(", r"\(").replace(")", r"\)")):
        parse_expression(text)


def test_a_doubled_bracket_begins_a_plain_string() -> None:
    assert not is_expression("[[x]")
    assert literal_text("[[x]") == "[x]"
    assert not is_expression("[x")


@settings(max_examples=200, deadline=None)
@given(st.text("abc'[](),.0-9 {}\n\\$", max_size=60))
def test_any_text_parses_or_is_refused(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        parse_expression(f"[{text}]")
