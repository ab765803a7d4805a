"""Date functions: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-date."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta

from idlint.languages.arm.functions.signature import Arguments, Function, FunctionError, Table, integer, string
from idlint.languages.arm.pieces import derived
from idlint.values import Unknown, Value

_DURATION = re.compile(
    r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?\Z"
)
_STYLES = {
    "u": "yyyy-MM-dd HH:mm:ssZ",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "d": "MM/dd/yyyy",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffffZ",
}
_FIELDS = {
    "yyyy": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "dddd": "%A", "ddd": "%a", "dd": "%d",
    "HH": "%H", "hh": "%I", "mm": "%M", "ss": "%S", "tt": "%p", "fffffff": "%f0",
}  # fmt: skip
_FIELD = re.compile(r"'([^']*)'|y+|M+|d+|H+|h+|m+|s+|t+|f+|[^A-Za-z]|[TZ]")


def _date_time_add(arguments: Arguments) -> Value:
    base = _parse(string(arguments[0]))
    try:
        moved = _add(base, string(arguments[1]))
    except (OverflowError, ValueError):
        raise FunctionError("expected a date between the years 1 and 9999") from None
    style = string(arguments[2]) if len(arguments) > 2 else _style_of(string(arguments[0]))
    text = format_date(moved, style)
    return text if text is not None else derived("dateTimeAdd", [Unknown("unsupported format"), *arguments])


def _parse(text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        raise FunctionError("expected a date and time in ISO 8601") from None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _style_of(text: str) -> str:
    """The format of a date as written: with `T` or a blank, with `Z` or without."""
    date_only = len(text.strip()) <= 10
    mark = "T" if "T" in text else " "
    return "yyyy-MM-ddTHH:mm:ssZ" if date_only else f"yyyy-MM-dd{mark}HH:mm:ss{'Z' if 'Z' in text else ''}"


def _add(base: datetime, duration: str) -> datetime:
    """`base` moved by an ISO 8601 duration, which may be negative."""
    found = _DURATION.match(duration.strip()[:80])
    if not found or not any(found.groups()[1:]):
        raise FunctionError("expected a duration in ISO 8601")
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    sign = -1 if found[1] else 1
    moved = _add_months(base, sign * (years * 12 + months))
    return moved + sign * timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _add_months(base: datetime, months: int) -> datetime:
    total = base.year * 12 + base.month - 1 + months
    year, month = total // 12, total % 12 + 1
    if not 1 <= year <= 9999:
        raise FunctionError("expected a date between the years 1 and 9999")
    return base.replace(year=year, month=month, day=min(base.day, calendar.monthrange(year, month)[1]))


def format_date(value: datetime, style: str) -> str | None:
    """A date in a .NET format string; None where a field of it is not supported."""
    style = _STYLES.get(style, style)
    parts = []
    at = 0
    while at < len(style):
        found = _FIELD.match(style, at)
        if found is None:
            return None
        field = found.group()
        if field[0].isalpha() and field not in {"T", "Z"} and field not in _FIELDS:
            return None
        parts.append(found[1] if found[1] is not None else value.strftime(_FIELDS.get(field, field.replace("%", "%%"))))
        at = found.end()
    return "".join(parts)


def _from_epoch(arguments: Arguments) -> Value:
    try:
        value = datetime.fromtimestamp(integer(arguments[0]), UTC)
    except (OverflowError, OSError, ValueError):
        raise FunctionError("expected seconds since 1970") from None
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def _to_epoch(arguments: Arguments) -> Value:
    return int(_parse(string(arguments[0])).timestamp())


FUNCTIONS: Table = {
    "datetimeadd": Function(_date_time_add, 2, 3),
    "datetimefromepoch": Function(_from_epoch, 1, 1),
    "datetimetoepoch": Function(_to_epoch, 1, 1),
}
