"""Suppressions in JSON, which has no comments: `"//"` in .tf.json, `metadata.idlint` in ARM templates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from idlint.cli import main

IGNORE = "ignore[storage-single-region] a copy is elsewhere"
COMMAND = ("check", "--format", "json", "--select", "storage-single-region")

Run = Callable[[], tuple[list[str], list[str]]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Addresses and rules of what is shown, and the reasons of what is hidden."""

    def call() -> tuple[list[str], list[str]]:
        with pytest.raises(SystemExit):
            main(COMMAND)
        data = json.loads(capsys.readouterr().out)
        shown = [f"{item['rule']} {item['address']}".strip() for item in data["findings"]]
        return shown, [item["suppression"]["reason"] for item in data["suppressed"]]

    return call


def store(**more: Any) -> dict[str, Any]:
    return {
        **more,
        "name": "a",
        "resource_group_name": "rg",
        "location": "westeurope",
        "account_tier": "Standard",
        "account_replication_type": "LRS",
        "tags": {"criticality": "mission-critical"},
    }


def terraform(root: Path, text: Any, indent: int | None = 2) -> None:
    (root / "main.tf.json").write_text(json.dumps(text, indent=indent))


A, B = "storage-single-region azurerm_storage_account.a", "storage-single-region azurerm_storage_account.b"


@pytest.mark.parametrize("indent", [2, None])
def test_a_comment_property_speaks_for_the_block_it_is_in(root: Path, run: Run, indent: int | None) -> None:
    blocks = {"a": store(**{"//": f"idlint: {IGNORE}"}), "b": store()}
    terraform(root, {"resource": {"azurerm_storage_account": blocks}}, indent)
    assert run() == ([B], ["a copy is elsewhere"])


def test_it_may_stand_anywhere_in_the_block(root: Path, run: Run) -> None:
    block = {**store(), "//": f"idlint: {IGNORE}"}
    terraform(root, {"resource": {"azurerm_storage_account": {"a": block, "b": store()}}})
    assert run() == ([B], ["a copy is elsewhere"])


def test_it_may_be_limited_to_an_instance(root: Path, run: Run) -> None:
    limited = 'idlint: ignore[storage-single-region @ "x"] a copy is elsewhere'
    block = store(**{"//": limited, "for_each": {"x": 1, "y": 2}})
    terraform(root, {"resource": {"azurerm_storage_account": {"a": block}}})
    assert run() == ([f'{A}["y"]'], ["a copy is elsewhere"])


def test_at_the_top_it_speaks_for_the_file_where_it_says_so(root: Path, run: Run) -> None:
    blocks = {"a": store(), "b": store()}
    terraform(
        root,
        {"//": f"idlint: {IGNORE.replace('ignore', 'ignore-file')}", "resource": {"azurerm_storage_account": blocks}},
    )
    assert run() == ([], ["a copy is elsewhere"] * 2)


def test_at_a_module_call_it_speaks_for_what_the_call_makes(root: Path, run: Run) -> None:
    (root / "store").mkdir()
    blocks = {"resource": {"azurerm_storage_account": {"a": store()}}}
    (root / "store" / "main.tf.json").write_text(json.dumps(blocks))
    calls = {"one": {"//": f"idlint: {IGNORE}", "source": "./store"}, "two": {"source": "./store"}}
    terraform(root, {"terraform": {"backend": {"local": {}}}, "module": calls})
    assert run() == (["storage-single-region module.two.azurerm_storage_account.a"], ["a copy is elsewhere"])


@pytest.mark.parametrize(
    "text", ["idlint: ignore[storage-single-regoin] typo", "idlint: ignore[storage-single-region] x until=soon"]
)
def test_a_wrong_one_hides_nothing_and_is_said(root: Path, run: Run, text: str) -> None:
    terraform(root, {"resource": {"azurerm_storage_account": {"a": store(**{"//": text})}}})
    shown, hidden = run()
    assert (sorted(shown), hidden) == (sorted([A, "malformed-directive"]), [])


def test_one_that_hides_nothing_is_said(root: Path, run: Run) -> None:
    block = store(**{"//": f"idlint: {IGNORE}"}) | {"account_replication_type": "GZRS"}
    terraform(root, {"resource": {"azurerm_storage_account": {"a": block}}})
    assert run() == (["unused-ignore"], [])


def account(name: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "Microsoft.Storage/storageAccounts",
        "apiVersion": "2023-01-01",
        "name": name,
        **more,
        "location": "westeurope",
        "kind": "StorageV2",
        "sku": {"name": "Standard_LRS"},
        "tags": {"criticality": "mission-critical"},
    }


def template(root: Path, *resources: dict[str, Any], indent: int | None = 2, **more: Any) -> None:
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    data = {"$schema": schema, "contentVersion": "1.0.0.0", **more, "resources": list(resources)}
    (root / "main.json").write_text(json.dumps(data, indent=indent))


@pytest.mark.parametrize("indent", [2, None])
@pytest.mark.parametrize("written", [IGNORE, [IGNORE]])
def test_metadata_speaks_for_its_resource(root: Path, run: Run, written: Any, indent: int | None) -> None:
    template(root, account("first", metadata={"idlint": written}), account("second"), indent=indent)
    shown, hidden = run()
    assert ([item.split()[0] for item in shown], hidden) == (["storage-single-region"], ["a copy is elsewhere"])
    assert "second" in shown[0]


def test_metadata_of_a_template_speaks_for_the_file(root: Path, run: Run) -> None:
    template(root, account("first"), account("second"), metadata={"idlint": IGNORE})
    assert run() == ([], ["a copy is elsewhere"] * 2)


def test_metadata_of_a_nested_template_resource(root: Path, run: Run) -> None:
    inner = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [account("inner", metadata={"idlint": IGNORE})],
    }
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "nested",
        "properties": {"mode": "Incremental", "template": inner},
    }
    template(root, nested)
    assert run() == ([], ["a copy is elsewhere"])


def test_wrong_metadata_hides_nothing_and_is_said(root: Path, run: Run) -> None:
    template(root, account("first", metadata={"idlint": "ignore[nothing-like-it]"}))
    shown, hidden = run()
    assert (sorted(item.split()[0] for item in shown), hidden) == (["malformed-directive", "storage-single-region"], [])
