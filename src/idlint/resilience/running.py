"""The capability *run*: what a workload needs in its steady state, and every way to get it.

A host to run on; each target that it signs in to (a grant or a setting shows it); the vaults that its settings refer
to; the keys of the data stores that it uses; the workloads that it calls. Two identities on one host need the same
domains, so that they are two paths and no fallback.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial

from idlint.document import STORED
from idlint.graph.opened import POD_IDENTITY
from idlint.graph.resources import Edge, Key, Resource
from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.domains import region
from idlint.resilience.estate import Estate, Evidence, known_entries, known_list
from idlint.resilience.platform_secrets import keeps_copies, read_for, vault_secrets
from idlint.resilience.principals import Principal, is_vault_reference, principals, ways
from idlint.values import Missing, Unknown, Value, reveal

INVISIBLE_SETTINGS = frozenset(
    {
        "virtual_machine", "virtual_machine_scale_set", "kubernetes_cluster", "kubernetes_node_pool", "ec2_instance",
        "ecs_task_definition", "eks_cluster", "compute_instance", "cloud_run_service", "gke_cluster",
        "kubernetes_workload",
    }
)  # fmt: skip
"""Kinds whose workload's configuration is not in the infrastructure code: further paths cannot be seen.

Of a workload of Kubernetes it is where variables name what it signs in to, and are all that its containers are given.
"""

UNSEEN = "what runs there, and with which credentials, is not in the infrastructure code"
GIVEN_MORE = "its containers have files, or variables, that are not seen here"

_CONFIDENTIAL = r"(?i)secret|passw|key|conn|sas|token|credential"
"""Settings that may hold a credential when their value is unknown."""

_KEY_VAULT = r"(?i)key[-_. ]?vault"
"""`KeyVaultName`, `KEY_VAULT_URI`: the key in it is none."""

KEY_OF = "encryption key of "
"""How a dependency on a customer-managed key is named, before the data store."""

_IN_CLUSTERS = {
    ("azure", "oidc"): ("workload-federation", "aks"), ("aws", "oidc"): ("irsa", ""),
    ("aws", POD_IDENTITY): ("pod-identity", ""), ("gcp", "oidc"): ("gke-workload-identity", "service_account"),
}  # fmt: skip
"""Cloud and method -> the class of the identity that a service account of a cluster acts as, and its variant."""

_CLUSTER_OF = {"azure": "kubernetes_cluster", "aws": "eks_cluster", "gcp": "gke_cluster"}
"""Cloud of a pod's identity -> the kind of cluster that such pods run in."""

_NO_KEYS: tuple[Value, ...] = (None, "", [], "ServiceManaged")
"""What stands where a customer-managed key would."""

ACCESS_POLICY = "access policy"
"""What stands in the place of a role where a vault has policies of its own."""

DATA_ROLE = (
    r"(?i)\bdata\b|secrets?\b|certificate|crypto|blob|queue|\bfile\b|table|cognitive|openai|search|sender|receiver"
)
"""Roles that a running workload uses; management roles matter to pipelines."""


def running(estate: Estate, workload: Resource) -> Iterator[Dependency]:
    """The dependencies of the capability *run*, without those of workloads that it calls."""
    yield host(estate, workload)
    named = tuple(principals(workload))
    hidden = _hidden(estate, workload, named)
    targets = [*_targets(estate, workload, named, hidden), *_attached(estate, workload, hidden)]
    yield from targets
    if not keeps_copies(estate, workload):
        yield from vault_secrets(estate, workload, "key-vault-reference")
    yield from _places(estate, targets)
    yield from _store_keys(estate, (item.target for item in targets))
    if hidden and not targets:
        yield Dependency(None, "whatever it signs in to", (), workload.header, hidden)


def host(estate: Estate, workload: Resource) -> Dependency:
    """What runs it: its region, or the platform there."""
    evidence = Evidence(f"runs in {region(workload)}", workload.property("region").location or workload.header)
    paths = estate.ways("host", workload, evidence, variants=_cluster_kind(estate, workload))
    return Dependency(None, evidence.text, paths, evidence.location)


class _Found:
    """The ways to one target that were found so far, and those that are none."""

    def __init__(self, paths: Iterable[TokenPath]) -> None:
        self.paths = list(paths)
        self.refused: list[str] = []


