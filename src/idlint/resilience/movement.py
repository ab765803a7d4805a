"""How the picture of dependencies moved between two states of a repository: edges and single points, by workload.

A workload is the same one on both sides where deployment, set and address are; of what is left, where the set and the
address belong to one workload on either side, so that a deployment that moved to another folder is no news.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from idlint.graph.resources import Key, ResourceGraph
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment, Capability, CutSets

Way: TypeAlias = Literal["new", "gone", "depends", "lets-go", "gained", "lost"]

EDGES = ("uses_identity", "authenticates_to", "stores_secret_in", "pulls_image_from", "runs_on")
"""Edges of a workload that say what it depends on."""

CAPABILITIES: tuple[Capability, ...] = ("run", "start", "deploy")


class Movement(NamedTuple):
    """One thing that changed for one workload, in every set in which it did."""

    workload: str
    """Its address; with its deployment in front where that is ambiguous."""
    kind: str
    """The canonical kind of the workload."""
    way: Way
    capability: str
    """For single points: the capability; else empty."""
    subject: str
    """The failure domain, or the address of the far end; empty for a workload that is new or gone."""
    subject_kind: str
    """The canonical kind of the far end; empty where it is not known."""
    number: int
    """For what it depends on now: how many of that kind it depends on."""
    edge: str
    """The type of the edge; empty for all else."""
    sets: tuple[str, ...]


class _Workload(NamedTuple):
    """What is compared of one workload."""

    kind: str
    edges: Mapping[tuple[str, str], str]
    """(edge type, far end) -> kind of the far end."""
    singles: Mapping[Capability, frozenset[str]]


_NOTHING = _Workload("", {}, {})


def movements(before: Iterable[Assessment], after: Iterable[Assessment]) -> tuple[Movement, ...]:
    """What changed from `before` to `after`: new single points first."""
    then, now = _workloads(before), _workloads(after)
    pairs = _paired(then, now)
    names = _names([key for pair in pairs for key in pair if key])
    found: dict[Movement, set[str]] = defaultdict(set)
    for old, new in pairs:
        key = new or old
        if key is None:
            continue
        was = then[old] if old else None
        for item in _compared(names[key], was, now[new] if new else None):
            found[item].add(key.set)
    made = [item._replace(sets=tuple(sorted(sets - {""}))) for item, sets in found.items()]
    return tuple(sorted(made, key=_order))


_RANK: Mapping[Way, int] = {"gained": 0, "depends": 1, "new": 2, "lost": 3, "lets-go": 4, "gone": 5}


def _order(item: Movement) -> tuple[int, tuple[str, ...]]:
    return _RANK[item.way], (item.workload, item.capability, item.edge, item.subject, *item.sets)


def _workloads(assessments: Iterable[Assessment]) -> dict[Key, _Workload]:
    """Every workload that the repository deploys itself; a library's is compared where it is called."""
    found: dict[Key, _Workload] = {}
    for assessment in assessments:
        graph = assessment.graph
        libraries = {(item.path, item.set) for item in graph.deployments if item.role == "library"}
        for resource in graph.of_kind("workload"):
            if resource.mode == "managed" and resource.key[:2] not in libraries:
                cuts = assessment.cuts.get(resource.key, {})
                found[resource.key] = _Workload(resource.kind, _edges(graph, resource.key), _singles(cuts))
    return found


def _edges(graph: ResourceGraph, key: Key) -> dict[tuple[str, str], str]:
    """What a workload depends on; a far end that is not known is left out, one that is only named is its text."""
    found = {}
    for edge_type in EDGES:
        for edge in graph.out(key, edge_type):
            target = graph.resources.get(edge.target) if edge.target else None
            if target is not None:
                found[edge_type, target.address] = target.kind
            elif edge.text and "${" not in edge.text:
                found[edge_type, edge.text] = ""
    return found


def _singles(cuts: Mapping[Capability, CutSets]) -> dict[Capability, frozenset[str]]:
    """The single points of every capability; what takes the workload itself away is none of its dependencies."""
    return {name: frozenset(found.singles) - found.host for name, found in cuts.items()}


def _paired(then: Mapping[Key, _Workload], now: Mapping[Key, _Workload]) -> list[tuple[Key | None, Key | None]]:
    same = [key for key in now if key in then]
    left, new = _alone(then.keys() - now.keys()), _alone(now.keys() - then.keys())
    moved = {old: new[name] for name, old in left.items() if name in new}
    pairs: list[tuple[Key | None, Key | None]] = [(key, key) for key in same]
    pairs += moved.items()
    pairs += [(key, None) for key in then if key not in now and key not in moved]
    pairs += [(None, key) for key in now if key not in then and key not in moved.values()]
    return pairs


def _alone(keys: Iterable[Key]) -> dict[tuple[str, str], Key]:
    """(set, address) -> the only key that has it."""
    given = list(keys)
    counts = Counter((key.set, key.address) for key in given)
    return {(key.set, key.address): key for key in given if counts[key.set, key.address] == 1}


def _names(keys: Iterable[Key]) -> dict[Key, str]:
    """What to call each workload: its address, with its deployment where several have it."""
    places: dict[str, set[str]] = defaultdict(set)
    given = set(keys)
    for key in given:
        places[key.address].add(key.deployment)
    return {key: key.address if len(places[key.address]) == 1 else f"{key.deployment}: {key.address}" for key in given}


def _compared(name: str, was: _Workload | None, now: _Workload | None) -> Iterator[Movement]:
    kind = (now or was or _NOTHING).kind
    if was is None or now is None:
        yield Movement(name, kind, "gone" if now is None else "new", "", "", "", 0, "", ())
    if now is None:
        return
    yield from _moved_points(name, kind, was or _NOTHING, now)
    if was is not None:
        yield from _moved_edges(name, was, now)


def _moved_points(name: str, kind: str, was: _Workload, now: _Workload) -> Iterator[Movement]:
    for capability in CAPABILITIES:
        old, new = was.singles.get(capability, frozenset()), now.singles.get(capability, frozenset())
        for domain in new - old:
            yield Movement(name, kind, "gained", capability, domain, "", 0, "", ())
        for domain in old - new:
            yield Movement(name, kind, "lost", capability, domain, "", 0, "", ())


def _moved_edges(name: str, was: _Workload, now: _Workload) -> Iterator[Movement]:
    """What it depends on that it did not, and the other way round, whatever the type of the edge."""
    old, new = _ends(was), _ends(now)
    counts = Counter(kind for _, kind in new.values())
    for end, (edge, kind) in new.items():
        if end not in old:
            yield Movement(name, now.kind, "depends", "", end, kind, counts[kind] if kind else 0, edge, ())
    for end, (edge, kind) in old.items():
        if end not in new:
            yield Movement(name, now.kind, "lets-go", "", end, kind, 0, edge, ())


def _ends(workload: _Workload) -> dict[str, tuple[str, str]]:
    """Far end -> (edge type, kind)."""
    return {end: (edge, kind) for (edge, end), kind in workload.edges.items()}
