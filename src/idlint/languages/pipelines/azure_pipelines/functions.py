"""The functions of Azure Pipelines' expressions, as far as their arguments decide the result.

https://learn.microsoft.com/azure/devops/pipelines/process/expressions#functions. `and`, `or`, `coalesce` and `iif`
do not need all of their arguments: a known one may decide although another is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from idlint.languages.pipelines.azure_pipelines.casting import (
    MAX_TEXT,
    RUN_DECIDES,
    derived,
    equal,
    joined,
    json_text,
    order,
    to_boolean,
    to_text,
)
from idlint.languages.pipelines.azure_pipelines.syntax import ExpressionError
from idlint.records import NamedTuple
from idlint.values import Unknown, Value, reveal, same

NOT_APPLICABLE = "an expression that fails"
"""The reason of a value whose expression the platform refuses."""

UNBOUNDED = 1_000


class Function(NamedTuple):
    """How many arguments a function takes, and what it makes of them."""

    least: int
    most: int
    call: Callable[[Sequence[Value]], Value]


def apply(name: str, arguments: Sequence[Value]) -> Value:
    """The result of a call; `ExpressionError` where there is no such function or it takes other arguments."""
    function = FUNCTIONS.get(name.lower())
    if function is None:
        raise ExpressionError(f"expected a function of Azure Pipelines, found `{name[:60]}`")
    if not function.least <= len(arguments) <= function.most:
        raise ExpressionError(f"`{name}` takes {_arity(function)}, found {len(arguments)}")
    return function.call([reveal(argument) for argument in arguments])


def _arity(function: Function) -> str:
    if function.least == function.most:
        return f"{function.least} argument{'s' * (function.least != 1)}"
    return f"at least {function.least}" if function.most == UNBOUNDED else f"{function.least} to {function.most}"


def _logic(absorbing: bool) -> Callable[[Sequence[Value]], Value]:
    """`or` (absorbing true) and `and` (absorbing false)."""

    def call(arguments: Sequence[Value]) -> Value:
        unknown: Unknown | None = None
        for argument in arguments:
            verdict = to_boolean(argument)
            if isinstance(verdict, Unknown):
                unknown = unknown or verdict
            elif verdict is absorbing:
                return absorbing
        return not absorbing if unknown is None else Unknown(unknown.reason)

    return call


def _negated(value: bool | Unknown) -> bool | Unknown:
    return Unknown(value.reason) if isinstance(value, Unknown) else not value


def _not(arguments: Sequence[Value]) -> Value:
    return _negated(to_boolean(arguments[0]))


def _xor(arguments: Sequence[Value]) -> Value:
    left, right = map(to_boolean, arguments)
    for side in (left, right):
        if isinstance(side, Unknown):
            return Unknown(side.reason)
    return left is not right


def _ordered(holds: Callable[[int], bool]) -> Callable[[Sequence[Value]], Value]:
    def call(arguments: Sequence[Value]) -> Value:
        found = order(arguments[0], arguments[1])
        if found is None:
            return Unknown(NOT_APPLICABLE)
        return found if isinstance(found, Unknown) else holds(found)

    return call


def _in(arguments: Sequence[Value]) -> Value:
    return _any_equal(arguments[0], arguments[1:])


def _any_equal(value: Value, others: Sequence[Value]) -> bool | Unknown:
    unknown: Unknown | None = None
    for other in others:
        verdict = equal(value, other)
        if verdict is True:
            return True
        if isinstance(verdict, Unknown):
            unknown = unknown or verdict
    return unknown if unknown is not None else False


def _contains_value(arguments: Sequence[Value]) -> Value:
    box, wanted = arguments
    match box:
        case list():
            return _any_equal(wanted, box)
        case dict():
            return _any_equal(wanted, list(box.values()))
        case Unknown(known=list() as known):
            return True if _any_equal(wanted, known) is True else Unknown(box.reason)
        case Unknown():
            return Unknown(box.reason)
    return False


def _texts(test: Callable[[str, str], bool]) -> Callable[[Sequence[Value]], Value]:
    """A test of two texts, without regard to case."""

    def call(arguments: Sequence[Value]) -> Value:
        left, right = map(to_text, arguments)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            unknown = left if isinstance(left, Unknown) else right
            return Unknown(unknown.reason) if isinstance(unknown, Unknown) else False
        return test(left.upper(), right.upper())

    return call


def _contains(arguments: Sequence[Value]) -> Value:
    left, right = map(to_text, arguments)
    if isinstance(left, Unknown) and isinstance(left.known, tuple) and isinstance(right, str):
        found = any(isinstance(piece, str) and right.upper() in piece.upper() for piece in left.known)
        return True if found else Unknown(left.reason)
    return _texts(lambda whole, part: part in whole)(arguments)


def _edge(end: bool) -> Callable[[Sequence[Value]], Value]:
    """`endsWith` and `startsWith`, which a known first or last piece of a text may decide."""
    test: Callable[[str, str], bool] = str.endswith if end else str.startswith

    def call(arguments: Sequence[Value]) -> Value:
        left, right = map(to_text, arguments)
        if isinstance(left, Unknown) and isinstance(left.known, tuple) and isinstance(right, str):
            piece = left.known[-1 if end else 0]
            if isinstance(piece, str) and len(piece) >= len(right):
                return test(piece.upper(), right.upper())
        return _texts(test)(arguments)

    return call


def _coalesce(arguments: Sequence[Value]) -> Value:
    for number, argument in enumerate(arguments):
        if isinstance(argument, Unknown):
            rest = arguments[number + 1 :]
            known = argument.known is not None or all(same(argument, other) for other in rest)
            return argument if known or not any(rest) else derived("coalesce", arguments[number:])
        if argument is not None and argument != "":
            return argument
    return None


def _iif(arguments: Sequence[Value]) -> Value:
    verdict = to_boolean(arguments[0])
    if isinstance(verdict, Unknown):
        return arguments[1] if same(arguments[1], arguments[2]) else Unknown(verdict.reason)
    return arguments[1] if verdict else arguments[2]


def _format(arguments: Sequence[Value]) -> Value:
    """`{0}` in the first argument is the second; braces are doubled to stand for themselves."""
    form = to_text(arguments[0])
    if isinstance(form, Unknown):
        return derived("format", arguments)
    parts: list[Value] = []
    at = 0
    for found in re.finditer(r"\{\{|\}\}|\{(\d{1,3})(?::[^{}]*)?\}", form):
        parts.append(form[at : found.start()])
        at = found.end()
        if found[1] is None:
            parts.append(found[0][0])
        elif int(found[1]) + 1 >= len(arguments):
            return Unknown(NOT_APPLICABLE)
        else:
            parts.append(arguments[int(found[1]) + 1])
    return joined([*parts, form[at:]])


def _join(arguments: Sequence[Value]) -> Value:
    separator, items = arguments
    if isinstance(items, Unknown):
        return derived("join", arguments)
    if not isinstance(items, list):
        return to_text(items)
    parts: list[Value] = []
    for number, item in enumerate(items):
        parts += [separator, item] if number else [item]
    return joined(parts)


def _split(arguments: Sequence[Value]) -> Value:
    whole, separator = map(to_text, arguments)
    if isinstance(whole, Unknown) or isinstance(separator, Unknown):
        return Unknown(derived("split", arguments).reason)  # without an origin: two lists are never equal
    if len(whole) > MAX_TEXT // 10:
        return Unknown("text is too long")
    return list(whole.split(separator)) if separator else [whole]


def _replace(arguments: Sequence[Value]) -> Value:
    whole, old, new = map(to_text, arguments)
    if isinstance(old, str) and isinstance(new, str) and isinstance(whole, str):
        grown = len(whole) + whole.count(old) * max(len(new) - len(old), 0) if old else len(whole)
        return Unknown("text is too long") if grown > MAX_TEXT else whole.replace(old, new) if old else whole
    return derived("replace", arguments)


def _textual(name: str, make: Callable[[str], str]) -> Callable[[Sequence[Value]], Value]:
    """A function of one text, piece by piece where only pieces are known."""

    def call(arguments: Sequence[Value]) -> Value:
        value = to_text(arguments[0])
        if isinstance(value, str):
            return make(value)
        if isinstance(value.known, tuple) and name != "trim":
            return joined([call([piece]) for piece in value.known])
        return derived(name, [value])

    return call


def _length(arguments: Sequence[Value]) -> Value:
    value = arguments[0]
    match value:
        case Unknown():
            return derived("length", arguments)
        case list() | dict():
            return len(value)
    made = to_text(value)
    return len(made) if isinstance(made, str) else made


def _convert_to_json(arguments: Sequence[Value]) -> Value:
    made = json_text(arguments[0])
    return derived("convertToJson", arguments) if made is None else made


def _run_decides(_arguments: Sequence[Value]) -> Value:
    return Unknown(RUN_DECIDES)


FUNCTIONS: Mapping[str, Function] = {
    "and": Function(2, UNBOUNDED, _logic(False)),
    "or": Function(2, UNBOUNDED, _logic(True)),
    "not": Function(1, 1, _not),
    "xor": Function(2, 2, _xor),
    "eq": Function(2, 2, lambda arguments: equal(arguments[0], arguments[1])),
    "ne": Function(2, 2, lambda arguments: _negated(equal(arguments[0], arguments[1]))),
    "gt": Function(2, 2, _ordered(lambda found: found > 0)),
    "ge": Function(2, 2, _ordered(lambda found: found >= 0)),
    "lt": Function(2, 2, _ordered(lambda found: found < 0)),
    "le": Function(2, 2, _ordered(lambda found: found <= 0)),
    "in": Function(1, UNBOUNDED, _in),
    "notin": Function(1, UNBOUNDED, lambda arguments: _negated(_any_equal(arguments[0], arguments[1:]))),
    "contains": Function(2, 2, _contains),
    "containsvalue": Function(2, 2, _contains_value),
    "startswith": Function(2, 2, _edge(False)),
    "endswith": Function(2, 2, _edge(True)),
    "coalesce": Function(2, UNBOUNDED, _coalesce),
    "iif": Function(3, 3, _iif),
    "format": Function(1, UNBOUNDED, _format),
    "join": Function(2, 2, _join),
    "split": Function(2, 2, _split),
    "replace": Function(3, 3, _replace),
    "upper": Function(1, 1, _textual("upper", str.upper)),
    "lower": Function(1, 1, _textual("lower", str.lower)),
    "trim": Function(1, 1, _textual("trim", str.strip)),
    "length": Function(1, 1, _length),
    "converttojson": Function(1, 1, _convert_to_json),
    "counter": Function(0, 2, _run_decides),
    "always": Function(0, 0, _run_decides),
    "canceled": Function(0, 0, _run_decides),
    "failed": Function(0, UNBOUNDED, _run_decides),
    "succeeded": Function(0, UNBOUNDED, _run_decides),
    "succeededorfailed": Function(0, UNBOUNDED, _run_decides),
}
"""Name in lower case -> function; names are compared without regard to case."""
