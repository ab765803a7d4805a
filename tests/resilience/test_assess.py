"""Token paths and single points of failure, case by case; facts: Microsoft's pages named in resilience/."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from idlint.graph.resources import Edge, Key, Known, Links, Property, Resource, ResourceGraph
from idlint.resilience.assess import assess
from idlint.resilience.assessment import Assessment
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.catalogue_files import compile_catalogue
from idlint.settings import Settings
from idlint.source import Span
from idlint.values import Origin, Unknown, Value

CATALOGUE = Catalogue(compile_catalogue([Path(__file__).parents[2] / "domains"]))
TODAY = date(2026, 11, 22)
HERE = Span("main.tf", 0, 1)
SECRETS_USER = "Storage Blob Data Contributor"
VAULT_REFERENCE = "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/sp)"


def key(address: str) -> Key:
    return Key(".", "", address)


def resource(address: str, kind: str, traits: frozenset[str] = frozenset(), **properties: Value) -> Resource:
    made: Mapping[str, Property] = {name: Property(value, HERE) for name, value in properties.items()}
    return Resource(key(address), address.split(".", maxsplit=1)[0], kind, traits, "application", "managed", HERE, made)


def web_app(settings: Value, kind: str = "web_app") -> Resource:
    return resource("app.api", kind, frozenset({"workload"}), region="westeurope", settings=settings)


def edge(type_: str, source: str, target: str, **detail: Value) -> Edge:
    return Edge(type_, key(source), key(target), target, HERE, detail=detail)


IDENTITY = edge("uses_identity", "app.api", "id.main")
GRANT = edge("granted", "id.main", "store.orders", role=SECRETS_USER)


def assessed(
    workload: Resource, *edges: Edge, local_auth: Value = False, extra: tuple[Resource, ...] = ()
) -> Assessment:
    resources = [
        workload,
        resource("id.main", "managed_identity", region="westeurope"),
        resource("store.orders", "storage_account", local_auth=local_auth),
        resource("kv.main", "key_vault", region="westeurope"),
        *extra,
    ]
    return assess(ResourceGraph("", (), Known(resources), Links(edges)), Settings(), CATALOGUE, TODAY)


def points(assessment: Assessment) -> object:
    return assessment.derived[key("app.api")]["run.single_points"].value


def test_an_identity_alone_is_a_single_point_with_its_global_cause() -> None:
    found = assessed(web_app({}), IDENTITY, GRANT)
    assert points(found) == ["azure/managed-identity", "azure/managed-identity@westeurope"]
    assert found.derived[key("app.api")]["run.targets"].value == ["store.orders"]


def test_regional_and_global_entra_stand_in_for_each_other_so_neither_is_a_single_point() -> None:
    found = points(assessed(web_app({}), IDENTITY, GRANT))
    assert isinstance(found, list)
    assert not [point for point in found if "entra" in str(point)]


def test_two_identities_on_one_host_are_no_fallback() -> None:
    second = edge("uses_identity", "app.api", "id.second")
    grant = edge("granted", "id.second", "store.orders", role=SECRETS_USER)
    extra = (resource("id.second", "managed_identity", region="northeurope"),)
    assert points(assessed(web_app({}), IDENTITY, GRANT, second, grant, extra=extra)) == [
        "azure/managed-identity",
        "azure/managed-identity@westeurope",
    ]


def test_an_accepted_key_removes_the_single_point() -> None:
    used = edge("authenticates_to", "app.api", "store.orders", method="local-key", setting="ORDERS")
    assert points(assessed(web_app({"ORDERS": "key"}), IDENTITY, GRANT, used, local_auth=True)) == []


def test_a_key_that_the_target_refuses_is_no_path() -> None:
    used = edge("authenticates_to", "app.api", "store.orders", method="local-key", setting="ORDERS")
    found = points(assessed(web_app({"ORDERS": "key"}), IDENTITY, GRANT, used, local_auth=False))
    assert found == ["azure/managed-identity", "azure/managed-identity@westeurope"]


def test_whether_a_key_is_accepted_may_be_unknown() -> None:
    used = edge("authenticates_to", "app.api", "store.orders", method="local-key", setting="ORDERS")
    switch = Unknown("variable without a value", Origin("var.keys"))
    found = points(assessed(web_app({"ORDERS": "key"}), IDENTITY, GRANT, used, local_auth=switch))
    assert isinstance(found, Unknown)


PRINCIPAL: dict[str, Value] = {
    "AZURE_TENANT_ID": "t",
    "AZURE_CLIENT_ID": Unknown("known after apply", Origin("azuread_application.sp")),
}
PRINCIPAL_GRANT = edge("granted", "azuread_application.sp", "store.orders", role=SECRETS_USER)
APPLICATION = (resource("azuread_application.sp", "application"),)


def test_a_granted_service_principal_with_a_certificate_is_a_second_path() -> None:
    settings: Value = {**PRINCIPAL, "AZURE_CLIENT_CERTIFICATE_PATH": "/var/ssl/private/sp.p12"}
    assert points(assessed(web_app(settings), IDENTITY, GRANT, PRINCIPAL_GRANT, extra=APPLICATION)) == []


def test_a_service_principal_without_a_visible_grant_is_not_known_to_be_one() -> None:
    settings: Value = {**PRINCIPAL, "AZURE_CLIENT_CERTIFICATE_PATH": "/var/ssl/private/sp.p12"}
    assert isinstance(points(assessed(web_app(settings), IDENTITY, GRANT, extra=APPLICATION)), Unknown)


def test_a_secret_behind_the_identity_it_replaces_is_no_second_path() -> None:
    settings: Value = {**PRINCIPAL, "AZURE_CLIENT_SECRET": VAULT_REFERENCE}
    found = points(assessed(web_app(settings), IDENTITY, GRANT, PRINCIPAL_GRANT, extra=APPLICATION))
    assert found == ["azure/managed-identity", "azure/managed-identity@westeurope"]


def test_an_incomplete_triple_is_no_path() -> None:
    settings: Value = {"AZURE_CLIENT_ID": "c", "AZURE_CLIENT_SECRET": "s"}
    found = points(assessed(web_app(settings), IDENTITY, GRANT, PRINCIPAL_GRANT, extra=APPLICATION))
    assert found == ["azure/managed-identity", "azure/managed-identity@westeurope"]


def test_a_vault_reference_needs_the_vault_and_the_identity_that_reads_it() -> None:
    reference = edge("stores_secret_in", "app.api", "kv.main")
    assert points(assessed(web_app({"X": VAULT_REFERENCE}), IDENTITY, reference)) == [
        "azure/key-vault@westeurope",
        "azure/managed-identity",
        "azure/managed-identity@westeurope",
    ]


def test_unknown_settings_may_hold_another_path() -> None:
    assert isinstance(points(assessed(web_app(Unknown("module is not downloaded")), IDENTITY, GRANT)), Unknown)
    hidden: Value = {"ORDERS_CONNECTION": Unknown("variable without a value", Origin("var.orders"))}
    assert isinstance(points(assessed(web_app(hidden), IDENTITY, GRANT)), Unknown)


def test_an_unknown_setting_that_cannot_hold_a_credential_does_not_matter() -> None:
    settings: Value = {"LOG_LEVEL": Unknown("variable without a value", Origin("var.level"))}
    assert points(assessed(web_app(settings), IDENTITY, GRANT)) != []
    assert not isinstance(points(assessed(web_app(settings), IDENTITY, GRANT)), Unknown)


@pytest.mark.parametrize(("name", "hides"), [("KeyVaultName", False), ("KEY_VAULT_URI", False), ("KeyVaultKey", True)])
def test_an_unknown_setting_that_names_a_vault_holds_no_credential(name: str, hides: bool) -> None:
    settings: Value = {name: Unknown("variable without a value", Origin("var.vault"))}
    assert isinstance(points(assessed(web_app(settings), IDENTITY, GRANT)), Unknown) is hides


def test_what_runs_on_a_machine_is_not_in_the_code() -> None:
    machine = web_app({}, kind="virtual_machine")
    assert isinstance(points(assessed(machine, IDENTITY, GRANT)), Unknown)


def test_a_management_role_is_no_dependency_of_a_running_workload() -> None:
    management = edge("granted", "id.main", "store.orders", role="Contributor")
    assert points(assessed(web_app({}), IDENTITY, management)) == []


def test_a_workload_that_signs_in_to_nothing_has_nothing_to_lose() -> None:
    assert points(assessed(web_app({}), IDENTITY)) == []


def test_a_grant_that_may_not_exist_decides_nothing() -> None:
    assert isinstance(points(assessed(web_app({}), IDENTITY, GRANT._replace(maybe="count is unknown"))), Unknown)


def test_an_endpoint_beside_a_grant_shows_no_other_way_to_sign_in() -> None:
    endpoint = edge("authenticates_to", "app.api", "store.orders", method="unknown", setting="ORDERS_URL")
    settings: Value = {"ORDERS_URL": "https://orders.blob.core.windows.net"}
    assert points(assessed(web_app(settings), IDENTITY, GRANT, endpoint, local_auth=True)) != []


def test_an_endpoint_without_a_grant_leaves_it_open_how_the_workload_signs_in() -> None:
    endpoint = edge("authenticates_to", "app.api", "store.orders", method="unknown", setting="ORDERS_URL")
    assert isinstance(points(assessed(web_app({"ORDERS_URL": "x"}), IDENTITY, endpoint)), Unknown)


def test_a_vault_that_is_used_twice_is_named_once() -> None:
    reference = edge("stores_secret_in", "app.api", "kv.main")
    grant = edge("granted", "id.main", "kv.main", role="Key Vault Secrets User")
    found = assessed(web_app({"X": VAULT_REFERENCE}), IDENTITY, reference, grant)
    assert found.derived[key("app.api")]["run.targets"].value == ["kv.main"]


def property_of(assessment: Assessment, name: str) -> object:
    return assessment.derived[key("app.api")][name].value


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        ("function_app", "already on the host"),
        ("container_app_job", "among the app's own secrets"),
        ("container_group", "in a secret volume"),
        ("data_factory", "a linked service"),
        ("logic_app", "the connection keeps itself"),
        ("api_management", "uploaded to the gateway"),
    ],
)
def test_what_would_help_is_said_of_the_host(kind: str, advice: str) -> None:
    assert advice in str(property_of(assessed(web_app({}, kind), IDENTITY, GRANT), "start.remedy"))


def test_the_path_that_would_remove_a_single_point_is_named() -> None:
    found = assessed(web_app({}), IDENTITY, GRANT)
    assert property_of(found, "run.remedy") == ["a service principal with a certificate that is already on the host"]
    assert property_of(found, "run.shared_with") == ["start"]
    reference = edge("stores_secret_in", "app.api", "kv.main")
    found = assessed(web_app({"X": VAULT_REFERENCE}), IDENTITY, reference)
    assert property_of(found, "run.remedy") == ["copies of the secrets that the deployment writes into the settings"]


def test_nothing_is_advised_where_nothing_is_lost() -> None:
    found = assessed(web_app({}), IDENTITY)
    assert property_of(found, "run.remedy") == property_of(found, "run.shared_with") == []


def test_what_has_no_second_path_says_so() -> None:
    used = edge("authenticates_to", "app.api", "store.cmk", method="local-key", setting="X")
    store = resource("store.cmk", "storage_account", local_auth=True, customer_managed_key="key", region="westeurope")
    found = assessed(web_app({"X": "key"}), used, extra=(store,))
    assert property_of(found, "run.remedy") == ["none known for encryption key of store.cmk"]
    assert property_of(found, "run.targets") == ["encryption key of store.cmk"]


def test_pairs_are_listed_beside_what_is_not_known() -> None:
    settings: Value = {**PRINCIPAL, "AZURE_CLIENT_CERTIFICATE_PATH": "/var/ssl/private/sp.p12"}
    found = assessed(web_app(settings), IDENTITY, GRANT, PRINCIPAL_GRANT, extra=APPLICATION)
    assert property_of(found, "run.pairs") == [
        "azure/entra and azure/managed-identity",
        "azure/entra and azure/managed-identity@westeurope",
    ]


def test_a_chain_that_leaves_the_second_path_out_is_advice_and_no_proof() -> None:
    settings: Value = {
        **PRINCIPAL,
        "AZURE_CLIENT_CERTIFICATE_PATH": "/var/ssl/private/sp.p12",
        "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
    }
    found = assessed(web_app(settings), IDENTITY, GRANT, PRINCIPAL_GRANT, extra=APPLICATION)
    assert points(found) == []
    paths = [path for item in found.needs[key("app.api")]["run"] for path in item.paths]
    assert "AZURE_TOKEN_CREDENTIALS = ManagedIdentityCredential" in " ".join(path.advice for path in paths)


def test_workloads_that_call_one_another_in_a_circle_are_unknown() -> None:
    other = resource("app.other", "web_app", frozenset({"workload"}), region="westeurope", settings={})
    calls = edge("authenticates_to", "app.api", "app.other", method="managed-identity")
    back = edge("authenticates_to", "app.other", "app.api", method="managed-identity")
    assert isinstance(points(assessed(web_app({}), calls, back, extra=(other,))), Unknown)
    assert points(assessed(web_app({}), calls, extra=(other,))) == [
        "azure/managed-identity",
        "azure/managed-identity@westeurope",
    ]


def test_a_pool_that_runs_on_itself_ends_somewhere() -> None:
    job = resource("jobs.deploy", "deployment_job", dialect="azure_pipelines", hosting="self-hosted")
    pool = resource("pool", "build_agent_pool")
    deploys = edge("deploys", "jobs.deploy", "app.api", action="apply")
    around = (edge("runs_on", "jobs.deploy", "pool"), edge("runs_on", "pool", "pool"))
    found = assessed(web_app({}), deploys, *around, extra=(job, pool))
    assert property_of(found, "deploy.single_points") == ["azure-devops/pipelines"]
    assert found.cuts[key("app.api")]["deploy"].possible == ()
