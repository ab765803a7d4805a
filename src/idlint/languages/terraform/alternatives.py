"""What is certain of a value that is one of several, where nobody knows which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from idlint.values import Unknown, Value, same

MAX_ALTERNATIVES: Final = 20
"""Values that are compared part by part; of more, only whether all are the same is found out."""


def agreed(values: Sequence[Value], reason: str) -> Value:
    """The value where all are the same, else an unknown: of objects with all that every one of them has."""
    if all(same(values[0], other) for other in values[1:]):
        return values[0]
    objects = [value for value in values if isinstance(value, dict)]
    if len(objects) < len(values) or len(values) > MAX_ALTERNATIVES:
        return Unknown(reason)
    shared = [name for name in objects[0] if all(name in other for other in objects[1:])]
    return Unknown(reason, None, {name: agreed([item[name] for item in objects], reason) for name in shared} or None)
