"""The report as Markdown, for a job summary or one comment of a pull request that every run replaces.

It begins with a mark by which the comment is found again, and stays below the least of the hosts' limits: 65,536
characters for a comment on GitHub (https://docs.github.com/rest/issues/comments). GitLab takes a million
(https://docs.gitlab.com/administration/instance_limits/), and the summary of a job on GitHub one mebibyte
(https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands). What does not fit is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from idlint.policy.findings import SEVERITY_RANK, Finding
from idlint.report.change import SHORT, counts, sentences
from idlint.report.counts import plural, severities, unknown_reasons
from idlint.report.model import Change, Report
from idlint.report.terminal import PLAIN, Style, clean, shortened

MARK = "<!-- idlint -->"
LIMIT = 60_000
"""Characters of the table; the rest of the page has room beside it."""

COMMENT_LIMIT = 65_000
"""Characters of the whole page."""

_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~])")
_REASONS = 5
_MOST = 30


def render(report: Report, style: Style = PLAIN) -> str:
    """A heading with the counts, a table worst first, and what could not be decided, whatever the style."""
    del style
    return "\n".join((MARK, *_fitting(_page(report)))) + "\n"


def _fitting(lines: Iterable[str]) -> Iterator[str]:
    """The lines as far as they fit into a comment; the table alone leaves room for the rest."""
    room = COMMENT_LIMIT
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            yield "\nWhat is missing here is in the whole report."
            return
        yield line


def _page(report: Report) -> Iterator[str]:
    yield f"## idlint: {_heading(report)}"
    yield ""
    if report.findings:
        owned = any(finding.owners for finding in report.findings)
        yield "| severity | rule | where | what |" + (" owner |" if owned else "")
        yield "|---|---|---|---|" + ("---|" if owned else "")
        yield from _rows(report, owned)
        yield ""
    if report.change:
        yield from _change(report, report.change)
    yield from _undecided(report)


def _heading(report: Report) -> str:
    counted = ", ".join(f"{count} {severity}" for severity, count in severities(report).items() if count)
    since = f" introduced since {code(report.change.since)}" if report.change else ""
    if not counted:
        return f"nothing{since}" if since else "no findings"
    return f"{plural(len(report.findings), 'finding')}{since} ({counted})"


def _rows(report: Report, owned: bool) -> Iterator[str]:
    room = LIMIT
    ordered = sorted(report.findings, key=lambda item: SEVERITY_RANK[item.severity])
    for number, finding in enumerate(ordered):
        row = _row(finding, report) + (f" {escaped(', '.join(finding.owners))} |" if owned else "")
        room -= len(row) + 1
        if room < 0:
            left = len(ordered) - number
            yield f"| | | | {plural(left, 'more finding')}: see the whole report |"
            return
        yield row


def _row(finding: Finding, report: Report) -> str:
    placed = report.places[finding.location]
    sets = sorted({instance.set for instance in finding.instances} - {""})
    message = escaped(finding.message) + (f" ({escaped(', '.join(sets))})" if sets else "")
    confidence = "" if finding.confidence == "high" else f", {finding.confidence} confidence"
    where = code(f"{placed.path}:{placed.position.line}")
    return f"| {finding.severity}{confidence} | {code(finding.rule)} | {where} | {message} |"


def _change(report: Report, change: Change) -> Iterator[str]:
    """What moved, before what is fixed: a reviewer sees in the diff what was fixed on purpose."""
    moved = sentences(change.movements, "\0")
    if moved:
        yield from ("**How dependencies moved**", "", *_some(map(_with_code, moved), len(moved)), "")
    if change.fixed:
        fixed = (_fixed(finding, change) for finding in change.fixed)
        yield from ("**Fixed**", "", *_some(fixed, len(change.fixed)), "")
    yield f"Compared with {code(change.commit[:SHORT])}: {counts(report, change)}."
    yield ""


def _fixed(finding: Finding, change: Change) -> str:
    placed = change.places[finding.location]
    return f"{code(f'{placed.path}:{placed.position.line}')} {code(finding.rule)} {escaped(finding.message)}"


def _some(texts: Iterable[str], number: int) -> Iterator[str]:
    """The first of many as a list, and how many there are besides."""
    yield from (f"- {text}" for text in islice(texts, _MOST))
    if number > _MOST:
        yield f"- and {number - _MOST:,} more"


def _with_code(text: str) -> str:
    """`text` with code where names stand between NUL characters."""
    return "".join(code(part) if number % 2 else escaped(part) for number, part in enumerate(text.split("\0")))


def _undecided(report: Report) -> Iterator[str]:
    files = report.files
    counts = [f"{plural(len(files.checked), 'file')} checked"]
    counts += [f"{len(files.partly)} partly understood"] if files.partly else []
    counts += [f"{len(files.skipped)} skipped"] if files.skipped else []
    verdicts = f" {plural(len(report.unknown), 'verdict')} undecided, mostly because of:" if report.unknown else ""
    yield ", ".join(counts) + "." + verdicts
    if report.unknown:
        yield ""
    for reason, found in unknown_reasons(report)[:_REASONS]:
        yield f"- {escaped(shortened(reason, 300))} ({len(found)})"


def escaped(text: str) -> str:
    """`text` on one line, with nothing in it that Markdown or HTML would take for markup."""
    return _MARKUP.sub(r"\\\1", clean(text)).replace("@", "@\u200b")


def code(text: str) -> str:
    """`text` as code in a table cell."""
    return "`" + clean(text).replace("`", "'").replace("|", "\\|") + "`"
