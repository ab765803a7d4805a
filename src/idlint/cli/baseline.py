"""`idlint baseline`: accept what is there, so that only what is new gates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from idlint import api
from idlint.cli import options
from idlint.cli.output import say, write
from idlint.errors import BaselineError
from idlint.policy.baseline import DEFAULT, Entry, entries_of, to_text
from idlint.report.counts import plural
from idlint.repository import Repository


@click.command()
@options.path
@click.option("--prune", is_flag=True, help="Only remove entries that no finding needs any more.")
@options.jobs
def command(path: Path, prune: bool, jobs: int) -> int:
    """Accept every finding of the repository that holds PATH, in a file that is made to be reviewed.

    From then on `idlint check` fails for new findings only, and says which entries are no longer needed. What does
    not parse cannot be accepted.
    """
    analysis = api.analyse_paths((path,), now=date.today(), jobs=jobs, accepted=prune)
    repository = analysis.repository
    before = _before(repository)
    after = _pruned(before, analysis) if prune else _written(analysis)
    name = repository.settings.baseline or DEFAULT
    write(to_text(after), repository.tree.root / name)
    say(_said(name, before, after))
    return 0


def _before(repository: Repository) -> tuple[Entry, ...]:
    """What was accepted so far; nothing where that cannot be read, since it is written anew."""
    try:
        return api.baseline_of(repository)
    except BaselineError:
        return ()


def _pruned(before: tuple[Entry, ...], analysis: api.Analysis) -> tuple[Entry, ...]:
    stale = frozenset(analysis.settled.stale)
    return tuple(entry for entry in before if entry not in stale)


def _written(analysis: api.Analysis) -> tuple[Entry, ...]:
    """An entry for everything that is left when comments and configuration have been heard."""
    return entries_of(analysis.settled.shown)


def _said(name: str, before: tuple[Entry, ...], after: tuple[Entry, ...]) -> str:
    old, new = {entry.fingerprint for entry in before}, {entry.fingerprint for entry in after}
    return f"{name}: {plural(len(new), 'finding')} accepted, {len(new - old)} of them new, {len(old - new)} removed"
