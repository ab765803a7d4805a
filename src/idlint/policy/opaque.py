"""What the opaque calls of one environment could hide from a rule, looked up once for all rules.

An opaque call can relate something to a resource only if an origin of that resource flows into its
arguments. It can answer an absence only where the vocabulary says that its source provides the kind;
otherwise the absence stands, at low confidence, and names the calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias

from idlint.document import Deployment, Hole
from idlint.graph.holes import answers, named_source, receivers
from idlint.graph.references import base_of
from idlint.graph.resources import Key, ResourceGraph
from idlint.records import NamedTuple

Providers: TypeAlias = Mapping[str, tuple[str, ...]]
"""Kind or trait -> substrings of the sources that are known to provide it (`Kind.opaque_sources`)."""

NO_PROVIDERS: Providers = MappingProxyType({})

Place: TypeAlias = tuple[str, str]
"""Path and set of a deployment."""


class OpaqueCalls(NamedTuple):
    """The opaque calls of one environment."""

    holes: Mapping[Place, tuple[Hole, ...]]
    receivers: Mapping[Place, Mapping[str, tuple[Hole, ...]]]
    """Of each deployment: address -> the calls that something of it flows into."""
    providers: Providers
    absences: dict[tuple[tuple[str, ...], Place | None], Absence]
    """What was found out by `absence` of kinds in a deployment, or anywhere."""
    unprovided: dict[Place | None, Absence]
    """The same of kinds that no call provides."""


class Absence(NamedTuple):
    """What opaque calls say about resources of some kinds that nobody declares."""

    provided: str = ""
    """The source of the call that provides one of the kinds."""
    opaque: tuple[str, ...] = ()
    """The other calls that could hold one, printable."""


def opaque_calls(graphs: Sequence[ResourceGraph], providers: Providers) -> tuple[OpaqueCalls, ...]:
    """The opaque calls of each of `graphs`, indexed; a deployment that joins several of them is looked at once."""
    holes = [{(item.path, item.set): item.holes for item in graph.deployments if item.holes} for graph in graphs]
    found = _Receivers({place: calls for one in holes for place, calls in one.items()})
    return tuple(OpaqueCalls(one, found, providers, {}, {}) for one in holes)


class _Receivers(dict[Place, Mapping[str, tuple[Hole, ...]]]):
    """The receivers of each deployment, found where they are first asked for: few rules ask, about few deployments."""

    def __init__(self, holes: Mapping[Place, tuple[Hole, ...]]) -> None:
        super().__init__()
        self._holes = holes

    def __missing__(self, place: Place) -> Mapping[str, tuple[Hole, ...]]:
        found = self[place] = receivers(self._holes.get(place, ()))
        return found


def more_related(calls: OpaqueCalls, key: Key) -> str:
    """Why more may be related to the resource `key` than is seen; empty where that is ruled out."""
    found = calls.receivers[key.deployment, key.set]
    holes = found.get(key.address) or found.get(base_of(key.address)) or ()
    return f"opaque call takes the resource: {named_source(holes[0])}" if holes else ""


def absence(calls: OpaqueCalls, kinds: tuple[str, ...], deployment: Deployment | None) -> Absence:
    """What the opaque calls of `deployment` (of all, for None) say about an absence of `kinds`."""
    place = None if deployment is None else (deployment.path, deployment.set)
    if (kinds, place) not in calls.absences:
        calls.absences[kinds, place] = _absence(calls, kinds, place)
    return calls.absences[kinds, place]


def _absence(calls: OpaqueCalls, kinds: tuple[str, ...], place: Place | None) -> Absence:
    sources = [source for kind in kinds for source in calls.providers.get(kind, ())]
    provided = answers(_holes(calls, place), None, sources) if sources else ()
    if provided:
        return Absence(named_source(provided[0]))
    if place not in calls.unprovided:
        calls.unprovided[place] = Absence("", tuple(dict.fromkeys(map(_printable, _holes(calls, place)))))
    return calls.unprovided[place]


def _holes(calls: OpaqueCalls, place: Place | None) -> Iterable[Hole]:
    return chain.from_iterable(calls.holes.values()) if place is None else calls.holes.get(place, ())


def _printable(hole: Hole) -> str:
    return hole.address if hole.source in {"", hole.address} else f"{hole.address} ({hole.source})"
