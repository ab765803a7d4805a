"""Joining deployments: by variable-set name, and by what look-ups name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from idlint.graph.resources import ResourceGraph

Graphs = Callable[[Mapping[str, str]], tuple[ResourceGraph, ...]]

ROOT = 'provider "azurerm" {\n  features {}\n}\n'
CORE = ROOT + (
    'resource "azurerm_key_vault" "core" {\n  name = "kv-core"\n  location = "North Europe"\n'
    '  resource_group_name = "rg-core"\n}\n'
)
APP = ROOT + (
    'data "azurerm_key_vault" "kv" {\n  name = "kv-core"\n  resource_group_name = "rg-core"\n}\n'
    'resource "azurerm_storage_account" "st" {\n  location = data.azurerm_key_vault.kv.location\n}\n'
    'resource "azurerm_linux_web_app" "x" {\n  app_settings = {\n'
    '    S = "@Microsoft.KeyVault(SecretUri=${data.azurerm_key_vault.kv.vault_uri}secrets/s)"\n  }\n}\n'
)


def by_address(graph: ResourceGraph) -> dict[str, Any]:
    return {resource.address: resource for resource in graph.resources.values()}


def test_a_look_up_finds_the_resource_of_another_root(graphs: Graphs) -> None:
    (graph,) = graphs({"core/main.tf": CORE, "app/main.tf": APP})
    edge = next(edge for edge in graph.edges if edge.type == "stores_secret_in")
    assert edge.target is not None
    assert (edge.target.deployment, edge.target.address) == ("core", "azurerm_key_vault.core")
    assert edge.confidence == "medium"
    assert edge.explanation.endswith("by its name")
    link = next(edge for edge in graph.edges if edge.type == "depends_on")
    assert link.explanation == "data.azurerm_key_vault.kv looks up azurerm_key_vault.core by name"


def test_what_comes_from_a_look_up_is_filled_in_and_says_so(graphs: Graphs) -> None:
    (graph,) = graphs({"core/main.tf": CORE, "app/main.tf": APP})
    resources = by_address(graph)
    assert resources["data.azurerm_key_vault.kv"].value("region") == "northeurope"
    region = resources["azurerm_storage_account.st"].property("region")
    assert region.value == "northeurope"
    assert region.assumed == ("data.azurerm_key_vault.kv found by name",)


def test_a_resource_of_another_group_or_a_name_used_twice_is_not_taken(graphs: Graphs) -> None:
    (graph,) = graphs({"core/main.tf": CORE.replace("rg-core", "rg-other"), "app/main.tf": APP})
    assert not [edge for edge in graph.edges if edge.type == "depends_on"]


def test_a_name_used_twice_is_not_taken(graphs: Graphs) -> None:
    (graph,) = graphs({"a/main.tf": CORE, "b/main.tf": CORE, "app/main.tf": APP})
    assert not [edge for edge in graph.edges if edge.type == "depends_on"]


ONE_ROOT = ROOT + (
    'variable "name" {}\n'
    'resource "azurerm_key_vault" "core" {\n  name = "kv-${var.name}"\n  location = "North Europe"\n}\n'
    'data "azurerm_key_vault" "kv" {\n  name = "kv-${var.name}"\n}\n'
    'resource "azurerm_linux_web_app" "x" {\n  app_settings = {\n'
    '    S = "@Microsoft.KeyVault(SecretUri=${data.azurerm_key_vault.kv.vault_uri}secrets/s)"\n  }\n}\n'
)


def test_inside_one_root_an_unknown_name_is_found_by_its_expression(graphs: Graphs) -> None:
    (graph,) = graphs({"main.tf": ONE_ROOT})
    edge = next(edge for edge in graph.edges if edge.type == "stores_secret_in")
    assert edge.target is not None
    assert (edge.target.address, edge.confidence) == ("azurerm_key_vault.core", "high")
    region = by_address(graph)["data.azurerm_key_vault.kv"].property("region")
    assert (region.value, region.assumed) == ("northeurope", ())


def test_what_another_group_holds_or_only_may_be_made_is_not_the_same(graphs: Graphs) -> None:
    grouped = ONE_ROOT.replace('kv" {\n', 'kv" {\n  resource_group_name = "rg-a"\n')
    grouped = grouped.replace('core" {\n', 'core" {\n  resource_group_name = "rg-b"\n')
    counted = ONE_ROOT.replace('core" {\n', 'core" {\n  count = var.name == "a" ? 1 : 0\n')
    for text in (grouped, counted):
        (graph,) = graphs({"main.tf": text})
        edge = next(edge for edge in graph.edges if edge.type == "stores_secret_in")
        assert edge.target is not None
        assert edge.target.address == "data.azurerm_key_vault.kv"


def test_one_graph_a_variable_set_and_none_across(graphs: Graphs) -> None:
    named = CORE.replace('"kv-core"', '"kv-${var.env}"') + 'variable "env" {}\n'
    found = graphs(
        {
            "core/main.tf": named,
            "core/env/dev/terraform.tfvars": 'env = "dev"\n',
            "core/env/prod/terraform.tfvars": 'env = "prod"\n',
            "shared/main.tf": ROOT + 'resource "azurerm_storage_account" "s" {\n  name = "s"\n}\n',
        }
    )
    assert [graph.environment for graph in found] == ["dev", "prod"]
    for graph in found:
        resources = by_address(graph)
        assert resources["azurerm_key_vault.core"].value("name") == f"kv-{graph.environment}"
        assert resources["azurerm_storage_account.s"].key.set == ""


def test_without_any_set_there_is_one_nameless_graph(graphs: Graphs) -> None:
    assert [graph.environment for graph in graphs({"main.tf": CORE})] == [""]
    assert [graph.environment for graph in graphs({"README.md": "x"})] == [""]


def test_environments_share_what_they_do_not_change(graphs: Graphs) -> None:
    app = ROOT + 'variable "name" {}\nresource "azurerm_resource_group" "rg" {\n  name = var.name\n}\n'
    sets = {f"app/{name}.tfvars": f'name = "rg-{name}"' for name in ("dev", "prod")}
    dev, prod = graphs({"core/main.tf": CORE, "app/main.tf": app, **sets})
    assert by_address(dev)["azurerm_key_vault.core"] is by_address(prod)["azurerm_key_vault.core"]
    assert by_address(dev)["azurerm_resource_group.rg"].value("name") == "rg-dev"
    assert by_address(prod)["azurerm_resource_group.rg"].value("name") == "rg-prod"
