"""Roots that read each other's state."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from idlint.graph.resources import Edge, ResourceGraph

Graphs = Callable[[Mapping[str, str]], tuple[ResourceGraph, ...]]

NET = """
terraform {
  backend "azurerm" {
    storage_account_name = "ordersstate"
    container_name       = "tf"
    key                  = "net.tfstate"
  }
}
resource "azurerm_user_assigned_identity" "app" {
  name     = "id-app"
  location = "northeurope"
}
output "identity" { value = { id = azurerm_user_assigned_identity.app.id } }
output "region" { value = "West Europe" }
"""
APP = """
terraform {
  backend "azurerm" {
    key = "app.tfstate"
  }
}
data "terraform_remote_state" "net" {
  backend = "azurerm"
  config = {
    storage_account_name = "ordersstate"
    container_name       = "tf"
    key                  = "net.tfstate"
  }
}
resource "azurerm_linux_web_app" "a" {
  location = data.terraform_remote_state.net.outputs.region
  identity {
    type         = "UserAssigned"
    identity_ids = [data.terraform_remote_state.net.outputs.identity.id]
  }
}
"""


def identity_edge(graph: ResourceGraph) -> Edge:
    return next(edge for edge in graph.edges if edge.type == "uses_identity")


def test_an_attribute_of_outputs_is_the_output_of_the_other_root(graphs: Graphs) -> None:
    (graph,) = graphs({"net/main.tf": NET, "app/main.tf": APP})
    edge = identity_edge(graph)
    assert edge.target is not None
    assert (edge.target.deployment, edge.target.address) == ("net", "azurerm_user_assigned_identity.app")
    assert edge.explanation.endswith("by output identity of net")
    assert edge.confidence == "high"
    app = next(item for item in graph.resources.values() if item.kind == "web_app")
    assert (app.value("region"), app.property("region").assumed) == ("westeurope", ())


def test_the_block_says_whose_state_it_reads(graphs: Graphs) -> None:
    (graph,) = graphs({"net/main.tf": NET, "app/main.tf": APP})
    edge = next(edge for edge in graph.edges if edge.type == "depends_on")
    assert edge.explanation == (
        "data.terraform_remote_state.net reads the state of net (azurerm: ordersstate, tf, net.tfstate)"
    )


def test_a_place_that_is_not_wholly_known_is_of_medium_confidence_and_told(graphs: Graphs) -> None:
    net = NET.replace('"ordersstate"', "var.account") + 'variable "account" {}\n'
    (graph,) = graphs({"net/main.tf": net, "app/main.tf": APP})
    assert identity_edge(graph).confidence == "medium"
    app = next(item for item in graph.resources.values() if item.kind == "web_app")
    assert app.property("region").assumed == ("the state that data.terraform_remote_state.net reads",)


@pytest.mark.parametrize(
    ("written", "other"),
    [('"net.tfstate"', '"other.tfstate"'), ('"tf"', '"elsewhere"'), ('backend "azurerm"', 'backend "s3"'),
     ('"net.tfstate"', "var.key")],
)  # fmt: skip
def test_the_state_of_another_place_is_not_taken(graphs: Graphs, written: str, other: str) -> None:
    (graph,) = graphs({"net/main.tf": NET.replace(written, other), "app/main.tf": APP})
    assert identity_edge(graph).target is None


def test_of_two_roots_with_one_place_none_is_taken(graphs: Graphs) -> None:
    (graph,) = graphs({"net/main.tf": NET, "copy/main.tf": NET, "app/main.tf": APP})
    assert all(edge.target is None for edge in graph.edges if edge.source.deployment == "app")


@pytest.mark.parametrize(
    ("backend", "data"),
    [
        ('backend "s3" {\n bucket = "b"\n key = "k"\n }', 'backend = "s3"\n config = { bucket = "b", key = "k" }'),
        (
            'backend "gcs" {\n bucket = "b"\n prefix = "p"\n }',
            'backend = "gcs"\n config = { bucket = "b", prefix = "p" }',
        ),
        ('backend "local" {}', 'backend = "local"\n config = { path = "../net/terraform.tfstate" }'),
        (
            'cloud {\n organization = "o"\n workspaces {\n name = "net"\n }\n }',
            'backend = "remote"\n config = { organization = "o", workspaces = { name = "net" } }',
        ),
    ],
)
def test_every_backend_with_a_place_is_found(graphs: Graphs, backend: str, data: str) -> None:
    net = 'terraform {\n BACKEND\n}\nprovider "azurerm" {}\noutput "r" {\n value = "westeurope"\n}\n'.replace(
        "BACKEND", backend
    )
    app = (
        'provider "azurerm" {}\ndata "terraform_remote_state" "n" {\n DATA\n}\n'.replace("DATA", data)
        + 'resource "azurerm_key_vault" "k" {\n location = data.terraform_remote_state.n.outputs.r\n}\n'
    )
    (graph,) = graphs({"net/main.tf": net, "app/main.tf": app})
    vault = next(item for item in graph.resources.values() if item.kind == "key_vault")
    assert vault.value("region") == "westeurope"
