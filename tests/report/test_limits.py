"""Reports at the documented limits of the hosts: the worst is shown, and nothing is refused or cut in silence."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.policy.findings import Finding, UnknownVerdict
from idlint.report import azure, github, gitlab, markdown
from idlint.report.model import Files, Placed, Report
from idlint.source import Position, Span

COMMENT_LIMIT = 65_536
"""Characters of a comment on GitHub: the least of the three hosts."""

SEVERITIES = ("low", "medium", "high", "critical")


def report(*findings: tuple[str, str], path: str = "infra/main.tf") -> Report:
    """A report of findings given as (severity, message), each on a line of its own."""
    made: list[Finding] = []
    places: dict[object, Placed] = {}
    for number, (severity, message) in enumerate(findings):
        at = Span(path, number, number + 1)
        places[at] = Placed(path, Position(number + 1, 1, number + 1, 2))
        made.append(
            Finding("no-alert", "", "", severity, "high", message, at, "", (), fingerprint=f"{number % 7}")
        )  # fmt: skip
    return Report(tuple(made), places, {}, files=Files())


def spread(count: int) -> list[tuple[str, str]]:
    return [(SEVERITIES[number % 4], f"finding {number}") for number in range(count)]


@pytest.mark.parametrize(("count", "over"), [(10, 0), (11, 1)])
def test_github_annotates_ten_of_a_kind_and_logs_the_others(count: int, over: int) -> None:
    lines = github.render(report(*([("medium", "x")] * count))).splitlines()
    assert sum(line.startswith("::warning ") for line in lines) == 10
    assert sum(line.startswith("- infra/main.tf:") for line in lines) == over


def test_github_spends_its_annotations_on_the_worst() -> None:
    lines = github.render(report(*spread(60))).splitlines()
    errors = [line for line in lines if line.startswith("::error ")]
    assert len(errors) == 10
    assert all(int(line.rpartition(" ")[2]) % 4 == 3 for line in errors)
    assert sum(line.startswith("- ") for line in lines) == 60 - 30


@pytest.mark.parametrize("length", [4095, 4096, 4097, 20_000])
def test_a_message_of_github_is_cut_where_the_runner_would_and_says_so(length: int) -> None:
    (line,) = github.render(report(("high", "x" * length))).splitlines()
    message = line.partition("::error ")[2].partition("::")[2]
    assert len(message) == min(length, 4096)
    assert message.endswith("...") == (length > 4096)


def test_the_limit_is_of_the_message_and_not_of_its_escapes() -> None:
    (line,) = github.render(report(("high", "%" * 4096))).splitlines()
    assert line.count("%25") == 4096


def test_azure_shows_the_worst_ten_and_counts_all() -> None:
    lines = azure.render(report(*spread(60))).splitlines()
    assert len(lines) == 60
    assert all("type=error;" in line and int(line.split()[-2]) % 4 == 3 for line in lines[:10])
    kinds = re.findall("type=(error|warning);", "".join(lines))
    assert kinds == ["error"] * 30 + ["warning"] * 30


def test_a_long_message_of_azure_stays_one_command() -> None:
    (line,) = azure.render(report(("high", "word " * 5000))).splitlines()
    assert line.endswith("word  (no-alert)")


@given(st.text(max_size=40), st.text(st.characters(exclude_characters="/"), min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_every_entry_of_gitlab_has_all_that_is_required(message: str, path: str) -> None:
    text = gitlab.render(report(*[(severity, message) for severity in SEVERITIES], path=path))
    assert text.isascii()
    entries = json.loads(text)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    for entry in entries:
        assert isinstance(entry["description"], str)
        assert entry["check_name"]
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["lines"]["begin"] >= 1
        assert not entry["location"]["path"].startswith("./")


def test_findings_of_one_fingerprint_are_all_in_the_report_of_gitlab() -> None:
    entries = json.loads(gitlab.render(report(*spread(700))))
    assert len({entry["fingerprint"] for entry in entries}) == 700


def test_no_findings_are_an_empty_list_for_gitlab() -> None:
    assert json.loads(gitlab.render(report())) == []


@pytest.mark.parametrize("length", [10, 300, 5_000, 59_000, 200_000])
@pytest.mark.parametrize("count", [1, 40, 2000])
def test_a_page_fits_into_a_comment_whatever_it_holds(count: int, length: int) -> None:
    page = markdown.render(report(*[("high", "|@" * (length // 2))] * min(count, 200_000 // length + 1)))
    assert len(page) < COMMENT_LIMIT


def test_reasons_of_any_length_leave_the_page_within_a_comment() -> None:
    full = report(*[("high", "x" * 250)] * 400)
    unknown = tuple(UnknownVerdict("r", "a", f"{number} " + "y@" * 4000) for number in range(9))
    page = markdown.render(full._replace(unknown=unknown))
    assert len(page) < COMMENT_LIMIT
    assert "more findings: see the whole report" in page
