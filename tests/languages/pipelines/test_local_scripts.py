"""Scripts of the repository that steps run."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.commands import commands
from idlint.languages.pipelines.local_scripts import MAX_READ, LocalScripts, Ran, followed, may_run_scripts
from idlint.languages.pipelines.model import DEPLOY, LOGIN, Step
from idlint.languages.pipelines.paths import repository_path
from idlint.languages.pipelines.recognition import Fact, facts
from idlint.source import Span
from idlint.values import Origin, Unknown, Value, text

SOURCES = Unknown("run", known=(Unknown("run", Origin("variables.Build.SourcesDirectory")), "/ci/apply.sh"))


def opener(files: dict[str, str]) -> LocalScripts:
    folders = {path.rpartition("/")[0] for path in files}
    return LocalScripts("w.yml", lambda path: files[path].encode(), lambda path: path in files or path in folders)


def ran(script: str, files: dict[str, str], shell: str = "", directory: str = "") -> list[Ran]:
    return list(followed(commands(script, shell), shell, directory, opener(files).open))


def programs(found: list[Ran]) -> list[str]:
    return [item.command.program for item in found]


def found_in(files: dict[str, str], **step: Any) -> tuple[Fact, ...]:
    made = Step("jobs.a.steps[0]", "", Span("w.yml", 0, 1))._replace(**step)
    return facts(made, "azure_pipelines" if made.action else "github_actions", opener(files).open)


@pytest.mark.parametrize(
    "call",
    [
        "./ci/deploy.sh", "bash ci/deploy.sh", "bash -eux ./ci/deploy.sh", "sudo sh ci/deploy.sh", "ci/deploy.sh a b",
        '"$GITHUB_WORKSPACE/ci/deploy.sh"', ". ci/deploy.sh", "source ./ci/deploy.sh", "cd ci && ./deploy.sh",
        "bash -c './ci/deploy.sh'", "STAGE=prod ci/deploy.sh",
    ],
)  # fmt: skip
def test_a_script_is_read_where_it_is_run(call: str) -> None:
    found = ran(f"echo\n{call}", {"ci/deploy.sh": "set -e\naz login --identity\n"})
    login = next(item for item in found if item.command.program == "az")
    assert (login.command.line, login.place) == (1, "ci/deploy.sh:2")


@pytest.mark.parametrize(
    "call",
    [
        "./gone.sh", "cat ci/deploy.sh", "chmod +x ./ci/deploy.sh", "python ci/deploy.py", "make deploy", "echo ./ci",
        "bash -n ci/deploy.sh", "sh -nv ./ci/deploy.sh",
    ],
)  # fmt: skip
def test_what_runs_no_script_of_the_repository_is_left_alone(call: str) -> None:
    assert (
        len(ran(call, {"ci/deploy.sh": "az login", "ci/deploy.py": "import os", "Makefile": "deploy:\n\taz login"}))
        == 1
    )


def test_arguments_are_put_in_unless_the_script_moves_them() -> None:
    files = {"a.sh": "terraform -chdir=$1 apply -var-file=${2}", "b.sh": "while shift; do :; done\nterraform apply $1"}
    first, second = ran('./a.sh "infra" prod.tfvars', files)[1:], ran("./b.sh x", files)
    assert [text(word) for word in first[0].command.words] == [
        "terraform",
        "-chdir=infra",
        "apply",
        "-var-file=prod.tfvars",
    ]
    assert text(second[-1].command.words[-1]) == "${…}"


def test_parameters_of_powershell_are_bound_in_any_case() -> None:
    files = {"d.ps1": "param($TemplateFile)\nNew-AzDeployment -TemplateFile $templateFile"}
    found = ran("./d.ps1 -templatefile main.bicep", files, "pwsh")
    assert found[-1].command.words[-1] == "main.bicep"


@pytest.mark.parametrize(
    ("script", "shell"),
    [
        ('DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"\n"$DIR/inner.sh"', ""),
        ('cd "$(dirname "$0")"\n./inner.sh', ""),
        ("& $PSScriptRoot/inner.sh", "pwsh"),
    ],
)
def test_a_script_finds_its_neighbours_by_its_own_folder(script: str, shell: str) -> None:
    name = "ci/deploy.ps1" if shell else "ci/deploy.sh"
    found = ran(f"./{name}", {name: script, "ci/inner.sh": "az login --identity"}, shell, "elsewhere/..")
    assert found[-1].place == "ci/inner.sh:1"


def test_a_file_of_functions_that_is_sourced_is_not_run() -> None:
    files = {"lib.sh": "sign_in() {\n  az login\n}"}
    assert programs(ran("source ./lib.sh", files)) == ["source"]
    assert "az" in programs(ran("./lib.sh", files))


def test_scripts_that_run_each_other_end() -> None:
    files = {"a.sh": "./b.sh\n./b.sh", "b.sh": "./a.sh\n./c.sh", "c.sh": "./d.sh", "d.sh": "az login"}
    assert len(ran("./a.sh", files)) < 20
    assert "az" not in programs(ran("./a.sh", files))


def test_a_loop_around_a_script_is_one_around_its_commands() -> None:
    [_, _, login] = ran("for i in 1 2 3; do ./a.sh && break; sleep 5; done", {"a.sh": "az login --identity"})[:3]
    assert login.command.loop is None or login.command.loop.bounded
    inner = next(
        item for item in ran("until ./a.sh; do sleep 5; done", {"a.sh": "az login"}) if item.command.program == "az"
    )
    assert inner.command.loop is not None
    assert inner.command.loop.waits


def test_reading_ends_at_a_limit_that_is_told() -> None:
    scripts = opener({"a.sh": "echo " + "x" * 100_000})
    for _ in range(MAX_READ // 100_000 + 1):
        scripts.open("./a.sh", "", "")
    assert scripts.open("./a.sh", "", "") is None
    assert scripts.exhausted


@pytest.mark.parametrize(
    ("action", "inputs"),
    [
        ("Bash@3", {"filepath": "ci/apply.sh", "arguments": "infra"}),
        ("AzureCLI@2", {"scriptlocation": "scriptPath", "scriptpath": "ci/apply.sh", "arguments": "infra"}),
        ("Bash@3", {"filepath": SOURCES, "arguments": "infra"}),
    ],
)  # fmt: skip
def test_a_task_runs_the_script_that_it_names(action: str, inputs: dict[str, Value]) -> None:
    found = found_in({"ci/apply.sh": "terraform -chdir=$1 apply"}, action=action, inputs=inputs, directory="work")
    [deploy] = [fact for fact in found if fact.type == DEPLOY]
    assert deploy.place == "ci/apply.sh:1"
    assert repository_path(deploy.attributes["directory"], "w.yml", lambda _: False) == "work/infra"


def test_a_fact_is_told_with_the_line_that_runs_the_script() -> None:
    [fact] = [fact for fact in found_in({"a.sh": "\naz login --identity"}, script="echo\n./a.sh") if fact.type == LOGIN]
    assert (fact.line, fact.place) == (1, "a.sh:2")


@given(st.text(max_size=80), st.text(max_size=120), st.sampled_from(["", "pwsh"]))
@settings(max_examples=100, deadline=None)
def test_any_script_is_followed_to_an_end(script: str, inner: str, shell: str) -> None:
    assert len(ran(f"{script}\n./a.sh {script}\n./a.ps1", {"a.sh": inner, "a.ps1": inner}, shell)) < 2_000


@pytest.mark.parametrize(
    "call",
    ["./a.sh", "STAGE=$X ci/a.sh", "bash a.sh", "if ! ./a; then", "sudo -E ./a.sh",
     "& $PSScriptRoot/a.ps1", "pwsh -File a.ps1"]
)  # fmt: skip
def test_scripts_that_run_others_are_read(call: str) -> None:
    assert may_run_scripts(f"echo\n  {call}")


def test_scripts_that_only_speak_of_others_are_not_read() -> None:
    assert not may_run_scripts(". (Join-Path $env:ROOT 'utilities' 'Get-It.ps1')\n# the source code\necho done")
