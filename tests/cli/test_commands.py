"""The other commands from the outside."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from idlint.cli import COMMANDS, main
from idlint.plugins import load_plugins


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    said = capsys.readouterr()
    return stopped.value.code or 0, said.out, said.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert "Usage:" in out


def test_explain_prints_the_prose_of_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "explain", "single-token-path")
    assert code == 0
    for heading in ("Why", "What to do", "What not to do", "References"):
        assert heading in out


def test_explain_suggests_the_rule_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "explain", "single-token-pth")
    assert code == 2
    assert "did you mean `single-token-path`?" in err


def test_rules_lists_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    shipped = {path.parent.name for path in load_plugins().packs[0].rules.glob("*/rule.yaml")}
    data = json.loads(run(capsys, "rules", "--format", "json")[1])
    assert {rule["id"] for rule in data["rules"]} == shipped
    lines = run(capsys, "rules")[1].splitlines()
    assert {line.split()[0] for line in lines[1:]} == shipped, "in a pipe each rule is one whole line"


def test_show_gives_everything_evaluated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.tf").write_text(
        'variable "region" {}\n'
        'variable "secret" {\n  default   = "x"\n  sensitive = true\n}\n'
        'locals { name = "kv-${var.region}" }\n'
        'resource "azurerm_key_vault" "kv" {\n  for_each = toset(["a"])\n  name = local.name\n'
        '  location = "West Europe"\n'
        "  sku_name = var.secret\n}\n"
    )
    monkeypatch.chdir(tmp_path)
    data = json.loads(run(capsys, "show", "--format", "json")[1])
    (deployment,) = data["deployments"]
    (vault,) = deployment["resources"]
    assert deployment["variables"]["region"]["$unknown"] == "variable without a value"
    assert vault["address"] == 'azurerm_key_vault.kv["a"]'
    assert (vault["mode"], vault["type"], vault["kind"]) == ("managed", "azurerm_key_vault", "key_vault")
    assert (vault["path"], vault["line"]) == ("main.tf", 7)
    assert vault["attributes"]["name"]["text"] == "kv-${var.region}"
    assert vault["attributes"]["sku_name"] == {"$sensitive": True}
    assert vault["properties"]["region"] == "westeurope"
    assert "azurerm_key_vault.kv" in run(capsys, "show")[1]


def test_the_module_runs_as_a_program_and_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "azurerm_key_vault" "kv" {}\n')
    command = [sys.executable, "-m", "idlint", "show", str(tmp_path), "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


GRAPHED = """
resource "azurerm_user_assigned_identity" "app" {
  name                = "id-app"
  resource_group_name = "rg"
  location            = "westeurope"
}

resource "azurerm_linux_web_app" "app" {
  name                = "app-orders"
  resource_group_name = "rg"
  location            = "westeurope"
  service_plan_id     = "plan"
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.app.id]
  }
}
"""


def test_graph_draws_who_depends_on_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.tf").write_text(GRAPHED)
    monkeypatch.chdir(tmp_path)
    _, drawn, _ = run(capsys, "graph", "--edges", "uses_identity")
    assert "-->|uses_identity|" in drawn
    data = json.loads(run(capsys, "graph", "--format", "json", "--from", "azurerm_linux_web_app.app")[1])
    addresses = [node["address"] for node in data["environments"][0]["nodes"]]
    assert addresses == ["azurerm_user_assigned_identity.app", "azurerm_linux_web_app.app"]
    assert run(capsys, "graph", "--format", "dot")[1].startswith("digraph idlint {")


def test_graph_shows_the_identity_of_a_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "main.tf").write_text(
        'provider "azurerm" {}\nresource "azurerm_user_assigned_identity" "api" {\n  name = "id-api"\n}\n'
        'resource "azurerm_federated_identity_credential" "api" {\n'
        "  parent_id = azurerm_user_assigned_identity.api.id\n"
        '  issuer = "https://oidc.example/1"\n  subject = "system:serviceaccount:orders:api"\n}\n'
    )
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: api, namespace: orders}\n"
    (tmp_path / "api.yaml").write_text(account)
    monkeypatch.chdir(tmp_path)
    data = json.loads(run(capsys, "graph", "--format", "json", "--from", "ServiceAccount/orders/api")[1])
    [edge] = data["environments"][0]["edges"]
    assert edge["target"] == ".:azurerm_user_assigned_identity.api"
    assert (edge["confidence"], edge["path"], edge["line"]) == ("medium", "api.yaml", 2)
    assert edge["explanation"].endswith("trusts system:serviceaccount:orders:api")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "azurerm_linux_web_app.ap"), "did you mean `azurerm_linux_web_app.app`"),
        (("--edges", "nonsense"), "there are no edges `nonsense`"),
    ],
)
def test_graph_says_what_is_wrong_with_a_filter(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    (tmp_path / "main.tf").write_text(GRAPHED)
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, "graph", *arguments)
    assert code == 2
    assert said in err
