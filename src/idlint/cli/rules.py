"""`idlint rules`: every rule on a line, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from idlint.api import load_rules
from idlint.cli import options
from idlint.cli.output import table_style, write
from idlint.policy.rule import Rule, rule_to_json
from idlint.policy.ruleset import Ruleset
from idlint.policy.stability import depends_on_dates, ruleset_of
from idlint.report.grid import grid
from idlint.report.json import dumps
from idlint.report.pages import severity_words


@click.command()
@options.form("text", "json")
@options.now("The date from which the age of facts counts")
def command(format_name: str, now: date) -> int:
    """List the rules.

    As JSON each has the version and the rule set that brought it, and the day on which its facts were last checked.
    """
    ruleset = load_rules()
    rules = sorted(ruleset.rules, key=lambda rule: (rule.family, rule.id))
    if format_name == "json":
        write(dumps({"version": 1, "rules": [_data(rule, ruleset, now) for rule in rules]}), None)
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
