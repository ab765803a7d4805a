"""Functions that take a lambda.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-lambda
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cmp_to_key
from typing import TypeAlias

from idlint.languages.arm.functions.collections import key_value
from idlint.languages.arm.functions.signature import FunctionError, array, check_arity, obj
from idlint.languages.arm.pieces import as_key, derived
from idlint.records import NamedTuple
from idlint.values import Sensitive, Unknown, Value, reveal


class Closure(NamedTuple):
    """A lambda with the scope it was written in."""

    arity: int
    call: Callable[[Sequence[Value]], Value]


Argument: TypeAlias = Value | Closure


class LambdaFunction(NamedTuple):
    """One function with lambdas among its arguments; the first argument is what it walks over."""

    call: Callable[[Value, Sequence[Argument]], Value]
    least: int
    most: int


def apply_lambda(name: str, function: LambdaFunction, arguments: Sequence[Argument]) -> Value:
    """The result of a call; of an unknown collection only what its certain elements give."""
    check_arity(name, function.least, function.most, len(arguments))
    source = arguments[0]
    if isinstance(source, Closure):
        raise FunctionError("expected an array or an object before the lambda")
    if isinstance(source, Sensitive):
        return Sensitive(reveal(apply_lambda(name, function, [reveal(source), *arguments[1:]])))
    if isinstance(source, Unknown):
        return _certain(function, source, arguments[1:])
    return function.call(source, arguments[1:])


def _certain(function: LambdaFunction, source: Unknown, arguments: Sequence[Argument]) -> Value:
    """What `map` and `filter` make of the elements that are certain; a lambda that wants their places says nothing."""
    closure = arguments[0]
    if not isinstance(source.known, list) or function.call not in {_map, _filter}:
        return Unknown(source.reason)
    if not isinstance(closure, Closure) or closure.arity != 1:
        return Unknown(source.reason)
    made = function.call(source.known, arguments)
    kept = made.known if isinstance(made, Unknown) else made
    return Unknown(source.reason, None, kept if isinstance(kept, list) else None)


def _closure(argument: Argument) -> Closure:
    if not isinstance(argument, Closure):
        raise FunctionError("expected a lambda")
    return argument


def _each(closure: Closure, elements: Sequence[Value]) -> list[Value]:
    """The lambda's result for every element; a second parameter is its number."""
    return [closure.call([element, number][: closure.arity]) for number, element in enumerate(elements)]


def _map(source: Value, arguments: Sequence[Argument]) -> Value:
    return _each(_closure(arguments[0]), array(source))


def _filter(source: Value, arguments: Sequence[Argument]) -> Value:
    """The elements that pass; an unknown verdict leaves only those that certainly do."""
    elements = array(source)
    verdicts = [reveal(verdict) for verdict in _each(_closure(arguments[0]), elements)]
    kept = [element for element, verdict in zip(elements, verdicts, strict=True) if verdict is True]
    doubt = next((verdict for verdict in verdicts if isinstance(verdict, Unknown)), None)
    return kept if doubt is None else Unknown(doubt.reason, None, kept)


def _reduce(source: Value, arguments: Sequence[Argument]) -> Value:
    result, closure = arguments[0], _closure(arguments[1])
    if isinstance(result, Closure):
        raise FunctionError("expected a value to begin with")
    for number, element in enumerate(array(source)):
        result = closure.call([result, element, number][: closure.arity])
    return result


def _sort(source: Value, arguments: Sequence[Argument]) -> Value:
    """Sorted by a lambda that says whether its first argument comes first; unknown where it cannot say."""
    elements, closure = array(source), _closure(arguments[0])
    doubts: list[Unknown] = []

    def compare(left: Value, right: Value) -> int:
        for first, second, order in ((left, right, -1), (right, left, 1)):
            verdict = reveal(closure.call([first, second]))
            if isinstance(verdict, Unknown):
                doubts.append(verdict)
            elif verdict is True:
                return order
        return 0

    result = sorted(elements, key=cmp_to_key(compare))
    return Unknown(doubts[0].reason, None, elements) if doubts else result


def _to_object(source: Value, arguments: Sequence[Argument]) -> Value:
    elements = array(source)
    keys = _each(_closure(arguments[0]), elements)
    values = _each(_closure(arguments[1]), elements) if len(arguments) > 1 else elements
    return {_key(key): value for key, value in zip(keys, values, strict=True)}


def _group_by(source: Value, arguments: Sequence[Argument]) -> Value:
    elements = array(source)
    keys = _each(_closure(arguments[0]), elements)
    values = _each(_closure(arguments[1]), elements) if len(arguments) > 1 else elements
    groups: dict[str, list[Value]] = {}
    for key, value in zip(keys, values, strict=True):
        groups.setdefault(_key(key), []).append(value)
    doubt = next((key for key in keys if isinstance(key, Unknown)), None)
    return dict(groups) if doubt is None else derived("groupBy", [Unknown(doubt.reason)])


def _map_values(source: Value, arguments: Sequence[Argument]) -> Value:
    closure = _closure(arguments[0])
    return {key: closure.call([value, key_value(key)][: closure.arity]) for key, value in obj(source).items()}


def _key(value: Value) -> str:
    key = as_key(value)
    if key is None:
        raise FunctionError("expected a string as key")
    return key


FUNCTIONS: Mapping[str, LambdaFunction] = {
    "map": LambdaFunction(_map, 2, 2),
    "filter": LambdaFunction(_filter, 2, 2),
    "reduce": LambdaFunction(_reduce, 3, 3),
    "sort": LambdaFunction(_sort, 2, 2),
    "toobject": LambdaFunction(_to_object, 2, 3),
    "groupby": LambdaFunction(_group_by, 2, 3),
    "mapvalues": LambdaFunction(_map_values, 2, 2),
}
