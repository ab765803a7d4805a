"""What a change did, in words: findings that it fixed, and how the picture of dependencies moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from idlint.policy.findings import Finding
from idlint.report.model import Change, Report
from idlint.report.terminal import Style, clean, paint, wrap
from idlint.resilience.movement import Movement

SHORT = 10
"""Digits of a commit that are shown."""

_ORDINALS = ("", "", "second ", "third ", "fourth ", "fifth ")
_MOST = 20


def plural(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def counts(report: Report, change: Change) -> str:
    """`3 files changed, 1 finding introduced, 2 fixed, 12 as before`."""
    found = [
        f"{plural(change.files, 'file')} changed",
        f"{plural(len(report.findings), 'finding')} introduced",
        f"{len(change.fixed):,} fixed",
        f"{change.kept:,} as before",
    ]
    return ", ".join([*found, *([f"{change.moved:,} moved"] if change.moved else [])])


def change_lines(report: Report, change: Change, style: Style) -> Iterator[str]:
    """The end of a text report: what is compared, what is fixed, how dependencies moved."""
    yield from _entry("Since", f"{change.since} ({change.commit[:SHORT]}): {counts(report, change)}", style)
    if change.fixed:
        yield from _entry("Fixed", "", style)
        yield from _listed([fixed_text(finding, change) for finding in change.fixed], style)
    if change.movements:
        yield from _entry("Dependencies", "", style)
        yield from _listed(sentences(change.movements), style)


def fixed_text(finding: Finding, change: Change) -> str:
    """Where a finding was, and what it said."""
    placed = change.places[finding.location]
    return f"{placed.path}:{placed.position.line} {finding.severity} {finding.rule}: {finding.message}"


def sentences(movements: Iterable[Movement], quote: str = "") -> list[str]:
    """One sentence for each workload, and each of the sets in which it moved in the same way."""
    made = []
    ordered = sorted(movements, key=lambda item: (item.workload, item.sets))
    for (workload, sets), group in groupby(ordered, key=lambda item: (item.workload, item.sets)):
        items = list(group)
        where = f" in {', '.join(sets)}" if sets else ""
        said = [text for item in _first_the_workload(items) if (text := _said(item, quote))]
        made.append(f"{quote}{workload}{quote}{where} {'; '.join([*said, *_points(items, quote)])}")
    return made


def _first_the_workload(items: Iterable[Movement]) -> list[Movement]:
    order = ("new", "gone", "depends", "lets-go")
    return sorted((item for item in items if item.way in order), key=lambda item: (order.index(item.way), item.subject))


def _said(item: Movement, quote: str) -> str:
    kind = item.subject_kind.replace("_", " ")
    if item.way == "new":
        return f"is new ({item.kind.replace('_', ' ')})"
    if item.way == "gone":
        return "is gone"
    subject = f"{quote}{item.subject}{quote}"
    if item.way == "lets-go":
        return f"no longer depends on {subject}"
    ordinal = _ORDINALS[item.number] if item.number < len(_ORDINALS) else "further "
    return f"now depends on {subject}" + (f", a {ordinal}{kind}" if kind and ordinal else "")


def _points(items: Iterable[Movement], quote: str) -> Iterator[str]:
    """`its start capability gained the single point azure/managed-identity@westeurope`."""
    points = sorted((item.capability, item.way, item.subject) for item in items if item.way in {"gained", "lost"})
    for (capability, way), group in groupby(points, key=lambda item: item[:2]):
        names = [f"{quote}{subject}{quote}" for _, _, subject in group]
        noun = "the single point" if len(names) == 1 else "the single points"
        yield f"its {capability} capability {way} {noun} {', '.join(names)}"


def change_data(report: Report, change: Change) -> dict[str, Any]:
    """The change as plain JSON data; `fixed` has the places of the earlier state."""
    return {
        "since": change.since,
        "commit": change.commit,
        "files": change.files,
        "introduced": len(report.findings),
        "kept": change.kept,
        "moved": change.moved,
        "fixed": [_fixed_data(finding, change) for finding in change.fixed],
        "movements": [{**item._asdict(), "sets": list(item.sets)} for item in change.movements],
    }


def _fixed_data(finding: Finding, change: Change) -> dict[str, Any]:
    placed = change.places[finding.location]
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "path": placed.path,
        "line": placed.position.line,
        "fingerprint": finding.fingerprint,
    }


def _listed(items: list[str], style: Style) -> Iterator[str]:
    for item in items[:_MOST]:
        yield from wrap(clean(item, unicode=style.unicode), style.width, "  ", "    ")
    if len(items) > _MOST:
        yield f"  and {len(items) - _MOST:,} more"


def _entry(name: str, text: str, style: Style) -> Iterator[str]:
    first, *rest = wrap(clean(f"{name}: {text}".rstrip(), unicode=style.unicode), style.width, "", "  ")
    yield paint(f"{name}:", "bold", style) + first.removeprefix(f"{name}:")
    yield from rest
