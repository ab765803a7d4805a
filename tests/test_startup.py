"""What a short run loads: everything heavy stays away until something in the repository needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

STORAGE = """
resource "azurerm_storage_account" "logs" {
  name                     = "logs"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
"""


@pytest.fixture
def loaded(tmp_path: Path) -> set[str]:
    """The modules that a check of one small Terraform file has loaded; the compiled rules are there already."""
    (tmp_path / "main.tf").write_text(STORAGE, encoding="utf-8")
    code = "import sys; from idlint.cli import idlint; idlint(['check', '--no-cache'], standalone_mode=False)"
    run = [sys.executable, "-c", f"{code}; print(*sys.modules, file=sys.stderr)"]
    for _ in range(2):
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True)
    assert "storage-single-region" in done.stdout
    return set(done.stderr.split())


def test_a_short_run_loads_no_library_that_it_does_not_use(loaded: set[str]) -> None:
    heavy = {
        "yaml",
        "jsonschema",
        "re2",
        "rich",
        "networkx",
        "concurrent.futures",
        "multiprocessing",
        "subprocess",
        "fractions",
        "dataclasses",
        "base64",
        "unicodedata",
        "_hashlib",
    }
    assert not heavy & loaded


def test_a_short_run_loads_no_front_end_and_no_command_that_it_does_not_use(loaded: set[str]) -> None:
    names = (
        "arm",
        "bicep",
        "pipelines",
        "terraform.plan",
        "terraform.functions.dates",
        "terraform.template_calls",
        "terraform.json_syntax",
    )
    others = {f"idlint.languages.{name}" for name in names}
    assert not (others | {"idlint.since", "idlint.history", "idlint.testing", "idlint.report.drawing"}) & loaded


def test_a_repeat_loads_nothing_that_parses_or_evaluates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(STORAGE, encoding="utf-8")
    code = "import sys; from idlint.cli import idlint; idlint(['check'], standalone_mode=False)"
    run = [sys.executable, "-c", f"{code}; print(*sys.modules, file=sys.stderr)"]
    first, again = (
        subprocess.run(run, cwd=tmp_path / "infra", capture_output=True, text=True, encoding="utf-8", check=True)
        for _ in range(2)
    )
    assert again.stdout == first.stdout
    loaded = set(again.stderr.split())
    assert not {"idlint.api", "idlint.plugins", "idlint.document", "idlint.values", "pluggy", "dataclasses"} & loaded
