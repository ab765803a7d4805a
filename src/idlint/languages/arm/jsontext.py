"""Reads JSON as ARM tooling does: strictly first, then with comments, trailing commas and line breaks in strings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from idlint import pointers
from idlint.directives import MARK, Directive, parse_comment
from idlint.document import Problem
from idlint.records import NamedTuple
from idlint.source import Location, Pointer, SourceFile, Span
from idlint.values import Step

_STRING = r'"(?:[^"\\]++|\\.)*+"'
_COMMENT = re.compile(rf"{_STRING}|(//[^\n]*|/\*.*?\*/)", re.DOTALL)
_TRAILING_COMMA = re.compile(rf"{_STRING}|(,)(?=\s*[\]}}])", re.DOTALL)
_BLANK = re.compile(r"[^\n]")


class JsonDocument(NamedTuple):
    """One JSON file."""

    value: Any
    """What `json.loads` gives, fractions as `Decimal`; None where the file does not parse."""
    problems: tuple[Problem, ...] = ()
    directives: tuple[Directive, ...] = ()
    """Those in comments."""


def read_json(file: SourceFile) -> JsonDocument:
    """The value of a file; where it is no JSON at all, one problem that says where and what was expected."""
    text = file.text
    try:
        return JsonDocument(_loads(text))
    except json.JSONDecodeError:
        return _read_tolerant(file, text)
    except (ValueError, RecursionError) as error:
        return JsonDocument(None, (Problem(Span(file.path, 0, 1), _limit_message(error)),))


def loads(text: str) -> Any:
    """The value of JSON text, comments allowed; `ValueError` or `RecursionError` where there is none."""
    try:
        return _loads(text)
    except json.JSONDecodeError:
        return _loads(_bare(text))


def _bare(text: str) -> str:
    """`text` without comments and trailing commas, which keep their place as blanks."""
    return _TRAILING_COMMA.sub(_blank_group, _COMMENT.sub(_blank_group, text))


def _loads(text: str) -> Any:
    return json.loads(text, strict=False, parse_float=Decimal, parse_constant=lambda _: None)


def _read_tolerant(file: SourceFile, text: str) -> JsonDocument:
    """The value of JSON with comments, and the directives in them."""
    bare = _bare(text)
    directives = tuple(_directives(file, text))
    try:
        return JsonDocument(_loads(bare), (), directives)
    except json.JSONDecodeError as error:
        start = _offset(file, text, error.pos)
        problem = Problem(Span(file.path, start, start + 1), f"not valid JSON: {_expected(error.msg)}")
        return JsonDocument(None, (problem,), directives)
    except (ValueError, RecursionError) as error:
        return JsonDocument(None, (Problem(Span(file.path, 0, 1), _limit_message(error)),), directives)


def _blank_group(found: re.Match[str]) -> str:
    return _BLANK.sub(" ", found.group()) if found.group(1) is not None else found.group()


def _limit_message(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "expected JSON that is not nested this deeply"
    return "expected numbers of at most 4,300 digits"


def _expected(message: str) -> str:
    """`json`'s message in our words: `Expecting ',' delimiter` -> `expected ',' delimiter`."""
    return message.replace("Expecting", "expected", 1) if message.startswith("Expecting") else message.lower()


def _offset(file: SourceFile, text: str, position: int) -> int:
    """The byte offset of a character of the decoded text."""
    mark = 3 if file.data.startswith(b"\xef\xbb\xbf") else 0
    return mark + len(text[:position].encode("utf-8", "surrogatepass"))


def _directives(file: SourceFile, text: str) -> Iterator[Directive]:
    if MARK.search(text) is None:
        return
    for found in _COMMENT.finditer(text):
        if found.group(1) is not None and MARK.search(found.group(1)):
            span = Span(file.path, _offset(file, text, found.start()), _offset(file, text, found.end()))
            before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
            yield from parse_comment(found.group(1), span, own_line=not before.strip())


def below(location: Location, step: Step) -> Location:
    """The place of an entry of the object or array at `location`; only pointers have such places."""
    if not isinstance(location, Pointer):
        return location
    return Pointer(location.path, pointers.below(location.pointer, step))
