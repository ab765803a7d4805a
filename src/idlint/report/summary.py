"""The end of the text report: counts of findings, files, and everything that could not be decided and why."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from idlint.policy.findings import Finding
from idlint.report.advice import ALIAS, for_reason, for_source
from idlint.report.counts import owners, plural, severities, unknown_reasons
from idlint.report.model import Report
from idlint.report.ranking import FEW, FIRST, families, first, gating, radius_text
from idlint.report.terminal import Style, clean, paint, wrap

_MOST_LISTED = 10
_MOST_REASONS = 5
_MOST_NAMED = 3


def unknown_lines(report: Report, style: Style) -> Iterator[str]:
    """The undecided verdicts, grouped by reason with counts."""
    yield from _entry("Undecided", f"{plural(len(report.unknown), 'verdict')}, by reason", style)
    for reason, verdicts in unknown_reasons(report):
        yield from _wrapped(f"{plural(len(verdicts), 'verdict')}: {reason}", style)
        for verdict in verdicts:
            sets = f" ({verdict.set})" if verdict.set else ""
            where = f" in {verdict.deployment}{sets}" if verdict.deployment else sets
            yield from _wrapped(f"{verdict.rule}: {verdict.address}{where}", style, 4)


def summary_lines(report: Report, style: Style) -> Iterator[str]:
    """The summary; lines about what did not happen are left out, the first two never."""
    yield from _verdict(report, style)
    yield from first_run_lines(report, style)
    yield from _owner_lines(report, style)
    yield from _file_lines(report, style)
    if not report.change:  # what the whole repository leaves open is no news of a change
        yield from _open_lines(report, style)
    if report.suppressed:
        yield from _entry("Suppressed", _by_whom(report), style)
    if not report.change:
        yield from _criticality_lines(report, style)
    for notice in report.notices:
        yield from _entry("Notice", notice, style)
    accepted = any(item.by == "baseline" for item in report.suppressed)
    if len(report.findings) > FIRST and not report.change and not accepted:
        yield from _entry("Baseline", "`idlint baseline` accepts what is there; then only new findings count", style)


def _open_lines(report: Report, style: Style) -> Iterator[str]:
    """What could not be decided or read."""
    if report.unknown and not style.show_unknown:
        yield from _reason_lines(report, style)
    yield from _opaque_lines(report, style)


def first_run_lines(report: Report, style: Style) -> Iterator[str]:
    """Where to begin, if there are many findings."""
    count = len(report.findings)
    if count <= FIRST:
        return
    order = "what fails the run, then what most workloads depend on"
    if is_abridged(report, style):
        yield from _entry("Shown", f"the first {FIRST}: {order} (list all with --full)", style)
    elif count > FEW:
        yield from _entry("First", order, style)
        yield from _listed([_line(finding, report) for finding in first(report)], style)
    if report.fail_on != "never":
        yield from _entry("Gate", f"{gating(report):,} of them fail the run (fail-on {report.fail_on})", style)
    yield from _entry("Families", ", ".join(f"{name} {count:,}" for name, count in families(report)), style)


def is_abridged(report: Report, style: Style) -> bool:
    """Whether only the first findings are shown."""
    return len(report.findings) > FEW and not style.full


def _line(finding: Finding, report: Report) -> str:
    """A finding on one line."""
    placed = report.places[finding.location]
    return f"{placed.path}:{placed.position.line} {finding.severity} {finding.rule}: {radius_text(finding)}".rstrip(
        ": "
    )


def _reason_lines(report: Report, style: Style) -> Iterator[str]:
    """What hides most verdicts, and what would decide them."""
    reasons = unknown_reasons(report)
    text = (
        f"{plural(len(report.unknown), 'verdict')} for {plural(len(reasons), 'reason')} (list them with --show-unknown)"
    )
    yield from _entry("Undecided", text, style)
    for reason, verdicts in reasons[:_MOST_REASONS]:
        advice = for_reason(reason)
        yield from _wrapped(f"{len(verdicts):,} {reason}" + (f": {advice}" if advice else ""), style)
    if len(reasons) > _MOST_REASONS:
        yield from _wrapped(f"and {plural(len(reasons) - _MOST_REASONS, 'more reason')}", style)


def _by_whom(report: Report) -> str:
    """How many findings are hidden, and by what, where that is more than comments."""
    counts = Counter(item.by for item in report.suppressed)
    text = plural(len(report.suppressed), "finding")
    if set(counts) == {"comment"}:
        return text
    return f"{text} ({', '.join(f'{count:,} by {_HIDERS[by]}' for by, count in sorted(counts.items()))})"


_HIDERS = {"comment": "comments", "configuration": "the configuration", "baseline": "the baseline"}


def _verdict(report: Report, style: Style) -> Iterator[str]:
    if not report.findings:
        yield paint("No findings", "good", style)
        return
    counts = ", ".join(f"{count:,} {severity}" for severity, count in severities(report).items() if count)
    yield from _entry(f"Found {plural(len(report.findings), 'finding')}", counts, style)


def _owner_lines(report: Report, style: Style) -> Iterator[str]:
    counts = owners(report)
    if counts:
        shown = [f"{owner or 'nobody'} {count:,}" for owner, count in counts[:_MOST_LISTED]]
        shown += [f"{len(counts) - _MOST_LISTED:,} more"] if len(counts) > _MOST_LISTED else []
        yield from _entry("Owners", ", ".join(shown), style)
    if report.owner and report.others:
        others = plural(report.others, "finding")
        yield from _entry("Left out", f"{others} that {report.owner} does not own", style)


def _file_lines(report: Report, style: Style) -> Iterator[str]:
    files = report.files
    ignored = sum(files.not_input.values())
    counts = [f"{len(files.checked):,} checked"]
    counts += [f"{len(files.partly):,} partly understood"] if files.partly else []
    counts += [f"{len(files.skipped):,} skipped"] if files.skipped else []
    counts += [f"{ignored:,} not an input"] if ignored else []
    yield from _entry("Files", ", ".join(counts), style)
    yield from _listed([f"partly understood: {path}" for path in files.partly], style)
    yield from _listed(list(_skipped(files.skipped)), style)
    if ignored:
        kinds = sorted(files.not_input.items(), key=lambda item: (-item[1], item[0]))
        yield from _wrapped("not an input: " + ", ".join(_counted(count, what) for what, count in kinds), style)


def _counted(count: int, what: str) -> str:
    """`1 Terraform test`, `2 pipeline templates that no pipeline here uses`."""
    return f"{count:,} {what if count == 1 else re.sub(_NOUN, _PLURAL, what, count=1)}"


_NOUN = r"\b(test|stack|template)\b"
_PLURAL = r"\1s"


def _skipped(skipped: Mapping[str, str]) -> Iterator[str]:
    """What was not read and why; many files with one reason on one line."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for path, reason in sorted(skipped.items()):
        by_reason[reason].append(path)
    for reason, paths in by_reason.items():
        if len(paths) > _MOST_NAMED:
            rest = len(paths) - _MOST_NAMED
            yield f"skipped: {len(paths):,} files: {reason}: {', '.join(paths[:_MOST_NAMED])} and {rest:,} more"
        else:
            yield from (f"skipped: {path}: {reason}" for path in paths)


