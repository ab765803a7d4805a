"""What a change did, in words: findings that it fixed, and how the picture of dependencies moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from idlint.policy.findings import Finding
from idlint.report.counts import plural
from idlint.report.model import Change, Report
from idlint.report.terminal import Style, clean, paint, wrap
from idlint.resilience.movement import Movement

SHORT = 10
"""Digits of a commit that are shown."""

_ORDINALS = ("", "", "second ", "third ", "fourth ", "fifth ")
_MOST = 20


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
        verbs = [*_itself(items), *_depends(items, quote), *_lets_go(items, quote)]
        said = "; ".join([*verbs, *_points(items, quote)])
        made.append(f"{quote}{workload}{quote}{where}{'' if verbs else ':'} {said}")
    return made


def _itself(items: Iterable[Movement]) -> Iterator[str]:
    for item in items:
        if item.way == "new":
            yield f"is new ({item.kind.replace('_', ' ')})"
        elif item.way == "gone":
            yield "is gone"


def _depends(items: Iterable[Movement], quote: str) -> Iterator[str]:
    """`now depends on kv-b, a second key vault`; several of one kind are only named."""
    found = sorted(
        (item for item in items if item.way == "depends"), key=lambda item: (item.subject_kind, item.subject)
    )
    for kind, group in groupby(found, key=lambda item: item.subject_kind):
        ends = list(group)
        names = " and ".join(f"{quote}{item.subject}{quote}" for item in ends)
        number = ends[0].number
        ordinal = _ORDINALS[number] if number < len(_ORDINALS) else "further "
        what = f", a {ordinal}{kind.replace('_', ' ')}" if kind and ordinal and len(ends) == 1 else ""
        yield f"now depends on {names}{what}"


def _lets_go(items: Iterable[Movement], quote: str) -> Iterator[str]:
    names = sorted(f"{quote}{item.subject}{quote}" for item in items if item.way == "lets-go")
    if names:
        yield f"no longer depends on {' and '.join(names)}"


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
