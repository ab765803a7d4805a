"""The syntax of GitHub Actions expressions: text to a small tree, and texts with `${{ … }}` inside to their pieces.

https://docs.github.com/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

from idlint.records import NamedTuple
from idlint.values import Value

MAX_LENGTH: Final = 21_000
"""Characters of one expression that GitHub reads."""

MAX_DEPTH: Final = 50
"""How deep an expression may nest; GitHub's own limit."""

_WORDS: Final[dict[str, Value]] = {"true": True, "false": False, "null": None}


class ExpressionError(Exception):
    """An expression does not parse; the message says what was found."""

    line = 0
    """The line of the text, from 0, on which the expression begins."""


class Constant(NamedTuple):
    """A literal: null, a boolean, a number or a text."""

    value: Value


class Name(NamedTuple):
    """A context: `github`, `secrets`, `matrix`; lower case."""

    name: str


class Index(NamedTuple):
    """`base.key` or `base[key]`."""

    base: Expression
    key: Expression


class Star(NamedTuple):
    """`base.*`: every value of a list or an object."""

    base: Expression


class Call(NamedTuple):
    """A function call; the name is in lower case."""

    function: str
    arguments: tuple[Expression, ...]


class Not(NamedTuple):
    """`!operand`."""

    operand: Expression


class Compare(NamedTuple):
    """`left == right` and its like."""

    operator: str
    left: Expression
    right: Expression


class Logic(NamedTuple):
    """`a && b && c`, or the same with `||`: the first operand that decides."""

    operator: Literal["&&", "||"]
    operands: tuple[Expression, ...]


Expression: TypeAlias = Constant | Name | Index | Star | Call | Not | Compare | Logic


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        r"""\s*(?:(?P<number>[-+]?(?:0x[0-9a-fA-F]+|0o[0-7]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?)(?![\w.]))
        |'(?P<string>(?:[^']|'')*)'
        |(?P<name>[A-Za-z_][A-Za-z0-9_-]*)
        |(?P<operator>&&|\|\||==|!=|<=|>=|[!<>()\[\].,*])
        |(?P<end>\Z)
        |(?P<other>.))""",
        re.VERBOSE | re.DOTALL,
    )


class _Token(NamedTuple):
    kind: str
    text: str


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The tree of an expression without its `${{` and `}}`; `ExpressionError` where it is none."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression is longer than {MAX_LENGTH:,} characters")
    return _Parser(text).whole()


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.tokens = [_Token(found.lastgroup or "", found[found.lastgroup or 0]) for found in _token().finditer(text)]
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[min(self.at, len(self.tokens) - 1)]

    def takes(self, *operators: str) -> str:
        """The operator that comes next, taken, where it is one of `operators`; else nothing."""
        token = self.token
        if token.kind == "operator" and token.text in operators:
            self.at += 1
            return token.text
        return ""

    def expect(self, operator: str) -> None:
        if not self.takes(operator):
            raise self.unexpected(f"`{operator}`")

    def unexpected(self, expected: str) -> ExpressionError:
        found = "the end" if self.token.kind == "end" else f"`{self.token.text[:40]}`"
        return ExpressionError(f"the expression does not parse: expected {expected}, found {found}")

    def whole(self) -> Expression:
        """One expression and nothing behind it."""
        result = self.either()
        if self.token.kind != "end":
            raise self.unexpected("an operator")
        return result

    def nested(self) -> None:
        """One level deeper; chains of operators that lean to the left count as well."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"the expression nests deeper than {MAX_DEPTH} levels")

    def either(self) -> Expression:
        """Operands of `||`."""
        self.nested()
        operands = [self.both()]
        while self.takes("||"):
            operands.append(self.both())
        self.depth -= 1
        return operands[0] if len(operands) == 1 else Logic("||", tuple(operands))

    def both(self) -> Expression:
        """Operands of `&&`."""
        operands = [self.equality()]
        while self.takes("&&"):
            operands.append(self.equality())
        return operands[0] if len(operands) == 1 else Logic("&&", tuple(operands))

    def equality(self) -> Expression:
        """`==` and `!=`, which bind less than `<` and its like."""
        before = self.depth
        left = self.relation()
        while operator := self.takes("==", "!="):
            self.nested()
            left = Compare(operator, left, self.relation())
        self.depth = before
        return left

    def relation(self) -> Expression:
        before = self.depth
        left = self.unary()
        while operator := self.takes("<", "<=", ">", ">="):
            self.nested()
            left = Compare(operator, left, self.unary())
        self.depth = before
        return left

    def unary(self) -> Expression:
        if not self.takes("!"):
            return self.postfix()
        self.nested()
        operand = self.unary()
        self.depth -= 1
        return Not(operand)

    def postfix(self) -> Expression:
        """A value and what is taken out of it."""
        before = self.depth
        value = self.primary()
        while operator := self.takes(".", "["):
            self.nested()
            value = self.member(value) if operator == "." else self.bracket(value)
        self.depth = before
        return value

    def member(self, base: Expression) -> Expression:
        """What follows a dot."""
        if self.takes("*"):
            return Star(base)
        if self.token.kind != "name":
            raise self.unexpected("a name")
        name = self.token.text
        self.at += 1
        return Index(base, Constant(name))

    def bracket(self, base: Expression) -> Expression:
        """What follows an opening bracket."""
        key = Star(base) if self.takes("*") else Index(base, self.either())
        self.expect("]")
        return key

    def primary(self) -> Expression:
        """A literal, a context, a call or something in parentheses."""
        if self.takes("("):
            inner = self.either()
            self.expect(")")
            return inner
        token = self.token
        self.at += 1
        match token.kind:
            case "number":
                return Constant(_number(token.text))
            case "string":
                return Constant(token.text.replace("''", "'"))
            case "name":
                return self.name(token.text)
        self.at -= 1
        raise self.unexpected("a value")

    def name(self, name: str) -> Expression:
        """A word, a call or a context."""
        if self.takes("("):
            return Call(name.lower(), self.arguments())
        return Constant(_WORDS[name]) if name in _WORDS else Name(name.lower())

    def arguments(self) -> tuple[Expression, ...]:
        """What is between the parentheses of a call."""
        if self.takes(")"):
            return ()
        found = [self.either()]
        while self.takes(","):
            found.append(self.either())
        self.expect(")")
        return tuple(found)


def _number(text: str) -> int | Decimal:
    digits = text.lstrip("+-")
    if digits[:2] in {"0x", "0o"}:
        return int(digits, 0) * (-1 if text[0] == "-" else 1)
    return int(text) if digits.isdigit() and len(digits) < 100 else Decimal(text)


Piece: TypeAlias = str | Expression


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[Piece, ...]:
    """Literal texts and expressions of a text with `${{ … }}` inside; `ExpressionError` where one does not parse."""
    found: list[Piece] = []
    at = 0
    while (start := text.find("${{", at)) >= 0:
        if start > at:
            found.append(text[at:start])
        try:
            end = _end(text, start + 3)
            found.append(parse(text[start + 3 : end]))
        except ExpressionError as error:
            error.line = text.count("\n", 0, start)
            raise
        at = end + 2
    if at < len(text):
        found.append(text[at:])
    return tuple(found)


def _end(text: str, start: int) -> int:
    """Where the `}}` is that closes an expression; braces inside of quotes do not."""
    at, quoted = start, False
    while at < len(text):
        if text[at] == "'":
            quoted = not quoted
        elif not quoted and text.startswith("}}", at):
            return at
        at += 1
    raise ExpressionError("the expression has no closing `}}`")
