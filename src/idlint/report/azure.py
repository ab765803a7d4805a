"""The report as logging commands of Azure Pipelines, which appear as the run's errors and warnings.

Form and escapes: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands . Limits: the page of a
run shows ten errors and ten warnings of a step and counts the rest (`_maxIssueCount` in `ExecutionContext.cs` of
https://github.com/microsoft/azure-pipelines-agent, confirmed in
https://github.com/microsoft/azure-pipelines-tasks/issues/11841), so the worst come first; the log has all of them. The
live log cuts a line after 1,024 characters, the kept one does not
(https://github.com/microsoft/azure-pipelines-agent/issues/1425).
"""

from __future__ import annotations

from collections.abc import Iterator

from idlint.policy.findings import SEVERITY_RANK, Finding
from idlint.report.model import Report
from idlint.report.terminal import PLAIN, Style, clean

TYPES = {"critical": "error", "high": "error", "medium": "warning", "low": "warning"}


def render(report: Report, style: Style = PLAIN) -> str:
    """One command a finding, worst first, then one for each file that was not read."""
    return "".join(f"{line}\n" for line in _lines(report, style))


def _lines(report: Report, style: Style) -> Iterator[str]:
    for finding in sorted(report.findings, key=lambda item: SEVERITY_RANK[item.severity]):
        yield _command(finding, report, style)
    for path, reason in sorted(report.files.skipped.items()):
        yield f"##vso[task.logissue type=warning;sourcepath={_property(path)};]was skipped: {_data(reason, style)}"


def _command(finding: Finding, report: Report, style: Style) -> str:
    placed = report.places[finding.location]
    fields = {
        "type": TYPES[finding.severity],
        "sourcepath": placed.path,
        "linenumber": str(placed.position.line),
        "columnnumber": str(placed.position.column),
        "code": finding.rule,
    }
    properties = "".join(f"{name}={_property(value)};" for name, value in fields.items())
    owned = (f"owned by {', '.join(finding.owners)}",) if finding.owners else ()
    message = " ".join((f"{finding.message} ({finding.rule})", *finding.notes, *owned))
    return f"##vso[task.logissue {properties}]{_data(message, style)}"


def _data(text: str, style: Style) -> str:
    """The message of a command; without the escape of `%`, what looks like an escape would be one."""
    shown = clean(text, unicode=style.unicode).replace("%", "%AZP25")
    return shown.replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The value of a property of a command."""
    return _data(text, PLAIN).replace("]", "%5D").replace(";", "%3B")
