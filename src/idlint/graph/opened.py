"""What lets the service accounts of clusters act as identities of a cloud, and in which cluster.

Azure: the subject of a federated credential. AWS: the subject in a role's trust policy (IRSA), or an association of EKS
Pod Identity. Google: `roles/iam.workloadIdentityUser` on a service account. Sources:
https://learn.microsoft.com/azure/aks/workload-identity-overview ,
https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html ,
https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html ,
https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity .
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from idlint.graph.federation import Trust
from idlint.graph.references import plain
from idlint.graph.resources import Edge, Key, Known, Resource
from idlint.records import NamedTuple
from idlint.values import Missing, Value, origins, reveal

SUBJECT: Final = "system:serviceaccount:"
POD_IDENTITY: Final = "pod-identity"
CLUSTERS: Final = frozenset({"kubernetes_cluster", "eks_cluster", "gke_cluster"})

_USER = "roles/iam.workloadIdentityUser"
_NAMED = rf'{SUBJECT}([a-z0-9.-]+:[a-z0-9.-]+)(?=["\\])'
_MEMBER = r"serviceAccount:(?P<pool>.+\.svc\.id\.goog)\[(?P<namespace>[a-z0-9.-]+)/(?P<name>[a-z0-9.-]+)\]"


class Opened(NamedTuple):
    """One identity that a service account may act as."""

    subject: str
    """`namespace:name`."""
    identity: Key
    cloud: str
    why: str
    by: str
    """The address of the credential, role, association or grant that says so."""
    method: str = "oidc"
    cluster: Key | None = None
    """The cluster whose accounts are meant, where that is known."""


def opened(
    known: Known, trusted: Iterable[Trust], policies: Iterable[Opened], edges: Iterable[Edge]
) -> tuple[Opened, ...]:
    """Everything that is opened to service accounts in one environment; a subject with a gap says nothing.

    `policies` is what `by_trust_policies` found in all its deployments.
    """
    found = [*_by_credentials(trusted), *policies, *_by_edges(known, edges)]
    return tuple(_placed(found, known)) if found else ()


def _by_credentials(trusted: Iterable[Trust]) -> Iterator[Opened]:
    for trust in trusted:
        if trust.identity is not None and trust.subject.startswith(SUBJECT) and "${" not in trust.subject:
            why = f"federated credential {trust.credential.address} trusts {trust.subject}"
            subject = trust.subject.removeprefix(SUBJECT)
            yield Opened(subject, trust.identity, "azure", why, trust.credential.address)


def by_trust_policies(known: Known) -> Iterator[Opened]:
    """What the trust policies of roles open: to the accounts that they name in full."""
    for role in known.of_kind("iam_role"):
        for subject in dict.fromkeys(found[1] for found in re.finditer(_NAMED, plain(role.value("trust")))):
            why = f"the trust policy of {role.address} names {SUBJECT}{subject}"
            yield Opened(subject, role.key, "aws", why, role.address)


def _by_edges(known: Known, edges: Iterable[Edge]) -> Iterator[Opened]:
    """What associations and grants open, which name the identity and the cluster by a link of their own."""
    items = {item.key: item for item in known.of_kind("eks_pod_identity", "service_account_grant")}
    own = [edge for edge in edges if edge.source in items] if items else []
    clusters = {edge.source: edge.target for edge in own if edge.type == "depends_on"}
    for edge in own:
        item = items[edge.source]
        if edge.target is None:
            continue
        if item.kind == "eks_pod_identity" and edge.type == "uses_identity":
            yield from _by_association(item, edge.target, clusters.get(item.key))
        elif item.kind == "service_account_grant" and edge.type == "depends_on" and _is_of(item, edge.target):
            yield from _by_members(item, edge.target)


def _by_association(item: Resource, role: Key, cluster: Key | None) -> Iterator[Opened]:
    namespace, name = item.value("namespace"), item.value("account")
    if isinstance(namespace, str) and isinstance(name, str):
        why = f"EKS Pod Identity association {item.address} names {namespace}/{name}"
        yield Opened(f"{namespace}:{name}", role, "aws", why, item.address, POD_IDENTITY, cluster)


def _is_of(grant: Resource, target: Key) -> bool:
    """Whether a grant lets accounts of clusters act as `target`, which it names, and which is none of its members."""
    named = {origin.address for origin in origins(grant.value("service_account"))}
    return grant.value("role") == _USER and (not named or target.address in named)


def _by_members(grant: Resource, identity: Key) -> Iterator[Opened]:
    """The accounts of clusters among the members."""
    members = grant.value("members")
    written = [] if isinstance(members, Missing) else reveal(members)
    for member in written if isinstance(written, list) else [written]:
        found = re.fullmatch(_MEMBER, plain(member))
        if found:
            why = f"{grant.address} lets {found['namespace']}/{found['name']} of {found['pool']} act as it"
            yield Opened(f"{found['namespace']}:{found['name']}", identity, "gcp", why, grant.address)


def _placed(found: Iterable[Opened], known: Known) -> Iterator[Opened]:
    """`found` with the cluster that each trust is about, as far as an issuer, an association or a pool says it."""
    places = Places(known)
    for item in found:
        yield item if item.cluster else item._replace(cluster=places.behind(item.by, item.identity, item.cloud))


class Places:
    """The clusters of an environment, by the address that refers to them."""

    def __init__(self, known: Known) -> None:
        self._items = known.by_key
        self._pools = list(known.of_kind("gke_cluster"))

    def behind(self, by: str, near: Key, cloud: str) -> Key | None:
        """The cluster that what is declared at the address `by`, in the deployment of `near`, trusts."""
        item = self._items.get(near._replace(address=by))
        if item is None:
            return None
        if cloud == "gcp":
            return self._pools[0].key if len(self._pools) == 1 else None
        for name in ("issuer", "trust"):
            cluster = self.referred(item.value(name), near)
            if cluster is not None:
                return cluster
        return None

    def referred(self, value: Value | Missing, near: Key) -> Key | None:
        """The cluster that a value comes from, be it by way of identity providers, which may refer to each other."""
        waiting, seen = list(origins(value)), set[str]()
        while waiting:
            address = waiting.pop(0).address
            item = None if address in seen else self._items.get(near._replace(address=address))
            seen.add(address)
            if item is not None and item.kind in CLUSTERS:
                return item.key
            if item is not None and item.kind == "identity_provider":
                waiting += origins(item.value("issuer"))
        return None


def clusters_of(
    pods: Iterable[Resource], edges: Iterable[Edge], let_in: Iterable[Opened], known: Known
) -> Iterator[Edge]:
    """From every workload of a cluster to the one it runs in: its provider's, else the one that its identity trusts."""
    acting: dict[Key, list[Edge]] = {}
    wanted = {pod.key: pod for pod in pods}
    for edge in edges:
        if edge.type == "uses_identity" and edge.source in wanted:
            acting.setdefault(edge.source, []).append(edge)
    places = Places(known)
    by = {(item.by, item.identity): item for item in let_in}
    for key, uses in acting.items():
        pod = wanted[key]
        cluster = places.referred(pod.value("cluster"), key)
        trusted = {found.cluster for edge in uses if (found := _said(edge, by)) and found.cluster}
        if cluster is None and len(trusted) == 1:
            cluster = next(iter(trusted))
        if cluster is not None:
            why = f"it is applied to {cluster.address}, or trusted by way of it"
            yield Edge("runs_on", key, cluster, cluster.address, pod.header, why, pod.maybe, "medium")


def _said(edge: Edge, by: Mapping[tuple[str, Key], Opened]) -> Opened | None:
    credential = edge.detail.get("credential")
    return by.get((credential, edge.target)) if isinstance(credential, str) and edge.target else None
