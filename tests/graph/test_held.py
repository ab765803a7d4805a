"""Who signs in, by what infrastructure code tells platforms, clusters and agents; whole repositories as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from idlint.discovery import discover
from idlint.graph.build import build
from idlint.graph.kinds import Vocabulary, demand
from idlint.graph.resources import Edge
from idlint.languages import find_pipelines, find_units, invocations, load
from idlint.settings import Settings
from idlint.source import SourceTree

Links = Callable[[Mapping[str, str], str], list[Edge]]


@pytest.fixture
def links(tmp_path: Path, vocabulary: Vocabulary) -> Links:
    """`links(files, type)`: the settled edges of one type in the only environment of a repository."""

    def make(files: Mapping[str, str], type: str) -> list[Edge]:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        tree, settings, wanted = SourceTree(tmp_path), Settings(repository="acme/orders"), demand(vocabulary)
        found = discover(tree).files
        first = [load(tree, unit, wanted, settings) for unit in find_pipelines(tree, found, settings)]
        units = find_units(tree, found, invocations(first), settings)
        [graph] = build([*first, *(load(tree, unit, wanted, settings) for unit in units)], vocabulary)
        return [edge for edge in graph.edges if edge.type == type and edge.target is not None]

    return make


IDENTITY = 'provider "azurerm" {}\nresource "azurerm_user_assigned_identity" "ci" {\n  name = "id-ci"\n}\n'
WORKFLOW = """
on: push
permissions: {id-token: write}
jobs:
  deploy:
    runs-on: ubuntu-latest
    environment: prod
    steps:
      - uses: azure/login@v2
        with: {client-id: "${{ vars.CLIENT_ID }}", tenant-id: t}
"""
PIPELINE = """
trigger: [main]
variables:
  - group: orders-prod
jobs:
  - job: deploy
    steps:
      - bash: az login --service-principal -u $(clientId) -t t -p $(secret)
