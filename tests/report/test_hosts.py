"""The reports for CI hosts and spreadsheets: what they look like, and that no message breaks out of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.policy.findings import Finding
from idlint.report import azure, gitlab, junit, markdown
from idlint.report import csv as csv_report
from idlint.report.model import Files, Placed, Report
from idlint.source import Position, Span

AT = Span("infra/main.tf", 0, 6)
RENDER = {"azure": azure.render, "gitlab": gitlab.render, "junit": junit.render, "markdown": markdown.render}
NAMES = {"azure": "azure.txt", "gitlab": "gitlab.json", "junit": "junit.xml", "markdown": "markdown.md"}


def found(message: str, severity: str = "high", fingerprint: str = "") -> Finding:
    return Finding("no-alert", "monitoring", "platform", severity, "high", message, AT, "", (), fingerprint=fingerprint)


def report(*findings: Finding, files: Files | None = None) -> Report:
    placed = Placed("infra/main.tf", Position(1, 1, 1, 7))
    return Report(findings, {AT: placed}, {}, files=files or Files())


@pytest.mark.parametrize("name", RENDER)
def test_the_report_looks_as_agreed(name: str, sample: Report, golden: Callable[[str, str], None]) -> None:
    golden(NAMES[name], RENDER[name](sample))


def test_the_table_looks_as_agreed(sample: Report, golden: Callable[[str, str], None]) -> None:
    golden("findings.csv", csv_report.render(sample))


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_a_message_stays_one_command_of_azure(message: str) -> None:
    (line,) = azure.render(report(found(message))).splitlines()
    assert line.startswith("##vso[task.logissue type=error;sourcepath=infra/main.tf;linenumber=1;")


def test_azure_escapes_what_would_end_a_property() -> None:
    made = azure.render(report(files=Files(skipped={"a];b%.tf": "is not UTF-8"})))
    assert made == "##vso[task.logissue type=warning;sourcepath=a%5D%3Bb%AZP25.tf;]was skipped: is not UTF-8\n"


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_any_message_makes_well_formed_xml(message: str) -> None:
    root = ElementTree.fromstring(junit.render(report(found(message))))  # noqa: S314 - written just now
    assert root.get("failures") == "1"
    assert root.find(".//failure") is not None


def test_a_rule_that_found_nothing_is_a_test_that_passed(sample: Report) -> None:
    root = ElementTree.fromstring(junit.render(sample._replace(findings=())))  # noqa: S314 - written just now
    assert root.get("tests") == str(len(sample.rules))
    assert root.find(".//failure") is None


def test_findings_of_one_fingerprint_stay_apart_for_gitlab() -> None:
    entries = json.loads(gitlab.render(report(found("a", fingerprint="f"), found("b", fingerprint="f"))))
    assert [entry["fingerprint"] for entry in entries] == ["f", "f-2"]


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_a_message_is_one_row_of_markdown(message: str) -> None:
    rows = [line for line in markdown.render(report(found(message))).split("\n") if line.startswith("| high")]
    assert len(rows) == 1
    assert "<script" not in rows[0]


def test_a_page_of_markdown_stays_below_the_limit_of_a_comment() -> None:
    page = markdown.render(report(*(found("x" * 200) for _ in range(1000))))
    assert len(page) < 65_536
    assert "more findings: see the whole report" in page


@pytest.mark.parametrize("message", ["=cmd()", "+1", "-1", "@sum", 'a,"b"', "line\nbreak"])
def test_a_cell_is_no_formula_and_keeps_its_text(message: str) -> None:
    rows = list(csv.reader(io.StringIO(csv_report.render(report(found(message))))))
    assert len(rows) == 2
    assert not rows[1][-2].startswith(("=", "+", "-", "@"))
