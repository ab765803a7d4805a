"""When jobs and pipelines run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.languages.pipelines.model import Job, Pipeline

Read = Callable[..., Pipeline]
Jobs = Callable[..., dict[str, Job]]


@pytest.mark.parametrize(
    ("keys", "manual", "condition"),
    [
        ("", False, None),
        ("when: manual", True, None),
        ("rules: [{if: $A}, {if: $B, when: on_success}]", False, "$A || $B"),
        ("rules: [{if: $A, when: manual}, {when: never}]", True, "$A"),
        ("rules: [{if: $A, when: manual}, {if: $B}]", False, "$A || $B"),
        ("rules: [{if: $A}, {when: manual}]", False, None),
        ("{when: manual, rules: [{if: $A}]}", True, "$A"),
        ("rules: [{if: $A}, {changes: ['*.tf']}]", False, "$A || changes"),
        ("only: [main, tags]", False, "only: main, tags"),
        ("only: {refs: [main]}", False, "only: main"),
    ],
)
def test_when_a_job_runs(jobs: Jobs, keys: str, manual: bool, condition: str | None) -> None:
    keys = keys.strip("{}") if keys.startswith("{when") else keys
    job = jobs(f"a: {{script: x{', ' if keys else ''}{keys}}}\n")["a"]
    assert (job.manual, job.condition) == (manual, condition)


@pytest.mark.parametrize("keys", ["when: never", "rules: [{if: $A, when: never}, {when: never}]"])
def test_a_job_that_never_runs_is_left_out(jobs: Jobs, keys: str) -> None:
    assert jobs(f"a: {{script: x, {keys}}}\n") == {}


def test_a_failure_that_is_allowed(jobs: Jobs) -> None:
    found = jobs(
        "a: {script: x, allow_failure: true}\nb: {script: x, allow_failure: {exit_codes: 1}}\nc: {script: x}\n"
    )
    assert [job.continue_on_error for job in found.values()] == [True, True, False]


BRANCH = ["push", "schedule", "manual", "call", "other"]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (None, BRANCH),
        ("[{if: $CI_COMMIT_BRANCH == 'main'}]", BRANCH),
        ("[{if: $CI_PIPELINE_SOURCE == 'push'}]", ["push"]),
        (
            '[{if: $CI_PIPELINE_SOURCE == "merge_request_event"}, {if: $CI_PIPELINE_SOURCE == "schedule"}]',
            ["pull_request", "schedule"],
        ),
        ('[{if: $CI_PIPELINE_SOURCE == "push" || $CI_PIPELINE_SOURCE == "web"}]', ["push", "manual"]),
        ('[{if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_TAG}]', ["push"]),
        ("[{if: $CI_MERGE_REQUEST_IID}]", ["pull_request"]),
        (
            '[{if: $CI_PIPELINE_SOURCE == "schedule", when: never}, {when: always}]',
            ["push", "manual", "call", "other", "pull_request"],
        ),
        ("[{changes: [README.md], when: never}, {when: always}]", [*BRANCH, "pull_request"]),
        ("[{when: never}, {when: always}]", []),
        ("[{when: always}]", [*BRANCH, "pull_request"]),
    ],
)  # fmt: skip
def test_what_starts_a_pipeline(gitlab: Read, rules: str | None, expected: list[str]) -> None:
    workflow = f"workflow: {{rules: {rules}}}\n" if rules else ""
    assert list(gitlab(f"{workflow}a: {{script: x}}\n").triggers) == expected
