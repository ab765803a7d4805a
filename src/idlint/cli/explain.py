"""`idlint explain`: one rule's page, the same prose as its page in the docs."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator

import click

from idlint.api import load_rules
from idlint.cli.output import style_for, write
from idlint.errors import UsageError
from idlint.policy.rule import RESERVED, Rule
from idlint.report.pages import severity_words
from idlint.report.terminal import Style, paint


@click.command()
@click.argument("rule")
def command(rule: str) -> int:
    """Explain RULE: what it finds, why that matters, what to do, and what not to do."""
    rules = load_rules().rules
    by_name = {name: found for found in rules for name in (found.id, *found.aliases)}
    if rule in RESERVED:
        write(f"{rule}: {RESERVED[rule]}.\n", None)
        return 0
    if rule not in by_name:
        close = difflib.get_close_matches(rule, by_name, 1)
        hint = f"; did you mean `{close[0]}`?" if close else "; `idlint rules` lists them"
        raise UsageError(f"unknown rule `{rule}`{hint}")
    style = style_for(None)
    write("\n".join(_page(by_name[rule], style)) + "\n", None)
    return 0


def _page(rule: Rule, style: Style) -> Iterator[str]:
    yield f"{paint(rule.id, 'bold', style)}: {rule.title}"
    yield ""
    yield f"family {rule.family}, area {rule.area}, severity {severity_words(rule)}, since {rule.since}"
    for heading, prose in (("Why", rule.why), ("What to do", rule.fix), ("What not to do", rule.dont)):
        yield from _section(heading, prose, style)
    yield from _list("Rules of other tools that pull the other way", rule.conflicts, style)
    yield from _list("References", rule.references, style)


def _section(heading: str, prose: str, style: Style) -> Iterator[str]:
    yield ""
    yield paint(heading, "bold", style)
    for paragraph in prose.strip().split("\n\n"):
        yield from textwrap.wrap(" ".join(paragraph.split()), max(40, min(style.width, 100)))


def _list(heading: str, items: tuple[str, ...], style: Style) -> Iterator[str]:
    if items:
        yield ""
        yield paint(heading, "bold", style)
        yield from (f"- {item}" for item in items)
