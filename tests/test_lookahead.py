"""Other processes look at code files; what comes of it is what reading them here gives."""

from __future__ import annotations

import os
from pathlib import Path
from signal import SIG_IGN, SIGCHLD, signal

import pytest

from idlint import forks, lookahead
from idlint.former import FormerTree
from idlint.history import Earlier
from idlint.languages.terraform.folders import code_folders
from idlint.languages.terraform.syntax import parse
from idlint.languages.terraform.unknown_calls import unknown_calls
from idlint.lookahead import begin, finish
from idlint.source import SourceTree

CODE = {
    "a.tf": b'resource "x" "y" {\n  name = "\xc3\xa9"\n  inner {\n    a = [1]\n  }\n}\n',
    "app/b.tf": b'module "m" {\n  source = "../lib"\n}\n',
    "app/c.tofu": b'terraform {\n  backend "azurerm" {}\n}\n',
    "lib/broken.tf": b'resource "x" {\n',
    "lib/bytes.tf": b"\xff\x00",
    "lib/d.tf.json": b"{}",
    "lib/e.tf": b"locals {\n  a = upcase(lower(1))\n}\n",
}


@pytest.fixture(params=[True, False], ids=["forked", "spawned"])
def tree(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SourceTree:
    monkeypatch.setattr(forks, "FORKS", request.param and forks.FORKS)
    monkeypatch.setattr(lookahead, "MIN_FILES", 2)
    for name, data in CODE.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    return SourceTree(tmp_path)


def look_ahead(tree: SourceTree, jobs: int) -> None:
    """Begin and finish."""
    begin(tree, sorted(CODE), jobs)
    finish(tree)


@pytest.mark.parametrize("jobs", [2, 3])
def test_what_was_looked_at_ahead_is_what_is_read_here(tree: SourceTree, jobs: int) -> None:
    look_ahead(tree, jobs)
    looked_at = {path for path in CODE if tree.ahead(path)}
    assert looked_at == {"a.tf", "app/b.tf", "app/c.tofu", "lib/broken.tf", "lib/e.tf"}
    fresh = SourceTree(tree.root)
    assert code_folders(tree, CODE) == code_folders(fresh, CODE)
    for path in looked_at:
        ahead, now = parse(tree.read(path)), parse(fresh.read(path))
        assert ahead.problems == now.problems
        wrong = [list(unknown_calls(which.read(path), now.body)) for which in (tree, fresh)]
        assert wrong[0] == wrong[1]
        assert bool(wrong[0]) == (path == "lib/e.tf")
        assert [block.span for block in ahead.body.blocks] == [block.span for block in now.body.blocks]


@pytest.mark.parametrize(("jobs", "least"), [(1, 2), (4, 100)])
def test_nothing_is_started_for_one_process_or_few_files(
    tree: SourceTree, monkeypatch: pytest.MonkeyPatch, jobs: int, least: int
) -> None:
    monkeypatch.setattr(lookahead, "MIN_FILES", least)
    look_ahead(tree, jobs)
    assert not any(map(tree.ahead, CODE))


def test_a_process_that_fails_leaves_its_files_to_be_read_here(
    tree: SourceTree, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.executable", "false")
    monkeypatch.setattr("idlint.languages.terraform.ahead.look", None)
    look_ahead(tree, 2)
    assert not any(map(tree.ahead, CODE))
    assert capfd.readouterr() == ("", "")


def refuse(*_: object) -> int:
    raise BlockingIOError(11, "Resource temporarily unavailable")


def test_where_nothing_can_be_started_everything_is_read_here(
    tree: SourceTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", None)  # so in a program that only embeds Python
    monkeypatch.setattr(os, "fork", refuse)
    look_ahead(tree, 2)
    assert not any(map(tree.ahead, CODE))


def test_a_program_that_ignores_its_children_gets_the_same(tree: SourceTree) -> None:
    before = signal(SIGCHLD, SIG_IGN)
    try:
        look_ahead(tree, 2)
    finally:
        signal(SIGCHLD, before)
    assert tree.read("a.tf").data == CODE["a.tf"]


def test_what_nobody_waits_for_any_more_ends(tree: SourceTree) -> None:
    """Far more than a pipe holds, and the one who began is gone."""
    for number in range(40):
        (tree.root / f"{number}.tf").write_bytes(b"# " + b"x" * 100_000)
    names = [f"{number}.tf" for number in range(40)]
    begin(tree, names, 2)
    begun = lookahead._begun.pop(tree)
    for process in begun:
        process.answer.close()
    assert all(process.wait() for process in begun)


def test_a_system_that_has_no_wide_pipes_left_gives_narrow_ones(
    tree: SourceTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forks, "PIPE_BYTES", 1 << 31)
    look_ahead(tree, 2)
    assert tree.ahead("a.tf")


def test_no_module_of_the_repository_is_run(tree: SourceTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree.root)
    for name in ("idlint", "json", "marshal", "re"):
        (tree.root / f"{name}.py").write_text("raise SystemExit('run')\n")
    look_ahead(tree, 2)
    assert tree.ahead("a.tf")


def test_a_tree_that_shows_something_else_than_the_disk_is_not_looked_at(tree: SourceTree) -> None:
    former = FormerTree(tree.root, Earlier("0" * 40, {"a.tf": b"locals {}\n"}, {}))
    limited = SourceTree(tree.root, frozenset({"a.tf"}))
    for other in (former, limited):
        look_ahead(other, 2)
        assert not any(map(other.ahead, CODE))
    assert former.read("a.tf").data == b"locals {}\n"


def test_looking_begins_once_and_finishes_once(tree: SourceTree) -> None:
    begin(tree, sorted(CODE), 2)
    begin(tree, ["gone.tf", "lost.tf"], 2)
    finish(tree)
    finish(tree)
    assert tree.ahead("a.tf")
