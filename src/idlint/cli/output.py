"""Where a command's output goes, and what standard output can show."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from click.exceptions import Exit

from idlint.cli import FAILED
from idlint.errors import UsageError
from idlint.report.terminal import Style


def parse_output(option: str) -> tuple[str, Path | None]:
    """`FORMAT=FILE` or `FORMAT` (standard output) as (format, file)."""
    name, equals, file = option.partition("=")
    if equals and not file:
        raise UsageError(f"--output {option}: expected FORMAT=FILE")
    return name, Path(file) if file else None


def formats_here(environ: Mapping[str, str]) -> tuple[str, ...]:
    """What standard output shows where nothing is asked for: text, and the annotations of the CI host it runs on."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return ("text", "github")
    if environ.get("TF_BUILD") == "True":
        return ("text", "azure")
    return ("text",)


def requested(
    format_name: str | None, outputs: Sequence[str], environ: Mapping[str, str]
) -> tuple[tuple[str, Path | None], ...]:
    """Every report to write, as (format, file), standard output first; something always goes there."""
    given = tuple(dict.fromkeys(map(parse_output, outputs)))
    names: tuple[str, ...] = (format_name,) if format_name else ()
    if not names and all(target is not None for _, target in given):
        names = formats_here(environ)
    printed = tuple(dict.fromkeys((*names, *(name for name, target in given if target is None))))
    return (*((name, None) for name in printed), *(item for item in given if item[1] is not None))


def style_for(target: Path | None, *, show_unknown: bool = False, full: bool = False) -> Style:
    """What `target` (None: standard output) can show; NO_COLOR and FORCE_COLOR are honoured there. A file is full."""
    if target is not None:
        return Style(show_unknown=show_unknown, full=True)
    terminal = sys.stdout.isatty()
    forced = bool(os.environ.get("FORCE_COLOR"))
    colour = not os.environ.get("NO_COLOR") and (forced or (terminal and os.environ.get("TERM") != "dumb"))
    width = _columns() if terminal else 100
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return Style(colour, width, encoding.startswith("utf"), colour and terminal, show_unknown, full)


def table_style() -> Style:
    """What standard output can show of a table: in a pipe a row is a line, whole, for `grep` to find."""
    style = style_for(None)
    return style if sys.stdout.isatty() else style._replace(width=0)


def _columns() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns


def write(text: str, target: Path | None) -> None:
    """Write a whole report; an unwritable file is the user's error, not a crash."""
    if target is None:
        _print(text)
        return
    try:
        target.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}") from None


def say(line: str) -> None:
    """Print a line, whatever the encoding of standard output."""
    _print(f"{line}\n")


def _print(text: str) -> None:
    """Print `text` whatever the encoding of standard output: what it cannot show becomes an escape.

    A reader that has gone (`idlint check | head`) ends the run quietly with 2. click would end it with 1, which says
    that there are findings.
    """
    encoding = sys.stdout.encoding or "ascii"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        raise Exit(FAILED) from None
