"""When cron texts and maintenance windows come round, in UTC.

Cron as GitHub Actions and Azure Pipelines read it, five fields, always UTC:
https://docs.github.com/actions/reference/events-that-trigger-workflows#schedule,
https://learn.microsoft.com/azure/devops/pipelines/process/scheduled-triggers. Windows as Azure Maintenance writes them:
https://learn.microsoft.com/azure/virtual-machines/maintenance-configurations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from idlint.records import NamedTuple

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKS = ("first", "second", "third", "fourth", "last")

MAX_TIMES = 1000
"""Occurrences that are looked for; nobody reads more."""

_NAMES: Mapping[str, int] = {
    **{name[:3]: number for number, name in enumerate(DAYS)},
    **{name: number for number, name in enumerate(MONTHS, 1)},
}
_PART = re.compile(r"(\*|[0-9]{1,4}|[a-z]{3})(?:-([0-9]{1,4}|[a-z]{3}))?(?:/([0-9]{1,4}))?")
_LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_RECURS = re.compile(r"(?i)\s*(\d{0,4})\s*(day|week|month)s?\b\s*(.*)")


class Cron(NamedTuple):
    """A cron text, understood."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """0 is Sunday."""
    either: bool
    """Both sorts of days are restricted, so that one of them is enough."""


def parse_cron(text: str) -> Cron | None:
    """The five fields; None where it is no cron text."""
    fields = text.lower().split()
    if len(fields) != len(_LIMITS):
        return None
    sets = [_field(field, *limits) for field, limits in zip(fields, _LIMITS, strict=True)]
    if any(not found for found in sets):
        return None
    minutes, hours, days, months, weekdays = sets
    either = not fields[2].startswith("*") and not fields[4].startswith("*")
    return Cron(minutes, hours, days, months, frozenset(day % 7 for day in weekdays), either)


def _field(text: str, least: int, most: int) -> frozenset[int]:
    """The numbers of one field; empty where it is not understood."""
    found: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part)
        first, last, step = match.groups() if match else ("", None, None)
        start = least if first == "*" else _number(first)
        end = most if first == "*" or (step and not last) else start if last is None else _number(last)
        if start < least or end > most or start > end or step == "0":
            return frozenset()
        found.update(range(start, end + 1, int(step or 1)))
    return frozenset(found)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NAMES.get(text, -1)


def times(cron: Cron, start: datetime, end: datetime) -> list[datetime]:
    """When a cron text fires from `start` to before `end`, up to `MAX_TIMES` times."""
    found: list[datetime] = []
    day = start.date()
    while day <= end.date() and len(found) < MAX_TIMES:
        if _on(cron, day):
            moments = (_at(day, hour, minute) for hour in sorted(cron.hours) for minute in sorted(cron.minutes))
            found += [moment for moment in moments if start <= moment < end]
        day += timedelta(days=1)
    return found[:MAX_TIMES]


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def _on(cron: Cron, day: date) -> bool:
    in_month, in_week = day.day in cron.days, day.isoweekday() % 7 in cron.weekdays
    return day.month in cron.months and ((in_month or in_week) if cron.either else (in_month and in_week))


class Window(NamedTuple):
    """A maintenance window that recurs."""

    first: datetime
    """When it is open first; UTC, or local time taken for UTC."""
    hours: float
    every: int
    unit: str
    """`day`, `week` or `month`."""
    on: tuple[str, ...]
    """Which days: `monday`, `day23`, `second tuesday`; empty: as at the first time."""


def parse_window(start: str, duration: str, recurs: str) -> Window | None:
    """`2026-01-31 00:00`, `04:00`, `1Week Monday`; None where one of them is not understood."""
    match = _RECURS.fullmatch(recurs)
    hours, _, minutes = duration.partition(":")
    if not (match and hours.isdigit() and minutes[:2].isdigit()):
        return None
    try:
        first = datetime.strptime(start.strip().replace("T", " ")[:16], "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return None
    on = tuple(" ".join(part.lower().split()) for part in match[3].split(",") if part.strip())
    return Window(first, int(hours) + int(minutes[:2]) / 60, int(match[1] or 1) or 1, match[2].lower(), on)


def openings(window: Window, start: datetime, end: datetime) -> list[datetime]:
    """When the window opens so that it is open at some time from `start` to before `end`."""
    length = timedelta(hours=window.hours)
    day, found = max(window.first.date(), (start - length).date()), list[datetime]()
    while day <= end.date() and len(found) < MAX_TIMES:
        opened = _at(day, window.first.hour, window.first.minute)
        if _opens(window, day) and opened < end and opened + length > start:
            found.append(opened)
        day += timedelta(days=1)
    return found


def _opens(window: Window, day: date) -> bool:
    first = window.first.date()
    if window.unit == "day":
        return (day - first).days % window.every == 0
    if window.unit == "week":
        named = window.on or (DAYS[first.isoweekday() % 7],)
        weeks = (_monday(day) - _monday(first)).days // 7
        return DAYS[day.isoweekday() % 7] in named and weeks % window.every == 0
    months = (day.year - first.year) * 12 + day.month - first.month
    return months % window.every == 0 and any(_names(text, day) for text in window.on or (f"day{first.day}",))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _names(text: str, day: date) -> bool:
    """Whether `day23`, `day-1` (the last) or `second tuesday` is that day of its month."""
    left = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if text.startswith("day"):
        return text in {f"day{day.day}", f"day{day.day - left.day - 1}"}
    which, _, weekday = text.partition(" ")
    if weekday.split(" ")[0] != DAYS[day.isoweekday() % 7]:
        return False
    return which == "last" if left.day - day.day < 7 and which == "last" else which == WEEKS[(day.day - 1) // 7]
