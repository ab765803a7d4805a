"""`idlint check` from the outside: exit codes, formats, filters, and what a user reads when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from idlint.cli.check import FORMATS
from idlint.plugins import load_plugins

LOCAL_STORE = """
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "orders" {
  name                     = "orders"
  resource_group_name      = "rg"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "%s"
  tags                     = { criticality = "mission-critical" }
}
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "main.tf").write_text(LOCAL_STORE % "LRS")
    monkeypatch.chdir(root)
    return root


def test_a_finding_at_the_gate_is_exit_1_with_its_place(repository: Path, run: Run) -> None:
    code, out, err = run("check")
    assert (code, err) == (1, "")
    assert "main.tf:11:3" in out
    assert "storage-single-region" in out


def test_a_clean_repository_is_exit_0(repository: Path, run: Run) -> None:
    (repository / "main.tf").write_text(LOCAL_STORE % "GZRS")
    assert run("check")[0] == 0


def test_a_place_that_the_configuration_names_and_that_is_not_there_is_said(repository: Path, run: Run) -> None:
    (repository / "live").mkdir()
    (repository / "idlint.toml").write_text(
        '[modules]\n"registry/x" = "../x"\n"registry/y" = "live"\n[pipelines.repositories]\nshared = "vendor/shared"\n'
        '[[sets]]\nroot = "lvie"\nname = "prod"\n[[sets]]\nroot = "main.tf"\nname = "prod"\n'
    )
    assert json.loads(run("check", "--format", "json")[1])["notices"] == [
        "idlint.toml: `modules`: `../x` is not in the repository",
        "idlint.toml: `pipelines.repositories`: `vendor/shared` is not in the repository",
        "idlint.toml: `sets`: `lvie` is not in the repository",
    ]


def test_help_names_every_format() -> None:
    named = FORMATS.removesuffix(", or a plugin's").split(", ")
    assert named == sorted(load_plugins(entry_points=False).reporters)


def test_the_gate_can_be_moved(repository: Path, run: Run) -> None:
    assert run("check", "--fail-on", "critical")[0] == 0
    assert run("check", "--fail-on", "never")[0] == 0
    (repository / "idlint.toml").write_text('fail-on = "critical"\n')
    assert run("check")[0] == 0
    assert run("check", "--fail-on", "high")[0] == 1


def test_json_has_the_promised_keys(repository: Path, run: Run) -> None:
    data = json.loads(run("check", "--format", "json")[1])
    assert data["version"] == 1
    finding = next(item for item in data["findings"] if item["rule"] == "storage-single-region")
    assert finding["severity"] == "high"
    assert finding["kind"] == "storage_account"
    assert finding["address"] == "azurerm_storage_account.orders"
    assert finding["instances"] == [{"address": "azurerm_storage_account.orders", "deployment": ".", "set": ""}]
    assert (finding["line"], finding["column"]) == (11, 3)
    assert len(finding["fingerprint"]) == 32
    assert data["summary"]["files"] == {"checked": 1, "partly": 0, "skipped": 0, "not_input": 0}


def test_templates_that_nobody_uses_or_renders_here_have_counts_of_their_own(repository: Path, run: Run) -> None:
    files = {
        "templates/apply.yml": "parameters:\n- name: folder\nsteps:\n- script: terraform apply\n",
        "templates/plan.yml": "parameters:\n- name: folder\nsteps:\n- script: terraform plan\n",
        "charts/api/templates/sa.yaml": "apiVersion: v1\nkind: ServiceAccount\nmetadata: {{ .x }}\n",
        "compose.yaml": "services: {}\n",
    }
    for name, text in files.items():
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text(text, encoding="utf-8")
    _, said, _ = run("check", "--fail-on", "never")
    counted = " ".join(said.split())
    assert "2 pipeline templates that no pipeline here uses" in counted
    assert "1 template of Kubernetes manifests" in counted
    assert "1 other YAML" in counted


def test_a_broken_manifest_is_a_problem_of_its_file(repository: Path, run: Run) -> None:
    text = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: api\n bad\n"
    (repository / "sa.yaml").write_text(text, encoding="utf-8")
    code, said, _ = run("check", "--format", "json")
    [problem] = [item for item in json.loads(said)["findings"] if item["rule"] == "parse-error"]
    assert (code, problem["path"]) == (1, "sa.yaml")