def _targets(estate: Estate, workload: Resource, named: Sequence[Principal], hidden: str) -> Iterator[Dependency]:
    """One dependency for each target that the workload signs in to while it runs."""
    granted = _by_target(_grants(estate, workload))
    federated = _federated(estate, workload)
    used = _by_target(filter(partial(_is_needed, estate), estate.graph.out(workload.key, "authenticates_to")))
    for target in dict.fromkeys((*granted, *federated, *used)):
        grants, pairs, settings = granted.get(target, []), federated.get(target, []), used.get(target, [])
        found = _Found([*_of_grants(estate, workload, grants), *_of_federation(estate, workload, pairs)])
        for edge in settings:
            _add_used(estate, workload, edge, found)
        for principal in named:
            more = ways(estate, workload, principal, target)
            found.paths += more.paths
            found.refused += more.refused
        shown = any(path.credential != "service-principal-behind-vault" for path in found.paths)
        incomplete = hidden or ("" if shown else "how the workload signs in is not visible")
        first = next(iter((*grants, *(edge for _, edge in pairs), *settings)))
        name, paths = _describe(estate, first), _distinct(found.paths)
        maybe = "" if settings else read_for(estate, workload, target)
        yield Dependency(target, name, paths, first.location, incomplete, maybe, tuple(found.refused))


def _attached(estate: Estate, workload: Resource, hidden: str) -> Iterator[Dependency]:
    """The role or service account that is attached, where policies rather than grants on targets say what it opens."""
    name = estate.catalogue.attached.get(workload.kind)
    if workload.kind == "kubernetes_workload":
        yield from _of_account(estate, workload, hidden)
    edges = estate.graph.out(workload.key, "uses_identity") if name else ()
    for edge in edges[:1]:
        evidence = Evidence(f"attached {edge.text}", edge.location, edge.maybe, edge.target)
        paths = estate.ways(name or "", workload, evidence)
        yield Dependency(None, "what its identity opens", paths, edge.location, hidden, edge.maybe)


def _of_account(estate: Estate, pod: Resource, hidden: str) -> Iterator[Dependency]:
    """What the identity of a pod's service account opens, where no grant on a target shows it."""
    edges = estate.graph.out(pod.key, "uses_identity")
    if not edges or any(True for _ in _grants(estate, pod)):
        return
    first = edges[0]
    paths = _distinct(
        [path for edge in edges if edge.target == first.target for path in _in_cluster(estate, pod, edge)]
    )
    yield Dependency(None, "what its identity opens", paths, first.location, hidden, first.maybe)


def _in_cluster(estate: Estate, pod: Resource, edge: Edge, maybe: str = "") -> tuple[TokenPath, ...]:
    """The paths to a token of the identity that a pod's service account acts as."""
    name, variant = _IN_CLUSTERS.get((str(edge.detail.get("cloud")), str(edge.detail.get("method"))), ("", ""))
    evidence = Evidence(f"workload identity: {edge.explanation}", edge.location, maybe or edge.maybe, edge.target)
    variants = (str(edge.detail.get("endpoint", variant)),)
    return estate.ways(name, pod, evidence, variants=variants) if name else ()


def _cluster_kind(estate: Estate, pod: Resource) -> Iterator[str]:
    """The kind of cluster that a pod runs in, by the clouds of its identities where the cluster is not known."""
    for edge in estate.graph.out(pod.key, "uses_identity") if pod.kind == "kubernetes_workload" else ():
        yield _CLUSTER_OF.get(str(edge.detail.get("cloud")), "")


def _grants(estate: Estate, workload: Resource) -> Iterator[Edge]:
    """What is granted, for data, to the identities that the workload carries."""
    for identity in estate.graph.out(workload.key, "uses_identity"):
        if identity.target is not None:
            for grant in estate.graph.out(identity.target, "granted"):
                if opens_data(estate, grant):
                    yield grant._replace(maybe=identity.maybe) if identity.maybe and not grant.maybe else grant


def opens_data(estate: Estate, grant: Edge) -> bool:
    """Whether a grant opens something to a running workload."""
    target = estate.resource(grant.target)
    role = reveal(grant.detail.get("role"))
    if target is None or target.kind == "resource_group":
        return False
    if role == ACCESS_POLICY:
        return _reads_secrets(grant)
    return isinstance(role, str) and is_data_role(role)


@lru_cache(maxsize=1024)
def is_data_role(role: str) -> bool:
    """Whether a role is one that a running workload uses."""
    return re.search(DATA_ROLE, role) is not None


