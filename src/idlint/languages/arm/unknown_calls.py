"""Finds calls of template functions that do not exist, whether or not anybody asks for their value.

Azure refuses a template for one such call. To parse every expression for that would be dear, so the text is looked
through for words before a parenthesis, and only a file with a word that is no function is walked. Evaluation says
nothing of such calls: what is said here is said once, at the name itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from itertools import accumulate
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

_MOST_WORDS = 100
"""Suspect words that are searched for one by one; with more of them every expression is parsed."""

_STRING = re.compile(rb'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_CHARACTER = re.compile(r"\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u\w{4}|\\.|.", re.DOTALL)


class _Calls(NamedTuple):
    """A string with calls of no function: their names, and where in the string each is."""

    string: TemplateString
    names: list[tuple[str, int]]


def unknown_calls(source: SourceFile, data: Any) -> Iterator[Problem]:
    """One problem for each call of a function that does not exist in the template `data` of a file."""
    words = suspects(source.data)
    found = list(_calls(data, words)) if words else []
    places = resolve(source.data, [calls.string.pointer for calls in found]) if found else {}
    for string, names in found:
        offsets = _offsets(source.data, places[string.pointer], string.text)
        for name, at in names:
            span = Span(source.path, offsets[at], offsets[at + len(name)]) if offsets else None
            yield Problem(span or Pointer(source.path, string.pointer), _no_function(name))


def unknown_names(data: Any, words: Collection[str] = ("",)) -> tuple[str, ...]:
    """What is said of a template that is not written in a file as it is: one message for each name.

    Only calls with one of the suspect `words` in their expression are looked at.
    """
    return tuple(dict.fromkeys(_no_function(name) for _, names in _calls(data, words) for name, _ in names))


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


def _calls(data: Any, words: Collection[str]) -> Iterator[_Calls]:
    wanted = words if len(words) < _MOST_WORDS else ("",)
    for string in template_strings(data):
        if is_expression(string.text) and any(word in string.text for word in wanted):
            names = [(name, at) for name, at in _called(string.text) if not _exists(name, string)]
            if names:
                yield _Calls(string, names)


def _called(text: str) -> list[tuple[str, int]]:
    """What one string calls; nothing where it is no expression, which whoever evaluates it says."""
    try:
        return calls(text)
    except ExpressionError:
        return []


def _exists(name: str, string: TemplateString) -> bool:
    return _may_be_called(name) or name.lower() in string.functions


def _offsets(data: bytes, within: tuple[int, int], text: str) -> list[int] | None:
    """The byte at which each character of a JSON string is written, and its end; None where it is not there."""
    for found in _STRING.finditer(data, *within):
        raw = found[1].decode("utf-8", "replace")
        if _decoded(raw) == text:
            sizes = (len(piece.encode("utf-8", "surrogatepass")) for piece in _CHARACTER.findall(raw))
            return list(accumulate(sizes, initial=found.start(1)))
    return None


def _decoded(raw: str) -> str | None:
    """The text of a JSON string that is written `raw` between its quotes."""
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return None
