"""What is known of an object or an array: what it has, what an object may have, and whether there may be more."""

from __future__ import annotations

from collections.abc import Mapping

from idlint.records import NamedTuple
from idlint.values import MISSING, Closed, Missing, Unknown, Value


class Entries(NamedTuple):
    """The entries of an object."""

    known: dict[str, Value]
    """Those it has."""
    possible: Mapping[str, Value] = {}
    """Those it may have, with the values they have then."""
    is_open: bool = False
    """Whether it may have any others."""
    reason: str = ""
    """Why not all of them are known; empty where they are."""

    def at(self, key: str) -> tuple[Value | Missing, ...]:
        """All that may be at `key`."""
        if key in self.known:
            return (self.known[key],)
        if key in self.possible:
            return MISSING, self.possible[key]
        return (MISSING, Unknown(self.reason)) if self.is_open else (MISSING,)


def entries_of(value: Value) -> Entries | None:
    """The entries of what is certainly an object; None for anything else."""
    match value:
        case dict():
            return Entries(value)
        case Closed():
            return Entries(value.entries, value.possible, reason=value.reason)
        case Unknown(known=dict() as known):
            return Entries(known, is_open=True, reason=value.reason)
    return None


def any_entries(value: Unknown) -> Entries:
    """The entries of `value`, if it is an object at all."""
    return entries_of(value) or Entries({}, is_open=True, reason=value.reason)


def as_value(entries: Entries) -> Value:
    """The object that has these entries."""
    if entries.is_open:
        return Unknown(entries.reason, None, entries.known)
    return Closed(entries.reason, entries.known, dict(entries.possible)) if entries.possible else entries.known


def elements_of(value: Value) -> list[Value] | None:
    """The elements that are known of what is certainly an array; None for anything else."""
    known = value.known if isinstance(value, Unknown) else value
    return known if isinstance(known, list) else None
