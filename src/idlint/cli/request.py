"""What a `check` command line asks for, and what answers it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from idlint.records import NamedTuple


class Request(NamedTuple):
    """One command line, parsed."""

    paths: tuple[Path, ...]
    outputs: tuple[tuple[str, Path | None], ...]
    """(format, file) of each report; None is standard output."""
    fail_on: str | None
    """The least severity that gates; None leaves it to the configuration."""
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    staged: bool
    show_unknown: bool
    now: date
    jobs: int
    full: bool = False
    """Whether every finding is shown, however many there are."""
    owner: str = ""
    """Whose findings are asked for; empty for everybody's."""
    since: str = ""
    """The ref to compare with; empty where there is only one state."""


class Answer(NamedTuple):
    """What a run printed: enough to answer the same request again."""

    texts: tuple[str, ...]
    """One for each of the request's outputs."""
    exit_code: int
