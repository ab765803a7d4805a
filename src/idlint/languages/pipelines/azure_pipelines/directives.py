"""Template expressions inside YAML texts: `${{ … }}` parts, and keys that are `if`, `each` or `insert`."""

from __future__ import annotations

from functools import lru_cache

from idlint.languages.pipelines.azure_pipelines.syntax import ExpressionError, Node, parse
from idlint.records import NamedTuple

OPEN, CLOSE = "${{", "}}"

WORDS = ("if", "elseif", "else", "each", "insert")


class Directive(NamedTuple):
    """A key that changes the structure around it."""

    word: str
    """`if`, `elseif`, `else`, `each` or `insert`."""
    node: Node | None = None
    """The condition, or the collection of a loop."""
    name: str = ""
    """The loop's name for an element, in lower case."""


@lru_cache(maxsize=1024)
def split(text: str) -> tuple[str | Node, ...]:
    """The literal parts and expressions of `text`; `ExpressionError` where an expression does not parse."""
    parts: list[str | Node] = []
    at = 0
    while (start := text.find(OPEN, at)) >= 0:
        end = _end(text, start)
        if start > at:
            parts.append(text[at:start])
        parts.append(parse(text[start + len(OPEN) : end]))
        at = end + len(CLOSE)
    if at < len(text):
        parts.append(text[at:])
    return tuple(parts)


def _end(text: str, start: int) -> int:
    """Where the expression that begins at `start` closes; brackets inside of strings do not count."""
    at = start + len(OPEN)
    while True:
        close = text.find(CLOSE, at)
        if close < 0:
            raise ExpressionError("expected `}}` at the end of an expression")
        quote = text.find("'", at, close)
        if quote < 0:
            return close
        at = text.find("'", quote + 1) + 1
        if at == 0:
            raise ExpressionError("expected `'` at the end of a string")


@lru_cache(maxsize=1024)
def directive(key: str) -> Directive | None:
    """The directive that `key` is; None for every other key. `ExpressionError` where it does not parse."""
    plain = key.strip()
    if not plain.startswith(OPEN) or not plain.endswith(CLOSE):
        return None
    inner = plain[len(OPEN) : -len(CLOSE)].strip()
    word = next((word for word in WORDS if _begins(inner, word)), "")
    rest = inner[len(word) :].strip()
    match word:
        case "if" | "elseif":
            return Directive(word, parse(rest))
        case "each":
            return _each(rest)
        case "else" | "insert" if not rest:
            return Directive(word)
    return None


def _begins(inner: str, word: str) -> bool:
    after = inner[len(word) : len(word) + 1]
    return inner[: len(word)].lower() == word and not (after.isalnum() or after in {"_", "-", "."} - {""})


def _each(rest: str) -> Directive:
    parts = rest.split(None, 2)
    if len(parts) < 3 or parts[1].lower() != "in":
        raise ExpressionError("expected `each <name> in <collection>`")
    return Directive("each", parse(parts[2]), parts[0].lower())
