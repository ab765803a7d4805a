"""From documents to typed graphs, one an environment: resources are read and linked, once a deployment.

A link that cannot be settled inside its deployment, or that ends at a block that only looks a resource
up, is settled in every environment that the deployment joins, where real estates join their layers.
"""

from __future__ import annotations

from collections.abc import Sequence

from idlint.document import Deployment, Document
from idlint.graph.environment import Environment
from idlint.graph.kinds import Vocabulary
from idlint.graph.linked import Linked, linked
from idlint.graph.part import Part
from idlint.graph.references import names_of
from idlint.graph.resources import ResourceGraph


def build(documents: Sequence[Document], vocabulary: Vocabulary) -> tuple[ResourceGraph, ...]:
    """One graph for every variable-set name, in order; deployments without a set join every environment.

    Without any named set there is one graph, named by the empty text. Never raises on any value at a
    demanded path.
    """
    names = names_of(vocabulary)
    deployments = [deployment for document in documents for deployment in document.deployments]
    parts = [linked(Part(deployment, vocabulary, names), vocabulary) for deployment in deployments]
    sets = sorted({deployment.set for deployment in deployments} - {""}) or [""]
    return tuple(_graph(name, [part for part in parts if _joins(part.part.deployment, name)]) for name in sets)


def _joins(deployment: Deployment, environment: str) -> bool:
    return deployment.set in {"", environment}


def _graph(name: str, parts: Sequence[Linked]) -> ResourceGraph:
    environment = Environment(parts)
    resources = [resource for part in parts for resource in environment.resources(part)]
    edges = [edge for part in parts for edge in environment.edges(part)]
    return ResourceGraph(name, [part.part.deployment for part in parts], resources, edges)
