"""Calls of Terraform's functions; `table` knows where each of them is.

`try`, `can`, `templatefile` and `templatestring` evaluate expressions themselves: they are in `expressions`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

from idlint.languages.terraform.functions.registry import invoke
from idlint.languages.terraform.functions.table import HOMES, function
from idlint.languages.terraform.nodes import Range
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.values import Unknown, Value, reveal

REMOVED: Final = frozenset({"list", "map"})
"""Functions that Terraform 0.15 took away: code that calls them is applied with an older one, and accepted there.

https://developer.hashicorp.com/terraform/language/functions/map
"""


@cache
def mark_functions() -> Mapping[str, Callable[[Value], Value]]:
    """The functions that are about marks, which are called with their argument as it is."""
    from idlint.languages.terraform.functions.casts import BEFORE_MARKS

    return BEFORE_MARKS


def _removed(name: str, arguments: Sequence[Value]) -> Value:
    """The list of the arguments, or the map of names and values that take turns."""
    if name == "list":
        return [*arguments]
    names, values = map(reveal, arguments[::2]), arguments[1::2]
    found = dict(zip(names, values, strict=False))
    if not all(isinstance(key, str) for key in found):
        return Unknown("unknown keys")
    return {str(key): value for key, value in found.items()}


def is_function(name: str) -> bool:
    """Whether Terraform or OpenTofu has a function of this name that is called with evaluated arguments."""
    return name in HOMES or name in mark_functions()


def no_function(name: str) -> str:
    """The message for a call of a function that does not exist."""
    return f"there is no function named `{name}`"


def call(name: str, arguments: Sequence[Value], scope: Scope, span: Range) -> Value:
    """The result of a function; `EvaluationError` where Terraform refuses the arguments."""
    name = name.removeprefix("core::")
    about_marks = mark_functions().get(name)
    if about_marks is not None:
        if len(arguments) != 1:
            raise EvaluationError("exactly one argument is required")
        return about_marks(arguments[0])
    known = function(name)
    if known is not None:
        return invoke(name, known, arguments, scope)
    if name in REMOVED:
        return _removed(name, arguments)
    if "::" in name:
        return Unknown("provider-defined function")
    scope.problem(span, no_function(name))
    return Unknown("unknown function")
