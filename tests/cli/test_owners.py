"""Ownership from the outside: who owns a finding, whose run it fails, and what is said when nobody is meant."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

STORE = """
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "%s" {
  name                     = "%s"
  resource_group_name      = "rg"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { criticality = "mission-critical" }
}
"""
ALERTS = """
resource "azurerm_monitor_action_group" "orders" {
  name                = "orders"
  resource_group_name = "rg"
  short_name          = "orders"
}
"""
RULES = ("--select", "storage-single-region", "--select", "service-health-alert-missing")
CODEOWNERS = "/orders/ @acme/orders\n/billing/ @acme/billing dora@example.com\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "repository"
    for name in (".git", ".github", "orders", "billing"):
        (root / name).mkdir(parents=True)
    for name in ("orders", "billing"):
        (root / name / "main.tf").write_text(STORE % (name, name))
    (root / "orders" / "alerts.tf").write_text(ALERTS)
    (root / ".github" / "CODEOWNERS").write_text(CODEOWNERS)
    monkeypatch.chdir(root)
    return root


def owned(run: Run, *arguments: str) -> dict[str, list[str]]:
    """Path and rule of each finding -> its owners."""
    data = json.loads(run("check", "--format", "json", *RULES, *arguments)[1])
    return {f"{item['path']} {item['rule']}": item["owners"] for item in data["findings"]}


def test_every_finding_names_its_owners(repository: Path, run: Run) -> None:
    found = owned(run)
    assert found["orders/main.tf storage-single-region"] == ["@acme/orders"]
    assert found["billing/main.tf storage-single-region"] == ["@acme/billing", "dora@example.com"]
    text = run("check", *RULES)[1]
    assert "owned by @acme/billing, dora@example.com" in text
    assert "Owners: @acme/billing 1, @acme/orders 1, dora@example.com 1, nobody 1" in " ".join(text.split())


@pytest.mark.parametrize("name", ["@acme/orders", "acme/orders", "Orders"])
def test_an_owner_sees_and_answers_for_his_own(repository: Path, run: Run, name: str) -> None:
    assert set(owned(run, "--owner", name)) == {"orders/main.tf storage-single-region"}
    (repository / "orders" / "main.tf").write_text((STORE % ("o", "o")).replace("LRS", "GZRS"))
    code, out, _ = run("check", "--owner", name, *RULES)
    assert code == 0
    assert f"Left out: 2 findings that {name} does not own" in out


def test_what_is_true_of_the_tenant_is_its_areas(repository: Path, run: Run) -> None:
    tenant = [name for name in owned(run) if name.endswith("service-health-alert-missing")]
    assert len(tenant) == 1
    assert owned(run)[tenant[0]] == []
    (repository / "idlint.toml").write_text('[owners]\n"area:monitoring" = "@acme/observers"\n')
    assert list(owned(run, "--owner", "observers")) == tenant


def test_the_configuration_goes_before_codeowners(repository: Path, run: Run) -> None:
    (repository / "idlint.toml").write_text('[owners]\n"orders/*" = "team-orders"\n')
    found = owned(run)
    assert found["orders/main.tf storage-single-region"] == ["team-orders"]
    assert "billing/main.tf storage-single-region" in owned(run, "--owner", "dora@example.com")


def test_a_root_below_the_checkout_is_owned_as_the_checkout_says(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "orders" / "idlint.toml").write_text("")
    monkeypatch.chdir(repository / "orders")
    assert owned(run)["main.tf storage-single-region"] == ["@acme/orders"]


def test_a_changed_codeowners_file_is_no_old_answer(repository: Path, run: Run) -> None:
    assert owned(run)["orders/main.tf storage-single-region"] == ["@acme/orders"]
    (repository / ".github" / "CODEOWNERS").write_text("* @else\n")
    assert owned(run)["orders/main.tf storage-single-region"] == ["@else"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (CODEOWNERS, "@acme/order", "did you mean `@acme/orders`?"),
        ("", "@acme/orders", "add a CODEOWNERS file, or `[owners]` to the configuration"),
        (b"\xff\xfe", "x", ".github/CODEOWNERS: is not UTF-8"),
    ],
)
def test_nobody_meant_is_a_mistake_with_its_way_out(
    repository: Path, run: Run, content: str | bytes, name: str, said: str
) -> None:
    data = content.encode() if isinstance(content, str) else content
    (repository / ".github" / "CODEOWNERS").write_bytes(data)
    code, _, err = run("check", "--owner", name)
    assert (code, said in err) == (2, True), err


def test_a_line_that_counts_for_nothing_is_said(repository: Path, run: Run) -> None:
    (repository / ".github" / "CODEOWNERS").write_text("!x @me\n")
    assert ".github/CODEOWNERS: line 1: `!x @me` is not understood" in run("check", *RULES)[1]


@pytest.mark.parametrize("name", ["csv", "markdown", "junit", "gitlab", "azure", "github", "sarif"])
def test_every_report_names_the_owner(repository: Path, run: Run, name: str) -> None:
    assert "acme/orders" in run("check", "--format", name, *RULES)[1].replace("\u200b", "")
