"""String functions, patterns and formatting apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from idlint.languages.terraform.bigfloat import Number, whole
from idlint.languages.terraform.functions.graphemes import clusters
from idlint.languages.terraform.functions.registry import Function, derived
from idlint.languages.terraform.marks import marked_inside
from idlint.languages.terraform.primitives import need_string
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.languages.terraform.templates import from_pieces
from idlint.languages.terraform.typed import ListOf
from idlint.languages.terraform.typesystem import STRING
from idlint.values import Unknown, Value, reveal


def integer(number: Number) -> int:
    """`number`, which must be whole."""
    result = whole(number)
    if result is None:
        raise EvaluationError("value must be a whole number")
    return result


def _chomp(text: str) -> Value:
    return text.rstrip("\r\n")


def _endswith(text: str, suffix: str) -> Value:
    return text.endswith(suffix)


def _startswith(text: str | Unknown, prefix: str | Unknown) -> Value:
    """Also known where only the beginning of a template is."""
    if isinstance(text, str) and isinstance(prefix, str):
        return text.startswith(prefix)
    if isinstance(text, Unknown) and isinstance(text.known, tuple) and text.known and isinstance(prefix, str):
        first = text.known[0]
        if isinstance(first, str) and (first.startswith(prefix) or not prefix.startswith(first)):
            return first.startswith(prefix)
    return derived("startswith", (text, prefix), text if isinstance(text, Unknown) else Unknown("unknown prefix"))


def _strcontains(text: str, part: str) -> Value:
    return part in text


def _indent(scope: Scope, spaces: Number, text: str) -> Value:
    width = integer(spaces)
    scope.fuel.grow(max(width, 0) * (text.count("\n") + 1))
    return text.replace("\n", "\n" + " " * width)


def _join(scope: Scope, separator: str | Unknown, *lists: Value) -> Value:
    """Known elements and separators are kept beside unknown ones."""
    if not lists:
        raise EvaluationError("at least one list is required")
    pieces: list[Value] = []
    for items in lists:
        if isinstance(items, Unknown):
            return derived("join", (separator, *lists), items)
        for item in items if isinstance(items, list) else []:
            pieces.append(separator)
            pieces.extend(_pieces_of(item))
    if isinstance(separator, str):
        scope.fuel.grow(len(separator) * len(pieces) // 2)
    result = from_pieces(pieces[1:], scope.fuel)
    return marked_inside(result, *lists)


def _pieces_of(item: Value) -> tuple[Value, ...]:
    inner = reveal(item)
    if inner is None:
        raise EvaluationError("element is null; cannot concatenate null values")
    return inner.known if isinstance(inner, Unknown) and isinstance(inner.known, tuple) else (inner,)


def piecewise(name: str, change: Callable[[str], str]) -> Callable[[Scope, Value], Value]:
    """A function that treats every piece of a string alike, as `lower` does: literal pieces stay known."""

    def apply(scope: Scope, value: Value) -> Value:
        if isinstance(value, str):
            return change(value)
        if isinstance(value, Unknown) and isinstance(value.known, tuple):
            pieces = [change(piece) if isinstance(piece, str) else _derived(name, piece) for piece in value.known]
            return from_pieces(pieces, scope.fuel)
        return _derived(name, value)

    return apply


def _derived(name: str, value: Value) -> Value:
    return derived(name, (value,), value) if isinstance(value, Unknown) else value


def _title(text: str) -> str:
    """Upper case at the beginning of every word, where letters, digits, `_` and apostrophes make words."""
    previous = " "
    result = []
    for letter in text:
        result.append(letter.upper() if _separates(previous) and len(letter.upper()) == 1 else letter)
        previous = letter
    return "".join(result)


def _separates(letter: str) -> bool:
    """Go's `isSeparator` of strings.Title."""
    if letter.isascii():
        return not (letter.isalnum() or letter == "_")
    return not letter.isalnum() and letter.isspace()


def _lower(text: str) -> str:
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _upper(text: str) -> str:
    """Letter by letter, as Go does: `ß` stays."""
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text)


def _split(separator: str, text: str) -> Value:
    if not separator:
        return ListOf(clusters(text), STRING)
    return ListOf(text.split(separator), STRING)


def _strrev(text: str) -> Value:
    return "".join(reversed(clusters(text)))


def _substr(text: str, offset: Number, length: Number) -> Value:
    letters = clusters(text)
    start, count = integer(offset), integer(length)
    if start < 0:
        start += len(letters)
    start = max(start, 0)
    return "".join(letters[start:] if count < 0 else letters[start : start + count])


def _trim(text: str, letters: str) -> Value:
    return text.strip(letters) if letters else text


def _trimprefix(text: str, prefix: str) -> Value:
    return text.removeprefix(prefix)


def _trimsuffix(text: str, suffix: str) -> Value:
    return text.removesuffix(suffix)


def _trimspace(text: str) -> Value:
    return text.strip()


def a_string(value: Value) -> str:
    """A value known to be convertible, as a string."""
    result = need_string(value)
    return result if isinstance(result, str) else ""


FUNCTIONS: Final[Mapping[str, Function]] = {
    "chomp": Function("string", _chomp),
    "endswith": Function("string string", _endswith),
    "indent": Function("number string", _indent, needs_scope=True),
    "join": Function("string list(string)*", _join, "parts", needs_scope=True),
    "lower": Function("string", piecewise("lower", _lower), "parts", needs_scope=True),
    "split": Function("string string", _split),
    "startswith": Function("string string", _startswith, "parts"),
    "strcontains": Function("string string", _strcontains),
    "strrev": Function("string", _strrev),
    "substr": Function("string number number", _substr),
    "title": Function("string", _title),
    "trim": Function("string string", _trim),
    "trimprefix": Function("string string", _trimprefix),
    "trimspace": Function("string", _trimspace),
    "trimsuffix": Function("string string", _trimsuffix),
    "upper": Function("string", piecewise("upper", _upper), "parts", needs_scope=True),
}
