"""What the graph means when something fails: criticality, token paths and the properties derived from them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from idlint.graph.resources import Key, Property, ResourceGraph
from idlint.records import NamedTuple
from idlint.resilience.catalogue import Catalogue, empty
from idlint.source import Location

Level: TypeAlias = Literal["mission-critical", "high", "standard", "low"]
Capability: TypeAlias = Literal["run", "start", "deploy"]


class Criticality(NamedTuple):
    """How much a resource matters, and who says so."""

    level: Level
    declared: bool
    """By a tag or the configuration; else assumed from the environment, and capped at medium severity."""
    reason: str
    """Printable: `tag criticality = "gold"`, `assumed from the variable set prod`."""


class TokenPath(NamedTuple):
    """One way a workload can get what it needs from one target: a set of failure domains, all needed.

    Most are ways to a credential; where a workload runs, what provisions it and which job deploys it are paths too.
    """

    credential: str
    """The class, as `domains/*.yaml` names it: `managed-identity`, `service-principal`, `key-vault-reference`,
    `local-key`, `workload-federation`, `federated-managed-identity`, `host`, `deployment-job`, …."""
    domains: frozenset[str]
    """`azure/managed-identity@eastus`, `azure/entra`, `azure/key-vault@eastus`; empty: nothing can fail it."""
    text: str
    """Printable: `managed identity azurerm_user_assigned_identity.api`."""
    location: Location
    """The evidence."""
    maybe: str = ""
    """Why it may not be a path at all; empty where it certainly is one."""
    needs: tuple[Dependency, ...] = ()
    """What it needs besides its domains, each with alternatives of its own: a deployment job needs a login, a state
    backend, …. All of them are needed."""
    principal: Key | None = None
    """The identity, application or service principal that the credential is of."""
    advice: str = ""
    """What stands against its being taken in practice, and is no proof: a client library that would not choose it."""


class Dependency(NamedTuple):
    """One thing a capability needs (AND), with the alternative ways to get it (OR)."""

    target: Key | None
    text: str
    """The target, printable."""
    paths: tuple[TokenPath, ...]
    location: Location
    incomplete: str = ""
    """Why there may be further paths that cannot be seen; empty where these are all."""
    maybe: str = ""
    """Why it may not be needed at all; empty where it certainly is."""
    refused: tuple[str, ...] = ()
    """Ways that are written but are none, each with the reason: `key in setting X: the target refuses keys`."""


def walk(needs: Iterable[Dependency]) -> Iterator[Dependency]:
    """The dependencies of a tree and all that are nested in their paths, each once, from the top down."""
    waiting = deque(needs)
    seen = set(map(id, waiting))
    while waiting:
        item = waiting.popleft()
        yield item
        below = [inner for path in item.paths if path.needs for inner in path.needs if id(inner) not in seen]
        if below:
            seen.update(map(id, below))
            waiting.extend(below)


Needs: TypeAlias = Mapping[Capability, tuple[Dependency, ...]]


Pair: TypeAlias = tuple[str, str]


class Possible(NamedTuple):
    """A cut set that is one only if what is not known turns out badly."""

    domains: tuple[str, ...]
    """One or two, sorted."""
    reason: str


class CutSets(NamedTuple):
    """The minimal cut sets, up to order two, of one capability or of one dependency."""

    singles: tuple[str, ...]
    """Domains whose failure alone takes it away, whatever is unknown; sorted, causes included."""
    pairs: tuple[Pair, ...]
    """Pairs that do so together, sorted; none contains a single."""
    possible: tuple[Possible, ...]
    """What may be a cut set besides, smallest first."""
    unseen: str
    """Why there may be more that cannot even be named: a dependency without any visible path. Mostly empty."""
    lost: tuple[Dependency, ...]
    """The dependencies that `singles` take away."""
    host: frozenset[str]
    """Domains that take away the place it runs in (region, platform): with them everything is lost, whatever the
    credentials. Derived properties leave them out."""


class Assessment(NamedTuple):
    """One environment, understood."""

    graph: ResourceGraph
    criticality: Mapping[Key, Criticality]
    """For every resource with the trait `workload`, `data_store`, … that can be critical."""
    needs: Mapping[Key, Needs]
    """The AND/OR tree of every workload and capability: `cuts.cut_sets` and `outages.evaluate` read it."""
    derived: Mapping[Key, Mapping[str, Property]] = MappingProxyType({})
    """Properties that conditions can name, `run.single_points`: computed here and nowhere else."""
    cuts: Mapping[Key, Mapping[Capability, CutSets]] = MappingProxyType({})
    """The cut sets of every workload and capability."""
    catalogue: Catalogue = empty()
    """The failure domains and credential classes that the trees were grown from."""
    pieces: tuple[Assessment, ...] = ()
    """Those of the graph's pieces; none where the graph is a piece itself."""


def pieces_of(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """The pieces of these environments, each once, however many share it."""
    return tuple({id(piece): piece for one in assessments for piece in one.pieces or (one,)}.values())
