"""Which findings fail a run."""

from __future__ import annotations

from idlint.policy.findings import SEVERITY_RANK, Finding


def gates_one(finding: Finding, fail_on: str) -> bool:
    """Whether one finding fails a run that fails on `fail_on`.

    Findings of low confidence never do, nor do those that are held back; `never` leaves only inputs that did not parse.
    """
    if finding.confidence == "low" or finding.held:
        return False
    if finding.rule == "parse-error":
        return True
    if fail_on == "never":
        return False
    return SEVERITY_RANK[finding.severity] <= SEVERITY_RANK[fail_on]
