"""What the engine says: findings with exactly one primary place, and verdicts it could not reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from idlint.records import NamedTuple
from idlint.source import Location

SEVERITY_RANK = {"critical": 0, "high": 1, "medium": 2, "low": 3}
CONFIDENCES = ("high", "medium", "low")

MAX_RELATED = 16
"""Related places kept for one finding: five hundred instances shall not make a page."""


class Related(NamedTuple):
    """Another place that belongs to the story, with the words that say how."""

    location: Location
    label: str


class Instance(NamedTuple):
    """One resource instance that the finding is about."""

    address: str
    """The address within its deployment; empty where the finding is about the deployment itself."""
    deployment: str
    set: str


class Occurrence(NamedTuple):
    """One instance's share of a finding, kept so that hiding one instance leaves the others exact."""

    instance: Instance
    severity: str
    confidence: str
    message: str
    related: tuple[Related, ...] = ()
    notes: tuple[str, ...] = ()
    flow: tuple[Related, ...] = ()
    """The calls that lead to the instance, outermost first."""
    steps: tuple[Related, ...] = ()
    """The way to the credential that the finding is about: what is signed in to, and by what."""
    elsewhere: bool = False
    """Whether it is at another place than the finding, which is about the whole file."""


class Radius(NamedTuple):
    """The blast radius of a finding: how many workloads depend on what it is about, by criticality.

    A workload in several environments counts once, at its highest criticality.
    """

    mission_critical: int = 0
    high: int = 0
    standard: int = 0
    low: int = 0

    @property
    def workloads(self) -> int:
        """All of them."""
        return sum(self)

    @property
    def weight(self) -> int:
        """One number to compare by: a workload counts twice as much as one of the next lower criticality."""
        return 8 * self.mission_critical + 4 * self.high + 2 * self.standard + self.low


NO_RADIUS = Radius()
"""Nothing that can be seen depends on it."""


class Finding(NamedTuple):
    """One rule broken at one place, whatever the number of instances and variable sets."""

    rule: str
    family: str
    area: str
    severity: str
    confidence: str
    message: str
    location: Location
    kind: str
    instances: tuple[Instance, ...]
    """At least one for a rule's finding; empty for `parse-error` and its like."""
    related: tuple[Related, ...] = ()
    flow: tuple[Related, ...] = ()
    """The module calls that lead to the place, outermost first."""
    steps: tuple[Related, ...] = ()
    """The way to a credential that leads on from the place: what is signed in to, and by what."""
    fingerprint: str = ""
    former: tuple[str, ...] = ()
    """Its fingerprints under the former ids of its rule."""
    notes: tuple[str, ...] = ()
    """Sentences that qualify it: `if created: count is unknown`, `var.region is a default`."""
    conflicts: tuple[str, ...] = ()
    """Rules of other tools that pull the other way."""
    property: str = ""
    """The canonical property that failed; empty where the finding is about a relation or an absence."""
    header: Location | None = None
    """The header of the declaration it is in; None where there is none."""
    occurrences: tuple[Occurrence, ...] = ()
    """One for each instance, in the same order; empty where there are no instances."""
    scope: str = "resource"
    """Its rule's: what is missing in the whole repository is one finding, wherever it is reported."""
    radius: Radius = NO_RADIUS
    """What depends on it; known only once nothing more is hidden."""
    owners: tuple[str, ...] = ()
    """Who answers for it, as CODEOWNERS or the configuration names them; empty where nobody is named."""
    held: str = ""
    """Why it fails no run yet, whatever its severity: `the rule came after the rule set 2026-11`; mostly empty."""


class UnknownVerdict(NamedTuple):
    """A rule that could not be decided for one resource; counted, never a finding."""

    rule: str
    address: str
    reason: str
    deployment: str = ""
    set: str = ""


class Suppressed(NamedTuple):
    """A finding that somebody hides; kept and counted."""

    finding: Finding
    reason: str
    location: Location
    """Where the directive is written; the finding's own place where it is none."""
    by: Literal["comment", "configuration", "baseline"] = "comment"


def with_occurrences(finding: Finding, occurrences: Iterable[Occurrence]) -> Finding:
    """`finding` about these occurrences, at least one: it speaks for the worst, best at its place, and lists all."""
    by_instance = {occurrence.instance: occurrence for occurrence in sorted(occurrences, key=_worst_last)}
    ordered = tuple(by_instance[instance] for instance in sorted(by_instance, key=_order))
    worst = min(ordered, key=lambda one: (*_rank(one), one.elsewhere))
    related = dict.fromkeys(item for one in (worst, *ordered) for item in one.related)
    return finding._replace(
        severity=worst.severity,
        confidence=worst.confidence,
        message=worst.message,
        notes=worst.notes,
        related=tuple(related)[:MAX_RELATED],
        flow=worst.flow,
        steps=worst.steps,
        instances=tuple(occurrence.instance for occurrence in ordered),
        occurrences=ordered,
    )


def _order(instance: Instance) -> tuple[str, str, str]:
    return instance.deployment, instance.set, instance.address


def _rank(occurrence: Occurrence) -> tuple[int, int]:
    return SEVERITY_RANK[occurrence.severity], CONFIDENCES.index(occurrence.confidence)


def _worst_last(occurrence: Occurrence) -> tuple[int, int]:
    """One resource can be judged in several environments: of one instance the worst verdict stays."""
    severity, confidence = _rank(occurrence)
    return -severity, -confidence
