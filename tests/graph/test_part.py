"""Resources in canonical terms: versions, polarity, absence, satellites, inheritance, azapi."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from idlint.document import Declaration, Deployment, Mode, Unit
from idlint.graph import part
from idlint.graph.build import build
from idlint.graph.kinds import Vocabulary, demand
from idlint.graph.part import Part
from idlint.graph.references import names_of
from idlint.graph.resources import ResourceGraph
from idlint.graph.shapes import UNREAD
from idlint.languages.bicep import load
from idlint.settings import Settings
from idlint.source import SourceTree, Span
from idlint.values import MISSING, Unknown, Value

Graph = Callable[[str], Any]


@pytest.mark.parametrize(
    ("type", "written", "accepts_keys"),
    [
        ("azurerm_storage_account", "", True),
        ("azurerm_storage_account", "shared_access_key_enabled = false", False),
        ("azurerm_cosmosdb_account", "local_authentication_disabled = true", False),
        ("azurerm_cosmosdb_account", "local_authentication_enabled = false", False),
        ("azurerm_cosmosdb_account", "local_authentication_enabled = true", True),
        ("azurerm_cosmosdb_account", "", True),
        ("azurerm_servicebus_namespace", "local_auth_enabled = false", False),
        ("azurerm_eventhub_namespace", "local_authentication_enabled = false", False),
        ("azurerm_managed_redis", "", False),
        ("azurerm_redis_cache", "", True),
        ("azurerm_container_registry", "", False),
        ("azurerm_kubernetes_cluster", "local_account_disabled = true", False),
        ("azurerm_mssql_server", "azuread_administrator {\n azuread_authentication_only = true\n }", False),
        ("azurerm_mssql_server", 'azuread_administrator {\n login_username = "x"\n }', True),
        ("azurerm_postgresql_flexible_server", "authentication {\n password_auth_enabled = false\n }", False),
        ("azurerm_key_vault", "", False),
        ("azurerm_log_analytics_workspace", "local_authentication_disabled = true", False),
    ],
)
def test_whether_a_store_accepts_keys(graph: Graph, type: str, written: str, accepts_keys: bool) -> None:
    shown = graph(f'resource "{type}" "x" {{\n  name = "x"\n  {written}\n}}\n')
    assert shown.value(f"{type}.x", "local_auth") is accepts_keys


def test_absence_and_what_is_written_have_their_own_places(graph: Graph) -> None:
    text = 'resource "azurerm_storage_account" "x" {\n  account_replication_type = "LRS"\n}\n'
    shown = graph(text)
    written = shown.property("azurerm_storage_account.x", "redundancy")
    absent = shown.property("azurerm_storage_account.x", "local_auth")
    assert (written.value, written.absent) == ("LRS", False)
    assert isinstance(written.location, Span)
    assert absent.location == shown.resource("azurerm_storage_account.x").header
    assert absent.absent
    nothing = shown.property("azurerm_storage_account.x", "customer_managed_key")
    assert nothing.value is MISSING
    assert nothing.absent


def test_a_default_that_nobody_confirms_is_named(graph: Graph) -> None:
    shown = graph(
        'variable "region" {\n  default = "West Europe"\n}\n'
        'resource "azurerm_storage_account" "x" {\n  location = var.region\n}\n'
    )
    region = shown.property("azurerm_storage_account.x", "region")
    assert region.value == "westeurope"
    assert region.assumed == ("var.region",)


def test_settings_of_a_web_app_are_one_map(graph: Graph) -> None:
    shown = graph(
        'variable "later" {}\n'
        'resource "azurerm_linux_web_app" "x" {\n'
        '  app_settings = {\n    A = "1"\n    B = var.later\n  }\n'
        '  connection_string {\n    name = "Db"\n    type = "SQLAzure"\n    value = "Server=x"\n  }\n}\n'
    )
    settings = shown.value("azurerm_linux_web_app.x", "settings")
    assert set(settings) == {"A", "B", "Db"}
    assert isinstance(settings["B"], Unknown)


def test_an_unknown_entry_keeps_the_known_keys(graph: Graph) -> None:
    shown = graph(
        'variable "later" {\n  type = map(string)\n}\n'
        'resource "azurerm_linux_web_app" "x" {\n  app_settings = merge(var.later, { A = "1" })\n}\n'
    )
    settings = shown.value("azurerm_linux_web_app.x", "settings")
    assert isinstance(settings, Unknown)


def test_secrets_of_a_container_app_are_looked_up(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_container_app" "x" {\n'
        '  secret {\n    name = "db"\n    key_vault_secret_id = "https://kv.vault.azure.net/secrets/db"\n  }\n'
        '  template {\n    container {\n      name = "c"\n'
        '      env {\n        name = "DB"\n        secret_name = "db"\n      }\n'
        '      env {\n        name = "GONE"\n        secret_name = "no"\n      }\n    }\n  }\n}\n'
    )
    settings = shown.value("azurerm_container_app.x", "settings")
    assert settings["DB"] == "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/db)"
    assert isinstance(settings["GONE"], Unknown)
    assert shown.value("azurerm_container_app.x", "min_instances") == 0


def test_a_slot_takes_its_region_from_its_app(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_linux_web_app" "a" {\n  name = "a"\n  location = "North Europe"\n}\n'
        'resource "azurerm_linux_web_app_slot" "s" {\n  app_service_id = azurerm_linux_web_app.a.id\n}\n'
    )
    assert shown.value("azurerm_linux_web_app_slot.s", "region") == "northeurope"


def test_a_region_inherited_from_elsewhere_is_its_origin(graph: Graph) -> None:
    shown = graph('variable "app" {}\nresource "azurerm_linux_web_app_slot" "s" {\n  app_service_id = var.app\n}\n')
    region = shown.value("azurerm_linux_web_app_slot.s", "region")
    assert isinstance(region, Unknown)
    assert region.origin is not None
    assert region.origin.address == "var.app"


def test_a_satellite_contributes_a_property_from_its_own_place(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_storage_account" "x" {\n  name = "st"\n}\n'
        'resource "azurerm_storage_account_customer_managed_key" "x" {\n'
        '  storage_account_id = azurerm_storage_account.x.id\n  key_vault_key_id = "https://kv.vault.azure.net/keys/k"\n}\n'
    )
    key = shown.property("azurerm_storage_account.x", "customer_managed_key")
    assert key.value == "https://kv.vault.azure.net/keys/k"
    assert key.location != shown.resource("azurerm_storage_account.x").header


def test_a_satellite_sets_what_its_owner_is_told_to_ignore(graph: Graph) -> None:
    lifecycle = "  lifecycle {\n    ignore_changes = [customer_managed_key]\n  }\n"
    owner = f'resource "azurerm_storage_account" "x" {{\n{lifecycle}}}\n'
    satellite = (
        'resource "azurerm_storage_account_customer_managed_key" "x" {\n'
        '  storage_account_id = azurerm_storage_account.x.id\n  key_vault_key_id = "https://kv.vault.azure.net/keys/k/1"\n}\n'
    )
    alone, both = graph(owner), graph(owner + satellite)
    left = alone.property("azurerm_storage_account.x", "customer_managed_key").value
    assert isinstance(left, Unknown)
    assert left.reason == "ignored after create"
    assert (
        both.property("azurerm_storage_account.x", "customer_managed_key").value
        == "https://kv.vault.azure.net/keys/k/1"
    )


def test_a_satellite_that_points_at_something_unknown_may_point_here(graph: Graph) -> None:
    shown = graph(
        'variable "id" {}\n'
        'resource "azurerm_storage_account" "x" {\n  name = "st"\n}\n'
        'resource "azurerm_storage_account_customer_managed_key" "x" {\n  storage_account_id = var.id\n}\n'
    )
    assert isinstance(shown.value("azurerm_storage_account.x", "customer_managed_key"), Unknown)


def test_the_last_segment_of_a_childs_name_may_be_known_alone(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "main.bicep").write_text(
        "param app string\nresource web 'Microsoft.Web/sites@2023-12-01' = {\n  name: app\n"
        "  resource settings 'config' = {\n    name: 'appsettings'\n    properties: { A: 'b' }\n  }\n}\n"
    )
    unit = Unit("bicep", "main.bicep", "template", ("main.bicep",))
    document = load(SourceTree(tmp_path), unit, demand(vocabulary), Settings())
    (shown,) = build([document], vocabulary)
    (web,) = shown.of_kind("web_app")
    assert web.value("settings") == {"A": "b"}


def test_an_opaque_module_that_is_handed_the_resource_may_be_a_satellite(graph: Graph) -> None:
    text = (
        'resource "azurerm_storage_account" "x" {\n  name = "st"\n}\n'
        'module "cmk" {\n  source = "git::https://example.org/cmk.git"\n  %s\n}\n'
    )
    shown = graph(text % "id = azurerm_storage_account.x.id")
    assert isinstance(shown.value("azurerm_storage_account.x", "customer_managed_key"), Unknown)


def test_an_opaque_module_that_is_handed_nothing_of_it_rules_itself_out(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_storage_account" "x" {\n  name = "st"\n}\n'
        'module "cmk" {\n  source = "git::https://example.org/cmk.git"\n}\n'
    )
    assert shown.property("azurerm_storage_account.x", "customer_managed_key").absent


def test_a_server_parameter_switches_passwords_off(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_mysql_flexible_server" "x" {\n  name = "db"\n}\n'
        'resource "azurerm_mysql_flexible_server_configuration" "x" {\n'
        '  name = "aad_auth_only"\n  server_name = azurerm_mysql_flexible_server.x.name\n  value = "ON"\n}\n'
        'resource "azurerm_mysql_flexible_server_configuration" "y" {\n'
        '  name = "interactive_timeout"\n  server_name = azurerm_mysql_flexible_server.x.name\n  value = "600"\n}\n'
    )
    assert shown.value("azurerm_mysql_flexible_server.x", "local_auth") is False


def test_what_is_ignored_after_create_stays_unknown(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_linux_virtual_machine_scale_set" "x" {\n  instances = 3\n'
        "  lifecycle {\n    ignore_changes = [instances]\n  }\n}\n"
    )
    assert isinstance(shown.value("azurerm_linux_virtual_machine_scale_set.x", "min_instances"), Unknown)


def test_what_a_look_up_does_not_say_is_known_to_the_cloud(graph: Graph) -> None:
    shown = graph('data "azurerm_key_vault" "kv" {\n  name = "kv"\n}\n')
    purge = shown.property("data.azurerm_key_vault.kv", "purge_protection")
    assert isinstance(purge.value, Unknown)
    assert not purge.absent
    assert shown.resource("data.azurerm_key_vault.kv").mode == "data"


AZAPI = """
resource "azapi_resource" "x" {
  type      = "Microsoft.Storage/storageAccounts@2023-05-01"
  name      = "st"
  location  = "West Europe"
  tags      = { criticality = "high" }
  %s
}
"""


@pytest.mark.parametrize(
    "body",
    [
        'body = {\n sku = { name = "Standard_GRS" }\n properties = { allowSharedKeyAccess = false }\n }',
        'body = jsonencode({\n sku = { name = "Standard_GRS" }\n properties = { allowSharedKeyAccess = false }\n })',
    ],
)
def test_an_azapi_resource_takes_kind_and_paths_from_arm(graph: Graph, body: str) -> None:
    shown = graph(AZAPI % body)
    resource = shown.resource("azapi_resource.x")
    assert (resource.kind, resource.type) == ("storage_account", "Microsoft.Storage/storageAccounts")
    assert resource.value("redundancy") == "GRS"
    assert resource.value("local_auth") is False
    assert resource.value("region") == "westeurope"
    assert resource.value("tags") == {"criticality": "high"}
    assert resource.property("redundancy").location != resource.header


def test_an_azapi_resource_with_an_unknown_body_says_nothing_of_it(graph: Graph) -> None:
    shown = graph('variable "body" {}\n' + AZAPI % "body = var.body")
    assert isinstance(shown.value("azapi_resource.x", "local_auth"), Unknown)
    assert shown.value("azapi_resource.x", "region") == "westeurope"


@pytest.mark.parametrize(
    ("written", "kind"),
    [("app,linux", "web_app"), ("functionapp,linux", "function_app"), ("functionapp,workflowapp", "logic_app")],
)
def test_a_site_is_told_by_its_kind(graph: Graph, written: str, kind: str) -> None:
    shown = graph(
        'resource "azapi_resource" "x" {\n  type = "Microsoft.Web/sites@2023-12-01"\n'
        f'  body = {{\n    kind = "{written}"\n  }}\n}}\n'
    )
    assert shown.resource("azapi_resource.x").kind == kind


def test_an_azapi_update_says_only_what_it_says(graph: Graph) -> None:
    shown = graph(
        'resource "azapi_update_resource" "x" {\n  type = "Microsoft.Storage/storageAccounts@2023-05-01"\n'
        '  resource_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st"\n'
        "  body = {\n    properties = { allowSharedKeyAccess = false }\n  }\n}\n"
    )
    assert shown.resource("azapi_update_resource.x").mode == "existing"
    assert shown.value("azapi_update_resource.x", "local_auth") is False
    assert isinstance(shown.value("azapi_update_resource.x", "redundancy"), Unknown)


def test_legacy_types_are_the_same_kinds(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_app_service" "x" {\n  name = "x"\n  app_service_plan_id = azurerm_app_service_plan.p.id\n}\n'
        'resource "azurerm_app_service_plan" "p" {\n  name = "p"\n  sku {\n    tier = "S"\n    size = "S1"\n  }\n}\n'
        'resource "azurerm_function_app" "f" {\n  name = "f"\n}\n'
        'resource "azurerm_virtual_machine" "v" {\n  name = "v"\n}\n'
    )
    kinds = {resource.address: resource.kind for resource in shown.graph.resources.values()}
    assert sorted(kinds.values()) == [
        "function_app",
        "service_plan",
        "terraform_provider",
        "virtual_machine",
        "web_app",
    ]
    assert shown.targets("runs_on", "azurerm_app_service.x") == ["azurerm_app_service_plan.p"]


def test_a_service_health_alert_is_flat_and_what_is_not_limited_is_absent(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_monitor_activity_log_alert" "x" {\n  criteria {\n    category = "ServiceHealth"\n'
        '    service_health {\n      locations = ["Global"]\n    }\n  }\n}\n'
    )
    assert shown.value("azurerm_monitor_activity_log_alert.x", "category") == "ServiceHealth"
    assert shown.value("azurerm_monitor_activity_log_alert.x", "regions") == ["Global"]
    assert shown.property("azurerm_monitor_activity_log_alert.x", "services").absent


def test_receivers_say_whether_their_delivery_needs_entra(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_monitor_action_group" "x" {\n  name = "x"\n'
        '  sms_receiver {\n    name = "oncall"\n  }\n'
        '  webhook_receiver {\n    name = "hook"\n    aad_auth {\n      object_id = "x"\n    }\n  }\n}\n'
    )
    receivers = shown.value("azurerm_monitor_action_group.x", "receivers")
    assert [(item["type"], item["entra"]) for item in receivers] == [("sms", False), ("webhook", True)]
    assert shown.value("azurerm_monitor_action_group.x", "location") == "global"


def test_enabled_log_categories_of_both_provider_generations(graph: Graph) -> None:
    shown = graph(
        'resource "azurerm_monitor_diagnostic_setting" "x" {\n  name = "x"\n'
        '  enabled_log {\n    category = "A"\n  }\n  log {\n    category = "B"\n    enabled = false\n  }\n'
        '  log {\n    category = "C"\n  }\n}\n'
    )
    assert shown.value("azurerm_monitor_diagnostic_setting.x", "categories") == ["A", "C"]


def test_instances_of_unknown_number_are_one_symbolic_resource(graph: Graph) -> None:
    shown = graph(
        'variable "names" {\n  type = set(string)\n}\n'
        'resource "azurerm_storage_account" "x" {\n  for_each = var.names\n  name = each.key\n}\n'
    )
    found: ResourceGraph = shown.graph
    (account,) = found.of_kind("storage_account")
    assert account.address == "azurerm_storage_account.x[?]"
    assert account.maybe


def test_a_resource_without_a_region_has_its_providers(graph: Graph) -> None:
    shown = graph(
        'provider "aws" {\n  region = "eu-west-1"\n}\n'
        'provider "aws" {\n  alias  = "dr"\n  region = "eu-central-1"\n}\n'
        'resource "aws_kms_key" "near" {}\n'
        'resource "aws_kms_key" "far" {\n  provider = aws.dr\n}\n'
        'resource "aws_kms_key" "own" {\n  region = "us-east-1"\n}\n'
        'resource "google_cloud_run_v2_job" "x" {\n  name = "x"\n}\n'
    )
    regions = {name: shown.value(f"aws_kms_key.{name}", "region") for name in ("near", "far", "own")}
    assert regions == {"near": "eu-west-1", "far": "eu-central-1", "own": "us-east-1"}
    assert isinstance(shown.value("google_cloud_run_v2_job.x", "region"), Unknown)


@pytest.mark.parametrize("mode", ["managed", "data"])
@pytest.mark.parametrize("written", [{}, {"name": "x"}, None])
def test_what_is_at_hand_is_what_a_closer_look_shows(
    vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch, mode: Mode, written: dict[str, Value] | None
) -> None:
    """For every type of the vocabulary: with nothing, a name or every attribute written."""
    wanted = vocabulary.data["demand"]

    def block(type: str) -> Declaration:
        attributes: dict[str, Value] = dict.fromkeys(wanted[type], "x") if written is None else written
        return Declaration(f"{type}.x", type, Span("main.tf", 0, 9), mode=mode, attributes=attributes)

    deployment = Deployment("root", "terraform", "", "root", tuple(map(block, vocabulary.terraform)))

    def resources() -> str:
        return repr([item.resource for item in Part(deployment, vocabulary, names_of(vocabulary)).items.values()])

    quick = resources()
    monkeypatch.setattr(part, "at_hand", lambda _, sources, *__: (dict.fromkeys(sources, UNREAD), {}))
    assert quick == resources()
