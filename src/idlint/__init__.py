"""The public API: re-exports only, resolved on first use.

pytest imports this package at every start where idlint is installed, so nothing is loaded until a
name is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from idlint.api import check, show
    from idlint.errors import (
        IdlintError,
        PluginError,
        RuleCrashed,
        RuleError,
        SettingsError,
        SourceError,
        UsageError,
    )
    from idlint.hookspecs import Reporter, RulePack, hookimpl
    from idlint.policy.findings import Finding, Instance, Related, Suppressed, UnknownVerdict
    from idlint.report.model import Report
    from idlint.version import __version__

__all__ = [
    "Finding",
    "IdlintError",
    "Instance",
    "PluginError",
    "Related",
    "Report",
    "Reporter",
    "RuleCrashed",
    "RuleError",
    "RulePack",
    "SettingsError",
    "SourceError",
    "Suppressed",
    "UnknownVerdict",
    "UsageError",
    "__version__",
    "check",
    "hookimpl",
    "show",
]

_HOMES = {
    "idlint.api": ("check", "show"),
    "idlint.errors": (
        "IdlintError",
        "PluginError",
        "RuleCrashed",
        "RuleError",
        "SettingsError",
        "SourceError",
        "UsageError",
    ),
    "idlint.hookspecs": ("Reporter", "RulePack", "hookimpl"),
    "idlint.policy.findings": ("Finding", "Instance", "Related", "Suppressed", "UnknownVerdict"),
    "idlint.report.model": ("Report",),
    "idlint.version": ("__version__",),
}
"""Module -> the public names that live there."""


def __getattr__(name: str) -> Any:
    """A public name, from its home."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'idlint' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
