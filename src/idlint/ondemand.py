"""Mappings whose values are made when they are first asked for, because most are never asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class OnDemand(Mapping[K, V]):
    """What `make` gives for each of some names, once."""

    def __init__(self, names: Collection[K]) -> None:
        self._names = names
        self._made: dict[K, V] = {}

    @abstractmethod
    def make(self, name: K) -> V:
        """The value of one of the names; KeyError for any other."""

    def __getitem__(self, name: K) -> V:
        if name not in self._made:
            self._made[name] = self.make(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[K]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
