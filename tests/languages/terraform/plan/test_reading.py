"""What is taken from plan and state files, and what is said of those that are no use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from idlint.document import Problem
from idlint.languages.terraform.plan.reading import Plan, is_known_version, read_plan
from idlint.source import SourceTree

Make = Callable[..., dict[str, Any]]
HERE = Path(__file__).parent


def read(folder: Path, content: object) -> Plan | Problem:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / "plan.json").write_bytes(data)
    return read_plan(SourceTree(folder), "plan.json")


def read_well(folder: Path, content: object) -> Plan:
    found = read(folder, content)
    assert isinstance(found, Plan)
    return found


def test_a_recorded_plan_has_every_planned_instance() -> None:
    found = read_plan(SourceTree(HERE / "recorded"), "plan.json")
    assert isinstance(found, Plan)
    assert [item.address for item in found.resources] == [
        "terraform_data.base",
        'terraform_data.each["a"]',
        'terraform_data.each["b"]',
        'module.child["a"].terraform_data.inner[0]',
        'module.child["a"].terraform_data.inner[1]',
        'module.child["b"].terraform_data.inner[0]',
        'module.child["b"].terraform_data.inner[1]',
    ]
    assert found.variables == {"names": ["a", "b"], "phrase": "correct horse"}


def test_a_recorded_state_has_the_same_instances_with_every_value() -> None:
    found = read_plan(SourceTree(HERE), "recorded-state.json")
    assert isinstance(found, Plan)
    assert len(found.resources) == 7
    assert all(item.values["id"] and item.unknown is None for item in found.resources)


def test_what_is_deleted_or_deposed_is_left_out(tmp_path: Path, make_plan: Make, make_resource: Make) -> None:
    kept = make_resource("terraform_data.kept", {"input": "new"})
    content = make_plan(kept)
    content["resource_changes"] += [
        {"address": "terraform_data.gone", "change": {"actions": ["delete"], "before": {"input": 1}, "after": None}},
        {"address": "terraform_data.kept", "deposed": "1a2b", "change": {"actions": ["delete"], "after_unknown": True}},
    ]
    (item,) = read_well(tmp_path, content).resources
    assert item.address == "terraform_data.kept"
    assert item.unknown == {}


def test_data_sources_that_were_read_while_planning_come_from_the_prior_state(
    tmp_path: Path, make_plan: Make, make_resource: Make
) -> None:
    before = [make_resource("data.azurerm_client_config.me", {"tenant_id": "t"}), make_resource("a.old", {})]
    prior = {"values": {"root_module": {"resources": before}}}
    (item,) = read_well(tmp_path, make_plan(prior_state=prior)).resources
    assert (item.address, item.mode, item.values) == ("data.azurerm_client_config.me", "data", {"tenant_id": "t"})
    assert item.pointer == "/prior_state/values/root_module/resources/0"


def test_terraform_0_12_left_keys_and_modules_out_of_addresses(
    tmp_path: Path, make_plan: Make, make_resource: Make
) -> None:
    child = {"address": "module.m", "resources": [make_resource("a.b", {}, index=1)]}
    content = make_plan(make_resource("a.b", {}, index="k"))
    content["planned_values"]["root_module"]["child_modules"] = [child]
    assert [item.address for item in read_well(tmp_path, content).resources] == ['a.b["k"]', "module.m.a.b[1]"]


def test_an_incomplete_plan_says_why(tmp_path: Path, make_plan: Make) -> None:
    assert read_well(tmp_path, make_plan(errored=True)).incomplete == "planning failed, so the plan is incomplete"
    assert read_well(tmp_path, make_plan(complete=False)).incomplete == "the plan leaves something to a later one"


def test_powershell_writes_utf_16(tmp_path: Path, make_plan: Make, make_resource: Make) -> None:
    text = json.dumps(make_plan(make_resource("terraform_data.a", {"input": "ü"})))
    (item,) = read_well(tmp_path, text.encode("utf-16")).resources
    assert item.values == {"input": "ü"}


@pytest.mark.parametrize("version", ["2.0", "0.3", "", "1", "latest", None, 1.2])
def test_an_unknown_format_version_is_a_problem(tmp_path: Path, make_plan: Make, version: object) -> None:
    found = read(tmp_path, make_plan(format_version=version))
    assert isinstance(found, Problem)
    assert found.message.startswith(f"plan format version `{version}` is not known: expected 0.1, 0.2 or 1.x")


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2", "1.17"])
def test_known_format_versions(version: str) -> None:
    assert is_known_version(version)


def test_a_truncated_plan_is_a_problem_where_it_ends(tmp_path: Path, make_plan: Make) -> None:
    whole = json.dumps(make_plan()).encode()
    found = read(tmp_path, whole[:60])
    assert isinstance(found, Problem)
    assert found.message.startswith("the plan is not complete JSON")


def test_a_plan_in_binary_form_says_what_to_do(tmp_path: Path) -> None:
    found = read(tmp_path, b"PK\x03\x04\x14\x00\x08\x00tfplan")
    assert isinstance(found, Problem)
    assert "terraform show -json" in found.message


def test_json_that_nests_without_end_is_a_problem(tmp_path: Path) -> None:
    found = read(tmp_path, b'{"format_version": "1.2", "x": ' + b"[" * 100_000)
    assert isinstance(found, Problem)
