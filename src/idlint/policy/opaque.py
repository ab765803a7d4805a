"""What opaque calls could hide from a rule: a relation to one resource, or a resource that seems absent.

An opaque call can relate something to a resource only if an origin of that resource flows into its
arguments. It can answer an absence only where the vocabulary says that its source provides the kind;
otherwise the absence stands, at low confidence, and names the calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from idlint.document import Deployment, Hole
from idlint.graph.resources import Key, ResourceGraph
from idlint.values import origins

Providers: TypeAlias = Mapping[str, tuple[str, ...]]
"""Kind -> substrings of the sources that are known to provide it (`Kind.opaque_sources`)."""

NO_PROVIDERS: Providers = MappingProxyType({})


class Absence(NamedTuple):
    """What opaque calls say about resources of some kinds that nobody declares."""

    provided: str = ""
    """The call whose source provides one of the kinds."""
    opaque: tuple[str, ...] = ()
    """The other calls, printable, that could hold one."""


def relation(graph: ResourceGraph, key: Key) -> str:
    """Why more may be related to the resource `key` than is seen; empty where that is ruled out."""
    for deployment, hole in graph.holes():
        if (deployment.path, deployment.set) == (key.deployment, key.set) and _flows(hole, key.address):
            return f"{hole.address} is opaque and takes {key.address}"
    return ""


def _flows(hole: Hole, address: str) -> bool:
    return any(origin.address == address for value in hole.arguments.values() for origin in origins(value))


def absence(
    graph: ResourceGraph, kinds: tuple[str, ...], deployment: Deployment | None, providers: Providers
) -> Absence:
    """What the opaque calls of `deployment` (of all, for None) say about an absence of `kinds`."""
    sources = tuple(part.lower() for kind in kinds for part in providers.get(kind, ()))
    opaque: dict[str, None] = {}
    for hole in _holes(graph, deployment):
        if any(part in hole.source.lower() for part in sources):
            return Absence(f"{hole.address} ({hole.source})")
        opaque[f"{hole.address} ({hole.source})"] = None
    return Absence("", tuple(opaque))


def _holes(graph: ResourceGraph, only: Deployment | None) -> Iterator[Hole]:
    for deployment, hole in graph.holes():
        if only is None or (deployment.path, deployment.set) == (only.path, only.set):
            yield hole
