"""`idlint show`: what idlint understands, fully evaluated: the place to look when a finding surprises."""

from __future__ import annotations

from pathlib import Path

import click

from idlint import api
from idlint.cli import options
from idlint.cli.output import style_for, write
from idlint.report.json import dumps
from idlint.report.listing import as_text


@click.command()
@options.paths
@options.form("text", "json")
@options.jobs
def command(paths: tuple[Path, ...], format_name: str, jobs: int) -> int:
    """Show every resource below PATHS as idlint sees it.

    A value that cannot be known without deploying is shown with the reason; sensitive values are never shown.
    """
    data = api.show(paths, jobs=jobs)
    write(dumps(data) if format_name == "json" else as_text(data, style_for(None)), None)
    return 0
