"""Paths of jobs that check several repositories out, or one into a folder."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from idlint.languages.pipelines.model import Pipeline
from idlint.values import text

Read = Callable[..., Pipeline]

RESOURCES = "resources: {repositories: [{repository: lib, name: team/shared-lib}]}\n"
TASK = """
- task: TerraformTask@5
  inputs:
    workingDirectory: $(Build.SourcesDirectory)/DIR
- script: cd $(System.DefaultWorkingDirectory)/DIR && make
  workingDirectory: DIR
"""
SOURCES = "${variables.Build.SourcesDirectory}"


@pytest.mark.parametrize(
    ("checkouts", "directory", "expected"),
    [
        ("", "infra", "infra"),
        ("- checkout: self\n", "infra", "infra"),
        ("- checkout: self\n- checkout: lib\n", "app/infra", "infra"),
        ("- checkout: self\n- checkout: lib\n", "shared-lib/infra", "shared-lib/infra"),
        ("- {checkout: self, path: s/app}\n", "app/infra", "infra"),
        ("- {checkout: self, path: s/app}\n", "other/infra", "other/infra"),
        ("- checkout: lib\n", "shared-lib/infra", "shared-lib/infra"),
        ("- checkout: self\n- {checkout: lib, path: s/x}\n", "x/infra", "x/infra"),
        ("- checkout: none\n", "infra", "infra"),
    ],
)
def test_paths_are_relative_to_this_repository(azp: Read, checkouts: str, directory: str, expected: str) -> None:
    steps = azp(f"{RESOURCES}steps:\n{checkouts}{TASK.replace('DIR', directory)}").jobs[0].steps
    task, script = steps[-2:]
    assert text(task.directory) == f"{SOURCES}/{expected}"
    assert text(task.inputs["workingdirectory"]) == f"{SOURCES}/{expected}"
    assert script.directory == expected
    assert f"DefaultWorkingDirectory}}/{expected} &&" in text(script.script)
