"""Conversion between Terraform's types: numbers, strings and bools."""

from __future__ import annotations

import re
from decimal import Decimal

from idlint.languages.terraform.bigfloat import Number, number_text, parse_number
from idlint.languages.terraform.scope import EvaluationError
from idlint.values import Sensitive, Unknown, Value

_NUMBER = r"(?a)[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NULL = "argument must not be null"


def to_string(value: Value) -> str | Unknown | None:
    """A primitive as a string; null and unknown stay; `EvaluationError` for collections."""
    match value:
        case None | str() | Unknown():
            return value
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return number_text(value)
    raise EvaluationError(f"string required, but have {kind_of(value)}")


def to_number(value: Value) -> Number | Unknown | None:
    """A number or a string that spells one; null and unknown stay."""
    match value:
        case None | Unknown():
            return value
        case int() | Decimal() if not isinstance(value, bool):
            return value
        case str() if re.fullmatch(_NUMBER, value):
            try:
                return parse_number(value)
            except ArithmeticError as error:
                raise EvaluationError(str(error)) from None
        case str():
            raise EvaluationError("a number is required")
    raise EvaluationError(f"number required, but have {kind_of(value)}")


def to_bool(value: Value) -> bool | Unknown | None:
    """A bool or a string that spells one; null and unknown stay."""
    match value:
        case None | Unknown() | bool():
            return value
        case "true":
            return True
        case "false":
            return False
        case str():
            raise EvaluationError("a bool is required")
    raise EvaluationError(f"bool required, but have {kind_of(value)}")


def need_string(value: Value) -> str | Unknown:
    """As `to_string`, null refused."""
    result = to_string(value)
    if result is None:
        raise EvaluationError(_NULL)
    return result


def need_number(value: Value) -> Number | Unknown:
    """As `to_number`, null refused."""
    result = to_number(value)
    if result is None:
        raise EvaluationError(_NULL)
    return result


def need_bool(value: Value) -> bool | Unknown:
    """As `to_bool`, null refused."""
    result = to_bool(value)
    if result is None:
        raise EvaluationError(_NULL)
    return result


def kind_of(value: Value) -> str:
    """The name of the value's type in a message."""
    match value:
        case None:
            return "null"
        case bool():
            return "bool"
        case int() | Decimal():
            return "number"
        case str():
            return "string"
        case list():
            return "list"
        case dict():
            return "object"
        case Sensitive():
            return kind_of(value.value)
    return "unknown"
