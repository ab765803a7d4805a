"""A repository of a few files, read as Azure Pipelines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from idlint.languages.pipelines.azure_pipelines import read
from idlint.languages.pipelines.model import Pipeline
from idlint.settings import Settings
from idlint.source import SourceTree

Read = Callable[..., Pipeline]


@pytest.fixture
def azp(tmp_path: Path) -> Read:
    """Reads `azure-pipelines.yml` with this text, beside further files by their paths."""

    def run(text: str, files: dict[str, str] | None = None, settings: Settings | None = None) -> Pipeline:
        for name, content in {"azure-pipelines.yml": text, **(files or {})}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(content), encoding="utf-8")
        return read(SourceTree(tmp_path), "azure-pipelines.yml", settings or Settings())

    return run
