"""Finds calls of functions that do not exist, whether or not anybody asks for their value.

Terraform refuses a whole configuration for one such call. To parse every expression for that would be dear, so the text
is looked through for words before a parenthesis, and only attributes with a word that is no function are parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from idlint.document import Problem
from idlint.languages.terraform import nodes
from idlint.languages.terraform.bodies import Attribute, Body
from idlint.languages.terraform.expressions import SPECIAL
from idlint.languages.terraform.functions import is_function, no_function
from idlint.languages.terraform.nodes import Expression
from idlint.languages.terraform.references import children
from idlint.source import SourceFile, Span

TYPES = frozenset({"list", "map", "object", "optional", "set", "tuple"})
"""What a type constraint calls."""


_LONGEST = 40
"""Bytes before a parenthesis that are looked at; a function's name is shorter."""

_NAME = rb"(?<![\w:-])[A-Za-z_]\w*\Z"


def unknown_calls(source: SourceFile, body: Body) -> Iterator[Problem]:
    """One problem for each call of a function that does not exist."""
    for name in source.ahead[2] if source.ahead else suspects(source.data):
        word = name.decode()
        for attribute in _attributes_at(body, _places(source.data, name + b"(")):
            for span in _calls(attribute.expression, word):
                yield Problem(Span(source.path, *span), no_function(word))


def suspects(data: bytes) -> list[bytes]:
    """The words right before a parenthesis that name no function."""
    before = {piece[-_LONGEST:].rpartition(b" ")[2] for piece in data.split(b"(")[:-1]}
    return sorted({name for piece in before if (name := _suspect(piece))})


@lru_cache(maxsize=10_000)
def _suspect(piece: bytes) -> bytes:
    """The word at the end of what stands before a parenthesis, if it names no function; most files hold the same."""
    found = re.search(_NAME, piece)
    return found[0] if found and not _may_be_called(found[0].decode()) else b""


def _may_be_called(name: str) -> bool:
    """Whether something has this name; before it may stand `core::`, before a function of a provider its name."""
    return name in TYPES or name in SPECIAL or is_function(name)


def _places(data: bytes, word: bytes) -> list[int]:
    places, at = [], data.find(word)
    while at >= 0:
        places.append(at)
        at = data.find(word, at + 1)
    return places


def _attributes_at(body: Body, places: Iterable[int]) -> Iterator[Attribute]:
    """The attributes that hold one of the offsets, at any depth."""
    pending = [(body, list(places))]
    while pending:
        here, wanted = pending.pop()
        for attribute in here.attributes.values():
            if _inside(attribute.span, wanted):
                yield attribute
        pending += [(block.body, kept) for block in here.blocks if (kept := _inside(block.span, wanted))]


def _inside(span: Span, places: list[int]) -> list[int]:
    return [place for place in places if span.start <= place < span.end]


def _calls(expression: Expression, name: str) -> Iterator[nodes.Range]:
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.Call) and node.name == name:
            yield node.span
        if isinstance(node, (nodes.For, nodes.TemplateFor)):
            stack.append(node.collection)
        stack.extend(children(node))
