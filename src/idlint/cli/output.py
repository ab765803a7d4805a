"""What the machine and the terminal offer a command: cores, and where its output goes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

from idlint.errors import UsageError
from idlint.report.terminal import Style


def available_jobs() -> int:
    """How many processes can run at once: the cores this process may use, at most 8."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 8)


def parse_output(option: str) -> tuple[str, Path | None]:
    """`FORMAT=FILE` or `FORMAT` (standard output) as (format, file)."""
    name, equals, file = option.partition("=")
    if equals and not file:
        raise UsageError(f"--output {option}: expected FORMAT=FILE")
    return name, Path(file) if file else None


def style_for(target: Path | None, *, show_unknown: bool = False) -> Style:
    """What `target` (None: standard output) can show; NO_COLOR and FORCE_COLOR are honoured for a terminal."""
    if target is not None:
        return Style(show_unknown=show_unknown)
    terminal = sys.stdout.isatty()
    forced = bool(os.environ.get("FORCE_COLOR"))
    colour = not os.environ.get("NO_COLOR") and (forced or (terminal and os.environ.get("TERM") != "dumb"))
    width = _columns() if terminal else 100
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return Style(colour, width, encoding.startswith("utf"), colour and terminal, show_unknown)


def _columns() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns


def write(text: str, target: Path | None) -> None:
    """Write a whole report; an unwritable file is the user's error, not a crash."""
    if target is None:
        _print(text, sys.stdout)
        return
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}") from None


def _print(text: str, stream: TextIO) -> None:
    """Print `text` whatever the stream's encoding: what it cannot show becomes an escape."""
    encoding = stream.encoding or "ascii"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
