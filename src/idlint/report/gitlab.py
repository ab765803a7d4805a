"""The findings as a code quality report of GitLab.

Form: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format : a list without a byte order mark,
paths without `./`, all of `description`, `check_name`, `fingerprint`, `severity`, `location.path` and
`location.lines.begin` in every entry; the merge request shows nothing after an entry that lacks one
(https://gitlab.com/gitlab-org/gitlab/-/issues/340000). GitLab tells findings apart by their fingerprint alone, so that
two of one fingerprint would become one. There is no limit of their number but the size of an artifact
(https://docs.gitlab.com/administration/instance_limits/#maximum-file-size-per-type-of-artifact).
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
