"""Service accounts and what runs as them, joined to identities; whole repositories as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.discovery import discover
from idlint.graph.accounts import NO_NAMESPACE, SEVERAL
from idlint.graph.build import build
from idlint.graph.clusters import NO_LABEL
from idlint.graph.kinds import Vocabulary, demand
from idlint.graph.resources import Edge, ResourceGraph
from idlint.languages import find_units, load
from idlint.settings import Settings
from idlint.source import SourceTree

Build = Callable[[Mapping[str, str]], ResourceGraph]

IDENTITY = """
provider "azurerm" {}
resource "azurerm_user_assigned_identity" "api" { name = "id-api" }
resource "azurerm_federated_identity_credential" "api" {
  name      = "api"
  parent_id = azurerm_user_assigned_identity.api.id
  issuer    = "https://oidc.example/1"
  subject   = "system:serviceaccount:orders:api"
}
"""
BICEP = """
resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'id-api', location: 'westeurope' }
resource fc 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {
  parent: id
  name: 'api'
  properties: { issuer: 'https://oidc.example/1', subject: 'system:serviceaccount:orders:api', audiences: ['a'] }
}
"""
ROLE = """
provider "aws" {}
resource "aws_iam_role" "api" {
  name               = "orders-api"
  assume_role_policy = jsonencode({ Statement = [{
    Action    = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "oidc.example/1:sub" = "system:serviceaccount:orders:api" } }
  }] })
}
"""


def account(namespace: str = "orders", annotation: str = "") -> str:
    written = f", namespace: {namespace}" if namespace else ""
    notes = f", annotations: {{{annotation}}}" if annotation else ""
    return f"---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: api{written}{notes}}}\n"


def pod(namespace: str = "orders", label: str = "'true'", kind: str = "Deployment") -> str:
    written = f", namespace: {namespace}" if namespace else ""
    labels = f"metadata: {{labels: {{azure.workload.identity/use: {label}}}}}, " if label else ""
    spec = f"{{template: {{{labels}spec: {{serviceAccountName: api}}}}}}"
    return f"---\napiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: web{written}}}\nspec: {spec}\n"


@pytest.fixture
def repository(tmp_path: Path, vocabulary: Vocabulary) -> Build:
    """The only graph of a repository with these files."""

    def make(files: Mapping[str, str]) -> ResourceGraph:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        tree, settings, wanted = SourceTree(tmp_path), Settings(), demand(vocabulary)
        units = find_units(tree, discover(tree).files, (), settings)
        [graph] = build([load(tree, unit, wanted, settings) for unit in units], vocabulary)
        return graph

    return make


def of(graph: ResourceGraph, address: str, type: str = "uses_identity") -> list[Edge]:
    return [edge for edge in graph.edges if edge.type == type and edge.source.address == address]


def seen(graph: ResourceGraph, address: str) -> list[tuple[str | None, str, str]]:
    return [(edge.target and edge.target.address, edge.confidence, edge.maybe) for edge in of(graph, address)]


def is_workload(graph: ResourceGraph, address: str) -> bool:
    return any(item.address == address for item in graph.of_kind("workload"))


@pytest.mark.parametrize(
    ("name", "code", "identity", "why"),
    [
        ("main.tf", IDENTITY, "azurerm_user_assigned_identity.api", "federated credential"),
        ("main.bicep", BICEP, "id", "federated credential"),
        ("main.tf", ROLE, "aws_iam_role.api", "the trust policy of aws_iam_role.api names"),
    ],
)
def test_a_subject_joins_manifests_to_the_identity(
    repository: Build, name: str, code: str, identity: str, why: str
) -> None:
    graph = repository({name: code, "k8s/api.yaml": account() + pod()})
    assert seen(graph, "ServiceAccount/orders/api") == [(identity, "medium", "")]
    assert seen(graph, "Deployment/orders/web") == [(identity, "medium", "")]
    [edge] = of(graph, "Deployment/orders/web")
    assert edge.explanation.startswith("serviceAccountName names ServiceAccount/orders/api, and ")
    assert why in edge.explanation
    assert is_workload(graph, "Deployment/orders/web")
    assert [edge.target and edge.target.address for edge in of(graph, "Deployment/orders/web", "depends_on")] == [
        "ServiceAccount/orders/api"
    ]


@pytest.mark.parametrize(("label", "maybe"), [("'true'", ""), ("", NO_LABEL)])
def test_an_account_that_is_not_declared_here_is_known_by_its_subject(
    repository: Build, label: str, maybe: str
) -> None:
    graph = repository({"main.tf": IDENTITY, "k8s/api.yaml": pod(label=label)})
    assert seen(graph, "Deployment/orders/web") == [("azurerm_user_assigned_identity.api", "medium", maybe)]


@pytest.mark.parametrize("namespace", ["other", "orders-api"])
def test_another_namespace_is_another_account(repository: Build, namespace: str) -> None:
    graph = repository({"main.tf": IDENTITY, "k8s/api.yaml": account(namespace) + pod(namespace, label="")})
    assert seen(graph, f"Deployment/{namespace}/web") == []
    assert not is_workload(graph, f"Deployment/{namespace}/web")


def test_without_a_namespace_the_name_makes_a_link_that_may_exist(repository: Build) -> None:
    graph = repository({"main.tf": IDENTITY, "base/sa.yaml": account(""), "base/web.yaml": pod("")})
    assert seen(graph, "Deployment/web") == [("azurerm_user_assigned_identity.api", "medium", NO_NAMESPACE)]


def test_the_account_of_the_same_folder_is_meant(repository: Build) -> None:
    notes = "azure.workload.identity/client-id: '{}'"
    files = {f"{name}/sa.yaml": account("", notes.format(name)) for name in ("dev", "prod")}
    graph = repository({**files, "prod/web.yaml": pod("")})
    [edge] = of(graph, "Deployment/web")
    assert (edge.target, edge.text, edge.maybe) == (None, "prod", "")


def test_the_nearest_account_is_meant(repository: Build) -> None:
    notes = "azure.workload.identity/client-id: '{}'"
    files = {f"services/{name}/rbac/sa.yaml": account("orders", notes.format(name)) for name in ("a", "b")}
    graph = repository({**files, "services/b/manager/web.yaml": pod()})
    assert [(edge.text, edge.maybe) for edge in of(graph, "Deployment/orders/web")] == [("b", "")]


def test_a_volume_of_secrets_signs_in_for_its_pod(repository: Build) -> None:
    volumes = "volumes: [{name: s, csi: {driver: secrets-store.csi.k8s.io}}], serviceAccountName"
    web = pod(label="").replace("serviceAccountName", volumes)
    for files in ({"k8s/api.yaml": web}, {"k8s/api.yaml": account() + web}):
        graph = repository({"main.tf": IDENTITY, **files})
        assert seen(graph, "Deployment/orders/web") == [("azurerm_user_assigned_identity.api", "medium", "")]


def test_a_namespace_that_is_unknown_says_why(repository: Build) -> None:
    code = (
        'variable "ns" {}\nresource "kubernetes_service_account" "a" {\n'
        '  metadata {\n    name = "api"\n    namespace = var.ns\n  }\n}\n'
    )
    graph = repository({"main.tf": IDENTITY + code})
    [edge] = of(graph, "kubernetes_service_account.a")
    assert edge.maybe == "its namespace is unknown: variable without a value"


def test_of_accounts_elsewhere_none_is_certain(repository: Build) -> None:
    notes = "azure.workload.identity/client-id: '{}'"
    files = {f"{name}/sa.yaml": account("orders", notes.format(name)) for name in ("dev", "prod")}
    graph = repository({**files, "base/web.yaml": pod()})
    assert [(edge.text, edge.maybe) for edge in of(graph, "Deployment/orders/web")] == [
        ("dev", SEVERAL),
        ("prod", SEVERAL),
    ]


@pytest.mark.parametrize(("label", "maybe"), [("'true'", ""), ("", NO_LABEL), ("'false'", NO_LABEL), ("${X}", "")])
def test_pods_of_azure_ask_with_a_label(repository: Build, label: str, maybe: str) -> None:
    label = f"'{label}'" if label.startswith("$") else label
    graph = repository({"main.tf": IDENTITY, "k8s/api.yaml": account() + pod(label=label)})
    assert seen(graph, "Deployment/orders/web") == [("azurerm_user_assigned_identity.api", "medium", maybe)]


def test_a_role_of_aws_needs_no_label(repository: Build) -> None:
    graph = repository({"main.tf": ROLE, "k8s/api.yaml": account() + pod(label="")})
    assert seen(graph, "Deployment/orders/web") == [("aws_iam_role.api", "medium", "")]


@pytest.mark.parametrize(
    ("annotation", "code", "identity"),
    [
        ("eks.amazonaws.com/role-arn: 'arn:aws:iam::123456789012:role/orders-api'",
         'provider "aws" {}\nresource "aws_iam_role" "r" { name = "orders-api" }\n', "aws_iam_role.r"),
        ("eks.amazonaws.com/role-arn: 'arn:aws:iam::123456789012:role/team/orders-api'",
         'provider "aws" {}\nresource "aws_iam_role" "r" { name = "orders-api" }\n', "aws_iam_role.r"),
        ("eks.amazonaws.com/role-arn: 'arn:aws:iam::123456789012:role/other'",
         'provider "aws" {}\nresource "aws_iam_role" "r" { name = "orders-api" }\n', None),
        ("iam.gke.io/gcp-service-account: 'api@p-1.iam.gserviceaccount.com'",
         'provider "google" {}\nresource "google_service_account" "s" { account_id = "api" }\n',
         "google_service_account.s"),
        ("azure.workload.identity/client-id: '2f0c'", 'provider "azurerm" {}\n', None),
    ],
)  # fmt: skip
def test_an_annotation_names_the_identity(repository: Build, annotation: str, code: str, identity: str | None) -> None:
    graph = repository({"main.tf": code, "k8s/api.yaml": account(annotation=annotation) + pod()})
    [edge] = of(graph, "ServiceAccount/orders/api")
    assert (edge.target and edge.target.address) == identity
    assert edge.text == annotation.partition(": ")[2].strip("'")
    assert is_workload(graph, "Deployment/orders/web")


def test_the_id_of_an_identity_that_a_subject_tells_is_no_second_identity(repository: Build) -> None:
    notes = "azure.workload.identity/client-id: '2f0c'"
    graph = repository({"main.tf": IDENTITY, "k8s/api.yaml": account(annotation=notes) + pod()})
    assert seen(graph, "ServiceAccount/orders/api") == [("azurerm_user_assigned_identity.api", "medium", "")]


def test_an_annotation_that_refers_to_the_identity_is_the_only_link(repository: Build) -> None:
    code = """
