"""Bytes of a `.bicep` or `.bicepparam` file -> three parallel tables of tokens, and the comments.

The text is decoded as Latin-1, so that an offset into it is a byte offset; whoever takes a string's value re-decodes
it. One compiled pattern cuts the whole file in a single call; strings with interpolations are one token each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, compress

from idlint.records import NamedTuple

_COMMENT = r"//[^\r\n]*+|/\*(?:[\s\S]*?\*/|[\s\S]*)|\#[^\r\n]*+"
_PLAIN = r"[^'\\\r\n$]++|\\.|\$(?!\{)"


def _inner(depth: int) -> str:
    """What may stand between `${` and `}` when strings nest at most `depth` deep."""
    nested = rf"|\{{{_inner(depth - 1)}\}}" if depth else ""
    return rf"(?:[^'{{}}]++|{_string(depth)}{nested})*+"


def _string(depth: int) -> str:
    """A one-line string whose interpolations nest at most `depth` deep."""
    holes = rf"|\$\{{{_inner(depth - 1)}\}}" if depth else ""
    return rf"'(?:{_PLAIN}{holes})*+'"


_STRING = re.compile(_string(3))
_TOKEN = re.compile(
    rf"""[A-Za-z_]\w*+[ \t]*+
    |[{{}}(),@\[\]][ \t]*+
    |[\r\n](?:[ \t\r\n]|{_COMMENT})*+
    |'(?!''){_STRING.pattern[1:]}[ \t]*+
    |'''(?:[^']|'(?!''))*+'*+[ \t]*+
    |'[\s\S]*+
    |(?:[ \t]|{_COMMENT})++
    |\$++(?:'''(?:[^']|'(?!''))*+'*+)?+[ \t]*+
    |(?:[0-9]++|=[>=~]?+|![=~]?+|[<>]=?+|&&|\|\||\?\??+|\.(?:\.\.)?+|::?+|[\s\S])[ \t]*+""",
    re.VERBOSE | re.ASCII,
)
"""One token with the blanks behind it; frequent ones come first, and most are told by their first character."""

_FIRST = {
    **{ord(letter): "a" for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"},
    **{ord(digit): "0" for digit in "0123456789"},
    **{ord(mark): kind for mark, kind in zip("$\r\t#", "'\n  ", strict=True)},
}
_COMMENTS = re.compile(rf"{_COMMENT}")
_STEP = re.compile(r"(?P<plain>(?:[^'\\\r\n$]|\\.|\$(?!\{))++)|(?P<hole>\$\{)|(?P<end>')")
_CODE = re.compile(r"[^'{}\r\n]++|(?P<mark>['{}])")
_MAX_RESTARTS = 64

END = "\0"
"""The kind of the token after the last one; its text is empty."""


class Tokens(NamedTuple):
    """The tokens of one text; blanks and comments are left out, a run of line ends and comment lines is one token."""

    texts: list[str]
    kinds: str
    """One character a token: `a` for a word, `0` for a number, `'` for a string, a line feed for line ends, else the
    first character of the operator; `END` closes the table."""
    starts: list[int]
    """Byte offsets."""


class Comment(NamedTuple):
    """One comment token."""

    start: int
    text: str
    own_line: bool
    """Whether nothing else is on its line."""


def scan(text: str, position: int = 0, base: int = 0) -> Tokens:
    """The tokens of `text` (Latin-1 decoded) from `position` on; text that is no token becomes one of its own.

    `base` is the offset of `text` in its file, which the tokens' offsets count from.
    """
    pieces = _TOKEN.findall(text, position)
    restarts = 0
    while pieces and pieces[-1][0] == "'" and not _complete(pieces[-1]):
        start = len(text) - len(pieces[-1])
        end = string_end(text, start) if restarts < _MAX_RESTARTS else len(text)
        pieces[-1:] = [text[start:end], *_TOKEN.findall(text, end)]
        restarts += 1
        if end == len(text):
            break
    return _table(pieces, base + position)


def _complete(piece: str) -> bool:
    return piece.startswith("'''") or _STRING.fullmatch(piece.rstrip(" \t")) is not None


def _table(pieces: list[str], start: int) -> Tokens:
    kinds = "".join([piece[0] for piece in pieces]).translate(_FIRST)
    texts = [piece.rstrip(" \t") for piece in pieces]
    starts = [*accumulate(map(len, pieces), initial=start)]
    texts.append("")
    if "/" in kinds or " " in kinds:
        keep = [kind != " " and (kind != "/" or len(text) == 1) for kind, text in zip(kinds, texts, strict=False)]
        keep.append(True)
        return Tokens([*compress(texts, keep)], "".join(compress(kinds, keep)) + END, [*compress(starts, keep)])
    return Tokens(texts, kinds + END, starts)


def string_end(text: str, start: int) -> int:
    """Where the one-line string that opens at `start` ends, however deep it nests; its line's end where it is open."""
    stack = ["'"]
    at = start + 1
    while stack and at < len(text):
        found = (_STEP if stack[-1] == "'" else _CODE).match(text, at)
        if found is None:
            break
        at = found.end()
        _step(stack, found)
    if not stack:
        return at
    line = text.find("\n", start)
    return line if line > start else len(text)


def _step(stack: list[str], found: re.Match[str]) -> None:
    """What one match opens or closes."""
    match found.lastgroup, found[0]:
        case "hole", _:
            stack.append("{")
        case ("end", _) | ("mark", "}"):
            stack.pop()
        case "mark", opened:
            stack.append(opened)


def comments(text: str) -> Iterator[Comment]:
    """The comments of `text` (Latin-1 decoded), in order; what looks like one inside a string is none."""
    at = 0
    for piece in _TOKEN.findall(text):
        if piece[0] in " \t\r\n/#" and len(piece) > 1:
            for found in _COMMENTS.finditer(piece):
                start = at + found.start()
                line = text[text.rfind("\n", 0, start) + 1 : start]
                yield Comment(start, found[0].rstrip("\r\n"), not line.strip(" \t\xef\xbb\xbf"))
        at += len(piece)