def _opaque_lines(report: Report, style: Style) -> Iterator[str]:
    if not report.opaque:
        return
    ranked = sorted(report.opaque.items(), key=lambda item: (-item[1], item[0]))
    calls = plural(sum(report.opaque.values()), "call")
    yield from _entry("Opaque", f"{plural(len(ranked), 'source')} not read, used in {calls}", style)
    yield from _listed([f"{source} ({plural(count, 'call')})" for source, count in ranked], style)
    for advice in dict.fromkeys(ALIAS if source in report.unaliased else for_source(source) for source, _ in ranked):
        if advice:
            yield from _wrapped(f"hint: {advice}", style)


def _criticality_lines(report: Report, style: Style) -> Iterator[str]:
    declared, workloads = report.declared
    if not workloads:
        return
    text = f"declared by {declared:,} of {plural(workloads, 'workload')}"
    if declared < workloads:
        text += "; assumed for the rest, which caps their findings at medium"
    yield from _entry("Criticality", text, style)


def _listed(items: list[str], style: Style) -> Iterator[str]:
    for item in items[:_MOST_LISTED]:
        yield from _wrapped(item, style)
    if len(items) > _MOST_LISTED:
        yield from _wrapped(f"and {len(items) - _MOST_LISTED:,} more", style)


def _entry(name: str, text: str, style: Style) -> Iterator[str]:
    first, *rest = wrap(clean(f"{name}: {text}", unicode=style.unicode), style.width, "", "  ")
    yield paint(f"{name}:", "bold", style) + first.removeprefix(f"{name}:")
    yield from rest


def _wrapped(text: str, style: Style, indent: int = 2) -> list[str]:
    lead = " " * indent
    return wrap(clean(text, unicode=style.unicode), style.width, lead, lead + "  ")
