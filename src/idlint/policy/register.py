"""The register of risks: everything that hides findings or states facts, with who answers for it and how long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, TypeAlias

from idlint.directives import Directive
from idlint.policy.baseline import REASON, Entry
from idlint.policy.findings import SEVERITY_RANK, Finding, Suppressed
from idlint.policy.hiding import ANNOUNCED
from idlint.policy.stated import covers
from idlint.records import NamedTuple
from idlint.settings import Assumption, Suppression

State: TypeAlias = Literal["ended", "ends-soon", "unused", "holds"]

STATES: tuple[State, ...] = ("ended", "ends-soon", "unused", "holds")
"""Most urgent first."""

_LINK = re.compile(r"https?://[^\s<>\"')\]]+")

Owners: TypeAlias = Callable[[str], tuple[str, ...]]
"""Path -> who owns it."""


class Risk(NamedTuple):
    """One thing that somebody accepted or stated."""

    source: Literal["comment", "configuration", "baseline", "assumption"]
    about: str
    """The rule that it hides, or the fact that it states."""
    state: State
    path: str
    """The file that says so; of the baseline, where the finding was."""
    line: int
    """The line of a comment; 0 for all else."""
    limit: str
    """What it is limited to, printable; empty where it is not."""
    owners: tuple[str, ...]
    reason: str
    evidence: str
    """A link to where it can be checked; empty where there is none."""
    until: date | None
    hides: int
    """Findings that it hides now."""
    severity: str
    """The worst severity of these; empty where there are none."""


class Known(NamedTuple):
    """What a register is made from."""

    hidden: Sequence[Suppressed]
    owners: Owners
    now: date
    names: Mapping[str, str]
    """Rule id or former id -> rule id."""


def of_comments(directives: Iterable[Directive], line: Callable[[Directive], int], known: Known) -> Iterator[Risk]:
    """The ignores in comments, malformed ones aside: these hide nothing and are findings."""
    by_place: dict[object, list[Finding]] = {}
    for item in known.hidden:
        if item.by == "comment":
            by_place.setdefault(item.location, []).append(item.finding)
    for one in dict.fromkeys(directives):
        if one.action == "expect" or one.malformed:
            continue
        rule = known.names.get(one.rule, one.rule)
        hides = [finding for finding in by_place.get(one.span, ()) if rule in {"*", finding.rule}]
        limit = f'@ "{one.key}"' if one.key else "whole file" if one.action == "ignore-file" else ""
        yield Risk(
            "comment", rule, state(one.until, known.now, used=bool(hides)), one.span.path, line(one), limit,
            known.owners(one.span.path), one.reason, link(one.reason), one.until, len(hides), worst(hides),
        )  # fmt: skip


def of_configuration(suppressions: Iterable[Suppression], known: Known) -> Iterator[Risk]:
    """The suppressions in the configuration."""
    stated = [item.finding for item in known.hidden if item.by == "configuration"]
    for written in suppressions:
        one = written._replace(rule=known.names.get(written.rule, written.rule))
        hides = [finding for finding in stated if covers(one, finding)]
        named = {"path": one.path, "address": one.address, "instance": one.instance, "set": one.set}
        limit = ", ".join(f"{name} {value}" for name, value in named.items() if value)
        owners = (one.owner,) if one.owner else ()
        yield Risk(
            "configuration", one.rule, state(one.until, known.now, used=bool(hides)), one.file, 0, limit, owners,
            one.reason, one.evidence or link(one.reason), one.until, len(hides), worst(hides),
        )  # fmt: skip


def of_baseline(entries: Iterable[Entry], stale: Iterable[Entry], known: Known) -> Iterator[Risk]:
    """The findings that the baseline accepts, without a day on which that ends."""
    accepted: dict[str, list[Finding]] = {}
    for item in known.hidden:
        if item.by == "baseline":
            for name in (item.finding.fingerprint, *item.finding.former):
                accepted.setdefault(name, []).append(item.finding)
    unused = frozenset(stale)
    for one in entries:
        hides = accepted.get(one.fingerprint, [])
        rule = known.names.get(one.rule, one.rule)
        yield Risk(
            "baseline", rule, state(None, known.now, used=one not in unused), one.path, 0, one.address,
            known.owners(one.path), f"{REASON}: {one.message}", "", None, len(hides), worst(hides),
        )  # fmt: skip


def of_assumptions(
    assumptions: Iterable[Assumption], answered: Callable[[Assumption], Sequence[Finding]], known: Known
) -> Iterator[Risk]:
    """The facts that the configuration states; `answered` are the findings that there would be without one."""
    for one in assumptions:
        holds = one.until is None or one.until >= known.now
        hides = answered(one) if holds else ()
        owners = (one.owner,) if one.owner else ()
        yield Risk(
            "assumption", one.fact, state(one.until, known.now, used=bool(hides)), one.file, 0, "", owners, one.because,
            one.evidence or link(one.because), one.until, len(hides), worst(hides),
        )  # fmt: skip


def state(until: date | None, now: date, *, used: bool) -> State:
    """Whether something has ended, ends within the next weeks, hides nothing, or simply holds."""
    if until is not None and until < now:
        return "ended"
    if not used:
        return "unused"
    return "ends-soon" if until is not None and until <= now + ANNOUNCED else "holds"


def link(reason: str) -> str:
    """The first link in a reason, which is its evidence; empty where there is none."""
    found = _LINK.search(reason)
    return found[0].rstrip(".,;") if found else ""


def worst(findings: Iterable[Finding]) -> str:
    """The worst severity among `findings`; empty for none."""
    return min((finding.severity for finding in findings), key=SEVERITY_RANK.__getitem__, default="")
