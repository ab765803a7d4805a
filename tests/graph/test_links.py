"""Edges that properties make: identities, plans, diagnostics, replicas, alerts, what comes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Graph = Callable[[str], Any]

IDENTITY = 'resource "azurerm_user_assigned_identity" "id" {\n  name = "id"\n}\n'


def test_a_workload_uses_its_own_and_an_assigned_identity(graph: Graph) -> None:
    shown = graph(
        IDENTITY + 'resource "azurerm_linux_web_app" "x" {\n  identity {\n    type = "SystemAssigned, UserAssigned"\n'
        "    identity_ids = [azurerm_user_assigned_identity.id.id]\n  }\n}\n"
    )
    edges = shown.edges("uses_identity", "azurerm_linux_web_app.x")
    assert [(edge.target.address, edge.detail["identity"]) for edge in edges] == [
        ("azurerm_linux_web_app.x", "system"),
        ("azurerm_user_assigned_identity.id", "user"),
    ]
    assert edges[1].explanation == "identity_ids names azurerm_user_assigned_identity.id"
    assert edges[0].explanation == "identity is its own"


def test_an_identity_passed_through_modules_is_found(graphs: Callable[..., Any]) -> None:
    (found,) = graphs(
        {
            "main.tf": 'provider "azurerm" {\n  features {}\n}\n'
            'module "id" {\n  source = "./id"\n}\n'
            'module "app" {\n  source = "./app"\n  identity = module.id.id\n}\n',
            "id/main.tf": IDENTITY + 'output "id" {\n  value = azurerm_user_assigned_identity.id.id\n}\n',
            "app/main.tf": 'variable "identity" {}\nresource "azurerm_linux_web_app" "x" {\n'
            '  identity {\n    type = "UserAssigned"\n    identity_ids = [var.identity]\n  }\n}\n',
        }
    )
    (edge,) = [edge for edge in found.edges if edge.type == "uses_identity"]
    assert edge.source.address == "module.app.azurerm_linux_web_app.x"
    assert edge.target.address == "module.id.azurerm_user_assigned_identity.id"


def test_an_identity_that_is_not_known_is_a_half_edge(graph: Graph) -> None:
    shown = graph(
        'variable "id" {}\nresource "azurerm_linux_web_app" "x" {\n'
        '  identity {\n    type = "UserAssigned"\n    identity_ids = [var.id]\n  }\n}\n'
    )
    (edge,) = shown.edges("uses_identity")
    assert (edge.target, edge.text) == (None, "${var.id}")


def test_an_identity_by_its_literal_id_is_found(graph: Graph) -> None:
    shown = graph(
        IDENTITY
        + 'resource "azurerm_linux_web_app" "x" {\n  identity {\n    type = "UserAssigned"\n    identity_ids = '
        '["/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"]\n  }\n}\n'
    )
    (edge,) = shown.edges("uses_identity")
    assert edge.target.address == "azurerm_user_assigned_identity.id"
    assert edge.explanation.endswith("by its id")


def test_where_things_run(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_service_plan" "p" {\n  name = "p"\n}\n'
        'resource "azurerm_linux_web_app" "x" {\n  service_plan_id = azurerm_service_plan.p.id\n}\n'
        'resource "azurerm_linux_virtual_machine" "v" {\n  name = "v"\n}\n'
        'resource "azurerm_virtual_machine_extension" "e" {\n'
        "  virtual_machine_id = azurerm_linux_virtual_machine.v.id\n}\n"
        'resource "azurerm_kubernetes_cluster" "k" {\n  name = "k"\n}\n'
        'resource "azurerm_kubernetes_cluster_node_pool" "n" {\n'
        "  kubernetes_cluster_id = azurerm_kubernetes_cluster.k.id\n}\n"
    )
    assert shown.targets("runs_on", "azurerm_linux_web_app.x") == ["azurerm_service_plan.p"]
    assert shown.targets("runs_on", "azurerm_virtual_machine_extension.e") == ["azurerm_linux_virtual_machine.v"]
    assert shown.targets("runs_on", "azurerm_kubernetes_cluster_node_pool.n") == ["azurerm_kubernetes_cluster.k"]


def test_logs_lead_from_what_is_watched_to_the_workspace(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_key_vault" "kv" {\n  name = "kv"\n}\n'
        'resource "azurerm_log_analytics_workspace" "w" {\n  name = "w"\n}\n'
        'resource "azurerm_monitor_diagnostic_setting" "d" {\n  target_resource_id = azurerm_key_vault.kv.id\n'
        "  log_analytics_workspace_id = azurerm_log_analytics_workspace.w.id\n"
        '  enabled_log {\n    category = "AuditEvent"\n  }\n}\n'
    )
    (edge,) = shown.edges("monitored_by", "azurerm_key_vault.kv")
    assert edge.target.address == "azurerm_log_analytics_workspace.w"
    assert edge.detail["categories"] == ["AuditEvent"]


def test_logs_of_something_unknown_start_at_the_setting(graph: Graph) -> None:
    shown = graph(
        'variable "target" {}\nresource "azurerm_log_analytics_workspace" "w" {\n  name = "w"\n}\n'
        'resource "azurerm_monitor_diagnostic_setting" "d" {\n  target_resource_id = var.target\n'
        "  log_analytics_workspace_id = azurerm_log_analytics_workspace.w.id\n}\n"
    )
    (edge,) = shown.edges("monitored_by")
    assert edge.source.address == "azurerm_monitor_diagnostic_setting.d"
    assert edge.detail["target"] == "${var.target}"


def test_replicas_are_half_edges_to_other_regions(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_cosmosdb_account" "x" {\n  location = "West Europe"\n'
        '  geo_location {\n    location = "West Europe"\n  }\n  geo_location {\n    location = "North Europe"\n  }\n}\n'
    )
    (edge,) = shown.edges("replicates_to")
    assert (edge.target, edge.detail["region"]) == (None, "northeurope")


def test_a_failover_group_replicates_to_its_partner(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_mssql_server" "a" {\n  name = "a"\n}\n'
        'resource "azurerm_mssql_server" "b" {\n  name = "b"\n}\n'
        'resource "azurerm_mssql_failover_group" "g" {\n  server_id = azurerm_mssql_server.a.id\n'
        "  partner_server {\n    id = azurerm_mssql_server.b.id\n  }\n}\n"
    )
    assert shown.targets("replicates_to") == ["azurerm_mssql_server.b"]


def test_an_alert_watches_its_scopes_and_depends_on_its_action_groups(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_monitor_action_group" "g" {\n  name = "g"\n}\n'
        'resource "azurerm_storage_account" "s" {\n  name = "s"\n}\n'
        'resource "azurerm_monitor_activity_log_alert" "x" {\n  scopes = [azurerm_storage_account.s.id]\n'
        "  action {\n    action_group_id = azurerm_monitor_action_group.g.id\n  }\n}\n"
    )
    assert shown.targets("alerts_on") == ["azurerm_storage_account.s"]
    assert shown.targets("depends_on") == ["azurerm_monitor_action_group.g"]


def test_depends_on_names_every_instance(graph: Graph) -> None:
    shown = graph(
        IDENTITY.replace("{\n", "{\n  count = 2\n", 1)
        + 'resource "azurerm_storage_account" "s" {\n  depends_on = [azurerm_user_assigned_identity.id]\n}\n'
    )
    assert shown.targets("depends_on") == [
        "azurerm_user_assigned_identity.id[0]",
        "azurerm_user_assigned_identity.id[1]",
    ]


def test_what_looks_a_unique_name_up_in_several_places_is_one_thing(graph: Graph) -> None:
    registry = 'data "azurerm_container_registry" "%s" {\n  name = "${var.n}acr"\n}\n'
    app = 'resource "azurerm_container_app" "x" {\n  registry {\n    server = "${var.n}acr.azurecr.io"\n  }\n}\n'
    looked_up = 'variable "n" {}\n' + registry % "a" + registry % "b" + app
    assert graph(looked_up).targets("pulls_image_from") == ["data.azurerm_container_registry.a"]
    managed = 'resource "azurerm_container_registry" "m" {\n  name = "${var.n}acr"\n}\n'
    assert graph(looked_up + managed).targets("pulls_image_from") == ["azurerm_container_registry.m"]


def test_names_that_are_not_unique_in_the_world_stay_ambiguous(graph: Graph) -> None:
    group = 'data "azurerm_resource_group" "%s" {\n  name = "rg"\n}\n'
    store = 'resource "azurerm_role_assignment" "x" {\n  scope = "/subscriptions/s/resourceGroups/rg"\n}\n'
    found = [edge.target for edge in graph(group % "a" + group % "b" + store).edges("granted")]
    assert found == [None]


@pytest.mark.parametrize(
    "written",
    [
        'application_stack {\n      docker_image = "acr.azurecr.io/api"\n    }',
        'linux_fx_version = "DOCKER|acr.azurecr.io/api:1"',
    ],
)
def test_older_providers_write_the_registry_in_the_image(graph: Graph, written: str) -> None:
    shown = graph(
        'resource "azurerm_container_registry" "acr" {\n  name = "acr"\n}\n'
        f'resource "azurerm_linux_web_app" "x" {{\n  site_config {{\n    {written}\n  }}\n}}\n'
    )
    assert shown.targets("pulls_image_from") == ["azurerm_container_registry.acr"]


def test_an_image_comes_from_the_registry_of_that_name(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_container_registry" "acr" {\n  name = "acr"\n}\n'
        'resource "azurerm_container_app" "x" {\n  registry {\n    server = "acr.azurecr.io"\n  }\n'
        "  registry {\n    server = azurerm_container_registry.acr.login_server\n  }\n}\n"
    )
    assert shown.targets("pulls_image_from") == ["azurerm_container_registry.acr", "azurerm_container_registry.acr"]


def test_a_federated_credential_signs_in_as_its_identity(graph: Graph) -> None:
    shown = graph(
        IDENTITY + 'resource "azurerm_federated_identity_credential" "old" {\n'
        "  parent_id = azurerm_user_assigned_identity.id.id\n}\n"
        'resource "azurerm_federated_identity_credential" "new" {\n'
        "  user_assigned_identity_id = azurerm_user_assigned_identity.id.id\n}\n"
    )
    assert shown.targets("uses_identity") == ["azurerm_user_assigned_identity.id"] * 2


@pytest.mark.parametrize(
    ("code", "target"),
    [
        (
            (
                'resource "azurerm_linux_virtual_machine" "x" {\n  boot_diagnostics {\n'
                "    storage_account_uri = azurerm_storage_account.st.primary_blob_endpoint\n  }\n}\n"
            ),
            "azurerm_storage_account.st",
        ),
        (
            (
                'resource "azurerm_linux_virtual_machine_scale_set" "x" {\n  boot_diagnostics {\n'
                '    storage_account_uri = "https://st.blob.core.windows.net/"\n  }\n}\n'
            ),
            "azurerm_storage_account.st",
        ),
        (
            (
                'variable "uri" {}\nresource "azurerm_linux_virtual_machine" "x" {\n  boot_diagnostics {\n'
                "    storage_account_uri = var.uri\n  }\n}\n"
            ),
            None,
        ),
        (
            (
                'resource "azurerm_network_watcher_flow_log" "x" {\n'
                "  storage_account_id = azurerm_storage_account.st.id\n}\n"
            ),
            "azurerm_storage_account.st",
        ),
    ],
)
def test_what_can_be_made_again_is_kept_somewhere(graph: Graph, code: str, target: str | None) -> None:
    shown = graph('resource "azurerm_storage_account" "st" {\n  name = "st"\n}\n' + code)
    (edge,) = shown.edges("keeps_scratch_in")
    assert (edge.target and edge.target.address) == target


def test_boot_diagnostics_of_the_platform_are_kept_nowhere(graph: Graph) -> None:
    shown = graph('resource "azurerm_linux_virtual_machine" "x" {\n  boot_diagnostics {}\n}\n')
    assert shown.edges("keeps_scratch_in") == []
