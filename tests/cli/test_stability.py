"""What keeps a run from failing because idlint or the calendar moved on, from the outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from idlint.api import load_rules
from idlint.policy.stability import RULESETS

CONFIGURATION = """
provider "azurerm" {
  features {}
}

resource "azurerm_monitor_action_group" "orders" {
  name                = "orders"
  resource_group_name = "rg"
  short_name          = "orders"
}

resource "azurerm_storage_account" "orders" {
  name                     = "orders"
  resource_group_name      = "rg"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { criticality = "mission-critical" }
}

resource "azuread_application_password" "spare" {
  application_id = "/applications/0"
  end_date       = "2027-03-01T00:00:00Z"
}
"""
EXPIRY = ("check", "--select", "fallback-credential-expiry", "--format", "json", "--fail-on", "low", "--now")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "main.tf").write_text(CONFIGURATION)
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize(
    ("now", "code", "held"),
    [
        ("2026-10-31", 0, None),
        ("2026-11-01", 0, "it is reported from 2027-01-30 on"),
        ("2027-01-29", 0, "it is reported from 2027-01-30 on"),
        ("2027-01-30", 1, ""),
        ("2027-03-02", 1, ""),
    ],
)
def test_what_a_date_will_break_is_said_90_days_before(
    repository: Path, run: Run, now: str, code: int, held: str | None
) -> None:
    found, out, _ = run(*EXPIRY, now)
    findings = json.loads(out)["findings"]
    assert (found, [item["held"] for item in findings]) == (code, [] if held is None else [held])


def test_what_is_held_back_says_so_in_every_report(repository: Path, run: Run) -> None:
    for name in ("text", "github", "azure", "junit", "sarif"):
        out = run("check", "--select", "fallback-credential-expiry", "--format", name, "--now", "2026-12-01")[1]
        assert "fails no run: it is reported from 2027-01-30 on" in out.replace("\n", " ").replace("  ", "")


def test_a_pinned_rule_set_fails_for_its_own_rules(repository: Path, run: Run) -> None:
    (repository / "idlint.toml").write_text('ruleset = "2026-11"\n')
    assert run("check", "--select", "storage-single-region")[0] == 1


def test_a_later_rule_is_held_back(repository: Path, run: Run) -> None:
    (repository / "main.tf").write_text(
        'provider "azurerm" {\n  features {}\n}\n'
        'resource "azurerm_federated_identity_credential" "a" {\n  name = "a"\n  parent_id = "x"\n'
        '  issuer = "https://vstoken.dev.azure.com/0"\n  subject = "sc://a/b/c"\n  audience = ["api"]\n}\n'
    )
    command = ("check", "--select", "federated-issuer-retiring", "--fail-on", "low", "--format", "json")
    assert run(*command)[0] == 1
    (repository / "idlint.toml").write_text('ruleset = "2026-11"\n')
    code, out, _ = run(*command)
    assert code == 0
    assert [item["held"] for item in json.loads(out)["findings"]] == ["the rule came after the rule set 2026-11"]
    (repository / "idlint.toml").write_text('ruleset = "2026-12"\n')
    assert run(*command)[0] == 1


def test_a_repositorys_own_rule_is_never_held_back(repository: Path, run: Run) -> None:
    rule = repository / "policies" / "own-rule"
    rule.mkdir(parents=True)
    (rule / "rule.yaml").write_text(
        "id: own-rule\ntitle: t\nfamily: own\narea: platform\nseverity: high\nconfidence: high\nsince: 9.0.0\n"
        "checked: 2026-11-01\nkinds: [storage_account]\nforbid: {property: redundancy, equals: LRS}\nmessage: m\n"
        "why: w\n"
        "fix: f\ndont: d\nreferences: [https://example.com]\n"
    )
    (repository / "idlint.toml").write_text('ruleset = "2026-11"\nrules = ["policies"]\nselect = ["own-rule"]\n')
    assert run("check")[0] == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("2031-01", "is later than 2026-12, the last that this idlint has: update idlint"),
        ("2020-01", "is earlier than 2026-11, the first that there is"),
        ("latest", 'expected a month, like "2026-12"; found `latest`'),
        ("2026-13", "expected a month"),
    ],
)
def test_a_rule_set_that_there_is_none_of(repository: Path, run: Run, name: str, said: str) -> None:
    (repository / "idlint.toml").write_text(f'ruleset = "{name}"\n')
    code, out, err = run("check")
    assert (code, out) == (2, "")
    assert f"idlint.toml: `ruleset`: {'' if name in {'latest', '2026-13'} else name + ' '}{said}" in err


def test_rules_tell_since_when_and_how_old_their_facts_are(run: Run) -> None:
    rules = {
        rule["id"]: rule for rule in json.loads(run("rules", "--format", "json", "--now", "2026-12-22")[1])["rules"]
    }
    rule = rules["retired-web-test"]
    assert (rule["since"], rule["ruleset"], rule["depends_on_dates"]) == ("0.1.0", "2026-11", True)
    assert (rule["checked"], rule["checked_days_ago"]) == ("2026-11-22", 30)
    assert rules["storage-single-region"]["checked_days_ago"] is None


def test_a_new_rule_arrives_in_preview() -> None:
    """A rule that no rule set has yet is off unless it is selected by its id."""
    known = max(tuple(map(int, version.split("."))) for version in RULESETS.values())
    rules = load_rules().rules
    assert all(rule.preview or tuple(map(int, rule.since.split("."))) <= known for rule in rules)
