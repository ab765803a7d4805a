"""Date functions on RFC 3339 timestamps; nothing here reads the clock, but what is added to it is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from idlint.languages.terraform.functions.registry import Function, derived
from idlint.languages.terraform.scope import EvaluationError
from idlint.records import NamedTuple
from idlint.values import Later, Unknown, Value

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_UNITS: Final = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_SECOND: Final = 10**9

_CLOCK: Final = "reads the clock"


class Moment(NamedTuple):
    """A point in time with nanoseconds, which `datetime` does not have."""

    at: datetime
    """To the second, with its offset."""
    nanoseconds: int


@cache
def _timestamp() -> re.Pattern[str]:
    return re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})", re.ASCII)


def parse_timestamp(text: str) -> Moment:
    """An RFC 3339 timestamp; `EvaluationError` where `text` is none."""
    found = _timestamp().fullmatch(text)
    if found is None:
        raise EvaluationError(f"not a valid RFC3339 timestamp: {text!r}")
    try:
        at = datetime.fromisoformat(f"{found[1]}T{found[2]}{'+00:00' if found[4] == 'Z' else found[4]}")
    except ValueError:
        raise EvaluationError(f"not a valid RFC3339 timestamp: {text!r}") from None
    return Moment(at, int((found[3] or "0").ljust(9, "0")[:9]))


def _formatdate(layout: str | Unknown, text: str | Unknown) -> Value:
    if isinstance(layout, Unknown):
        return derived("formatdate", (layout, text), layout)
    if isinstance(text, Unknown):
        is_date = isinstance(text, Later) and all(part in layout for part in ("YYYY", "MM", "DD"))
        return text if is_date else derived("formatdate", (layout, text), text)
    moment = parse_timestamp(text)
    return "".join(_token(token, moment.at) for token in _tokens(layout))


def _tokens(layout: str) -> list[str]:
    """Runs of one letter, quoted text, and everything else."""
    result: list[str] = []
    at = 0
    while at < len(layout):
        letter = layout[at]
        if letter == "'":
            end = _closing_quote(layout, at + 1)
        elif letter.isascii() and letter.isalpha():
            end = _run_end(layout, at)
        else:
            end = at + 1
        result.append(layout[at:end])
        at = end
    return result


def _run_end(layout: str, at: int) -> int:
    """The end of the run of the letter at `at`."""
    end = at
    while layout.startswith(layout[at], end):
        end += 1
    return end


def _closing_quote(layout: str, at: int) -> int:
    """The end of quoted text, in which two quotes stand for one."""
    while True:
        at = layout.find("'", at)
        if at < 0:
            raise EvaluationError("unterminated literal '")
        if not layout.startswith("''", at):
            return at + 1
        at += 2


def _token(token: str, at: datetime) -> str:
    if token.startswith("'"):
        return token[1:-1].replace("''", "'")
    if not (token[0].isascii() and token[0].isalpha()):
        return token
    verb = _verbs().get(token)
    if verb is None:
        raise EvaluationError(f"invalid format verb {token!r}")
    return verb(at)


@cache
def _verbs() -> Mapping[str, Callable[[datetime], str]]:
    return {
        "YYYY": lambda at: f"{at.year:04d}",
        "YY": lambda at: f"{at.year % 100:02d}",
        "MMMM": lambda at: _MONTHS[at.month - 1],
        "MMM": lambda at: _MONTHS[at.month - 1][:3],
        "MM": lambda at: f"{at.month:02d}",
        "M": lambda at: str(at.month),
        "DD": lambda at: f"{at.day:02d}",
        "D": lambda at: str(at.day),
        "EEEE": lambda at: _DAYS[at.weekday()],
        "EEE": lambda at: _DAYS[at.weekday()][:3],
        "hh": lambda at: f"{at.hour:02d}",
        "h": lambda at: str(at.hour),
        "HH": lambda at: f"{(at.hour % 12) or 12:02d}",
        "H": lambda at: str((at.hour % 12) or 12),
        "AA": lambda at: "AM" if at.hour < 12 else "PM",
        "aa": lambda at: "am" if at.hour < 12 else "pm",
        "mm": lambda at: f"{at.minute:02d}",
        "m": lambda at: str(at.minute),
        "ss": lambda at: f"{at.second:02d}",
        "s": lambda at: str(at.second),
        "ZZZZZ": lambda at: _offset(at, ":"),
        "ZZZZ": lambda at: _offset(at, ""),
        "ZZZ": lambda at: _offset(at, "") if at.utcoffset() else "UTC",
        "Z": lambda at: _offset(at, ":") if at.utcoffset() else "Z",
    }


def _offset(at: datetime, separator: str) -> str:
    minutes = int((at.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}{separator}{rest:02d}"


@cache
def _duration() -> re.Pattern[str]:
    return re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)


def parse_duration(text: str) -> int:
    """A Go duration such as `-1h30m` in nanoseconds; `EvaluationError` where `text` is none."""
    rest = text.lstrip("+-") if text[:1] in {"+", "-"} else text
    if text in {"0", "+0", "-0"}:
        return 0
    from fractions import Fraction  # 1 ms

    parts = _duration().findall(rest)
    if not parts or "".join(map("".join, parts)) != rest or len(rest) < len(text) - 1 or len(rest) > 100:
        raise EvaluationError(f"not a valid duration: {text!r}")
    total = sum(int(Fraction(number) * _UNITS[unit]) for number, unit in parts)
    return -total if text.startswith("-") else total


def _now() -> Value:
    """The moment of the deployment: nobody knows when, but what is added to it is a lifetime."""
    return Later(_CLOCK, 0)


def _timeadd(text: str | Unknown, duration: str | Unknown) -> Value:
    if isinstance(text, Later) and isinstance(duration, str):
        return Later(text.reason, text.seconds + parse_duration(duration) // _SECOND)
    if isinstance(text, Unknown) or isinstance(duration, Unknown):
        return derived("timeadd", (text, duration), text if isinstance(text, Unknown) else Unknown("unknown duration"))
    moment = parse_timestamp(text)
    seconds, nanoseconds = divmod(moment.nanoseconds + parse_duration(duration), _SECOND)
    try:
        at = moment.at + timedelta(seconds=seconds)
    except OverflowError:
        raise EvaluationError("the time is out of range") from None
    fraction = f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""
    return f"{at:%Y-%m-%dT%H:%M:%S}{fraction}{_offset(at, ':') if at.utcoffset() else 'Z'}"


def _timecmp(left: str, right: str) -> Value:
    first, second = (_instant(parse_timestamp(text)) for text in (left, right))
    return (first > second) - (first < second)


def _instant(moment: Moment) -> tuple[datetime, int]:
    return moment.at.astimezone(UTC), moment.nanoseconds


FUNCTIONS: Final[Mapping[str, Function]] = {
    "formatdate": Function("string string", _formatdate, "parts"),
    "plantimestamp": Function("", _now, "never", note=_CLOCK),
    "timeadd": Function("string string", _timeadd, "parts"),
    "timecmp": Function("string string", _timecmp),
    "timestamp": Function("", _now, "never", note=_CLOCK),
}
