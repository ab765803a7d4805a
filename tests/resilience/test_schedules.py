"""Cron texts and maintenance windows: when they come round."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from idlint.resilience.schedules import MAX_TIMES, openings, parse_cron, parse_window, times

START = datetime(2026, 2, 9, 19, 46, tzinfo=UTC)  # a Monday
END = START + timedelta(hours=12)


def fired(text: str, start: datetime = START, end: datetime = END) -> list[str]:
    cron = parse_cron(text)
    assert cron
    return [f"{moment:%d %H:%M}" for moment in times(cron, start, end)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0 3 * * *", ["10 03:00"]),
        ("0 */6 * * *", ["10 00:00", "10 06:00"]),
        ("46 19 * * *", ["09 19:46"]),
        ("46 7 * * *", []),
        ("30 3 * * 2-6", ["10 03:30"]),
        ("30 3 * * mon", []),
        ("0 0 10 * *", ["10 00:00"]),
        ("0 0 10 * sun", ["10 00:00"]),
        ("0 0 * feb tue", ["10 00:00"]),
        ("0 0 * 3 *", []),
        ("0 1-3/2 * * *", ["10 01:00", "10 03:00"]),
        ("0 2 * * 7", []),
    ],
)
def test_a_cron_text_fires_in_utc(text: str, found: list[str]) -> None:
    assert fired(text) == found


@pytest.mark.parametrize(
    "text", ["", "@daily", "0 3 * *", "60 3 * * *", "0 24 * * *", "5-1 * * * *", "*/0 * * * *", "a b c d e"]
)
def test_what_is_no_cron_text_is_none(text: str) -> None:
    assert parse_cron(text) is None


def test_a_long_outage_gives_no_endless_list() -> None:
    assert len(fired("* * * * *", START, START + timedelta(days=400))) == MAX_TIMES


@pytest.mark.parametrize(
    ("start", "duration", "recurs", "found"),
    [
        ("2026-01-05 23:00", "04:00", "1Week Monday", ["09 23:00"]),
        ("2026-01-05 23:00", "04:00", "2Weeks Monday", []),
        ("2026-01-12 23:00", "04:00", "2Weeks Monday,Tuesday", ["09 23:00"]),
        ("2026-02-01 18:00", "02:00", "Day", ["09 18:00"]),
        ("2026-02-01 17:00", "02:00", "Day", []),
        ("2026-02-02 03:00", "02:00", "3Days", []),
        ("2026-02-01 03:00", "02:00", "3Days", ["10 03:00"]),
        ("2026-01-10 03:00", "02:00", "Month day10", ["10 03:00"]),
        ("2026-01-10 03:00", "02:00", "1Month Second Tuesday", ["10 03:00"]),
        ("2026-01-10 03:00", "02:00", "1Month Last Tuesday", []),
        ("2026-01-10 03:00", "02:00", "Month day-19", ["10 03:00"]),
    ],
)
def test_a_window_is_open_in_the_outage(start: str, duration: str, recurs: str, found: list[str]) -> None:
    window = parse_window(start, duration, recurs)
    assert window
    assert [f"{moment:%d %H:%M}" for moment in openings(window, START, END)] == found


@pytest.mark.parametrize(
    ("start", "duration", "recurs"),
    [("soon", "04:00", "Day"), ("2026-01-05 23:00", "long", "Day"), ("2026-01-05 23:00", "04:00", "Sometimes")],
)
def test_a_window_that_is_not_understood_is_none(start: str, duration: str, recurs: str) -> None:
    assert parse_window(start, duration, recurs) is None


@given(st.text(max_size=30), st.text(max_size=10), st.text(max_size=30))
@hypothesis_settings(max_examples=150, deadline=None)
def test_any_text_is_a_schedule_or_none(first: str, second: str, third: str) -> None:
    cron, window = parse_cron(first), parse_window(first, second, third)
    assert cron is None or times(cron, START, END) is not None
    assert window is None or openings(window, START, END) is not None
