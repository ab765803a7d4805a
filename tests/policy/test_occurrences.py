"""What a finding tells beside its place: the way to the credential that it is about."""

from __future__ import annotations

from pathlib import Path

from idlint import api
from idlint.report import sarif

APP = """
provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "app" {
  name                = "id-app"
  resource_group_name = "rg"
  location            = "westeurope"
}

resource "azurerm_storage_account" "orders" {
  name                      = "stor"
  resource_group_name       = "rg"
  location                  = "westeurope"
  account_tier              = "Standard"
  account_replication_type  = "GZRS"
  shared_access_key_enabled = false
}

resource "azurerm_role_assignment" "orders" {
  scope                = azurerm_storage_account.orders.id
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.app.principal_id
}

resource "azurerm_linux_web_app" "app" {
  name                = "app-orders"
  resource_group_name = "rg"
  location            = "westeurope"
  service_plan_id     = "plan"
  tags                = { criticality = "mission-critical" }
  app_settings        = { ORDERS__accountName = azurerm_storage_account.orders.name }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.app.id]
  }
  site_config {}
}
"""


def test_a_finding_about_a_token_path_tells_its_steps(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(APP)
    report = api.check((tmp_path,), select=("single-token-path",))
    [finding] = report.findings
    assert [step.label for step in finding.steps] == [
        "azurerm_storage_account.orders, by managed identity azurerm_user_assigned_identity.app"
    ]
    assert set(finding.steps) <= set(finding.related)
    assert '"codeFlows"' in sarif.render(report)


PIPELINE = """
publish:
  script:
    - ./ci/upload.sh page.html
    - az login --identity
"""


def test_a_finding_about_a_pipeline_names_the_script_that_its_line_leads_to(tmp_path: Path) -> None:
    (tmp_path / "ci").mkdir()
    (tmp_path / "ci" / "upload.sh").write_text("set -e\naz login --identity\n")
    (tmp_path / ".gitlab-ci.yml").write_text(PIPELINE)
    [finding] = api.check((tmp_path,), select=("login-with-runner-identity",)).findings
    assert "the command is in ci/upload.sh:2" in finding.notes
    assert [related.label for related in finding.related] == ["here too"]


JOBS = """
zeta:
  script: az login --identity
alpha:
  script: az login --identity
"""


def test_a_finding_about_a_file_speaks_of_its_own_place(tmp_path: Path) -> None:
    (tmp_path / ".gitlab-ci.yml").write_text(JOBS)
    [finding] = api.check((tmp_path,), select=("login-with-runner-identity",)).findings
    assert finding.message.startswith("jobs.zeta.")
    assert [related.label for related in finding.related] == ["here too"]


ASSIGNMENT = """
resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-app'
  location: 'westeurope'
}

resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid('app')
  properties: {
    principalId: id.properties.principalId
    roleDefinitionId: 'x'
  }
}
"""


def test_that_something_is_there_is_told_without_a_value_that_nobody_wrote(tmp_path: Path) -> None:
    (tmp_path / "main.bicep").write_text(ASSIGNMENT)
    [finding] = api.check((tmp_path,), select=("role-assignment-replication-race",)).findings
    assert [related.label for related in finding.related] == ["id"]
