"""What reaches a real terminal: its width, its colours, its encoding, and the wishes in the environment."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from idlint.cli.output import style_for
from idlint.report.terminal import columns

if sys.platform == "win32":
    pytest.skip("pseudo terminals are a thing of POSIX", allow_module_level=True)

import fcntl
import pty
import termios

FLAW = """
# Zażółć: 日本
resource "azurerm_storage_account" "zażółć" {
  location                 = "westeurope" # 日本語
  account_tier             = "Standard"
  account_replication_type = "LRS" # 日本
  tags                     = { criticality = "mission-critical" }
}
"""

ESCAPES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;[^\x1b]*\x1b\\")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "main.tf").write_text(FLAW, encoding="utf-8")
    return root


@pytest.fixture
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {
        "XDG_CACHE_HOME": str(tmp_path_factory.getbasetemp() / "cache"),
        "TERM": "xterm-256color",
        "PYTHONUTF8": "1",
    }


def in_terminal(repository: Path, environ: Mapping[str, str], width: int, *arguments: str) -> str:
    """All that idlint writes to a terminal of this width."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    command = [sys.executable, "-m", "idlint", *(arguments or ("check",))]
    with subprocess.Popen(command, cwd=repository, env=dict(environ), stdin=theirs, stdout=theirs, stderr=theirs):
        os.close(theirs)
        text = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return text.decode("utf-8").replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


@pytest.mark.parametrize("width", [24, 60, 80, 140])
def test_lines_fit_the_terminal_but_for_single_words(repository: Path, environ: dict[str, str], width: int) -> None:
    text = in_terminal(repository, environ, width)
    assert "\x1b[1;31merror[" in text
    for line in ESCAPES.sub("", text).splitlines():
        is_source = "|" in line[:6]
        assert is_source or columns(line) <= width or len(line.split()) <= 4


@pytest.mark.parametrize(
    ("wish", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colours_on_a_terminal_follow_the_environment(
    repository: Path, environ: dict[str, str], wish: dict[str, str], coloured: bool
) -> None:
    assert ("\x1b" in in_terminal(repository, {**environ, **wish}, 80)) == coloured


@pytest.mark.parametrize(
    ("wish", "coloured"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": ""}, False)]
)
def test_a_pipe_has_colours_only_where_they_are_forced_and_never_links(
    repository: Path, environ: dict[str, str], wish: dict[str, str], coloured: bool
) -> None:
    out = piped(repository, {**environ, **wish})
    assert ("\x1b[" in out) == coloured
    assert "\x1b]8" not in out


def piped(repository: Path, environ: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, "-m", "idlint", *(arguments or ("check",))]
    done = subprocess.run(command, cwd=repository, env=dict(environ), capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    return done.stdout.decode("ascii" if environ.get("PYTHONIOENCODING") else "utf-8")


@pytest.mark.parametrize("arguments", [("check",), ("init", "--dry-run"), ("baseline",)])
def test_a_stream_that_is_not_utf8_gets_escapes(
    repository: Path, environ: dict[str, str], arguments: tuple[str, ...]
) -> None:
    (repository / "main.tf").rename(repository / "zażółć.tf")
    out = piped(repository, {**environ, "PYTHONIOENCODING": "ascii"}, *arguments)
    assert out.isascii()
    assert arguments[0] != "check" or "\\u017c" in out


@pytest.mark.parametrize(("answer", "changed"), [("y", True), ("n", False)])
def test_init_asks_on_a_terminal(repository: Path, environ: dict[str, str], answer: str, changed: bool) -> None:
    (repository / "idlint.toml").write_text("# ours\n")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "idlint", "init", "--ci", "none"]
    with subprocess.Popen(command, cwd=repository, env=environ, stdin=theirs, stdout=theirs, stderr=theirs):
        os.close(theirs)
        os.write(ours, f"{answer}\n{answer}\n".encode())
        text = b"".join(iter(lambda: _read(ours), b"")).decode()
    os.close(ours)
    assert "Change idlint.toml? [y/N]" in text
    assert ((repository / "idlint.toml").read_text() != "# ours\n") == changed


def test_a_file_has_no_colours_and_every_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    style = style_for(Path("report.txt"))
    assert (style.colour, style.links, style.full) == (False, False, True)


def test_progress_and_logs_are_not_in_the_report(repository: Path, environ: dict[str, str]) -> None:
    assert piped(repository, environ, "check", "--format", "json").startswith("{")
