"""Type conversion, sensitivity, and the choice of the first useful argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from idlint.languages.terraform.conversion import convert, type_of, unify_types
from idlint.languages.terraform.functions.registry import Function
from idlint.languages.terraform.marks import ephemeral_as_null
from idlint.languages.terraform.scope import EvaluationError
from idlint.languages.terraform.typesystem import ANY, BOOL, NUMBER, STRING, Type
from idlint.values import Sensitive, Unknown, Value, reveal


def _to(type: Type) -> Callable[[Value], Value]:
    def apply(value: Value) -> Value:
        return convert(value, type)

    return apply


def _coalesce(*arguments: Value) -> Value:
    """The first argument that is neither null nor an empty string, in the type that all share."""
    shared = unify_types(map(type_of, arguments))
    if shared is None:
        raise EvaluationError("all arguments must have the same type")
    for argument in arguments:
        if isinstance(argument, Unknown) and not (isinstance(argument.known, tuple) and any(argument.known)):
            return Unknown(argument.reason)
        if argument is not None and argument != "":
            return convert(argument, shared)
    raise EvaluationError("no non-null, non-empty-string arguments")


def _sensitive(value: Value) -> Value:
    return Sensitive(value)


def _issensitive(value: Value) -> Value:
    return isinstance(value, Sensitive)


FUNCTIONS: Final[Mapping[str, Function]] = {
    "coalesce": Function("any?*", _coalesce, "parts"),
    "tobool": Function("any?", _to(BOOL), "parts"),
    "tolist": Function("any?", _to(Type("list", ANY)), "parts"),
    "tomap": Function("any?", _to(Type("map", ANY)), "parts"),
    "tonumber": Function("any?", _to(NUMBER), "parts"),
    "toset": Function("any?", _to(Type("set", ANY)), "parts"),
    "tostring": Function("any?", _to(STRING), "parts"),
}

BEFORE_MARKS: Final[Mapping[str, Callable[[Value], Value]]] = {
    "ephemeralasnull": ephemeral_as_null,
    "issensitive": _issensitive,
    "nonsensitive": reveal,
    "sensitive": _sensitive,
}
"""The functions that are about marks, which are called with their argument as it is."""
