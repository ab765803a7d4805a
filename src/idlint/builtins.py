"""What idlint ships, registered through the same two hooks as any plugin."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from idlint.hookspecs import Render, Reporter, RulePack, hookimpl
from idlint.report.model import Report
from idlint.report.terminal import Style

if TYPE_CHECKING:
    from idlint.graph.resources import Resource
    from idlint.policy.outcome import Outcome
    from idlint.resilience.assessment import Assessment

FORMATS = ("text", "json", "sarif", "github", "azure", "gitlab", "junit", "markdown", "csv")
"""Our output formats; each is a module of `report`."""


PACK = "idlint"
"""The name of our own pack."""


def shipped(name: str) -> Path:
    """The shipped folder `name` (`rules`, `kinds`): inside the installed package, or beside `src` in a checkout."""
    here = Path(__file__).parent
    inside = here / name
    return inside if inside.is_dir() else here.parent.parent / name


class _Check:
    """A check function of ours, which is loaded when a rule first asks for it."""

    def __init__(self, module: str, name: str, *, follows_links: bool = False) -> None:
        self.module, self.name = module, name
        self.follows_links = follows_links
        """As `hookspecs.RulePack.checks` has it."""

    @cached_property
    def _decide(self) -> Callable[[Resource, Assessment], Outcome]:
        decide: Callable[[Resource, Assessment], Outcome]
        decide = getattr(import_module(f"idlint.policy.{self.module}"), self.name)
        return decide

    def __call__(self, resource: Resource, assessment: Assessment) -> Outcome:
        """The verdict."""
        return self._decide(resource, assessment)


CHECKS = {
    check.name.replace("_", "-"): check
    for check in (
        _Check("parity", "fallback_roles", follows_links=True),
        _Check("parity", "regional_twin_roles"),
        _Check("repair", "federated_subject"),
        _Check("repair", "repair_path", follows_links=True),
    )
}
"""The names that our rules use for conditions which compare or follow more than the grammar can say."""


@hookimpl
def idlint_rules() -> list[RulePack]:
    """Our own rules, the vocabulary they speak, the failure domains they reason about, and outages to replay."""
    folders = {name: shipped(name) for name in ("rules", "kinds", "domains", "scenarios")}
    return [RulePack(PACK, **folders, checks=CHECKS)]


def _render(name: str, report: Report, style: Style) -> str:
    """The output of `report.<name>`; a format is loaded, like a command, when it is asked for."""
    render: Render = import_module(f"idlint.report.{name}").render
    return render(report, style)


@hookimpl
def idlint_reporters() -> list[Reporter]:
    """Our own output formats."""
    return [Reporter(name, partial(_render, name)) for name in FORMATS]
