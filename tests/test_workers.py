"""Loading units: the same documents in the same order, whatever the number of processes."""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path

import pytest

from idlint import forks, languages, workers
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


@pytest.fixture(params=[True, False], ids=["copies", "interpreters"])
def _forks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interpreters of their own would not know `Echo`: a pool of copies stands for them."""
    if not forks.FORKS:
        pytest.skip("copies are not safe here")
    monkeypatch.setattr(forks, "FORKS", request.param)
    monkeypatch.setattr("concurrent.futures.process.mp.get_context", lambda: get_context("fork"))


@pytest.mark.usefixtures("_forks")
@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_documents_come_in_the_order_of_their_units(tmp_path: Path, jobs: int) -> None:
    units = [unit(f"app{number}", number % 3) for number in range(20)]
    loaded = workers.load_all(SourceTree(tmp_path), units, ALL, Settings(), jobs)
    assert [document.unit for document in loaded.documents] == units
    assert loaded.skipped == {}


def test_nothing_to_load_is_no_error(tmp_path: Path) -> None:
    assert workers.load_all(SourceTree(tmp_path), [], ALL, Settings(), 4).documents == ()


@pytest.mark.usefixtures("_forks")
def test_a_dead_worker_makes_units_skipped_with_the_reason(tmp_path: Path) -> None:
    units = [unit("deadly"), *(unit(f"app{number}") for number in range(5))]
    loaded = workers.load_all(SourceTree(tmp_path), units, ALL, Settings(), 2)
    read = {file for document in loaded.documents for file in document.files}
    assert loaded.skipped["deadly/main.tf"] == "the worker process died"
    assert read | set(loaded.skipped) == {file for item in units for file in item.files}


APART = """
import multiprocessing
from pathlib import Path

from idlint import forks, workers
from idlint.document import Unit
from idlint.settings import Settings
from idlint.source import SourceTree

if __name__ == "__main__":
    workers.MIN_BYTES, forks.FORKS = 0, False
    multiprocessing.set_start_method("spawn")
    units = [Unit("terraform", name, "root", (f"{name}/main.tf",)) for name in "abcd"]
    loaded = workers.load_all(SourceTree(Path.cwd()), units, None, Settings(), 2)
    print(len(loaded.documents), sorted(loaded.skipped))
"""


def test_workers_that_are_started_anew_run_no_module_of_the_repository(tmp_path: Path) -> None:
    script, repository = tmp_path / "apart.py", tmp_path / "repository"
    script.write_text(APART)
    for name in "abcd":
        (repository / name).mkdir(parents=True)
        (repository / name / "main.tf").write_text("locals {}\n")
    (repository / "multiprocessing.py").write_text("raise SystemExit('run')\n")
    command = [sys.executable, str(script)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    found = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    assert (found.stdout, found.stderr) == ("4 []\n", "")
