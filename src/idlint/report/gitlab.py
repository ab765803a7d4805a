"""The findings as a code quality report of GitLab.

The form is that of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format .
GitLab tells findings apart by their fingerprint alone, so that two of one fingerprint would become one.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from idlint.policy.findings import Finding
from idlint.report.json import dumps
from idlint.report.model import Report
from idlint.report.terminal import PLAIN, Style, clean

SEVERITIES = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}


def render(report: Report, style: Style = PLAIN) -> str:
    """A JSON list, in the report's order, whatever the style."""
    del style
    seen: Counter[str] = Counter()
    return dumps([_entry(finding, report, seen) for finding in report.findings])


def _entry(finding: Finding, report: Report, seen: Counter[str]) -> dict[str, Any]:
    placed = report.places[finding.location]
    fingerprint = finding.fingerprint or f"{finding.rule}:{placed.path}:{placed.position.line}"
    seen[fingerprint] += 1
    if seen[fingerprint] > 1:
        fingerprint = f"{fingerprint}-{seen[fingerprint]}"
    owned = f" (owned by {', '.join(finding.owners)})" if finding.owners else ""
    return {
        "type": "issue",
        "description": clean(finding.message + owned),
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[finding.severity],
        "categories": ["Bug Risk"],
        "location": {
            "path": placed.path,
            "lines": {"begin": placed.position.line, "end": placed.position.end_line},
        },
    }
