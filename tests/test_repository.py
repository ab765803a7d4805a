"""Opening a repository: what is in focus, and what cannot be opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from idlint.errors import SettingsError, UsageError
from idlint.repository import is_below, open_repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "main.tf").write_text("")
    (tmp_path / "docs").mkdir()
    return tmp_path


def test_the_whole_root_is_read_whatever_is_named(root: Path) -> None:
    (root / "other.tf").write_text("")
    repository = open_repository([root / "app"])
    assert repository.discovery.files == ("app/main.tf", "other.tf")
    assert repository.focus == ("app",)


def test_without_paths_the_working_directory_is_in_focus(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "app")
    assert open_repository().focus == ("app",)


def test_focus_is_by_whole_path_parts() -> None:
    assert is_below("app/main.tf", "app")
    assert is_below("app/main.tf", ".")
    assert is_below("app/main.tf", "app/main.tf")
    assert not is_below("application/main.tf", "app")


def test_a_named_path_without_input_is_refused(root: Path) -> None:
    with pytest.raises(UsageError, match="docs: nothing to check there"):
        open_repository([root / "docs"])


def test_a_hook_s_paths_are_taken_as_they_come(root: Path) -> None:
    assert open_repository([root / "gone.tf", root / "app" / "main.tf"], staged=True).focus == ("app/main.tf",)
    assert open_repository([root / "docs"], staged=True).focus == ("docs",)


def test_the_configuration_is_read_from_the_root(root: Path) -> None:
    (root / "idlint.toml").write_text('exclude = ["app/*"]\n')
    with pytest.raises(UsageError, match="nothing to check"):
        open_repository([root / "app"])
    (root / "idlint.toml").write_text("nonsense = 1\n")
    with pytest.raises(SettingsError, match="unknown key `nonsense`"):
        open_repository([root / "app"])


def test_a_plan_in_binary_form_says_how_to_write_it_as_json(tmp_path: Path) -> None:
    (tmp_path / "tfplan").write_bytes(b"PK\x03\x04\x14\x00")
    with pytest.raises(UsageError, match=r"terraform show -json PLAN > plan\.json"):
        open_repository([tmp_path / "tfplan"])
