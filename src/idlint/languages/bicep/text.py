"""The values of string tokens: escapes, multi-line strings, and the pieces around interpolations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from idlint.languages.bicep.lexer import string_end

_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|([\s\S]))")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_LITERAL = re.compile(r"(?:[^'\\$]++|\\[\s\S]|\$(?!\{))*+")
_FLAT_HOLE = re.compile(r"(?:[^'{}]++|'[^'\\$]*+')*+\}")
"""The rest of a hole without braces, and without strings that hold more than text."""
_FIRST_LINE = re.compile(r"\r?\n")


def plain(token: str) -> str:
    """The value of a string token without interpolation, quotes included."""
    if token.startswith("'''"):
        return _first_line_dropped(utf8(token[3:-3]))
    return unescaped(token[1:-1])


def _first_line_dropped(value: str) -> str:
    """A line end right after the opening quotes does not belong to the string."""
    found = _FIRST_LINE.match(value)
    return value[found.end() :] if found else value


def unescaped(raw: str) -> str:
    """A piece of a one-line string with its escapes replaced."""
    raw = utf8(raw)
    return _ESCAPE.sub(_replaced, raw) if "\\" in raw else raw


def _replaced(found: re.Match[str]) -> str:
    if found[1]:
        point = int(found[1], 16)
        return chr(point) if point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF else "\ufffd"
    return _PLAIN.get(found[2], found[2])


def utf8(raw: str) -> str:
    """Latin-1 decoded bytes as the text they are."""
    return raw if raw.isascii() else raw.encode("latin-1").decode("utf-8", "replace")


def pieces(token: str) -> Iterator[tuple[str, int, int]]:
    """The parts of a token in order: (literal, 0, 0), or ("", start, end) of the expression inside `${…}`.

    Positions count from the token's first character; nothing follows a hole that is not closed.
    """
    return _long_pieces(token) if "'''" in token[:8] else _short_pieces(token)


def _short_pieces(token: str) -> Iterator[tuple[str, int, int]]:
    at = 1
    while at < len(token):
        found = _LITERAL.match(token, at)
        end = found.end() if found else at
        if end > at:
            yield unescaped(token[at:end]), 0, 0
        if not token.startswith("${", end):
            return
        at = _hole_end(token, end + 2)
        yield "", end + 2, at - 1


def _long_pieces(token: str) -> Iterator[tuple[str, int, int]]:
    """`$'''…'''`: as many `$` before the quotes as before the brace of a hole; no escapes."""
    opening = token[: token.index("'")] + "{"
    at, close = len(opening) + 2, len(token) - 3
    first = True
    while at < close:
        end = token.find(opening, at)
        end = end if 0 <= end < close else close
        literal = utf8(token[at:end])
        literal = _first_line_dropped(literal) if first else literal
        if literal:
            yield literal, 0, 0
        if end == close:
            return
        first = False
        at = _hole_end(token, end + len(opening))
        yield "", end + len(opening), at - 1


def _hole_end(token: str, at: int) -> int:
    """The position after the brace that closes the hole whose expression begins at `at`."""
    flat = _FLAT_HOLE.match(token, at)
    if flat:
        return flat.end()
    depth = 1
    while depth and at < len(token):
        mark = token[at]
        if mark == "'":
            at = string_end(token, at)
            continue
        depth += (mark == "{") - (mark == "}")
        at += 1
    return at
