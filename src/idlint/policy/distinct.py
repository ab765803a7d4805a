"""How many different values there are among sightings that may be unknown: an interval with its witnesses.

Two known values that differ are two. Unknown values of one origin are one; of different origins they may be
the same as each other and as any known one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from idlint.policy.operators import Plain
from idlint.policy.outcome import Evidence, Outcome, Verdict
from idlint.records import NamedTuple
from idlint.values import MISSING, Missing, Unknown, same


class Sighting(NamedTuple):
    """One place where a value was seen."""

    value: Plain
    held: Outcome
    """Whether the place counts at all."""
    many: bool = False
    """Whether the place stands for an unknown number of places, each with a value of its own where it is unknown."""
    evidence: tuple[Evidence, ...] = ()


class Distinct(NamedTuple):
    """The interval of how many different values there are: from `len(firsts)` to `high`."""

    firsts: tuple[Sighting, ...]
    """For each value that is certainly another one, the place where it was first seen."""
    high: int | None
    """At most so many; None: no limit is known."""
    reason: str
    """Why there may be more than `firsts`; empty where there are not."""


def distinct(seen: Iterable[Sighting]) -> Distinct:
    """The different values in `seen`; what is absent there is no value."""
    counted = [sighting for sighting in seen if _counts(sighting)]
    sure = [sighting for sighting in counted if sighting.held.verdict is Verdict.PASS]
    known = _firsts([sighting for sighting in sure if not isinstance(sighting.value, Unknown)])
    firsts = known or sure[:1]
    possible = _firsts(counted)
    endless = any(sighting.many and isinstance(sighting.value, Unknown) for sighting in counted)
    more = [sighting for sighting in possible if not _among(sighting, firsts)]
    reason = next((_doubt(sighting) for sighting in more), "")
    if endless and not reason:
        reason = "an unknown number of instances"
    return Distinct(tuple(firsts), None if endless else len(possible), reason)


def _counts(sighting: Sighting) -> bool:
    return sighting.held.verdict is not Verdict.FAIL and not isinstance(sighting.value, Missing)


def _firsts(seen: Iterable[Sighting]) -> list[Sighting]:
    """One sighting for each value that is not certainly the same as an earlier one."""
    firsts: list[Sighting] = []
    for sighting in seen:
        if not _among(sighting, firsts):
            firsts.append(sighting)
    return firsts


def _among(sighting: Sighting, others: Sequence[Sighting]) -> bool:
    return any(_equal(sighting.value, other.value) for other in others)


def _equal(left: Plain, right: Plain) -> bool:
    if isinstance(left, Missing) or isinstance(right, Missing):
        return left is MISSING and right is MISSING
    return same(left, right) is True


def _doubt(sighting: Sighting) -> str:
    """Why a value may be a further one: it is unknown, or the place may not count."""
    if isinstance(sighting.value, Unknown):
        return sighting.value.reason
    return sighting.held.reason
