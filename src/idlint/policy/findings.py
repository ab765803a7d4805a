"""What the engine says: findings with exactly one primary place, and verdicts it could not reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from idlint.source import Location

SEVERITY_RANK = {"critical": 0, "high": 1, "medium": 2, "low": 3}
CONFIDENCES = ("high", "medium", "low")


class Related(NamedTuple):
    """Another place that belongs to the story, with the words that say how."""

    location: Location
    label: str


class Instance(NamedTuple):
    """One resource instance that the finding is about."""

    address: str
    deployment: str
    set: str


@dataclass(frozen=True, slots=True)
class Finding:
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
    fingerprint: str = ""
    notes: tuple[str, ...] = ()
    """Sentences that qualify it: `if created: count is unknown`, `var.region is a default`."""
    conflicts: tuple[str, ...] = ()
    """Rules of other tools that pull the other way."""
    property: str = ""
    """The canonical property that failed; empty where the finding is about a relation or an absence."""
    flow: tuple[Related, ...] = ()
    """The way that leads to the place, in order: module calls outermost first, or the steps of a token path."""


class UnknownVerdict(NamedTuple):
    """A rule that could not be decided for one resource; counted, never a finding."""

    rule: str
    address: str
    reason: str
    deployment: str = ""
    set: str = ""


class Suppressed(NamedTuple):
    """A finding that a directive hides; kept and counted."""

    finding: Finding
    reason: str
    location: Location
    """Where the directive is written."""
