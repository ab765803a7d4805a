"""Jobs: runners, matrices, environments, permissions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.languages.pipelines.model import Pipeline
from idlint.values import Unknown, text

Read = Callable[..., Pipeline]


@pytest.mark.parametrize(
    ("runs_on", "kind", "labels", "pool", "image"),
    [
        ("ubuntu-latest", "hosted", ["ubuntu-latest"], "", "ubuntu-latest"),
        ("Windows-2022", "hosted", ["Windows-2022"], "", "windows-2022"),
        ("macos-14-xlarge", "hosted", ["macos-14-xlarge"], "", "macos-14-xlarge"),
        ("[self-hosted, linux, x64]", "self-hosted", ["self-hosted", "linux", "x64"], "", ""),
        ("my-runners", "unknown", ["my-runners"], "", ""),
        ("{group: big, labels: [ubuntu-latest]}", "unknown", ["ubuntu-latest"], "big", "ubuntu-latest"),
        ("{group: big}", "unknown", [], "big", ""),
        ("${{ vars.RUNNER }}", "unknown", ["${vars.RUNNER}"], "", ""),
        ('${{ fromJSON(\'["self-hosted", "a"]\') }}', "self-hosted", ["self-hosted", "a"], "", ""),
    ],
)
def test_runners(workflow: Read, runs_on: str, kind: str, labels: list[str], pool: str, image: str) -> None:
    runner = workflow(f"d:\n  runs-on: {runs_on}\n  steps: []\n").jobs[0].runner
    assert (runner.kind, [text(label) for label in runner.labels]) == (kind, labels)
    assert (runner.pool, runner.image) == (pool, image)


def test_a_matrix_makes_instances_with_addresses(workflow: Read) -> None:
    pipeline = workflow(
        """\
        on: push
        jobs:
          build:
            strategy: {matrix: {env: [dev, prod]}}
            runs-on: "${{ matrix.env }}-runner"
            environment: {name: "${{ matrix.env }}", url: https://x}
            steps: [{run: "deploy ${{ matrix.env }} ${{ matrix.none }}"}]
          after:
            needs: [build]
            steps: []
        """
    )
    dev, prod, after = pipeline.jobs
    assert (dev.address, prod.address) == ('jobs.build["dev"]', 'jobs.build["prod"]')
    assert (dev.environment, prod.runner.labels) == ("dev", ("prod-runner",))
    assert dev.steps[0].address == 'jobs.build["dev"].steps[0]'
    assert dev.steps[0].script == "deploy dev "
    assert after.needs == (dev.address, prod.address)


def test_an_unknown_matrix_is_one_symbolic_job(workflow: Read) -> None:
    (job,) = workflow(
        "d:\n  strategy: {matrix: '${{ fromJSON(needs.a.outputs.m) }}'}\n  steps: [{run: '${{ matrix.env }}'}]\n"
    ).jobs
    assert (job.address, job.maybe) == ("jobs.d[?]", "matrix is unknown")
    script = job.steps[0].script
    assert isinstance(script, Unknown)
    assert str(script.origin) == "jobs.d.matrix.env"


@pytest.mark.parametrize(
    ("above", "own", "permissions", "id_token"),
    [
        ("", "", {}, False),
        ("permissions: {id-token: write}", "", {"id-token": "write"}, True),
        ("permissions: {id-token: write}", "permissions: {contents: read}", {"contents": "read"}, False),
        ("", "permissions: {id-token: read}", {"id-token": "read"}, False),
        ("", "permissions: write-all", {"*": "write"}, True),
        ("permissions: read-all", "", {"*": "read"}, False),
        ("permissions: write-all", "permissions: {}", {}, False),
    ],
)
def test_permissions_of_the_job_replace_those_of_the_workflow(
    workflow: Read, above: str, own: str, permissions: dict[str, str], id_token: bool
) -> None:
    job = workflow(f"on: push\n{above}\njobs:\n  d:\n    steps: []\n    {own}\n").jobs[0]
    assert (job.permissions, job.id_token) == (permissions, id_token)
    assert ("permissions" in job.spans) == bool(above or own)


def test_of_a_workflow_that_is_only_called_the_caller_decides(workflow: Read) -> None:
    text = "on: workflow_call\njobs:\n  d:\n    steps: []\n"
    job = workflow(text).jobs[0]
    assert isinstance(job.id_token, Unknown)
    assert workflow(text + "    permissions: {contents: read}\n").jobs[0].id_token is False


def test_other_parts_of_a_job(workflow: Read) -> None:
    job = (
        workflow(
            "d:\n  name: Deploy\n  if: github.ref == 'x'\n  timeout-minutes: 30\n  continue-on-error: true\n"
            "  container: {image: 'img:${{ vars.TAG }}'}\n  environment: prod\n  runs-on: ubuntu-latest\n  steps: []\n"
        )
    ).jobs[0]
    assert (job.name, job.condition, job.timeout_minutes, job.continue_on_error) == (
        "Deploy",
        "github.ref == 'x'",
        30,
        True,
    )
    assert text(job.runner.container) == "img:${vars.TAG}"
    assert job.environment == "prod"
    assert {"condition", "timeout_minutes", "environment", "container"} <= set(job.spans)


def test_a_job_that_never_runs_is_left_out(workflow: Read) -> None:
    assert workflow("d:\n  if: ${{ false }}\n  steps: []\n").jobs == ()
