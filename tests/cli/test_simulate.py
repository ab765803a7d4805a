"""`idlint simulate`, `inventory` and `playbook` from the outside."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from idlint.cli import main

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "bicep_tf" / "terraform")

APP = """
resource "azurerm_user_assigned_identity" "api" {
  name                = "id-api"
  location            = "westeurope"
  resource_group_name = "rg"
}

resource "azurerm_storage_account" "orders" {
  name                      = "orders"
  location                  = "westeurope"
  resource_group_name       = "rg"
  account_replication_type  = "GRS"
  shared_access_key_enabled = false
}

resource "azurerm_role_assignment" "api" {
  scope                = azurerm_storage_account.orders.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.api.principal_id
}

resource "azurerm_linux_web_app" "api" {
  name                = "api"
  location            = "westeurope"
  resource_group_name = "rg"
  service_plan_id     = "plan"
  app_settings        = { ORDERS = azurerm_storage_account.orders.primary_blob_endpoint }
  tags                = { TAGS }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.api.id]
  }
  site_config {}
}
"""

NIGHTLY = """
on:
  schedule: [{cron: "0 3 * * *"}, {cron: "0 12 * * *"}]
permissions: {id-token: write}
jobs:
  backup:
    runs-on: ubuntu-latest
    strategy: {matrix: {part: [one, two, three]}}
    steps:
      - uses: azure/login@v2
        with: {client-id: a, tenant-id: b, subscription-id: c}
"""

WINDOW = """
resource "azurerm_maintenance_configuration" "night" {
  name                = "night"
  location            = "westeurope"
  resource_group_name = "rg"
  scope               = "InGuestPatch"
  window {
    start_date_time = "2026-01-05 23:00"
    duration        = "04:00"
    time_zone       = "UTC"
    recur_every     = "1Week Monday"
  }
}
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    said = capsys.readouterr()
    return stopped.value.code or 0, said.out, said.err


def simulated(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code, out, err = run(capsys, "simulate", *arguments, "--format", "json")
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with one app that lives on one identity."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "main.tf").write_text(APP.replace("TAGS", 'criticality = "high"'), encoding="utf-8")
    return tmp_path


def capability(data: dict[str, Any], name: str = "run") -> dict[str, Any]:
    (workload,) = data["workloads"]
    found: dict[str, Any] = workload["capabilities"][name]
    return found


def test_the_list_is_that_of_the_repository_that_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "idlint.toml").write_text('scenarios = ["drills"]\n')
    (tmp_path / "drills").mkdir()
    (tmp_path / "drills" / "drill.yaml").write_text("[")
    code, _, error = run(capsys, "simulate", "--list", str(tmp_path))
    assert (code, "drill.yaml:2:1: did not find expected node content" in error) == (2, True)


