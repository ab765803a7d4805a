"""String functions: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from idlint.languages.arm.entries import elements_of
from idlint.languages.arm.functions.signature import (
    Arguments,
    Function,
    FunctionError,
    Table,
    array,
    certain_elements,
    integer,
    limited,
    rendered,
    string,
)
from idlint.languages.arm.pieces import derived, join
from idlint.values import Unknown, Value

_HOLE = re.compile(r"\{\{|\}\}|\{(\d+)(?:,(-?\d+))?(?::([^{}]*))?\}")


def _concat(arguments: Arguments) -> Value:
    """Strings side by side, or the elements of arrays; decided by what is known."""
    if any(elements_of(argument) is not None for argument in arguments):
        return _concat_arrays(arguments)
    limited(sum(len(argument) for argument in arguments if isinstance(argument, str)))
    return join(arguments)


def _concat_arrays(arguments: Arguments) -> Value:
    elements: list[Value] = []
    unknown = next((argument for argument in arguments if isinstance(argument, Unknown)), None)
    for argument in arguments:
        elements += certain_elements(argument)
    limited(len(elements))
    return elements if unknown is None else Unknown(unknown.reason, None, elements)


def _format(arguments: Arguments) -> Value:
    """.NET's composite format: `{0}`, `{0:D2}`, `{0,8}`, doubled braces."""
    pattern, *values = arguments
    if isinstance(pattern, Unknown):
        return derived("format", arguments)
    parts: list[Value] = []
    at = 0
    for found in _HOLE.finditer(string(pattern)):
        parts += [string(pattern)[at : found.start()], _hole(found, values)]
        at = found.end()
    parts.append(string(pattern)[at:])
    limited(sum(len(part) for part in parts if isinstance(part, str)))
    return join(parts)


def _hole(found: re.Match[str], values: list[Value]) -> Value:
    """What one hole of a format string becomes."""
    number, width, style = found.groups()
    if number is None:
        return found.group()[0]
    if len(number) > 3 or int(number) >= len(values):
        raise FunctionError(f"expected at least {number[:9]} values to format")
    value = values[int(number)]
    if isinstance(value, Unknown) or not (width or style):
        return value
    text = _styled(value, style) if style else rendered(value)
    if text is None or (width and len(width) > 4):
        return derived(f"format:{style}", [Unknown("unsupported format"), value])
    columns = int(width or 0)
    return text.rjust(columns) if columns >= 0 else text.ljust(-columns)


def _styled(value: Value, style: str) -> str | None:
    """A number in one of .NET's standard formats, or zero-padded (`000`); None for any other."""
    if not isinstance(value, (int, Decimal)) or isinstance(value, bool):
        return rendered(value)
    kind, digits = style[:1].upper(), style[1:]
    if style.strip("0") == "" and len(style) < 100:
        return f"{integer(value):0{len(style)}d}"
    if kind not in {"D", "X", "N", "F"} or not (digits.isdigit() or not digits) or len(digits) > 2:
        return None
    count = int(digits or 0)
    if kind in {"N", "F"}:
        return format(value, f"{',' if kind == 'N' else ''}.{count if digits else 2}f")
    return format(integer(value), f"{f'0{count}' if count else ''}{'d' if kind == 'D' else style[0]}")


def _cased(name: str, change: Callable[[str], str]) -> Callable[[Arguments], Value]:
    """A change of case, which keeps known pieces."""

    def call(arguments: Arguments) -> Value:
        value = arguments[0]
        if isinstance(value, Unknown) and isinstance(value.known, tuple) and value.origin is None:
            return join(change(part) if isinstance(part, str) else derived(name, [part]) for part in value.known)
        return derived(name, arguments) if isinstance(value, Unknown) else change(string(value))

    return call


def _starts_with(arguments: Arguments) -> Value:
    value, wanted = arguments
    if isinstance(value, Unknown) and isinstance(value.known, tuple) and isinstance(wanted, str):
        first = value.known[0]
        if isinstance(first, str) and first.lower()[: len(wanted)] != wanted.lower()[: len(first)]:
            return False
        if isinstance(first, str) and len(first) >= len(wanted):
            return True
    return _unless_unknown("startsWith", arguments, lambda text, part: text.lower().startswith(part.lower()))


def _ends_with(arguments: Arguments) -> Value:
    value, wanted = arguments
    if isinstance(value, Unknown) and isinstance(value.known, tuple) and isinstance(wanted, str):
        last = value.known[-1]
        if isinstance(last, str) and len(last) >= len(wanted):
            return last.lower().endswith(wanted.lower())
    return _unless_unknown("endsWith", arguments, lambda text, part: text.lower().endswith(part.lower()))


