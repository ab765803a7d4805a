"""`idlint risks`: the register of what is hidden and assumed, with who answers for it and until when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from idlint.cli import options
from idlint.cli.output import style_for, write
from idlint.report.register import as_csv, as_json, as_markdown, as_text
from idlint.risks import risks


@click.command()
@options.path
@options.form("text", "csv", "json", "markdown")
@options.now("The date to judge dates by")
@options.jobs
def command(path: Path, format_name: str, now: date, jobs: int) -> int:
    """List what hides findings of the repository that holds PATH: comments, configuration, baseline, assumptions.

    Each with owner, reason, evidence and last day, with what it hides, and with what has ended, ends within 30
    days, or hides nothing any more.
    """
    found = risks((path,), now=now, jobs=jobs)
    made = {
        "text": lambda: as_text(found, now, style_for(None)),
        "csv": lambda: as_csv(found),
        "json": lambda: as_json(found),
        "markdown": lambda: as_markdown(found, now),
    }
    write(made[format_name](), None)
    return 0
