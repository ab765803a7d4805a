"""Check functions about the way by which things are repaired: what a job needs to do its work, and who lets it in."""

from __future__ import annotations

from collections.abc import Iterator

from idlint.graph.federation import ISSUERS, trusted, trusts
from idlint.graph.resources import Edge, Key, Resource, ResourceGraph
from idlint.policy.outcome import PASSED, Outcome, Verdict, unknown
from idlint.policy.subject import edge_evidence
from idlint.resilience.assessment import Assessment
from idlint.values import Missing, reveal, text

CHANGES = frozenset({"apply", "create", "deploy", "destroy", "upgrade", "update"})
"""Actions that change what is deployed; a plan only looks."""

_MAX_STEPS = 4
"""A job runs on a pool, that on a scale set, and that carries an identity."""


def repair_path(job: Resource, assessment: Assessment) -> Outcome:
    """Whether a job can work without the very things that it deploys: its identity, its agents."""
    graph = assessment.graph
    targets = {edge.target[:2]: edge for edge in graph.out(job.key, "deploys") if edge.target and _changes(edge)}
    for need in _needs(graph, job.key):
        deployed = targets.get(need.target[:2]) if need.target else None
        if deployed is None or need.target is None:
            continue
        evidence = (edge_evidence(need), edge_evidence(deployed))
        doubt = need.maybe or deployed.maybe
        if doubt:
            return unknown(doubt, evidence)
        return Outcome(Verdict.FAIL, "", evidence, message=_circle(job, need.target))
    return PASSED


def _circle(job: Resource, need: Key) -> str:
    return (
        f"{job.address} deploys {need.deployment}, and cannot work without {need.address} that comes from there: "
        "what breaks it cannot be repaired by this job"
    )


def _changes(edge: Edge) -> bool:
    action = edge.detail.get("action")
    return not isinstance(action, str) or action.lower() in CHANGES


def _needs(graph: ResourceGraph, start: Key) -> Iterator[Edge]:
    """The identities, connections and machines that a job needs, from near to far."""
    seen, waiting = {start}, [(start, 0)]
    while waiting:
        key, depth = waiting.pop(0)
        for type in ("uses_identity", "authenticates_to", "runs_on"):
            for edge in graph.out(key, type):
                if edge.target is None or edge.target in seen:
                    continue
                seen.add(edge.target)
                yield edge
                if depth < _MAX_STEPS:
                    waiting.append((edge.target, depth + 1))


def federated_subject(login: Resource, assessment: Assessment) -> Outcome:
    """Whether a federated credential of this repository trusts the token that a job shows."""
    graph = assessment.graph
    job = next((graph.resources[edge.target] for edge in graph.out(login.key, "depends_on") if edge.target), None)
    repository = job.value("repository") if job else None
    credentials = graph.of_kind("federated_credential")
    trusting = trusts(credentials, graph.edges) if credentials else ()
    found = [item for item in trusting if ISSUERS["github_actions"][0] in item.issuer]
    if job is None or not found:
        return PASSED
    if not isinstance(repository, str):
        return unknown("the repository's name is not known")
    own = [item for item in found if _is_about(item.subject, repository)]
    verdicts = [trusted(login, graph.resources, item) for item in own]
    if not own or True in verdicts:
        return PASSED
    if None in verdicts:
        return unknown("the subject of a federated credential is not wholly known")
    subjects = ", ".join(sorted({item.subject for item in own})[:3])
    shown = f"{login.address} shows a token of {_claim(job)}"
    message = f"{shown}, and the federated credentials trust only {subjects}: the sign-in is refused"
    return Outcome(Verdict.FAIL, "", (), message=message)


def _is_about(subject: str, repository: str) -> bool:
    parts = subject.lower().split(":", 2)
    return len(parts) == 3 and parts[0] == "repo" and (parts[1] == repository.lower() or "${" in parts[1])


def _claim(job: Resource) -> str:
    environment = job.value("environment")
    plain = None if isinstance(environment, Missing) else reveal(environment)
    return f"environment {text(plain)}" if plain else "a branch or pull request, without an environment"
