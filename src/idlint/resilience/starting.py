"""The capability *start*: what a new instance needs, besides all that a running one does and without its caches.

Provisioning by the control plane, extension packages, tokens that the boot asks for, the image, for a cluster the
identity that it makes its nodes with, and perhaps the vaults whose secrets the platform keeps a copy of.
Facts: https://azure.status.microsoft/status/history/?trackingId=FNJ8-VQZ.
"""

from __future__ import annotations

from collections.abc import Iterator

from idlint.graph.resources import Edge, Property, Resource
from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.domains import region
from idlint.resilience.estate import Estate, Evidence, known_entries, known_list
from idlint.resilience.platform_secrets import UNDOCUMENTED, copied
from idlint.values import Unknown

IMAGE_FROM = "image from "
"""How a dependency on an image is named, before the registry."""

_REGISTRY_PASSWORDS = ("DOCKER_REGISTRY_SERVER_PASSWORD",)


def starting(estate: Estate, workload: Resource) -> Iterator[Dependency]:
    """What the capability *start* needs besides what *run* does."""
    yield from _provisioning(estate, workload)
    yield from _boot(estate, workload)
    yield from _nodes(estate, workload)
    yield from _images(estate, workload)
    yield from copied(estate, workload, UNDOCUMENTED)


def _provisioning(estate: Estate, workload: Resource) -> Iterator[Dependency]:
    evidence = Evidence("provisioning of a new instance", workload.header)
    paths = estate.ways("provisioning", workload, evidence)
    if paths:
        yield Dependency(None, "a new instance", paths, workload.header)


def _boot(estate: Estate, machine: Resource) -> Iterator[Dependency]:
    """The extension packages and the tokens without which a new machine does not do its work."""
    for name, credential in (("boot.extensions", "vm-extensions"), ("boot.identity", "managed-identity")):
        found = estate.boot.get(machine.key, {}).get(name, Property())
        texts = [str(item) for item in known_list(found.value)]
        maybe = found.value.reason if isinstance(found.value, Unknown) and not texts else ""
        if texts or maybe:
            location = found.location or machine.header
            text = ", ".join(texts) or f"what {name} may need"
            paths = estate.ways(credential, machine, Evidence(text, location))
            yield Dependency(None, f"boot: {text}", paths, location, "", maybe)


def _nodes(estate: Estate, cluster: Resource) -> Iterator[Dependency]:
    """The credential with which a cluster makes its nodes: its own identity, or a service principal."""
    if cluster.kind != "kubernetes_cluster":
        return
    carried = [
        edge
        for edge in estate.graph.out(cluster.key, "uses_identity")
        if edge.detail.get("identity") != "kubelet" and not edge.maybe
    ]
    if carried:
        evidence = Evidence("the identity of the cluster", carried[0].location, "", carried[0].target)
        paths = estate.ways("managed-identity", cluster, evidence, variants=("control_plane",))
        yield Dependency(cluster.key, f"nodes of {cluster.address}", paths, evidence.location)
    elif isinstance(cluster.value("service_principal"), str | Unknown):
        location = cluster.property("service_principal").location or cluster.header
        evidence = Evidence("the service principal of the cluster", location)
        paths = estate.ways("service-principal", cluster, evidence)
        yield Dependency(cluster.key, f"nodes of {cluster.address}", paths, location)


def _images(estate: Estate, workload: Resource) -> Iterator[Dependency]:
    """The images, one dependency a registry that is ours; public registries are no matter of identity."""
    seen: set[object] = set()
    for edge in estate.graph.out(workload.key, "pulls_image_from"):
        registry = estate.resource(edge.target)
        by_identity = _pulls_by_identity(workload, edge)
        if (registry is None and not by_identity) or edge.target in seen:
            continue
        seen.add(edge.target)
        paths, refused = _pull_paths(estate, workload, registry, edge, by_identity)
        name = registry.address if registry else edge.text
        incomplete = "" if paths else "how the image is pulled is not visible"
        yield Dependency(edge.target, IMAGE_FROM + name, paths, edge.location, incomplete, edge.maybe, refused)


def _pulls_by_identity(workload: Resource, edge: Edge) -> bool:
    """Whether the pull is signed in to with a managed identity."""
    return (
        any(item not in (None, "") for item in known_list(workload.value("image_pull_identities")))
        or workload.value("image_pull_identity") is True
        or "role" in edge.detail
    )


def _pull_paths(
    estate: Estate, workload: Resource, registry: Resource | None, edge: Edge, by_identity: bool
) -> tuple[tuple[TokenPath, ...], tuple[str, ...]]:
    where = _nearest(registry, workload)
    paths: tuple[TokenPath, ...] = ()
    if by_identity:
        evidence = Evidence("image pull with a managed identity", edge.location)
        paths += estate.ways("registry-identity", workload, evidence, target=where)
    if registry is None:
        return paths, ()
    if registry.value("anonymous_pull") is True:
        paths += estate.ways("registry-anonymous", workload, Evidence("anonymous pull", edge.location), target=where)
    if by_identity and not _has_password(workload):
        return paths, ()
    admin, tokens = registry.value("local_auth"), registry.value("tokens")
    if admin is False and tokens is False:
        return paths, (f"password for {registry.address}: it has neither an admin user nor tokens",)
    maybe = "" if admin is True or tokens is True else "whether the registry accepts passwords is unknown"
    evidence = Evidence("image pull with a password or token", edge.location, maybe)
    return paths + estate.ways("registry-token", workload, evidence, target=where), ()


def _nearest(registry: Resource | None, workload: Resource) -> str:
    """The region that a registry gives the image from: the workload's own where it is replicated there.

    https://learn.microsoft.com/azure/container-registry/container-registry-geo-replication
    """
    own = region(workload)
    replicas = known_list(registry.value("replica_regions")) if registry else []
    names = {"".join(name.split()).lower() for name in replicas if isinstance(name, str)}
    return own if own in names else region(registry)


def _has_password(workload: Resource) -> bool:
    """Whether the settings hold a registry password beside the identity."""
    entries = known_entries(workload.value("settings"))
    return any(name.upper() in _REGISTRY_PASSWORDS for name in entries)
