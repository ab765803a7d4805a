"""`idlint check`: check the repository, print the report, and say by the exit code whether to go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from idlint import api
from idlint.cli.output import parse_output, style_for, write
from idlint.errors import UsageError
from idlint.plugins import Plugins, load_plugins
from idlint.report.model import Report
from idlint.settings import SEVERITIES
from idlint.workers import available_jobs


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_name", default="text", metavar="NAME", help="Format on standard output [text].")
@click.option("--output", "outputs", multiple=True, metavar="FORMAT=FILE", help="Also write a report to a file.")
@click.option(
    "--fail-on", type=click.Choice([*SEVERITIES, "never"]), help="Lowest severity that gates [high, or as configured]."
)
@click.option("--select", multiple=True, metavar="RULE", help="Only these rules: an id or `family:NAME`.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules: an id or `family:NAME`.")
@click.option("--staged", is_flag=True, help="PATHS come from a hook: leave out what is gone or no input.")
@click.option("--show-unknown", is_flag=True, help="List what could not be decided, and why.")
@click.option("--now", type=click.DateTime(["%Y-%m-%d"]), help="The date to judge dates by [today].")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to use at the most [all cores].")
def command(
    paths: tuple[Path, ...],
    format_name: str,
    outputs: tuple[str, ...],
    fail_on: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    staged: bool,
    show_unknown: bool,
    now: datetime | None,
    jobs: int | None,
) -> int:
    """Check the repository that holds PATHS and report findings.

    The whole repository is always read; PATHS only choose which findings are reported. Exit code 0: clean.
    1: findings at or above --fail-on, or an input that could not be parsed. 2: the run itself failed.
    """
    plugins = load_plugins()
    wanted = [(format_name, None), *map(parse_output, outputs)]
    _require_formats(plugins, [name for name, _ in wanted])
    report = api.check(
        paths,
        staged=staged,
        select=select,
        ignore=ignore,
        now=now.date() if now else date.today(),  # noqa: DTZ011 - the user's own day is meant
        jobs=jobs or available_jobs(),
        plugins=plugins,
    )
    for name, target in wanted:
        write(plugins.reporters[name].render(report, style_for(target, show_unknown=show_unknown)), target)
    return exit_code(report, fail_on)


def exit_code(report: Report, fail_on: str | None) -> int:
    """1 where a finding gates or an input did not parse, else 0."""
    return int(api.gates(report, fail_on or report.fail_on))


def _require_formats(plugins: Plugins, names: Sequence[str]) -> None:
    for name in names:
        if name not in plugins.reporters:
            raise UsageError(f"unknown format `{name}`: expected one of {', '.join(sorted(plugins.reporters))}")
