"""Calls below a roomy function ask the system for no memory of their own."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from idlint.room import roomy

resource = pytest.importorskip("resource")


def rounds() -> None:
    """A loop whose calls come and go."""
    for _ in range(300):
        one_more()


def one_more() -> int:
    """One call further down."""
    return len(sys.argv)


def at_depth(depth: int, function: Callable[[], None]) -> None:
    """Call `function` below `depth` other calls."""
    if depth:
        at_depth(depth - 1, function)
    else:
        function()


def faults_at_every_depth() -> int:
    """The most pages that the loop had to be given anew, wherever it stood."""
    most = 0
    for depth in range(400):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        at_depth(depth, rounds)
        most = max(most, resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
    return most


@pytest.mark.skipif(sys.implementation.name != "cpython" or sys.platform != "linux", reason="how CPython keeps frames")
def test_no_depth_is_an_unlucky_one() -> None:
    assert roomy(faults_at_every_depth)() < 200


def test_a_roomy_function_is_the_function() -> None:
    @roomy
    def joined(*words: str, by: str = " ") -> str:
        """Words in one text."""
        return by.join(words)

    assert (joined("a", "b", by="-"), joined.__name__, joined.__doc__) == ("a-b", "joined", "Words in one text.")
