"""The documentation is true: every command in it runs, every snippet parses, every generated page is up to date."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from idlint.document import ALL
from idlint.languages import terraform
from idlint.settings import Settings, load_settings
from idlint.source import SourceTree

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)#:\s]+)(?:#[^)]*)?\)")
RUN_ELSEWHERE = ("make demo", "make test")
"""Commands that set up a machine: CI and `make` itself run them."""


def snippets(language: str) -> list[Any]:
    return [
        pytest.param(found["text"], id=f"{page.name}-{number}")
        for page in PAGES
        for number, found in enumerate(FENCE.finditer(page.read_text(encoding="utf-8")), 1)
        if found["language"] == language
    ]


def commands() -> list[str]:
    texts = [found for page in PAGES for found in FENCE.finditer(page.read_text(encoding="utf-8"))]
    lines = [line for found in texts if found["language"] == "console" for line in found["text"].splitlines()]
    return sorted({line.removeprefix("$ ") for line in lines if line.startswith("$ ")})


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the commands name, so that nothing they write lands in the checkout."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / ".git").mkdir()
    for name in ("examples", "rules"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("command", [line for line in commands() if line not in RUN_ELSEWHERE])
def test_every_command_runs(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    program, *arguments = shlex.split(command)
    where = checkout / "examples" / "bicep_tf" if program == "pytest" else checkout
    module = {"idlint": "idlint", "pytest": "pytest"}[program]
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=where, capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_make_has_the_commands_that_are_promised() -> None:
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in commands():
        if command.startswith("make "):
            assert f"\n{command.removeprefix('make ')}:" in targets


@pytest.mark.parametrize("text", snippets("toml"))
def test_every_configuration_is_accepted(tmp_path: Path, text: str) -> None:
    tomllib.loads(text)
    (tmp_path / "idlint.toml").write_text(text, encoding="utf-8")
    assert load_settings(tmp_path).file == "idlint.toml"


def test_the_page_about_the_configuration_shows_every_key() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    shown = next(found["text"] for found in FENCE.finditer(page) if found["language"] == "toml")
    keys = {name.replace("_", "-") for name in Settings._fields} - {"file", "extends"}
    assert set(tomllib.loads(shown)) == keys
    assert "`extends = " in page


@pytest.mark.parametrize("text", snippets("ini"))
def test_pytest_takes_every_setting_of_its_own(tmp_path: Path, text: str) -> None:
    (tmp_path / "pytest.ini").write_text(text, encoding="utf-8")
    (tmp_path / "main.tf").write_text('resource "x" {\n')
    command = [sys.executable, "-m", "pytest", "--rootdir", ".", "-q"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "main.tf::parse-error" in done.stdout


@pytest.mark.parametrize("text", snippets("yaml"))
def test_every_yaml_snippet_parses(text: str) -> None:
    assert yaml.safe_load(text)


@pytest.mark.parametrize("text", snippets("hcl"))
def test_every_terraform_snippet_parses(tmp_path: Path, text: str) -> None:
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    tree = SourceTree(tmp_path)
    (unit,) = terraform.units(tree, ("main.tf",), (), Settings())
    assert terraform.load(tree, unit, ALL, Settings()).problems == ()


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_link_leads_somewhere(page: Path) -> None:
    for found in LINK.finditer(page.read_text(encoding="utf-8")):
        assert (page.parent / found["target"]).exists(), found["target"]


def test_the_number_of_expressions_and_configurations_is_what_the_script_prints() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "terraform_conformance.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8").replace(",", "")
    for found in re.finditer(r"^(?:expressions|configurations) (\d+ of \d+) ", done.stdout, re.MULTILINE):
        assert found[1] in page


def test_the_generated_pages_are_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "generate_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
