"""The resources of one environment while they are linked: by key and by kind, so that no step walks all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from idlint.graph.resources import Key, Resource


class Known:
    """Resources in the order of declaration; never changed."""

    def __init__(self, by_key: Mapping[Key, Resource]) -> None:
        self.by_key = by_key
        self._kinds: dict[str, list[Resource]] = defaultdict(list)
        for item in by_key.values():
            self._kinds[item.kind].append(item)

    def of_kind(self, *kinds: str) -> Iterator[Resource]:
        """The resources of one kind after the other."""
        for kind in kinds:
            yield from self._kinds.get(kind, ())