def _reads_secrets(policy: Edge) -> bool:
    """Whether an access policy certainly lets its holder read secrets: one for keys alone is a data store's."""
    permissions = known_list(policy.detail.get("secret_permissions", []))
    return bool({"get", "all"} & {item.lower() for item in permissions if isinstance(item, str)})


def _federated(estate: Estate, workload: Resource) -> dict[Key, list[tuple[Resource, Edge]]]:
    """For a cluster: what is granted to the identities whose federated credentials trust its issuer."""
    found: dict[Key, list[tuple[Resource, Edge]]] = {}
    for credential, identity in estate.federated_with.get(workload.key, ()):
        for grant in estate.grants(identity):
            if grant.target is not None and opens_data(estate, grant):
                found.setdefault(grant.target, []).append((credential, grant))
    return found


def _is_needed(estate: Estate, used: Edge) -> bool:
    """Whether a workload stops without what a setting names: not where it only sends its telemetry there."""
    target = estate.resource(used.target)
    return target is None or "monitoring" not in target.traits


def _by_target(edges: Iterable[Edge]) -> dict[Key, list[Edge]]:
    found: dict[Key, list[Edge]] = {}
    for edge in edges:
        if edge.target is not None:
            found.setdefault(edge.target, []).append(edge)
    return found


def _of_grants(estate: Estate, workload: Resource, grants: Iterable[Edge]) -> Iterator[TokenPath]:
    own = estate.graph.out(workload.key, "uses_identity") if workload.kind == "kubernetes_workload" else ()
    for grant in grants:
        for edge in own:
            if edge.target == grant.source:
                yield from _in_cluster(estate, workload, edge, grant.maybe)
        if own:
            continue
        name = (
            "its own managed identity" if grant.source == workload.key else f"managed identity {grant.source.address}"
        )
        yield from estate.ways("managed-identity", workload, Evidence(name, grant.location, grant.maybe, grant.source))


def _of_federation(
    estate: Estate, cluster: Resource, federated: Iterable[tuple[Resource, Edge]]
) -> Iterator[TokenPath]:
    for credential, grant in federated:
        text = f"workload identity federated by {credential.address}"
        maybe = grant.maybe or credential.maybe
        evidence = Evidence(text, credential.header, maybe, grant.source)
        yield from estate.ways("workload-federation", cluster, evidence, variants=("aks",))


def _add_used(estate: Estate, workload: Resource, edge: Edge, found: _Found) -> None:
    """The path that a setting shows: an identity-based connection, or a key that the target must still accept.

    An endpoint shows what the workload uses, and nothing about how it signs in: it adds no path.
    """
    method = edge.detail.get("method")
    setting = edge.detail.get("setting")
    if method == "managed-identity" and workload.kind == "kubernetes_workload":
        for own in estate.graph.out(workload.key, "uses_identity"):
            found.paths += _in_cluster(estate, workload, own, edge.maybe)
    elif method == "managed-identity":
        evidence = Evidence(f"managed identity, by setting {setting}", edge.location, edge.maybe)
        found.paths += estate.ways("managed-identity", workload, evidence)
    elif method == "service-principal":
        _add_connection(estate, workload, edge, found)
    elif method == "local-key":
        target = estate.resource(edge.target)
        accepted = None if target is None else target.value("local_auth")
        if accepted is False:
            found.refused.append(f"key in setting {setting}: the target refuses keys")
            return
        maybe = edge.maybe or ("" if accepted is True else "whether the target accepts keys is unknown")
        found.paths += estate.ways("local-key", workload, Evidence(f"key in setting {setting}", edge.location, maybe))


def _add_connection(estate: Estate, workload: Resource, edge: Edge, found: _Found) -> None:
    """A connection that names a service principal and its secret: `Orders__clientSecret`, or in the text itself."""
    setting = str(edge.detail.get("setting"))
    prefix = setting.rpartition("__")[0].lower() + "__clientsecret"
    entries = {name.lower(): value for name, value in known_entries(workload.value("settings")).items()}
    behind = is_vault_reference(entries.get(prefix))
    evidence = Evidence(f"service principal in setting {setting}", edge.location, "" if behind else edge.maybe)
    name = "service-principal-behind-vault" if behind else "service-principal"
    found.paths += estate.ways(name, workload, evidence, target=region(workload))


