"""Room on Python's stack for deep and busy calls.

CPython keeps the frames of running functions in pieces of 16 kB. When a call does not fit, it asks for another
piece, and gives it back when the call returns. A loop that happens to stand at the end of a piece does so in every
round, at 15 microseconds each; evaluation nests deeply, so some loop always does. On one repository of 1,883 files that
was 17,600 or 126,000 pieces, a fifth or a half of the run, depending on what was called from where.

A frame that is larger than a piece gets one that is large enough, rounded up to a power of two, and what it calls uses
the rest of it: `push_chunk` in https://github.com/python/cpython/blob/3.11/Python/pystate.c
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

SLOTS: Final = 300_000
"""Words of 8 bytes that the frame claims: 2.4 MB, so that the piece has 4 MB, of which 1.6 are left for what is called.
Memory that nobody writes to is never there."""


def roomy(function: Callable[P, R]) -> Callable[P, R]:
    """`function`, with room for everything that it calls."""

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=SLOTS)
    return wraps(function)(call)
