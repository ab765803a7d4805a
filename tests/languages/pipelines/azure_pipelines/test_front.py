"""A whole pipeline: places, problems, budgets, and any bytes at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from idlint.errors import SourceError
from idlint.languages.pipelines.azure_pipelines import read
from idlint.languages.pipelines.model import Pipeline
from idlint.settings import Settings
from idlint.source import SourceTree, Span

Read = Callable[..., Pipeline]


def written(pipeline: Pipeline, root: Path, span: object) -> str:
    assert isinstance(span, Span)
    return (root / span.path).read_bytes()[span.start : span.end].decode()


def test_everything_knows_where_it_is_written(azp: Read, tmp_path: Path) -> None:
    pipeline = azp(
        """\
        # é
        trigger: [main]
        jobs:
        - job: a
          pool: agents
          condition: failed()
          steps:
          - task: AzureCLI@2
            retryCountOnTaskFailure: 2
            inputs: {azureSubscription: sc}
          - script: echo
        """
    )
    (job,) = pipeline.jobs
    task, script = job.steps
    shown = [
        pipeline.header, pipeline.triggers["push"], job.header, job.runner.span, job.spans["condition"], task.header,
        task.spans["retries"], task.spans["azuresubscription"], script.header, script.spans["run"],
    ]  # fmt: skip
    assert [written(pipeline, tmp_path, span) for span in shown] == [
        "trigger", "[main]", "job: a", "agents", "failed()", "task: AzureCLI@2", "2", "sc", "script", "echo",
    ]  # fmt: skip


def test_comments_to_idlint_are_kept(azp: Read) -> None:
    pipeline = azp("steps:\n- script: x # idlint: ignore[some-rule] because\n")
    assert len(pipeline.directives) == 1


@pytest.mark.parametrize("text", ["steps:\n- {\n", "a: *b\n", "steps: ["])
def test_a_file_that_is_not_valid_is_one_problem(azp: Read, text: str) -> None:
    pipeline = azp(text)
    assert len(pipeline.problems) == 1
    assert not pipeline.jobs


@pytest.mark.parametrize("text", ["", "- a\n", "just text", "steps:\n", "stages: 1\n", "jobs: {a: b}\n", "steps: {}\n"])
def test_a_file_without_jobs_has_none(azp: Read, text: str) -> None:
    assert azp(text).jobs == ()


def test_a_file_that_is_not_there_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read(SourceTree(tmp_path), "gone.yml", Settings())


def test_loops_in_loops_end_with_the_budget(azp: Read) -> None:
    rounds = "\n".join(f"  - {number}" for number in range(100))
    loops = "".join(f"{'  ' * depth}- ${{{{ each x{depth} in parameters.n }}}}:\n" for depth in range(6))
    head = f"parameters:\n- name: n\n  type: object\n  default:\n{rounds}\n"
    pipeline = azp(f"{head}steps:\n{loops}{'  ' * 6}- script: x\n")
    assert pipeline.exhausted == "evaluation steps"


def test_texts_that_double_end_with_the_budget(azp: Read) -> None:
    twice = ["${{ variables.v" + str(number) + " }}" for number in range(40)]
    lines = [f"- {{name: v{number + 1}, value: '{text}{text}'}}" for number, text in enumerate(twice)]
    pipeline = azp("variables:\n- {name: v0, value: xxxxxxxxxxxxxxxx}\n" + "\n".join(lines) + "\nsteps:\n- script: x\n")
    assert pipeline.exhausted in {"", "size of values"}


def test_macros_with_long_values_end_with_the_budget(azp: Read) -> None:
    steps = "- script: $(big) $(other)\n" * 2000
    pipeline = azp(f"variables: {{big: {'x' * 100_000}}}\nsteps:\n{steps}")
    assert pipeline.exhausted == "size of values"


def test_parameters_that_wrap_themselves_end_with_the_budget(azp: Read) -> None:
    pipeline = azp(
        "steps:\n- template: t.yml\n  parameters: {x: [[a]]}\n",
        {
            "t.yml": "parameters: [{name: x, type: object}]\nsteps:\n- script: ${{ convertToJson(parameters.x) }}\n"
            "- template: t.yml\n  parameters: {x: [[[[['${{ parameters.x }}']]]]]}\n"
        },
    )
    assert pipeline.problems or pipeline.exhausted


WORDS = st.sampled_from(
    [
        "steps", "jobs", "stages", "job", "stage", "deployment", "template", "parameters", "variables", "name", "value",
        "strategy", "matrix", "runOnce", "deploy", "task", "inputs", "script", "pool", "vmImage", "dependsOn",
        "extends",
        "resources", "repositories", "repository", "group", "type", "default", "condition", "env", "environment", "on",
        "failure", "container", "trigger", "schedules", "cron", "enabled", "t.yml", "a", "object", "stepList",
        "${{ if eq(parameters.a, 'a') }}", "${{ else }}", "${{ each x in parameters.a }}", "${{ insert }}",
        "${{ parameters.a }}", "${{ x }}", "${{ variables.a }}", "$(a)", "$[ a ]", "${{ if x", "false", "", "t.yml@r",
        "${{ parameters }}", "${{ convertToJson(parameters) }}", "${{ each y in x }}", "${{ elseif true }}",
    ]
)  # fmt: skip
TREES = st.recursive(
    WORDS | st.none() | st.integers(0, 3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=40,
)


@given(pipeline=st.dictionaries(WORDS, TREES, max_size=6), template=st.dictionaries(WORDS, TREES, max_size=4))
@example(pipeline={"steps": None, "variables": [{"group": []}]}, template={})
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_structure_is_read(tmp_path: Path, pipeline: object, template: object) -> None:
    import json

    (tmp_path / "p.yml").write_text(json.dumps(pipeline), encoding="utf-8")
    (tmp_path / "t.yml").write_text(json.dumps(template), encoding="utf-8")
    found = read(SourceTree(tmp_path), "p.yml", Settings())
    assert found.path == "p.yml"
    addresses = [step.address for job in found.jobs for step in job.steps]
    assert len(addresses) == len(set(addresses))


@given(data=st.binary(max_size=200))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p.yml").write_bytes(data)
    with suppress(SourceError):
        assert read(SourceTree(tmp_path), "p.yml", Settings()).path == "p.yml"
