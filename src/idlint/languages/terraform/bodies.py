"""The structure of a Terraform file: bodies of attributes and blocks, read when they are first looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from idlint.directives import Directive
from idlint.document import Problem
from idlint.languages.terraform.alike import read_expression
from idlint.languages.terraform.nodes import Expression
from idlint.source import Span


class Attribute:
    """`name = expression`; the expression is read when it is first asked for."""

    __slots__ = ("_data", "_expression", "_read", "_start", "name", "span")

    def __init__(
        self, name: str, span: Span, data: bytes = b"", start: int = 0, read: Callable[[], Expression] | None = None
    ) -> None:
        self.name = name
        self.span = span
        """From the name to the end of the expression."""
        self._data = data
        """The file, where the expression is HCL and sound; it begins at `start`."""
        self._start = start
        self._read = read
        """What reads it where it is not."""
        self._expression: Expression | None = None

    @property
    def text(self) -> bytes:
        """The right-hand side as it is written; empty in JSON and inside a region with a syntax error."""
        return self._data[self._start : self.span.end]

    @property
    def expression(self) -> Expression:
        """The right-hand side; `Broken` inside a region with a syntax error."""
        if self._expression is None:
            read = self._read
            self._expression = read() if read else read_expression(self._data, self._start, self.span.end)
        return self._expression

    @property
    def shift(self) -> int:
        """What to add to the places in the expression to have those in the file: it may be shared with other places."""
        return self._start - self.expression.span[0] if self._data else 0


Contents: TypeAlias = "tuple[dict[str, Attribute], tuple[Block, ...]]"


class Body:
    """What stands between the braces of a block, or in a file; read on first access."""

    __slots__ = ("_contents", "_read")

    def __init__(self, read: Callable[[], Contents]) -> None:
        self._read = read
        self._contents: Contents | None = None

    @property
    def attributes(self) -> dict[str, Attribute]:
        """The attributes by name, in the order of the file."""
        return self._load()[0]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks in the order of the file."""
        return self._load()[1]

    def _load(self) -> Contents:
        if self._contents is None:
            self._contents = self._read()
        return self._contents


class Block:
    """`type "label" { … }`."""

    __slots__ = ("body", "broken", "header", "labels", "span", "type")

    def __init__(
        self, type: str, labels: tuple[str, ...], body: Body, header: Span, span: Span, *, broken: bool = False
    ) -> None:
        self.type = type
        self.labels = labels
        self.body = body
        self.header = header
        """From the type to the end of the last label."""
        self.span = span
        """The whole block."""
        self.broken = broken
        """Whether a syntax error is inside: what is read is sound, but something may be missing."""


class Syntax:
    """One file, read."""

    __slots__ = ("body", "directives", "problems")

    def __init__(self, body: Body, problems: tuple[Problem, ...], directives: tuple[Directive, ...]) -> None:
        self.body = body
        self.problems = problems
        self.directives = directives
