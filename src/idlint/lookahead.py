"""Reads code files in other processes, ahead of the front end that will ask for them.

One large root is one unit, which no pool can share out; yet a third of its time goes into finding out where everything
stands in its files, and that depends on nothing but each file's bytes.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Final, NoReturn, cast
from weakref import WeakKeyDictionary

from idlint.records import NamedTuple
from idlint.source import SourceTree

FORKS: Final = sys.platform == "linux"
"""Whether a process of ours may begin as a copy of this one; elsewhere what the system's libraries hold is not safe."""

MIN_FILES = 400
"""Below this, starting processes costs more than it saves."""

PIPE_BYTES = 1 << 20
"""What a pipe holds where the system lets us say it, so that handing out the names does not wait for a start."""


class _Looking(NamedTuple):
    """A process at work."""

    answer: IO[bytes]
    """What it found, as `marshal` writes it."""
    wait: Callable[[], int]
    """Waits for its end; 0 where that is a good one."""


_begun: WeakKeyDictionary[SourceTree, list[_Looking]] = WeakKeyDictionary()


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
        from idlint.languages.terraform.ahead import looked  # once, before there are copies

        shares = [wanted[number::jobs] for number in range(jobs)]
        started = [_forked(partial(looked, tree, share)) if FORKS else _spawned(tree, share) for share in shares]
        _begun[tree] = [process for process in started if process is not None]


def finish(tree: SourceTree) -> None:
    """Waits for what has begun, and fills `tree`."""
    for process in _begun.pop(tree, ()):
        with process.answer as answer:
            found = answer.read()
        if process.wait() == 0:
            for path, seen in marshal.loads(found):  # noqa: S302 - by a pipe from a process that we started
                tree.take(path, *seen)


def _forked(work: Callable[[], bytes]) -> _Looking | None:
    """A copy of our process: it is there at once, and has imported what it needs."""
    readable, writable = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(readable)
        os.close(writable)
        return None
    if child == 0:
        os.close(readable)  # else it would wait for itself if ours were gone
        _answer_and_end(work, writable)
    os.close(writable)
    return _Looking(os.fdopen(readable, "rb"), partial(_end_of, child))


def _end_of(child: int) -> int:
    """How a copy ended: badly where the system does not say, since our process was told to ignore it."""
    try:
        return os.waitpid(child, 0)[1]
    except ChildProcessError:
        return 1


def _answer_and_end(work: Callable[[], bytes], writable: int) -> NoReturn:
    """Runs in the copy, which says nothing and ends at once: what is open is ours to close."""
    status = 1
    gc.disable()
    try:
        with os.fdopen(writable, "wb") as answer:
            _widen(answer)
            answer.write(work())
        status = 0
    finally:
        os._exit(status)


def _spawned(tree: SourceTree, paths: Sequence[str]) -> _Looking | None:
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
        _widen(pipe)
    with suppress(OSError), asked:
        asked.write(marshal.dumps((str(tree.root), list(paths))))
    return _Looking(answer, process.wait)


def _widen(pipe: IO[bytes]) -> None:
    """Lets a pipe hold more, where the system can and lets us: it counts what all processes of a user have."""
    with suppress(ImportError, OSError):
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(pipe.fileno(), F_SETPIPE_SZ, PIPE_BYTES)


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
