"""GitLab configurations read from a temporary repository."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from idlint.languages.pipelines.gitlab_ci import read
from idlint.languages.pipelines.model import Job, Pipeline
from idlint.settings import Settings
from idlint.source import SourceTree

Read = Callable[..., Pipeline]
Jobs = Callable[..., dict[str, Job]]


@pytest.fixture
def gitlab(repository: Callable[[dict[str, str]], SourceTree]) -> Read:
    """Reads a `.gitlab-ci.yml`, with further files."""

    def run(text: str, files: dict[str, str] | None = None) -> Pipeline:
        others = {name: dedent(content) for name, content in (files or {}).items()}
        return read(repository({".gitlab-ci.yml": dedent(text), **others}), ".gitlab-ci.yml", Settings())

    return run


@pytest.fixture
def jobs(gitlab: Read) -> Jobs:
    """The jobs of a configuration without problems, by address without `jobs.`."""

    def run(text: str, files: dict[str, str] | None = None) -> dict[str, Job]:
        pipeline = gitlab(text, files)
        assert pipeline.problems == ()
        return {job.address.removeprefix("jobs."): job for job in pipeline.jobs}

    return run
