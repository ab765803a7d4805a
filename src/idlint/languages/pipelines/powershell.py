"""PowerShell's values of several tokens: what stands in parentheses after a flag, lists, and hash tables.

https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_hash_tables and about_splatting
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeGuard

from idlint.languages.pipelines.shell import MAX_NESTING, TABLE, Token, cut
from idlint.values import Closed, Unknown, Value

_OPERATORS = frozenset(
    {
        "and", "as", "band", "bnot", "bor", "bxor", "contains", "eq", "f", "ge", "gt", "in", "is", "isnot", "join",
        "le", "like", "lt", "match", "ne", "not", "notcontains", "notin", "notlike", "notmatch", "or", "replace",
        "shl", "shr", "split", "xor",
    }
)  # fmt: skip
"""PowerShell's operators that look like flags; each of those that compare can begin with `c` or `i` as well."""


def grouped(script: Sequence[Token], depth: int = 0) -> Iterator[Token]:
    """PowerShell: `(…)` after a flag, `@(…)` and `@{…}` as the one word that each is there.

    `depth` is how many such words the script is in; what is in more than `MAX_NESTING` stays as it is.
    """
    at = 0
    while at < len(script):
        token, after = script[at], script[at + 1].operator if at + 1 < len(script) else ""
        is_table = token.word == "@" and after in _CLOSING
        if depth == MAX_NESTING or not (is_table or (after == "(" and _is_flag(token))):
            yield token
            at += 1
            continue
        if not is_table:
            yield token
        end = _closed(script, at + 1)
        inside = tuple(script[at + 2 : end])
        word = _hash_table(inside, depth + 1) if after == "{" else Unknown("value in parentheses")
        yield Token(word, "", token.line, True, (inside,))
        at = end + 1


_CLOSING = {"(": ")", "{": "}"}


def _closed(script: Sequence[Token], begin: int) -> int:
    """Where what opens at `begin` closes; the end of the script where it does not."""
    opening, depth = script[begin].operator, 0
    for at in range(begin, len(script)):
        depth += {opening: 1, _CLOSING[opening]: -1}.get(script[at].operator, 0)
        if not depth:
            return at
    return len(script)


def _hash_table(inside: Sequence[Token], depth: int) -> Unknown:
    """What stands between `@{` and `}`: an object whose keys are known; a value that is more than a word is not."""
    found: dict[str, Value] = {}
    for entry in _entries(grouped(inside, depth)):
        key, is_attached, value = cut(entry[0].word)
        if not key:
            return Unknown(TABLE)
        words = [token.word for token in entry[1:]]
        if is_attached:
            found[key] = _only([value, *words] if value != "" else words)
        else:
            found[key] = _only(words[1:] if words[:1] == ["="] else ())
    return Closed(TABLE, found, {})


def _only(words: Sequence[Value]) -> Value:
    """The one word that a value is; an operator in it has none."""
    return words[0] if len(words) == 1 and words[0] is not None else Unknown("value of several words")


def _entries(inside: Iterable[Token]) -> Iterator[list[Token]]:
    """The tokens of each entry: they are separated by ends of lines and semicolons."""
    entry: list[Token] = []
    depth = 0
    for token in inside:
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(token.operator, 0)
        if depth or token.operator not in {"\n", ";"}:
            entry.append(token)
        elif entry:
            yield entry
            entry = []
    if entry:
        yield entry


def _is_flag(token: Token) -> bool:
    if token.quoted or not isinstance(token.word, str) or token.word[:1] != "-":
        return False
    name = token.word[1:].lower()
    return name.isidentifier() and not {name, name[1:]} & _OPERATORS


def is_splat(word: Value) -> TypeGuard[str]:
    """PowerShell: whether a word stands for the flags in a hash table, `@settings`."""
    return isinstance(word, str) and word[:1] == "@" and word[1:].isidentifier()
