"""What a function is, and how it is called: arity, conversion, null, unknown and sensitive arguments.

Every function is one record in the literal table of its module; the wrapper here does for all of them
what Terraform's own function wrapper does (https://github.com/zclconf/go-cty/blob/main/docs/functions.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final, Literal, TypeAlias

from idlint.fuel import MAX_DEPTH, Exhausted, Fuel
from idlint.languages.terraform.conversion import convert
from idlint.languages.terraform.marks import marked_inside, marked_like
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.languages.terraform.typed import ListOf, MapOf, SetOf
from idlint.languages.terraform.typesystem import ANY, Type
from idlint.records import NamedTuple
from idlint.values import Origin, Sensitive, Unknown, Value, reveal, text

Treatment: TypeAlias = Literal["whole", "parts", "never"]
"""`whole`: one unknown anywhere in the arguments makes the result unknown, one sensitive value makes it sensitive.
`parts`: the function sees unknown and sensitive values inside collections and keeps what it can.
`never`: the result depends on something that static analysis must not read; always unknown."""


_LARGE: Final = 4
"""Steps that walking a collection costs, from which on it is worth knowing again what is inside."""
_FREE_TEXT = 1_000_000
"""Characters of arguments that cost nothing; more is charged to the fuel before the function runs."""

_SIGNATURE_LIMIT = 80

_CALLS: Final = 100
"""Pairs of a function's parameters and a number of arguments that are remembered."""


class Function(NamedTuple):
    """One function of Terraform's or OpenTofu's."""

    parameters: str
    """Types separated by spaces: `string list(string) any?`; `?` takes null, a last `*` any number of them."""
    apply: Callable[..., Value]
    """Gets the converted arguments, after the scope where `needs_scope`."""
    treatment: Treatment = "whole"
    needs_scope: bool = False
    note: str = ""
    """For `never`: the reason; otherwise what differs from Terraform."""


class Parameter(NamedTuple):
    """One parameter, read from `Function.parameters`."""

    type: Type
    nullable: bool
    variadic: bool
    python: object
    """What a value is in Python that has the type already, where that says it all."""


_PYTHON: Final = {"string": str, "number": int, "bool": bool}


@cache
def parameters(specification: str) -> tuple[Parameter, ...]:
    """The parameters that `specification` spells."""
    found = []
    for word in specification.split():
        name = word.rstrip("?*")
        found.append(Parameter(_type(name), "?" in word, word.endswith("*"), _PYTHON.get(name)))
    return tuple(found)


def _type(name: str) -> Type:
    """The type spelled `list(map(string))`."""
    kind, _, inner = name.partition("(")
    return Type(kind, _type(inner[:-1])) if inner else (ANY if kind == "any" else Type(kind))


def invoke(name: str, function: Function, arguments: Sequence[Value], scope: Scope) -> Value:
    """The result of calling `function`; raises `EvaluationError` where Terraform refuses the arguments."""
    if function.treatment == "never":
        return Unknown(function.note) if function.apply is NEVER else function.apply()
    expected = _expanded(function.parameters, len(arguments))
    survey = Survey(scope.fuel)
    survey.look(arguments)
    survey.charge()
    whole = function.treatment == "whole"
    marked = survey.marked and (whole or any(isinstance(argument, Sensitive) for argument in arguments))
    if whole and survey.unknown is not None:
        result: Value = derived(name, arguments, survey.unknown)
    else:
        bare = map(unmarked if whole else reveal, arguments) if marked else arguments
        values = map(_argument, bare, expected)
        result = function.apply(scope, *values) if function.needs_scope else function.apply(*values)
    scope.fuel.grow(len(result) if isinstance(result, (str, list, dict)) else 1)
    if not marked:
        return result
    return marked_inside(result, *arguments) if whole else marked_like(result, *arguments)


@lru_cache(_CALLS)
def _expanded(specification: str, count: int) -> Sequence[Parameter]:
    """One parameter for each of `count` arguments."""
    known = list(parameters(specification))
    if known and known[-1].variadic:
        rest = known.pop()
        known.extend([rest] * (count - len(known)))
    if len(known) != count:
        raise EvaluationError("too many function arguments" if count > len(known) else "not enough function arguments")
    return known


