"""Opaque calls: which of them could answer that something seems to be absent.

An opaque call can answer "nothing is related to X" only if something of X is handed to it; it can
answer an absence without a subject only where its source is known to provide what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable

from idlint.document import CIRCLE, Hole
from idlint.graph.references import base_of
from idlint.values import Value, origins


def receivers(holes: Iterable[Hole]) -> dict[str, tuple[Hole, ...]]:
    """Address -> the opaque calls into whose arguments something of that address flows.

    Addresses stand with and without their last instance key: an origin may name all instances.
    """
    found: dict[str, dict[str, Hole]] = {}
    for hole in holes:
        for address in _addresses(hole.arguments.values()):
            found.setdefault(address, {})[hole.address] = hole
    return {address: tuple(group.values()) for address, group in found.items()}


def named_source(hole: Hole) -> str:
    """What an opaque call asked for; of a module that calls itself, which is there, also why it is not read again."""
    return f"{hole.source}: {CIRCLE}" if hole.reason == CIRCLE else hole.source


def _addresses(values: Iterable[Value]) -> set[str]:
    return {origin.address for value in values for origin in origins(value)}


def answers(holes: Iterable[Hole], subject: str | None, sources: Iterable[str] = ()) -> tuple[Hole, ...]:
    """The opaque calls that could answer an absence.

    `subject` is the address of the resource to which nothing seems related, in the deployment of the
    holes. Without a subject (None) a call answers only where its source contains one of `sources`, the
    `opaque_sources` of the missing kind; without those nothing is answered.
    """
    if subject is not None:
        wanted = {subject, base_of(subject)}
        return tuple(hole for hole in holes if wanted & _addresses(hole.arguments.values()))
    words = tuple(word.lower() for word in sources)
    holes = tuple(holes)
    wanted = {source for source in {hole.source for hole in holes} if any(word in source.lower() for word in words)}
    return tuple(hole for hole in holes if hole.source in wanted) if wanted else ()
