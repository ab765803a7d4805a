"""Strings of which only pieces are known: joining them, and the identity of what a function makes of an unknown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from idlint.fuel import MAX_DEPTH
from idlint.values import Closed, Origin, Sensitive, Unknown, UnknownKey, Value, is_known, text

MAX_TEXT = 4_000_000
"""Characters of one string that an expression makes; the platform refuses templates over 4 MB."""

MAX_NODES = 250_000
"""Parts of one value, counted as often as they occur in it: sharing can make small text into a huge value."""

_MAX_SHOWN = 200
"""Parts of an argument whose text can still be an identity."""

NOT_DEPLOYED = "value known only after deployment"
"""The reason of everything that only the platform can say."""


def join(parts: Iterable[Value]) -> Value:
    """The string of `parts` side by side: a `str`, or an unknown with its pieces; sensitive where a part is."""
    pieces: list[Value] = []
    sensitive = False
    for part in parts:
        sensitive = sensitive or isinstance(part, Sensitive)
        _add(pieces, part.value if isinstance(part, Sensitive) else part)
    value = _joined(pieces)
    return Sensitive(value) if sensitive else value


def _add(pieces: list[Value], part: Value) -> None:
    """Append `part` as text, merging neighbouring literals and the pieces of a partly known string."""
    match part:
        case Unknown(known=tuple() as inner, origin=None):
            for piece in inner:
                _add(pieces, piece)
        case Unknown():
            pieces.append(part)
        case Sensitive():
            _add(pieces, part.value)
        case _:
            literal = render(part)
            if literal is None:
                pieces.append(derived("string", [part]))
            elif pieces and isinstance(pieces[-1], str):
                pieces[-1] += literal
            elif literal:
                pieces.append(literal)


def _joined(pieces: list[Value]) -> Value:
    unknowns = [piece for piece in pieces if isinstance(piece, Unknown)]
    if not unknowns:
        return "".join(piece for piece in pieces if isinstance(piece, str))
    if len(pieces) == 1:
        return unknowns[0]
    return Unknown(unknowns[0].reason, None, tuple(pieces))


def render(value: Value) -> str | None:
    """A known value as `string()` and `format()` write it: JSON for containers, `True` for booleans.

    None where not all of it is known, and where the text would be too large.
    """
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "True" if value else "False"
        case dict() | list():
            return to_json_text(value) if weight(value) < MAX_NODES and is_known(value) else None
    return str(value)


def to_json_text(value: Value) -> str | None:
    """A known value as compact JSON text; None where that would be too large."""
    parts: list[str] = []
    size = 0
    for part in _json_parts(value, 0):
        size += len(part)
        if size > MAX_TEXT:
            return None
        parts.append(part)
    return "".join(parts)


def _json_parts(value: Value, depth: int) -> Iterator[str]:
    """The text of a value piece by piece, so that a value that shares its parts is not written out in vain."""
    if depth > MAX_DEPTH:
        yield "${…}"
    elif isinstance(value, dict):
        for number, (key, item) in enumerate(value.items()):
            yield f"{',' if number else '{'}{quote(key)}:"
            yield from _json_parts(item, depth + 1)
        yield "}" if value else "{}"
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield "," if number else "["
            yield from _json_parts(item, depth + 1)
        yield "]" if value else "[]"
    else:
        yield _json_scalar(value)


def _json_scalar(value: Value) -> str:
    match value:
        case str():
            return quote(value)
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
    return text(value)


def quote(value: str) -> str:
    """A JSON string."""
    return json.dumps(value, ensure_ascii=False)


def weight(value: Value, limit: int = MAX_NODES) -> int:
    """How many parts `value` has, up to `limit`, which is also the answer for one that is nested too deeply."""
    count, depth, level = 0, 0, [value]
    while level:
        count += len(level)
        if count >= limit or depth > MAX_DEPTH:
            return limit
        below = chain.from_iterable(_inner(part) for part in level if isinstance(part, _WITH_PARTS))
        level = list(islice(below, limit))
        depth += 1
    return count


_WITH_PARTS = (dict, list, Unknown, Sensitive)


def _inner(value: Value) -> Iterable[Value]:
    if isinstance(value, Sensitive):
        return (value.value,)
    if isinstance(value, Closed):
        return chain(value.entries.values(), value.possible.values())
    inside = value.known if isinstance(value, Unknown) else value
    if isinstance(inside, dict):
        return inside.values()
    return inside if isinstance(inside, (list, tuple)) else ()


def derived(function: str, arguments: Sequence[Value]) -> Unknown:
    """What a pure function makes of arguments that are not all known.

    The result has an origin of its own, so that two calls with the same arguments are the same value:
    a step below the one unknown argument's origin (`resourceGroup().id.uniqueString()`), or else the call's text.
    """
    unknowns = [argument for argument in arguments if isinstance(argument, Unknown)]
    reason = unknowns[0].reason if unknowns else NOT_DEPLOYED
    if any(weight(argument, _MAX_SHOWN) == _MAX_SHOWN for argument in arguments):
        return Unknown(reason)
    base = unknowns[0].origin if unknowns else None
    if base is not None and all(unknown.origin == base for unknown in unknowns):
        rest = [text(argument) for argument in arguments if not isinstance(argument, Unknown)]
        return Unknown(reason, Origin(base.address, (*base.path, f"{function}({', '.join(rest)})")))
    if all(map(_has_identity, arguments)):
        return Unknown(reason, Origin(_call_text(function, arguments)))
    return Unknown(reason)


def _call_text(function: str, arguments: Sequence[Value]) -> str:
    return f"{function}({', '.join(map(text, arguments))})"[:500]


def _has_identity(value: Value) -> bool:
    """Whether the text of `value` says exactly which value it is."""
    match value:
        case Unknown(origin=None, known=tuple() as pieces):
            return all(map(_has_identity, pieces))
        case Unknown():
            return value.origin is not None
        case Sensitive():
            return False
    return is_known(value)


def as_key(value: Value) -> str | None:
    """A value as an object's key, which keeps what is behind it where it is not known; None where it can be none."""
    match value:
        case str():
            return value
        case Unknown():
            return UnknownKey(value)
        case Sensitive():
            return as_key(value.value)
        case int() if not isinstance(value, bool):
            return str(value)
    return None
