"""Terraform and OpenTofu: folders of `.tf` files become evaluated declarations, a variable set at a time.

What the package offers is imported when it is asked for: a process that only looks at files needs no evaluator, and
is there in half the time without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from idlint.languages.terraform.loading import load
    from idlint.languages.terraform.roots import unbound, units

__all__ = ["load", "unbound", "units"]

_HOMES = {"load": "loading", "units": "roots", "unbound": "roots"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found
