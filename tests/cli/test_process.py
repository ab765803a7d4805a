"""The command as a process: what it leaves behind and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")


def idlint(*arguments: str, stdout: int | None = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """The command run by itself."""
    command = [sys.executable, "-m", "idlint", *arguments]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False)


def test_a_command_ends_with_its_exit_code_and_its_whole_output(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "x" {\n')
    found = idlint("check", str(tmp_path), "--no-cache")
    assert (found.returncode, found.stderr) == (1, "")
    assert "parse-error" in found.stdout
    assert "Found 1 finding" in found.stdout


def test_what_cannot_be_run_says_so_and_ends_with_2() -> None:
    found = idlint("check", "no-such-folder")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith("idlint: error: no-such-folder")


def test_a_reader_that_leaves_early_gets_no_traceback() -> None:
    command = f'"{sys.executable}" -m idlint rules --format json | head -c 10'
    found = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (len(found.stdout), found.stderr) == (10, "")


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full here")
def test_a_full_disk_is_said_in_one_line() -> None:
    with FULL.open("w") as full:
        found = idlint("rules", stdout=full.fileno())
    assert found.returncode == 2
    assert found.stderr == "idlint: error: standard output: No space left on device\n"


@pytest.mark.skipif(os.name != "posix", reason="a shell that closes streams")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize(("arguments", "code"), [("rules", 0), ("check .", 0), ("check no-such-folder", 2)])
def test_closed_streams_change_no_exit_code(tmp_path: Path, arguments: str, code: int, closed: str) -> None:
    (tmp_path / "main.tf").write_text('variable "x" {}\n')
    command = f'"{sys.executable}" -m idlint {arguments} {closed}'
    found = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (found.returncode, "Traceback" in found.stderr) == (code, False)
