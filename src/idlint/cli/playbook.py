"""`idlint playbook`: the runbook for an outage of identity, from the code."""

from __future__ import annotations

from pathlib import Path

import click

from idlint.cli import options
from idlint.cli.output import write


@click.command()
@options.paths
@click.option("--output", type=click.Path(path_type=Path), help="Write it there [standard output].")
@options.jobs
def command(paths: tuple[Path, ...], output: Path | None, jobs: int) -> int:
    """Write the runbook of the repository that holds PATHS, in Markdown.

    A first page of triage; what not to do; what stops when; what to switch to, or that there is nothing; deploying by
    hand; break-glass credentials; who is told; what comes back alone and what needs a hand.
    """
    from idlint import studies
    from idlint.report import playbook

    study = studies.study(paths, jobs=jobs)
    found = studies.playbook(study)
    name = study.repository.tree.root.name
    write(playbook.render(found, name, study.place(playbook.locations(found))), output)
    return 0
