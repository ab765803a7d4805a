"""Copies of our process answer with what would be found here, or not at all."""

from __future__ import annotations

import os

import pytest

from idlint import forks
from idlint.forks import answered, forked, spread

pytestmark = pytest.mark.skipif(not forks.FORKS, reason="copies are not safe here")


def test_where_the_system_allows_no_copy_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert forked(list) is None


def test_a_copy_that_fails_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    process = forked(lambda: [bytes(1 // 0)])
    assert process is not None
    assert answered(process) is None
    assert capfd.readouterr() == ("", "")


def test_an_answer_may_be_far_more_than_a_pipe_holds() -> None:
    process = forked(lambda: [b"x" * (5 * forks.PIPE_BYTES)])
    assert process is not None
    assert answered(process) == b"x" * (5 * forks.PIPE_BYTES)


@pytest.mark.parametrize(("count", "jobs"), [(0, 2), (1, 3), (7, 2), (300, 4)])
def test_every_number_is_taken_once(count: int, jobs: int) -> None:
    found = dict(spread(lambda number: (number, os.getpid()), count, jobs))
    assert sorted(found) == [number for number, _ in sorted(found.values())] == list(range(count))
    assert os.getpid() not in {process for _, process in found.values()}


def test_a_number_that_a_copy_dies_of_never_comes_and_the_others_go_on() -> None:
    def work(number: int) -> int:
        if number == 3:
            os._exit(0)
        return number

    assert sorted(number for number, _ in spread(work, 8, 2)) == [0, 1, 2, 4, 5, 6, 7]
    assert sorted(number for number, _ in spread(work, 8, 1)) == [0, 1, 2]


def test_what_fails_in_a_copy_fails_here(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        dict(spread(lambda number: 1 // (number - 2), 5, 2))
    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_sent_is_done_here() -> None:
    found = dict(spread(lambda number: lambda: number, 3, 2))
    assert [found[number]() for number in range(3)] == [0, 1, 2]


def test_without_any_copy_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forks, "forked", lambda _: None)
    assert dict(spread(lambda number: (number, os.getpid()), 3, 2)) == {n: (n, os.getpid()) for n in range(3)}


def test_long_answers_come_whole() -> None:
    found = dict(spread(lambda number: bytes([number]) * (forks.PIPE_BYTES + number), 6, 3))
    assert all(found[number] == bytes([number]) * (forks.PIPE_BYTES + number) for number in range(6))


@pytest.mark.parametrize("length", [1, 5, 10, 13])
def test_an_answer_that_breaks_off_does_not_count(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    message = b"\0\1" + (1000).to_bytes(8) + b"..."
    monkeypatch.setattr(forks, "_taken", lambda *_: [message[:length]])
    assert list(spread(lambda number: number, 2, 1)) == []
