"""Copies of our process, each of which answers by a pipe and ends.

A copy is there at once and has everything that ours has, so that only its answer has to be sent.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from typing import IO, Final, NoReturn, TypeVar

from idlint.records import NamedTuple

T = TypeVar("T")

FORKS: Final = sys.platform == "linux"
"""Whether a process of ours may begin as a copy of this one; elsewhere what the system's libraries hold is not safe."""

PIPE_BYTES = 1 << 20
"""What a pipe holds where the system lets us say it, so that neither end waits for the other one."""

TICKET_BYTES, LENGTH_BYTES = 2, 8
"""How the number of a piece of work is written, and the length of its answer."""

MOST = 2_000
"""Pieces of work that `spread` takes: the numbers of so many fit into the smallest pipe, a page of 4,096 bytes."""


class Process(NamedTuple):
    """A process at work, a copy of ours or not."""

    answer: IO[bytes]
    """What it writes."""
    wait: Callable[[], int]
    """Waits for its end; 0 where that is a good one."""


def forked(work: Callable[[], Iterable[bytes]]) -> Process | None:
    """A copy that answers with what `work` gives, piece by piece; None where the system allows no further process."""
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
    return Process(os.fdopen(readable, "rb"), partial(_end_of, child))


def answered(process: Process) -> bytes | None:
    """The whole answer, once it is there; None from a process that failed."""
    with process.answer as answer:
        found = answer.read()
    return found if process.wait() == 0 else None


def spread(work: Callable[[int], T], count: int, jobs: int) -> Iterator[tuple[int, T]]:
    """`work` of every number below `count`, as it is done, by `jobs` copies that take the next one when they are free.

    They begin at once. What raises an exception in a copy is done again here, where that can be seen. A number that a
    copy dies of never comes: it could take us with it.
    """
    tickets = _tickets(count)
    copies = [copy for _ in range(jobs) if (copy := forked(partial(_taken, work, tickets))) is not None]
    os.close(tickets)
    return _answers(copies, work) if copies else ((number, work(number)) for number in range(count))


def _answers(copies: Sequence[Process], work: Callable[[int], T]) -> Iterator[tuple[int, T]]:
    """What the copies answer."""
    from pickle import loads

    with _closed(copies):
        for number, answer in _messages(copies):
            yield number, loads(answer) if answer else work(number)  # noqa: S301 - by a pipe from our own copy


def _closed(copies: Iterable[Process]) -> ExitStack:
    """Closes what the copies write to, whatever happens: one that nobody listens to any more ends."""
    pipes = ExitStack()
    for copy in copies:
        pipes.enter_context(copy.answer)
    return pipes


def _tickets(count: int) -> int:
    """A pipe with all numbers below `count` in it: whoever reads one has it alone."""
    readable, writable = os.pipe()
    os.write(writable, b"".join(number.to_bytes(TICKET_BYTES) for number in range(count)))
    os.close(writable)
    return readable


def _taken(work: Callable[[int], T], tickets: int) -> Iterator[bytes]:
    """What a copy answers: a number that it took, the length of what `work` gave, and that; nothing for a failure."""
    from pickle import HIGHEST_PROTOCOL, dumps

    while ticket := os.read(tickets, TICKET_BYTES):
        answer = b""
        with suppress(Exception):
            answer = dumps(work(int.from_bytes(ticket)), HIGHEST_PROTOCOL)
        yield ticket + len(answer).to_bytes(LENGTH_BYTES) + answer


def _messages(copies: Iterable[Process]) -> Iterator[tuple[int, bytes]]:
    """What copies answer as it comes, until they have ended."""
    from select import poll

    ready, open_ = poll(), {copy.answer.fileno(): copy for copy in copies}
    for pipe in open_:
        ready.register(pipe)
    while open_:
        for pipe, _ in ready.poll():
            message = _message(pipe)
            if message is not None:
                yield message
            else:
                ready.unregister(pipe)
                answered(open_.pop(pipe))


def _message(pipe: int) -> tuple[int, bytes] | None:
    """The next of what `_taken` gives; None where the copy has ended, in the middle of one perhaps."""
    head = _read(pipe, TICKET_BYTES + LENGTH_BYTES)
    if len(head) < TICKET_BYTES + LENGTH_BYTES:
        return None
    length = int.from_bytes(head[TICKET_BYTES:])
    answer = _read(pipe, length)
    return (int.from_bytes(head[:TICKET_BYTES]), answer) if len(answer) == length else None


def _read(pipe: int, count: int) -> bytes:
    """So many bytes; fewer where the other end is gone."""
    pieces: list[bytes] = []
    while count and (piece := os.read(pipe, count)):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _end_of(child: int) -> int:
    """How a copy ended: badly where the system does not say, since our process was told to ignore it."""
    try:
        return os.waitpid(child, 0)[1]
    except ChildProcessError:
        return 1


def _answer_and_end(work: Callable[[], Iterable[bytes]], writable: int) -> NoReturn:
    """Runs in the copy, which says nothing and ends at once: what is open is ours to close."""
    status = 1
    gc.disable()
    try:
        with os.fdopen(writable, "wb") as answer:
            widen(answer)
            for piece in work():
                answer.write(piece)
                answer.flush()
        status = 0
    finally:
        os._exit(status)


def widen(pipe: IO[bytes]) -> None:
    """Lets a pipe hold more, where the system can and lets us: it counts what all processes of a user have."""
    with suppress(ImportError, OSError):
        from fcntl import F_SETPIPE_SZ, fcntl

        fcntl(pipe.fileno(), F_SETPIPE_SZ, PIPE_BYTES)
