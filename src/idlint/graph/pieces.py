"""Puts the graphs of several environments together from pieces: what they have in common is one piece of all of them.

Deployments that links connect are an island. What is asked of a resource along links can be answered on its island, and
an island is often the same in many environments: so it is indexed, and thought about, once. Islands of the same
environments are one piece, for there can be thousands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import is_

from idlint.document import Deployment
from idlint.graph.resources import Edge, Key, Known, Links, Resource, ResourceGraph
from idlint.records import NamedTuple
from idlint.values import Missing, Value


class Whole(NamedTuple):
    """All that is known of one environment."""

    name: str
    deployments: Sequence[Deployment]
    known: Known
    edges: Sequence[Edge]


class Island(NamedTuple):
    """Deployments of one environment that are linked, by way of others perhaps, and what is known of them."""

    deployments: list[Deployment]
    resources: list[Resource]
    edges: list[Edge]


def put_together(environments: Sequence[Whole]) -> tuple[ResourceGraph, ...]:
    """The graph of each environment."""
    if len(environments) == 1:
        return tuple(ResourceGraph(one.name, one.deployments, one.known, Links(one.edges)) for one in environments)
    pieces = _pieces([list(islands(one)) for one in environments])
    return tuple(
        _graph(one, [piece for holders, piece in pieces.items() if number in holders])
        for number, one in enumerate(environments)
    )


def _graph(whole: Whole, pieces: Sequence[ResourceGraph]) -> ResourceGraph:
    links = Links.together([piece.links for piece in pieces])
    return ResourceGraph(whole.name, whole.deployments, whole.known, links, pieces)


Holders = tuple[int, ...]
"""The numbers of the environments that have something."""

_Place = tuple[str, ...]
"""Path and variable set of a deployment, as the beginning of a key is typed."""


def _pieces(environments: Iterable[Iterable[Island]]) -> dict[Holders, ResourceGraph]:
    """The islands in the order in which they are met, those of the same environments as one graph."""
    holders: dict[int, list[int]] = {}
    seen = _Seen()
    for number, found in enumerate(environments):
        for island in found:
            holders.setdefault(seen.number(island), []).append(number)
    grouped: dict[Holders, list[Island]] = defaultdict(list)
    for one, numbers in holders.items():
        grouped[tuple(numbers)].append(seen.islands[one])
    return {numbers: _piece(found) for numbers, found in grouped.items()}


def _piece(found: Sequence[Island]) -> ResourceGraph:
    known = Known(item for island in found for item in island.resources)
    links = Links(edge for island in found for edge in island.edges)
    return ResourceGraph("", (item for island in found for item in island.deployments), known, links)


class _Seen:
    """The islands that were met, each once."""

    def __init__(self) -> None:
        self.islands: list[Island] = []
        self._alike: dict[tuple[_Place, ...], list[int]] = defaultdict(list)

    def number(self, island: Island) -> int:
        """Where an island, or the very same of another environment, stands among `islands`."""
        alike = self._alike[tuple((one.path, one.set) for one in island.deployments)]
        for number in alike:
            if _is_same(self.islands[number], island):
                return number
        alike.append(len(self.islands))
        self.islands.append(island)
        return alike[-1]


def _is_same(one: Island, other: Island) -> bool:
    return (
        all(map(is_, one.deployments, other.deployments))
        and len(one.resources) == len(other.resources)
        and all(map(_is_alike, one.resources, other.resources))
        and one.edges == other.edges
    )


def _is_alike(one: Resource, other: Resource) -> bool:
    """Whether two resources are one, or made of the very same: to compare values that share parts can take forever."""
    return one is other or (
        one._replace(properties={}) == other._replace(properties={})
        and one.properties.keys() == other.properties.keys()
        and all(map(is_, one.properties.values(), other.properties.values()))
    )


def islands(whole: Whole) -> Iterator[Island]:
    """The islands of an environment, in the order of their first deployments."""
    chiefs = _chiefs(_ties(whole))
    found: dict[_Place, Island] = {}
    resources: dict[_Place, list[Resource]] = {}
    edges: dict[_Place, list[Edge]] = {}
    for deployment in whole.deployments:
        place = deployment.path, deployment.set
        island = found.setdefault(_chief(chiefs, place), Island([], [], []))
        island.deployments.append(deployment)
        resources[place], edges[place] = island.resources, island.edges
    for resource in whole.known.by_key.values():
        resources[resource.key[:2]].append(resource)
    for edge in whole.edges:
        edges[edge.source[:2]].append(edge)
    yield from found.values()


def _ties(whole: Whole) -> Iterator[tuple[_Place, _Place]]:
    """Deployments that belong together: by a link, or since one keeps its state in an account of the other's."""
    for edge in whole.edges:
        if edge.target is not None and edge.source[:2] != edge.target[:2]:
            yield edge.source[:2], edge.target[:2]
    accounts: dict[Value | Missing, list[Key]] = defaultdict(list)
    for backend in whole.known.of_kind("terraform_backend"):
        if isinstance(backend.value("account"), str):
            accounts[str(backend.value("account"))].append(backend.key)
    for account in whole.known.of_kind("storage_account") if accounts else ():
        name = account.value("name")
        for key in accounts.get(name, ()) if isinstance(name, str) else ():
            yield key[:2], account.key[:2]


def _chiefs(ties: Iterable[tuple[_Place, _Place]]) -> dict[_Place, _Place]:
    """Place -> the next on the way to the one that stands for all that are tied to it; where it is none itself."""
    found: dict[_Place, _Place] = {}
    for one, other in ties:
        first, second = _chief(found, one), _chief(found, other)
        if first != second:
            found[second] = first
    return found


def _chief(chiefs: dict[_Place, _Place], place: _Place) -> _Place:
    """The place that stands for all that `place` is tied to; the way to it gets shorter each time."""
    while (above := chiefs.get(place)) is not None:
        chiefs[place] = chiefs.get(above, above)
        place = above
    return place
