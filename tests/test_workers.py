"""Loading units: the same documents in the same order, whatever the number of processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from idlint import languages, workers
from idlint.document import ALL, Demand, Document, Invocation, Unit
from idlint.settings import Settings
from idlint.source import SourceTree


class Echo:
    """A front end that says what it was given, and dies where it is told to."""

    def load(self, _tree: SourceTree, unit: Unit, _demand: Demand, _settings: Settings) -> Document:
        if unit.path == "deadly":
            os._exit(1)
        return Document(unit, files=unit.files)

    def units(self, *_: object) -> list[Unit]:
        return []


@pytest.fixture(autouse=True)
def _echo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(languages, "front_end", lambda _: Echo())
    monkeypatch.setattr(workers, "MIN_BYTES", 0)


def unit(path: str, size: int = 1) -> Unit:
    return Unit("echo", path, "root", (f"{path}/main.tf",), (Invocation(path, variables={"a": {}}),), size)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_documents_come_in_the_order_of_their_units(tmp_path: Path, jobs: int) -> None:
    units = [unit(f"app{number}", number % 3) for number in range(20)]
    loaded = workers.load_all(SourceTree(tmp_path), units, ALL, Settings(), jobs)
    assert [document.unit for document in loaded.documents] == units
    assert loaded.skipped == {}


def test_nothing_to_load_is_no_error(tmp_path: Path) -> None:
    assert workers.load_all(SourceTree(tmp_path), [], ALL, Settings(), 4).documents == ()


def test_a_dead_worker_makes_units_skipped_with_the_reason(tmp_path: Path) -> None:
    units = [unit("deadly"), *(unit(f"app{number}") for number in range(5))]
    loaded = workers.load_all(SourceTree(tmp_path), units, ALL, Settings(), 2)
    read = {file for document in loaded.documents for file in document.files}
    assert loaded.skipped["deadly/main.tf"] == "the worker process died"
    assert read | set(loaded.skipped) == {file for item in units for file in item.files}
