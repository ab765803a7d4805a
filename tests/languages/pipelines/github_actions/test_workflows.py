"""Whole workflows, those that they call, and files that are none."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.github_actions import is_pipeline, read
from idlint.languages.pipelines.model import Pipeline
from idlint.settings import Settings
from idlint.source import SourceTree, Span
from idlint.values import Origin, Unknown, text

Read = Callable[..., Pipeline]

CALLED = """\
on:
  workflow_call:
    inputs:
      env: {type: string, required: true}
      size: {type: number}
      dry: {type: boolean}
      region: {type: string, default: eastus}
    secrets: {id: {required: true}}
jobs:
  plan:
    runs-on: ubuntu-latest
    environment: ${{ inputs.env }}
    steps:
      - uses: azure/login@v2
        with:
          client-id: ${{ secrets.ID }}
          a: ${{ inputs.size }}
          b: ${{ inputs.dry }}
          c: ${{ inputs.region }}
  apply:
    needs: plan
    if: inputs.dry == false
    steps: [{run: apply}]
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".github/workflows/a.yml", True),
        (".github/workflows/a.yaml", True),
        ("examples/x/.github/workflows/a.yml", True),
        (".github/workflows/sub/a.yml", False),
        (".github/dependabot.yml", False),
        (".github/workflows/a.txt", False),
        ("{{cookiecutter.name}}/.github/workflows/a.yml", False),
        ("github/workflows/a.yml", False),
    ],
)
def test_workflows_are_known_by_their_place(path: str, expected: bool) -> None:
    assert is_pipeline(path) is expected


def test_a_local_workflow_is_followed_below_its_caller(workflow: Read) -> None:
    pipeline = workflow(
        """\
        on: push
        permissions: {id-token: write}
        jobs:
          build: {steps: []}
          deploy:
            needs: build
            if: github.ref == 'main'
            strategy: {matrix: {env: [dev, prod]}}
            uses: ./.github/workflows/called.yml
            with: {env: "${{ matrix.env }}"}
            secrets: {id: "${{ secrets.OTHER }}"}
          after: {needs: [deploy], steps: []}
        """,
        {".github/workflows/called.yml": CALLED},
    )
    assert pipeline.problems == ()
    jobs = {job.address: job for job in pipeline.jobs}
    plan = jobs['jobs.deploy["dev"].jobs.plan']
    apply = jobs['jobs.deploy["dev"].jobs.apply']
    assert plan.environment == "dev"
    assert plan.id_token is True
    assert plan.needs == ("jobs.build",)
    assert apply.needs == (plan.address,)
    assert plan.condition == apply.condition == "github.ref == 'main'"
    inputs = plan.steps[0].inputs
    assert isinstance(inputs["client-id"], Unknown)
    assert inputs["client-id"].origin == Origin("secrets.OTHER")
    assert (inputs["a"], inputs["b"], inputs["c"]) == (0, False, "eastus")
    assert [call.address for call in plan.callers] == ['jobs.deploy["dev"]']
    assert jobs["jobs.after"].needs == tuple(name for name in jobs if name.startswith("jobs.deploy"))
    assert isinstance(plan.header, Span)
    assert plan.header.path == ".github/workflows/called.yml"


@pytest.mark.parametrize(
    ("grant", "own", "expected"),
    [
        ("{id-token: write}", "", True),
        ("{contents: read}", "", False),
        ("{contents: read}", "{id-token: write}", False),
        ("{id-token: write}", "{contents: read}", False),
        ("{id-token: write}", "{id-token: write}", True),
    ],
)
def test_a_called_job_needs_the_grant_of_its_caller(workflow: Read, grant: str, own: str, expected: bool) -> None:
    called = "on: workflow_call\njobs:\n  d:\n    steps: []\n" + (f"    permissions: {own}\n" if own else "")
    pipeline = workflow(
        f"c:\n  permissions: {grant}\n  uses: ./.github/workflows/c.yml\n", {".github/workflows/c.yml": called}
    )
    assert [job.id_token for job in pipeline.jobs] == [expected]


