"""Whole configurations: stages, needs, child pipelines, and files that are none."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.gitlab_ci import is_pipeline, read, roots
from idlint.languages.pipelines.model import Job, Pipeline
from idlint.settings import Settings
from idlint.source import SourceTree, Span

Read = Callable[..., Pipeline]
Jobs = Callable[..., dict[str, Job]]


def test_configurations_are_known_by_their_name() -> None:
    assert is_pipeline(".gitlab-ci.yml")
    assert is_pipeline("examples/.gitlab-ci.yml")
    assert not is_pipeline("ci/jobs.gitlab-ci.yml")
    assert not is_pipeline("{{cookiecutter.x}}/.gitlab-ci.yml")


def test_below_a_configuration_others_are_not_run_by_themselves(tmp_path: Path) -> None:
    files = ["a/.gitlab-ci.yml", "a/b/.gitlab-ci.yml", "c/.gitlab-ci.yml", "c/x.yml"]
    assert roots(SourceTree(tmp_path), files, Settings()) == ["a/.gitlab-ci.yml", "c/.gitlab-ci.yml"]


def test_a_job_waits_for_the_stage_before_unless_it_says_otherwise(jobs: Jobs) -> None:
    found = jobs(
        """\
        stages: [build, empty, deploy]
        b1: {stage: build, script: x}
        b2: {stage: build, script: x}
        d1: {stage: deploy, script: x}
        d2: {stage: deploy, script: x, needs: []}
        d3: {stage: deploy, script: x, needs: [b1, {job: none, optional: true}, {job: b2, artifacts: false}]}
        d4: {stage: .pre, script: x}
        d5: {stage: .post, script: x}
        .hidden: {script: x}
        """
    )
    assert found["b1"].needs == ("jobs.d4",)
    assert found["d1"].needs == ("jobs.b1", "jobs.b2")
    assert found["d2"].needs == ()
    assert found["d3"].needs == ("jobs.b1", "jobs.b2")
    assert found["d5"].needs == ("jobs.d1", "jobs.d2", "jobs.d3")
    assert ".hidden" not in found
    assert found["b1"].stage == "build"


def test_the_stages_of_a_file_without_stages(jobs: Jobs) -> None:
    found = jobs("a: {stage: build, script: x}\nb: {script: x}\nc: {stage: deploy, script: x}\n")
    assert (found["b"].stage, found["b"].needs, found["c"].needs) == ("test", ("jobs.a",), ("jobs.b",))


def test_a_child_pipeline_is_followed_below_the_job_that_starts_it(gitlab: Read) -> None:
    pipeline = gitlab(
        "start: {trigger: {include: [{local: /ci/child.yml}], strategy: depend}}\n",
        {"ci/child.yml": "a: {stage: build, script: x}\nb: {script: y}\n"},
    )
    assert pipeline.problems == ()
    start, first, second = pipeline.jobs
    assert (start.address, first.address, second.address) == ("jobs.start", "jobs.start.jobs.a", "jobs.start.jobs.b")
    assert (first.needs, second.needs) == (("jobs.start",), ("jobs.start.jobs.a",))
    assert [call.address for call in second.callers] == ["jobs.start"]
    assert isinstance(second.header, Span)
    assert second.header.path == "ci/child.yml"


def test_a_child_pipeline_gets_the_variables_of_the_job_that_starts_it(jobs: Jobs) -> None:
    found = jobs(
        """\
        variables: {A: parent}
        one: {trigger: {include: c.yml}, variables: {B: one}}
        two: {trigger: {include: c.yml, forward: {yaml_variables: false}}}
        """,
        {"c.yml": "variables: {A: child, B: child}\nj: {script: x}\n"},
    )
    assert found["one.jobs.j"].variables == {"A": "parent", "B": "one"}
    assert found["two.jobs.j"].variables == {"A": "child", "B": "child"}


def test_pipelines_of_other_projects_and_generated_ones_are_holes(gitlab: Read) -> None:
    pipeline = gitlab(
        "a: {trigger: {project: g/p}}\nb: {trigger: g/q}\nc: {trigger: {include: [{artifact: x.yml, job: a}]}}\n"
    )
    assert [(hole.source, hole.reason) for hole in pipeline.holes] == [
        ("g/p", "pipeline of another project"),
        ("g/q", "pipeline of another project"),
        ("x.yml", "included artifact is not here"),
    ]
    assert [job.address for job in pipeline.jobs] == ["jobs.a", "jobs.b", "jobs.c"]


def test_a_pipeline_that_starts_itself_is_a_problem(gitlab: Read) -> None:
    pipeline = gitlab("a: {trigger: {include: .gitlab-ci.yml}}\n")
    assert ["never ends" in problem.message for problem in pipeline.problems] == [True]


def test_inputs_are_variables_that_somebody_is_asked_for(gitlab: Read) -> None:
    text = "variables: {A: x, B: {value: y, description: which}}\na: {script: x}\n"
    assert gitlab(text).inputs == ("B",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "expected a mapping of jobs"),
        ("- a\n", "expected a mapping of jobs"),
        ("a: {stage: x}\n", "no `script` and no `trigger`"),
        ("a: {script: x, needs: [b]}\n", "`needs` names the job `b`"),
        ("a: {script: x, extends: .b}\n", "`extends` names `.b`"),
        ("a: {script: [!reference [.b, script]]}\n", "names something that is not defined"),
        ("include: /none.yml\na: {script: x}\n", "`/none.yml` is not in this repository"),
        ("include: [{what: x}]\na: {script: x}\n", "`include` has one of"),
        ("a: {trigger: {include: none.yml}}\n", "`none.yml` is not in this repository"),
        ("a: [\n", "line 2 is not valid YAML"),
    ],
)
def test_what_cannot_be_read_is_one_problem(gitlab: Read, content: str, words: str) -> None:
    (problem,) = gitlab(content).problems
    assert words in problem.message


def test_directives_of_every_file_are_kept(gitlab: Read) -> None:
    pipeline = gitlab(
        "include: b.yml # idlint: ignore[one]\n",
        {"b.yml": "a: # idlint: ignore[two]\n  script: '# idlint: ignore[no]'\n"},
    )
    assert [item.rule for item in pipeline.directives] == ["one", "two"]


KEYS = st.sampled_from(
    [
        "include", "local", "project", "extends", "default", "script", "before_script", "after_script", "variables",
        "stages", "stage", "needs", "job", "rules", "if", "when", "only", "refs", "parallel", "matrix", "image", "name",
        "tags", "retry", "max", "timeout", "trigger", "environment", "id_tokens", "secrets", "workflow", "inherit", "a",
        "b", ".c", "spec", "inputs",
    ]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 300),
    st.sampled_from(
        [
            "", "a", "b", ".c", "x.yml", "*.yml", ".gitlab-ci.yml", "$A", "${B}-$A", "$[[ inputs.a ]]",
            "manual", "never", "test", "3h 20m", "9 weeks", "$CI_PIPELINE_SOURCE == \"web\"", "../../etc/passwd",
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
@given(
    st.one_of(TREES, st.dictionaries(KEYS, st.one_of(JOB, TREES), max_size=5)), st.dictionaries(KEYS, TREES, max_size=4)
)
def test_any_mapping_is_read_without_a_crash(data: Any, included: Any) -> None:
    with TemporaryDirectory() as folder:
        text = json.dumps(data).replace('["a", ', '!reference ["a", ')
        Path(folder, ".gitlab-ci.yml").write_text(text, encoding="utf-8")
        Path(folder, "x.yml").write_text(json.dumps(included), encoding="utf-8")
        pipeline = read(SourceTree(Path(folder)), ".gitlab-ci.yml", Settings())
    pickle.dumps(pipeline)
    addresses = [job.address for job in pipeline.jobs]
    assert len(set(addresses)) == len(addresses)
    assert all(need in addresses for job in pipeline.jobs for need in job.needs)
