"""`idlint rules`: every rule on a line, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import click

from idlint.api import load_rules
from idlint.cli.output import table_style, write
from idlint.policy.rule import Rule, rule_to_json
from idlint.policy.ruleset import Ruleset
from idlint.policy.stability import depends_on_dates, ruleset_of
from idlint.report.grid import grid
from idlint.report.json import dumps
from idlint.report.pages import severity_words


@click.command()
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text", help="Form [text].")
@click.option("--now", type=click.DateTime(["%Y-%m-%d"]), help="The date from which the age of facts counts [today].")
def command(format_name: str, now: datetime | None) -> int:
    """List the rules.

    As JSON each has the version and the rule set that brought it, and the day on which its facts were last checked.
    """
    ruleset = load_rules()
    rules = sorted(ruleset.rules, key=lambda rule: (rule.family, rule.id))
    today = now.date() if now else date.today()
    if format_name == "json":
        write(dumps({"version": 1, "rules": [_data(rule, ruleset, today) for rule in rules]}), None)
    else:
        _print_table(rules)
    return 0


def _data(rule: Rule, ruleset: Ruleset, today: date) -> dict[str, Any]:
    """The rule with how stable it is: `ruleset` is empty, and the days are null, where nothing is known."""
    checked = date.fromisoformat(rule.checked) if rule.checked else None
    return {
        **rule_to_json(rule),
        "ruleset": ruleset_of(rule) if rule.id in ruleset.own else "",
        "depends_on_dates": depends_on_dates(rule),
        "checked": rule.checked or None,
        "checked_days_ago": (today - checked).days if checked else None,
    }


def _print_table(rules: Sequence[Rule]) -> None:
    rows = [(rule.id, rule.family, severity_words(rule), rule.title) for rule in rules]
    write("\n".join(grid(("rule", "family", "severity", "what it finds"), rows, table_style())) + "\n", None)
