"""The report as JUnit XML (https://github.com/testmoapp/junitxml), for the test tabs of CI hosts.

Every finding is a failed test case; every rule that found nothing is one that passed, so that a run without
findings is not an empty file, which some hosts refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from idlint.policy.findings import Finding
from idlint.report.model import Report
from idlint.report.terminal import PLAIN, Style, clean

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow, however they are written."""


def render(report: Report, style: Style = PLAIN) -> str:
    """One suite, whatever the style."""
    del style
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    failed = {finding.rule for finding in report.findings}
    passed = [name for name in sorted(report.rules) if name not in failed]
    tests = len(report.findings) + len(passed)
    counts = f'tests="{tests}" failures="{len(report.findings)}" errors="0" skipped="0"'
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<testsuites name="idlint" {counts}>'
    yield f'  <testsuite name="idlint" {counts}>'
    for finding in report.findings:
        yield from _failure(finding, report)
    yield from (f"    <testcase classname={_attribute(name)} name={_attribute(name)}/>" for name in passed)
    yield "  </testsuite>"
    yield "</testsuites>"


def _failure(finding: Finding, report: Report) -> Iterator[str]:
    placed = report.places[finding.location]
    where = f"{placed.path}:{placed.position.line}:{placed.position.column}"
    address = finding.instances[0].address if finding.instances else ""
    name = f"{where} {address}".strip()
    at = f'file={_attribute(placed.path)} line="{placed.position.line}"'
    yield f"    <testcase classname={_attribute(finding.rule)} name={_attribute(name)} {at}>"
    body = "\n".join((f"{where} {finding.message}", *finding.notes))
    kind = f"type={_attribute(finding.severity)}"
    if finding.owners:
        owners = _attribute(" ".join(finding.owners))
        yield f'      <properties><property name="owners" value={owners}/></properties>'
    yield f"      <failure message={_attribute(finding.message)} {kind}>{_content(body)}</failure>"
    yield "    </testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", clean(text)))


def _content(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", "\n".join(map(clean, text.split("\n")))))
