"""`idlint inventory`: the audit of identities."""

from __future__ import annotations

from pathlib import Path

import click

from idlint.cli import options
from idlint.cli.output import table_style, write


@click.command()
@options.paths
@options.form("table", "csv", "json", "markdown")
@options.jobs
def command(paths: tuple[Path, ...], format_name: str, jobs: int) -> int:
    """List every identity of the repository that holds PATHS: who carries it, what it opens, what stands beside it.

    The most critical come first. `fallback` says whether what the identity opens is reached without it: asked of the
    fault trees, domain by domain.
    """
    from idlint import studies
    from idlint.report import inventory
    from idlint.report.json import dumps

    study = studies.study(paths, jobs=jobs)
    found = studies.inventory(study)
    data = inventory.inventory_data(found, study.place(identity.resource.header for identity in found))
    texts = {
        "table": lambda: inventory.as_table(data, table_style()),
        "csv": lambda: inventory.as_csv(data),
        "json": lambda: dumps(data),
        "markdown": lambda: inventory.as_markdown(data),
    }
    write(texts[format_name](), None)
    return 0
