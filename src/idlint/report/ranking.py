"""Which findings to look at first, where there are more than anybody reads at once."""

from __future__ import annotations

from collections import Counter

from idlint.policy.findings import SEVERITY_RANK, Finding
from idlint.policy.gate import gates_one
from idlint.report.model import Report

FEW = 25
"""Up to so many findings are all listed."""

FIRST = 10
"""So many of more than a few."""


def first(report: Report) -> list[Finding]:
    """The findings to look at first, `FIRST` at the most."""
    return ranked(report)[:FIRST]


def ranked(report: Report) -> list[Finding]:
    """All findings: what fails the run, then the largest blast radius, then the worst severity; notes come last."""
    return sorted(report.findings, key=lambda finding: _rank(finding, report.fail_on))


def _rank(finding: Finding, fail_on: str) -> tuple[bool, bool, int, int]:
    advice = finding.severity == "low" or finding.confidence == "low"
    return not gates_one(finding, fail_on), advice, -finding.radius.weight, SEVERITY_RANK[finding.severity]


def families(report: Report) -> list[tuple[str, int]]:
    """Family -> number of findings, most first; idlint's own messages go by their id."""
    counts = Counter(finding.family or finding.rule for finding in report.findings)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def gating(report: Report) -> int:
    """How many findings fail the run."""
    return sum(gates_one(finding, report.fail_on) for finding in report.findings)


def radius_text(finding: Finding) -> str:
    """`12 workloads depend on it (2 mission-critical, 10 standard)`; empty where at most one does, usually itself."""
    radius = finding.radius
    if radius.workloads < 2:
        return ""
    named = zip(("mission-critical", "high", "standard", "low"), radius, strict=True)
    counts = ", ".join(f"{count:,} {level}" for level, count in named if count)
    return f"{radius.workloads:,} workloads depend on it ({counts})"
