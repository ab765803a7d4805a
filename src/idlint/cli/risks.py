"""`idlint risks`: the register of what is hidden and assumed, with who answers for it and until when."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from idlint.cli.output import available_jobs, style_for, write
from idlint.report.register import as_csv, as_json, as_markdown, as_text
from idlint.risks import risks


@click.command()
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "csv", "json", "markdown"]),
    default="text",
    help="Form [text].",
)
@click.option("--now", type=click.DateTime(["%Y-%m-%d"]), help="The date to judge dates by [today].")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes to use at the most [all cores].")
def command(path: Path, format_name: str, now: datetime | None, jobs: int | None) -> int:
    """List what hides findings of the repository that holds PATH: comments, configuration, baseline, assumptions.

    Each with owner, reason, evidence and last day, with what it hides, and with what has ended, ends within 30
    days, or hides nothing any more.
    """
    today = now.date() if now else date.today()
    found = risks((path,), now=today, jobs=jobs or available_jobs())
    made = {
        "text": lambda: as_text(found, today, style_for(None)),
        "csv": lambda: as_csv(found),
        "json": lambda: as_json(found),
        "markdown": lambda: as_markdown(found, today),
    }
    write(made[format_name](), None)
    return 0
