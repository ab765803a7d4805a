"""The arguments and options that several commands have, each the same in all of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

import click

Decorator: TypeAlias = Callable[[Callable[..., int]], Callable[..., int]]

MAX_JOBS = 8
"""How many processes are used where nobody says: more have little left to share out."""


def available_jobs() -> int:
    """How many processes can run at once: the cores this process may use, at most `MAX_JOBS`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MAX_JOBS)


def _day(_ctx: click.Context, _param: click.Parameter, given: datetime | None) -> date:
    return given.date() if given else date.today()


path: Decorator = click.argument("path", default=".", type=click.Path(path_type=Path))

paths: Decorator = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))

jobs: Decorator = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    default=available_jobs,
    help=f"Processes to use at the most [all cores, up to {MAX_JOBS}].",
)


def now(what: str) -> Decorator:
    """`--now`, the date of today where it is not given; `what` says what it decides."""
    kind = click.DateTime(["%Y-%m-%d"])
    return click.option("--now", type=kind, metavar="YYYY-MM-DD", callback=_day, help=f"{what} [today].")


def form(*names: str) -> Decorator:
    """`--format`, as `format_name`: one of `names`, the first where it is not given."""
    return click.option(
        "--format", "format_name", type=click.Choice(names), default=names[0], help=f"Form [{names[0]}]."
    )
