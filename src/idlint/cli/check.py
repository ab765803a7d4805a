"""`idlint check`: check the repository, print the report, and say by the exit code whether to go on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from idlint.cli import options, recall
from idlint.cli.output import requested, style_for, write
from idlint.cli.request import Answer, Request
from idlint.errors import UsageError
from idlint.settings import SEVERITIES

if TYPE_CHECKING:
    from idlint.api import Analysis


_kept: list[Analysis] = []
"""The last analysis, to the end of the process: to take that of 7,000 resources apart is a thirtieth of its run."""

FORMATS = "azure, csv, github, gitlab, json, junit, markdown, sarif, text, or a plugin's"


@click.command()
@options.paths
@click.option(
    "--format",
    "format_name",
    metavar="NAME",
    help=f"On standard output: {FORMATS} [text; on GitHub and Azure Pipelines annotations too].",
)
@click.option("--output", "outputs", multiple=True, metavar="FORMAT[=FILE]", help="A further report, or one in a file.")
@click.option(
    "--fail-on", type=click.Choice([*SEVERITIES, "never"]), help="Lowest severity that gates [high, or as configured]."
)
@click.option("--select", multiple=True, metavar="RULE", help="Only these rules: an id or `family:NAME`.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules: an id or `family:NAME`.")
@click.option("--owner", default="", metavar="NAME", help="Only what NAME owns: by CODEOWNERS, or the configuration.")
@click.option("--since", default="", metavar="REF", help="Only what came since this branch left REF, and what moved.")
@click.option("--staged", is_flag=True, help="PATHS come from a hook: leave out what is gone or no input.")
@click.option("--full", is_flag=True, help="Show every finding, where the text report would show the first ones.")
@click.option("--show-unknown", is_flag=True, help="List what could not be decided, and why.")
@options.now("The date to judge dates by")
@options.jobs
@click.option("--no-cache", is_flag=True, help="Neither use nor keep the answers of earlier runs.")
def command(format_name: str | None, outputs: tuple[str, ...], no_cache: bool, **given: Any) -> int:
    """Check the repository that holds PATHS and report findings.

    The whole repository is always read; PATHS only choose which findings are reported. Exit code 0: clean.
    1: findings at or above --fail-on, or an input that could not be parsed. 2: the run itself failed.
    """
    request = Request(outputs=requested(format_name, outputs, os.environ), **given)
    no_cache = no_cache or bool(request.since)  # what git knows changes without a file of ours
    answer = None if no_cache else recall.find(request)
    if answer is None:
        answer = _analyse(request, keep=not no_cache)
    for (_, target), text in zip(request.outputs, answer.texts, strict=True):
        write(text, target)
    return answer.exit_code


def _analyse(request: Request, *, keep: bool) -> Answer:
    """Check for real. The API, and with it every front end, is loaded only here, so that a repeat stays fast."""
    from idlint import api
    from idlint.plugins import load_plugins

    started = time.time_ns()
    plugins = load_plugins()
    _require_formats(request, plugins.reporters)
    analysis = _study(request)(
        request.paths,
        staged=request.staged,
        select=request.select,
        ignore=request.ignore,
        owner=request.owner,
        now=request.now,
        jobs=request.jobs,
        plugins=plugins,
    )
    _kept[:] = [analysis]
    report = analysis.report._replace(fail_on=request.fail_on or analysis.report.fail_on)
    texts = tuple(
        plugins.reporters[name].render(report, style_for(target, show_unknown=request.show_unknown, full=request.full))
        for name, target in request.outputs
    )
    answer = Answer(texts, int(api.gates(report, report.fail_on)))
    if keep:
        recall.keep(request, answer, analysis.repository.tree.root, api.sources(analysis, plugins), started)
    return answer


def _study(request: Request) -> Callable[..., Analysis]:
    """How the repository is analysed; what asks git is loaded only for a comparison."""
    if not request.since:
        from idlint import api

        return api.analyse_paths
    from idlint.since import analyse_since

    return partial(analyse_since, request.since)


def _require_formats(request: Request, known: dict[str, Any]) -> None:
    for name, _ in request.outputs:
        if name not in known:
            raise UsageError(f"unknown format `{name}`: expected one of {', '.join(sorted(known))}")
