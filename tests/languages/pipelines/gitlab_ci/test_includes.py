"""Included files: local ones merged, all others opaque."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.languages.pipelines.model import Job, Pipeline
from idlint.values import text

Read = Callable[..., Pipeline]
Jobs = Callable[..., dict[str, Job]]


@pytest.mark.parametrize(
    "include", ["ci/a.yml", "[/ci/a.yml]", "{local: ci/a.yml}", "[{local: /ci/a.yml}]", "/ci/*.yml", "ci/**.yml"]
)
def test_local_files_are_merged_below_the_file_that_includes_them(jobs: Jobs, include: str) -> None:
    found = jobs(
        f"include: {include}\nvariables: {{A: own}}\na: {{variables: {{X: own}}}}\n",
        {"ci/a.yml": "variables: {A: theirs, B: theirs}\na: {script: x, variables: {X: theirs, Y: theirs}}\n"},
    )
    assert found["a"].variables == {"A": "own", "B": "theirs", "X": "own", "Y": "theirs"}
    assert found["a"].steps[0].script == "x"


def test_files_include_files(jobs: Jobs) -> None:
    found = jobs("include: a.yml\n", {"a.yml": "include: b/b.yml\n", "b/b.yml": "j: {script: x}\n"})
    assert list(found) == ["j"]


def test_files_that_include_each_other_are_a_problem(gitlab: Read) -> None:
    pipeline = gitlab("include: a.yml\nj: {script: x}\n", {"a.yml": "include: .gitlab-ci.yml\n"})
    assert ["includes itself" in problem.message for problem in pipeline.problems] == [True]
    assert [job.address for job in pipeline.jobs] == ["jobs.j"]


@pytest.mark.parametrize(
    ("include", "source", "reason"),
    [
        ("https://x.y/z.yml", "https://x.y/z.yml", "included remote is not here"),
        ("{remote: 'https://x.y/z.yml'}", "https://x.y/z.yml", "included remote is not here"),
        ("{template: Auto-DevOps.gitlab-ci.yml}", "Auto-DevOps.gitlab-ci.yml", "included template is not here"),
        ("{project: g/p, ref: main, file: [/a.yml, /b.yml]}", "g/p:/a.yml,/b.yml", "included project is not here"),
        ("{component: $CI_SERVER_FQDN/a/b@1}", "$CI_SERVER_FQDN/a/b@1", "included component is not here"),
        ("{local: $WHICH.yml}", "${variables.WHICH}.yml", "name of the included file is unknown"),
    ],
)
def test_what_is_elsewhere_is_a_hole(gitlab: Read, include: str, source: str, reason: str) -> None:
    pipeline = gitlab(f"include: [{include}]\nj: {{script: x}}\n")
    (hole,) = pipeline.holes
    assert (hole.source, hole.reason) == (source, reason)
    assert pipeline.problems == ()


def test_beside_an_opaque_include_nothing_is_called_missing(gitlab: Read) -> None:
    pipeline = gitlab(
        """\
        include: {template: T.yml}
        a: {extends: .elsewhere, needs: [elsewhere], script: [!reference [.there, script], own]}
        sast: {variables: {A: b}}
        """
    )
    assert pipeline.problems == ()
    assert [(hole.address, hole.reason) for hole in pipeline.holes[1:]] == [
        ("jobs.a", "template is not in this repository"),
        ("jobs.sast", "job is defined in an included file that is not here"),
    ]
    assert [job.address for job in pipeline.jobs] == ["jobs.a", "jobs.sast"]


def test_a_variable_of_the_file_may_name_what_it_includes(jobs: Jobs) -> None:
    assert list(jobs("variables: {D: ci}\ninclude: $D/a.yml\n", {"ci/a.yml": "j: {script: x}\n"})) == ["j"]


def test_jobs_included_under_rules_may_not_exist(jobs: Jobs) -> None:
    found = jobs("include: [{local: a.yml, rules: [{if: $X}]}]\nb: {script: x}\n", {"a.yml": "a: {script: x}\n"})
    assert (found["a"].maybe, found["b"].maybe) == ("included under rules", "")


def test_inputs_of_an_included_file_are_filled_in(jobs: Jobs) -> None:
    template = """\
        spec:
          inputs:
            env: {}
            retries: {default: 2}
            other:
        ---
        deploy-$[[ inputs.env ]]:
          retry: $[[ inputs.retries ]]
          script: run $[[ inputs.env ]] $[[ inputs.other ]]
        """
    found = jobs("include: [{local: t.yml, inputs: {env: prod}}]\n", {"t.yml": template})
    job = found["deploy-prod"]
    assert job.retries == 2
    assert text(job.steps[0].script) == "run prod ${inputs.other}"


def test_inputs_of_the_file_itself_are_unknown(gitlab: Read) -> None:
    pipeline = gitlab("spec: {inputs: {env: {default: x}}}\n---\na: {script: 'run $[[ inputs.env ]]'}\n")
    assert pipeline.inputs == ("env",)
    assert text(pipeline.jobs[0].steps[0].script) == "run ${inputs.env}"


def test_a_pattern_without_files_is_no_problem(gitlab: Read) -> None:
    assert gitlab("include: ci/*.yml\na: {script: x}\n").problems == ()


def test_a_file_outside_of_the_repository_is_not_read(gitlab: Read) -> None:
    (problem,) = gitlab("include: ../../secret.yml\na: {script: x}\n").problems
    assert "is not in this repository" in problem.message
