"""What starts a workflow."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.languages.pipelines.model import Pipeline

Read = Callable[..., Pipeline]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("push", ["push"]),
        ("[push, workflow_dispatch]", ["push", "manual"]),
        ("{pull_request_target: , release: , repository_dispatch: {types: [x]}}", ["pull_request", "other", "manual"]),
        ("{workflow_call: {inputs: {}}}", ["call"]),
        ("", []),
    ],
)
def test_kinds_of_triggers(workflow: Read, on: str, expected: list[str]) -> None:
    assert list(workflow(f"on: {on}\njobs: {{a: {{steps: []}}}}\n").triggers) == expected


def test_schedules_and_inputs(workflow: Read) -> None:
    pipeline = workflow(
        """\
        on:
          schedule: [{cron: '0 5 * * *'}, {cron: '0 6 * * *'}, {bad: x}]
          workflow_dispatch: {inputs: {env: {default: dev}, size: {}}}
          workflow_call: {inputs: {env: {type: string}, more: {default: '${{ vars.x }}'}}}
        jobs: {a: {steps: []}}
        """
    )
    assert [cron for cron, _ in pipeline.schedules] == ["0 5 * * *", "0 6 * * *"]
    assert pipeline.inputs == ("env", "size", "more")
    assert pipeline.defaults == {"env": "dev"}
