"""`idlint show`: what idlint understands, fully evaluated: the place to look when a finding surprises."""

from __future__ import annotations

from pathlib import Path

import click

from idlint import api
from idlint.cli.output import available_jobs, style_for, write
from idlint.report.json import dumps
from idlint.report.listing import as_text


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_name", type=click.Choice(["text", "json"]), default="text", help="Form [text].")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to use at the most [all cores].")
def command(paths: tuple[Path, ...], format_name: str, jobs: int | None) -> int:
    """Show every resource below PATHS as idlint sees it.

    A value that cannot be known without deploying is shown with the reason; sensitive values are never shown.
    """
    data = api.show(paths, jobs=jobs or available_jobs())
    write(dumps(data) if format_name == "json" else as_text(data, style_for(None)), None)
    return 0
