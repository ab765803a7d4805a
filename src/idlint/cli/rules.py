"""`idlint rules`: every rule on a line, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich import box
from rich.console import Console
from rich.table import Table

from idlint.api import load_rules
from idlint.cli.output import write
from idlint.policy.rule import Rule, rule_to_json
from idlint.report.json import dumps
from idlint.report.pages import severity_words


@click.command()
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text", help="Form [text].")
def command(format_name: str) -> int:
    """List the rules."""
    rules = sorted(load_rules().rules, key=lambda rule: (rule.family, rule.id))
    if format_name == "json":
        write(dumps({"version": 1, "rules": [rule_to_json(rule) for rule in rules]}), None)
    else:
        _print_table(rules)
    return 0


def _print_table(rules: Sequence[Rule]) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("Rule", "Family", "Severity"):
        table.add_column(heading, overflow="fold")
    table.add_column("What it finds", overflow="fold", ratio=1)
    for rule in rules:
        table.add_row(rule.id, rule.family, severity_words(rule), rule.title)
    Console(highlight=False).print(table)
