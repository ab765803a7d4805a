"""Expressions cut out of texts, and keys that change the structure."""

from __future__ import annotations

import pytest

from idlint.languages.pipelines.azure_pipelines.directives import Directive, directive, split
from idlint.languages.pipelines.azure_pipelines.syntax import ExpressionError, Literal, Named, Property

ENV = Property(Named("parameters"), "env")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("plain", ("plain",)),
        ("${{ parameters.env }}", (ENV,)),
        ("a-${{parameters.env}}-${{ 'b' }}", ("a-", ENV, "-", Literal("b"))),
        ("${{ 'it''s }} inside' }}!", (Literal("it's }} inside"), "!")),
        ("$(macro) }}", ("$(macro) }}",)),
    ],
)
def test_texts_are_cut_at_expressions(text: str, parts: tuple[object, ...]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize("text", ["${{ open", "${{ 'open }}", "${{ }}"])
def test_expressions_that_do_not_end_are_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        split(text)


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("${{ if parameters.env }}", Directive("if", ENV)),
        ("${{elseif parameters.env}}", Directive("elseif", ENV)),
        ("${{ else }}", Directive("else")),
        ("${{ insert }}", Directive("insert")),
        ("${{ each Item in parameters.env }}", Directive("each", ENV, "item")),
        ("${{ iffy }}", None),
        ("${{ parameters.env }}", None),
        ("plain", None),
    ],
)
def test_keys(key: str, found: Directive | None) -> None:
    assert directive(key) == found


@pytest.mark.parametrize("key", ["${{ each x }}", "${{ each x of y }}", "${{ if }}"])
def test_directives_that_do_not_parse_are_refused(key: str) -> None:
    with pytest.raises(ExpressionError):
        directive(key)
