"""Answers to earlier requests, kept while everything they were made from stays as it was.

A repeat over 1,500 unchanged files is answered in the time it takes to look at their stamps: nothing that
parses or evaluates is loaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from idlint import cache
from idlint.cli.output import style_for
from idlint.cli.request import Answer, Request
from idlint.version import __version__

PACKAGE = Path(__file__).parents[1]


def find(request: Request) -> Answer | None:
    """The answer kept for `request`, where it still holds."""
    kept = cache.read_valid(_name(request))
    return Answer(tuple(kept["texts"]), kept["exit_code"]) if kept else None


def keep(request: Request, answer: Answer, root: Path, paths: Iterable[str], started_ns: int) -> None:
    """Keep `answer`, made from the files, folders and failed probes `paths` below `root`, where none has changed."""
    cache.write_valid(_name(request), answer._asdict(), root, paths, started_ns)


def _name(request: Request) -> str:
    """The entry's name: all that decides the output beside the files of the repository."""
    styles = [
        str(style_for(target, show_unknown=request.show_unknown, full=request.full)) for _, target in request.outputs
    ]
    asked = str(request._replace(paths=(), jobs=0))
    paths = [str(path.absolute()) for path in request.paths] or [str(Path.cwd())]
    return "check-" + cache.digest(__version__, str(max(_code_times())), asked, *styles, *paths)


def _code_times() -> Iterator[int]:
    """When the files of the package changed: an editable install changes without a new version."""
    for folder, _, names in os.walk(PACKAGE):
        for name in names:
            if name.endswith((".py", ".json", ".yaml")):
                yield os.stat(os.path.join(folder, name)).st_mtime_ns
