"""Parses the text between the brackets of an ARM `"[...]"` string into expression nodes.

The grammar is https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions:
calls, property access, indexes, strings with doubled quotes and integers; white space is free.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from idlint.languages.arm.expressions import (
    Array,
    Call,
    Conditional,
    Entry,
    Index,
    Lambda,
    Literal,
    Local,
    Node,
    Object,
    Parameter,
    Property,
    Variable,
)

MAX_NESTING = 100
"""Calls within calls; a deeper expression is refused, so that no parser or evaluator runs out of stack."""

_TOKEN = re.compile(
    r"\s*(?:([A-Za-z_]\w*)|'([^']*(?:''[^']*)*)'|(-?\d+(?:\.\d+)?)|([()\[\],.])|(\Z))", re.ASCII | re.DOTALL
)
_NAME, _STRING, _NUMBER, _MARK, _END = range(1, 6)
_WORDS = {"true": True, "false": False, "null": None}

Token = tuple[int, str, int]
"""Kind, text, offset."""


class ExpressionError(Exception):
    """The text is no expression; the message says what was expected and what was found."""


def is_expression(text: str) -> bool:
    """Whether a string of a template is an expression; `[[` begins a plain string instead."""
    return text[:1] == "[" and text[-1:] == "]" and text[:2] != "[["


def literal_text(text: str) -> str:
    """A string that is no expression, as it is deployed: `[[x]` stands for `[x]`."""
    return text[1:] if text[:2] == "[[" else text


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Node:
    """The node of a whole `[...]` string; `ExpressionError` where it does not parse."""
    parser = _Parser(_tokens(text[1:-1]))
    node = parser.expression()
    parser.expect(_END, "the end of the expression")
    return node


def calls(text: str) -> list[tuple[str, int]]:
    """The names that a whole `[...]` string calls, each with its offset; `ExpressionError` where it does not parse."""
    parse_expression(text)
    tokens = _tokens(text[1:-1])
    starts = (at for at, token in enumerate(tokens) if token[0] == _NAME and (not at or tokens[at - 1][1] != "."))
    chains = [(tokens[at][2] + 1, _chain(tokens, at)) for at in starts]
    return [(".".join(chain), offset) for offset, (*chain, follower) in chains if follower == "("]


def _chain(tokens: list[Token], at: int) -> list[str]:
    """The texts of a name, of those that dots join to it, and of what follows."""
    names = [tokens[at][1]]
    while tokens[at + 1][:2] == (_MARK, "."):
        at += 2
        names.append(tokens[at][1])
    return [*names, tokens[at + 1][1]]


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    while not tokens or tokens[-1][0] != _END:
        found = _TOKEN.match(text, at)
        if found is None or found.lastindex is None:
            raise ExpressionError(f"expected a function call or a literal, found `{text[at:].strip()[:20]}`")
        kind = found.lastindex
        tokens.append((kind, found.group(kind), found.start(kind)))
        at = found.end()
    return tokens


class _Parser:
    """Recursive descent over the tokens of one expression."""

    __slots__ = ("at", "depth", "tokens")

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def expect(self, kind: int, what: str, text: str = "") -> str:
        token = self.tokens[self.at]
        if token[0] != kind or (text and token[1] != text):
            raise ExpressionError(f"expected {what}, found {_shown(token)}")
        self.at += 1
        return token[1]

    def sees(self, mark: str) -> bool:
        token = self.tokens[self.at]
        return token[0] == _MARK and token[1] == mark

    def expression(self) -> Node:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise ExpressionError(f"expected at most {MAX_NESTING} levels of nesting")
        node = self.primary()
        while self.tokens[self.at][0] == _MARK:
            if self.sees("."):
                self.at += 1
                node = Property(node, self.expect(_NAME, "a property name after `.`"))
            elif self.sees("["):
                self.at += 1
                node = Index(node, self.expression())
                self.expect(_MARK, "`]`", "]")
            else:
                break
        self.depth -= 1
        return node

    def primary(self) -> Node:
        kind, text, _ = token = self.tokens[self.at]
        self.at += 1
        if kind == _STRING:
            return Literal(text.replace("''", "'"))
        if kind == _NUMBER:
            return _number(text)
        if kind == _NAME:
            return self.call_or_word(text)
        raise ExpressionError(f"expected a function call or a literal, found {_shown(token)}")

    def call_or_word(self, name: str) -> Node:
        while self.sees(".") and self.tokens[self.at + 1][0] == _NAME:
            name += "." + self.tokens[self.at + 1][1]
            self.at += 2
        if self.sees("("):
            return _call(name, self.arguments())
        if name.lower() in _WORDS:
            return Literal(_WORDS[name.lower()])
        raise ExpressionError(f"expected `(` after `{name}`, found {_shown(self.tokens[self.at])}")

    def arguments(self) -> tuple[Node, ...]:
        self.expect(_MARK, "`(`", "(")
        found: list[Node] = []
        while not self.sees(")"):
            if found:
                self.expect(_MARK, "`,` or `)`", ",")
            found.append(self.expression())
        self.at += 1
        return tuple(found)


def _number(text: str) -> Node:
    if "." in text:
        raise ExpressionError(f"expected an integer, found `{text}`")
    return Literal(int(text)) if len(text) <= 20 else Literal(None)


def _shown(token: Token) -> str:
    return "the end of the expression" if token[0] == _END else f"`{token[1]}`"


def _call(name: str, arguments: tuple[Node, ...]) -> Node:
    """The node of one call; calls that other nodes stand for become those nodes."""
    special = _SPECIAL.get(name.lower())
    node = special(arguments) if special else None
    return node if node is not None else Call(name, arguments)


def _named(node_type: Callable[[str], Node]) -> Callable[[tuple[Node, ...]], Node | None]:
    """A reading of `parameters('x')` and the like; None where the name is computed."""

    def read(arguments: tuple[Node, ...]) -> Node | None:
        name = _literal_string(arguments[0]) if len(arguments) == 1 else None
        return node_type(name) if name is not None else None

    return read


def _conditional(arguments: tuple[Node, ...]) -> Node | None:
    return Conditional(*arguments) if len(arguments) == 3 else None


def _object(arguments: tuple[Node, ...]) -> Node | None:
    if len(arguments) % 2:
        return None
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    return Object(tuple(Entry(key, value) for key, value in pairs))


def _lambda(arguments: tuple[Node, ...]) -> Node | None:
    names = [_literal_string(argument) for argument in arguments[:-1]]
    if not arguments or None in names:
        return None
    return Lambda(tuple(name for name in names if name is not None), arguments[-1])


def _literal_string(node: Node) -> str | None:
    return node.value if isinstance(node, Literal) and isinstance(node.value, str) else None


_SPECIAL: dict[str, Callable[[tuple[Node, ...]], Node | None]] = {
    "parameters": _named(Parameter),
    "variables": _named(Variable),
    "lambdavariables": _named(Local),
    "if": _conditional,
    "createarray": Array,
    "createobject": _object,
    "lambda": _lambda,
    "true": lambda arguments: None if arguments else Literal(True),
    "false": lambda arguments: None if arguments else Literal(False),
    "null": lambda arguments: None if arguments else Literal(None),
}
