"""From documents to typed graphs, one an environment: resources are read and linked, once a deployment.

A link that cannot be settled inside its deployment, or that ends at a block that only looks a resource
up, is settled in every environment that the deployment joins, where real estates join their layers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from idlint.document import Deployment, Document
from idlint.graph.clusters import accounts, of_pods, unless_annotated, unless_told, workloads
from idlint.graph.deploys import (
    Applied,
    JobPart,
    applied,
    deployment_resources,
    deploys,
    elsewhere,
    of_jobs,
    reads_to_apply,
    runs_on_labels,
)
from idlint.graph.environment import Environment
from idlint.graph.federation import federated, trusts
from idlint.graph.held import by_variables, unless_known
from idlint.graph.kinds import Vocabulary
from idlint.graph.known import Known
from idlint.graph.linked import Linked, linked
from idlint.graph.member import Member, member
from idlint.graph.opened import clusters_of, opened
from idlint.graph.part import Part
from idlint.graph.references import names_of
from idlint.graph.resources import Edge, Key, Resource, ResourceGraph


def build(documents: Sequence[Document], vocabulary: Vocabulary) -> tuple[ResourceGraph, ...]:
    """One graph for every variable-set name, in order; deployments without a set join every environment.

    Without any named set there is one graph, named by the empty text. Never raises on any value at a
    demanded path.
    """
    read = reader(vocabulary)
    return join(documents, [part for document in documents for part in read(document)])


def reader(vocabulary: Vocabulary) -> Callable[[Document], tuple[Linked, ...]]:
    """What reads the deployments of one document; no document needs another one for that."""
    names = names_of(vocabulary)
    return lambda document: tuple(
        linked(Part(deployment, vocabulary, names), vocabulary) for deployment in document.deployments
    )


def join(documents: Sequence[Document], parts: Sequence[Linked]) -> tuple[ResourceGraph, ...]:
    """The graphs of `build`, from the deployments of all `documents`, read already."""
    members = [member(part) for part in parts]
    sets = sorted({part.part.deployment.set for part in parts} - {""}) or [""]
    by_step = applied(documents)
    return tuple(_graph(name, [one for one in members if _joins(one, name)], by_step) for name in sets)


def _joins(member: Member, environment: str) -> bool:
    return member.piece.part.deployment.set in {"", environment}


def _graph(name: str, members: Sequence[Member], by_step: Applied) -> ResourceGraph:
    environment = Environment(members)
    deployments = [one.piece.part.deployment for one in members]
    resources: dict[Key, Resource] = {}
    for one in members:
        resources.update(environment.resources(one))
    edges = [edge for one in members for edge in environment.edges(one)]
    known, edges = _with_clusters(members, Known(resources), edges)
    if any(deployment.role == "pipeline" for deployment in deployments):
        parts = {key: part for one in members for key, part in one.parts_of_jobs.items()}
        known, edges = _with_pipelines(name, deployments, known, edges, parts, by_step)
    return ResourceGraph(name, deployments, known.by_key.values(), edges)


def _with_clusters(members: Sequence[Member], known: Known, edges: list[Edge]) -> tuple[Known, list[Edge]]:
    """What runs in clusters: which identities its accounts act as, and where it runs."""
    uses = [edge for edge in edges if edge.type == "uses_identity"]
    let_in = opened(known, trusts(known.of_kind("federated_credential"), uses), edges)
    pods = list(known.of_kind("kubernetes_workload"))
    declared = [known.by_key[key] for one in members for key in one.accounts] if let_in or pods else []
    found = list(unless_annotated(accounts(declared, let_in), uses))
    edges = [*unless_told(edges, found), *found] if found else edges
    if not pods:
        return known, edges
    edges += of_pods(pods, declared, edges, let_in)
    edges += clusters_of(pods, edges, let_in, known)
    return Known({**known.by_key, **workloads(pods, known.by_key, edges)}), edges


def _with_pipelines(
    name: str,
    deployments: Sequence[Deployment],
    known: Known,
    edges: list[Edge],
    parts: Mapping[Key, JobPart],
    by_step: Applied,
) -> tuple[Known, list[Edge]]:
    """What pipelines add: which deployment a step applies, which identity a token opens, and all that for the job."""
    resources = {**known.by_key, **{item.key: item for item in deployment_resources(deployments, by_step)}}
    others = elsewhere(parts, by_step, name)
    if others:
        resources = {key: item for key, item in resources.items() if key not in others}
        edges = [edge for edge in edges if edge.source not in others and edge.target not in others]
    known = Known(resources)
    edges += deploys(known, by_step)
    edges += runs_on_labels(known)
    edges += reads_to_apply(known, edges, by_step)
    uses = [edge for edge in edges if edge.type == "uses_identity"]
    held = list(by_variables(known, uses))
    edges += held
    edges += unless_known(federated(known, trusts(known.of_kind("federated_credential"), uses)), held)
    return known, [*edges, *of_jobs(parts, known, edges)]
