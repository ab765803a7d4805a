"""What a run found out, ready to be rendered: every reporter is `render(report) -> str` over this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from idlint.policy.findings import Finding, Suppressed, UnknownVerdict
from idlint.policy.rule import Rule
from idlint.records import NamedTuple
from idlint.source import Location, Position

if TYPE_CHECKING:
    from idlint.resilience.movement import Movement

Place: TypeAlias = Callable[[Location], Position]
"""Where a location is, in lines and columns."""


class Files(NamedTuple):
    """What became of the files under the root; each list is sorted."""

    checked: tuple[str, ...] = ()
    """Read and understood."""
    partly: tuple[str, ...] = ()
    """Read, with at least one problem."""
    skipped: Mapping[str, str] = {}
    """Inputs that were not read at all -> why."""
    not_input: Mapping[str, int] = {}
    """What is not read by design -> number of files: `Terragrunt`, `Helm template`, `Terraform test`."""


class Placed(NamedTuple):
    """One place in a file with its text frame, resolved once for all reporters."""

    path: str
    position: Position
    lines: tuple[str, ...] = ()
    """The source lines of the range (the first few), secrets masked."""
    offset: int = 0
    """How many code points at the start of each line are left out, where lines are too long to keep."""


class Change(NamedTuple):
    """What has happened since an earlier state; the report's findings are then those that came since."""

    since: str
    """The ref as it was named."""
    commit: str
    """The commit compared with: where the present branch left the ref."""
    files: int
    """How many files changed."""
    fixed: tuple[Finding, ...]
    places: Mapping[object, Placed]
    """Location -> resolved place, in the earlier state."""
    kept: int
    """Findings that were there before."""
    moved: int
    """Findings whose code moved to another folder."""
    movements: tuple[Movement, ...]
    """How the picture of dependencies moved."""


class Report(NamedTuple):
    """Everything a reporter may print."""

    findings: tuple[Finding, ...]
    """In the order (path, line, column, rule)."""
    places: Mapping[object, Placed]
    """Location -> resolved place, for every location in the findings and what is hidden."""
    rules: Mapping[str, Rule]
    """The enabled rules by id."""
    unknown: tuple[UnknownVerdict, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    files: Files = Files()
    opaque: Mapping[str, int] = {}
    """Opaque source -> number of calls, most first."""
    unaliased: frozenset[str] = frozenset()
    """Those with an alias that no configuration names."""
    declared: tuple[int, int] = (0, 0)
    """Workloads with a declared criticality, and workloads in all."""
    notices: tuple[str, ...] = ()
    """Sentences for the end of the summary: a budget reached, an assumption about to expire."""
    fail_on: str = "high"
    """The least severity that gates, from the configuration."""
    owner: str = ""
    """Whose findings were asked for; empty for everybody's."""
    others: int = 0
    """Findings left out because they are not that owner's."""
    change: Change | None = None
    """Where two states were compared: what came of the earlier one."""
