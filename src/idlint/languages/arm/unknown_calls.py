"""Finds calls of template functions that do not exist, whether or not anybody asks for their value.

Azure refuses a template for one such call. To parse every expression for that would be dear, so the text is looked
through for words before a parenthesis, and only a file with a word that is no function is walked. Evaluation says
nothing of such calls: what is said here is said once, at the name itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from idlint.document import Problem
from idlint.languages.arm.evaluate import is_function
from idlint.languages.arm.syntax import ExpressionError, calls, is_expression
from idlint.languages.arm.template_strings import TemplateString, template_strings
from idlint.pointers import resolve
from idlint.records import NamedTuple
from idlint.source import Pointer, SourceFile, Span

_WORDS = frozenset({"lambda", "true", "false", "null"})
"""What is written as a call, but no function that gives a value."""

_LONGEST = 60
"""Bytes before a parenthesis that are looked at: more than a function's name has, with its namespace."""

_BLANK = rb"(?:\s|\\[nrtf])*+"
_NAME = re.compile(_BLANK + rb"([A-Za-z_][\w.]*+)" + _BLANK)
"""What stands between a bracket, comma or parenthesis and a parenthesis, where that is a call."""

_STRING = re.compile(rb'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_CHARACTER = re.compile(r"\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u\w{4}|\\.|.", re.DOTALL)


class _Call(NamedTuple):
    """A call of no function: the string it is in, its name, and where in the string that is."""

    string: TemplateString
    name: str
    offset: int


def unknown_calls(source: SourceFile, data: Any) -> Iterator[Problem]:
    """One problem for each call of a function that does not exist in the template `data` of a file."""
    words = suspects(source.data)
    found = list(_calls(data, words)) if words else []
    places = resolve(source.data, [call.string.pointer for call in found]) if found else {}
    for call in found:
        pointer = call.string.pointer
        yield Problem(_span(source, places[pointer], call) or Pointer(source.path, pointer), _no_function(call.name))


def unknown_names(data: Any, words: Iterable[str] = ("",)) -> tuple[str, ...]:
    """What is said of a template that is not written in a file as it is: one message for each name.

    Only calls with one of the suspect `words` in their expression are looked at.
    """
    return tuple(dict.fromkeys(_no_function(call.name) for call in _calls(data, words)))


def suspects(data: bytes) -> frozenset[str]:
    """The words before a parenthesis in the text of a template that name no function of Azure's."""
    ends = {piece[-_LONGEST:].rpartition(b",")[2] for piece in data.split(b"(")[:-1]}
    found = (_NAME.fullmatch(end.rpartition(b"[")[2]) for end in ends)
    names = {match[1].decode("latin-1") for match in found if match}
    return frozenset(name for name in names if not _may_be_called(name))


def _may_be_called(name: str) -> bool:
    """Whether there is a function of this name; two namespaces hold them all."""
    name = name.lower().removeprefix("az.").removeprefix("sys.")
    return name in _WORDS or is_function(name)


def _no_function(name: str) -> str:
    return f"expected a template function, found `{name[:80]}`"


def _calls(data: Any, words: Iterable[str]) -> Iterator[_Call]:
    for string in template_strings(data):
        if is_expression(string.text) and any(word in string.text for word in words):
            yield from _calls_in(string)


def _calls_in(string: TemplateString) -> Iterator[_Call]:
    """The calls in one string; none where it is no expression, which whoever evaluates it says."""
    try:
        for name, offset in calls(string.text):
            if not _may_be_called(name) and name.lower() not in string.functions:
                yield _Call(string, name, offset)
    except ExpressionError:
        return


def _span(source: SourceFile, within: tuple[int, int], call: _Call) -> Span | None:
    """Where the name of a call is written, somewhere in a range of bytes; None where its string is not there."""
    for found in _STRING.finditer(source.data, *within):
        raw = found[1].decode("utf-8", "replace")
        if _decoded(raw) == call.string.text:
            start, end = (_written(raw, call.offset + more) for more in (0, len(call.name)))
            return Span(source.path, found.start(1) + start, found.start(1) + end)
    return None


def _decoded(raw: str) -> str | None:
    """The text of a JSON string that is written `raw` between its quotes."""
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return None


def _written(raw: str, count: int) -> int:
    """The bytes that the first `count` characters of a JSON string take up as they are written."""
    pieces: Iterable[str] = _CHARACTER.findall(raw)
    return sum(len(piece.encode("utf-8", "surrogatepass")) for piece, _ in zip(pieces, range(count), strict=False))
