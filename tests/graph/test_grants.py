"""Role assignments and access policies: who holds what on which resource."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from idlint.document import Unit
from idlint.graph.build import build
from idlint.graph.kinds import Vocabulary, demand
from idlint.languages.bicep import load
from idlint.settings import Settings
from idlint.source import SourceTree

Graph = Callable[[str], Any]

IDENTITY = 'resource "azurerm_user_assigned_identity" "id" {\n  name = "id"\n}\n'
STORE = (
    'resource "azurerm_storage_account" "st" {\n  name = "st"\n'
    "  resource_group_name = azurerm_resource_group.rg.name\n}\n"
)
GROUP = 'resource "azurerm_resource_group" "rg" {\n  name = "rg"\n}\n'
VAULT = (
    'resource "azurerm_key_vault" "kv" {\n  name = "kv"\n  resource_group_name = azurerm_resource_group.rg.name\n}\n'
)
SITE = 'resource "azurerm_linux_web_app" "x" {\n  identity {\n    type = "SystemAssigned"\n  }\n}\n'


def assignment(scope: str, principal: str, role: str = "Storage Blob Data Contributor") -> str:
    return (
        f'resource "azurerm_role_assignment" "ra" {{\n  scope = {scope}\n  principal_id = {principal}\n'
        f'  role_definition_name = "{role}"\n}}\n'
    )


def test_a_role_leads_from_the_identity_to_the_store(graph: Graph) -> None:
    shown = graph(
        GROUP + STORE + IDENTITY
        + assignment("azurerm_storage_account.st.id", "azurerm_user_assigned_identity.id.principal_id")
    )  # fmt: skip
    (edge,) = shown.edges("granted")
    assert (edge.source.address, edge.target.address) == (
        "azurerm_user_assigned_identity.id",
        "azurerm_storage_account.st",
    )
    assert (edge.detail["role"], edge.detail["scope"]) == ("Storage Blob Data Contributor", "resource")
    assert edge.explanation == (
        "azurerm_role_assignment.ra grants Storage Blob Data Contributor on azurerm_storage_account.st "
        "to azurerm_user_assigned_identity.id"
    )


def test_a_workload_s_own_identity_holds_its_roles(graph: Graph) -> None:
    shown = graph(
        GROUP + STORE + SITE
        + assignment("azurerm_storage_account.st.id", "azurerm_linux_web_app.x.identity[0].principal_id")
    )  # fmt: skip
    (edge,) = shown.edges("granted")
    assert edge.source.address == "azurerm_linux_web_app.x"
    assert edge.detail["identity"] == "system"


def test_a_service_principal_is_a_holder(graph: Graph) -> None:
    shown = graph(
        GROUP + STORE + 'resource "azuread_service_principal" "sp" {\n  client_id = "x"\n}\n'
        + assignment("azurerm_storage_account.st.id", "azuread_service_principal.sp.object_id")
    )  # fmt: skip
    assert shown.targets("granted", "azuread_service_principal.sp") == ["azurerm_storage_account.st"]


@pytest.mark.parametrize(
    ("role", "targets"),
    [
        ("Storage Blob Data Reader", ["azurerm_resource_group.rg", "azurerm_storage_account.st"]),
        ("Key Vault Secrets User", ["azurerm_resource_group.rg", "azurerm_key_vault.kv"]),
        ("DNS Zone Contributor", ["azurerm_resource_group.rg"]),
        ("Contributor", ["azurerm_resource_group.rg", "azurerm_storage_account.st", "azurerm_key_vault.kv"]),
    ],
)
def test_a_role_on_a_group_opens_what_it_names_there(graph: Graph, role: str, targets: list[str]) -> None:
    shown = graph(
        GROUP + STORE + VAULT + IDENTITY
        + assignment("azurerm_resource_group.rg.id", "azurerm_user_assigned_identity.id.principal_id", role)
    )  # fmt: skip
    assert shown.targets("granted") == targets
    assert {edge.detail["scope"] for edge in shown.edges("granted")} == {"resource_group"}


def test_a_role_on_a_part_opens_the_part_of_the_whole(graph: Graph) -> None:
    shown = graph(
        GROUP + STORE + IDENTITY
        + 'resource "azurerm_storage_container" "c" {\n  name = "c"\n'
        "  storage_account_id = azurerm_storage_account.st.id\n}\n"
        + assignment("azurerm_storage_container.c.id", "azurerm_user_assigned_identity.id.principal_id")
    )  # fmt: skip
    assert [(edge.target.address, edge.detail["scope"]) for edge in shown.edges("granted")] == [
        ("azurerm_storage_container.c", "resource"),
        ("azurerm_storage_account.st", "part"),
    ]


def test_a_path_below_a_store_belongs_to_the_store(graph: Graph) -> None:
    shown = graph(
        GROUP + STORE + IDENTITY
        + assignment('"${azurerm_storage_account.st.id}/blobServices/default"',
                     "azurerm_user_assigned_identity.id.principal_id")
    )  # fmt: skip
    assert shown.targets("granted") == ["azurerm_storage_account.st"]


def test_an_unknown_holder_leaves_the_grant_on_the_target(graph: Graph) -> None:
    shown = graph('variable "who" {}\n' + GROUP + STORE + assignment("azurerm_storage_account.st.id", "var.who"))
    (edge,) = shown.edges("granted")
    assert edge.source.address == "azurerm_role_assignment.ra"
    assert edge.detail["principal"] == "${var.who}"


def test_each_value_of_an_unknown_map_is_nobody(graph: Graph) -> None:
    shown = graph(
        'variable "who" {\n  type = map(string)\n}\n' + GROUP + STORE
        + assignment("azurerm_storage_account.st.id", "each.value").replace("{\n", "{\n  for_each = var.who\n", 1)
    )  # fmt: skip
    (edge,) = shown.edges("granted")
    assert edge.source.address == "azurerm_role_assignment.ra[?]"
    assert "principal" in edge.detail


@pytest.mark.parametrize(
    ("scope", "word"),
    [
        ("data.azurerm_subscription.s.id", "subscription"),
        ('"/subscriptions/x"', "subscription"),
        ('"/subscriptions/x/resourceGroups/g"', "resource_group"),
        ("var.scope", "unknown"),
    ],
)
def test_an_unknown_target_is_a_half_edge_that_says_how_wide_it_is(graph: Graph, scope: str, word: str) -> None:
    shown = graph(
        'variable "scope" {}\ndata "azurerm_subscription" "s" {}\n' + IDENTITY
        + assignment(scope, "azurerm_user_assigned_identity.id.principal_id")
    )  # fmt: skip
    (edge,) = shown.edges("granted")
    assert (edge.target, edge.detail["scope"]) == (None, word)


@pytest.mark.parametrize("scope", ["", "scope: resourceGroup()"])
def test_a_role_without_a_scope_is_on_the_group_that_its_template_is_deployed_to(
    tmp_path: Path, vocabulary: Vocabulary, scope: str
) -> None:
    (tmp_path / "main.bicep").write_text(
        "resource st 'Microsoft.Storage/storageAccounts@2023-05-01' = { name: 'st' }\n"
        "resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'id' }\n"
        f"resource ra 'Microsoft.Authorization/roleAssignments@2022-04-01' = {{ name: guid(id.id)\n{scope}\n"
        "  properties: { principalId: id.properties.principalId\n"
        "    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions',"
        " 'ba92f5b4-2d11-453d-a403-e96b0029c9fe') } }\n"
        "module other 'other.bicep' = { name: 'other', scope: resourceGroup('rg-other') }\n"
    )
    (tmp_path / "other.bicep").write_text(
        "resource far 'Microsoft.Storage/storageAccounts@2023-05-01' = { name: 'far' }\n"
    )
    unit = Unit("bicep", "main.bicep", "template", ("main.bicep", "other.bicep"))
    (shown,) = build([load(SourceTree(tmp_path), unit, demand(vocabulary), Settings())], vocabulary)
    group, store = shown.out(next(key for key in shown.resources if key.address == "id"), "granted")
    assert (group.target, group.detail["scope"]) == (None, "resource_group")
    assert (store.target and store.target.address, store.detail["scope"]) == ("st", "resource_group")


def test_a_role_without_a_scope_is_on_the_subscription_that_its_template_is_deployed_to(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    (tmp_path / "main.bicep").write_text(
        "targetScope = 'subscription'\nparam principal string\n"
        "resource ra 'Microsoft.Authorization/roleAssignments@2022-04-01' = { name: guid(principal)\n"
        "  properties: { principalId: principal, roleDefinitionId: 'x' } }\n"
    )
    unit = Unit("bicep", "main.bicep", "template", ("main.bicep",))
    (shown,) = build([load(SourceTree(tmp_path), unit, demand(vocabulary), Settings())], vocabulary)
    (edge,) = (edge for edge in shown.edges if edge.type == "granted")
    assert (edge.target, edge.detail["scope"]) == (None, "subscription")
    assert "on /subscriptions/${subscription().subscriptionId} to" in edge.explanation


def test_a_role_by_definition_id_or_look_up_has_its_name(graph: Graph) -> None:
    shown = graph(
        GROUP + STORE + IDENTITY
        + 'data "azurerm_role_definition" "d" {\n  name = "AcrPull"\n}\n'
        'resource "azurerm_role_assignment" "a" {\n  scope = azurerm_storage_account.st.id\n'
        "  principal_id = azurerm_user_assigned_identity.id.principal_id\n"
        '  role_definition_id = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/'
        'ba92f5b4-2d11-453d-a403-e96b0029c9fe"\n}\n'
        'resource "azurerm_role_assignment" "b" {\n  scope = azurerm_storage_account.st.id\n'
        "  principal_id = azurerm_user_assigned_identity.id.principal_id\n"
        "  role_definition_id = data.azurerm_role_definition.d.id\n}\n"
    )  # fmt: skip
    assert {edge.detail["role"] for edge in shown.edges("granted")} == {"Storage Blob Data Contributor", "AcrPull"}


def test_access_policies_open_a_vault_whether_inline_or_beside_it(graph: Graph) -> None:
    shown = graph(
        IDENTITY + SITE + 'resource "azurerm_key_vault" "kv" {\n  name = "kv"\n  access_policy {\n'
        "    object_id = azurerm_user_assigned_identity.id.principal_id\n"
        '    secret_permissions = ["Get"]\n  }\n}\n'
        'resource "azurerm_key_vault_access_policy" "p" {\n  key_vault_id = azurerm_key_vault.kv.id\n'
        '  object_id = azurerm_linux_web_app.x.identity[0].principal_id\n  secret_permissions = ["Get", "List"]\n}\n'
    )
    found = {
        edge.source.address: (edge.target.address, edge.detail["secret_permissions"]) for edge in shown.edges("granted")
    }
    assert found == {
        "azurerm_user_assigned_identity.id": ("azurerm_key_vault.kv", ["Get"]),
        "azurerm_linux_web_app.x": ("azurerm_key_vault.kv", ["Get", "List"]),
    }


def test_a_cluster_that_may_pull_does_pull(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_container_registry" "acr" {\n  name = "acr"\n}\n'
        'resource "azurerm_kubernetes_cluster" "k" {\n  name = "k"\n}\n'
        + assignment(
            "azurerm_container_registry.acr.id", "azurerm_kubernetes_cluster.k.kubelet_identity[0].object_id", "AcrPull"
        )
    )  # fmt: skip
    (edge,) = shown.edges("pulls_image_from")
    assert (edge.source.address, edge.detail["identity"]) == ("azurerm_kubernetes_cluster.k", "kubelet")


def test_a_role_on_the_group_of_a_registry_pulls_from_the_registry_alone(graph: Graph) -> None:
    shown = graph(
        GROUP + 'resource "azurerm_container_registry" "acr" {\n  name = "acr"\n'
        "  resource_group_name = azurerm_resource_group.rg.name\n}\n"
        'resource "azurerm_kubernetes_cluster" "k" {\n  name = "k"\n}\n'
        + assignment(
            "azurerm_resource_group.rg.id", "azurerm_kubernetes_cluster.k.kubelet_identity[0].object_id", "AcrPull"
        )
    )
    assert shown.targets("pulls_image_from") == ["azurerm_container_registry.acr"]


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        ("azurerm_container_app", []),
        ("azurerm_linux_web_app", []),
        ("azurerm_linux_web_app[docker_registry_url = var.u]", ["where its images are from is unknown"]),
        ("azurerm_linux_web_app[node_version = 20]", []),
    ],
)
def test_an_app_writes_where_its_images_are_from(graph: Graph, app: str, expected: list[str]) -> None:
    type, _, stack = app.rstrip("]").partition("[")
    site = f"  site_config {{\n    application_stack {{\n      {stack}\n    }}\n  }}\n" if stack else ""
    shown = graph(
        'variable "u" {}\nresource "azurerm_container_registry" "acr" {\n  name = "acr"\n}\n'
        f'resource "{type}" "a" {{\n  name = "a"\n  identity {{\n    type = "SystemAssigned"\n  }}\n{site}}}\n'
        + assignment("azurerm_container_registry.acr.id", f"{type}.a.identity[0].principal_id", "AcrPull")
    )
    found = [edge.maybe.partition(":")[0] for edge in shown.edges("pulls_image_from") if edge.target]
    assert found == expected


def test_a_grant_that_may_not_exist_says_why(graph: Graph) -> None:
    shown = graph(
        'variable "on" {\n  type = bool\n}\n' + GROUP + STORE + IDENTITY
        + assignment("azurerm_storage_account.st.id", "azurerm_user_assigned_identity.id.principal_id").replace(
            "{\n", "{\n  count = var.on ? 1 : 0\n", 1
        )
    )  # fmt: skip
    (edge,) = shown.edges("granted")
    assert edge.maybe
