from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from idlint.languages.pipelines import table


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A YAML file that was written a while ago; the user's cache is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "recognised.yaml"
    _write(path, "commands: {az login: {}}")
    return path


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_700_000_000 + len(text),) * 2)


def test_the_table_is_read_from_the_cache_while_its_file_stays_as_it_is(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = table.read(source)
    monkeypatch.setitem(sys.modules, "yaml", None)  # importing it fails from here on
    assert table.read(source) == first == {"commands": {"az login": {}}}


def test_the_table_is_read_anew_when_its_file_changes(source: Path) -> None:
    table.read(source)
    _write(source, "commands: {gcloud auth login: {}}")
    assert table.read(source) == {"commands": {"gcloud auth login": {}}}


def test_yaml_and_the_json_that_is_kept_say_the_same() -> None:
    read = table.read(Path(table.__file__).with_name("recognised.yaml"))
    assert json.loads(json.dumps(read)) == read
