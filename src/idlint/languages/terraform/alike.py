"""Reads expressions: one that is written alike in many places is read once.

A repository repeats itself: of the expressions of 118 like deployments one in fifty is new, of a repository of 1,000
files one in three. The places in what is shared are those of its own text: where an attribute needs those in the file,
it says how far to `shift` them, and what may tell of a problem, which has no such help, is not shared.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from idlint.languages.terraform import nodes
from idlint.languages.terraform.functions import is_function
from idlint.languages.terraform.grammar import parse_expression
from idlint.languages.terraform.nodes import Expression
from idlint.languages.terraform.references import below

MAX_KEPT: Final = 10_000
"""Texts whose expressions are kept; a repository of 12,000 files has 8,000 of them."""

MAX_LENGTH: Final = 300
"""Bytes; longer ones are rarely repeated."""

_RENDERED: Final = b"templatefile("
"""What is called most among the functions that tell of problems: an expression with it would be read twice."""

_OTHERS: Final = frozenset({"try", "can"})


def read_expression(data: bytes, start: int, end: int) -> Expression:
    """The expression in `data[start:end]`, an attribute's right-hand side; `Broken` where it is none."""
    if end - start <= MAX_LENGTH:
        shared = _shared(data[start:end])
        if shared is not None:
            return shared
    return parse_expression(data, start, end)


@lru_cache(MAX_KEPT)
def _shared(text: bytes) -> Expression | None:
    """The expression that is written so; None where evaluating it may tell of a place in it."""
    if _RENDERED in text:
        return None
    expression = parse_expression(text, 0, len(text))
    return None if isinstance(expression, nodes.Broken) or (b"(" in text and _speaks(expression)) else expression


def _speaks(expression: Expression) -> bool:
    """Whether the evaluation of something that is no text with an error may tell of a problem in it."""
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.Call) and not is_pure(node.name):
            return True
        stack += (inner for inner, _ in below(node, frozenset()))
    return False


def is_pure(name: str) -> bool:
    """Whether the function tells nobody of a problem; `templatefile` reads a template, in which there may be one."""
    return name in _OTHERS or is_function(name)
