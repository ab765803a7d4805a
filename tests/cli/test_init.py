"""`idlint init` from the outside: what it writes is true and draws no complaint, and nothing is overwritten unasked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from idlint.settings import load_settings

Run = Callable[..., tuple[int, str, str]]

APP = """
provider "azurerm" {
  features {}
}

resource "azurerm_linux_web_app" "api" {
  name            = "api"
  location        = "westeurope"
  service_plan_id = "plan"
  identity {
    type = "SystemAssigned"
  }
  site_config {}
}

resource "azurerm_monitor_action_group" "team" {
  name                = "team"
  resource_group_name = "rg"
  short_name          = "team"
}

module "network" {
  source = "acme/network/azurerm"
}
"""


@pytest.fixture
def repository(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / ".git" / "config").write_text('[remote "origin"]\n\turl = git@github.com:acme/shop.git\n')
    for folder in ("live/prod", "live/test", "shared"):
        (root / folder).mkdir(parents=True)
        (root / folder / "main.tf").write_text(APP)
    (root / "apps").mkdir()
    (root / "apps" / "main.tf").write_text(APP + 'variable "region" {}\n')
    for name in ("dev", "prod"):
        (root / "apps" / "env").mkdir(exist_ok=True)
        (root / "apps" / "env" / f"{name}.tfvars").write_text('region = "westeurope"\n')
    (root / "CODEOWNERS").write_text("live/ @acme/live\napps/ @acme/apps\n")
    monkeypatch.chdir(root)
    return root


def uncommented(text: str) -> str:
    """The configuration with every proposal taken."""
    return re.sub(r"^#(?! )", "", text, flags=re.MULTILINE)


def test_everything_is_written_where_nothing_is_there(repository: Path, run: Run) -> None:
    code, out, err = run("init", "--now", "2026-11-22")
    assert (code, err) == (0, "")
    assert "4 deployments" in out
    for name in ("idlint.toml", ".pre-commit-config.yaml", ".github/workflows/idlint.yml"):
        assert f"{name}: written" in out
        assert (repository / name).is_file()


def test_what_is_written_changes_no_finding_and_draws_no_complaint(repository: Path, run: Run) -> None:
    before = json.loads(run("check", "--format", "json")[1])
    run("init")
    after = json.loads(run("check", "--format", "json")[1])
    assert after["findings"] == before["findings"]
    assert after["notices"] == before["notices"] == []
    assert after["files"]["partly"] == []


def test_the_configuration_tells_what_was_found(repository: Path, run: Run) -> None:
    run("init", "--now", "2026-11-22")
    text = (repository / "idlint.toml").read_text()
    plain = " ".join(text.replace("\n# ", " ").split())
    assert "Found: Terraform (6 files)." in plain
    assert "apps: dev, prod" in plain
    assert "Owners come from CODEOWNERS (2 owners)." in plain
    assert '#"shared/*" = "@acme/apps"' in text
    assert '#"live/*"' not in text
    assert "0 of 4 workloads declare it" in plain
    assert '#"live/prod" = "high"' in text
    assert '#"live/test/*" = "low"' in text
    assert '#"shared" = "standard"' in text
    assert '"apps/*" =' not in text
    assert '#"acme/network/azurerm" = "modules/name" # 4 calls' in text
    assert '#fact = "service-health-alerts"' in text
    assert "#until = 2027-05-23" in text


def test_every_proposal_can_be_taken(repository: Path, run: Run, tmp_path: Path) -> None:
    run("init")
    text = uncommented((repository / "idlint.toml").read_text())
    (tmp_path / "idlint.toml").write_text(text)
    settings = load_settings(tmp_path)
    assert settings.criticality["live/prod/*"] == "high"
    assert settings.owners["area:identity"]
    assert [item.fact for item in settings.assume]
    (repository / "modules" / "name").mkdir(parents=True)
    (repository / settings.sets[0].root / settings.sets[0].var_files[0]).write_text("")
    (repository / "idlint.toml").write_text(text)
    code, out, err = run("check", "--fail-on", "never")
    assert (code, err) == (0, "")
    assert "service-health-alert-missing" not in out


def test_a_second_run_has_nothing_to_do(repository: Path, run: Run) -> None:
    run("init")
    code, out, _ = run("init")
    assert code == 0
    assert out.count("is as it should be") == 3


def test_a_dry_run_shows_everything_and_writes_nothing(repository: Path, run: Run) -> None:
    code, out, _ = run("init", "--dry-run")
    assert code == 0
    assert "+++ idlint.toml" in out
    assert '+fail-on = "high"' in out
    assert not (repository / "idlint.toml").exists()
    assert not (repository / ".github").exists()


def test_what_is_there_is_shown_and_kept_in_a_pipe_and_changed_by_force(repository: Path, run: Run) -> None:
    (repository / "idlint.toml").write_text('fail-on = "low" # ours\n')
    code, out, _ = run("init")
    assert code == 1
    assert '-fail-on = "low" # ours' in out
    assert "idlint.toml: left as it is; --force changes it" in out
    assert (repository / "idlint.toml").read_text() == 'fail-on = "low" # ours\n'
    code, out, _ = run("init", "--force")
    assert code == 0
    assert "idlint.toml: changed" in out


@pytest.mark.parametrize(("answer", "changed"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_on_a_terminal_somebody_is_asked(
    repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch, answer: str, changed: bool
) -> None:
    hooks = "# ours\nrepos: []\n"
    (repository / ".pre-commit-config.yaml").write_text(hooks)
    monkeypatch.setattr("idlint.cli.init.is_terminal", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _text: answer.strip())
    code = run("init")[0]
    text = (repository / ".pre-commit-config.yaml").read_text()
    assert (text != hooks) == changed
    assert text.startswith("# ours\n")
    assert code == (0 if changed else 1)


def test_a_hook_is_added_to_those_that_are_there(repository: Path, run: Run) -> None:
    (repository / ".pre-commit-config.yaml").write_text(
        "repos:\n  # style\n  - repo: a\n    hooks:\n      - id: b # why\n"
    )
    out = run("init", "--force")[1]
    assert "+      - id: idlint" in out
    text = (repository / ".pre-commit-config.yaml").read_text()
    assert text.startswith("repos:\n  # style\n  - repo: a\n    hooks:\n      - id: b # why\n")
    assert [item["repo"] for item in yaml.safe_load(text)["repos"]] == ["a", "local"]


def test_hooks_in_a_form_that_nothing_can_be_added_to_are_left_with_advice(repository: Path, run: Run) -> None:
    (repository / ".pre-commit-config.yaml").write_text("repos: [{repo: a, hooks: []}]\n")
    code, out, _ = run("init")
    assert code == 0
    assert "add this under `repos`" in out
    assert "entry: idlint check --staged" in out


def test_a_configuration_in_pyproject_is_not_joined_by_a_second_one(repository: Path, run: Run) -> None:
    (repository / "pyproject.toml").write_text("[tool.idlint]\n")
    out = run("init")[1]
    assert "pyproject.toml has [tool.idlint]" in out
    assert not (repository / "idlint.toml").exists()


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("github", ".github/workflows/idlint.yml"),
        ("azure", "azure-pipelines-idlint.yml"),
        ("gitlab", ".gitlab/idlint.yml"),
    ],
)
def test_the_pipeline_of_every_host_satisfies_every_rule(repository: Path, run: Run, host: str, path: str) -> None:
    run("init", "--ci", host)
    assert (repository / path).is_file()
    data = json.loads(run("check", "--format", "json", "--fail-on", "never")[1])
    assert [item for item in data["findings"] if item["path"] == path] == []


def test_no_pipeline_is_written_where_none_is_wanted_or_nothing_tells_the_host(repository: Path, run: Run) -> None:
    assert "written" in run("init", "--ci", "none")[1]
    assert not (repository / ".github").exists()
    (repository / ".git" / "config").unlink()
    assert "name it with --ci" in run("init", "--force")[1]


def test_a_folder_with_its_own_configuration_is_checked_from_the_top(repository: Path, run: Run) -> None:
    (repository / "live" / "idlint.toml").write_text("")
    run("init", "live", "--force")
    assert "fail-on" in (repository / "live" / "idlint.toml").read_text()
    assert "idlint check live --output" in (repository / ".github" / "workflows" / "idlint.yml").read_text()
    assert (repository / ".pre-commit-config.yaml").is_file()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b"\xff\xfe"), "is not UTF-8"),
        (lambda path: path.symlink_to("../../outside.yaml"), "links out of the repository"),
        (lambda path: path.mkdir(), "cannot be read"),
    ],
)
def test_what_cannot_be_changed_is_exit_2(
    repository: Path, run: Run, make: Callable[[Path], None], message: str
) -> None:
    make(repository / ".pre-commit-config.yaml")
    code, _, err = run("init")
    assert code == 2
    assert message in err


def test_an_empty_folder_gets_a_configuration_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    code, out, _ = run("init")
    assert code == 0
    assert "Found 0 files" in out
    assert load_settings(tmp_path / "new").fail_on == "high"


def test_names_in_the_repository_cannot_drive_the_terminal_or_break_the_file(repository: Path, run: Run) -> None:
    folder = repository / 'odd "name\x1b[2J\n#x'
    folder.mkdir()
    (folder / "main.tf").write_text(APP.replace("acme/network/azurerm", "acme/a\\u001b[2J/b"))
    out = run("init")[1]
    assert "\x1b" not in out + (repository / "idlint.toml").read_text()
    (repository / "idlint.toml").write_text(uncommented((repository / "idlint.toml").read_text()))
    assert load_settings(repository).file == "idlint.toml"
