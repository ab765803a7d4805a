"""What could not be understood, as findings: an input that cannot be read is reported, never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from idlint.document import Problem
from idlint.policy.findings import Finding
from idlint.source import Location

FAMILY = "input"
"""The family and area of idlint's own messages."""

TEST_DATA = "testdata"
"""The folder that Go's tools leave out, by their convention: https://pkg.go.dev/cmd/go#hdr-Test_packages"""

ON_PURPOSE = f"in a folder `{TEST_DATA}` it may be wrong on purpose, so it fails no run"

SEVERITIES = {"parse-error": "high", "malformed-directive": "medium", "unused-ignore": "low"}


def problem_findings(problems: Iterable[Problem]) -> Iterator[Finding]:
    """One finding for each problem, however many units read the file."""
    for problem in dict.fromkeys(problems):
        finding = own_finding(problem.rule, problem.message, problem.location)
        in_tests = TEST_DATA in problem.location.path.split("/")[:-1]
        yield finding._replace(severity="low", confidence="low", notes=(ON_PURPOSE,)) if in_tests else finding


def own_finding(rule: str, message: str, location: Location) -> Finding:
    """A finding of one of the reserved rules, which is about a file and no instance."""
    return Finding(
        rule=rule,
        family=FAMILY,
        area=FAMILY,
        severity=SEVERITIES[rule],
        confidence="high",
        message=message,
        location=location,
        kind="file",
        instances=(),
    )
