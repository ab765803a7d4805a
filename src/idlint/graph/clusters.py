"""Service accounts of clusters and what runs as them: which cloud identity each one acts as, and who says so.

An account is let in by what names it (`graph.opened`), or names its identity in an annotation (`graph.credentials`).
What runs as such an account (`graph.accounts`) signs in with it, and becomes a workload. Manifests often leave the
namespace to whoever applies them: then the name alone makes a link that may exist.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from idlint.graph.accounts import SEVERAL, Accounts, unknown_namespace
from idlint.graph.opened import SUBJECT, Opened
from idlint.graph.resources import Edge, Key, Property, Resource
from idlint.values import Unknown, Value, reveal

LABEL: Final = "azure.workload.identity/use"

NO_LABEL: Final = f"its pods have no label {LABEL}, by which containers get a token"

GLOBAL_STS: Final = "eks.amazonaws.com/sts-regional-endpoints"
"""With the value `false`, tokens are asked of the global endpoint:
https://docs.aws.amazon.com/eks/latest/userguide/configure-sts-endpoint.html ."""


def accounts(declared: Iterable[Resource], known: Sequence[Opened]) -> Iterator[Edge]:
    """An edge from a service account to each identity that names it."""
    named = _by_name(known)
    for account in declared if named else ():
        yield from _let_in(account, account.value("name"), named)


def _by_name(known: Iterable[Opened]) -> Mapping[str, Sequence[Opened]]:
    """Name of an account, in whatever namespace -> what is opened to it."""
    found: dict[str, list[Opened]] = defaultdict(list)
    for item in known:
        found[item.subject.rpartition(":")[2]].append(item)
    return found


def unless_told(edges: Iterable[Edge], found: Sequence[Edge]) -> Iterator[Edge]:
    """The edges, but for an annotation with the id of an identity that `found` tells by its subject."""
    told = {(edge.source, edge.detail["cloud"]) for edge in found if not edge.maybe}
    yield from (edge for edge in edges if edge.target or (edge.source, edge.detail.get("cloud")) not in told)


def unless_annotated(found: Iterable[Edge], edges: Iterable[Edge]) -> Iterator[Edge]:
    """What subjects tell, but for the identity that an annotation names for certain."""
    named = {(edge.source, edge.target) for edge in edges if edge.type == "uses_identity" and not edge.maybe}
    yield from (edge for edge in found if (edge.source, edge.target) not in named)


def _let_in(source: Resource, name: object, named: Mapping[str, Sequence[Opened]]) -> Iterator[Edge]:
    """The identities that name the account `name` in the namespace of `source`."""
    namespace = source.value("namespace")
    if not isinstance(name, str) or not isinstance(namespace, str | Unknown):
        return
    found = [item for item in named.get(name, ()) if _is_meant(item.subject, namespace, name)]
    several = SEVERAL if len({item.identity for item in found}) > 1 else ""
    doubt = several if isinstance(namespace, str) else unknown_namespace(namespace)
    for item in found:
        detail: dict[str, Value] = {"credential": item.by, "method": item.method, "cloud": item.cloud}
        yield Edge("uses_identity", source.key, item.identity, SUBJECT + item.subject, source.header, item.why,
                   source.maybe or doubt, "medium", detail)  # fmt: skip


def _is_meant(subject: str, namespace: object, name: str) -> bool:
    """Whether a subject with that name may be the account; nobody's own account is called `default` only."""
    return subject == f"{namespace}:{name}" if isinstance(namespace, str) else name != "default"


