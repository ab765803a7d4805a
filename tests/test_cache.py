"""The cache: what makes an entry stale, and that a broken one is no entry."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from idlint import cache


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def old(path: Path) -> None:
    """Set the file's times far enough back that the clock is not in doubt."""
    os.utime(path, (1_000_000_000, 1_000_000_000))


def test_an_entry_comes_back_as_it_was_written() -> None:
    cache.write_entry("x", {"a": [1, "ü", None]})
    assert cache.read_entry("x") == {"a": [1, "ü", None]}
    assert cache.read_entry("y") is None


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_the_folder_is_its_owner_s_alone() -> None:
    folder = cache.cache_folder()
    assert folder is not None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 100_000])
def test_a_broken_entry_is_no_entry(content: bytes) -> None:
    folder = cache.cache_folder()
    assert folder is not None
    (folder / "x.json").write_bytes(content)
    assert cache.read_entry("x") is None


def test_no_folder_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    cache.write_entry("x", 1)
    assert cache.read_entry("x") is None


@pytest.mark.skipif(sys.platform == "win32", reason="the XDG base directory")
def test_a_relative_folder_counts_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    cache.write_entry("x", 1)
    assert cache.read_entry("x") == 1
    assert not (tmp_path / "here").exists()


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", homeless)
    cache.write_entry("x", 1)
    assert cache.read_entry("x") is None


def test_an_entry_that_could_not_be_finished_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("json.dump", full)
    cache.write_entry("x", 1)
    folder = cache.cache_folder()
    assert folder is not None
    assert list(folder.iterdir()) == []


def test_a_name_is_made_of_paths_that_are_not_utf_8_too() -> None:
    assert len({cache.digest("caf\udce9"), cache.digest("caf\udce8"), cache.digest("café")}) == 3


def test_a_changed_a_new_and_a_deleted_file_make_it_stale(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_text("one")
    old(tmp_path / "a.tf")
    recorded = cache.stamps(tmp_path, ["a.tf", "b.tf"], time.time_ns())
    assert recorded["b.tf"] is None
    assert cache.unchanged(tmp_path, recorded)
    (tmp_path / "b.tf").write_text("new")
    assert not cache.unchanged(tmp_path, recorded)
    (tmp_path / "b.tf").unlink()
    (tmp_path / "a.tf").unlink()
    assert not cache.unchanged(tmp_path, recorded)


def test_a_file_changed_within_one_tick_of_the_clock_is_compared_by_hash(tmp_path: Path) -> None:
    path = tmp_path / "a.tf"
    path.write_text("one")
    before = path.stat()
    recorded = cache.stamps(tmp_path, ["a.tf"], before.st_mtime_ns)
    path.write_text("two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not cache.unchanged(tmp_path, recorded)


def test_a_file_added_to_a_walked_folder_makes_it_stale(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    old(tmp_path / "app")
    recorded = cache.stamps(tmp_path, ["app"], time.time_ns())
    (tmp_path / "app" / "main.tf").write_text("")
    assert not cache.unchanged(tmp_path, recorded)
