"""Reads code files in other processes, ahead of the front end that will ask for them.

One large root is one unit, which no pool can share out; yet a third of its time goes into finding out where everything
stands in its files, and that depends on nothing but each file's bytes.
"""

from __future__ import annotations

import gc
import marshal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, cast
from weakref import WeakKeyDictionary

from idlint import forks
from idlint.forks import Process
from idlint.source import SourceTree

MIN_FILES = 400
"""Below this, starting processes costs more than it saves."""

_begun: WeakKeyDictionary[SourceTree, list[Process]] = WeakKeyDictionary()


def begin(tree: SourceTree, files: Sequence[str], jobs: int) -> None:
    """Has `jobs` other processes look at code files while ours goes on, once a tree; `finish` takes what they found.

    After a fork, ours pays for each page of memory that it goes on using: so this comes early, while it is small. What
    a process that dies was to look at is read later. They see what is on the disk: a tree that shows less, or
    something else, is not looked at.
    """
    if type(tree) is not SourceTree or tree.only is not None:
        return
    wanted = [path for path in files if path.endswith((".tf", ".tofu"))]
    if jobs > 1 and len(wanted) >= MIN_FILES and tree not in _begun:
        shares = [wanted[number::jobs] for number in range(jobs)]
        start = _forked if forks.FORKS else _spawned
        started = [start(tree, share) for share in shares]
        _begun[tree] = [process for process in started if process is not None]


def finish(tree: SourceTree) -> None:
    """Waits for what has begun, and fills `tree`."""
    for process in _begun.pop(tree, ()):
        found = forks.answered(process)
        if found is not None:
            for path, seen in marshal.loads(found):  # noqa: S302 - by a pipe from a process that we started
                tree.take(path, *seen)


def _forked(tree: SourceTree, paths: Sequence[str]) -> Process | None:
    """A copy of our process."""
    from idlint.languages.terraform.ahead import looked  # once, before there is a copy

    return forks.forked(lambda: [looked(tree, paths)])


def _spawned(tree: SourceTree, paths: Sequence[str]) -> Process | None:
    """An interpreter of its own."""
    from subprocess import DEVNULL, PIPE, Popen

    # -P: an interpreter looks for modules in the working directory, and that is the repository's
    command = [sys.executable or "", "-P", "-m", __name__]  # a program that only embeds Python has none
    try:
        process = Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)  # noqa: S603 - our own module, by our own interpreter
    except OSError:
        return None
    asked, answer = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    for pipe in (asked, answer):
        forks.widen(pipe)
    with suppress(OSError), asked:
        asked.write(marshal.dumps((str(tree.root), list(paths))))
    return Process(answer, process.wait)


def _main(asked: IO[bytes], answer: IO[bytes]) -> None:
    """What an interpreter of its own does."""
    from idlint.languages.terraform.ahead import looked

    gc.disable()
    root, paths = marshal.loads(asked.read())  # noqa: S302 - by a pipe from the process that started us
    tree = SourceTree(Path(root))
    tree.know(paths)
    answer.write(looked(tree, paths))


if __name__ == "__main__":
    _main(sys.stdin.buffer, sys.stdout.buffer)