"""


def variable(type: str, value: str, **more: str) -> str:
    name = "secret_name" if "secret" in type else "variable_name"
    lines = {name: "CLIENT_ID", "value": value, **more}
    written = "".join(f"  {key} = {text}\n" for key, text in lines.items())
    return f'resource "{type}" "c" {{\n{written}}}\n'.replace("= CLIENT_ID", '= "CLIENT_ID"')


def of_login(edges: list[Edge]) -> list[tuple[str, str]]:
    return [
        (edge.target.address, edge.confidence)
        for edge in edges
        if edge.target and edge.source.address.endswith(".login")
    ]


CLIENT = "azurerm_user_assigned_identity.ci.client_id"


@pytest.mark.parametrize(
    ("made", "confidence"),
    [
        (variable("github_actions_variable", CLIENT, repository='"orders"'), "high"),
        (variable("github_actions_environment_variable", CLIENT, repository='"orders"', environment='"prod"'), "high"),
        (variable("github_actions_variable", CLIENT, repository="var.repository"), "medium"),
        (variable("github_actions_variable", CLIENT, repository='"shop"'), ""),
        (variable("github_actions_environment_variable", CLIENT, repository='"orders"', environment='"dev"'), ""),
        (variable("github_actions_secret", CLIENT, repository='"orders"'), ""),
        (variable("github_actions_variable", "azurerm_user_assigned_identity.ci.tenant_id"), ""),
        (variable("github_actions_variable", '"00000000-0000-0000-0000-000000000000"'), ""),
    ],
)
def test_a_variable_of_the_repository_says_who_signs_in(links: Links, made: str, confidence: str) -> None:
    code = IDENTITY + 'variable "repository" {}\n' + made
    found = of_login(links({".github/workflows/d.yml": WORKFLOW, "main.tf": code}, "uses_identity"))
    assert found == ([("azurerm_user_assigned_identity.ci", confidence)] if confidence else [])


def test_the_job_signs_in_as_its_step_does_and_the_explanation_names_the_variable(links: Links) -> None:
    code = IDENTITY + variable("github_actions_variable", CLIENT, repository='"orders"')
    edges = links({".github/workflows/d.yml": WORKFLOW, "main.tf": code}, "uses_identity")
    [job] = [edge for edge in edges if edge.source.address == "jobs.deploy"]
    assert job.explanation == (
        "vars.CLIENT_ID is github_actions_variable.c: value names azurerm_user_assigned_identity.ci"
    )
    assert job.maybe == ""


def test_a_variable_group_says_who_signs_in(links: Links) -> None:
    group = (
        'resource "azuredevops_variable_group" "g" {\n  name = "orders-prod"\n'
        '  variable {\n    name = "clientId"\n    value = %s\n  }\n}\n'
    )  # fmt: skip
    files = {"azure-pipelines.yml": PIPELINE, "main.tf": IDENTITY + group % CLIENT}
    assert of_login(links(files, "uses_identity")) == [("azurerm_user_assigned_identity.ci", "medium")]
    assert [edge.source.address for edge in links(files, "depends_on") if edge.text == "orders-prod"] == ["jobs.deploy"]


ACCOUNT = {
    "resource": (
        'resource "kubernetes_service_account" "a" {\n  metadata {\n    name = "api"\n    namespace = "orders"\n'
        "  }\n}\n"
    ),
    "manifest": (
        'resource "kubernetes_manifest" "a" {\n  manifest = {\n    apiVersion = "v1"\n    kind = "ServiceAccount"\n'
        '    metadata = { name = "api", namespace = "orders" }\n  }\n}\n'
    ),
}
TRUST = (
    'resource "azurerm_federated_identity_credential" "f" {\n  parent_id = azurerm_user_assigned_identity.ci.id\n'
    '  issuer = "https://oidc.example.test"\n  subject = "system:serviceaccount:orders:%s"\n}\n'
)


@pytest.mark.parametrize("form", ACCOUNT)
def test_a_service_account_is_let_in_by_the_credential_that_names_it(links: Links, form: str) -> None:
    for name, expected in (("api", 1), ("web", 0)):
        edges = links({"main.tf": IDENTITY + ACCOUNT[form] + TRUST % name}, "uses_identity")
        assert len([edge for edge in edges if edge.source.address.endswith(".a")]) == expected


def test_an_annotation_names_the_identity_of_a_service_account_and_of_a_chart(links: Links) -> None:
    code = (
        'resource "kubernetes_service_account_v1" "a" {\n  metadata {\n    name = "api"\n    annotations = {\n'
        f'      "azure.workload.identity/client-id" = {CLIENT}\n    }}\n  }}\n}}\n'
        'resource "helm_release" "h" {\n  name = "x"\n  set {\n'
        '    name = "serviceAccount.annotations.azure\\\\.workload\\\\.identity/client-id"\n'
        f"    value = {CLIENT}\n  }}\n}}\n"
    )
    edges = links({"main.tf": IDENTITY + code}, "uses_identity")
    assert sorted(edge.source.address for edge in edges) == ["helm_release.h", "kubernetes_service_account_v1.a"]


VAULT = (
    'resource "azurerm_key_vault" "v" {\n  name = "kv-ci"\n}\ndata "azurerm_key_vault_secret" "%s" {\n'
    '  name = "x"\n  key_vault_id = azurerm_key_vault.v.id\n}\n'
)


@pytest.mark.parametrize(
    ("name", "code", "platform"),
    [
        (
            "azdo_pat",
            'custom_data = base64encode("./config.sh ${data.azurerm_key_vault_secret.azdo_pat.value}")',
            "azure_pipelines",
        ),
        (
            "runner_token",
            "custom_data = base64encode(data.azurerm_key_vault_secret.runner_token.value)",
            "github_actions",
        ),
        ("x", 'custom_data = "./gitlab-runner register ${data.azurerm_key_vault_secret.x.value}"', "gitlab_ci"),
        ("x", 'custom_data = "GITHUB_PAT=${data.azurerm_key_vault_secret.x.value}"', "github_actions"),
        ("database", "custom_data = base64encode(data.azurerm_key_vault_secret.database.value)", ""),
    ],
)
def test_the_token_by_which_an_agent_registers_is_kept_somewhere(
    links: Links, name: str, code: str, platform: str
) -> None:
    machine = f'resource "azurerm_linux_virtual_machine_scale_set" "m" {{\n  name = "m"\n  {code}\n}}\n'
    edges = links({"main.tf": IDENTITY + VAULT % name + machine}, "stores_secret_in")
    found = [edge.detail.get("registration") for edge in edges if edge.source.address.endswith(".m")]
    assert found == ([platform] if platform else [])


def test_what_is_read_to_plan_is_needed_by_the_job_that_applies(links: Links) -> None:
    workflow = (
        "on: push\njobs:\n  apply:\n    runs-on: ubuntu-latest\n    steps:\n      - run: terraform -chdir=infra apply\n"
    )
    files = {".github/workflows/d.yml": workflow, "infra/main.tf": 'provider "azurerm" {}\n' + VAULT % "db"}
    [job] = [edge for edge in links(files, "stores_secret_in") if edge.source.address == "jobs.apply"]
    assert job.explanation == "applying infra reads data.azurerm_key_vault_secret.db from azurerm_key_vault.v"
    assert job.detail["plan"] is True
