"""From documents to typed graphs, one an environment: resources are read and linked, once a deployment.

A link that cannot be settled inside its deployment, or that ends at a block that only looks a resource
up, is settled in every environment that the deployment joins, where real estates join their layers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from idlint.document import Deployment, Document
from idlint.graph.clusters import accounts, of_pods, unless_annotated, unless_told, with_workloads
from idlint.graph.deploys import (
    Applied,
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
from idlint.graph.linked import Linked, linked
from idlint.graph.opened import clusters_of, opened
from idlint.graph.part import Part
from idlint.graph.references import names_of
from idlint.graph.resources import Edge, Resource, ResourceGraph


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
    sets = sorted({part.part.deployment.set for part in parts} - {""}) or [""]
    by_step = applied(documents)
    return tuple(_graph(name, [part for part in parts if _joins(part.part.deployment, name)], by_step) for name in sets)


def _joins(deployment: Deployment, environment: str) -> bool:
    return deployment.set in {"", environment}


def _graph(name: str, parts: Sequence[Linked], by_step: Applied) -> ResourceGraph:
    environment = Environment(parts)
    deployments = [part.part.deployment for part in parts]
    resources = [resource for part in parts for resource in environment.resources(part)]
    edges = [edge for part in parts for edge in environment.edges(part)]
    let_in = opened(resources, trusts(resources, edges), edges)
    found = list(unless_annotated(accounts(resources, let_in), edges))
    edges = [*unless_told(edges, found), *found] if found else edges
    edges += of_pods(resources, edges, let_in)
    edges += clusters_of((item for item in resources if item.kind == "kubernetes_workload"), edges, let_in, resources)
    resources = with_workloads(resources, edges)
    if any(deployment.role == "pipeline" for deployment in deployments):
        resources, edges = _with_pipelines(name, deployments, resources, edges, by_step)
    return ResourceGraph(name, deployments, resources, edges)


def _with_pipelines(
    name: str,
    deployments: Sequence[Deployment],
    resources: Sequence[Resource],
    edges: Sequence[Edge],
    by_step: Applied,
) -> tuple[list[Resource], list[Edge]]:
    """What pipelines add: which deployment a step applies, which identity a token opens, and all that for the job."""
    known = {item.key: item for item in (*resources, *deployment_resources(deployments, by_step))}
    others = elsewhere(known, by_step, name)
    known = {key: item for key, item in known.items() if key not in others}
    own = [edge for edge in edges if edge.source not in others and edge.target not in others]
    own += deploys(known.values(), known, by_step)
    own += runs_on_labels(known.values())
    own += reads_to_apply(known, own, by_step)
    held = list(by_variables(known, own))
    own += [*held, *unless_known(federated(known, trusts(known.values(), own)), held)]
    return list(known.values()), [*own, *of_jobs(known, own)]
