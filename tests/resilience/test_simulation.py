"""A replayed estate: what stands in for a workload that stops."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from idlint import studies
from idlint.resilience.simulation import Simulation

SYSTEM = """
variable "regions" { default = ["westeurope", "northeurope"] }
resource "azurerm_linux_web_app" "api" {
  count    = 2
  name     = "api-${count.index}"
  location = var.regions[count.index]
  identity { type = "SystemAssigned" }
}
resource "azurerm_role_assignment" "api" {
  count                = 2
  role_definition_name = "Storage Blob Data Contributor"
  scope                = azurerm_storage_account.orders.id
  principal_id         = azurerm_linux_web_app.api[count.index].identity[0].principal_id
}
resource "azurerm_linux_web_app" "web" {
  name     = "web"
  location = WHERE
}
resource "azurerm_storage_account" "orders" {
  name     = "orders"
  location = "westeurope"
}
"""


def lost(folder: Path, where: str) -> Simulation:
    (folder / "system").mkdir()
    (folder / "idlint.toml").write_text("", encoding="utf-8")
    (folder / "main.tf").write_text('module "system" { source = "./system" }\nprovider "azurerm" {}', encoding="utf-8")
    (folder / "system/main.tf").write_text(SYSTEM.replace("WHERE", where), encoding="utf-8")
    study = studies.study([folder], now=date(2026, 12, 1))
    return studies.simulate(study, studies.chosen(study, "", ["azure/managed-identity@westeurope"], hours=30))


@pytest.mark.parametrize(
    ("where", "twins"),
    [
        ('"westeurope"', ["api[1]"]),
        ("var.unset", ["api[1]"]),
        ('"northeurope"', ["api[1]", "web"]),
    ],
)
def test_another_part_of_the_system_in_one_place_is_no_replica(tmp_path: Path, where: str, twins: list[str]) -> None:
    (fate,) = lost(tmp_path, where).of("azurerm_linux_web_app.api[0]")
    assert fate.run.state == "lost", fate.run
    assert [key.address.rpartition(".")[2] for key in fate.elsewhere] == twins
