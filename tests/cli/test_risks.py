"""`idlint risks` from the outside: all that hides or states something, with its owner, reason, end and effect."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

STORE = """
resource "azurerm_storage_account" "%s" {
  name                     = "%s"
  resource_group_name      = "rg"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"%s
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
CONFIGURATION = """
[[suppress]]
rule = "storage-single-region"
path = "sandbox/*"
reason = "rebuilt every night, see https://wiki.example.com/sandbox."
owner = "platform-team"
until = 2026-12-10

[[suppress]]
rule = "storage-single-region"
path = "nowhere/*"
reason = "gone"

[[assume]]
fact = "service-health-alerts"
because = "the tenant baseline has them"
owner = "observability"
evidence = "https://wiki.example.com/alerts"

[[assume]]
fact = "outage-drill"
because = "done in spring"
until = 2026-05-01
"""
NOW = ("--now", "2026-11-22")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "repository"
    for name in (".git", ".github", "orders", "sandbox"):
        (root / name).mkdir(parents=True)
    provider = 'provider "azurerm" {\n  features {}\n}\n'
    comment = " # idlint: ignore[storage-single-region] a copy is elsewhere until=2027-06-30"
    stores = STORE % ("a", "a", comment) + STORE % ("b", "b", comment.replace("2027", "2025")) + STORE % ("c", "c", "")
    (root / "orders" / "main.tf").write_text(provider + stores + ALERTS)
    (root / "sandbox" / "main.tf").write_text(provider + STORE % ("d", "d", ""))
    (root / "idlint.toml").write_text(
        'select = ["storage-single-region", "service-health-alert-missing"]\n' + CONFIGURATION
    )
    (root / ".github" / "CODEOWNERS").write_text("/orders/ @acme/orders\n")
    monkeypatch.chdir(root)
    return root


def test_the_register_has_everything(repository: Path, run: Run) -> None:
    run("baseline")
    code, out, _ = run("risks", "--format", "json", *NOW)
    data = json.loads(out)
    assert (code, data["version"]) == (0, 1)
    told = [
        (risk["source"], risk["about"], risk["state"], risk["owners"], risk["hides"], risk["until"])
        for risk in data["risks"]
    ]
    rule = "storage-single-region"
    assert told == [
        ("assumption", "outage-drill", "ended", [], 0, "2026-05-01"),
        ("comment", rule, "ended", ["@acme/orders"], 0, "2025-06-30"),
        ("configuration", rule, "ends-soon", ["platform-team"], 1, "2026-12-10"),
        ("configuration", rule, "unused", [], 0, None),
        ("assumption", "service-health-alerts", "holds", ["observability"], 1, None),
        ("baseline", rule, "holds", ["@acme/orders"], 1, None),
        ("baseline", rule, "holds", ["@acme/orders"], 1, None),
        ("comment", rule, "holds", ["@acme/orders"], 1, "2027-06-30"),
    ]
    evidence = {risk["about"]: risk["evidence"] for risk in data["risks"] if risk["evidence"]}
    assert evidence == {
        rule: "https://wiki.example.com/sandbox",
        "service-health-alerts": "https://wiki.example.com/alerts",
    }


def test_people_read_what_is_urgent_first(repository: Path, run: Run) -> None:
    out = run("risks", *NOW)[1]
    assert (
        out.index("ended on 2026-05-01")
        < out.index("until 2026-12-10 (in 18 days)")
        < out.rindex("a copy is elsewhere\n")
    )
    assert "6 entries: 2 ended, 1 ends within 30 days, 1 hides nothing, 2 holds" in out
    assert "orders/main.tf:10 storage-single-region" in out


def test_the_table_and_the_page_have_a_row_for_each(repository: Path, run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("risks", "--format", "csv", *NOW)[1])))
    assert [row["state"] for row in rows] == ["ended", "ended", "ends-soon", "unused", "holds", "holds"]
    page = run("risks", "--format", "markdown", *NOW)[1]
    assert page.count("\n| ") == 7
    assert "| ends within 30 days | configuration `storage-single-region` (path sandbox/\\*) |" in page


def test_nothing_to_list_is_said(repository: Path, run: Run) -> None:
    (repository / "idlint.toml").unlink()
    (repository / "orders" / "main.tf").unlink()
    for name, said in (("text", "Nothing is hidden and nothing assumed"), ("markdown", "Nothing is hidden.")):
        code, out, _ = run("risks", "--format", name)
        assert (code, said in out) == (0, True)


def test_a_baseline_that_is_broken_stops_it(repository: Path, run: Run) -> None:
    (repository / "idlint-baseline.json").write_text("{")
    code, out, err = run("risks")
    assert (code, out) == (2, "")
    assert "is not JSON: restore it from version control" in err


def test_a_rule_named_by_a_former_id_is_hidden_too(repository: Path, run: Run) -> None:
    rule = repository / "policies" / "own-rule"
    rule.mkdir(parents=True)
    (rule / "rule.yaml").write_text(
        "id: own-rule\naliases: [old-rule]\ntitle: t\nfamily: own\narea: platform\nseverity: high\nconfidence: high\n"
        "since: 0.1.0\nkinds: [storage_account]\nforbid: {property: redundancy, equals: LRS}\nmessage: m\nwhy: w\n"
        "fix: f\ndont: d\nreferences: [https://example.com]\n"
    )
    head = 'rules = ["policies"]\nselect = ["own-rule"]\n'
    (repository / "idlint.toml").write_text(head + '[[suppress]]\nrule = "old-rule"\nreason = "renamed"\n')
    assert run("check")[0] == 0
    (risk,) = [item for item in json.loads(run("risks", "--format", "json")[1])["risks"] if item["about"] == "own-rule"]
    assert risk["hides"] == 4
