"""What starts a pipeline."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.languages.pipelines.model import Pipeline

Read = Callable[..., Pipeline]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", {"manual", "push"}),
        ("trigger: none", {"manual"}),
        ("trigger: [main]", {"manual", "push"}),
        ("trigger: none\npr: {branches: {include: [main]}}", {"manual", "pull_request"}),
        ("trigger: []\npr: none", {"manual"}),
        ("trigger: none\nschedules: [{cron: 0 3 * * *, branches: {include: [main]}}]", {"manual", "schedule"}),
        ("trigger: none\nresources: {pipelines: [{pipeline: a, source: b, trigger: true}]}", {"manual", "other"}),
        ("trigger: none\nresources: {pipelines: [{pipeline: a, source: b, trigger: none}]}", {"manual"}),
        ("trigger: none\nresources: {webhooks: [{webhook: w, connection: c}]}", {"manual", "other"}),
        ("trigger: none\nresources: {repositories: [{repository: r, name: n, trigger: [main]}]}", {"manual", "push"}),
    ],
)
def test_triggers(azp: Read, written: str, expected: set[str]) -> None:
    assert set(azp(f"{written}\nsteps: [{{script: x}}]\n").triggers) == expected


def test_schedules_and_inputs(azp: Read) -> None:
    pipeline = azp(
        """
        parameters: [{name: env, default: dev}, {name: dry, type: boolean}]
        schedules:
        - cron: 0 3 * * *
        - cron: '15 4 * * 1'
        steps: []
        """
    )
    assert [cron for cron, _ in pipeline.schedules] == ["0 3 * * *", "15 4 * * 1"]
    assert pipeline.inputs == ("env", "dry")
    assert pipeline.defaults == {"env": "dev"}
