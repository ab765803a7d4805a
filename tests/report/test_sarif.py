"""SARIF: the parts of the standard that we write, consistent indexes, and nothing that names the machine."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.policy.findings import Finding, Instance
from idlint.report.model import Files, Report
from idlint.report.sarif import render, uri
from idlint.source import Span

SCHEMA = json.loads(Path(__file__).with_name("sarif.schema.json").read_text(encoding="utf-8"))
PUBLISHED = os.environ.get("IDLINT_SARIF_SCHEMA", "")
"""The schema that OASIS publishes; it is not in this repository."""


@pytest.fixture
def run(sample: Report) -> dict[str, Any]:
    data = json.loads(render(sample))
    assert isinstance(data["runs"][0], dict)
    return data["runs"][0]


def result(run: dict[str, Any], line: int) -> dict[str, Any]:
    (found,) = (
        item
        for item in run["results"]
        if item["locations"][0]["physicalLocation"]["region"]["startLine"] == line and "suppressions" not in item
        and item["ruleId"] != "parse-error"
    )  # fmt: skip
    assert isinstance(found, dict)
    return found


def test_log_satisfies_the_schema_of_what_we_write(sample: Report, make: Callable[..., Report]) -> None:
    for report in (sample, make()):
        jsonschema.validate(json.loads(render(report)), SCHEMA)


@pytest.mark.skipif(not PUBLISHED, reason="IDLINT_SARIF_SCHEMA names no copy of the published schema")
def test_log_satisfies_the_published_schema(sample: Report, make: Callable[..., Report]) -> None:
    published = json.loads(Path(PUBLISHED).read_text(encoding="utf-8"))
    for report in (sample, make()):
        jsonschema.validate(json.loads(render(report)), published)


def test_log_looks_as_agreed(sample: Report, golden: Callable[[str, str], None]) -> None:
    data = json.loads(render(sample))
    data["runs"][0]["tool"]["driver"]["version"] = "0.0.0"
    golden("report.sarif", json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def test_indexes_point_at_the_rule_and_the_file_that_are_named(run: dict[str, Any]) -> None:
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    files = [artifact["location"]["uri"] for artifact in run["artifacts"]]
    for item in run["results"]:
        assert rules[item["ruleIndex"]] == item["ruleId"]
        location = item["locations"][0]["physicalLocation"]["artifactLocation"]
        assert files[location["index"]] == location["uri"]


def test_calls_that_lead_to_a_place_are_a_code_flow_that_ends_there(run: dict[str, Any]) -> None:
    found = result(run, 3)
    steps = [step["location"] for step in found["codeFlows"][0]["threadFlows"][0]["locations"]]
    assert [step["message"]["text"] for step in steps] == ["called here", "here"]
    assert steps[-1]["physicalLocation"] == found["locations"][0]["physicalLocation"]


def test_suppressed_finding_is_a_result_with_its_suppression(run: dict[str, Any]) -> None:
    (hidden,) = (item for item in run["results"] if "suppressions" in item)
    (suppression,) = hidden["suppressions"]
    assert suppression["kind"] == "inSource"
    assert suppression["justification"] == "logs can be lost"
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 12


def test_severities_become_levels(run: dict[str, Any]) -> None:
    levels = {item["properties"]["severity"]: item["level"] for item in run["results"]}
    assert levels == {"critical": "error", "high": "error", "medium": "warning", "low": "note"}


def test_level_of_a_rule_is_that_of_its_worst_severity(run: dict[str, Any]) -> None:
    levels = {rule["id"]: rule.get("defaultConfiguration") for rule in run["tool"]["driver"]["rules"]}
    assert levels == {
        "parse-error": None, "single-token-path": {"level": "error"}, "storage-single-region": {"level": "error"}
    }  # fmt: skip


def test_skipped_files_and_notices_are_notifications(run: dict[str, Any]) -> None:
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert [item["level"] for item in notifications] == ["error", "note"]
    assert "infra/big.tf was skipped" in notifications[0]["message"]["text"]


def test_fingerprint_is_versioned_and_left_out_where_there_is_none(run: dict[str, Any]) -> None:
    assert result(run, 3)["partialFingerprints"] == {"idlint/v1": "77aa"}
    (unparsed,) = (item for item in run["results"] if item["ruleId"] == "parse-error")
    assert "partialFingerprints" not in unparsed


def test_secret_text_is_nowhere_in_the_log(sample: Report) -> None:
    assert "hunter2" not in render(sample)


def test_skipped_file_with_an_odd_name_has_a_valid_address(make: Callable[..., Report]) -> None:
    report = make(files=Files(skipped={"a b/#ü%?.tf": "is not UTF-8", "c:d.tf": "is not UTF-8"}))
    data = json.loads(render(report))
    jsonschema.validate(data, SCHEMA)
    assert [item["location"]["uri"] for item in data["runs"][0]["artifacts"]] == [
        "a%20b/%23%C3%BC%25%3F.tf",
        "c%3Ad.tf",
    ]


@given(st.lists(st.text(min_size=1).filter(lambda part: "/" not in part), min_size=1).map("/".join))
def test_address_of_any_path_decodes_to_the_path(path: str) -> None:
    encoded = uri(path)
    assert encoded.isascii()
    assert unquote(encoded) == path


def test_finding_about_a_deployment_has_no_logical_location(make: Callable[..., Report]) -> None:
    at, about = Span("infra/main.tf", 0, 6), (Instance("", "infra", "prod"),)
    report = make(Finding("no-alert", "monitoring", "platform", "low", "high", "no alert", at, "", about))
    (item,) = json.loads(render(report))["runs"][0]["results"]
    assert "logicalLocations" not in item["locations"][0]
