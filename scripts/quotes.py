"""What idlint says, quoted in the READMEs of the examples: a command, `<!-- output -->`, and its output.

`generate_docs.py` writes the quotes and checks them. A command is `idlint check PATHS` or `idlint simulate SCENARIO
PATHS`, with `--now`, run in the example's folder with lines of 100 characters.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from idlint import api, studies
from idlint.report import simulation, simulation_text
from idlint.report.terminal import Style
from idlint.report.text import render

EXAMPLES = Path(__file__).parent.parent / "examples"
QUOTE = re.compile(
    r"(?P<before>\$ idlint (?P<arguments>[^\n]+)\n```\n\n<!-- output -->\n```text\n)(?P<output>.*?)(?P<after>```)",
    re.DOTALL,
)
STYLE = Style(width=100)


def readmes() -> Iterator[tuple[Path, str]]:
    """The README of every example with the quotes it should have."""
    for path in sorted(EXAMPLES.glob("*/README.md")):
        with contextlib.chdir(path.parent):
            yield path, QUOTE.sub(_quoted, path.read_text(encoding="utf-8"))


def _quoted(found: re.Match[str]) -> str:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["check", "simulate"])
    parser.add_argument("words", nargs="+")
    parser.add_argument("--now", type=date.fromisoformat, required=True)
    given = parser.parse_args(shlex.split(found["arguments"]))
    said = _check if given.command == "check" else _simulate
    return found["before"] + said(given.words, given.now) + found["after"]


def _check(words: list[str], now: date) -> str:
    return render(api.check([Path(word) for word in words], now=now), STYLE)


def _simulate(words: list[str], now: date) -> str:
    scenario, *paths = words
    study = studies.study([Path(path) for path in paths], now=now)
    found = studies.simulate(study, studies.chosen(study, scenario))
    return simulation_text.render(simulation.simulation_data(found, study.place(simulation.locations(found))), STYLE)
