"""The findings as CSV (RFC 4180), one row each, for spreadsheets.

A cell that a spreadsheet would take for a formula begins with an apostrophe:
https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io

from idlint.policy.findings import Finding
from idlint.report.model import Report
from idlint.report.terminal import PLAIN, Style, clean

COLUMNS = (
    "rule", "family", "area", "severity", "confidence", "path", "line", "column", "kind", "address", "deployment",
    "sets", "instances", "message", "fingerprint",
    "owners",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report, style: Style = PLAIN) -> str:
    """A header and one row a finding, in the report's order, whatever the style."""
    del style
    return table(COLUMNS, [_row(finding, report) for finding in report.findings])


def table(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """Rows below their header, every cell safe to open in a spreadsheet."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return written.getvalue()


def cell(value: object) -> str:
    """One value as a cell."""
    text = clean(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(finding: Finding, report: Report) -> tuple[object, ...]:
    placed = report.places[finding.location]
    first = finding.instances[0] if finding.instances else None
    return (
        finding.rule,
        finding.family,
        finding.area,
        finding.severity,
        finding.confidence,
        placed.path,
        placed.position.line,
        placed.position.column,
        finding.kind,
        first.address if first else "",
        first.deployment if first else "",
        " ".join(sorted({instance.set for instance in finding.instances} - {""})),
        len(finding.instances),
        finding.message,
        finding.fingerprint,
        " ".join(finding.owners),
    )
