"""The JSON report: the published schema, the promised keys, and bytes that survive any pipe."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from idlint.policy.findings import UnknownVerdict
from idlint.report.json import render
from idlint.report.model import Report

SCHEMA = json.loads(files("idlint").joinpath("schemas/report.schema.json").read_text(encoding="utf-8"))


def test_report_satisfies_the_published_schema(sample: Report) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(render(sample)), SCHEMA)


def test_report_looks_as_agreed(sample: Report, golden: Callable[[str, str], None]) -> None:
    golden("report.json", render(sample))


def test_report_without_anything_satisfies_the_schema(make: Callable[..., Report]) -> None:
    data = json.loads(render(make()))
    jsonschema.validate(data, SCHEMA)
    assert data["findings"] == data["unknown"] == []
    assert data["summary"]["findings"] == {"critical": 0, "high": 0, "medium": 0, "low": 0}


@pytest.mark.parametrize("key", ["version", "findings", "unknown", "summary"])
def test_schema_misses_a_promised_key_that_is_left_out(sample: Report, key: str) -> None:
    data = json.loads(render(sample))
    del data[key]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)


def test_findings_begin_with_the_contracted_keys_in_order(sample: Report) -> None:
    first: dict[str, Any] = json.loads(render(sample))["findings"][0]
    assert list(first)[:17] == [
        "rule", "family", "area", "severity", "confidence", "message", "path", "line", "column", "end_line",
        "end_column", "kind", "address", "deployment", "instances", "fingerprint", "related",
    ]  # fmt: skip


def test_unknown_verdicts_are_sorted_whatever_their_order(make: Callable[..., Report]) -> None:
    verdicts = (UnknownVerdict("b", "x", "why"), UnknownVerdict("a", "y", "why"), UnknownVerdict("a", "x", "why"))
    there, back = (render(make(unknown=order)) for order in (verdicts, verdicts[::-1]))
    assert there == back
    assert [(item["rule"], item["address"]) for item in json.loads(there)["unknown"]] == [
        ("a", "x"), ("a", "y"), ("b", "x")
    ]  # fmt: skip


def test_output_is_ascii_and_a_file_name_that_is_not_utf8_stays_readable(make: Callable[..., Report]) -> None:
    rendered = render(make(notices=("caf\udce9 ключ 🔑",)))
    assert rendered.isascii()
    assert json.loads(rendered)["notices"] == ["caf\ufffd ключ 🔑"]


def test_secret_text_is_nowhere_in_the_output(sample: Report) -> None:
    assert "hunter2" not in render(sample)
