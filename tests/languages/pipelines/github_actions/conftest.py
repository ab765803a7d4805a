"""Workflows read from a temporary repository."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from idlint.languages.pipelines.github_actions import read
from idlint.languages.pipelines.model import Pipeline
from idlint.settings import Settings
from idlint.source import SourceTree

WORKFLOW = ".github/workflows/w.yml"

Read = Callable[..., Pipeline]


@pytest.fixture
def workflow(repository: Callable[[dict[str, str]], SourceTree]) -> Read:
    """Reads a workflow, given as text or only by its jobs, with further files."""

    def run(
        text: str, files: dict[str, str] | None = None, path: str = WORKFLOW, repository_name: str = ""
    ) -> Pipeline:
        text = dedent(text)
        if "jobs:" not in text:
            text = "on: push\njobs:\n" + "".join(f"  {line}\n" for line in text.splitlines())
        others = {name: dedent(content) for name, content in (files or {}).items()}
        return read(repository({path: text, **others}), path, Settings(repository=repository_name))

    return run
