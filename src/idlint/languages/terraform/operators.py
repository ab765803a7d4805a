"""Terraform's operators on values: conversion of operands, unknown and sensitive ones included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from idlint.languages.terraform.bigfloat import Number, exact, negated, shortest
from idlint.languages.terraform.marks import marked_inside, marked_like
from idlint.languages.terraform.primitives import need_bool, need_number
from idlint.languages.terraform.scope import EvaluationError
from idlint.languages.terraform.typed import ListOf, MapOf, SetOf
from idlint.values import Sensitive, Unknown, Value, all_three, reveal, same


def unary(operator: str, operand: Value) -> Value:
    """`!` or `-` applied to a value."""
    inner = reveal(operand)
    result: Value
    if operator == "!":
        truth = need_bool(inner)
        result = truth if isinstance(truth, Unknown) else not truth
    else:
        number = need_number(inner)
        result = number if isinstance(number, Unknown) else negated(number)
    if isinstance(result, Unknown):
        result = Unknown(result.reason)
    return marked_like(result, operand)


def binary(operator: str, left: Value, right: Value) -> Value:
    """A binary operator applied to two values; raises `EvaluationError` where Terraform refuses them."""
    if operator in {"==", "!="}:
        return _equality(operator, left, right)
    result = _BINARY[operator](reveal(left), reveal(right))
    return marked_like(result, left, right)


def _equality(operator: str, left: Value, right: Value) -> Value:
    if type(left) is str and type(right) is str:
        return (left == right) == (operator == "==")
    verdict = equal(left, right)
    result: Value = unknown_of(left, right) if verdict is None else verdict == (operator == "==")
    return marked_inside(result, left, right)


def equal(left: Value, right: Value) -> bool | None:
    """Terraform's `==`: values of different types are unequal; None where it cannot be known."""
    left, right = reveal(left), reveal(right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _equal_unknown(left, right)
    if collection_type(left) is not collection_type(right):
        return False
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all_three(equal(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all_three(map(equal, left, right))
    return same(left, right)


def _equal_unknown(left: Value, right: Value) -> bool | None:
    """As `same`, and a string that begins otherwise than the known beginning of the other is unequal."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Unknown) and isinstance(one.known, tuple) and one.known:
            first = one.known[0]
            if other is None or (isinstance(other, str) and isinstance(first, str) and not other.startswith(first)):
                return False
    return same(left, right)


def collection_type(value: Value) -> type | None:
    """What kind of collection a value is; None for everything else."""
    if not isinstance(value, (list, dict)):
        return None
    for kind in (ListOf, SetOf, MapOf, list):
        if isinstance(value, kind):
            return kind
    return dict


def unknown_of(*values: Value) -> Unknown:
    """An unknown result of operands of which at least one is unknown, somewhere inside."""
    for value in values:
        found = first_unknown(value)
        if found is not None:
            return Unknown(found.reason)
    return Unknown("unknown operand")


def first_unknown(value: Value) -> Unknown | None:
    """The first unknown inside `value`."""
    match value:
        case Unknown():
            return value
        case Sensitive():
            return first_unknown(value.value)
        case dict() | list():
            for item in value.values() if isinstance(value, dict) else value:
                found = first_unknown(item)
                if found is not None:
                    return found
    return None


def _arithmetic(compute: Callable[[Number, Number], Value]) -> Callable[[Value, Value], Value]:
    def apply(left: Value, right: Value) -> Value:
        first, second = need_number(left), need_number(right)
        if isinstance(first, Unknown) or isinstance(second, Unknown):
            return unknown_of(first, second)
        try:
            return compute(first, second)
        except ArithmeticError as error:
            raise EvaluationError(str(error)) from None

    return apply


def _add(left: Number, right: Number) -> Value:
    return shortest(exact(left) + exact(right))


def _subtract(left: Number, right: Number) -> Value:
    return shortest(exact(left) - exact(right))


def _multiply(left: Number, right: Number) -> Value:
    return shortest(exact(left) * exact(right))


def _divide(left: Number, right: Number) -> Value:
    if right == 0:
        if left == 0:
            raise EvaluationError("division of zero by zero")
        return Unknown("the number is infinite or not a number")
    return shortest(exact(left) / exact(right))


def _remainder(left: Number, right: Number) -> Value:
    """With the sign of the dividend, as Go has it; nothing is taken off for a divisor of zero."""
    if right == 0:
        return left
    first, second = exact(left), exact(right)
    quotient = abs(first) // abs(second)
    rest = abs(first) - quotient * abs(second)
    return shortest(rest if first >= 0 else -rest)


def _and(left: Value, right: Value) -> Value:
    return _logical(left, right, deciding=False)


def _or(left: Value, right: Value) -> Value:
    return _logical(left, right, deciding=True)


def _logical(left: Value, right: Value, *, deciding: bool) -> Value:
    first, second = need_bool(left), need_bool(right)
    if first is deciding or second is deciding:
        return deciding
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return unknown_of(first, second)
    return not deciding


_BINARY: Final[dict[str, Callable[[Value, Value], Value]]] = {
    "+": _arithmetic(_add),
    "-": _arithmetic(_subtract),
    "*": _arithmetic(_multiply),
    "/": _arithmetic(_divide),
    "%": _arithmetic(_remainder),
    "<": _arithmetic(lambda left, right: exact(left) < exact(right)),
    "<=": _arithmetic(lambda left, right: exact(left) <= exact(right)),
    ">": _arithmetic(lambda left, right: exact(left) > exact(right)),
    ">=": _arithmetic(lambda left, right: exact(left) >= exact(right)),
    "&&": _and,
    "||": _or,
}
