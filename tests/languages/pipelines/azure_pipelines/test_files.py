"""Which files are pipelines, which are templates of one, and which are neither."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from idlint.languages.pipelines.azure_pipelines import classify, is_candidate, looks_like
from idlint.settings import PipelineSettings, Settings
from idlint.source import SourceTree


@pytest.mark.parametrize(
    "path", ["azure-pipelines.yml", "a/b/azure-pipelines-prod.yaml", ".azuredevops/x.yml", "deploy/release.yml"]
)
def test_names_of_candidates(path: str) -> None:
    assert is_candidate(path)


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/ci.yml",
        "docker-compose.yml",
        ".gitlab-ci.yml",
        "charts/app/templates/job.yaml",
        "tests/fixtures/azure-pipelines.yml",
        "main.tf",
        "openapi.yaml",
    ],
)
def test_names_of_other_things(path: str) -> None:
    assert not is_candidate(path)


@pytest.mark.parametrize(
    "text",
    [
        "steps:\n- script: x\n",
        "trigger: none\njobs:\n  - job: a\n    steps: []\n",
        "stages:\n- ${{ if x }}:\n  - stage: a\n",
        "parameters: []\nsteps:\n- template: x.yml\n",
        "extends:\n  template: a.yml@b\n",
        "\ufeffsteps:\n- script: x\n",
        "  pool:\n    vmImage: x\n  steps:\n  - bash: y\n",
        "jobs:\n- template: t.yml\n  parameters:\n    plan: prod\n    steps:\n    - task: x@1\n",
    ],
)
def test_contents_of_pipelines(text: str) -> None:
    assert looks_like(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: actions/checkout@v4\n",
        "name: composite\nruns:\n  using: composite\n  steps:\n  - run: x\n",
        "stages: [build]\nbuild:\n  script:\n  - make\n",
        "include:\n- template: Auto-DevOps.gitlab-ci.yml\nstages:\n- build\n",
        "version: 2.1\njobs:\n  build:\n    steps:\n    - checkout\n",
        "steps:\n- name: gcr.io/cloud-builders/docker\n  args: [build]\n",
        "apiVersion: v1\nkind: Pod\nsteps:\n- script: x\n",
        "- hosts: all\n  tasks:\n  - script: x\n",
        "openapi: 3.0.0\n",
        "a: b\n",
        "",
        "steps:\n- one\n- two\n",
        "jobs:\n- name: a\n  plan:\n    # first\n  - in_parallel:\n    - get: b\n  - task: c\nresources:\n- name: b\n",
        "jobs:\n- name: a\n  plan: *x\n  on_failure:\n  - task: c\nresource_types:\n- name: d\n",
    ],
)
def test_contents_of_other_things(text: str) -> None:
    assert not looks_like(text.encode())


def classified(folder: Path, files: dict[str, str], settings: Settings | None = None) -> dict[str, tuple[str, ...]]:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content), encoding="utf-8")
    return classify(SourceTree(folder), files, settings or Settings())._asdict()


STEPS = "steps:\n- script: x\n"


def test_what_a_tool_makes_pipelines_of_is_none(tmp_path: Path) -> None:
    files = {"tools/src/ci.template.yml": f"trigger: [main]\n{STEPS}", "ci.yml": f"trigger: [main]\n{STEPS}"}
    found = classified(tmp_path, files)
    assert (found["pipelines"], found["libraries"]) == (("ci.yml",), ("tools/src/ci.template.yml",))


def test_what_terraform_fills_in_before_it_is_a_pipeline_is_a_library(tmp_path: Path) -> None:
    written = "trigger: [main]\njobs:\n- $${{ if parameters.start }}:\n  - job: a\n    steps:\n    - script: x\n"
    found = classified(tmp_path, {"ci.yml": written, "other.yml": written.replace("$$", "$")})
    assert (found["pipelines"], found["libraries"]) == (("other.yml",), ("ci.yml",))


def test_roots_templates_and_libraries_are_told_apart(tmp_path: Path) -> None:
    found = classified(
        tmp_path,
        {
            "azure-pipelines.yml": "jobs:\n- template: ci/job.yml\n- template: /ci/${{ parameters.kind }}-x.yml\n",
            "ci/job.yml": f"parameters: []\njobs:\n- job: a\n  {STEPS.replace(chr(10), chr(10) + '  ')}",
            "ci/a-x.yml": "jobs:\n- job: a\n",
            "release.yml": f"trigger: none\n{STEPS}",
            "nightly.yml": f"pool: p\n{STEPS}",
            "build/plain.yml": STEPS,
            "tests/data/plain.yml": STEPS,
            "templates/unused.yml": STEPS,
            "lib.yml": f"parameters: []\n{STEPS}",
            "values.txt": STEPS,
            "other.yml": "a: b\n",
        },
    )
    assert found == {
        "pipelines": ("azure-pipelines.yml", "build/plain.yml", "nightly.yml", "release.yml"),
        "templates": ("ci/a-x.yml", "ci/job.yml"),
        "libraries": ("lib.yml", "templates/unused.yml", "tests/data/plain.yml"),
    }


def test_a_file_with_a_trigger_that_another_names_runs_by_itself_as_well(tmp_path: Path) -> None:
    found = classified(tmp_path, {"ci.yml": "steps:\n- template: b.yml\n", "b.yml": f"trigger: [main]\n{STEPS}"})
    assert found["pipelines"] == ("b.yml", "ci.yml")


def test_templates_of_a_mapped_repository_are_found(tmp_path: Path) -> None:
    settings = Settings(pipelines=PipelineSettings({"shared": "vendor/t"}))
    files = {
        "azure-pipelines.yml": "steps:\n- template: s.yml@shared\n- template: t.yml@gone\n",
        "vendor/t/s.yml": STEPS,
    }
    assert classified(tmp_path, files, settings)["templates"] == ("vendor/t/s.yml",)


def test_files_that_are_not_there_are_left_out(tmp_path: Path) -> None:
    assert classify(SourceTree(tmp_path), ["gone.yml"], Settings()) == ((), (), ())


@given(st.binary(max_size=300))
@hypothesis_settings(max_examples=100, deadline=None)
def test_any_bytes_are_judged(data: bytes) -> None:
    assert looks_like(data) in {True, False}


def test_a_file_that_is_called_a_pipeline_is_one_even_where_it_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "azure-pipelines.yml").write_bytes(b"\xff\xfet\x00r\x00")
    (tmp_path / "other.yml").write_bytes(b"\xff\xfet\x00r\x00")
    found = classify(SourceTree(tmp_path), ["azure-pipelines.yml", "other.yml"], Settings())
    assert found.pipelines == ("azure-pipelines.yml",)
