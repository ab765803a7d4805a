"""The report for people: one source frame for each finding, then what was and was not understood.

error[storage-single-region]: azurerm_storage_account.data is replicated as LRS
  --> infra/main.tf:12:3
   |
12 |   account_replication_type = "LRS"
   |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = note: high severity, high confidence
   = help: Replicate to the paired region
   = docs: idlint explain storage-single-region
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from idlint.policy.findings import Finding, Instance
from idlint.policy.rule import Rule
from idlint.report.excerpt import Mark, draw
from idlint.report.model import Report
from idlint.report.ranking import first, radius_text
from idlint.report.summary import is_abridged, summary_lines, unknown_lines
from idlint.report.terminal import PLAIN, Style, clean, link, paint, wrap

WORDS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
"""Severity -> the word that editors and CI hosts know, as in SARIF."""

_MOST_ADDRESSES = 4
_MOST_CONFLICTS = 3


def render(report: Report, style: Style = PLAIN) -> str:
    """The whole report, ending in a line break; of many findings the first ones, unless the style is full."""
    shown = first(report) if is_abridged(report, style) else report.findings
    blocks = [render_finding(finding, report, style) for finding in shown]
    if style.show_unknown and report.unknown:
        blocks.append("\n".join(unknown_lines(report, style)))
    blocks.append("\n".join(summary_lines(report, style)))
    if report.change:
        from idlint.report.change import change_lines

        blocks.append("\n".join(change_lines(report, report.change, style)))
    return "\n\n".join(blocks) + "\n"


def render_finding(finding: Finding, report: Report, style: Style = PLAIN) -> str:
    """One finding: headline, frames, notes; without a line break at the end."""
    rule = report.rules.get(finding.rule)
    word = WORDS[finding.severity]
    others = (*finding.flow, *finding.related)
    own = Mark(report.places[finding.location], role=word)
    frames = draw([own, *(Mark(report.places[item.location], item.label) for item in others)], style)
    indent = len(frames[0]) - len(frames[0].lstrip()) + 1
    notes = [line for name, text in _notes(finding, rule) for line in _note(name, text, indent, style)]
    return "\n".join([*_headline(finding, word, rule, style), *frames, *notes])


def _headline(finding: Finding, word: str, rule: Rule | None, style: Style) -> list[str]:
    title = f"{word}[{finding.rule}]"
    message = clean(finding.message, unicode=style.unicode)
    first, *rest = wrap(f"{title}: {message}", style.width, "", "  ")
    url = rule.references[0] if rule and rule.references else ""
    return [
        link(paint(title, word, style), url, style) + paint(first.removeprefix(title), "bold", style),
        *(paint(line, "bold", style) for line in rest),
    ]


def _note(name: str, text: str, indent: int, style: Style) -> Iterator[str]:
    lead = " " * indent + "= "
    width = len(lead) + len(name) + 2
    words = clean(text, unicode=style.unicode)
    first, *rest = wrap(words, style.width, " " * width, " " * width)
    yield paint(lead, "gutter", style) + paint(f"{name}:", "bold", style) + " " + first.lstrip(" ")
    yield from rest


def _notes(finding: Finding, rule: Rule | None) -> Iterator[tuple[str, str]]:
    preview = ", preview rule" if rule and rule.preview else ""
    yield "note", f"{finding.severity} severity, {finding.confidence} confidence{preview}"
    if finding.instances:
        yield "note", _instances(finding.instances)
    if reach := radius_text(finding):
        yield "note", reach
    yield from (("note", note) for note in finding.notes)
    if finding.owners:
        yield "note", f"owned by {', '.join(finding.owners)}"
    if finding.conflicts:
        yield "note", "other tools pull the other way: " + _some(finding.conflicts, _MOST_CONFLICTS)
    if rule and rule.fix:
        yield "help", first_sentence(rule.fix)
    if rule:
        yield "docs", f"idlint explain {finding.rule}"


def first_sentence(prose: str) -> str:
    """The first sentence of a rule's prose, on one line; never more than its first paragraph.

    Of prose that only announces a list it is the first sentence of the list's first item.
    """
    head, _, rest = prose.strip().partition("\n\n")
    flat = " ".join(head.split())
    if flat == "Most advisable first:":
        return first_sentence(re.split(r"\n\d+\. ", rest.removeprefix("1. "), maxsplit=1)[0])
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z`])", flat, maxsplit=1)[0]
    return sentence[:-1] + "." if sentence.endswith(":") else sentence


def _some(names: tuple[str, ...], most: int) -> str:
    """The first `most` names, and how many more there are."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def _instances(instances: tuple[Instance, ...]) -> str:
    """`3 instances in infra (dev, prod): a, b, c`; the address alone where there is one, nothing but where if none."""
    addresses = tuple(dict.fromkeys(instance.address for instance in instances if instance.address))
    named = _some(addresses, _MOST_ADDRESSES)
    where = _some(tuple(_deployments(instances)), _MOST_ADDRESSES)
    if len(addresses) < 2:
        return f"{named} in {where}".strip()
    return f"{len(addresses)} instances in {where}: {named}"


def _deployments(instances: tuple[Instance, ...]) -> Iterator[str]:
    """Each deployment with its variable sets: `infra/app (dev, prod)`."""
    for path in dict.fromkeys(instance.deployment for instance in instances):
        sets = dict.fromkeys(item.set for item in instances if item.deployment == path and item.set)
        yield f"{path} ({', '.join(sets)})" if sets else path
