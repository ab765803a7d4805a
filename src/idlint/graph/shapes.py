"""What the attributes that are written say at once of the properties of a type, found out once for all that have them.

Most properties are not written, and most others stand at the top as they are meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from idlint.graph.paths import NOTHING, Found
from idlint.graph.resources import Property
from idlint.graph.sources import Constant, First, Parsed, Read, Source, cloud_path, opening, parse_source
from idlint.records import NamedTuple
from idlint.values import Missing, Value

UNREAD = Property()
"""Stands for a property that takes a closer look."""

Attribute: TypeAlias = tuple[str, ...]
"""The path of an attribute."""


class Shape(NamedTuple):
    """How the properties of a type are read where the same attributes are written."""

    blank: Mapping[str, Property]
    """Every property as `UNREAD`, in order."""
    found: Mapping[str, Found]
    """Where each is read."""
    plain: tuple[tuple[str, Attribute], ...]
    """The properties that are what an attribute holds, as it stands there."""
    constant: tuple[tuple[str, Value], ...]
    absent: tuple[tuple[Value | Missing, frozenset[str], tuple[str, ...]], ...]
    """What absence means, with the properties that are not written and of which it means that, unless a declaration
    of one of some types says more."""
    unsaid: tuple[tuple[str, Attribute], ...]
    """The same for what is only looked up: the properties, with the attributes that the cloud has a value of."""


class Sources(Parsed[Source]):
    """Property -> source."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data, parse_source)
        self._shapes: dict[tuple[bool, tuple[str, ...]], Shape] = {}

    def shape(self, written: tuple[str, ...], *, managed: bool) -> Shape:
        """What is seen at once where these attributes are written; `managed` unless it is only looked up."""
        found = self._shapes.get((managed, written))
        if found is None:
            found = self._shapes[managed, written] = self._shape(frozenset(written), managed=managed)
        return found

    def _shape(self, written: frozenset[str], *, managed: bool) -> Shape:
        plain: dict[str, Attribute] = {}
        constant: list[tuple[str, Value]] = []
        absent: dict[tuple[int, frozenset[str]], tuple[Value | Missing, frozenset[str], tuple[str, ...]]] = {}
        unsaid: list[tuple[str, Attribute]] = []
        for name, source in self.items():
            if isinstance(source, Constant):
                constant.append((name, source.value))
            seen = opening(source)
            if seen is None:
                continue
            held = next((attribute for attribute in seen.attributes if attribute in written), None)
            if held is not None:
                plain |= {name: (held,)} if _is_plain(source) else {}
            elif managed:
                key = id(source.absent), seen.types
                names = absent[key][2] if key in absent else ()
                absent[key] = source.absent, seen.types, (*names, name)
            elif not seen.types and (path := cloud_path(source)) is not None:
                unsaid.append((name, path))
        found = {name: Found(path=plain[name]) if name in plain else NOTHING for name in self}
        blank = dict.fromkeys(self, UNREAD)
        return Shape(blank, found, tuple(plain.items()), tuple(constant), tuple(absent.values()), tuple(unsaid))


def _is_plain(source: Source) -> bool:
    """Whether the value of the first attribute that is written is taken as it is."""
    match source:
        case Read(path=(str(),) as path, absent=absent):
            return source == Read(path, absent=absent)
        case First(parts=parts):
            return all(isinstance(part, Read) and _is_plain(part) for part in parts)
    return False
