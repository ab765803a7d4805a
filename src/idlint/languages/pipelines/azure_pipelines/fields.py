"""Reads single values out of the fields of a stage, job or step."""

from __future__ import annotations

from collections.abc import Iterable

from idlint.languages.pipelines.azure_pipelines.casting import joined
from idlint.languages.pipelines.azure_pipelines.tree import Entry, Fields, Items, Leaf, Tree, value_of
from idlint.languages.pipelines.azure_pipelines.variables import Macros
from idlint.source import Location, Span
from idlint.values import Unknown, Value


def raw(fields: Fields, name: str) -> Value:
    """The value at `name` with its macros; null where nothing is written, unknown where it may not be."""
    entry = fields.get(name)
    if entry is None:
        return None
    return Unknown(entry.maybe) if entry.maybe else value_of(entry.tree)


def value(fields: Fields, name: str, macros: Macros) -> Value:
    """The value at `name`; null where nothing is written."""
    return macros.resolved(raw(fields, name))


def flag(fields: Fields, name: str, macros: Macros) -> Value:
    """A boolean; false where nothing is written, and the value itself where it is neither true nor false."""
    found = value(fields, name, macros)
    if isinstance(found, str) and found.strip().lower() in {"true", "false"}:
        return found.strip().lower() == "true"
    return False if found in (None, "") else found


def number(fields: Fields, name: str, macros: Macros) -> Value:
    """A whole number, or the value that stands there instead; null where nothing is written."""
    found = value(fields, name, macros)
    return int(found) if isinstance(found, str) and found.strip().isdecimal() and len(found) < 10 else found


def spans(fields: Fields, names: Iterable[tuple[str, str]]) -> dict[str, Location]:
    """The places of the values that are written, under the names of the model: pairs of key and name."""
    return {name: entry.tree.span for key, name in names if (entry := fields.get(key)) is not None}


def header(entry: Entry, whole: bool) -> Span:
    """A key, with its value where `whole` and both are written in one place."""
    start, end = entry.span, entry.tree.span
    if not whole or start.path != end.path or end.start < start.end:
        return start
    return Span(start.path, start.start, end.end)


def strings(tree: Tree | None, macros: Macros) -> tuple[Value, ...]:
    """The elements of a list, or one value for a list of one; nothing for nothing."""
    match tree:
        case Items():
            return tuple(Unknown(item.maybe) if item.maybe else _one(item.tree, macros) for item in tree.items)
        case Leaf() if tree.value not in (None, ""):
            return (macros.resolved(tree.value),)
    return ()


def _one(tree: Tree, macros: Macros) -> Value:
    return macros.resolved(value_of(tree))


def both(first: Value, second: Value) -> Value:
    """Two conditions that have to hold together; null where there is none."""
    if first in (None, ""):
        return second if second != "" else None
    return first if second in (None, "") else joined(["and(", first, ", ", second, ")"])