def test_inherited_secrets_are_the_callers(workflow: Read) -> None:
    called = "on: workflow_call\njobs:\n  d:\n    steps: [{run: '${{ secrets.x }}'}]\n"
    pipeline = workflow(
        "c:\n  uses: ./.github/workflows/c.yml\n  secrets: inherit\n", {".github/workflows/c.yml": called}
    )
    assert text(pipeline.jobs[0].steps[0].script) == "${secrets.X}"


def test_a_remote_workflow_is_a_hole_with_its_arguments(workflow: Read) -> None:
    pipeline = workflow(
        "c:\n  permissions: {id-token: write}\n  uses: org/repo/.github/workflows/x.yml@main\n"
        "  with: {env: prod}\n  secrets: {id: '${{ secrets.ID }}'}\nd: {needs: c, steps: []}\n"
    )
    (hole,) = pipeline.holes
    assert (hole.address, hole.source) == ("jobs.c", "org/repo/.github/workflows/x.yml@main")
    assert hole.reason == "workflow is not in this repository"
    assert hole.arguments["env"] == "prod"
    caller, after = pipeline.jobs
    assert (caller.steps, caller.runner.kind, caller.id_token) == ((), "unknown", True)
    assert after.needs == ("jobs.c",)


def test_what_is_called_by_the_repositorys_own_name_is_followed(workflow: Read) -> None:
    files = {
        ".github/workflows/c.yml": "on: workflow_call\njobs: {d: {steps: [{uses: acme/infra/act@main}]}}\n",
        "act/action.yml": "runs: {using: composite, steps: [{run: x, shell: sh}]}\n",
    }
    call = "c:\n  uses: acme/infra/.github/workflows/c.yml@main\n"
    pipeline = workflow(call, files, repository_name="Acme/infra")
    assert (pipeline.problems, pipeline.holes) == ((), ())
    assert [step.script for job in pipeline.jobs for step in job.steps] == ["x"]
    assert [hole.reason for hole in workflow(call, files).holes] == ["workflow is not in this repository"]


def test_a_missing_local_workflow_is_a_problem_and_a_hole(workflow: Read) -> None:
    pipeline = workflow("c:\n  uses: ./.github/workflows/none.yml\n")
    assert "is not in this repository" in pipeline.problems[0].message
    assert [hole.reason for hole in pipeline.holes] == ["workflow cannot be read"]


def test_workflows_that_call_each_other_are_a_problem(workflow: Read) -> None:
    pipeline = workflow(
        "on: workflow_call\njobs: {c: {uses: ./.github/workflows/b.yml}}\n",
        {".github/workflows/b.yml": "on: workflow_call\njobs: {d: {uses: ./.github/workflows/w.yml}}\n"},
    )
    assert ["never ends" in problem.message for problem in pipeline.problems] == [True]


def test_paths_are_relative_to_the_folder_that_holds_github(workflow: Read) -> None:
    pipeline = workflow(
        "c:\n  uses: ./.github/workflows/c.yml\n",
        {"examples/a/.github/workflows/c.yml": "on: workflow_call\njobs: {d: {steps: [{uses: ./act}]}}\n",
         "examples/a/act/action.yml": "runs: {using: composite, steps: [{run: x, shell: sh}]}\n"},
        "examples/a/.github/workflows/w.yml",
    )  # fmt: skip
    assert pipeline.problems == ()
    assert [step.script for job in pipeline.jobs for step in job.steps] == ["x"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "expected a mapping"),
        ("- a\n", "expected a mapping"),
        ("on: push\n", "expected `jobs`"),
        ("on: push\njobs: [a]\n", "expected `jobs`"),
        ("on: push\njobs: {a: b}\n", "is a mapping"),
        ("jobs: {a: {steps: []}}\n", "nothing starts it"),
        ("on: push\njobs: {a: {runs-on: x}}\n", "neither `steps` nor `uses`"),
        ("on: push\njobs: {a: {steps: [], needs: b}}\n", "names the job `b`"),
        ("on: push\njobs:\n  a: {steps: []}\n  a: {steps: []}\n", "written twice"),
        ("on: [push\n", "line 2 is not valid YAML"),
    ],
)
def test_what_is_no_workflow_is_one_problem(
    repository: Callable[[dict[str, str]], SourceTree], content: str, words: str
) -> None:
    path = ".github/workflows/w.yml"
    pipeline = read(repository({path: content}), path, Settings())
    (problem,) = pipeline.problems
    assert words in problem.message
    assert pipeline.files == (path,)


