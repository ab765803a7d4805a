"""The typed resource graph of one environment: resources in canonical terms, and the edges between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

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


class ResourceGraph:
    """All resources and edges of one environment, indexed once; never changed after it is built."""

    def __init__(
        self, environment: str, deployments: Iterable[Deployment], resources: Iterable[Resource], edges: Iterable[Edge]
    ) -> None:
        self.environment = environment
        """The variable-set name shared by the joined deployments; empty for the nameless one."""
        self.deployments = tuple(deployments)
        self.places: dict[tuple[str, ...], Deployment] = {}
        """Path and set -> the deployment there."""
        for item in self.deployments:
            self.places.setdefault((item.path, item.set), item)
        self.resources: dict[Key, Resource] = {resource.key: resource for resource in resources}
        self.edges = tuple(edges)
        self._out: dict[tuple[Key, str], list[Edge]] = defaultdict(list)
        self._in: dict[tuple[Key, str], list[Edge]] = defaultdict(list)
        self._kinds: dict[str, list[Resource]] = defaultdict(list)
        self._places: dict[str, dict[tuple[str, ...], list[Resource]]] = {}
        self._index()

    def _index(self) -> None:
        for edge in self.edges:
            self._out[edge.source, edge.type].append(edge)
            if edge.target is not None:
                self._in[edge.target, edge.type].append(edge)
        for resource in self.resources.values():
            self._kinds[resource.kind].append(resource)
            for name in resource.traits:
                if name != resource.kind:
                    self._kinds[name].append(resource)

    def of_kind(self, *names: str) -> Iterator[Resource]:
        """Every resource of the kinds or traits `names`, each once, in the order of declaration."""
        groups = [self._kinds[name] for name in names if name in self._kinds]
        if len(groups) == 1:
            return iter(groups[0])
        return iter({resource.key: resource for group in groups for resource in group}.values())

    def beside(self, key: Key, name: str) -> tuple[Resource, ...]:
        """Every resource of the kind or trait `name` in the deployment of `key`, in the order of declaration."""
        if name not in self._places:
            places = self._places[name] = defaultdict(list)
            for resource in self._kinds.get(name, ()):
                places[resource.key[:2]].append(resource)
        return tuple(self._places[name].get(key[:2], ()))

    def out(self, key: Key, type: str) -> tuple[Edge, ...]:
        """The edges of `type` that leave `key`, half-edges included."""
        return tuple(self._out.get((key, type), ()))

    def into(self, key: Key, type: str) -> tuple[Edge, ...]:
        """The edges of `type` that arrive at `key`; half-edges arrive nowhere."""
        return tuple(self._in.get((key, type), ()))

    def holes(self) -> Iterator[tuple[Deployment, Hole]]:
        """Every opaque call, with the deployment it stands in."""
        for deployment in self.deployments:
            for hole in deployment.holes:
                yield deployment, hole
