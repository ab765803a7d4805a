"""The typed resource graph of one environment: resources in canonical terms, and the edges between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from idlint.document import Call, Deployment, Hole, Mode
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import MISSING, Missing, Value

EDGE_TYPES = (
    "uses_identity", "granted", "authenticates_to", "stores_secret_in", "pulls_image_from", "monitored_by",
    "alerts_on", "replicates_to", "runs_on", "deploys", "keeps_scratch_in", "depends_on",
)  # fmt: skip


class Key(NamedTuple):
    """A resource's identity in the whole repository."""

    deployment: str
    """The deployment's path."""
    set: str
    """The variable set's name."""
    address: str


class Property(NamedTuple):
    """One canonical property of one resource, after conversion."""

    value: Value | Missing = MISSING
    """MISSING where nothing is written and the vocabulary gives absence no meaning."""
    location: Location | None = None
    """The span of what is written; the resource's header where nothing is."""
    assumed: tuple[str, ...] = ()
    """Defaults that the value rests on, `var.region`: one step lower in confidence."""
    absent: bool = False
    """Whether nothing is written, so that `value` is what absence means."""


ABSENT = Property(absent=True)
"""A property that nobody wrote."""


class Resource(NamedTuple):
    """One declared thing, in the vocabulary's terms."""

    key: Key
    type: str
    """Native type, `azurerm_key_vault`, `Microsoft.KeyVault/vaults`; an `azapi_resource` has its ARM type."""
    kind: str
    """Canonical kind, `key_vault`."""
    traits: frozenset[str]
    area: str
    """Who answers for it: the vocabulary's `identity`, `platform`, `application`, `monitoring`."""
    mode: Mode
    header: Location
    properties: Mapping[str, Property] = {}
    maybe: str = ""
    """Why the resource may not exist; empty where it certainly does."""
    assumed: tuple[str, ...] = ()
    """Defaults that its existence rests on."""
    callers: tuple[Call, ...] = ()
    language: str = "terraform"

    @property
    def address(self) -> str:
        """The address within its deployment."""
        return self.key.address

    def property(self, name: str) -> Property:
        """The property `name`; `ABSENT` where the vocabulary does not have it for this type."""
        return self.properties.get(name, ABSENT)

    def value(self, name: str) -> Value | Missing:
        """The value of the property `name`."""
        return self.properties.get(name, ABSENT).value


class Edge(NamedTuple):
    """One typed relation; a half-edge (`target` None) is kept where the other end is unknown."""

    type: str
    source: Key
    target: Key | None
    text: str
    """The target as written, for people: `${azurerm_user_assigned_identity.api.id}`."""
    location: Location
    explanation: str = ""
    """How the two ends were matched, printable: `identity_ids names azurerm_user_assigned_identity.api`."""
    maybe: str = ""
    """Why the relation may not exist; empty where it certainly does."""
    confidence: str = "high"
    """`medium` where the ends were matched by name across files."""
    detail: Mapping[str, Value] = {}
    """Facts about the relation: `role`, `method`, `setting`."""


class Known:
    """Resources in the order of declaration, by key and by kind, so that no question walks all of them."""

    def __init__(self, resources: Iterable[Resource] = ()) -> None:
        self.by_key: dict[Key, Resource] = {resource.key: resource for resource in resources}
        self.kinds: dict[str, list[Resource]] = defaultdict(list)
        """Kind or trait -> all that are of it."""
        for resource in self.by_key.values():
            self.kinds[resource.kind].append(resource)
            for name in resource.traits:
                if name != resource.kind:
                    self.kinds[name].append(resource)

    @classmethod
    def together(cls, parts: Iterable[Known]) -> Known:
        """The resources of `parts`, which have none in common."""
        whole = cls()
        for part in parts:
            whole.by_key.update(part.by_key)
            for name, items in part.kinds.items():
                whole.kinds[name] += items
        return whole

    def without(self, keys: Collection[Key]) -> Known:
        """The resources but for those with one of these keys."""
        rest = Known()
        rest.by_key = self.by_key.copy()
        gone = [item for key in keys if (item := rest.by_key.pop(key, None)) is not None]
        changed = _names(gone)
        for name, items in self.kinds.items():
            rest.kinds[name] = [item for item in items if item.key not in keys] if name in changed else items
        return rest

    def replacing(self, changed: Mapping[Key, Resource]) -> Known:
        """The resources with others of the same keys; one that is of more kinds or traits now comes last there."""
        whole = Known()
        whole.by_key = {**self.by_key, **changed}
        whole.kinds.update(self.kinds)
        new = Known(changed.values()).kinds
        for name in _names(self.by_key[key] for key in changed) | new.keys():
            kept = [item for item in self.kinds.get(name, ()) if item.key not in changed]
            whole.kinds[name] = kept + new.get(name, [])
        return whole

    def of_kind(self, *names: str) -> Iterator[Resource]:
        """Every resource of the kinds or traits `names`, each once, one kind after the other."""
        groups = [self.kinds[name] for name in names if name in self.kinds]
        if len(groups) == 1:
            return iter(groups[0])
        return iter({resource.key: resource for group in groups for resource in group}.values())