def test_metadata_of_an_action_beside_workflows_is_passed_over(
    repository: Callable[[dict[str, str]], SourceTree],
) -> None:
    path = ".github/workflows/action.yml"
    pipeline = read(repository({path: "runs: {using: composite}\n"}), path, Settings())
    assert (pipeline.jobs, pipeline.problems) == ((), ())


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    pipeline = read(SourceTree(tmp_path), ".github/workflows/w.yml", Settings())
    assert [problem.message for problem in pipeline.problems] == ["does not exist"]


def test_directives_of_every_file_are_kept(workflow: Read) -> None:
    pipeline = workflow(
        "d:\n  steps:\n    - uses: ./a # idlint: ignore[one]\n",
        {"a/action.yml": "runs: # idlint: ignore[two]\n  using: node20\n"},
    )
    assert [(item.rule, item.span.path) for item in pipeline.directives] == [
        ("one", ".github/workflows/w.yml"),
        ("two", "a/action.yml"),
    ]


def test_matrices_of_calls_cannot_multiply_without_end(workflow: Read) -> None:
    files = {
        f".github/workflows/w{n}.yml": "on: workflow_call\njobs: {a: {strategy: {matrix: {x: ["
        + ", ".join(map(str, range(100)))
        + f"]}}}}, uses: ./.github/workflows/w{n + 1}.yml}}}}\n"
        for n in range(4)
    }
    files[".github/workflows/w4.yml"] = "on: workflow_call\njobs: {a: {steps: [{run: x}]}}\n"
    pipeline = workflow("a:\n  uses: ./.github/workflows/w0.yml\n", files)
    assert 0 < len(pipeline.jobs) < 5_000


KEYS = st.sampled_from(
    [
        "on", "jobs", "a", "b", "steps", "uses", "run", "with", "env", "if", "needs", "strategy", "matrix",
        "include", "exclude", "permissions", "runs-on", "environment", "container", "defaults", "secrets",
        "inputs", "workflow_call", "name", "id", "schedule", "cron", "labels", "group", "id-token",
        "working-directory",
    ]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 400),
    st.sampled_from(
        [
        "", "x", "push", "./a", "./.github/workflows/w.yml", "o/r/.github/workflows/x.yml@v1",
        "${{ matrix.a }}", "inherit", "${{ secrets.x }}-${{ env.y }}", "${{ fromJSON('[1]') }}",
        "${{ broken", "write-all", "a", "write", "self-hosted",
    ]
    ),
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=25,
)
JOB = st.dictionaries(KEYS, TREES, max_size=6)


@settings(max_examples=100, deadline=None)
@given(st.one_of(TREES, st.fixed_dictionaries({"on": TREES, "jobs": st.dictionaries(KEYS, JOB, max_size=3)})), TREES)
def test_any_mapping_is_read_without_a_crash(data: Any, action: Any) -> None:
    import json

    with TemporaryDirectory() as folder:
        path = Path(folder, ".github/workflows/w.yml")
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(data), encoding="utf-8")
        Path(folder, "a").mkdir()
        Path(folder, "a/action.yml").write_text(
            json.dumps({"inputs": action, "runs": {"using": "composite", "steps": action}}), encoding="utf-8"
        )
        pipeline = read(SourceTree(Path(folder)), ".github/workflows/w.yml", Settings())
    pickle.dumps(pipeline)
    addresses = [job.address for job in pipeline.jobs]
    assert len(set(addresses)) == len(addresses)
    assert all(need in addresses for job in pipeline.jobs for need in job.needs)
