"""What is certain of a value that is one of several, where nobody knows which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from idlint.values import Unknown, Value, same

MAX_ALTERNATIVES: Final = 20
"""Values that are compared part by part; of more, only whether all are the same is found out."""

MAX_PARTS: Final = 20_000
"""Parts that are compared one by one; of larger values nothing that is inside is known."""


def agreed(values: Sequence[Value], reason: str) -> Value:
    """The value where all are the same, else an unknown: of objects with all that every one of them has."""
    return _Agreement(reason).of(values)


class _Agreement:
    """One comparison; parts that are shared by reference, of which there can be very many, are compared once."""

    def __init__(self, reason: str) -> None:
        self._reason = reason
        self._known: dict[tuple[int, ...], Value] = {}
        self._room = MAX_PARTS

    def of(self, values: Sequence[Value]) -> Value:
        """What `values` agree on; the first of them where that is all."""
        if all(other is values[0] for other in values):
            return values[0]
        identity = tuple(map(id, values))
        if identity not in self._known:
            self._known[identity] = self._found(values)
        return self._known[identity]

    def _found(self, values: Sequence[Value]) -> Value:
        first, *others = values
        objects = [value for value in values if isinstance(value, dict)]
        if len(objects) == len(values) <= MAX_ALTERNATIVES:
            return self._of_objects(objects)
        return first if all(same(first, other) for other in others) else Unknown(self._reason)

    def _of_objects(self, objects: Sequence[dict[str, Value]]) -> Value:
        first, *others = objects
        names = [name for name in first if all(name in other for other in others)]
        self._room -= len(names)
        if self._room < 0:
            return Unknown(self._reason)
        shared = {name: self.of([item[name] for item in objects]) for name in names}
        is_whole = all(len(item) == len(names) for item in objects)
        if is_whole and all(shared[name] is first[name] for name in names):
            return first
        return Unknown(self._reason, None, shared or None)
