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
    """Every managed resource of some kinds; what is only read or existing is somebody else's."""

    def __init__(self, environments: Sequence[Subject], pieces: Sequence[Subject]) -> None:
        self._environments = environments
        self._pieces = pieces
        self._once: dict[Kinds, Sequence[Question]] = {}
        self._of_pieces: dict[Kinds, Sequence[Question]] = {}
        self._questions: dict[tuple[int, int], Question] = {}
        """By the ids of piece and resource: several rules ask each."""

    def once(self, kinds: Kinds) -> Sequence[Question]:
        """Each resource in one piece; in several only where it is not as critical there."""
        if kinds not in self._once:
            self._once[kinds] = _distinct(self.in_pieces(kinds))
        return self._once[kinds]

    def in_pieces(self, kinds: Kinds) -> Sequence[Question]:
        """Each resource in each piece that environments are put together from: all that links lead to is there."""
        if kinds not in self._of_pieces:
            self._of_pieces[kinds] = tuple(self._known(*pair) for pair in _managed(self._pieces, kinds))
        return self._of_pieces[kinds]

    def everywhere(self, kinds: Kinds, settled: Collection[int]) -> Iterator[Question]:
        """Each resource in each of its environments, but for those with an id among `settled`."""
        return (_question(*pair) for pair in _managed(self._environments, kinds) if id(pair[1]) not in settled)

    def is_elsewhere(self) -> bool:
        """Whether there are several environments, in which a resource may be."""
        return len(self._environments) > 1

    def _known(self, piece: Subject, resource: Resource) -> Question:
        one = id(piece), id(resource)
        found = self._questions.get(one)
        if found is None:
            found = self._questions[one] = _question(piece, resource)
        return found


def _managed(worlds: Iterable[Subject], kinds: Kinds) -> Iterator[tuple[Subject, Resource]]:
    for world in worlds:
        for resource in world.assessment.graph.of_kind(*kinds):
            if resource.mode == "managed":
                yield world, resource


def _question(world: Subject, resource: Resource) -> Question:
    assessment, now, opaque, *_ = world
    criticality = assessment.criticality.get(resource.key, UNDECLARED)
    return Question(criticality, resource, Subject(assessment, now, opaque, resource, resource, told=False))


def _distinct(questions: Iterable[Question]) -> Sequence[Question]:
    found: dict[tuple[int, Criticality], Question] = {}
    for one in questions:
        found.setdefault((id(one.resource), one.criticality), one)
    return tuple(found.values())
