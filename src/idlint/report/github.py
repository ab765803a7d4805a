"""The report as GitHub workflow commands, which appear as annotations in a pull request.

Form and escapes: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands . Limits: a step has
ten annotations of each kind, columns only where a range is on one line (https://docs.github.com/rest/checks/runs), and
the runner cuts a message after 4,096 characters (`_maxIssueMessageLength` in `ExecutionContext.cs` of
https://github.com/actions/runner). What is over a limit stays readable in the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from idlint.policy.findings import SEVERITY_RANK, Finding
from idlint.report.counts import plural
from idlint.report.model import Report
from idlint.report.terminal import PLAIN, Style, clean, shortened

COMMANDS = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}
LIMIT = 10
"""Annotations of one kind in a step."""

MESSAGE_LIMIT = 4096
"""Characters of a message."""


def render(report: Report, style: Style = PLAIN) -> str:
    """One command a finding, worst first, then plain log lines for those over GitHub's limit."""
    return "".join(f"{line}\n" for line in _lines(report, style))


def _lines(report: Report, style: Style) -> Iterator[str]:
    used: Counter[str] = Counter()
    over: list[Finding] = []
    for finding in sorted(report.findings, key=lambda item: SEVERITY_RANK[item.severity]):
        command = COMMANDS[finding.severity]
        used[command] += 1
        if used[command] > LIMIT:
            over.append(finding)
        else:
            yield _command(command, finding, report, style)
    if over:
        yield f"{plural(len(over), 'finding')} more than the {LIMIT} of each kind that GitHub annotates:"
    yield from (_log_line(finding, report, style) for finding in over)
    yield from (_skipped(path, reason, style) for path, reason in sorted(report.files.skipped.items()))


def _command(command: str, finding: Finding, report: Report, style: Style) -> str:
    placed = report.places[finding.location]
    at = placed.position
    fields = {"file": placed.path, "line": str(at.line), "endLine": str(at.end_line), "title": finding.rule}
    if at.line == at.end_line:
        fields |= {"col": str(at.column), "endColumn": str(at.end_column)}
    properties = ",".join(f"{name}={escape_property(value)}" for name, value in fields.items())
    owned = (f"owned by {', '.join(finding.owners)}",) if finding.owners else ()
    lines = [clean(line, unicode=style.unicode) for line in (finding.message, *finding.notes, *owned)]
    text = shortened("\n".join(lines), MESSAGE_LIMIT)
    return f"::{command} {properties}::{escape(text)}"


def _log_line(finding: Finding, report: Report, style: Style) -> str:
    """`- path:line:col rule message`; the dash keeps a path from being read as a command."""
    placed = report.places[finding.location]
    where = f"{placed.path}:{placed.position.line}:{placed.position.column}"
    return clean(f"- {where} {finding.severity} {finding.rule}: {finding.message}", unicode=style.unicode)


def _skipped(path: str, reason: str, style: Style) -> str:
    return clean(f"- {path} was skipped: {reason}", unicode=style.unicode)


def escape(text: str) -> str:
    """The data of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """The value of a property of a workflow command."""
    return escape(clean(text)).replace(":", "%3A").replace(",", "%2C")
