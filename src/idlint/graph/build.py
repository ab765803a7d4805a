"""From documents to typed graphs, one an environment: resources are read and linked, once a deployment.

A link that cannot be settled inside its deployment, or that ends at a block that only looks a resource
up, is settled in every environment that the deployment joins, where real estates join their layers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from idlint.document import Document
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
from idlint.graph.environment import Common, Settled, joined, settled
from idlint.graph.federation import federated, trusts
from idlint.graph.held import by_variables, unless_known
from idlint.graph.kinds import Vocabulary
from idlint.graph.linked import Linked, linked
from idlint.graph.member import Member, Place, member
from idlint.graph.opened import Opened, clusters_of, opened
from idlint.graph.part import Part
from idlint.graph.pieces import Whole, put_together
from idlint.graph.references import names_of
from idlint.graph.resources import Edge, Key, Known, Resource, ResourceGraph


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
    by_step = applied(documents)
    deployed = deployment_resources((one.piece.part.deployment for one in members), by_step)
    return put_together([_whole(name, *one, by_step, deployed) for name, one in _settled(members).items()])


_Joined = tuple[Sequence[Member], Sequence[Settled]]


def _settled(members: Sequence[Member]) -> dict[str, _Joined]:
    """The deployments of every environment, by its name."""
    common = Common([one for one in members if not one.place[1]])
    names = sorted({one.place[1] for one in members} - {""}) or [""]
    return {name: _of_environment(name, members, common) for name in names}


def _of_environment(name: str, members: Sequence[Member], common: Common) -> _Joined:
    here = [one for one in members if one.place[1] in {"", name}]
    own = [one for one in here if name and one.place[1] == name]
    around = joined(own, common.around)
    named = frozenset(word for one in own for _, _, word in one.names)
    return here, [settled(one, around) if one.place[1] else common.settled(one, around, named) for one in here]


def _whole(
    name: str,
    members: Sequence[Member],
    parts: Sequence[Settled],
    by_step: Applied,
    deployed: Mapping[Place, Resource],
) -> Whole:
    """An environment with all that is only seen by looking at the whole of it."""
    deployments = [one.piece.part.deployment for one in members]
    known = Known.together(part.known for part in parts)
    edges = [edge for part in parts for edge in part.edges]
    policies = [item for part in parts for item in part.opened]
    known, edges = _with_clusters(members, known, edges, policies)
    if any(deployment.role == "pipeline" for deployment in deployments):
        jobs = {key: part for one in members for key, part in one.parts_of_jobs.items()}
        here = [deployed[one.place] for one in members if one.place in deployed]
        known, edges = _with_pipelines(name, Known.together((known, Known(here))), edges, jobs, by_step)
    return Whole(name, deployments, known, edges)


def _with_clusters(
    members: Sequence[Member], known: Known, edges: list[Edge], policies: Iterable[Opened]
) -> tuple[Known, list[Edge]]:
    """What runs in clusters: which identities its accounts act as, and where it runs."""
    uses = [edge for edge in edges if edge.type == "uses_identity"]
    let_in = opened(known, trusts(known.of_kind("federated_credential"), uses), policies, edges)
    pods = list(known.of_kind("kubernetes_workload"))
    declared = [known.by_key[key] for one in members for key in one.accounts] if let_in or pods else []
    found = list(unless_annotated(accounts(declared, let_in), uses))
    edges = [*unless_told(edges, found), *found] if found else edges
    if not pods:
        return known, edges
    edges += of_pods(pods, declared, edges, let_in)
    edges += clusters_of(pods, edges, let_in, known)
    return known.replacing(workloads(pods, known.by_key, edges)), edges


def _with_pipelines(
    name: str, known: Known, edges: list[Edge], jobs: Mapping[Key, JobPart], by_step: Applied
) -> tuple[Known, list[Edge]]:
    """What pipelines add: which deployment a step applies, which identity a token opens, and all that for the job."""
    others = elsewhere(jobs, by_step, name)
    if others:
        known = known.without(others)
        edges = [edge for edge in edges if edge.source not in others and edge.target not in others]
    edges += deploys(known, by_step)
    edges += runs_on_labels(known)
    edges += reads_to_apply(known, edges, by_step)
    uses = [edge for edge in edges if edge.type == "uses_identity"]
    held = list(by_variables(known, uses))
    edges += held
    edges += unless_known(federated(known, trusts(known.of_kind("federated_credential"), uses)), held)
    return known, [*edges, *of_jobs(jobs, known, edges)]
