"""Check functions about the way by which things are repaired, on whole repositories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from idlint import api
from idlint.policy.findings import Finding

Check = Callable[[Mapping[str, str]], list[Finding]]

WORKFLOW = """\
on: {workflow_dispatch: }
permissions: {id-token: write}
jobs:
  apply:
    runs-on: ubuntu-latest
    environment: staging
    env: {ARM_USE_OIDC: true, ARM_CLIENT_ID: "${{ vars.CLIENT }}"}
    steps:
      - run: terraform %s
        working-directory: infra
"""
TRUST = """\
provider "azurerm" {
  features {}
}

resource "azurerm_user_assigned_identity" "ci" {
  name                = "id-ci"
  resource_group_name = "rg"
  location            = "westeurope"
}

resource "azurerm_federated_identity_credential" "ci" {
  name      = "github"
  parent_id = azurerm_user_assigned_identity.ci.id
  issuer    = "https://token.actions.githubusercontent.com"
  subject   = "repo:acme/infra:environment:%s"
  audience  = ["api://AzureADTokenExchange"]
}
"""
NAMED = 'repository = "acme/infra"\n'


@pytest.fixture
def check(tmp_path: Path) -> Check:
    def run(files: Mapping[str, str]) -> list[Finding]:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        rules = ("repair-path-deploys-itself", "federated-subject-mismatch")
        return list(api.check((tmp_path,), select=rules).findings)

    return run


def files(action: str, environment: str, configuration: str = NAMED) -> dict[str, str]:
    return {
        ".github/workflows/deploy.yml": WORKFLOW % action,
        "infra/main.tf": TRUST % environment,
        "idlint.toml": configuration,
    }


def test_a_job_that_deploys_the_identity_it_signs_in_as_cannot_repair_it(check: Check) -> None:
    [finding] = check(files("apply -auto-approve", "staging"))
    assert finding.rule == "repair-path-deploys-itself"
    assert finding.message == (
        "jobs.apply deploys infra, and cannot work without azurerm_user_assigned_identity.ci that comes from there: "
        "what breaks it cannot be repaired by this job"
    )


def test_a_job_that_only_plans_repairs_nothing_anyway(check: Check) -> None:
    assert check(files("plan", "staging")) == []


def test_a_token_that_no_credential_trusts_is_told(check: Check) -> None:
    [finding] = check(files("apply", "production"))
    assert finding.rule == "federated-subject-mismatch"
    assert "environment staging" in finding.message
    assert "repo:acme/infra:environment:production" in finding.message


def test_credentials_of_another_repository_say_nothing_about_this_one(check: Check) -> None:
    assert check(files("apply", "production", 'repository = "acme/other"\n')) == []


def test_without_the_repositorys_name_nothing_is_certain(check: Check) -> None:
    assert check(files("apply", "production", "")) == []
