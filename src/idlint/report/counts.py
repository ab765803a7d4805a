"""What reports count: findings by severity and by owner, undecided verdicts by reason."""

from __future__ import annotations

from collections import Counter, defaultdict

from idlint.policy.findings import SEVERITY_RANK, UnknownVerdict
from idlint.report.model import Report


def plural(count: int, noun: str, nouns: str = "") -> str:
    """`1 file`, `2 files`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def severities(report: Report) -> dict[str, int]:
    """Every severity, worst first -> number of findings, zeros included."""
    counts = Counter(finding.severity for finding in report.findings)
    return {severity: counts[severity] for severity in SEVERITY_RANK}


def owners(report: Report) -> list[tuple[str, int]]:
    """Owner -> number of findings, most first; what nobody owns comes last, under an empty name.

    A finding with two owners counts for both. Nothing where nobody is named at all.
    """
    counts = Counter(owner for finding in report.findings for owner in finding.owners or ("",))
    return sorted(counts.items(), key=lambda item: (not item[0], -item[1], item[0])) if set(counts) - {""} else []


def unknown_reasons(report: Report) -> list[tuple[str, list[UnknownVerdict]]]:
    """The undecided verdicts by reason, the most frequent reason first; each group sorted."""
    groups: dict[str, list[UnknownVerdict]] = defaultdict(list)
    for verdict in sorted(report.unknown):
        groups[verdict.reason].append(verdict)
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
