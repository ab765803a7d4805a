"""Numeric functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from idlint.languages.terraform.bigfloat import Number, exact, shortest, whole
from idlint.languages.terraform.functions.registry import Function
from idlint.languages.terraform.primitives import need_number
from idlint.languages.terraform.scope import EvaluationError
from idlint.values import Unknown, Value

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _ceil(number: Number) -> Value:
    return math.ceil(number)


def _floor(number: Number) -> Value:
    return math.floor(number)


def _from_float(compute: Callable[[], float]) -> Value:
    """A result that Terraform computes with 64-bit floats."""
    try:
        result = compute()
    except (ValueError, ZeroDivisionError):
        return Unknown("the number is infinite or not a number")
    except OverflowError:
        return Unknown("the number is infinite or not a number")
    if not math.isfinite(result):
        return Unknown("the number is infinite or not a number")
    return shortest(exact(Decimal(result)), 53)


def _log(number: Number, base: Number) -> Value:
    return _from_float(lambda: math.log(float(number)) / math.log(float(base)))


def _pow(number: Number, power: Number) -> Value:
    return _from_float(lambda: math.pow(float(number), float(power)))


def _extreme(choose: Callable[[list[Number]], Number]) -> Callable[..., Value]:
    def apply(*numbers: Number) -> Value:
        if not numbers:
            raise EvaluationError("must pass at least one number")
        return choose(list(numbers))

    return apply


def _parseint(text: Value, base: Number) -> Value:
    if not isinstance(text, str):
        raise EvaluationError("first argument must be a string")
    radix = whole(base)
    if radix is None or not 2 <= radix <= 62:
        raise EvaluationError("base must be a whole number between 2 and 62 inclusive")
    digits = text[1:] if text[:1] in {"-", "+"} else text
    folded = digits.lower() if radix <= 36 else digits
    if not folded or any(letter not in _DIGITS[:radix] for letter in folded) or len(folded) > 1000:
        raise EvaluationError(f"cannot parse {text!r} as a base {radix} integer")
    value = 0
    for letter in folded:
        value = value * radix + _DIGITS.index(letter)
    return -value if text.startswith("-") else value


def _signum(number: Number) -> Value:
    if whole(number) is None:
        raise EvaluationError("value must be a whole number")
    return (number > 0) - (number < 0)


def _sum(items: Value) -> Value:
    if not isinstance(items, list):
        raise EvaluationError("argument must be list, set, or tuple")
    if not items:
        raise EvaluationError("cannot sum an empty list")
    total = exact(0)
    for item in items:
        number = need_number(item)
        total += exact(number) if isinstance(number, (int, Decimal)) else 0
    return shortest(total)


FUNCTIONS: Final[Mapping[str, Function]] = {
    "abs": Function("number", abs),
    "ceil": Function("number", _ceil),
    "floor": Function("number", _floor),
    "log": Function("number number", _log),
    "max": Function("number*", _extreme(max)),
    "min": Function("number*", _extreme(min)),
    "parseint": Function("any number", _parseint),
    "pow": Function("number number", _pow),
    "signum": Function("number", _signum),
    "sum": Function("any", _sum),
}
