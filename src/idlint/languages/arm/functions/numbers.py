"""Numeric, logical and comparison functions.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-numeric, -logical, -comparison
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from idlint.languages.arm.functions.signature import Arguments, Function, FunctionError, Table, array, integer
from idlint.languages.arm.pieces import derived
from idlint.values import Unknown, Value, same

_LARGEST = 2**63


def _bounded(value: int) -> int:
    if not -_LARGEST <= value < _LARGEST:
        raise FunctionError("expected a 64-bit integer")
    return value


def _arithmetic(operation: Callable[[int, int], int]) -> Function:
    return Function(lambda arguments: _bounded(operation(integer(arguments[0]), integer(arguments[1]))), 2, 2)


def _div(left: int, right: int) -> int:
    """Division that truncates towards zero."""
    if right == 0:
        raise FunctionError("expected a divisor that is not 0")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _mod(left: int, right: int) -> int:
    return left - right * _div(left, right)


def _int(arguments: Arguments) -> Value:
    value = arguments[0]
    try:
        return _bounded(int(value.strip()[:30]) if isinstance(value, str) else integer(value))
    except ValueError:
        raise FunctionError("expected an integer") from None


def _float(arguments: Arguments) -> Value:
    value = arguments[0]
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise FunctionError("expected a number")
    try:
        return Decimal(value[:40] if isinstance(value, str) else value)
    except InvalidOperation:
        raise FunctionError("expected a number") from None


def _extreme(name: str, choose: Callable[[list[int]], int]) -> Function:
    """`min` or `max` of numbers or of one array of numbers."""

    def call(arguments: Arguments) -> Value:
        values = array(arguments[0]) if len(arguments) == 1 else list(arguments)
        if any(isinstance(value, Unknown) for value in values):
            return derived(name, values)
        if not values:
            raise FunctionError("expected an array that is not empty")
        return choose(list(map(integer, values)))

    return Function(call, 1, None)


def _bool(arguments: Arguments) -> Value:
    return truth(arguments[0])


def truth(value: Value) -> bool:
    """A known value as a boolean: booleans, the words `true` and `false`, 0 and 1."""
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if isinstance(value, (bool, int, Decimal)):
        return bool(value)
    raise FunctionError("expected a boolean")


def _not(arguments: Arguments) -> Value:
    return not truth(arguments[0])


def _xor(arguments: Arguments) -> Value:
    return truth(arguments[0]) != truth(arguments[1])


def equals(arguments: Arguments) -> Value:
    """Whether two values are the same; unknown where that depends on what is not known."""
    verdict = same(arguments[0], arguments[1])
    if verdict is not None:
        return verdict
    found = derived("equals", arguments)
    return Unknown(found.reason, None if found.origin is None else found.origin)


def _comparison(test: Callable[[int, int], bool]) -> Function:
    """A comparison of two numbers or two strings (by code point, without regard to culture)."""

    def call(arguments: Arguments) -> Value:
        left, right = arguments
        if isinstance(left, str) and isinstance(right, str):
            return test((left > right) - (left < right), 0)
        return test(integer(left), integer(right))

    return Function(call, 2, 2)


FUNCTIONS: Table = {
    "add": _arithmetic(lambda left, right: left + right),
    "sub": _arithmetic(lambda left, right: left - right),
    "mul": _arithmetic(lambda left, right: left * right),
    "div": _arithmetic(_div),
    "mod": _arithmetic(_mod),
    "int": Function(_int, 1, 1),
    "float": Function(_float, 1, 1),
    "min": _extreme("min", min),
    "max": _extreme("max", max),
    "bool": Function(_bool, 1, 1),
    "not": Function(_not, 1, 1),
    "xor": Function(_xor, 2, 2),
    "equals": Function(equals, 2, 2, lenient=True),
    "less": _comparison(lambda left, right: left < right),
    "lessorequals": _comparison(lambda left, right: left <= right),
    "greater": _comparison(lambda left, right: left > right),
    "greaterorequals": _comparison(lambda left, right: left >= right),
}