def _names(resources: Iterable[Resource]) -> set[str]:
    """The kinds and traits of resources."""
    return {name for resource in resources for name in (resource.kind, *resource.traits)}


class Links:
    """Edges in order, by each of their ends."""

    def __init__(self, edges: Iterable[Edge] = ()) -> None:
        self.edges = tuple(edges)
        self.leaving: dict[tuple[Key, str], list[Edge]] = defaultdict(list)
        """Source and type -> edges."""
        self.arriving: dict[tuple[Key, str], list[Edge]] = defaultdict(list)
        """Target and type -> edges; half-edges arrive nowhere."""
        for edge in self.edges:
            self.leaving[edge.source, edge.type].append(edge)
            if edge.target is not None:
                self.arriving[edge.target, edge.type].append(edge)

    @classmethod
    def together(cls, parts: Sequence[Links]) -> Links:
        """The edges of `parts`, which have no end in common."""
        whole = cls()
        whole.edges = tuple(edge for part in parts for edge in part.edges)
        for part in parts:
            whole.leaving.update(part.leaving)
            whole.arriving.update(part.arriving)
        return whole


class ResourceGraph:
    """All resources and edges of one environment; never changed after it is built."""

    def __init__(
        self,
        environment: str,
        deployments: Iterable[Deployment],
        known: Known,
        links: Links,
        pieces: Sequence[ResourceGraph] = (),
    ) -> None:
        self.environment = environment
        """The variable-set name shared by the joined deployments; empty for the nameless one."""
        self.deployments = tuple(deployments)
        self.places: dict[tuple[str, ...], Deployment] = {}
        """Path and set -> the deployment there."""
        for item in self.deployments:
            self.places.setdefault((item.path, item.set), item)
        self.resources = known.by_key
        self.links = links
        self._known, self._pieces = known, tuple(pieces)
        self._beside: dict[str, dict[tuple[str, ...], list[Resource]]] = {}

    @property
    def edges(self) -> tuple[Edge, ...]:
        """All of them."""
        return self.links.edges

    @property
    def pieces(self) -> tuple[ResourceGraph, ...]:
        """The graphs that it is put together from, which nothing links; environments may share some of them."""
        return self._pieces or (self,)

    def of_kind(self, *names: str) -> Iterator[Resource]:
        """Every resource of the kinds or traits `names`, each once, one kind after the other."""
        return self._known.of_kind(*names)

    def beside(self, key: Key, name: str) -> tuple[Resource, ...]:
        """Every resource of the kind or trait `name` in the deployment of `key`, in the order of declaration."""
        if name not in self._beside:
            places = self._beside[name] = defaultdict(list)
            for resource in self._known.of_kind(name):
                places[resource.key[:2]].append(resource)
        return tuple(self._beside[name].get(key[:2], ()))

    def out(self, key: Key, type: str) -> tuple[Edge, ...]:
        """The edges of `type` that leave `key`, half-edges included."""
        return tuple(self.links.leaving.get((key, type), ()))

    def into(self, key: Key, type: str) -> tuple[Edge, ...]:
        """The edges of `type` that arrive at `key`; half-edges arrive nowhere."""
        return tuple(self.links.arriving.get((key, type), ()))

    def holes(self) -> Iterator[tuple[Deployment, Hole]]:
        """Every opaque call, with the deployment it stands in."""
        for deployment in self.deployments:
            for hole in deployment.holes:
                yield deployment, hole