resource "kubernetes_service_account" "a" {
  metadata {
    name        = "api"
    namespace   = "orders"
    annotations = { "azure.workload.identity/client-id" = azurerm_user_assigned_identity.api.client_id }
  }
}
"""
    graph = repository({"main.tf": IDENTITY + code})
    assert seen(graph, "kubernetes_service_account.a") == [("azurerm_user_assigned_identity.api", "high", "")]


def test_a_label_alone_asks_for_an_identity_that_nobody_names(repository: Build) -> None:
    graph = repository({"k8s/api.yaml": pod()})
    [edge] = of(graph, "Deployment/orders/web")
    assert (edge.target, edge.maybe) == (None, "")
    assert edge.explanation.endswith("its service account is not declared here")


def test_workloads_of_terraform_are_joined_as_well(repository: Build) -> None:
    code = """
resource "kubernetes_service_account" "api" {
  metadata {
    name      = "api"
    namespace = "orders"
  }
}
resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = "orders"
  }
  spec {
    template {
      metadata {
        labels = { "azure.workload.identity/use" = "true" }
      }
      spec {
        service_account_name = kubernetes_service_account.api.metadata[0].name
      }
    }
  }
}
"""
    graph = repository({"main.tf": IDENTITY + code})
    assert seen(graph, "kubernetes_deployment_v1.web") == [("azurerm_user_assigned_identity.api", "medium", "")]


IN_CODE = """
variable "ns" {}
terraform {
  backend "s3" {}
}
resource "kubernetes_service_account" "api" {
  metadata {
    name        = "api"
    namespace   = var.ns
    annotations = { "eks.amazonaws.com/role-arn" = "arn:aws:iam::123456789012:role/api" }
  }
}
"""
POD_IN_CODE = """
variable "ns" {}
terraform {
  backend "s3" {}
}
resource "kubernetes_deployment" "web" {
  metadata {
    name      = "web"
    namespace = var.ns
  }
  spec {
    template {
      spec { service_account_name = "api" }
    }
  }
}
"""


def test_two_roots_in_one_folder_are_not_beside_each_other(repository: Build) -> None:
    graph = repository({"one/main.tf": IN_CODE, "two/main.tf": POD_IN_CODE})
    [edge] = of(graph, "kubernetes_deployment.web")
    assert edge.maybe == "its namespace is unknown: variable without a value"


def test_a_nearer_account_in_another_namespace_is_passed_over(repository: Build) -> None:
    notes = "azure.workload.identity/client-id: '{}'"
    files = {"a/sa.yaml": account("other", notes.format("a")), "b/sa.yaml": account("orders", notes.format("b"))}
    graph = repository({**files, "a/web.yaml": pod()})
    assert [(edge.text, edge.maybe) for edge in of(graph, "Deployment/orders/web")] == [("b", "")]


NAMESPACES = st.sampled_from(["", "orders", "other"])


@given(st.lists(st.tuples(NAMESPACES, st.booleans(), st.sampled_from(["'true'", "", "'no'"])), max_size=5))
def test_links_of_any_manifests_have_an_end_and_a_reason(
    vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory, written: list[tuple[str, bool, str]]
) -> None:
    folder = tmp_path_factory.mktemp("k8s")
    (folder / "main.tf").write_text(IDENTITY, encoding="utf-8")
    for number, (namespace, is_pod, label) in enumerate(written):
        text = pod(namespace, label) if is_pod else account(namespace)
        with (folder / f"{number % 2}.yaml").open("a", encoding="utf-8") as file:
            file.write(text)
    tree, settings, wanted = SourceTree(folder), Settings(), demand(vocabulary)
    units = find_units(tree, discover(tree).files, (), settings)
    [graph] = build([load(tree, unit, wanted, settings) for unit in units], vocabulary)
    for edge in graph.edges:
        assert edge.source in graph.resources
        assert edge.explanation
        assert edge.target is None or edge.target in graph.resources
    assert {item.key for item in graph.of_kind("workload")} == {
        edge.source for edge in graph.edges if edge.type == "uses_identity" and edge.source.address.startswith("Dep")
    }


def test_the_variables_of_a_pod_say_what_it_signs_in_to(repository: Build) -> None:
    code = 'resource "azurerm_storage_account" "st" {\n  name = "orders"\n}\n'
    env = "[{name: BLOB, value: 'https://orders.blob.core.windows.net'}, {name: P, value: 'a.b'}]"
    web = pod().replace("serviceAccountName", f"containers: [{{env: {env}}}], serviceAccountName")
    graph = repository({"main.tf": IDENTITY + code, "k8s/api.yaml": account() + web})
    [edge] = of(graph, "Deployment/orders/web", "authenticates_to")
    assert (edge.target and edge.target.address, edge.detail["method"]) == ("azurerm_storage_account.st", "unknown")
