"""Small repositories in a temporary folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from idlint.source import SourceTree

Repository = Callable[[dict[str, str]], SourceTree]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with the given files."""

    def make(files: dict[str, str]) -> SourceTree:
        for path, content in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
        return SourceTree(tmp_path)

    return make
