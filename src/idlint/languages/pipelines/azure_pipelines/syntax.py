"""The expression language of Azure Pipelines: text to nodes.

Literals, the contexts (`parameters`, `variables`, the name of a loop), `.name`, `['name']`, `.*` and calls, as in
https://learn.microsoft.com/azure/devops/pipelines/process/expressions.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeAlias

from idlint.records import NamedTuple

MAX_LENGTH = 21_000
"""Characters of one expression, the platform's own limit."""

MAX_DEPTH = 50
"""How deep calls and brackets nest, the platform's own limit."""


class ExpressionError(Exception):
    """An expression that does not parse; the message says what was expected, without a place."""


class Literal(NamedTuple):
    """A string, number, boolean or version (as its text)."""

    value: bool | int | Decimal | str | None


class Named(NamedTuple):
    """A context or the name of a loop."""

    name: str


class Property(NamedTuple):
    """`base.name`, and `base['name']` with a literal name."""

    base: Node
    name: str


class Index(NamedTuple):
    """`base[key]`."""

    base: Node
    key: Node


class Wildcard(NamedTuple):
    """`base.*`: what follows is applied to every element."""

    base: Node


class Call(NamedTuple):
    """`name(arguments)`."""

    name: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Literal | Named | Property | Index | Wildcard | Call

_KEYWORDS: dict[str, bool | Decimal] = {
    "true": True, "false": False, "nan": Decimal("NaN"), "infinity": Decimal("Infinity"),
}  # fmt: skip


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """The node of a whole expression; `ExpressionError` where it is none.

    Most of a repository's pipelines have the same ones, from the templates that they share.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"expected an expression of at most {MAX_LENGTH:,} characters")
    cursor = _Cursor(_tokens(text))
    node = _expression(cursor, 0)
    if cursor.kind != "end":
        raise ExpressionError(f"expected the end of the expression, found {cursor.shown()}")
    return node


class _Token(NamedTuple):
    """`kind` is `string`, `literal`, `name`, `end`, or the punctuation itself."""

    kind: str
    value: bool | int | Decimal | str | None


class _Cursor:
    """The tokens that are still to be read; the last is `end`, which stays."""

    __slots__ = ("at", "tokens")

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.at].kind

    def take(self) -> _Token:
        token = self.tokens[self.at]
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def expect(self, kind: str) -> _Token:
        if self.kind != kind:
            raise ExpressionError(f"expected `{kind}`, found {self.shown()}")
        return self.take()

    def shown(self) -> str:
        """The next token as a message names it."""
        return "the end of the expression" if self.kind == "end" else f"`{str(self.tokens[self.at].value)[:40]}`"


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        first = text[at]
        if first.isspace():
            at += 1
            continue
        if first == "'":
            token, at = _string(text, at)
        elif _starts_number(text, at, tokens):
            token, at = _number(text, at)
        elif first.isalpha() or first == "_":
            token, at = _name(text, at, bool(tokens) and tokens[-1].kind == ".")
        elif first in "()[],.*":
            token, at = _Token(first, first), at + 1
        else:
            raise ExpressionError(f"expected a value, found `{first}`")
        tokens.append(token)
    return [*tokens, _Token("end", None)]


def _string(text: str, at: int) -> tuple[_Token, int]:
    """A text in single quotes, which are doubled inside it."""
    end = text.find("'", at + 1)
    while end >= 0 and text[end + 1 : end + 2] == "'":
        end = text.find("'", end + 2)
    if end < 0:
        raise ExpressionError("expected `'` at the end of a string")
    return _Token("string", text[at + 1 : end].replace("''", "'")), end + 1


def _starts_number(text: str, at: int, before: list[_Token]) -> bool:
    """Whether a number begins: a digit, or a sign or point that no value stands before."""
    first = text[at]
    if "0" <= first <= "9":
        return True
    value_before = bool(before) and before[-1].kind in {"name", ")", "]", "*", "string", "literal"}
    return first in "-+." and not value_before and text[at + 1 : at + 2].isdigit()


def _number(text: str, at: int) -> tuple[_Token, int]:
    """A number, or the text of a version (`1.2.3`)."""
    end = at + 1
    while end < len(text) and (text[end].isalnum() or text[end] in "._-"):
        end += 1
    raw = text[at:end]
    if raw.count(".") >= 2 and raw.replace(".", "").isdigit():
        return _Token("literal", raw), end
    number = number_of(raw)
    if number is None:
        raise ExpressionError(f"expected a number, found `{raw[:40]}`")
    return _Token("literal", number), end


def number_of(text: str) -> int | Decimal | None:
    """The number that a text is, decimal or `0x…`; None where it is none. Thousands may be separated by commas."""
    plain = text.strip().replace(",", "")
    if not plain.isascii() or len(plain) > 60 or "_" in plain or plain.lower().endswith(("nan", "inf", "infinity")):
        return None
    try:
        number = int(plain, 16) if plain.lower().startswith("0x") else Decimal(plain)
    except (InvalidOperation, ValueError):
        return None
    if isinstance(number, Decimal) and abs(number.adjusted()) > 60:
        return None
    return int(number) if number == int(number) else number


def _name(text: str, at: int, is_property: bool) -> tuple[_Token, int]:
    end = at + 1
    while end < len(text) and (text[end].isalnum() or text[end] in "_-"):
        end += 1
    name = text[at:end]
    if not is_property and name.lower() in _KEYWORDS:
        return _Token("literal", _KEYWORDS[name.lower()]), end
    return _Token("name", name), end


def _expression(cursor: _Cursor, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise ExpressionError(f"expected at most {MAX_DEPTH} levels of nesting")
    token = cursor.take()
    if token.kind in {"string", "literal"}:
        return Literal(token.value)
    if token.kind != "name":
        shown = "the end of the expression" if token.kind == "end" else f"`{token.value}`"
        raise ExpressionError(f"expected a value, found {shown}")
    if cursor.kind == "(":
        node: Node = Call(str(token.value), _arguments(cursor, depth))
    else:
        node = Named(str(token.value))
    return _accesses(node, cursor, depth)


def _arguments(cursor: _Cursor, depth: int) -> tuple[Node, ...]:
    cursor.expect("(")
    found: list[Node] = []
    while cursor.kind != ")":
        if found:
            cursor.expect(",")
        found.append(_expression(cursor, depth + 1))
    cursor.take()
    return tuple(found)


def _accesses(node: Node, cursor: _Cursor, depth: int) -> Node:
    count = depth
    while cursor.kind in {".", "["}:
        count += 1
        if count > MAX_DEPTH:
            raise ExpressionError(f"expected at most {MAX_DEPTH} levels of nesting")
        node = _dot(node, cursor) if cursor.take().kind == "." else _bracket(node, cursor, depth)
    return node


def _dot(node: Node, cursor: _Cursor) -> Node:
    if cursor.kind == "*":
        cursor.take()
        return Wildcard(node)
    return Property(node, str(cursor.expect("name").value))


def _bracket(node: Node, cursor: _Cursor, depth: int) -> Node:
    if cursor.kind == "*":
        cursor.take()
        cursor.expect("]")
        return Wildcard(node)
    key = _expression(cursor, depth + 1)
    cursor.expect("]")
    return Property(node, key.value) if isinstance(key, Literal) and isinstance(key.value, str) else Index(node, key)
