"""Terraform's types as plain records."""

from __future__ import annotations

from collections.abc import Mapping

from idlint.records import NamedTuple


class Type(NamedTuple):
    """A type constraint or the type of a value."""

    kind: str
    """`any`, `string`, `number`, `bool`, `list`, `set`, `map`, `tuple` or `object`."""
    element: Type | None = None
    """The element type of a list, set or map."""
    items: tuple[Type, ...] = ()
    """The element types of a tuple."""
    attributes: Mapping[str, Type] = {}
    """The attribute types of an object."""
    optional: frozenset[str] = frozenset()
    """The attributes of an object that may be left out."""
    defaults: Mapping[str, object] = {}
    """The defaults of optional attributes, as values."""


ANY = Type("any")
STRING = Type("string")
NUMBER = Type("number")
BOOL = Type("bool")