def _distinct(paths: Sequence[TokenPath]) -> tuple[TokenPath, ...]:
    """One path for each credential of each holder and set of needs; the one that is certain goes first."""
    if len(paths) < 2:
        return tuple(paths)
    kept: dict[tuple[object, ...], TokenPath] = {}
    for path in sorted(paths, key=lambda path: bool(path.maybe)):
        kept.setdefault((path.credential, path.principal, path.domains), path)
    return tuple(path for path in paths if kept.get((path.credential, path.principal, path.domains)) is path)


def _hidden(estate: Estate, workload: Resource, named: Sequence[Principal]) -> str:
    """Why there may be paths that the code does not show: of a setting that is understood all is shown."""
    if workload.kind in INVISIBLE_SETTINGS and not _names_targets(estate, workload, named):
        return UNSEEN
    if workload.kind == "kubernetes_workload" and _is_given_more(workload):
        return GIVEN_MORE
    settings = workload.value("settings")
    if isinstance(settings, Unknown):
        return f"settings are unknown: {settings.reason}"
    understood = _understood(estate, workload)
    prefixes = tuple(principal.prefix for principal in named)
    for name, value in settings.items() if isinstance(settings, dict) else ():
        plain = reveal(value)
        if not isinstance(plain, Unknown) or name in understood or name.upper().startswith(prefixes):
            continue
        secret = plain.reason == STORED or re.search(_CONFIDENTIAL, re.sub(_KEY_VAULT, "", name))
        if secret and not is_vault_reference(plain):
            return f"a setting that may hold a credential is unknown: {plain.reason}"
    return ""


def _names_targets(estate: Estate, workload: Resource, named: Sequence[Principal]) -> bool:
    """Whether it is a pod whose variables say what it signs in to, so that they are its configuration."""
    if workload.kind != "kubernetes_workload":
        return False
    return bool(named or estate.graph.out(workload.key, "authenticates_to"))


def _is_given_more(pod: Resource) -> bool:
    """Whether containers may have files, or whole maps of variables, that are not seen."""
    return any(pod.value(name) is not False for name in ("given_more", "mounts_secrets"))


def _understood(estate: Estate, workload: Resource) -> set[str]:
    """Settings that are a path already."""
    edges = estate.graph.out(workload.key, "authenticates_to")
    return {text for edge in edges if edge.target is not None and isinstance(text := edge.detail.get("setting"), str)}


def _places(estate: Estate, targets: Iterable[Dependency]) -> Iterator[Dependency]:
    """The regions of the targets; needed as certainly as they are."""
    for key, maybe in {item.target: item.maybe for item in targets}.items():
        place = None if key is None else estate.place(key)
        if place is not None:
            yield place._replace(maybe=maybe) if maybe else place


def _store_keys(estate: Estate, targets: Iterable[Key | None]) -> Iterator[Dependency]:
    """The customer-managed keys of the stores among `targets`: each store reads its key with its own identity.

    Of a store that is only looked up nobody knows whether it has one: nothing is made of that.
    """
    for store in map(estate.resource, dict.fromkeys(targets)):
        found = None if store is None or store.mode != "managed" else store.property("customer_managed_key")
        if store is None or found is None or isinstance(found.value, Missing) or found.value in _NO_KEYS:
            continue
        location = found.location or store.header
        evidence = Evidence(f"the identity of {store.address} reads its key", location)
        paths = estate.ways("customer-managed-key", store, evidence, target=region(_vault(estate, store)))
        yield Dependency(store.key, KEY_OF + store.address, paths, location, "", _no_key(estate, store, found.value))


def _no_key(estate: Estate, store: Resource, value: Value) -> str:
    """Why there may be no customer-managed key after all: what is unknown, and leads to nothing, may be null."""
    if not isinstance(value, Unknown) or value.known is not None or _linked(estate, store):
        return ""
    return f"whether {store.address} has a customer-managed key is unknown: {value.reason}"


def _linked(estate: Estate, store: Resource) -> list[Resource]:
    """What a store depends on, by what is written in its properties."""
    edges = estate.graph.out(store.key, "depends_on")
    named = (estate.resource(edge.target) for edge in edges if not edge.explanation.startswith("depends_on"))
    return [item for item in named if item is not None]


def _vault(estate: Estate, store: Resource) -> Resource | None:
    """The vault that the key of a store is in; None where it is declared elsewhere."""
    return next((item for item in _linked(estate, store) if item.kind == "key_vault"), None)


def _describe(estate: Estate, edge: Edge) -> str:
    target = estate.resource(edge.target)
    return target.address if target else edge.text
