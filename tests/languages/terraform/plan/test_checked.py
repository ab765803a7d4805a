"""A plan through rules and reporters: found in the sources, accepted there, no secret in any output."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from idlint.api import check, show
from idlint.plugins import load_plugins
from idlint.report.model import Report
from idlint.report.terminal import Style

Make = Callable[..., dict[str, Any]]

CODE = """\
provider "azurerm" {
  features {}
}

variable "replication" {
  default = "GRS"
}

variable "key" {
  sensitive = true
}

resource "azurerm_storage_account" "a" {
  name                     = "storagea"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = var.replication
  tags                     = { environment = "production", note = var.key }
}
"""
PHRASE = "xyzzy-plugh"


@pytest.fixture
def planned(make_plan: Make, make_resource: Make) -> str:
    """A plan of `CODE` with `replication = "LRS"`."""
    tags = {"environment": "production", "note": PHRASE}
    values = {
        "name": "storagea",
        "location": "westeurope",
        "account_tier": "Standard",
        "account_replication_type": "LRS",
        "tags": tags,
    }
    account = make_resource(
        "azurerm_storage_account.a", values, unknown={"id": True}, sensitive={"tags": {"note": True}}
    )
    blocks = [{"address": "azurerm_storage_account.a", "expressions": {"tags": {"references": ["var.key"]}}}]
    configuration = {"resources": blocks, "variables": {"key": {"sensitive": True}, "replication": {}}}
    given = {"key": {"value": PHRASE}, "replication": {"value": "LRS"}}
    return json.dumps(make_plan(account, configuration=configuration, variables=given))


def write(folder: Path, **files: str) -> None:
    (folder / ".git").mkdir()
    for name, content in files.items():
        (folder / f"{name.replace('_', '.')}").write_text(content)


def said(report: Report) -> list[tuple[str, str, int]]:
    return [
        (item.rule, report.places[item.location].path, report.places[item.location].position.line)
        for item in report.findings
        if item.rule == "storage-single-region"
    ]


def test_a_finding_of_a_plan_points_at_the_sources(tmp_path: Path, planned: str) -> None:
    write(tmp_path, main_tf=CODE, plan_json=planned)
    assert said(check([tmp_path])) == [("storage-single-region", "main.tf", 17)]
    assert said(check([tmp_path / "plan.json"])) == [("storage-single-region", "main.tf", 17)]


def test_the_code_alone_is_judged_by_its_defaults(tmp_path: Path) -> None:
    write(tmp_path, main_tf=CODE)
    assert said(check([tmp_path])) == []


def test_an_ignore_in_the_sources_is_honoured(tmp_path: Path, planned: str) -> None:
    accepted = CODE.replace("= var.replication", "= var.replication # idlint: ignore[storage-single-region] rebuilt")
    write(tmp_path, main_tf=accepted, plan_json=planned)
    report = check([tmp_path / "plan.json"])
    assert said(report) == []
    assert [item.reason for item in report.suppressed] == ["rebuilt"]


def test_without_sources_a_finding_points_into_the_plan(tmp_path: Path, planned: str) -> None:
    write(tmp_path, plan_json=json.dumps(json.loads(planned), indent=1))
    report = check([tmp_path / "plan.json"])
    ((_, path, line),) = said(report)
    assert path == "plan.json"
    assert '"account_replication_type"' in (tmp_path / path).read_text().splitlines()[line - 1]


@pytest.mark.parametrize("with_sources", [True, False])
def test_no_secret_is_printed_anywhere(tmp_path: Path, planned: str, with_sources: bool) -> None:
    write(tmp_path, plan_json=planned, **({"main_tf": CODE} if with_sources else {}))
    report = check([tmp_path])
    assert said(report)
    for name, reporter in load_plugins().reporters.items():
        assert PHRASE not in reporter.render(report, Style()), name
    assert PHRASE not in json.dumps(show([tmp_path]))


def test_a_truncated_plan_shows_none_of_its_text(tmp_path: Path, planned: str) -> None:
    write(tmp_path, plan_json=planned[: planned.index(PHRASE) + len(PHRASE)])
    report = check([tmp_path])
    assert [item.rule for item in report.findings] == ["parse-error"]
    for name, reporter in load_plugins().reporters.items():
        assert PHRASE not in reporter.render(report, Style()), name
