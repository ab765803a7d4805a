"""Suppressions that stand in the configuration: by rule (its present id), path, address and instance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fnmatch import fnmatchcase

from idlint.policy.findings import Finding, Instance, Occurrence, Suppressed, with_occurrences
from idlint.records import NamedTuple
from idlint.settings import Suppression


class Stated(NamedTuple):
    """Findings, sorted into what is left and what the configuration hides."""

    left: tuple[Finding, ...]
    hidden: tuple[Suppressed, ...]
    unused: tuple[Suppression, ...]
    """Suppressions that hide nothing, those that have ended aside."""


def hide(
    findings: Iterable[Finding], suppressions: Iterable[Suppression], now: date, locked: frozenset[str] = frozenset()
) -> Stated:  # fmt: skip
    """`findings` without what holds on the day `now`; rules in `locked` cannot be hidden."""
    given = tuple(suppressions)
    active = [item for item in given if not _ended(item, now) and item.rule not in locked]
    ended = [item for item in given if _ended(item, now)]
    used: set[Suppression] = set()
    left: list[Finding] = []
    hidden: list[Suppressed] = []
    for finding in findings:
        left += [_mention(part, ended) for part in _divide(finding, active, used, hidden)]
    return Stated(tuple(left), tuple(hidden), tuple(item for item in active if item not in used))


def _ended(item: Suppression, now: date) -> bool:
    return item.until is not None and item.until < now


def _divide(
    finding: Finding, active: Iterable[Suppression], used: set[Suppression], hidden: list[Suppressed]
) -> Iterator[Finding]:
    matching = [item for item in active if item.rule == finding.rule and _is_there(item, finding)]
    if not matching or not finding.occurrences:
        yield finding
        return
    groups: dict[Suppression | None, list[Occurrence]] = defaultdict(list)
    for one in finding.occurrences:
        groups[next((item for item in matching if speaks_for(item, one.instance)), None)].append(one)
    left = groups.pop(None, None)
    for item, occurrences in groups.items():
        if item is not None:
            used.add(item)
            part = with_occurrences(finding, occurrences)
            hidden.append(Suppressed(part, item.reason, finding.location, "configuration"))
    if left:
        yield with_occurrences(finding, left)


def _is_there(item: Suppression, finding: Finding) -> bool:
    return not item.path or fnmatchcase(finding.location.path, item.path)


def covers(item: Suppression, finding: Finding) -> bool:
    """Whether the suppression speaks for the rule, the place and an instance of `finding`."""
    named = item.rule == finding.rule and _is_there(item, finding)
    return named and any(speaks_for(item, one) for one in finding.instances)


def speaks_for(item: Suppression, instance: Instance) -> bool:
    """Whether the instance is one that the suppression is limited to."""
    plain = instance.address.replace('"', "")
    fits = not item.address or fnmatchcase(plain, _literal(item.address)) or plain.endswith(f".{item.address}")
    return fits and (not item.instance or f"[{item.instance}]" in plain) and item.set in {"", instance.set}


def _literal(address: str) -> str:
    """An address as a pattern: brackets are part of it, and only `*` and `?` stand for something else."""
    return address.replace('"', "").replace("[", "[[]")


def _mention(finding: Finding, ended: Iterable[Suppression]) -> Finding:
    """`finding` with a note about the suppressions that hid it until a day that has passed."""
    notes = [f"the suppression in the configuration ended on {item.until}" for item in ended if covers(item, finding)]
    return finding._replace(notes=(*finding.notes, *dict.fromkeys(notes))) if notes else finding
