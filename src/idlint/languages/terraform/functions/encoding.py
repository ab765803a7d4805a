"""Base64, URL, character set and CSV encoding."""

from __future__ import annotations

import base64
import binascii
import codecs
import zlib
from collections.abc import Mapping
from typing import Final

from idlint.languages.terraform.functions.registry import Function, derived
from idlint.languages.terraform.pieces import normalized
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.languages.terraform.typed import ListOf
from idlint.values import Encoded, Unknown, Value

_MAX_INFLATED = 16_000_000


def unbase64(text: str) -> bytes:
    """The bytes that standard base64 text stands for; line breaks are let pass, as Go does."""
    try:
        return base64.b64decode(text.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise EvaluationError("failed to decode base64 data") from None


def utf8(data: bytes) -> str:
    """`data` as text; `EvaluationError` where it is not UTF-8."""
    try:
        return normalized(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise EvaluationError("the result is not valid UTF-8") from None


def _base64decode(text: str) -> Value:
    return utf8(unbase64(text))


def _base64encode(text: Value) -> Value:
    """Base64; of a text that is not known, an unknown that remembers the text."""
    if isinstance(text, str):
        return base64.b64encode(text.encode()).decode()
    unknown = text if isinstance(text, Unknown) else Unknown("unexpected value")
    return Encoded(unknown, unknown.reason, derived("base64encode", [unknown], unknown).origin)


def _base64gunzip(text: str) -> Value:
    try:
        inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        data = inflater.decompress(unbase64(text), _MAX_INFLATED)
    except zlib.error:
        raise EvaluationError("failed to decompress gzip data") from None
    if inflater.unconsumed_tail:
        raise EvaluationError("the decompressed data is too large")
    return utf8(data)


def _codec(name: str) -> str:
    """Python's name of an IANA character set; UTF-16 without a byte order is refused in both."""
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise EvaluationError(f"{name!r} is not a supported IANA encoding name or alias") from None


def _textencode(text: str, encoding: str) -> Value:
    try:
        return base64.b64encode(text.encode(_codec(encoding))).decode()
    except UnicodeEncodeError:
        raise EvaluationError(
            f"the given string contains characters that cannot be represented in {encoding}"
        ) from None


def _textdecode(text: str, encoding: str) -> Value:
    try:
        return normalized(unbase64(text).decode(_codec(encoding)))
    except UnicodeDecodeError:
        raise EvaluationError(f"the given string contains symbols that are not defined for {encoding}") from None


def _urlencode(text: str) -> Value:
    from urllib.parse import quote_plus

    return quote_plus(text, safe="~")


def _urldecode(text: str) -> Value:
    from urllib.parse import unquote_plus

    return normalized(unquote_plus(text))


def _csvdecode(scope: Scope, text: str) -> Value:
    """One object for each line below the header line."""
    rows = _rows(text)
    if not rows:
        raise EvaluationError("missing header line")
    header = rows[0]
    if len(set(header)) < len(header):
        raise EvaluationError("duplicate column name")
    result: list[Value] = []
    for row in rows[1:]:
        scope.fuel.step()
        if len(row) != len(header):
            raise EvaluationError("wrong number of fields")
        result.append(dict(zip(header, row, strict=True)))
    return ListOf(result)


def _rows(text: str) -> list[list[str]]:
    """The records of RFC 4180 text, blank lines left out, as Go's encoding/csv reads them."""
    rows: list[list[str]] = []
    whole = text.replace("\r\n", "\n")
    at = 0
    while at < len(whole):
        if whole[at] == "\n":
            at += 1
            continue
        row, at = _record(whole, at)
        rows.append(row)
    return rows


def _record(text: str, at: int) -> tuple[list[str], int]:
    """The fields of the record at `at`, and where the next one begins."""
    row: list[str] = []
    while True:
        field, at = _quoted_field(text, at + 1) if text.startswith('"', at) else _bare_field(text, at)
        row.append(normalized(field))
        if not text.startswith(",", at):
            return row, at + 1
        at += 1


def _bare_field(text: str, at: int) -> tuple[str, int]:
    end = at
    while end < len(text) and text[end] not in ",\n":
        if text[end] == '"':
            raise EvaluationError('bare " in non-quoted field')
        end += 1
    return text[at:end], end


def _quoted_field(text: str, at: int) -> tuple[str, int]:
    """A field after its opening quotation mark, in which two of them stand for one."""
    pieces: list[str] = []
    while (mark := text.find('"', at)) >= 0:
        pieces.append(text[at:mark])
        at = mark + 1
        if not text.startswith('"', at):
            break
        pieces.append('"')
        at += 1
    if mark < 0 or (at < len(text) and text[at] not in ",\n"):
        raise EvaluationError('extraneous or missing " in quoted field')
    return "".join(pieces), at


FUNCTIONS: Final[Mapping[str, Function]] = {
    "base64decode": Function("string", _base64decode),
    "base64encode": Function("string", _base64encode, "parts"),
    "base64gunzip": Function("string", _base64gunzip),
    "csvdecode": Function("string", _csvdecode, needs_scope=True),
    "textdecodebase64": Function("string string", _textdecode),
    "textencodebase64": Function("string string", _textencode),
    "urldecode": Function("string", _urldecode),
    "urlencode": Function("string", _urlencode),
}
