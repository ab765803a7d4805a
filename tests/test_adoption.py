"""The session in docs/adoption.md is true: it is replayed on a generated estate, and every printed line is compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "adoption.md"
FENCE = re.compile(r"^```text\n(?P<text>\$ .*?)^```$", re.MULTILINE | re.DOTALL)
ESTATE_BYTES = 670_000

SHARED = """\
# The images and settings that three shops share.
resource "azurerm_storage_account" "images" {
  name                     = "stsharedimages"
  resource_group_name      = "rg-shared"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { criticality = "high" }
}
"""

SHOP = """
resource "azurerm_linux_web_app" "{name}" {{
  name                = "app-{name}"
  resource_group_name = "rg-shared"
  location            = "westeurope"
  service_plan_id     = "plan"
  app_settings        = {{ IMAGES_URL = azurerm_storage_account.images.primary_blob_endpoint }}
  tags                = {{ criticality = "high" }}

  identity {{
    type = "SystemAssigned"
  }}

  site_config {{}}
}}
"""

ALERTING = """
provider "azurerm" {
  features {}
}

resource "azurerm_monitor_action_group" "on_call" {
  name                = "on-call"
  resource_group_name = "rg-shared"
  short_name          = "oncall"
}
"""

FILES = {
    "platform/shared/main.tf": SHARED,
    "platform/shared/shops.tf": "".join(SHOP.format(name=name) for name in ("books", "games", "music")),
    "platform/shared/alerting.tf": ALERTING,
    "CODEOWNERS": "app* @harbour/apps\nplatform/ @harbour/platform\n",
    ".pre-commit-config.yaml": "repos:\n  - repo: https://git.example.com/hooks # the usual ones\n    rev: v5.0.0\n"
    "    hooks:\n      - id: end-of-file-fixer\n",
    ".github/workflows/format.yml": "name: format\non: pull_request\npermissions:\n  contents: read\njobs:\n"
    "  format:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"
    "      - run: terraform fmt -check -recursive\n",
}


class Step(NamedTuple):
    """One command of the session, and what the page says it prints."""

    command: str
    printed: str


def sessions(page: str) -> list[list[Step]]:
    """The steps of each block; lines that begin with `> ` belong to the command above them."""
    found = []
    for block in FENCE.finditer(page):
        steps: list[Step] = []
        for line in block["text"].splitlines():
            if line.startswith("$ "):
                steps.append(Step(line[2:], ""))
            elif line.startswith("> ") and not steps[-1].printed:
                steps[-1] = steps[-1]._replace(command=f"{steps[-1].command}\n{line[2:]}")
            else:
                steps[-1] = steps[-1]._replace(printed=f"{steps[-1].printed}{line}\n")
        found.append(steps)
    return found


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An estate of more than five hundred files, in git."""
    folder = tmp_path_factory.mktemp("harbour") / "estate"
    spec = spec_from_file_location("estate", ROOT / "benchmarks" / "estate.py")
    assert spec is not None
    assert spec.loader is not None
    generator = module_from_spec(spec)
    spec.loader.exec_module(generator)
    generator.write_estate(folder, ESTATE_BYTES, dense=True)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    play("git init --quiet --initial-branch master && git add --all && git commit --quiet --message Estate", folder)
    return folder


def play(command: str, folder: Path) -> str:
    """What a command prints; `idlint` is ours, and git asks for no name."""
    programs = folder.parent / "bin"
    programs.mkdir(exist_ok=True)
    (programs / "idlint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m idlint "$@"\n')
    (programs / "idlint").chmod(0o755)
    person = {"NAME": "Ada", "EMAIL": "ada@example.com", "DATE": "2026-11-22T09:00:00Z"}
    environ = {
        **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "XDG_CACHE_HOME": str(folder.parent / "cache"),
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


COMMIT = re.compile(r"\(([0-9a-f]{10})\)")
"""The name of a commit, which depends on the day."""


def replayed(page: str, estate: Path) -> str:
    """The page with what its commands print today; the names of commits stay as they are on the page."""
    for steps in sessions(page):
        before = "".join(shown(step) for step in steps)
        after = "".join(shown(step._replace(printed=play(step.command, estate))) for step in steps)
        for name, today in zip(COMMIT.findall(before), COMMIT.findall(after), strict=False):
            after = after.replace(today, name)
        page = page.replace(before, after)
    return page


def shown(step: Step) -> str:
    """A step as it stands on the page."""
    first, *rest = step.command.split("\n")
    return "\n".join([f"$ {first}", *(f"> {line}" for line in rest)]) + "\n" + step.printed


def test_the_estate_is_one_of_the_size_that_the_page_says(estate: Path) -> None:
    said = re.search(r"(\d+) Terraform files", PAGE.read_text(encoding="utf-8"))
    files = play("git ls-tree -r --name-only master", estate).splitlines()
    assert said is not None
    assert sum(name.endswith(".tf") for name in files) == int(said[1]) > 500


def test_the_session_prints_what_the_page_says(estate: Path, request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text(encoding="utf-8")
    today = replayed(page, estate)
    if request.config.getoption("--update-golden"):
        PAGE.write_text(today, encoding="utf-8", newline="")
        page = today
    assert today == page, "rewrite it with --update-golden"
