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
from typing import IO, TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from idlint.room import roomy
from idlint.source import SourceTree

if TYPE_CHECKING:
    from subprocess import Popen

MIN_FILES = 400
"""Below this, starting processes costs more than it saves."""

PIPE_BYTES = 1 << 20
"""What a pipe holds where the system lets us say it, so that handing out the names does not wait for a start."""

_begun: WeakKeyDictionary[SourceTree, list[Popen[bytes]]] = WeakKeyDictionary()


def begin(tree: SourceTree, files: Sequence[str], jobs: int) -> None:
    """Has `jobs` other processes look at code files while ours goes on, once a tree; `finish` takes what they found.

    They are interpreters of their own: after a fork, ours would have to copy each page of memory that it goes on using,
    which takes as long as is saved. What a process that dies was to look at is read later. They see what is on the
    disk: a tree that shows less, or something else, is not looked at.
    """
    if type(tree) is not SourceTree or tree.only is not None:
        return
    wanted = [path for path in files if path.endswith((".tf", ".tofu"))]
    if jobs > 1 and len(wanted) >= MIN_FILES and tree not in _begun:
        started = (_start(tree, wanted[number::jobs]) for number in range(jobs))
        _begun[tree] = [process for process in started if process is not None]


def finish(tree: SourceTree) -> None:
    """Waits for what has begun, and fills `tree`."""
    for process in _begun.pop(tree, ()):
        with cast("IO[bytes]", process.stdout) as answer:
            found = answer.read()
        if process.wait() == 0:
            for path, seen in marshal.loads(found):  # noqa: S302 - from a process that we started
                tree.take(path, *seen)


def _start(tree: SourceTree, paths: Sequence[str]) -> Popen[bytes] | None:
    from subprocess import DEVNULL, PIPE, Popen

    # -P: an interpreter looks for modules in the working directory, and that is the repository's
    command = [sys.executable or "", "-P", "-m", __name__]  # a program that only embeds Python has none
    try:
        process = Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)  # noqa: S603 - ourselves
    except OSError:
        return None
    for pipe in (process.stdin, process.stdout):
        _widen(cast("IO[bytes]", pipe))
    with suppress(OSError), cast("IO[bytes]", process.stdin) as asked:
        asked.write(marshal.dumps((str(tree.root), list(paths))))
    return process


def _widen(pipe: IO[bytes]) -> None:
    """Lets a pipe hold more, where the system can and lets us: it counts what all processes of a user have."""
    with suppress(ImportError, OSError):
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(pipe.fileno(), F_SETPIPE_SZ, PIPE_BYTES)


@roomy
def _look(asked: IO[bytes], answer: IO[bytes]) -> None:
    """Runs in another process."""
    gc.disable()  # outlines hold no circles
    from idlint.languages.terraform.ahead import look

    root, paths = marshal.loads(asked.read())  # noqa: S302 - from the process that started us
    tree = SourceTree(Path(root))
    tree.know(paths)
    looked = ((path, look(tree, path)) for path in paths)
    answer.write(marshal.dumps([(path, seen) for path, seen in looked if seen is not None]))


if __name__ == "__main__":
    _look(sys.stdin.buffer, sys.stdout.buffer)
