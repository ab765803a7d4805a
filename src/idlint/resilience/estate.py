"""What fault trees are grown from: one graph, the catalogue, the day, and what is looked up in them again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from idlint.graph.resources import Edge, Key, Property, Resource, ResourceGraph
from idlint.records import NamedTuple
from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.boot import boot_properties
from idlint.resilience.catalogue import UNKNOWN_REGION, Catalogue
from idlint.resilience.domains import region
from idlint.source import Location
from idlint.values import Missing, Unknown, Value, origins, reveal, text

REGION_OF = "region of "
"""How a dependency on the place of a target is named, before the target."""

_GEO_REDUNDANT = ("GRS", "RAGRS", "GZRS", "RAGZRS")
"""Storage that keeps a copy in a second region."""


class Evidence(NamedTuple):
    """What shows that there is a path."""

    text: str
    """Printable: `managed identity id.api`."""
    location: Location
    maybe: str = ""
    """Why it may be no path."""
    principal: Key | None = None


class Estate:
    """One environment with the facts about failure; trees only read it."""

    def __init__(self, graph: ResourceGraph, catalogue: Catalogue, today: date) -> None:
        self.graph = graph
        self.catalogue = catalogue
        self.today = today
        self._places: dict[Key, Dependency | None] = {}

    def ways(
        self, name: str, host: Resource | None, evidence: Evidence, *, variants: Iterable[str] = (),
        target: str = UNKNOWN_REGION,
    ) -> tuple[TokenPath, ...]:  # fmt: skip
        """The paths of class `name` for something that runs on `host`: one for each way that the catalogue has.

        `variants` go before the host's kind; `target` is the region of what is signed in to.
        """
        kind = "" if host is None else host.kind
        alternatives = self.catalogue.needs(name, (*variants, kind), region(host), target)
        return tuple(
            TokenPath(name, needed, evidence.text, evidence.location, evidence.maybe, (), evidence.principal)
            for needed in alternatives
        )

    def place(self, key: Key) -> Dependency | None:
        """That the region of a target is needed, by whatever uses it; None where it keeps a copy in another one."""
        if key not in self._places:
            self._places[key] = self._place(key)
        return self._places[key]

    def _place(self, key: Key) -> Dependency | None:
        target = self.resource(key)
        if target is None or target.value("redundancy") in _GEO_REDUNDANT or self.graph.out(key, "replicates_to"):
            return None
        location = target.property("region").location or target.header
        paths = self.ways("place", target, Evidence(f"{target.address} is in {region(target)}", location))
        return Dependency(key, REGION_OF + target.address, paths, location)

    @cached_property
    def boot(self) -> Mapping[Key, Mapping[str, Property]]:
        """What new machines need; see `resilience.boot`."""
        return boot_properties(self.graph)

    @cached_property
    def federations(self) -> Mapping[Key, tuple[Resource, ...]]:
        """Identity or application -> the federated credentials that sign in as it."""
        return self._by_target("federated_credential", "uses_identity")

    @cached_property
    def federated_with(self) -> Mapping[Key, tuple[tuple[Resource, Key], ...]]:
        """Cluster -> the federated credentials that trust its issuer, each with the identity it signs in as."""
        found: dict[Key, list[tuple[Resource, Key]]] = defaultdict(list)
        for identity, credentials in self.federations.items():
            for credential in credentials:
                for origin in origins(credential.value("issuer")):
                    found[credential.key._replace(address=origin.address)].append((credential, identity))
        return {key: tuple(pairs) for key, pairs in found.items()}

    @cached_property
    def credentials(self) -> Mapping[Key, tuple[Resource, ...]]:
        """Application or service principal -> its passwords and certificates."""
        return self._by_target("application_credential", "depends_on")

    def _by_target(self, kind: str, type: str) -> Mapping[Key, tuple[Resource, ...]]:
        """What edges of a type lead to -> the resources of a kind that they come from."""
        found: dict[Key, list[Resource]] = defaultdict(list)
        for item in self.graph.of_kind(kind):
            for edge in self.graph.out(item.key, type):
                if edge.target is not None:
                    found[edge.target].append(item)
        return {key: tuple(items) for key, items in found.items()}

    def by_address(self, addresses: Iterable[str], near: Key) -> list[Key]:
        """The resources of these addresses: in the deployment of `near`, else in those that it is linked to; in order.

        What a look-up finds elsewhere is called by its address there.
        """
        found = [key for address in sorted(addresses) for key in self._addresses.get(address, ())]
        own = [key for key in found if key[:2] == near[:2]]
        return own or [key for key in found if (near[:2], key[:2]) in self._linked]

    @cached_property
    def _linked(self) -> frozenset[tuple[tuple[str, ...], tuple[str, ...]]]:
        """The places of two deployments, for every link from one to the other."""
        ends = ((edge.source[:2], edge.target[:2]) for edge in self.graph.edges if edge.target is not None)
        return frozenset(pair for pair in ends if pair[0] != pair[1])

    @cached_property
    def _addresses(self) -> Mapping[str, tuple[Key, ...]]:
        found: dict[str, list[Key]] = defaultdict(list)
        for key in self.graph.resources:
            found[key.address].append(key)
        return {address: tuple(keys) for address, keys in found.items()}

    def resource(self, key: Key | None) -> Resource | None:
        """The resource of that key, where there is one."""
        return None if key is None else self.graph.resources.get(key)

    def issuer(self, credential: Resource) -> str:
        """The issuer that a federated credential trusts, as a variant; empty where it is not known."""
        value = credential.value("issuer")
        return "" if isinstance(value, Missing) else self.catalogue.issuer(text(value))

    def expired(self, credential: Resource) -> bool:
        """Whether a credential is certainly past its last day."""
        expires = credential.value("expires")
        return isinstance(expires, str) and expires[:10] < self.today.isoformat()

    def grants(self, principal: Key) -> tuple[Edge, ...]:
        """What was granted to a principal: to an application through its service principals too."""
        applications = self._service_principals.get(principal, ())
        return tuple(edge for key in (principal, *applications) for edge in self.graph.out(key, "granted"))

    @cached_property
    def _service_principals(self) -> Mapping[Key, tuple[Key, ...]]:
        found: dict[Key, list[Key]] = defaultdict(list)
        for principal in self.graph.of_kind("service_principal"):
            for edge in self.graph.out(principal.key, "depends_on"):
                if edge.target is not None:
                    found[edge.target].append(principal.key)
        return {key: tuple(keys) for key, keys in found.items()}


def known_list(value: Value | Missing) -> list[Value]:
    """The elements that are certainly in a list."""
    revealed = None if isinstance(value, Missing) else reveal(value)
    known = revealed.known if isinstance(revealed, Unknown) else revealed
    return known if isinstance(known, list) else []


def known_entries(value: Value | Missing) -> dict[str, Value]:
    """The entries that are certainly in a map."""
    revealed = None if isinstance(value, Missing) else reveal(value)
    known = revealed.known if isinstance(revealed, Unknown) else revealed
    return known if isinstance(known, dict) else {}
