"""JSON text of which pieces are unknown, read as far as it goes: `{"url": ${vault.uri}}` is an object with one key.

A piece outside quotation marks stands for one JSON value, as `jsonencode` writes it; inside them for a part of a
text. A text in which pieces stand for anything else (keys, several entries) is not JSON yet, and stays unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from idlint.values import Sensitive, Unknown, Value, from_json

_FIRST, _LAST = "\ue000", "\ue001"
_MARK = f"{_FIRST}([0-9]+){_LAST}"
_ESCAPED = re.compile(r"\\.")

MAX_TEXT = 1_000_000
"""Longer texts are not parsed."""


def decoded(value: Value) -> Value:
    """What a JSON text says, unknown where it is none; an object, which some providers take in its place, is itself."""
    match value:
        case Sensitive():
            return Sensitive(decoded(value.value))
        case Unknown(known=tuple()):
            return _partly_said(value)
        case str():
            return _said(value)
    return value


@lru_cache(1)
def _partly_said(value: Unknown) -> Value:
    """What a text says of which pieces are unknown: several properties are read of one text, one after the other."""
    said = parse_pieces(value.known) if isinstance(value.known, tuple) else None
    return Unknown(value.reason) if said is None else said


@lru_cache(1)
def _said(text: str) -> Value:
    try:
        return from_json(json.loads(text)) if len(text) <= MAX_TEXT else Unknown("text is too long")
    except (ValueError, RecursionError):
        return Unknown("text is not JSON")


def parse_pieces(pieces: Sequence[Value]) -> Value:
    """The value that the text stands for, with unknown parts in it; None where it is not to be had."""
    try:
        written = "".join(_written(pieces))
        return _filled(from_json(json.loads(written)), pieces)
    except (ValueError, RecursionError):
        return None


def _written(pieces: Sequence[Value]) -> list[str]:
    """The pieces as text, a mark in place of each unknown one."""
    texts: list[str] = []
    quoted = False
    for number, piece in enumerate(pieces):
        if isinstance(piece, str):
            if _FIRST in piece or "\\ue000" in piece.lower():
                raise ValueError("the text has our own mark in it")
            texts.append(piece)
            quoted ^= _toggles(piece)
        else:
            mark = f"{_FIRST}{number}{_LAST}"
            texts.append(mark if quoted else f'"{mark}"')
    return texts


def _toggles(piece: str) -> bool:
    """Whether an odd number of quotation marks in `piece` open or close a text."""
    plain = _ESCAPED.sub("", piece) if "\\" in piece else piece
    return plain.count('"') % 2 == 1


def _filled(value: Value, pieces: Sequence[Value]) -> Value:
    """`value` with every mark replaced by the piece that it stands for; ValueError where a key has one."""
    match value:
        case str() if _FIRST in value:
            return _text(value, pieces)
        case list():
            return [_filled(item, pieces) for item in value]
        case dict():
            if any(_FIRST in key for key in value):
                raise ValueError("a key is unknown")
            return {key: _filled(item, pieces) for key, item in value.items()}
    return value


def _text(value: str, pieces: Sequence[Value]) -> Value:
    """A text with marks: the one unknown piece that it is, or a text that is known in parts."""
    parts = re.split(_MARK, value)
    made: list[Value] = [pieces[int(part)] if at % 2 else part for at, part in enumerate(parts) if at % 2 or part]
    if len(made) == 1:
        return made[0]
    unknown = next(piece for piece in made if isinstance(piece, Unknown))
    return Unknown(unknown.reason, known=tuple(made))
