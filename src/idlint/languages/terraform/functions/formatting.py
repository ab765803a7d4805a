"""`format` and `formatlist` with Go's verbs.

As in https://github.com/zclconf/go-cty/blob/main/cty/function/stdlib/format.go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Final

from idlint.languages.terraform.bigfloat import Number, number_text, whole
from idlint.languages.terraform.functions.graphemes import clusters
from idlint.languages.terraform.functions.json_text import encode
from idlint.languages.terraform.functions.registry import Function
from idlint.languages.terraform.marks import marked_inside, marked_like
from idlint.languages.terraform.operators import first_unknown
from idlint.languages.terraform.primitives import need_bool, need_number, need_string
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.languages.terraform.templates import from_pieces
from idlint.languages.terraform.typed import ListOf
from idlint.languages.terraform.typesystem import STRING
from idlint.records import NamedTuple
from idlint.values import Unknown, Value, reveal

_MAX_WIDTH = 1_000_000


class _Verb(NamedTuple):
    flags: str
    width: int
    precision: int | None
    argument: int | None
    letter: str


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(r"%(?:%|([+ #0-]*)([0-9]*)(?:\.([0-9]*))?(?:\[([0-9]+)\])?([A-Za-z]))")


def _parsed(text: str) -> list[str | _Verb]:
    """Literal text and verbs in order."""
    result: list[str | _Verb] = []
    at = 0
    while (percent := text.find("%", at)) >= 0:
        found = _pattern().match(text, percent)
        if not found:
            raise EvaluationError(f"unrecognized format sequence at offset {percent}")
        result.append(text[at:percent])
        result.append("%" if found[0] == "%%" else _verb(found))
        at = found.end()
    result.append(text[at:])
    return result


def _verb(found: re.Match[str]) -> _Verb:
    width = int(found[2] or 0)
    precision = int(found[3] or 0) if found[3] is not None else None
    if max(width, precision or 0) > _MAX_WIDTH:
        raise EvaluationError("the format width is too large")
    return _Verb(found[1], width, precision, int(found[4]) if found[4] else None, found[5])


def _format(scope: Scope, template: Value, *arguments: Value) -> Value:
    """A string; what is unknown stays a piece of it."""
    if not isinstance(template, str):
        return Unknown(template.reason if isinstance(template, Unknown) else "unknown format")
    pieces: list[Value] = []
    used = -1
    highest = -1
    for part in _parsed(template):
        if isinstance(part, str):
            pieces.append(part)
            continue
        used = part.argument - 1 if part.argument is not None else used + 1
        highest = max(highest, used)
        if not 0 <= used < len(arguments):
            raise EvaluationError("not enough arguments for the format")
        pieces.extend(_formatted(part, arguments[used], scope))
    if highest + 1 < len(arguments) and not _uses_indices(template):
        raise EvaluationError("too many arguments; no verbs for the last ones")
    result = from_pieces(pieces, scope.fuel)
    return marked_inside(result, *arguments)


def _uses_indices(template: str) -> bool:
    return "%[" in template


def _formatted(verb: _Verb, argument: Value, scope: Scope) -> tuple[Value, ...]:
    """The pieces that one argument becomes; a null makes the result unknown, as it does in Terraform."""
    value = reveal(argument)
    if value is None:
        return (Unknown("null argument of format"),)
    unknown = first_unknown(value)
    if unknown is not None:
        plain = verb.letter in "sv" and not verb.width and verb.precision is None
        if plain and isinstance(value, Unknown):
            return value.known if isinstance(value.known, tuple) else (value,)
        return (Unknown(unknown.reason),)
    if verb.letter not in _VERBS:
        raise EvaluationError(f"unsupported format verb {verb.letter!r}")
    text = _VERBS[verb.letter](verb, value)
    scope.fuel.grow(verb.width)
    return (_padded(verb, text, zeros=verb.letter in "dboxXeEfgG"),)


def _padded(verb: _Verb, text: str, *, zeros: bool) -> str:
    missing = verb.width - (len(text) if text.isascii() else len(clusters(text)))
    if missing <= 0:
        return text
    if "-" in verb.flags:
        return text + " " * missing
    if "0" in verb.flags and zeros:
        sign = text[0] if text[:1] in {"-", "+", " "} else ""
        return sign + "0" * missing + text[len(sign) :]
    return " " * missing + text


def _as_value(verb: _Verb, value: Value) -> str:
    if "#" in verb.flags:
        return encode(value)
    if isinstance(value, str):
        return _as_string(verb, value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal)):
        return _general(verb, value) if verb.precision is not None else _shortest_general(value)
    return encode(value)


def _shortest_general(value: Number) -> str:
    """`%g` without a precision: as many digits as needed, an exponent from 21 digits on."""
    text = number_text(value)
    digits = text.lstrip("-").split(".")[0]
    power = Decimal(value).adjusted() if value else 0
    if len(digits) <= 21 and power >= -4:
        return text
    return ("-" if value < 0 else "") + _scientific(Decimal(value), "e")


def _as_string(verb: _Verb, value: Value) -> str:
    text = need_string(value)
    letters = str(text)
    return letters if verb.precision is None else "".join(clusters(letters)[: verb.precision])


def _as_quoted(verb: _Verb, value: Value) -> str:
    del verb
    return encode(str(need_string(value)))


def _as_bool(verb: _Verb, value: Value) -> str:
    del verb
    return "true" if need_bool(value) else "false"


def _signed(verb: _Verb, negative: bool, digits: str) -> str:
    sign = "-" if negative else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    return sign + digits


def _as_integer(verb: _Verb, value: Value) -> str:
    number = need_number(value)
    integer = whole(number) if isinstance(number, (int, Decimal)) else None
    if integer is None:
        raise EvaluationError("an integer is required")
    digits = format(abs(integer), verb.letter)
    prefix = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}.get(verb.letter, "") if "#" in verb.flags else ""
    return _signed(verb, integer < 0, prefix + digits.rjust(verb.precision or 0, "0"))


def _as_float(verb: _Verb, value: Value) -> str:
    number = need_number(value)
    exact = Decimal(number) if isinstance(number, (int, Decimal)) else Decimal(0)
    text = format(exact.copy_abs(), f".{6 if verb.precision is None else verb.precision}{verb.letter}")
    return _signed(verb, exact < 0, _go_exponent(text))


def _as_general(verb: _Verb, value: Value) -> str:
    number = need_number(value)
    return _general(verb, number) if isinstance(number, (int, Decimal)) else ""


def _general(verb: _Verb, number: Number) -> str:
    """`%g`: the shortest digits, with an exponent where it is small or large."""
    magnitude = Decimal(number).copy_abs()
    if verb.precision is not None:
        text = format(magnitude, f".{verb.precision or 1}{verb.letter}")
        return _signed(verb, number < 0, _go_exponent(text))
    power = magnitude.adjusted() if magnitude else 0
    if -4 <= power < min(max(len(_figures(magnitude)), 6), 21):
        return _signed(verb, number < 0, number_text(magnitude if isinstance(number, Decimal) else abs(number)))
    return _signed(verb, number < 0, _scientific(magnitude, "E" if verb.letter == "G" else "e"))


def _scientific(value: Decimal, letter: str) -> str:
    """`1.5e+30`, without a sign."""
    figures, power = _figures(value), value.adjusted()
    mantissa = figures[0] + ("." + figures[1:] if figures[1:] else "")
    return f"{mantissa}{letter}{'-' if power < 0 else '+'}{abs(power):02d}"


def _figures(value: Decimal) -> str:
    """The significant digits, zeros at the end left out."""
    return "".join(map(str, value.as_tuple().digits)).rstrip("0") or "0"


def _go_exponent(text: str) -> str:
    """At least two digits in the exponent."""
    mantissa, letter, exponent = text.partition("e" if "e" in text else "E")
    if not letter:
        return text
    return f"{mantissa}{letter}{exponent[0]}{exponent[1:].rjust(2, '0')}"


_VERBS: Final[Mapping[str, Callable[[_Verb, Value], str]]] = {
    "v": _as_value,
    "s": _as_string,
    "q": _as_quoted,
    "t": _as_bool,
    **dict.fromkeys("dboxX", _as_integer),
    **dict.fromkeys("eEf", _as_float),
    **dict.fromkeys("gG", _as_general),
}


def _formatlist(scope: Scope, template: Value, *arguments: Value) -> Value:
    """One string for each element of the lists among the arguments, which must be of one length."""
    lists = [reveal(argument) for argument in arguments if isinstance(reveal(argument), list)]
    unknown = next((value for value in map(reveal, arguments) if isinstance(value, Unknown)), None)
    if unknown is not None and not lists:
        return Unknown(unknown.reason)
    lengths = {len(items) for items in lists if isinstance(items, list)}
    if len(lengths) > 1:
        raise EvaluationError("all lists of formatlist must have the same length")
    count = lengths.pop() if lengths else 1
    return ListOf([_format(scope, template, *_row(arguments, row)) for row in range(count)], STRING)


def _row(arguments: Sequence[Value], row: int) -> list[Value]:
    """The arguments for one element."""
    found: list[Value] = []
    for argument in arguments:
        inner = reveal(argument)
        item = inner[row] if isinstance(inner, list) else inner
        found.append(marked_like(item, argument))
    return found


FUNCTIONS: Final[Mapping[str, Function]] = {
    "format": Function("string any?*", _format, "parts", needs_scope=True),
    "formatlist": Function("string any?*", _formatlist, "parts", needs_scope=True),
}
