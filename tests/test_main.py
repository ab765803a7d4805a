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


@pytest.mark.skipif(os.name != "posix", reason="closed pipes")
@pytest.mark.parametrize("arguments", ["rules --format json", "check .", "baseline ."])
def test_a_reader_that_leaves_early_gets_no_traceback_and_no_1_that_means_findings(
    tmp_path: Path, arguments: str
) -> None:
    (tmp_path / "main.tf").write_text('variable "x" {}\n')
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "idlint", *arguments.split()]
    with os.fdopen(writer) as gone:
        found = subprocess.run(command, cwd=tmp_path, stdout=gone, stderr=subprocess.PIPE, text=True, check=False)
    assert (found.returncode, found.stderr) == (2, "")


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no UTF-8")
def test_a_name_that_is_not_utf_8_is_a_name_like_any_other(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.tf")
    (tmp_path / name).write_text(
        'resource "azurerm_storage_account" "s" {\n  location = "westeurope"\n  account_replication_type = "LRS"\n}\n'
    )
    found = idlint("check", str(tmp_path / name), "--format", "json", "--output", f"csv={tmp_path / 'found.csv'}")
    assert (found.returncode, found.stderr) == (0, "")
    assert '"path": "caf\\ufffd.tf"' in found.stdout
    assert "caf\\udce9.tf" in (tmp_path / "found.csv").read_text()
    assert idlint("baseline", str(tmp_path)).returncode == 0
    assert "No findings" in idlint("check", str(tmp_path)).stdout


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


def test_the_command_does_not_search_its_memory_for_cycles() -> None:
    code = (
        "import gc, sys; from idlint import __main__, cli; cli.main = lambda: sys.exit(gc.isenabled()); __main__.run()"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
