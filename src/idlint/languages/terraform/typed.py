"""Terraform's list, set and map types as subclasses of list and dict that remember their element type.

A plain `list` is a tuple and a plain `dict` an object, as literals are; `tolist`, `toset`, `tomap`, type
constraints and most functions make these. The difference shows: `[] == tolist([])` is false, and a set
has no indices. To everybody outside the evaluator they are a list and a dict, and they pickle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from idlint.languages.terraform.typesystem import Type
from idlint.values import Value


class ListOf(list[Value]):
    """A `list(element)`."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type | None = None) -> None:
        super().__init__(items)
        self.element = element
        """The element type; None for any."""


class SetOf(list[Value]):
    """A `set(element)`: sorted and without duplicates; whoever makes one sees to that."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type | None = None) -> None:
        super().__init__(items)
        self.element = element


class MapOf(dict[str, Value]):
    """A `map(element)`."""

    __slots__ = ("element",)

    def __init__(
        self, items: Iterable[tuple[str, Value]] | Mapping[str, Value] = (), element: Type | None = None
    ) -> None:
        super().__init__(items)
        self.element = element
