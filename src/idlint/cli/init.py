"""`idlint init`: look at the repository, and write the files with which it begins to use idlint."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from idlint.adoption import precommit
from idlint.adoption.configuration import configuration
from idlint.adoption.hosts import HOSTS, host_of, pipeline
from idlint.adoption.survey import Survey, checkout_of, survey
from idlint.api import Analysis, analyse_paths
from idlint.cli import options
from idlint.cli.output import say, write
from idlint.errors import UsageError
from idlint.records import NamedTuple
from idlint.report.counts import plural
from idlint.report.terminal import clean


class Plan(NamedTuple):
    """One file to write."""

    folder: Path
    name: str
    before: str | None
    """What is there; None for nothing."""
    after: str

    @property
    def is_done(self) -> bool:
        """Whether the file is as it shall be."""
        return self.before == self.after


@click.command()
@options.path
@click.option(
    "--ci", type=click.Choice([*HOSTS, "none"]), help="Host to write a pipeline for [as the repository shows]."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--force", is_flag=True, help="Change files that are there without asking.")
@options.now("The date that proposals count from")
@options.jobs
def command(path: Path, ci: str | None, dry_run: bool, force: bool, now: date, jobs: int) -> int:
    """Write a first configuration, a pre-commit hook and a pipeline for the repository that holds PATH.

    A file that is there is changed only after its difference was shown, and with --force or a yes on a terminal.
    Exit code 1 says that something was left as it is.
    """
    analysis = analyse_paths((path,), require_input=False, now=now, jobs=jobs)
    found = survey(analysis)
    say(_found(found))
    plans, notes = _plans(analysis, found, ci, now)
    left = [plan.name for plan in plans if not _settle(plan, dry_run=dry_run, force=force)]
    for note in notes:
        say(f"To do: {note}")
    say("Next: `idlint check`; then `idlint baseline`, where there is more than you can correct at once")
    return int(bool(left))


def _found(found: Survey) -> str:
    files = plural(sum(found.languages.values()), "file")
    return f"Found {files}, {plural(len(found.roots), 'deployment')}, {plural(found.workloads, 'workload')}"


def _plans(analysis: Analysis, found: Survey, ci: str | None, today: date) -> tuple[list[Plan], list[str]]:
    """What to write, and what is to be done by hand."""
    root = analysis.repository.tree.root
    checkout = checkout_of(root)
    plans, notes = list[Plan](), list[str]()
    if analysis.repository.settings.file == "pyproject.toml":
        notes.append("nothing about the configuration: pyproject.toml has [tool.idlint]")
    else:
        plans.append(_plan(root, "idlint.toml", configuration(found, today)))
    hook = _plan(checkout, precommit.FILE, "")
    merged = precommit.with_hook(hook.before or "")
    if merged is None:
        notes.append(f"{precommit.FILE} has a form that nothing can be added to; add this under `repos`:\n{_entry()}")
    else:
        plans.append(hook._replace(after=merged))
    host = ci or host_of(checkout, found.pipelines)
    if host in HOSTS:
        made = pipeline(
            host, "" if root == checkout else root.relative_to(checkout).as_posix(), found.pipelines.get(host, ())
        )
        plans.append(_plan(checkout, made.path, made.text))
        notes += [made.note] if made.note else []
    elif not ci:
        notes.append("nothing tells which CI host this is: name it with --ci")
    return plans, notes


def _entry() -> str:
    return "\n".join(f"  {line}" for line in precommit.LINES)


def _plan(folder: Path, name: str, after: str) -> Plan:
    """The plan for one file; `UsageError` where what is there cannot be read, or links out of the repository."""
    target = folder / name
    if not target.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{name}: links out of the repository")
    try:
        before = target.read_bytes().decode("utf-8") if target.exists() else None
    except OSError as error:
        raise UsageError(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name}: is not UTF-8") from None
    return Plan(folder, name, before, after)


def _settle(plan: Plan, *, dry_run: bool, force: bool) -> bool:
    """Write one file, where that is wanted; whether there is nothing left to do."""
    if plan.is_done:
        say(f"{clean(plan.name)}: is as it should be")
        return True
    if dry_run or plan.before is not None:
        write("".join(f"{line}\n" for line in _difference(plan)), None)
    if dry_run:
        return True
    if plan.before is not None and not force and not _agreed(plan.name):
        say(f"{clean(plan.name)}: left as it is; --force changes it")
        return False
    (plan.folder / plan.name).parent.mkdir(parents=True, exist_ok=True)
    write(plan.after, plan.folder / plan.name)
    say(f"{clean(plan.name)}: {'written' if plan.before is None else 'changed'}")
    return True


def _difference(plan: Plan) -> Iterator[str]:
    before, after = (plan.before or "").splitlines(), plan.after.splitlines()
    old = "nothing" if plan.before is None else plan.name
    return (clean_line(line) for line in difflib.unified_diff(before, after, old, plan.name, lineterm=""))


def clean_line(line: str) -> str:
    """A line of a difference, with its blanks and nothing that drives a terminal."""
    indent = line[:1] + " " * (len(line[1:]) - len(line[1:].lstrip(" ")))
    return indent + clean(line[len(indent) :])


def _agreed(name: str) -> bool:
    """Whether somebody at a terminal says yes; nobody is asked in a pipe."""
    return is_terminal() and click.confirm(f"Change {clean(name)}?")


def is_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stdout.isatty()