def test_reports_can_be_written_beside_the_one_on_standard_output(repository: Path, run: Run) -> None:
    code, out, _ = run("check", "--output", "json=report.json", "--output", "sarif=report.sarif")
    assert code == 1
    assert "storage-single-region" in out
    assert json.loads((repository / "report.json").read_text())["version"] == 1
    assert json.loads((repository / "report.sarif").read_text())["version"] == "2.1.0"


def test_select_and_ignore_choose_rules_by_id_and_family(repository: Path, run: Run) -> None:
    assert run("check", "--ignore", "storage-single-region")[0] == 0
    assert run("check", "--select", "single-token-path")[0] == 0
    assert run("check", "--select", "storage-single-region")[0] == 1
    assert run("check", "--ignore", "family:regional-isolation")[0] == 0


def test_paths_choose_findings_and_never_verdicts(repository: Path, run: Run) -> None:
    (repository / "other").mkdir()
    (repository / "other" / "main.tf").write_text(LOCAL_STORE % "GZRS")
    assert run("check", "other")[0] == 0
    assert run("check", "main.tf")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "no such file or folder"),
        (["docs"], "nothing to check there: no Terraform, Bicep, ARM template, pipeline or Kubernetes manifest"),
        (["--format", "yaml"], "unknown format `yaml`: expected one of"),
        (["--output", "json="], "expected FORMAT=FILE"),
        (["--output", "json=missing/report.json"], "cannot be written"),
        (["--select", "storage-single-regoin"], "storage-single-region"),
        (["--now", "tomorrow"], "tomorrow"),
        (["--nonsense"], "No such option"),
    ],
)
def test_what_cannot_be_done_is_exit_2_with_one_clear_line(
    repository: Path, run: Run, arguments: list[str], message: str
) -> None:
    (repository / "docs").mkdir()
    code, _, err = run("check", *arguments)
    assert code == 2
    assert message in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("idlint.toml", 'fail-no = "high"\n', "idlint.toml: unknown key `fail-no`"),
        ("idlint.toml", 'fail-on = "hihg"\n', "idlint.toml: `fail-on`: expected one of critical, high, medium, low"),
        ("idlint.toml", "fail-on = \n", "idlint.toml:"),
        ("pyproject.toml", "[tool.idlint]\nrulez = []\n", "pyproject.toml: unknown key `rulez`"),
    ],
)
def test_a_wrong_configuration_is_exit_2_and_nothing_is_checked(
    repository: Path, run: Run, name: str, text: str, message: str
) -> None:
    (repository / name).write_text(text)
    code, out, err = run("check")
    assert (code, out) == (2, "")
    assert message in err


def test_two_configurations_in_one_folder_are_an_error(repository: Path, run: Run) -> None:
    (repository / "idlint.toml").write_text("")
    (repository / "pyproject.toml").write_text("[tool.idlint]\n")
    code, _, err = run("check")
    assert code == 2
    assert "keep one of them" in err


def test_a_rule_with_a_typo_is_exit_2_and_nothing_is_checked(repository: Path, run: Run) -> None:
    rule = repository / "policies" / "my-rule"
    rule.mkdir(parents=True)
    (rule / "rule.yaml").write_text("id: my-rule\ntitel: A typo\n")
    (repository / "idlint.toml").write_text('rules = ["policies"]\n')
    code, out, err = run("check")
    assert (code, out) == (2, "")
    assert "my-rule" in err


def test_a_syntax_error_is_a_finding_and_the_rest_is_still_checked(repository: Path, run: Run) -> None:
    (repository / "broken.tf").write_text('resource "azurerm_storage_account" {{{\n')
    code, out, err = run("check", "--format", "json", "--fail-on", "never")
    data = json.loads(out)
    rules = {item["rule"] for item in data["findings"]}
    assert code == 1
    assert err == ""
    assert {"parse-error", "storage-single-region"} <= rules
    broken = next(item for item in data["findings"] if item["rule"] == "parse-error")
    assert broken["path"] == "broken.tf"
    assert broken["line"] == 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00", b"a" * 6_000_000])
def test_a_file_that_cannot_be_read_is_a_finding(repository: Path, run: Run, content: bytes) -> None:
    (repository / "bad.tf").write_bytes(content)
    code, out, _ = run("check", "--format", "json")
    found = [item for item in json.loads(out)["findings"] if item["rule"] == "parse-error"]
    assert code == 1
    assert [item["path"] for item in found] == ["bad.tf"]


