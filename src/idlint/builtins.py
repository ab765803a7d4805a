"""What idlint ships, registered through the same two hooks as any plugin."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path

from idlint.hookspecs import Render, Reporter, RulePack, hookimpl
from idlint.report.model import Report
from idlint.report.terminal import Style

FORMATS = ("text", "json", "sarif", "github", "azure", "gitlab", "junit", "markdown", "csv")
"""Our output formats; each is a module of `report`."""


def shipped(name: str) -> Path:
    """The shipped folder `name` (`rules`, `kinds`): inside the installed package, or beside `src` in a checkout."""
    here = Path(__file__).parent
    inside = here / name
    return inside if inside.is_dir() else here.parent.parent / name


@hookimpl
def idlint_rules() -> list[RulePack]:
    """Our own rules, the vocabulary they speak, and the failure domains they reason about."""
    return [RulePack("idlint", shipped("rules"), shipped("kinds"), domains=shipped("domains"))]


def _render(name: str, report: Report, style: Style) -> str:
    """The output of `report.<name>`; a format is loaded, like a command, when it is asked for."""
    render: Render = import_module(f"idlint.report.{name}").render
    return render(report, style)


@hookimpl
def idlint_reporters() -> list[Reporter]:
    """Our own output formats."""
    return [Reporter(name, partial(_render, name)) for name in FORMATS]
