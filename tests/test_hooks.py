"""The hooks for pre-commit, run by the real pre-commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from idlint.adoption.precommit import with_hook

ROOT = Path(__file__).parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"

LOCAL_STORE = """
resource "azurerm_storage_account" "orders" {
  name                     = "orders"
  account_replication_type = "LRS"
  tags                     = { criticality = "mission-critical" }
}
"""


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of infrastructure whose pre-commit configuration uses our hooks from a repository of their own."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    hooks, estate = tmp_path / "hooks", tmp_path / "estate"
    for folder in (hooks, estate):
        folder.mkdir()
        git(folder, "init", "-q")
    shutil.copy(HOOKS, hooks)
    git(hooks, "add", "-A")
    git(hooks, "commit", "-qm", "hooks")
    use = {"repo": str(hooks), "rev": git(hooks, "rev-parse", "HEAD"), "hooks": [{"id": "idlint-system"}]}
    (estate / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [use]}))
    (estate / "old.tf").write_text(LOCAL_STORE)
    git(estate, "add", "-A")
    git(estate, "commit", "-qm", "estate")
    return estate


def run_hook(estate: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", "run", "--color", "never"]
    return subprocess.run(command, cwd=estate, check=False, capture_output=True, text=True)


def test_only_what_is_staged_is_reported(estate: Path) -> None:
    (estate / "new.tf").write_text(LOCAL_STORE.replace('"orders" {', '"new" {'))
    git(estate, "add", "new.tf")
    done = run_hook(estate)
    assert done.returncode == 1
    assert "new.tf:4:3" in done.stdout
    assert "old.tf" not in done.stdout


def test_a_clean_change_passes_although_the_rest_has_findings(estate: Path) -> None:
    (estate / "new.tf").write_text(LOCAL_STORE.replace("LRS", "GZRS").replace('"orders" {', '"new" {'))
    git(estate, "add", "new.tf")
    assert run_hook(estate).returncode == 0


def test_nothing_relevant_deleted_and_renamed_files_pass(estate: Path) -> None:
    (estate / "notes.json").write_text("{}")
    git(estate, "add", "notes.json")
    assert run_hook(estate).returncode == 0
    git(estate, "rm", "-q", "old.tf")
    assert run_hook(estate).returncode == 0
    git(estate, "reset", "-q", "--hard")
    git(estate, "mv", "old.tf", "renamed.tf")
    done = run_hook(estate)
    assert (done.returncode, "renamed.tf:4:3" in done.stdout) == (1, True)


def test_the_python_hooks_differ_from_the_tested_one_only_in_how_they_are_installed() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load(HOOKS.read_text())}
    assert set(hooks) == {"idlint", "idlint-all", "idlint-system"}
    assert hooks["idlint"]["entry"] == hooks["idlint-system"]["entry"]
    assert hooks["idlint"]["files"] == hooks["idlint-system"]["files"] == hooks["idlint-all"]["files"]
    assert hooks["idlint-all"]["pass_filenames"] is False
    assert all(hook["require_serial"] for hook in hooks.values())


def test_the_hook_that_init_writes_runs(estate: Path) -> None:
    (estate / ".pre-commit-config.yaml").write_text(with_hook("") or "")
    (estate / "new.tf").write_text(LOCAL_STORE.replace('"orders" {', '"new" {'))
    git(estate, "add", "-A")
    done = run_hook(estate)
    assert done.returncode == 1
    assert "new.tf" in done.stdout
    assert "old.tf" not in done.stdout
