"""Terraform's functions, one table from name to implementation."""

from __future__ import annotations

from collections.abc import Sequence

from idlint.languages.terraform.nodes import Range
from idlint.languages.terraform.scope import Scope
from idlint.values import Unknown, Value


def call(name: str, arguments: Sequence[Value], scope: Scope, span: Range) -> Value:
    """The result of a function; `EvaluationError` where Terraform refuses the arguments."""
    del arguments, scope, span
    return Unknown(f"function {name} is not evaluated")
