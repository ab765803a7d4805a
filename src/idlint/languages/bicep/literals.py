"""Reads what stands for a value by itself: words, numbers and strings with their interpolations."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from idlint.languages.arm.expressions import Interpolation, Literal, Node, Opaque
from idlint.languages.bicep import text
from idlint.languages.bicep.cursor import Cursor
from idlint.languages.bicep.lexer import scan
from idlint.source import Span

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_PLAIN = re.compile(r"'[^'\\${\x80-\xff]*+'")
"""A string that says what it means: no escapes, no interpolation, ASCII, and no braces, which some tools fill in."""
_WORD = re.compile(r"[A-Za-z_]\w*+", re.ASCII)


class LiteralCursor(Cursor, ABC):
    """A cursor that reads values of one token."""

    @abstractmethod
    def expression(self) -> Node:
        """One whole expression, as may stand in an interpolation; `ExpressionCursor` knows what that is."""

    def simple(self) -> Node:
        """A string, number, name, or literal word."""
        at = self.at
        start, token, kind = self.starts[at], self.texts[at], self.kinds[at]
        span = Span(self.path, start, start + len(token))
        if kind == "'" and not _PLAIN.fullmatch(token):
            return self.string(span)
        self.at = at + 1
        if kind == "'":
            return Literal(token[1:-1], span)
        return self.word_value(token, span) if kind == "a" else Literal(int(token[:40]), span)

    def word_value(self, word: str, span: Span) -> Node:
        """What a word by itself means."""
        return Literal(_WORDS[word], span) if word in _WORDS else self.name(word, span)

    def name(self, name: str, span: Span) -> Node:
        """What a bare name means; an undeclared one is a problem of its own, the rest is read on."""
        node = self.meaning(name, span)
        if node is None:
            self.undeclared(name, span)
            return Opaque("name is not declared", span)
        return node

    def undeclared(self, name: str, span: Span, what: str = "something declared") -> None:
        """Note that `name` is not the name of `what`; what reads declarations overrides this."""

    def string(self, span: Span) -> Node:
        """A string token: a literal, or an interpolation whose holes are read as expressions of their own."""
        written = self.texts[self.at]
        opened = written.lstrip("$")
        quotes = "'''" if opened.startswith("'''") else "'"
        if not opened.endswith(quotes) or len(opened) < 2 * len(quotes):
            raise self.fail(f"a string that ends with {quotes}")
        if "${" not in written or written.startswith("'''"):
            self.at += 1
            return Literal(text.plain(opened), span)
        return self.interpolation(written, span)

    def interpolation(self, written: str, span: Span) -> Node:
        """A string with holes; one whose holes are literals, too, is a literal."""
        parts: list[Node] = []
        for literal, start, end in text.pieces(written):
            parts.append(self.hole(written[start:end], span.start + start) if end else Literal(literal))
        self.at += 1
        if all(isinstance(part, Literal) and isinstance(part.value, str) for part in parts):
            return Literal("".join(str(part.value) for part in parts if isinstance(part, Literal)), span)
        return Interpolation(tuple(parts), span)

    def hole(self, inner: str, base: int) -> Node:
        """The expression `inner` of an interpolation, which begins at the byte `base`; most are a name."""
        if _WORD.fullmatch(inner):
            return self.word_value(inner, Span(self.path, base, base + len(inner)))
        outside = self.texts, self.kinds, self.starts, self.at
        self.texts, self.kinds, self.starts = scan(inner, 0, base)
        self.at = 0
        self.deeper()
        self.skip_lines()
        node = self.expression()
        self.skip_lines()
        if self.texts[self.at]:
            raise self.fail("`}`")
        self.depth -= 1
        self.texts, self.kinds, self.starts, self.at = outside
        return node
