"""The fixture `idlint`: what a user's own test asserts, and what pytest shows when it fails."""

from __future__ import annotations

import pytest

INFRASTRUCTURE = """
resource "azurerm_user_assigned_identity" "api" {
  name                = "id-api"
  location            = "westeurope"
  resource_group_name = "rg"
}

resource "azurerm_storage_account" "orders" {
  name                     = "orders"
  location                 = "westeurope"
  resource_group_name      = "rg"
  account_replication_type = "LRS"
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
  tags                = { criticality = "high" }
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.api.id]
  }
  site_config {}
}
"""


@pytest.fixture
def repository(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makefile(".tf", main=INFRASTRUCTURE)
    pytester.makefile(".toml", idlint="")
    return pytester


def outcome(repository: pytest.Pytester, body: str) -> pytest.RunResult:
    repository.makepyfile(f"def test_it(idlint):\n    {body}\n")
    return repository.runpytest("-p", "no:cacheprovider")


@pytest.mark.parametrize(
    "body",
    [
        'assert idlint.simulate("azure-region-loss", region="northeurope").survives("azurerm_linux_web_app.api")',
        'assert idlint.simulate("azure-resource-manager-down").survives("azurerm_linux_web_app.api", "start")',
        'assert idlint.what_if("azure/managed-identity@northeurope").survives("azurerm_linux_web_app.api")',
        'assert not idlint.what_if("azure/region@westeurope").survives("azurerm_linux_web_app.api")',
        'assert idlint.simulate("azure-managed-identity-2026-02").critical_lost == ()',
        'assert idlint.graph.resource("azurerm_linux_web_app.api").value("region") == "westeurope"',
        'assert [item.address for item in idlint.graph.of_kind("workload")] == ["azurerm_linux_web_app.api"]',
        'assert list(idlint.graph) == [""] and len(idlint.graph) == 1 and idlint.graph[""].environment == ""',
        'assert idlint.findings.of("storage-single-region").at("azurerm_storage_account.orders")',
        'assert not idlint.findings.of("no-such-rule")',
        'assert idlint.report.fail_on == "high"',
        'assert idlint.simulate("azure-region-loss") is idlint.simulate("azure-region-loss")',
    ],
)
def test_what_holds_passes(repository: pytest.Pytester, body: str) -> None:
    outcome(repository, body).assert_outcomes(passed=1)


def test_a_failed_assertion_explains_itself(repository: pytest.Pytester) -> None:
    body = 'assert idlint.simulate("azure-managed-identity-2026-02").survives("azurerm_linux_web_app.api")'
    result = outcome(repository, body)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E *<NO: azurerm_linux_web_app.api keeps `run` in azure-managed-identity-2026-02*",
            "*- idlint -*",
            "NO: azurerm_linux_web_app.api keeps `run` in azure-managed-identity-2026-02",
            "  azurerm_linux_web_app.api: cached",
            "    on what it has from +0h00 to +10h00; that may end at any time",
            "    azurerm_storage_account.orders: managed identity * needs azure/managed-identity",
            "    recovers alone after +10h00*",
        ]
    )


def test_the_answers_of_one_test_are_not_shown_below_another(repository: pytest.Pytester) -> None:
    repository.makepyfile(
        'def test_one(idlint):\n    assert not idlint.what_if("azure/entra").survives("api", "deploy") or True\n'
        "def test_two():\n    assert 1 == 2\n"
    )
    result = repository.runpytest("-p", "no:cacheprovider")
    result.stdout.no_fnmatch_line("*- idlint -*")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('idlint.simulate("azure-region-lost")', "did you mean `azure-region-loss`"),
        (
            'idlint.simulate("azure-region-loss").survives("azurerm_linux_web_app.apo")',
            "did you mean `azurerm_linux_web_app.api`",
        ),
        (
            'idlint.simulate("azure-region-loss").survives("azurerm_linux_web_app.api", "walk")',
            "there are run, start, deploy",
        ),
        ('idlint.simulate("azure-region-loss").survives("api", environment="prod")', "not in the environment `prod`"),
        ('idlint.graph.resource("azurerm_linux_web_app.apo")', "did you mean `azurerm_linux_web_app.api`"),
    ],
)
def test_a_wrong_question_names_what_there_is(repository: pytest.Pytester, body: str, problem: str) -> None:
    result = outcome(repository, body)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"*UsageError: *{problem}*"])


def test_findings_that_should_not_be_there_are_shown(repository: pytest.Pytester) -> None:
    result = outcome(repository, 'assert not idlint.findings.of("storage-single-region")')
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*<1 findings: storage-single-region in main.tf*"])
