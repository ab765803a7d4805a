"""Federated sign-ins: which federated credential trusts the token that a job shows.

Issuers and subjects: https://docs.github.com/actions/reference/security/oidc#example-subject-claims,
https://learn.microsoft.com/azure/devops/pipelines/release/configure-workload-identity (`sc://`),
https://docs.gitlab.com/ci/secrets/id_token_authentication/ . GitHub's subjects can be customised, and since 2026
repositories have immutable ones: what does not look like the default form is never called a mismatch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from idlint.graph.deploys import job_of
from idlint.graph.resources import Edge, Key, Known, Resource
from idlint.records import NamedTuple
from idlint.values import Missing, Unknown, Value, reveal, text

ISSUERS = {
    "github_actions": ("token.actions.githubusercontent.com",),
    "azure_pipelines": ("vstoken.dev.azure.com", "login.microsoftonline.com"),
    "gitlab_ci": ("gitlab",),
}
"""Dialect -> what the issuer of its tokens contains."""


class Trust(NamedTuple):
    """What one federated credential trusts."""

    credential: Resource
    identity: Key | None
    """What it lets in as."""
    issuer: str
    subject: str
    """As far as it is known; `${…}` for the rest."""


def trusts(resources: Iterable[Resource], edges: Iterable[Edge]) -> tuple[Trust, ...]:
    """Every federated credential of one environment."""
    identities = {edge.source: edge.target for edge in edges if edge.type == "uses_identity"}
    return tuple(
        Trust(item, identities.get(item.key), _plain(item.value("issuer")), _plain(item.value("subject")))
        for item in resources
        if item.kind == "federated_credential"
    )


def _plain(value: Value | Missing) -> str:
    return "" if value is None or isinstance(value, Missing) else text(reveal(value))


def federated(known: Known, found: Iterable[Trust]) -> Iterator[Edge]:
    """An edge from every federated sign-in to the identities that its token opens."""
    trusting = tuple(found)
    for login in known.of_kind("cloud_login") if trusting else ():
        for trust in trusting if login.value("cloud") == "azure" else ():
            verdict = trusted(login, known.by_key, trust)
            if verdict is not False and trust.identity is not None:
                yield _edge(login, trust, trust.identity, sure=verdict is True)


def _edge(login: Resource, trust: Trust, identity: Key, *, sure: bool) -> Edge:
    maybe = "" if sure else "the subject of the token is not wholly known"
    why = f"federated credential {trust.credential.address} trusts {trust.subject}"
    detail: dict[str, Value] = {"credential": trust.credential.address, "method": "oidc"}
    return Edge(
        "uses_identity", login.key, identity, trust.subject, login.header, why, maybe, "medium", detail
    )  # fmt: skip


def trusted(login: Resource, resources: Mapping[Key, Resource], trust: Trust) -> bool | None:
    """Whether `trust` lets the sign-in in; None where the subject is not wholly known."""
    job = resources.get(job_of(login, resources) or login.key)
    dialect = job.value("dialect") if job else None
    if job is None or not isinstance(dialect, str) or not _is_issuer(dialect, trust.issuer):
        return False
    if dialect == "azure_pipelines":
        return _by_connection(login, trust.subject)
    if login.value("method") != "oidc":
        return False
    if dialect != "github_actions":
        return None
    return False if _is_of_another_repository(job, trust.subject) else _by_github(job, trust.subject)


def _is_of_another_repository(job: Resource, subject: str) -> bool:
    """Whether a subject names a repository that is certainly not the job's."""
    own = job.value("repository")
    named = subject.split(":", 2)[1] if subject.startswith("repo:") else ""
    return isinstance(own, str) and bool(named) and "${" not in named and named.lower() != own.lower()


def _is_issuer(dialect: str, issuer: str) -> bool:
    return any(part in issuer.lower() for part in ISSUERS.get(dialect, ()))


def _by_connection(login: Resource, subject: str) -> bool | None:
    """`sc://organisation/project/connection`."""
    connection = login.value("connection")
    if not subject.startswith("sc://"):
        return False
    if not isinstance(connection, str):
        return None if isinstance(connection, Unknown) else False
    last = subject.rpartition("/")[2]
    return None if "${" in last else last.lower() == connection.lower()


def _by_github(job: Resource, subject: str) -> bool | None:
    """`repo:owner/name:environment:prod`, `…:ref:refs/heads/main`, `…:pull_request`."""
    parts = subject.split(":", 2)
    if len(parts) < 3 or parts[0] != "repo":
        return None if "${" in subject else False
    claim = parts[2]
    if "${" in claim.partition(":")[0]:
        return None
    environment = job.value("environment")
    if claim.startswith("environment:"):
        return _same_name(environment, claim.removeprefix("environment:"))
    if isinstance(environment, str) and environment:
        return False
    triggers = job.value("triggers")
    known = triggers if isinstance(triggers, list) else []
    if claim == "pull_request":
        return "pull_request" in known
    if claim.startswith("ref:"):
        return None if isinstance(environment, Unknown) else bool({"push", "manual", "schedule"} & set(map(str, known)))
    return None


def _same_name(value: Value | Missing, expected: str) -> bool | None:
    if isinstance(value, Unknown) or "${" in expected:
        return None
    return isinstance(value, str) and value.lower() == expected.lower()
