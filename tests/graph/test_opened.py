"""What lets service accounts act as identities, and which cluster a pod is in; whole roots as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from idlint.graph.resources import Edge, ResourceGraph

Graph = Callable[[str], Any]
Graphs = Callable[[Mapping[str, str]], tuple[ResourceGraph, ...]]

PODS = """
resource "kubernetes_service_account" "api" {
  metadata {
    name        = "api"
    namespace   = "orders"
    annotations = { NOTES }
  }
}
resource "kubernetes_deployment" "api" {
  metadata {
    name      = "api"
    namespace = "orders"
  }
  spec {
    template {
      spec { service_account_name = "api" }
    }
  }
}
"""
EKS = """
provider "aws" { region = "eu-west-1" }
resource "aws_eks_cluster" "main" { name = "main" }
resource "aws_eks_cluster" "other" {
  name   = "other"
  region = "us-west-2"
}
resource "aws_iam_role" "api" {
  name               = "api"
  assume_role_policy = "{}"
}
resource "aws_eks_pod_identity_association" "api" {
  cluster_name    = aws_eks_cluster.main.name
  namespace       = "orders"
  service_account = "NAME"
  role_arn        = aws_iam_role.api.arn
}
"""
GKE = """
provider "google" { region = "europe-west1" }
resource "google_container_cluster" "main" { name = "main" }
resource "google_service_account" "api" { account_id = "orders-api" }
resource "google_service_account" "human" { account_id = "human" }
resource "google_service_account_iam_binding" "api" {
  service_account_id = google_service_account.api.name
  role               = "ROLE"
  members            = [
    "serviceAccount:${google_service_account.human.email}",
    "serviceAccount:${var.project}.svc.id.goog[orders/api]",
  ]
}
variable "project" {}
"""


def pods(notes: str = "") -> str:
    return PODS.replace("NOTES", notes)


def of(graph: ResourceGraph, type: str) -> list[Edge]:
    return [edge for edge in graph.edges if edge.type == type and edge.source.address == "kubernetes_deployment.api"]


def region(graph: Any) -> object:
    return graph.resource("kubernetes_deployment.api").value("region")


def test_an_association_names_the_account_the_role_and_the_cluster(graph: Graph) -> None:
    shown = graph(EKS.replace("NAME", "api") + pods())
    [uses] = of(shown.graph, "uses_identity")
    assert (uses.target and uses.target.address, uses.maybe) == ("aws_iam_role.api", "")
    assert (uses.detail["method"], uses.detail["cloud"]) == ("pod-identity", "aws")
    [runs] = of(shown.graph, "runs_on")
    assert runs.target
    assert runs.target.address == "aws_eks_cluster.main"
    assert region(shown) == "eu-west-1"


def test_an_association_of_another_account_opens_nothing(graph: Graph) -> None:
    shown = graph(EKS.replace("NAME", "other") + pods())
    assert of(shown.graph, "uses_identity") == of(shown.graph, "runs_on") == []


def test_where_the_provider_speaks_to_is_where_pods_run(graph: Graph) -> None:
    provider = 'provider "kubernetes" { host = aws_eks_cluster.other.endpoint }\n'
    shown = graph(EKS.replace("NAME", "api") + provider + pods())
    assert [edge.target and edge.target.address for edge in of(shown.graph, "runs_on")] == ["aws_eks_cluster.other"]
    assert region(shown) == "us-west-2"


def test_a_cluster_that_is_only_looked_up_is_where_pods_run(graph: Graph) -> None:
    found = 'data "aws_eks_cluster" "live" { name = "live" }\nprovider "aws" { region = "eu-west-1" }\n'
    provider = 'provider "kubernetes" { host = data.aws_eks_cluster.live.endpoint }\n'
    shown = graph(found + provider + pods('"eks.amazonaws.com/role-arn" = "arn:aws:iam::1:role/api"'))
    [uses] = of(shown.graph, "uses_identity")
    assert (uses.target, uses.text) == (None, "arn:aws:iam::1:role/api")
    assert region(shown) == "eu-west-1"


def test_a_role_that_a_module_makes_is_an_identity_all_the_same(graph: Graph) -> None:
    module = 'module "irsa" { source = "terraform-aws-modules/iam/aws//modules/irsa" }\n'
    shown = graph(module + pods('"eks.amazonaws.com/role-arn" = module.irsa.arn'))
    [uses] = of(shown.graph, "uses_identity")
    assert (uses.target, uses.detail["cloud"]) == (None, "aws")


def test_members_of_a_pool_may_act_as_a_service_account(graph: Graph) -> None:
    shown = graph(GKE.replace("ROLE", "roles/iam.workloadIdentityUser") + pods())
    [uses] = of(shown.graph, "uses_identity")
    assert uses.target
    assert uses.target.address == "google_service_account.api"
    assert (uses.detail["cloud"], uses.detail["method"]) == ("gcp", "oidc")
    assert region(shown) == "europe-west1"


def test_other_roles_let_nobody_act_as_a_service_account(graph: Graph) -> None:
    shown = graph(GKE.replace("ROLE", "roles/iam.serviceAccountTokenCreator") + pods())
    assert of(shown.graph, "uses_identity") == []


@pytest.mark.parametrize(("written", "endpoint"), [("false", "global_endpoint"), ("true", None)])
def test_an_account_may_ask_the_global_token_service(graph: Graph, written: str, endpoint: str | None) -> None:
    notes = f'"eks.amazonaws.com/role-arn" = "x", "eks.amazonaws.com/sts-regional-endpoints" = "{written}"'
    [uses] = of(graph(pods(notes)).graph, "uses_identity")
    assert uses.detail.get("endpoint") == endpoint


IRSA = """
provider "aws" { region = "REGION" }
terraform {
  backend "s3" {}
}
resource "aws_eks_cluster" "main" { name = "main" }
resource "aws_iam_openid_connect_provider" "main" { url = aws_eks_cluster.main.identity[0].oidc[0].issuer }
resource "aws_iam_role" "api" {
  name               = "api"
  assume_role_policy = jsonencode({ Statement = [{
    Principal = { Federated = aws_iam_openid_connect_provider.main.arn }
    Condition = { StringEquals = { "oidc.example/1:sub" = "system:serviceaccount:NAMESPACE:api" } }
  }] })
}
"""


def test_roots_that_are_written_alike_have_clusters_of_their_own(graphs: Graphs) -> None:
    regions = {"one": "eu-west-1", "two": "us-east-1"}
    files = {
        f"{name}/main.tf": (IRSA.replace("NAMESPACE", name) + pods().replace("orders", name)).replace("REGION", region)
        for name, region in regions.items()
    }
    [graph] = graphs(files)
    found = {item.key.deployment: item.value("region") for item in graph.of_kind("kubernetes_workload")}
    assert found == regions


@pytest.mark.parametrize("other", ["main", "second"])
def test_providers_that_refer_to_each_other_lead_to_no_cluster(graph: Graph, other: str) -> None:
    second = 'resource "aws_iam_openid_connect_provider" "second" { url = aws_iam_openid_connect_provider.main.arn }\n'
    provider = f"aws_iam_openid_connect_provider.{other}.arn"
    code = IRSA.replace("aws_eks_cluster.main.identity[0].oidc[0].issuer", provider)
    shown = graph(code.replace("NAMESPACE", "orders") + second + pods())
    assert len(of(shown.graph, "uses_identity")) == 1
    assert of(shown.graph, "runs_on") == []
