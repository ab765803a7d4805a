"""The two hooks a plugin can implement; bodiless functions whose docstrings are the contract.

from idlint import RulePack, hookimpl

@hookimpl
def idlint_rules():
    return [RulePack(name="acme", rules=Path(__file__).parent / "rules")]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pluggy

from idlint.records import NamedTuple
from idlint.report.model import Report
from idlint.report.terminal import Style

hookspec = pluggy.HookspecMarker("idlint")
hookimpl = pluggy.HookimplMarker("idlint")


class RulePack(NamedTuple):
    """Rules, and what they need, from one source."""

    name: str
    """Who ships it: `idlint`, or the plugin's own name."""
    rules: Path
    """A folder with one folder a rule."""
    kinds: Path | None = None
    """A folder with further kinds of the vocabulary."""
    checks: Mapping[str, Callable[..., Any]] = {}
    """Check functions that the pack's rules may name: `(Resource, Assessment) -> Outcome`.

    Each is asked about a resource in every environment. One with an attribute `follows_links` that is true says that
    nothing decides but the resource, its deployment and what links lead to: it is asked once where all that is the
    same."""
    domains: Path | None = None
    """A folder with further failure domains and credential classes."""
    scenarios: Path | None = None
    """A folder with further outages to replay."""


Render: TypeAlias = Callable[[Report, Style], str]


class Reporter(NamedTuple):
    """One output format."""

    name: str
    """The word after `--format`."""
    render: Render
    """Pure: the whole output, ending in a newline. A format for programs ignores the style."""


@hookspec
def idlint_rules() -> list[RulePack]:  # type: ignore[empty-body] # a specification has no body
    """Further rules. Packs load in the order of their names, ours first; a rule id may occur once."""


@hookspec
def idlint_reporters() -> list[Reporter]:  # type: ignore[empty-body] # a specification has no body
    """Further output formats. A name may occur once."""
