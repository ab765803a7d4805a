"""ARM JSON templates to evaluated declarations.

The evaluator is imported when it is asked for: most JSON files are no templates, and need none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from idlint.languages.arm.units import units, unread

if TYPE_CHECKING:
    from idlint.languages.arm.loading import load

__all__ = ["load", "units", "unread"]


def __getattr__(name: str) -> Any:
    if name != "load":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = import_module(f"{__name__}.loading").load
    return found
