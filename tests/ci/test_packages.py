"""The packages for CI hosts: every command in them runs here, with the idlint of this environment."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
import yaml

from idlint.adoption.hosts import pipeline

ROOT = Path(__file__).parents[2]

FLAW = """
resource "azurerm_storage_account" "orders" {
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "%s"
  tags                     = { criticality = "mission-critical" }
}
"""


class Done(NamedTuple):
    """How the commands of one package ended."""

    code: int
    out: str


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "main.tf").write_text(FLAW % "LRS")
    (root / "other folder").mkdir()
    return root


@pytest.fixture
def machine(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A host's environment: `idlint` on the PATH is ours, and pip installs nothing but says what it was asked for."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, line in {
        "idlint": f'exec "{sys.executable}" -m idlint "$@"',
        "python": f'test "$2" = pip && echo "$@" >> "{tmp_path}/installed" || exec "{sys.executable}" "$@"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    (tmp_path / "temp").mkdir()
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "XDG_CACHE_HOME": str(tmp_path_factory.getbasetemp() / "cache"),
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "AGENT_TEMPDIRECTORY": str(tmp_path / "temp"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_ACTION_PATH": str(ROOT),
    }


def run(script: str, repository: Path, environ: Mapping[str, str], program: str = "bash") -> Done:
    """A script as the hosts run it: `bash --noprofile --norc -eo pipefail`."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail"] if program == "bash" else ["sh", "-e"]
    file = repository.parent / "script"
    file.write_text(script)
    done = subprocess.run(
        [*command, str(file)], cwd=repository, env=dict(environ), capture_output=True, text=True, check=False
    )
    return Done(done.returncode, done.stdout + done.stderr)


def all_of(scripts: Iterator[tuple[str, dict[str, str]]], repository: Path, machine: Mapping[str, str]) -> Done:
    """Every script in turn, up to the first that fails."""
    out = ""
    for script, environ in scripts:
        done = run(script, repository, {**machine, **environ})
        out += done.out
        if done.code:
            return Done(done.code, out)
    return Done(0, out)