def test_a_hook_with_nothing_relevant_staged_is_exit_0(repository: Path, run: Run) -> None:
    (repository / "notes.json").write_text("{}")
    assert run("check", "--staged", "deleted.tf", "notes.json")[0] == 0
    assert run("check", "--staged")[0] == 0
    assert run("check", "--staged", "deleted.tf", "main.tf")[0] == 1


def test_unknown_verdicts_are_counted_and_listed_when_asked(repository: Path, run: Run) -> None:
    text = (LOCAL_STORE % "LRS").replace('"LRS"', "var.replication") + 'variable "replication" {}\n'
    (repository / "main.tf").write_text(text)
    code, out, _ = run("check")
    assert code == 0
    assert "--show-unknown" in out
    assert "variable without a value" in run("check", "--show-unknown")[1]


def test_of_many_findings_the_first_are_shown_in_the_terminal_and_all_in_a_file(repository: Path, run: Run) -> None:
    for number in range(30):
        (repository / f"app{number}.tf").write_text((LOCAL_STORE % "LRS").replace("orders", f"orders{number}"))
    out = run("check", "--output", "text=report.txt")[1]
    assert out.count("[storage-single-region]") == 10
    assert "list all with --full" in out
    assert "`idlint baseline` accepts what is there" in out
    assert (repository / "report.txt").read_text().count("[storage-single-region]") == 31
    assert run("check", "--full")[1].count("[storage-single-region]") == 31


def test_the_gate_of_the_command_line_decides_what_comes_first(repository: Path, run: Run) -> None:
    for number in range(30):
        (repository / f"app{number}.tf").write_text((LOCAL_STORE % "LRS").replace("orders", f"orders{number}"))
    assert "Gate: 31 of them fail the run (fail-on high)" in run("check")[1]
    assert "Gate: 0 of them fail the run (fail-on critical)" in run("check", "--fail-on", "critical")[1]


def test_a_finding_tells_how_many_workloads_depend_on_it(repository: Path, run: Run) -> None:
    app = """
resource "azurerm_linux_web_app" "app{}" {{
  name            = "app{}"
  location        = "westeurope"
  service_plan_id = "plan"
  app_settings    = {{ STORE = azurerm_storage_account.orders.primary_blob_endpoint }}
  tags            = {{ criticality = "high" }}
  identity {{
    type = "SystemAssigned"
  }}
  site_config {{}}
}}
"""
    (repository / "apps.tf").write_text("".join(app.format(number, number) for number in range(3)))
    arguments = ("check", "--select", "storage-single-region")
    assert "3 workloads depend on it (3 high)" in run(*arguments)[1]
    (finding,) = json.loads(run(*arguments, "--format", "json")[1])["findings"]
    assert finding["radius"] == {"workloads": 3, "mission_critical": 0, "high": 3, "standard": 0, "low": 0}


def test_the_order_of_findings_does_not_depend_on_the_number_of_processes(repository: Path, run: Run) -> None:
    for number in range(12):
        folder = repository / f"app{number}"
        folder.mkdir()
        (folder / "main.tf").write_text(LOCAL_STORE % "LRS" + f"# {'x' * 100_000}\n")
    assert run("check", "--jobs", "1")[1] == run("check", "--jobs", "3")[1]


def test_a_sensitive_value_is_in_no_output(repository: Path, run: Run) -> None:
    text = """
variable "replication" {
  default   = "LRS"
  sensitive = true
}
"""
    (repository / "main.tf").write_text((LOCAL_STORE % "LRS").replace('"LRS"', "var.replication") + text)
    (repository / "terraform.tfvars").write_text('replication = "TOPSECRET"\n')
    for form in ("text", "json", "sarif", "github"):
        assert "TOPSECRET" not in run("check", "--fail-on", "never", "--format", form)[1]
    assert "TOPSECRET" not in run("show", "--format", "json")[1]


def test_a_run_that_finds_nothing_to_check_says_so(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = " ".join(run("check")[1].split())
    assert "Notice: nothing was checked, for there is no Terraform, Bicep, ARM template, pipeline or Kubernetes" in said


def test_a_terraform_file_that_something_fills_in_is_named_and_fails_nothing(repository: Path, run: Run) -> None:
    (repository / "main.tf").write_text('{% if wanted %}\nresource "a_b" "c" {}\n{% endif %}\n')
    code, out, _ = run("check")
    assert (code, "skipped: main.tf: file is a template" in out) == (0, True)
