"""Blast radius: the workloads that stand behind a resource, found by walking the links between them backwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeAlias

from idlint.graph.deploys import DEPLOYED
from idlint.graph.resources import Edge, Key
from idlint.resilience.assessment import Assessment, Level
from idlint.values import text

NEEDED = ("uses_identity", "authenticates_to", "stores_secret_in", "pulls_image_from", "runs_on", "depends_on")
"""Links whose source suffers when their target fails. `deploys` leads on forward: from a job to what it deploys."""

USED = (*NEEDED, "granted")
"""A grant shows that its holder uses what it may use; but a job that may write somewhere does not need it."""

ATTACHED = ("depends_on", "runs_on", "uses_identity")
"""Links from a part, which nothing depends on, to what it is a part of: an extension, a credential, a scaling rule."""


Arriving: TypeAlias = Mapping[Key, Iterable[Key]]
"""Target -> the sources of edges that arrive there."""


class Reach:
    """Answers for one environment or a piece of it, each resource's remembered."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self.graph = assessment.graph
        self._workloads = {item.key: self._named(item.key) for item in self.graph.of_kind("workload")}
        self._known: dict[Key, frozenset[Key]] = {}

    def behind(self, key: Key) -> dict[str, Level]:
        """Workload -> its criticality, of every workload that depends on the resource `key`, itself included.

        A part that no workload depends on counts for what it is a part of.
        """
        found = self._workloads_of(key)
        if not found:
            wholes = [edge.target for type in ATTACHED for edge in self.graph.out(key, type) if edge.target]
            found = frozenset[Key]().union(*map(self._workloads_of, wholes))
        return self._judged(found)

    def in_deployment(self, path: str, name: str) -> dict[str, Level]:
        """The workloads of one deployment."""
        return self._judged(key for key in self._workloads if key[:2] == (path, name))

    def everywhere(self) -> dict[str, Level]:
        """All workloads."""
        return self._judged(self._workloads)

    def _named(self, key: Key) -> str:
        found = self._assessment.derived.get(key, {}).get("workload.name")
        return text(found.value) if found is not None and isinstance(found.value, str) else f"{key[0]}:{key[2]}"

    def _judged(self, keys: Iterable[Key]) -> dict[str, Level]:
        """Each workload by name; parts of one workload count once, at the criticality of the most critical."""
        found: dict[str, Level] = {}
        for key in sorted(keys, key=lambda key: _ORDER[self._assessment.criticality[key].level], reverse=True):
            found[self._workloads[key]] = self._assessment.criticality[key].level
        return found

    def _workloads_of(self, key: Key) -> frozenset[Key]:
        if key not in self._known:
            users = self._closed(key, self._users, deploying=False)
            needing = self._closed(key, self._needing, deploying=True)
            self._known[key] = (users | needing) & self._workloads.keys()
        return self._known[key]

    @cached_property
    def _users(self) -> Arriving:
        return _arriving(self.graph.edges, USED)

    @cached_property
    def _needing(self) -> Arriving:
        return _arriving(self.graph.edges, NEEDED)

    def _closed(self, key: Key, behind: Arriving, *, deploying: bool) -> frozenset[Key]:
        """`key` and all that is reached from it."""
        found, pending = {key}, [key]
        while pending:
            new = set(self._next(pending.pop(), behind, deploying=deploying)) - found
            found |= new
            pending.extend(new)
        return frozenset(found)

    def _next(self, key: Key, behind: Arriving, *, deploying: bool) -> Iterator[Key]:
        yield from behind.get(key, ())
        if deploying:
            yield from (edge.target for edge in self.graph.out(key, "deploys") if edge.target is not None)
            if key.address == DEPLOYED:
                yield from (one for one in self._workloads if one[:2] == key[:2])


def _arriving(edges: Iterable[Edge], types: tuple[str, ...]) -> Arriving:
    """What stands right behind each resource, by edges of some types."""
    found: dict[Key, list[Key]] = defaultdict(list)
    for edge in edges:
        if edge.target is not None and edge.type in types:
            found[edge.target].append(edge.source)
    return found


_ORDER: dict[Level, int] = {"mission-critical": 0, "high": 1, "standard": 2, "low": 3}
