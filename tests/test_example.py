"""The example teaches what it says: both halves show the same flaws, and its README quotes real output."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from idlint import api
from idlint.report.model import Report
from idlint.report.terminal import Style
from idlint.report.text import render

EXAMPLE = Path(__file__).parent.parent / "examples" / "bicep_tf"
TODAY = date(2026, 12, 1)
ONLY_TERRAFORM = {"build-agents-single-point"}
"""Rules about resources that Bicep does not have: Azure DevOps has a Terraform provider only."""
QUOTED = re.compile(
    r"\$ idlint check (?P<paths>[\w/. ]+?) --now 2026-12-01\n```\n\n<!-- output -->\n```text\n(?P<output>.*?)```",
    re.DOTALL,
)


@pytest.fixture(scope="module")
def report() -> Report:
    return api.check([EXAMPLE], now=TODAY)


def half(report: Report, folder: str) -> Counter[tuple[str, str, str]]:
    """(rule, kind, severity) of the findings in one half; names differ between languages, these do not."""
    found = [finding for finding in report.findings if report.places[finding.location].path.startswith(folder + "/")]
    return Counter((finding.rule, finding.kind, finding.severity) for finding in found)


def test_terraform_and_bicep_show_the_same_findings(report: Report) -> None:
    shared = {item: count for item, count in half(report, "terraform").items() if item[0] not in ONLY_TERRAFORM}
    assert shared == half(report, "bicep")
    assert {name for name, _, _ in half(report, "terraform")} >= ONLY_TERRAFORM


@pytest.mark.parametrize(
    "rule",
    [
        "circular-fallback-secret",
        "fallback-credential-expiry",
        "identity-region-mismatch",
        "identity-shared-across-regions",
        "identity-shared-by-many-workloads",
        "service-health-alert-cannot-fire",
        "single-token-path",
        "storage-single-region",
        "workload-signin-logs-not-exported",
    ],
)
def test_each_flaw_is_found_in_both_halves(report: Report, rule: str) -> None:
    for folder in ("terraform", "bicep"):
        assert any(name == rule for name, _, _ in half(report, folder))


def test_everything_in_it_is_understood(report: Report) -> None:
    assert report.files.partly == ()
    assert report.files.skipped == {}
    assert report.declared[0] == report.declared[1] > 0


def test_the_readme_quotes_what_idlint_says(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    quotes = list(QUOTED.finditer(text))
    assert quotes
    monkeypatch.chdir(EXAMPLE)
    for quote in quotes:
        paths = [Path(path) for path in quote["paths"].split()]
        assert quote["output"] == render(api.check(paths, now=TODAY), Style(width=100))