def of_pods(
    pods: Iterable[Resource], declared: Iterable[Resource], edges: Iterable[Edge], known: Sequence[Opened]
) -> Iterator[Edge]:
    """From every workload of a cluster to its service account, and to the identities that this one acts as."""
    nearby = Accounts(declared)
    acting: dict[Key, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.type == "uses_identity":
            acting[edge.source].append(edge)
    named = _by_name(known)
    for pod in pods:
        yield from _of_pod(pod, nearby, acting, named)


def _of_pod(
    pod: Resource, nearby: Accounts, acting: Mapping[Key, Sequence[Edge]], named: Mapping[str, Sequence[Opened]]
) -> Iterator[Edge]:
    name = pod.value("account")
    own, doubt = nearby.nearest(pod)
    location = pod.property("account").location or pod.header
    uses: list[Edge] = []
    for account in own:
        why = f"serviceAccountName names {account.address}"
        yield Edge("depends_on", pod.key, account.key, str(name), location, why, pod.maybe or doubt, "medium")
        uses += [_taken_over(pod, account, edge, doubt) for edge in acting.get(account.key, ())]
    if not uses:
        uses += [edge._replace(maybe=edge.maybe or _unasked(pod, edge)) for edge in _let_in(pod, name, named)]
    if not uses and is_labelled(pod):
        uses.append(_unknown_identity(pod, own))
    yield from uses


def _taken_over(pod: Resource, account: Resource, edge: Edge, doubt: str) -> Edge:
    """What its account acts as, with the pod as the source; pods of Azure ask for it with a label."""
    detail: dict[str, Value] = {**edge.detail, "account": account.address, **_endpoint(account)}
    why = f"serviceAccountName names {account.address}, and {edge.explanation}"
    location = pod.property("account").location or pod.header
    maybe = pod.maybe or doubt or _unasked(pod, edge) or edge.maybe
    return edge._replace(source=pod.key, location=location, explanation=why, maybe=maybe, confidence="medium",
                         detail=detail)  # fmt: skip


def _endpoint(account: Resource) -> dict[str, Value]:
    """Which token service the pods of an account ask, where that is not the one of their region."""
    notes = account.value("annotations")
    known = notes.known if isinstance(notes, Unknown) else notes
    written = known.get(GLOBAL_STS) if isinstance(known, dict) else None
    return {"endpoint": "global_endpoint"} if str(written).lower() == "false" else {}


def _unasked(pod: Resource, edge: Edge) -> str:
    """Why a pod may not use an identity of Azure: neither a label asks for a token nor a volume for secrets."""
    asks = edge.detail.get("cloud") != "azure" or is_labelled(pod) is not False or pod.value("mounts_secrets") is True
    return "" if asks else NO_LABEL


def _unknown_identity(pod: Resource, own: Sequence[Resource]) -> Edge:
    """Of a pod that asks for an identity, where nothing says which one."""
    location = pod.property("pod_labels").location or pod.header
    where = f"{own[0].address} names none that is known" if own else "its service account is not declared here"
    detail: dict[str, Value] = {"method": "oidc", "cloud": "azure"}
    why = f"label {LABEL} asks for an identity, and {where}"
    return Edge("uses_identity", pod.key, None, LABEL, location, why, pod.maybe, "medium", detail)


def is_labelled(pod: Resource) -> bool | None:
    """Whether its pods ask for an identity of Azure; None where a label is unknown."""
    labels = pod.value("pod_labels")
    plain_labels = None if not isinstance(labels, dict | Unknown) else reveal(labels)
    entries = plain_labels.known if isinstance(plain_labels, Unknown) else plain_labels
    if isinstance(entries, dict) and LABEL in entries:
        value = reveal(entries[LABEL])
        return None if isinstance(value, Unknown) else str(value).lower() == "true"
    return None if isinstance(plain_labels, Unknown) else False


def workloads(
    pods: Iterable[Resource], resources: Mapping[Key, Resource], edges: Iterable[Edge]
) -> dict[Key, Resource]:
    """The pods that act as a cloud identity: each is a workload, in the region of its cluster."""
    users = {edge.source for edge in edges if edge.type == "uses_identity"}
    hosts = {edge.source: edge.target for edge in edges if edge.type == "runs_on" and edge.target is not None}
    return {
        pod.key: _as_workload(pod, resources[hosts[pod.key]].property("region") if pod.key in hosts else None)
        for pod in pods
        if pod.key in users
    }


def _as_workload(pod: Resource, region: Property | None) -> Resource:
    properties = pod.properties if region is None else {**pod.properties, "region": region}
    return pod._replace(traits=pod.traits | {"workload"}, properties=properties)
