"""What settings say about credentials."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Graph = Callable[[str], Any]

NAMESPACE = "azurerm_servicebus_namespace.sb"
STORES = (
    'resource "azurerm_storage_account" "st" {\n  name = "st"\n}\n'
    'resource "azurerm_key_vault" "kv" {\n  name = "kv"\n}\n'
    'resource "azurerm_servicebus_namespace" "sb" {\n  name = "sb"\n}\n'
    'resource "azurerm_key_vault_secret" "s" {\n  name = "s"\n  value = "x"\n'
    "  key_vault_id = azurerm_key_vault.kv.id\n}\n"
)


def site(setting: str, kind: str = "azurerm_linux_web_app") -> str:
    return f'variable "x" {{}}\nresource "{kind}" "x" {{\n  app_settings = {{\n    {setting}\n  }}\n}}\n'


@pytest.mark.parametrize(
    ("setting", "method", "target"),
    [
        ('ORDERS__accountName = "st"', "managed-identity", "azurerm_storage_account.st"),
        ("ORDERS__accountName = azurerm_storage_account.st.name", "managed-identity", "azurerm_storage_account.st"),
        ('Q__FullyQualifiedNamespace = "sb.servicebus.windows.net"', "managed-identity", NAMESPACE),
        ("S = azurerm_storage_account.st.primary_connection_string", "local-key", "azurerm_storage_account.st"),
        ("S = azurerm_storage_account.st.primary_access_key", "local-key", "azurerm_storage_account.st"),
        ('S = "EndpointSuffix=x;AccountName=st;AccountKey=abc"', "local-key", "azurerm_storage_account.st"),
        (
            'S = "AccountName=st;AccountKey=${azurerm_storage_account.st.primary_access_key}"',
            "local-key",
            "azurerm_storage_account.st",
        ),
        ("S = azurerm_storage_account.st.primary_blob_endpoint", "unknown", "azurerm_storage_account.st"),
        ('S = "https://kv.vault.azure.net/"', "unknown", "azurerm_key_vault.kv"),
        ("S = azurerm_key_vault.kv.vault_uri", "unknown", "azurerm_key_vault.kv"),
        ('S = "https://other.vault.azure.net/"', "unknown", None),
        ('S = "Server=tcp:x;Authentication=Active Directory Managed Identity"', "managed-identity", None),
        ('S = "Server=tcp:x;User=a;Password=b"', "local-key", None),
    ],
)  # fmt: skip
def test_how_a_workload_signs_in(graph: Graph, setting: str, method: str, target: str | None) -> None:
    shown = graph(STORES + site(setting))
    (edge,) = shown.edges("authenticates_to")
    assert edge.detail["method"] == method
    assert (edge.target and edge.target.address) == target
    assert edge.location != shown.resource("azurerm_linux_web_app.x").header


@pytest.mark.parametrize(
    "setting",
    ['S = "plain"', "S = var.x", 'S = "https://example.org/"', "S = azurerm_key_vault_secret.s.value", 'S = "1.2.3"'],
)
def test_what_shows_no_target_is_no_edge(graph: Graph, setting: str) -> None:
    assert graph(STORES + site(setting)).edges("authenticates_to") == []


@pytest.mark.parametrize(
    "setting",
    [
        'S = "@Microsoft.KeyVault(VaultName=kv;SecretName=s)"',
        'S = "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/s)"',
        'S = "@Microsoft.KeyVault(SecretUri=${azurerm_key_vault.kv.vault_uri}secrets/s)"',
        'S = "@Microsoft.KeyVault(SecretUri=${azurerm_key_vault_secret.s.id})"',
        'S = "@Microsoft.KeyVault(VaultName=${azurerm_key_vault.kv.name};SecretName=s)"',
    ],
)
def test_a_key_vault_reference_leads_to_the_vault(graph: Graph, setting: str) -> None:
    shown = graph(STORES + site(setting))
    assert shown.targets("stores_secret_in", "azurerm_linux_web_app.x") == ["azurerm_key_vault.kv"]
    assert shown.edges("authenticates_to") == []


def test_a_key_vault_reference_to_an_unknown_vault_is_still_one(graph: Graph) -> None:
    shown = graph(site('S = "@Microsoft.KeyVault(SecretUri=${var.x})"'))
    (edge,) = shown.edges("stores_secret_in")
    assert (edge.target, edge.text) == (None, "@Microsoft.KeyVault(SecretUri=${var.x})")


def test_a_key_is_never_printed(graph: Graph) -> None:
    shown = graph(site('S = "DefaultEndpointsProtocol=https;AccountName=other;AccountKey=hunter2"'))
    (edge,) = shown.edges("authenticates_to")
    assert edge.target is None
    assert "hunter2" not in repr(edge)


@pytest.mark.parametrize(
    ("written", "method"),
    [
        ("storage_account_access_key = azurerm_storage_account.st.primary_access_key", "local-key"),
        ("storage_uses_managed_identity = true", "managed-identity"),
    ],
)
def test_the_functions_runtime_signs_in_to_its_storage(graph: Graph, written: str, method: str) -> None:
    shown = graph(
        STORES + 'resource "azurerm_linux_function_app" "f" {\n'
        f"  storage_account_name = azurerm_storage_account.st.name\n  {written}\n}}\n"
    )
    (edge,) = shown.edges("authenticates_to")
    assert (edge.target.address, edge.detail["method"]) == ("azurerm_storage_account.st", method)


@pytest.mark.parametrize(
    ("beside", "setting"),
    [
        ("DB_PASSWORD = var.x", "DB_PASSWORD"),
        ('DB_PASS = "abc"', "DB_PASS"),
        ('db_api_key = "abc"', "db_api_key"),
        ('DB_PASSWORD = "@Microsoft.KeyVault(VaultName=kv;SecretName=s)"', "DB_PASSWORD"),
        ('DB_PASSWORD = ""', ""),
        ('OTHER_PASSWORD = "abc"', ""),
    ],
)
def test_a_password_beside_a_host_signs_in_there(graph: Graph, beside: str, setting: str) -> None:
    server = 'resource "azurerm_postgresql_flexible_server" "db" {\n  name = "db"\n}\n'
    host = "DB_HOST = azurerm_postgresql_flexible_server.db.fqdn"
    shown = graph(STORES + server + site(f"{host}\n    {beside}"))
    (edge,) = shown.edges("authenticates_to")
    assert edge.target.address == "azurerm_postgresql_flexible_server.db"
    assert (edge.detail["method"], edge.detail["setting"]) == (
        ("local-key", setting) if setting else ("unknown", "DB_HOST")
    )
    assert "abc" not in repr(edge)


def test_secrets_of_a_container_app_lead_to_the_vault(graph: Graph) -> None:
    shown = graph(
        STORES + 'resource "azurerm_container_app" "x" {\n  secret {\n    name = "db"\n'
        '    identity = "System"\n    key_vault_secret_id = azurerm_key_vault_secret.s.versionless_id\n  }\n}\n'
    )
    (edge,) = shown.edges("stores_secret_in", "azurerm_container_app.x")
    assert edge.target.address == "azurerm_key_vault.kv"
    assert edge.detail["identity"] == "System"
