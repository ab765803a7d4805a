"""Expressions that are written alike are read once, but for those in which a place may be asked for."""

from __future__ import annotations

import pytest

from idlint.languages.terraform import nodes
from idlint.languages.terraform.alike import MAX_LENGTH, read_expression


def read_twice(text: str) -> tuple[nodes.Expression, nodes.Expression]:
    data = f"{text} {text}".encode()
    return read_expression(data, 0, len(text)), read_expression(data, len(text) + 1, len(data))


@pytest.mark.parametrize(
    "text",
    [
        '"eastus"',
        "12",
        "var.tags",
        '"a-${local.b}"',
        "merge(var.a, { b = 1 })",
        "try(a.b, [for c in d : c])",
        "[1]",
        "{ a = 1 }",
    ],
)
def test_what_is_written_alike_is_one_expression(text: str) -> None:
    first, second = read_twice(text)
    assert first is second


@pytest.mark.parametrize("text", ["nosuch(1)", 'upper(templatefile("a", {}))', "[for a in nosuch(1) : a]", "1 +", "(1"])
def test_what_may_tell_of_a_place_has_its_own(text: str) -> None:
    first, second = read_twice(text)
    assert second.span[0] == first.span[0] + len(text) + 1


def test_what_is_long_is_not_kept() -> None:
    first, second = read_twice(f'"{"x" * MAX_LENGTH}"')
    assert first is not second
