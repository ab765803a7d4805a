"""A federated credential is found by the subject of the token that a job shows."""

from __future__ import annotations

from typing import Any

import pytest

from idlint.document import Declaration, Deployment, Document, Unit
from idlint.graph.build import build
from idlint.graph.kinds import Vocabulary
from idlint.graph.resources import Edge
from idlint.source import Span
from idlint.values import Origin, Unknown, Value

HERE = Span("d.yml", 0, 1)
GITHUB = "https://token.actions.githubusercontent.com"
JOB = Unknown("known when the job runs", Origin("jobs.a"))
IDENTITY = Unknown("known after apply", Origin("azurerm_user_assigned_identity.ci", ("id",)))


def found(
    vocabulary: Vocabulary, job: dict[str, Value], login: dict[str, Value], issuer: str, subject: Value
) -> list[Edge]:
    pipeline = (
        Declaration("jobs.a", "pipeline.job", HERE, attributes=job),
        Declaration("jobs.a.login", "pipeline.login", HERE, attributes={"job": JOB, "cloud": "azure", **login}),
    )
    credential: dict[str, Value] = {"issuer": issuer, "subject": subject, "parent_id": IDENTITY}
    infra = (
        Declaration("azurerm_user_assigned_identity.ci", "azurerm_user_assigned_identity", HERE),
        Declaration("azurerm_federated_identity_credential.c", "azurerm_federated_identity_credential", HERE,
                    attributes=credential),
    )  # fmt: skip
    made: list[tuple[str, Any, tuple[Declaration, ...]]] = [("d.yml", "pipeline", pipeline), ("infra", "root", infra)]
    documents = [
        Document(Unit("x", path, "root", ()), (Deployment(path, "terraform", "", role, items),))
        for path, role, items in made
    ]
    [graph] = build(documents, vocabulary)
    return [edge for edge in graph.edges if edge.type == "uses_identity" and edge.source.address == "jobs.a.login"]


OIDC: dict[str, Value] = {"method": "oidc"}


@pytest.mark.parametrize(
    ("environment", "triggers", "subject", "matches"),
    [
        ("prod", ["push"], "repo:acme/infra:environment:prod", True),
        ("Prod", ["push"], "repo:acme/infra:environment:prod", True),
        ("dev", ["push"], "repo:acme/infra:environment:prod", False),
        (None, ["push"], "repo:acme/infra:ref:refs/heads/main", True),
        ("prod", ["push"], "repo:acme/infra:ref:refs/heads/main", False),
        (None, ["pull_request"], "repo:acme/infra:pull_request", True),
        (None, ["push"], "repo:acme/infra:pull_request", False),
        (None, ["push"], "system:serviceaccount:ns:name", False),
    ],
)
def test_github_subjects(
    vocabulary: Vocabulary, environment: str | None, triggers: list[Value], subject: str, matches: bool
) -> None:
    job: dict[str, Value] = {"dialect": "github_actions", "environment": environment, "triggers": triggers}
    edges = found(vocabulary, job, OIDC, GITHUB, subject)
    assert bool(edges) is matches
    for edge in edges:
        assert edge.target is not None
        assert edge.target.address == "azurerm_user_assigned_identity.ci"
        assert edge.confidence == "medium"
        assert "trusts" in edge.explanation


def test_a_subject_that_is_partly_unknown_may_match(vocabulary: Vocabulary) -> None:
    env = Unknown("variable", Origin("var.env"))
    subject = Unknown("variable", known=("repo:acme/infra:environment:", env))
    job: dict[str, Value] = {"dialect": "github_actions", "environment": "prod", "triggers": ["push"]}
    [edge] = found(vocabulary, job, OIDC, GITHUB, subject)
    assert edge.maybe


def test_another_issuer_does_not_match(vocabulary: Vocabulary) -> None:
    job: dict[str, Value] = {"dialect": "github_actions", "environment": "prod", "triggers": ["push"]}
    assert found(vocabulary, job, OIDC, "https://oidc.example.com", "repo:acme/infra:environment:prod") == []


def test_a_service_connection_is_found_by_its_name(vocabulary: Vocabulary) -> None:
    login: dict[str, Value] = {"method": "service-connection", "connection": "sc-prod"}
    job: dict[str, Value] = {"dialect": "azure_pipelines", "triggers": ["push"]}
    issuer = "https://vstoken.dev.azure.com/0000"
    assert len(found(vocabulary, job, login, issuer, "sc://acme/project/sc-prod")) == 1
    assert found(vocabulary, job, login, issuer, "sc://acme/project/sc-dev") == []
