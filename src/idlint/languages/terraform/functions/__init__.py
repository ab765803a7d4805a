"""All functions of Terraform 1.11 and the pure additions of OpenTofu, in one table.

`try`, `can`, `templatefile` and `templatestring` evaluate expressions themselves: they are in `expressions`.
docs/terraform-functions.md is generated from this table by `python -m idlint.languages.terraform.functions`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from idlint.languages.terraform.functions import (
    casts,
    dates,
    encoding,
    files,
    formatting,
    hashes,
    json_text,
    mappings,
    network,
    numeric,
    patterns,
    sequences,
    strings,
    yaml_text,
)
from idlint.languages.terraform.functions.registry import NEVER, Function, invoke
from idlint.languages.terraform.nodes import Range
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.values import Unknown, Value

UNREADABLE: Final[Mapping[str, Function]] = {
    "abspath": Function("string", NEVER, "never", note="depends on the machine"),
    "base64gzip": Function("string", NEVER, "never", note="the compressed bytes depend on the compressor"),
    "bcrypt": Function("string number*", NEVER, "never", note="random salt"),
    "plantimestamp": Function("", dates.now, "never", note=dates.CLOCK),
    "rsadecrypt": Function("string string", NEVER, "never", note="decrypts a secret"),
    "timestamp": Function("", dates.now, "never", note=dates.CLOCK),
    "uuid": Function("", NEVER, "never", note="random"),
}
"""Functions whose result depends on the clock, on chance, on the machine, or on a secret."""

FUNCTIONS: Final[Mapping[str, Function]] = {
    **casts.FUNCTIONS,
    **dates.FUNCTIONS,
    **encoding.FUNCTIONS,
    **files.FUNCTIONS,
    **formatting.FUNCTIONS,
    **hashes.FUNCTIONS,
    **json_text.FUNCTIONS,
    **mappings.FUNCTIONS,
    **network.FUNCTIONS,
    **numeric.FUNCTIONS,
    **patterns.FUNCTIONS,
    **sequences.FUNCTIONS,
    **strings.FUNCTIONS,
    **yaml_text.FUNCTIONS,
    **UNREADABLE,
}
"""Every function that is called with evaluated arguments, marks functions apart."""


REMOVED: Final = frozenset({"list", "map"})
"""Functions that Terraform 0.15 took away: code that calls them is applied with an older one, and accepted there.

https://developer.hashicorp.com/terraform/language/functions/map
"""


def no_function(name: str) -> str:
    """The message for a call of a function that does not exist."""
    return f"there is no function named `{name}`"


def call(name: str, arguments: Sequence[Value], scope: Scope, span: Range) -> Value:
    """The result of a function; `EvaluationError` where Terraform refuses the arguments."""
    name = name.removeprefix("core::")
    about_marks = casts.BEFORE_MARKS.get(name)
    if about_marks is not None:
        if len(arguments) != 1:
            raise EvaluationError("exactly one argument is required")
        return about_marks(arguments[0])
    function = FUNCTIONS.get(name)
    if function is not None:
        return invoke(name, function, arguments, scope)
    if name in REMOVED:
        return Unknown("function of Terraform 0.11")
    if "::" in name:
        return Unknown("provider-defined function")
    scope.problem(span, no_function(name))
    return Unknown("unknown function")
