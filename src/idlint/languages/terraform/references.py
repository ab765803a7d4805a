"""What an expression names, and the entries of a literal collection: facts of syntax, nothing evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import cast

from idlint.languages.terraform import nodes
from idlint.languages.terraform.nodes import Expression
from idlint.values import Step


def parts(expression: Expression) -> tuple[tuple[Step, Expression], ...]:
    """The entries of a literal tuple, or those of a literal object whose key is literal, with their expressions."""
    while isinstance(expression, nodes.Wrapped):
        expression = expression.inner
    if isinstance(expression, nodes.Tuple):
        return tuple(enumerate(expression.items))
    if isinstance(expression, nodes.Object):
        return tuple((str(key.value), value) for key, value in expression.entries if isinstance(key, nodes.Literal))
    return ()


def references(expression: Expression) -> tuple[tuple[Step, ...], ...]:
    """The names that `expression` refers to, each as its root and the literal steps below it, in order.

    Names that the expression binds itself (`for`, splats) are left out. Iterative, for trees of any depth.
    """
    found: dict[tuple[Step, ...], None] = {}
    stack: list[tuple[Expression, frozenset[str]]] = [(expression, frozenset({nodes.ITEM}))]
    while stack:
        node, bound = stack.pop()
        if isinstance(node, nodes.Traversal) and node.root not in bound:
            found[(node.root, *takewhile(lambda step: isinstance(step, (str, int)), node.steps))] = None
        stack += reversed(below(node, bound))
    return tuple(found)


def below(node: Expression, bound: frozenset[str]) -> list[tuple[Expression, frozenset[str]]]:
    """The nodes directly below `node`, each with the names that are bound there; `bound` are those at `node`."""
    if isinstance(node, (nodes.For, nodes.TemplateFor)):
        inner = bound | {node.key, node.value}
        return [(node.collection, bound), *((child, inner) for child in children(node))]
    return [(child, bound) for child in children(node)]


def children(node: Expression) -> Iterator[Expression]:
    """The nodes directly below `node`, a loop's collection left out."""
    match node:
        case nodes.Literal() | nodes.Broken():
            return
        case nodes.Template(parts=items) | nodes.Tuple(items=items) | nodes.Call(arguments=items):
            yield from items
        case nodes.Traversal():
            yield from (step for step in node.steps if not isinstance(step, (str, int)))
        case nodes.Access():
            yield node.source
            yield from (step for step in node.steps if not isinstance(step, (str, int)))
        case nodes.Object():
            for key, value in node.entries:
                yield key
                yield value
        case nodes.For():
            yield from (part for part in (node.result_key, node.result, node.condition) if part is not None)
        case nodes.TemplateFor():
            yield node.body
        case _:
            yield from (cast("Expression", part) for part in node[1:] if isinstance(part, tuple))