def github(**inputs: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The run lines of the action, with its expressions resolved."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    given = {name: entry["default"] for name, entry in action["inputs"].items()}
    given.update({name.replace("_", "-"): value for name, value in inputs.items()})
    for step in action["runs"]["steps"]:
        if "run" in step:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"], "an input in a script is code that others write"
            environ = {name: re.sub(r"\$\{\{ inputs\.([\w-]+) }}", lambda found: given[found[1]], value)
                       for name, value in step["env"].items()}  # fmt: skip
            yield step["run"], {**environ, "GITHUB_ACTIONS": "true"}


def azure(**parameters: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The scripts of the Azure Pipelines template, with its expressions resolved."""
    template = yaml.safe_load((ROOT / "ci" / "azure-pipelines" / "idlint.yml").read_text(encoding="utf-8"))
    given = {entry["name"]: entry["default"] for entry in template["parameters"]} | parameters
    for step in template["steps"]:
        if "bash" in step:
            assert "${{" not in step["bash"], "a parameter in a script is code that others write"
            environ = {name: re.sub(r"\$\{\{ parameters\.(\w+) }}", lambda found: given[found[1]], value)
                       for name, value in step["env"].items()}  # fmt: skip
            yield step["bash"], {**environ, "TF_BUILD": "True"}


def component(**inputs: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The job of the GitLab component, with its inputs put in, and its variables."""
    text = (ROOT / "templates" / "idlint.yml").read_text(encoding="utf-8")
    header, body = text.split("\n---\n")
    given = {name: entry["default"] for name, entry in yaml.safe_load(header)["spec"]["inputs"].items()} | inputs
    filled = re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda found: given[found[1]], body)
    job: dict[str, Any] = yaml.safe_load(filled)["idlint"]
    return job, {**job["variables"], "GITLAB_CI": "true"}


def gitlab(**inputs: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The script of the component: all lines in one shell."""
    job, environ = component(**inputs)
    yield "\n".join(job["script"]), environ


HOSTS = {"github": github, "azure": azure, "gitlab": gitlab}


@pytest.mark.parametrize("host", HOSTS)
def test_a_flaw_fails_the_job_and_its_correction_passes(host: str, repository: Path, machine: dict[str, str]) -> None:
    done = all_of(HOSTS[host](), repository, machine)
    assert done.code == 1
    assert "storage-single-region" in done.out
    (repository / "main.tf").write_text(FLAW % "GZRS")
    assert all_of(HOSTS[host](), repository, machine).code == 0


@pytest.mark.parametrize("host", HOSTS)
def test_paths_and_the_gate_are_passed_on(host: str, repository: Path, machine: dict[str, str]) -> None:
    gate = "fail_on" if host != "azure" else "failOn"
    assert all_of(HOSTS[host](**{gate: "critical"}), repository, machine).code == 0
    (repository / "a").mkdir()
    (repository / "b").mkdir()
    for folder in ("a", "b"):
        (repository / folder / "main.tf").write_text(FLAW % "GZRS")
    assert all_of(HOSTS[host](paths="a b"), repository, machine).code == 0
    assert all_of(HOSTS[host](paths="a main.tf"), repository, machine).code == 1


@pytest.mark.parametrize("host", HOSTS)
def test_an_input_is_never_a_command_or_an_option(host: str, repository: Path, machine: dict[str, str]) -> None:
    done = all_of(HOSTS[host](paths="$(touch${IFS}owned) --output=json=owned"), repository, machine)
    assert done.code == 2
    assert not (repository / "owned").exists()


@pytest.mark.parametrize("host", HOSTS)
def test_a_run_that_failed_is_exit_code_2(host: str, repository: Path, machine: dict[str, str]) -> None:
    (repository / "idlint.toml").write_text("nonsense = 1\n")
    assert all_of(HOSTS[host](), repository, machine).code == 2


def test_the_action_annotates_writes_a_summary_sarif_and_its_exit_code(
    repository: Path, machine: dict[str, str]
) -> None:
    done = all_of(github(sarif="idlint.sarif"), repository, machine)
    assert "::error file=main.tf,line=5" in done.out
    assert "| high |" in Path(machine["GITHUB_STEP_SUMMARY"]).read_text()
    assert Path(machine["GITHUB_OUTPUT"]).read_text() == "exit-code=1\n"
    assert json.loads((repository / "idlint.sarif").read_text())["version"] == "2.1.0"


def test_the_action_installs_itself_where_nothing_else_is_asked_for(repository: Path, machine: dict[str, str]) -> None:
    all_of(github(), repository, machine)
    assert (repository.parent / "installed").read_text().split()[-1] == str(ROOT)
    all_of(github(package="idlint==9"), repository, machine)
    assert (repository.parent / "installed").read_text().split()[-1] == "idlint==9"


def test_the_template_logs_issues_and_leaves_a_summary_and_tests(repository: Path, machine: dict[str, str]) -> None:
    done = all_of(azure(), repository, machine)
    temp = Path(machine["AGENT_TEMPDIRECTORY"])
    assert "##vso[task.logissue type=error;sourcepath=main.tf;linenumber=5;" in done.out
    assert f"##vso[task.uploadsummary]{temp}/idlint.md" in done.out
    assert ElementTree.parse(temp / "idlint.xml").getroot().get("failures") != "0"  # noqa: S314 - written just now


def test_the_component_leaves_the_reports_that_it_names(repository: Path, machine: dict[str, str]) -> None:
    all_of(gitlab(), repository, machine)
    job, _ = component()
    for name in job["artifacts"]["reports"].values():
        assert (repository / name).is_file()
    entries = json.loads((repository / "gl-code-quality-report.json").read_text())
    assert entries[0]["location"]["path"] == "main.tf"


def test_the_component_runs_in_a_plain_shell(repository: Path, machine: dict[str, str]) -> None:
    job, environ = component()
    assert run("\n".join(job["script"]), repository, {**machine, **environ}, program="sh").code == 1


def commands(value: Any) -> Iterator[str]:
    """The scripts of a pipeline, wherever they stand."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from [inner] if key in {"run", "script", "bash"} and isinstance(inner, str) else commands(inner)
    elif isinstance(value, list):
        yield from ["\n".join(value)] if all(isinstance(item, str) for item in value) else ()
        yield from (found for item in value if not isinstance(item, str) for found in commands(item))


@pytest.mark.parametrize("host", ["github", "azure", "gitlab"])
def test_the_pipeline_that_init_writes_runs(host: str, repository: Path, machine: dict[str, str]) -> None:
    scripts = [text for text in commands(yaml.safe_load(pipeline(host, "").text)) if "idlint" in text or "pip" in text]
    assert scripts
    codes = []
    for script in scripts:
        text = script.replace("$(Agent.TempDirectory)", machine["AGENT_TEMPDIRECTORY"])
        codes.append(run(text, repository, machine).code)
    assert 1 in codes
    assert set(codes) <= {0, 1}