def _argument(value: Value, parameter: Parameter) -> Value:
    if type(value) is parameter.python:
        return value
    if value is None:
        if not parameter.nullable:
            raise EvaluationError("argument must not be null")
        return None
    return convert(value, parameter.type)


class Survey:
    """What is inside the arguments of a call; walking them is paid for, since values can share parts endlessly."""

    __slots__ = ("depth", "fuel", "height", "marked", "size", "steps", "unknown")

    def __init__(self, fuel: Fuel, depth: int = 0) -> None:
        self.fuel = fuel
        self.marked = False
        self.unknown: Unknown | None = None
        self.size = 0
        """Characters of all texts."""
        self.depth = depth
        """How many collections are open around what is visited."""
        self.height = 0
        """How many collections nest in what was visited."""
        self.steps = 0
        """What walking it costs."""

    def look(self, values: Iterable[Value]) -> None:
        """Take note of values and of everything in them."""
        for value in values:
            if isinstance(value, str):
                self.size += len(value)
            elif isinstance(value, (list, dict)):
                self._enter(value)
            elif isinstance(value, Unknown):
                self.unknown = self.unknown or value
            elif isinstance(value, Sensitive):
                self.marked = True
                self.look((value.value,))

    def _enter(self, value: list[Value] | dict[str, Value]) -> None:
        """A collection: walked, or what an earlier walk found; that costs as many steps, but no time."""
        _, inside = self.fuel.walked.get(id(value), (None, None))
        if inside is None:
            inside = self._walked(value)
        else:
            self.fuel.step(inside.steps)
        self._require_depth(inside.height)
        self.height = max(self.height, inside.height)
        self.size += inside.size
        self.steps += inside.steps
        self.marked = self.marked or inside.marked
        self.unknown = self.unknown or inside.unknown

    def _walked(self, value: list[Value] | dict[str, Value]) -> Survey:
        self._require_depth(1)
        own = 1 + len(value) // 8
        self.fuel.step(own)
        inside = Survey(self.fuel, self.depth + 1)
        inside.look(value.values() if isinstance(value, dict) else value)
        inside.steps += own
        inside.height += 1
        if inside.steps > _LARGE:
            self.fuel.keep(value, inside, own)
        return inside

    def _require_depth(self, height: int) -> None:
        if self.depth + height > MAX_DEPTH:
            self.fuel.exhausted = self.fuel.exhausted or "depth"
            raise Exhausted(self.fuel.exhausted)

    def charge(self) -> None:
        """Pay for long texts before anything is made of them."""
        if self.size > _FREE_TEXT:
            self.fuel.grow(self.size)


def unmarked(value: Value) -> Value:
    """`value` without sensitive marks at any depth."""
    match value:
        case Sensitive():
            return unmarked(value.value)
        case ListOf() | SetOf():
            return type(value)(map(unmarked, value), value.element)
        case MapOf():
            return MapOf({key: unmarked(item) for key, item in value.items()}, value.element)
        case list():
            return list(map(unmarked, value))
        case dict():
            return {key: unmarked(item) for key, item in value.items()}
    return value


def derived(name: str, arguments: Sequence[Value], cause: Unknown) -> Unknown:
    """An unknown result; its origin is that of the only unknown argument with the call as a further step.

    Equal calls of one origin thus stay equal, and a reference survives `lower(azurerm_subnet.a.id)`.
    """
    unknown = [value for value in map(reveal, arguments) if isinstance(value, Unknown)]
    rest = [value for value in map(reveal, arguments) if not isinstance(value, Unknown)]
    plain = all(value is None or isinstance(value, (str, int, Decimal)) for value in rest)
    if len(unknown) != 1 or unknown[0].origin is None or not plain:
        return Unknown(cause.reason)
    spelled = ", ".join("_" if isinstance(value, Unknown) else text(value) for value in map(reveal, arguments))
    if len(spelled) > _SIGNATURE_LIMIT:
        return Unknown(cause.reason)
    origin = unknown[0].origin
    return Unknown(cause.reason, Origin(origin.address, (*origin.path, f"{name}({spelled})")))


def unreadable(*_: Any) -> Value:
    """The implementation of a function that is never called."""
    return Unknown("not evaluated")


NEVER: Final = unreadable
