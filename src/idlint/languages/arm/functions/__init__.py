"""The template functions whose result depends on their arguments alone, by lower-case name.

The functions that ask the platform or the template are in `platform`; `if`, `and`, `or` and `coalesce`,
which do not evaluate all of their arguments, are in `evaluate`.
"""

from __future__ import annotations

from idlint.languages.arm.functions import collections, dates, encoding, lambdas, network, numbers, strings
from idlint.languages.arm.functions.lambdas import Closure, apply_lambda
from idlint.languages.arm.functions.signature import ArityError, Function, FunctionError, apply

__all__ = ["LAMBDAS", "PURE", "ArityError", "Closure", "Function", "FunctionError", "apply", "apply_lambda"]

PURE: dict[str, Function] = {
    **strings.FUNCTIONS,
    **encoding.FUNCTIONS,
    **numbers.FUNCTIONS,
    **collections.FUNCTIONS,
    **dates.FUNCTIONS,
    **network.FUNCTIONS,
}
"""Functions of values."""

LAMBDAS = lambdas.FUNCTIONS
"""Functions with a lambda among their arguments."""
