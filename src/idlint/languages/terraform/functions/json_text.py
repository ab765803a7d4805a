"""JSON as Terraform writes and reads it: sorted keys, Go's HTML-safe escapes, exact numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Final

from idlint.languages.terraform.bigfloat import number_text, parse_number
from idlint.languages.terraform.functions.registry import Function
from idlint.languages.terraform.marks import marked_inside
from idlint.languages.terraform.operators import first_unknown
from idlint.languages.terraform.pieces import normalized
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.languages.terraform.templates import from_pieces
from idlint.values import Unknown, Value, reveal

MAX_DECODED_DEPTH: Final = 100
"""How deep a decoded JSON or YAML value may nest, so that evaluating on top of it stays within Python's stack."""

_ESCAPES: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def quote(text: str) -> str:
    """A JSON string as Go's encoder writes it."""
    quoted = encode_basestring(text)
    quoted = quoted.replace("\\b", "\\u0008").replace("\\f", "\\u000c") if "\\" in quoted else quoted
    for plain, escaped in _ESCAPES.items():
        quoted = quoted.replace(plain, escaped)
    return quoted


def encode(value: Value) -> str:
    """A known value as JSON text."""
    return "".join(str(piece) for piece in _pieces(value))


def _pieces(value: Value) -> Iterable[Value]:
    """The JSON text in pieces; an unknown value is a piece of its own, without its quotation marks."""
    inner = reveal(value)
    match inner:
        case None:
            yield "null"
        case bool():
            yield "true" if inner else "false"
        case int() | Decimal():
            yield number_text(inner)
        case str():
            yield quote(inner)
        case Unknown():
            yield from _unknown(inner)
        case list():
            yield "["
            for position, item in enumerate(inner):
                yield "," if position else ""
                yield from _pieces(item)
            yield "]"
        case dict():
            yield "{"
            for position, key in enumerate(sorted(inner)):
                yield f"{',' if position else ''}{quote(key)}:"
                yield from _pieces(inner[key])
            yield "}"


def _unknown(value: Unknown) -> Iterable[Value]:
    """A template keeps its literal pieces, quoted."""
    if not isinstance(value.known, tuple):
        yield value
        return
    yield '"'
    for piece in value.known:
        yield quote(piece)[1:-1] if isinstance(piece, str) else piece
    yield '"'


def _jsonencode(scope: Scope, value: Value) -> Value:
    """JSON text; around unknown values the rest of it stays known."""
    result = from_pieces(_pieces(value), scope.fuel) if first_unknown(value) else encode(value)
    return marked_inside(result, value)


def check_depth(text: str) -> None:
    """Refuse JSON that nests too deeply for a recursive reader."""
    depth = 0
    quoted = False
    escaped = False
    for letter in text:
        if quoted:
            quoted = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        elif letter in "[{":
            depth += 1
            if depth > MAX_DECODED_DEPTH:
                raise EvaluationError("the JSON text is nested too deeply")
        elif letter in "]}":
            depth -= 1


def decode(text: str) -> Value:
    """The value of a JSON text; `EvaluationError` where it is none."""
    if text.count("[") + text.count("{") > MAX_DECODED_DEPTH:
        check_depth(text)
    try:
        value: Value = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=_refuse)
    except (ValueError, ArithmeticError) as error:
        raise EvaluationError(f"invalid JSON: {error}") from None
    return value if text.isascii() and "\\u" not in text else _normalized(value)


def _normalized(value: Value) -> Value:
    """`value` with every string in normal form."""
    match value:
        case str():
            return normalized(value)
        case list():
            return [_normalized(item) for item in value]
        case dict():
            return {normalized(key): _normalized(item) for key, item in value.items()}
    return value


def _number(text: str) -> Value:
    return parse_number(text)


def _refuse(text: str) -> Value:
    raise ValueError(f"{text} is not JSON")


def _jsondecode(text: str) -> Value:
    return decode(text)


FUNCTIONS: Final[Mapping[str, Function]] = {
    "jsondecode": Function("string", _jsondecode),
    "jsonencode": Function("any?", _jsonencode, "parts", needs_scope=True),
}
