"""The resources that rules are put to, by kind: what many rules ask about is found once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from idlint.graph.resources import Resource
from idlint.policy.ownership import UNDECLARED
from idlint.policy.subject import Subject
from idlint.records import NamedTuple
from idlint.resilience.assessment import Criticality

Kinds: TypeAlias = tuple[str, ...]


class Question(NamedTuple):
    """A resource in one environment."""

    criticality: Criticality
    resource: Resource
    subject: Subject


class Asked:
    """Every managed resource of some kinds, in all environments; what is only read or existing is somebody else's."""

    def __init__(self, worlds: Iterable[Subject]) -> None:
        self._worlds = tuple(worlds)
        self._once: dict[Kinds, Sequence[Question]] = {}

    def once(self, kinds: Kinds) -> Sequence[Question]:
        """Each resource in one environment; in several only where it is not the same there, or not as critical."""
        if kinds not in self._once:
            self._once[kinds] = self._found(kinds)
        return self._once[kinds]

    def _found(self, kinds: Kinds) -> Sequence[Question]:
        found: dict[tuple[int, Criticality], Question] = {}
        for world, resource in self._managed(kinds):
            same = id(resource), world.assessment.criticality.get(resource.key, UNDECLARED)
            if same not in found:
                found[same] = _question(world, resource)
        return tuple(found.values())

    def everywhere(self, kinds: Kinds, settled: Collection[int]) -> Iterator[Question]:
        """Each resource in each of its environments, but for those with an id among `settled`."""
        return (_question(*pair) for pair in self._managed(kinds) if id(pair[1]) not in settled)

    def is_elsewhere(self) -> bool:
        """Whether there are several environments, in which a resource may be."""
        return len(self._worlds) > 1

    def _managed(self, kinds: Kinds) -> Iterator[tuple[Subject, Resource]]:
        for world in self._worlds:
            for resource in world.assessment.graph.of_kind(*kinds):
                if resource.mode == "managed":
                    yield world, resource


def _question(world: Subject, resource: Resource) -> Question:
    assessment, now, opaque, *_ = world
    criticality = assessment.criticality.get(resource.key, UNDECLARED)
    return Question(criticality, resource, Subject(assessment, now, opaque, resource, resource, told=False))