def test_list_names_every_scenario(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    code, out, _ = run(capsys, "simulate", "--list")
    assert code == 0
    assert "azure-managed-identity-2026-02\n" in out
    assert json.loads(run(capsys, "simulate", "--list", "--format", "json")[1])["scenarios"][0]["sources"]
    assert "| `azure-region-loss` |" in run(capsys, "simulate", "--list", "--format", "markdown")[1]


def test_an_app_that_lives_on_tokens_lives_on_caches(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    data = simulated(capsys, "azure-managed-identity-2026-02", str(shop))
    assert capability(data)["state"] == "cached"
    (why,) = capability(data)["why"]
    assert why.startswith("azurerm_storage_account.orders: managed identity azurerm_user_assigned_identity.api needs")
    assert capability(data, "start")["state"] == "lost"
    assert data["workloads"][0]["line"] == 22


def test_what_if_needs_no_scenario_and_can_be_repeated(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    domains = ["--what-if", "azure/managed-identity@westeurope", "--what-if", "azure/entra"]
    data = simulated(capsys, *domains, "--hours", "30", str(shop))
    assert capability(data)["state"] == "lost"
    assert capability(data)["since"] == 24
    assert data["timeline"][0]["failed"] == ["azure/managed-identity@westeurope", "azure/entra"]
    elsewhere = simulated(capsys, "--what-if", "azure/managed-identity@northeurope", str(shop))
    assert capability(elsewhere)["state"] == "survives"


def test_a_region_is_chosen_or_the_busiest_one(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    assert capability(simulated(capsys, "azure-region-loss", str(shop)))["state"] == "lost"
    moved = simulated(capsys, "azure-region-loss", str(shop), "--region", "northeurope")
    assert capability(moved)["state"] == "survives"
    ours = simulated(capsys, "azure-managed-identity-pir-2026-02", str(shop), "--region", "westeurope")
    assert capability(ours)["state"] == "cached"


def test_critical_lost_fails_the_run(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    code, _, err = run(capsys, "simulate", "azure-region-loss", str(shop), "--fail-on", "critical-lost")
    assert code == 1
    assert "1 critical workload is lost: azurerm_linux_web_app.api" in err
    code, _, err = run(capsys, "simulate", "azure-entra-2020-09", str(shop), "--fail-on", "critical-lost")
    assert (code, err) == (0, "")


def test_a_replica_elsewhere_keeps_a_workload_from_being_lost(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    one = '"api" {\n  name                = "api"\n  location            = "westeurope"'
    each = (
        '"api" {\n  for_each = toset(["westeurope", "northeurope"])\n  name = "api-${each.key}"\n  location = each.key'
    )
    text = APP.replace("TAGS", 'criticality = "high"').replace(one, each)
    assert "for_each" in text
    (shop / "main.tf").write_text(text.replace("orders.primary_blob_endpoint", "orders.name"), encoding="utf-8")
    data = simulated(capsys, "azure-region-loss", str(shop), "--region", "westeurope")
    lost, well = data["workloads"]
    assert (lost["capabilities"]["run"]["state"], well["capabilities"]["run"]["state"]) == ("lost", "survives")
    assert lost["elsewhere"] == [well["address"]]
    assert (
        run(capsys, "simulate", "azure-region-loss", str(shop), "--region", "westeurope", "--fail-on", "critical-lost")[
            0
        ]
        == 0
    )


def test_without_any_criticality_nothing_could_fail_and_that_is_said(
    capsys: pytest.CaptureFixture[str], shop: Path
) -> None:
    (shop / "main.tf").write_text(APP.replace("TAGS", 'owner = "shop"'), encoding="utf-8")
    code, out, err = run(capsys, "simulate", "azure-region-loss", str(shop), "--fail-on", "critical-lost")
    assert code == 1
    assert "nothing says how much any workload matters" in err
    assert "lost" in out


def test_scheduled_jobs_and_windows_that_come_round_are_listed(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    (shop / ".github" / "workflows").mkdir(parents=True)
    (shop / ".github" / "workflows" / "nightly.yml").write_text(NIGHTLY, encoding="utf-8")
    (shop / "window.tf").write_text(WINDOW, encoding="utf-8")
    code, out, _ = run(capsys, "simulate", "azure-managed-identity-2026-02", str(shop))
    assert code == 0
    said = " ".join(out.split())
    assert "2026-02-10 03:00 · survives" in said
    assert "12 * * *" not in said
    assert "maintenance window azurerm_maintenance_configuration.night (.) · 1Week Monday 23:00 for 04:00" in said
    down = simulated(capsys, "--what-if", "github/oidc", "--at", "2026-02-10T02:00", str(shop))
    jobs = {(item["schedule"], item["state"], *item["times"]) for item in down["occasions"] if item["sort"] == "job"}
    assert jobs == {("0 3 * * *", "lost", "2026-02-10 03:00"), ("0 12 * * *", "lost", "2026-02-10 12:00")}


def test_an_outage_without_a_date_says_that_schedules_may_fall_into_it(
    capsys: pytest.CaptureFixture[str], shop: Path
) -> None:
    (shop / ".github" / "workflows").mkdir(parents=True)
    (shop / ".github" / "workflows" / "nightly.yml").write_text(NIGHTLY, encoding="utf-8")
    _, out, _ = run(capsys, "simulate", "azure-entra-backup-serves", str(shop))
    assert "the outage has no date (--at gives it one)" in " ".join(out.split())
    assert "and 2 like it" in out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("azure-region-lost",), "did you mean `azure-region-loss`"),
        (("--what-if", "azure/managed-identty"), "did you mean `azure/managed-identity`"),
        ((), "name a scenario"),
        (("azure-region-loss", "--hours", "3"), "--hours is the length of a --what-if"),
    ],
)
def test_a_wrong_question_is_answered(
    capsys: pytest.CaptureFixture[str],
    shop: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    problem: str,
) -> None:
    monkeypatch.chdir(shop)
    code, _, err = run(capsys, "simulate", *arguments)
    assert code == 2
    assert problem in err


def test_a_configured_folder_adds_scenarios(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    (shop / "drills").mkdir()
    source = "{url: 'https://example.com', says: drill}"
    (shop / "drills" / "vault-drill.yaml").write_text(
        "id: vault-drill\ntitle: Drill\nsummary: A drill\n"
        "phases: [{name: gone, start: 0h, end: 30h, failed: [azure/managed-identity]}]\n"
        f"sources: [{source}]\n",
        encoding="utf-8",
    )
    (shop / "idlint.toml").write_text('scenarios = ["drills"]\n', encoding="utf-8")
    assert capability(simulated(capsys, "vault-drill", str(shop)))["state"] == "lost"
    (shop / "idlint.toml").write_text('scenarios = ["nowhere"]\n', encoding="utf-8")
    code, _, err = run(capsys, "simulate", "vault-drill", str(shop))
    assert code == 2
    assert "nowhere is not a folder" in err


def test_workloads_in_a_circle_are_an_explicit_unknown(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    apps = "".join(
        f'resource "azurerm_linux_web_app" "{name}" {{\n  name = "{name}"\n  location = "westeurope"\n'
        f'  resource_group_name = "rg"\n  service_plan_id = "p"\n'
        f"  app_settings = {{ OTHER = azurerm_linux_web_app.{other}.default_hostname }}\n  site_config {{}}\n}}\n"
        for name, other in (("a", "b"), ("b", "a"))
    )
    (shop / "main.tf").write_text(apps, encoding="utf-8")
    data = simulated(capsys, "azure-managed-identity-2026-02", str(shop))
    assert len(data["workloads"]) == 2


@pytest.mark.parametrize("format_name", ["text", "json", "markdown"])
def test_output_is_the_same_every_time(capsys: pytest.CaptureFixture[str], format_name: str) -> None:
    arguments = ("simulate", "azure-managed-identity-2026-02", EXAMPLE, "--format", format_name, "--now", "2026-12-01")
    assert run(capsys, *arguments) == run(capsys, *arguments)


def test_markdown_has_a_table_of_every_workload(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    code, out, _ = run(capsys, "simulate", "azure-managed-identity-2026-02", str(shop), "--format", "markdown")
    assert code == 0
    assert "| `azurerm_linux_web_app.api` | westeurope | high | on caches | lost |" in out
    assert "## Where sources disagree" in out


def test_an_empty_repository_has_nothing_to_lose(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "main.tf").write_text("locals {}\n", encoding="utf-8")
    code, out, _ = run(capsys, "simulate", "azure-entra-2020-09", str(tmp_path))
    assert code == 0
    assert "No workload is seen here" in out
    assert "no identity" in run(capsys, "inventory", str(tmp_path))[1].lower()
    assert "No job that deploys is seen" in run(capsys, "playbook", str(tmp_path))[1]


def test_inventory_says_what_hangs_on_an_identity(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    code, out, _ = run(capsys, "inventory", str(shop), "--format", "json")
    assert code == 0
    (identity,) = json.loads(out)["identities"]
    assert identity["kind"] == "user-assigned managed identity"
    assert identity["workloads"] == [{"address": "azurerm_linux_web_app.api", "criticality": "high", "declared": True}]
    assert identity["grants"] == [{"role": "Storage Blob Data Contributor", "target": "azurerm_storage_account.orders"}]
    assert identity["fallback"] == "none"
    assert identity["reasons"] == ["azure/managed-identity in westeurope"]


def test_inventory_finds_a_fallback(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    text = APP.replace("TAGS", "").replace("shared_access_key_enabled = false", "shared_access_key_enabled = true")
    text = text.replace("orders.primary_blob_endpoint", "orders.primary_connection_string")
    (shop / "main.tf").write_text(text, encoding="utf-8")
    (identity,) = json.loads(run(capsys, "inventory", str(shop), "--format", "json")[1])["identities"]
    assert identity["fallback"] == "all"
    assert "ORDERS" in identity["reasons"][0]


def test_inventory_has_the_same_rows_in_every_form(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(capsys, "inventory", str(shop), "--format", "csv")[1])))
    assert [row["identity"] for row in rows] == ["azurerm_user_assigned_identity.api"]
    assert rows[0]["grants"] == "Storage Blob Data Contributor on azurerm_storage_account.orders"
    assert "| `azurerm_user_assigned_identity.api` |" in run(capsys, "inventory", str(shop), "--format", "markdown")[1]
    rows_of_text = run(capsys, "inventory", str(shop))[1].splitlines()
    assert rows_of_text[1].startswith("azurerm_user_assigned_identity.api "), "in a pipe a name is whole"
    assert "1 identity; fallback: 1 none" in run(capsys, "inventory", str(shop))[1]


def test_inventory_does_not_say_that_nothing_is_granted_where_grants_are_not_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_iam_role" "task" {\n  name = "task"\n}\n', encoding="utf-8")
    _, row, *rest = run(capsys, "inventory", str(tmp_path))[1].splitlines()
    assert row.split()[:7] == ["aws_iam_role.task", "IAM", "role", "-", "-", "0", "-"]
    assert "What AWS and Google Cloud grant is not read" in rest[-1]


def test_a_system_assigned_identity_is_its_carriers(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    text = APP.replace("TAGS", "").replace('type         = "UserAssigned"', 'type = "SystemAssigned, UserAssigned"')
    (shop / "main.tf").write_text(text, encoding="utf-8")
    found = json.loads(run(capsys, "inventory", str(shop), "--format", "json")[1])["identities"]
    kinds = {item["identity"]: item["kind"] for item in found}
    assert kinds["azurerm_linux_web_app.api"] == "system-assigned managed identity"


LOGIN = """\
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with: {role-to-assume: r, aws-region: eu-west-1}
"""


def test_the_playbook_asks_the_clouds_that_there_are(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "a.yml").write_text(LOGIN, encoding="utf-8")
    out = run(capsys, "playbook", str(tmp_path))[1]
    assert "aws sts get-caller-identity" in out
    assert "az account" not in out
    (workflows / "a.yml").write_text(LOGIN.replace("aws-actions/configure-aws-credentials", "acme/x"), encoding="utf-8")
    out = run(capsys, "playbook", str(tmp_path))[1]
    assert "Ask for a token" not in out
    assert "```" not in out
    assert "Nothing that is seen here has to come back." in out


TEMPLATE = """\
targetScope = 'subscription'
param name string
resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: name
  location: 'westeurope'
}
module app 'app.bicep' = {
  scope: group
}
"""
MODULE = """\
resource app 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app'
  location: 'westeurope'
  identity: {type: 'SystemAssigned'}
  properties: {}
}
"""
MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    metadata: {labels: {azure.workload.identity/use: "true"}}
    spec:
      serviceAccountName: shop
      containers: [{name: shop, image: shop}]
"""


def test_the_playbook_deploys_each_set_with_its_files_and_at_its_scope(
    capsys: pytest.CaptureFixture[str], shop: Path
) -> None:
    files = {
        "env/prod.tfvars": 'x = "y"\n', "terraform.tfvars": "", "infra/main.bicep": TEMPLATE, "infra/app.bicep": MODULE,
        "infra/main.prod.bicepparam": "using 'main.bicep'\nparam name = 'rg-prod'\n", "k8s/my shop.yaml": MANIFEST,
    }  # fmt: skip
    for path, content in files.items():
        (shop / path).parent.mkdir(exist_ok=True)
        (shop / path).write_text(content, encoding="utf-8")
    out = run(capsys, "playbook", str(shop))[1]
    shown = out.partition("break-glass account:")[2].partition("```sh\n")[2]
    template = "infra/main.bicep --parameters infra/main.prod.bicepparam"
    assert shown.partition("```")[0].splitlines() == [
        "terraform -chdir=. init && terraform -chdir=. apply -var-file=env/prod.tfvars  # prod",
        f"az deployment sub create -l LOCATION --template-file {template}  # prod",
        "kubectl apply -f 'k8s/my shop.yaml'",
    ]


def test_the_playbook_says_what_stops_and_what_to_switch_to(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    code, out, _ = run(capsys, "playbook", str(shop))
    assert code == 0
    assert "X-IDENTITY-HEADER" in out
    assert "169.254" not in out
    assert "| +0h00 | +24h00 | stops | `azurerm_linux_web_app.api` | high |  |" in out
    assert "**nothing: there is no fallback**" in out
    assert "leave these alone: `azurerm_linux_web_app.api`" in out
    assert "None is seen in the code" in out


def test_the_playbook_repeats_what_the_configuration_states(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    (shop / "idlint.toml").write_text(
        '[[assume]]\nfact = "break-glass-deployment"\nbecause = "sealed envelope in the safe"\nowner = "ops"\n'
        "until = 2099-01-01\n",
        encoding="utf-8",
    )
    assert "sealed envelope in the safe (owner ops; until 2099-01-01)" in run(capsys, "playbook", str(shop))[1]


def test_the_playbook_can_be_written_to_a_file(capsys: pytest.CaptureFixture[str], shop: Path) -> None:
    assert run(capsys, "playbook", str(shop), "--output", str(shop / "RUNBOOK.md"))[:2] == (0, "")
    assert (shop / "RUNBOOK.md").read_text(encoding="utf-8").startswith("# When cloud identity fails: runbook of")


def test_the_playbook_of_the_example_knows_its_jobs_credentials_and_alerts(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "playbook", EXAMPLE)[1]
    assert "| `jobs.prod` (`.github/workflows/deploy.yml:15`) | `terraform[prod]` | no | push |" in out
    assert "| `azurerm_key_vault_secret.fallback` | secret in a vault | 2026-08-31 |" in out
    assert "| `ServiceHealth` | nobody |" in out
    assert "bicep" not in out.replace("bicep\\_tf", "")


def test_an_identity_that_several_deployments_declare_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("orders", "payments"):
        (tmp_path / folder).mkdir()
        text = 'provider "azurerm" {\n  features {}\n}\nresource "azurerm_user_assigned_identity" "api" {}\n'
        (tmp_path / folder / "main.tf").write_text(text, encoding="utf-8")
    said = run(capsys, "inventory", str(tmp_path))[1]
    assert "identity.api in orders " in said
    assert "identity.api in payments " in said
