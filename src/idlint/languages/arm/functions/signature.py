"""What a template function is: its arity, and how unknown and sensitive arguments reach it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from idlint.languages.arm.entries import elements_of
from idlint.languages.arm.pieces import MAX_TEXT, derived, render
from idlint.records import NamedTuple
from idlint.values import Sensitive, Unknown, Value, reveal

Arguments: TypeAlias = Sequence[Value]


class FunctionError(Exception):
    """The arguments have no value: a wrong type, an index out of range. The platform would refuse them too."""


class ArityError(FunctionError):
    """The call has too few or too many arguments, whatever their values are."""


class Function(NamedTuple):
    """One template function."""

    call: Callable[[Arguments], Value]
    least: int
    most: int | None
    """None for any number."""
    lenient: bool = False
    """Whether `call` takes unknown arguments itself; else they make an unknown result."""


Table: TypeAlias = Mapping[str, Function]
"""Functions by lower-case name."""


def apply(name: str, function: Function, arguments: Arguments) -> Value:
    """The result of a call; sensitive where an argument is. `FunctionError` where there is none."""
    check_arity(name, function.least, function.most, len(arguments))
    if any(isinstance(argument, Sensitive) for argument in arguments):
        return Sensitive(reveal(apply(name, function, list(map(reveal, arguments)))))
    if not function.lenient and any(isinstance(argument, Unknown) for argument in arguments):
        return derived(name, arguments)
    return function.call(arguments)


def check_arity(name: str, least: int, most: int | None, count: int) -> None:
    """`ArityError` where `count` arguments are not what `name` takes."""
    if least <= count and (most is None or count <= most):
        return
    wanted = str(least) if least == most else f"at least {least}" if most is None else f"{least} to {most}"
    raise ArityError(f"expected {wanted} argument{'' if wanted == '1' else 's'} of `{name}`, found {count}")


def string(value: Value) -> str:
    """`value`, which must be a string."""
    if not isinstance(value, str):
        raise FunctionError("expected a string")
    return value


def rendered(value: Value) -> str:
    """A known value as text."""
    found = render(value)
    if found is None:
        raise FunctionError("the string is too large")
    return found


def integer(value: Value) -> int:
    """`value`, which must be a whole number."""
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 20 and value == int(value):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise FunctionError("expected an integer")
    return value


def array(value: Value) -> list[Value]:
    """`value`, which must be an array."""
    if not isinstance(value, list):
        raise FunctionError("expected an array")
    return value


def certain_elements(value: Value) -> list[Value]:
    """The elements that are known of `value`, which must be an array if it is known."""
    return elements_of(value) or [] if isinstance(value, Unknown) else array(value)


def obj(value: Value) -> dict[str, Value]:
    """`value`, which must be an object."""
    if not isinstance(value, dict):
        raise FunctionError("expected an object")
    return value


def limited(size: int) -> None:
    """`FunctionError` where a string of `size` characters is too large to be made."""
    if size > MAX_TEXT:
        raise FunctionError("the string is too large")
