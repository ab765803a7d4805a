"""What comes first: what fails the run, then what most depends on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.policy.findings import Finding, Radius
from idlint.report.model import Report
from idlint.report.ranking import FIRST, families, first, gating, radius_text, ranked
from idlint.source import Span

Make = Callable[..., Report]
AT = Span("infra/main.tf", 0, 6)


def found(name: str, severity: str = "medium", confidence: str = "high", **radius: int) -> Finding:
    return Finding(name, name[0], "", severity, confidence, name, AT, "", (), radius=Radius(**radius))


def names(report: Report) -> list[str]:
    return [finding.rule for finding in ranked(report)]


def test_what_fails_the_run_is_first_whatever_depends_on_it(make: Make) -> None:
    report = make(found("wide", high=90), found("gates", "high"), found("parse-error", "low"))
    assert names(report) == ["gates", "parse-error", "wide"]
    assert gating(report) == 2
    assert names(report._replace(fail_on="critical")) == ["parse-error", "wide", "gates"]


def test_among_equals_the_larger_radius_is_first_and_criticality_weighs(make: Make) -> None:
    report = make(found("few", standard=3), found("critical", mission_critical=1), found("many", standard=5))
    assert names(report) == ["many", "critical", "few"]


def test_notes_and_guesses_come_last_however_wide(make: Make) -> None:
    report = make(found("note", "low", high=9), found("guess", "medium", "low", high=8), found("real", low=1))
    assert names(report) == ["real", "note", "guess"]


def test_only_so_many_are_first(make: Make) -> None:
    assert len(first(make(*(found(f"r{number}") for number in range(30))))) == FIRST


def test_families_are_counted_the_largest_first(make: Make) -> None:
    nameless = found("parse-error")._replace(family="")
    assert families(make(found("a1"), found("b1"), found("b2"), nameless)) == [("b", 2), ("a", 1), ("parse-error", 1)]


@pytest.mark.parametrize(
    ("radius", "text"),
    [
        ({}, ""),
        ({"high": 1}, ""),
        ({"high": 2}, "2 workloads depend on it (2 high)"),
        ({"mission_critical": 1, "low": 1200}, "1,201 workloads depend on it (1 mission-critical, 1,200 low)"),
    ],
)
def test_radius_is_told_where_more_than_one_workload_is_behind_it(radius: dict[str, int], text: str) -> None:
    assert radius_text(found("a")._replace(radius=Radius(**radius))) == text
