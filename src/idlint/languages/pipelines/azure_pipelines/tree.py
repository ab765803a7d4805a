"""What template expansion makes of YAML: leaves with values, fields and items, each with its place and its doubt.

Unlike a plain value, a tree knows where each part is written (in whichever template), and which parts may not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from idlint.records import NamedTuple
from idlint.source import Span
from idlint.values import Unknown, Value, same


class Leaf:
    """A value in one place."""

    __slots__ = ("span", "value")

    def __init__(self, value: Value, span: Span) -> None:
        self.value = value
        self.span = span


class Entry(NamedTuple):
    """What is behind one key, or one element of a list."""

    tree: Tree
    span: Span
    """Of the key; of an element, its own."""
    maybe: str = ""
    """Why it may not be there; empty where it certainly is."""


class Fields:
    """A mapping; keys are compared without regard to case where they are not found as written."""

    __slots__ = ("_folded", "_memo", "entries", "open", "span")

    def __init__(self, span: Span, entries: dict[str, Entry] | None = None) -> None:
        self.span = span
        self.entries = {} if entries is None else entries
        """Key as written -> what is behind it; only `put` changes them once they have been asked for."""
        self._folded: dict[str, Entry] | None = None
        self.open = ""
        """Why there may be further keys; empty where there are none."""
        self._memo: Value = None

    def get(self, name: str) -> Entry | None:
        """The entry at `name`; None where nothing is written."""
        found = self.entries.get(name)
        if found is not None or not self.entries:
            return found
        if self._folded is None:
            self._folded = {key.lower(): entry for key, entry in reversed(self.entries.items())}
        return self._folded.get(name.lower())

    def put(self, name: str, entry: Entry) -> None:
        """Add an entry; one that is there already is replaced, or merged with where either of them is in doubt."""
        before = self.entries.get(name)
        if before is not None and (before.maybe or entry.maybe):
            entry = _either(before, entry)
        self.entries[name] = entry
        self._folded = None

    def value(self) -> Value:
        """The mapping as plain data; an unknown with what is certain where some of it is not."""
        if self._memo is None:
            certain: dict[str, Value] = {}
            doubt = self.open
            for name, entry in self.entries.items():
                doubt = doubt or entry.maybe
                if not entry.maybe:
                    certain[name] = value_of(entry.tree)
            self._memo = Unknown(doubt, None, certain) if doubt else certain
        return self._memo


class Items:
    """A list."""

    __slots__ = ("_memo", "items", "open", "span")

    def __init__(self, span: Span, items: list[Entry] | None = None) -> None:
        self.span = span
        self.items = [] if items is None else items
        self.open = ""
        """Why there may be further elements; empty where there are none."""
        self._memo: Value = None

    def value(self) -> Value:
        """The list as plain data; an unknown with what is certain where some of it is not."""
        if self._memo is None:
            certain = [value_of(entry.tree) for entry in self.items if not entry.maybe]
            doubt = self.open or next((entry.maybe for entry in self.items if entry.maybe), "")
            self._memo = Unknown(doubt, None, certain) if doubt else certain
        return self._memo


Tree: TypeAlias = Leaf | Fields | Items

DIFFERS = "depends on a template condition"
"""The reason of a value that two branches give differently."""


def value_of(tree: Tree) -> Value:
    """The plain data of a tree."""
    return tree.value if isinstance(tree, Leaf) else tree.value()


def tree_of(value: Value, span: Span) -> Tree:
    """Plain data as a tree whose parts all lie at `span`."""
    match value:
        case dict():
            return Fields(span, {key: Entry(tree_of(item, span), span) for key, item in value.items()})
        case list():
            return Items(span, [Entry(tree_of(item, span), span) for item in value])
    return Leaf(value, span)


def _either(left: Entry, right: Entry) -> Entry:
    """What two branches, of which one may be taken, give for one key."""
    maybe = (left.maybe or right.maybe) if left.maybe and right.maybe else ""
    match left.tree, right.tree:
        case Items() as first, Items() as second:
            both = Items(first.span, [*_doubted(first, left.maybe), *_doubted(second, right.maybe)])
            both.open = first.open or second.open
            return Entry(both, left.span, maybe)
        case Fields() as one, Fields() as other:
            return Entry(_merged(one, left.maybe, other, right.maybe), left.span, maybe)
    if same(value_of(left.tree), value_of(right.tree)):
        return Entry(left.tree, left.span, maybe)
    return Entry(Leaf(Unknown(DIFFERS), right.span), right.span, maybe)


def _doubted(items: Items, maybe: str) -> Iterator[Entry]:
    return (entry._replace(maybe=entry.maybe or maybe) for entry in items.items)


def _merged(left: Fields, left_maybe: str, right: Fields, right_maybe: str) -> Fields:
    merged = Fields(left.span)
    merged.open = left.open or right.open
    for fields, maybe in ((left, left_maybe), (right, right_maybe)):
        for name, entry in fields.entries.items():
            merged.put(name, entry._replace(maybe=entry.maybe or maybe))
    return merged