def _like(text: str, pattern: str) -> bool:
    """Whether the whole of `text` fits a pattern in which `*` stands for anything, without regard to case."""
    first, *others = pattern.lower().split("*")
    text = text.lower()
    if not others:
        return text == first
    if not text.startswith(first) or len(text) < len(first) + len(others[-1]) or not text.endswith(others[-1]):
        return False
    at, end = len(first), len(text) - len(others[-1])
    for part in others[:-1]:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True


def _unless_unknown(name: str, arguments: Arguments, test: Callable[[str, str], bool]) -> Value:
    if any(isinstance(argument, Unknown) for argument in arguments):
        return derived(name, arguments)
    return test(string(arguments[0]), string(arguments[1]))


def _join(arguments: Arguments) -> Value:
    """Elements of an array with a separator between them."""
    elements, separator = arguments
    if isinstance(elements, Unknown) or isinstance(separator, Unknown):
        return derived("join", arguments)
    parts: list[Value] = []
    for element in array(elements):
        parts += [string(separator), element] if parts else [element]
    limited(sum(len(part) for part in parts if isinstance(part, str)))
    return join(parts)


def _replace(arguments: Arguments) -> Value:
    """Literal pieces stay known around an unknown replacement, and in a text that is only partly known."""
    text, old, new = arguments
    if isinstance(old, Unknown):
        return derived("replace", arguments)
    if not string(old):
        raise FunctionError("expected a string that is not empty")
    if not isinstance(text, Unknown):
        return join(_replaced(string(text), string(old), new))
    pieces = text.known if isinstance(text.known, tuple) else ()
    literals = [piece for piece in pieces if isinstance(piece, str)]
    if not literals or any(_may_straddle(piece, string(old)) for piece in literals):
        return derived("replace", arguments)
    parts = [
        _replaced(piece, string(old), new) if isinstance(piece, str) else [derived("replace", [piece, old, new])]
        for piece in pieces
    ]
    return join(part for group in parts for part in group)


def _replaced(text: str, old: str, new: Value) -> list[Value]:
    """`text` cut at every `old`, with `new` in between."""
    size = 1 if isinstance(new, Unknown) else len(string(new))
    limited(len(text) + text.count(old) * size)
    if isinstance(new, str):
        return [text.replace(old, new)]
    first, *rest = text.split(old)
    return [first, *(part for tail in rest for part in (new, tail))]


def _may_straddle(literal: str, old: str) -> bool:
    """Whether `old` may begin or end inside a literal piece, the rest of it being in an unknown neighbour."""
    borders = range(1, len(old))
    return literal in old or any(literal.endswith(old[:size]) or literal.startswith(old[size:]) for size in borders)


def _split(arguments: Arguments) -> Value:
    text, separators = string(arguments[0]), arguments[1]
    marks = [string(mark) for mark in (separators if isinstance(separators, list) else [separators])]
    parts = [text]
    for mark in filter(None, marks):
        parts = [piece for part in parts for piece in part.split(mark)]
    return list(parts)


def _substring(arguments: Arguments) -> Value:
    text, start = string(arguments[0]), integer(arguments[1])
    length = integer(arguments[2]) if len(arguments) > 2 else len(text) - start
    if start < 0 or length < 0 or start + length > len(text):
        raise FunctionError("expected a range within the string")
    return text[start : start + length]


def _pad_left(arguments: Arguments) -> Value:
    text, width = rendered(arguments[0]), integer(arguments[1])
    fill = string(arguments[2]) if len(arguments) > 2 else " "
    limited(width)
    if len(fill) != 1:
        raise FunctionError("expected one character")
    return text.rjust(max(width, 0), fill)


def _to_string(arguments: Arguments) -> Value:
    value = arguments[0]
    if isinstance(value, Unknown):
        return value if isinstance(value.known, tuple) or value.known is None else derived("string", arguments)
    return rendered(value)


def _trim(arguments: Arguments) -> Value:
    return string(arguments[0]).strip()


FUNCTIONS: Table = {
    "concat": Function(_concat, 0, None, lenient=True),
    "format": Function(_format, 1, None, lenient=True),
    "tolower": Function(_cased("toLower", str.lower), 1, 1, lenient=True),
    "toupper": Function(_cased("toUpper", str.upper), 1, 1, lenient=True),
    "startswith": Function(_starts_with, 2, 2, lenient=True),
    "endswith": Function(_ends_with, 2, 2, lenient=True),
    "like": Function(lambda arguments: _unless_unknown("like", arguments, _like), 2, 2, lenient=True),
    "join": Function(_join, 2, 2, lenient=True),
    "replace": Function(_replace, 3, 3, lenient=True),
    "split": Function(_split, 2, 2),
    "substring": Function(_substring, 2, 3),
    "padleft": Function(_pad_left, 2, 3),
    "string": Function(_to_string, 1, 1, lenient=True),
    "trim": Function(_trim, 1, 1),
}
