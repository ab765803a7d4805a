"""What the names of pipelines and jobs say of their purpose."""

from __future__ import annotations

import pytest

from idlint.languages.pipelines.model import Job, Pipeline, Runner
from idlint.languages.pipelines.purpose import purpose
from idlint.source import Span

HERE = Span("ci.yml", 0, 1)


def said(pipeline: str, job: str = "deploy", environment: str = "") -> str:
    made = Job(f"jobs.{job}", job, HERE, Runner("hosted"), environment=environment)
    return purpose(Pipeline(".github/workflows/x.yml", "github_actions", HERE, pipeline), made)


@pytest.mark.parametrize(
    "name", ["Failover", "disaster recovery", "DR", "break glass", "Fail over now", "Emergency access"]
)
def test_what_is_named_after_the_bad_day_is_for_recovery(name: str) -> None:
    assert (said(name), said("ci", name), said("ci", environment=name)) == ("recovery",) * 3


@pytest.mark.parametrize(
    "name",
    ["deploy", "tear down DR", "e2e tests: recover", "Build webtester for DR testing", "Recovery Services vault"],
)
def test_what_removes_or_tests_or_only_sounds_alike_is_not(name: str) -> None:
    assert said(name) == ""
