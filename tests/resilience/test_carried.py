"""What is carried for nothing that is seen: an outage of identity leaves it unknown, any other one leaves it alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from idlint import studies
from idlint.resilience.carried import PURPOSE
from idlint.resilience.timeline import Replayed

APP = """
resource "azurerm_linux_web_app" "api" {
  name                = "api"
  location            = "westeurope"
  resource_group_name = "rg"
  service_plan_id     = "plan"
  app_settings        = { MODE = "fast" SETTINGS }
  identity {
    type = "SystemAssigned"
  }
  site_config {}
}
"""


def replayed(folder: Path, text: str, domain: str) -> Replayed:
    (folder / "idlint.toml").write_text("", encoding="utf-8")
    (folder / "main.tf").write_text(text, encoding="utf-8")
    study = studies.study([folder])
    (fate,) = studies.simulate(study, studies.chosen(study, "", [domain])).workloads
    return fate.run


@pytest.mark.parametrize(
    ("domain", "state"), [("azure/managed-identity", "unknown"), ("azure/key-vault@*", "survives")]
)
def test_an_identity_for_nothing_that_is_seen_is_unknown_without_tokens(
    tmp_path: Path, domain: str, state: str
) -> None:
    found = replayed(tmp_path, APP.replace("SETTINGS", ""), domain)
    assert found.state == state
    if state == "unknown":
        assert found.until == 12
        assert [fate.dependency.text for fate in found.verdict.dependencies if fate.state == "unknown"] == [PURPOSE]


def test_an_identity_whose_use_is_seen_is_judged_by_that(tmp_path: Path) -> None:
    setting = ', KEY = "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x)"'
    found = replayed(tmp_path, APP.replace(" SETTINGS", setting), "azure/managed-identity")
    assert found.state == "cached"


def test_without_an_identity_there_is_nothing_to_lose(tmp_path: Path) -> None:
    text = APP.replace("SETTINGS", "").replace('identity {\n    type = "SystemAssigned"\n  }', "")
    assert replayed(tmp_path, text, "azure/managed-identity").state == "survives"


POLICY = """
resource "azurerm_key_vault" "kv" {
  name                = "kv"
  location            = "westeurope"
  resource_group_name = "rg"
  tenant_id           = "t"
  sku_name            = "standard"
}

resource "azurerm_key_vault_access_policy" "api" {
  key_vault_id = azurerm_key_vault.kv.id
  tenant_id    = "t"
  object_id    = azurerm_linux_web_app.api.identity[0].principal_id
  PERMISSIONS
}
"""


@pytest.mark.parametrize(
    ("permissions", "state", "text"),
    [
        ('secret_permissions = ["List", "Get"]', "cached", "azurerm_key_vault.kv"),
        ('key_permissions = ["Get", "UnwrapKey", "WrapKey"]', "unknown", PURPOSE),
    ],
)
def test_an_access_policy_for_secrets_shows_what_an_identity_is_for(
    tmp_path: Path, permissions: str, state: str, text: str
) -> None:
    infrastructure = APP.replace("SETTINGS", "") + POLICY.replace("PERMISSIONS", permissions)
    found = replayed(tmp_path, infrastructure, "azure/managed-identity")
    assert found.state == state
    assert [fate.dependency.text for fate in found.verdict.dependencies if fate.state == state] == [text]
