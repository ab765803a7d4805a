"""`idlint baseline` from the outside: old findings stop gating, new ones do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from idlint.cli import main

STORE = """
resource "azurerm_storage_account" "%s" {
  name                     = "%s"
  resource_group_name      = "rg"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { criticality = "mission-critical" }
}
"""


@pytest.fixture
def repository(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    (root / "main.tf").write_text('provider "azurerm" {\n  features {}\n}\n' + STORE % ("old", "old"))
    monkeypatch.chdir(root)
    return root


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main([*arguments])
    said = capsys.readouterr()
    return stopped.value.code or 0, said.out, said.err


SELECT = ("--select", "storage-single-region")


def test_only_what_is_new_gates_whatever_moves(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", *SELECT)[0] == 1
    _, said, _ = run(capsys, "baseline")
    assert "idlint-baseline.json:" in said
    code, out, _ = run(capsys, "check", *SELECT)
    assert code == 0
    assert "by the baseline" in out

    text = (repository / "main.tf").read_text()
    (repository / "main.tf").unlink()
    (repository / "renamed.tf").write_text(
        "\n\n" + text.replace("  location  ", "  location      ") + STORE % ("new", "new")
    )
    code, out, _ = run(capsys, "check", "--format", "json", *SELECT)
    assert code == 1
    assert [item["address"] for item in json.loads(out)["findings"]] == ["azurerm_storage_account.new"]


def test_what_is_missing_everywhere_stays_accepted_where_it_comes_to_be_reported_elsewhere(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    group = 'resource "azurerm_monitor_action_group" "team" {\n  name = "team"\n%s}\n'
    for name in ("a", "b"):
        (repository / name).mkdir()
        (repository / name / "main.tf").write_text('provider "azurerm" {\n  features {}\n}\n' + group % "")
    run(capsys, "baseline")
    select = ("--select", "service-health-alert-missing", "--format", "json")
    (before,) = json.loads(run(capsys, "check", *select)[1])["suppressed"]
    tags = '  tags = { criticality = "mission-critical" }\n'
    (repository / "b" / "more.tf").write_text(group.replace("team", "critical") % tags)
    data = json.loads(run(capsys, "check", *select)[1])
    assert data["findings"] == []
    (after,) = data["suppressed"]
    assert (before["path"], after["path"]) == ("a/main.tf", "b/main.tf")


def test_entries_that_no_longer_match_are_told_and_removed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "baseline")
    (repository / "main.tf").write_text('provider "azurerm" {\n  features {}\n}\n')
    out = run(capsys, "check")[1]
    assert "1 entry of idlint-baseline.json no longer matches: `idlint baseline --prune` removes it" in " ".join(
        out.split()
    )
    run(capsys, "baseline", "--prune")
    assert "no longer match" not in run(capsys, "check")[1]


def test_pruning_accepts_nothing_new(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "baseline")
    before = len(json.loads((repository / "idlint-baseline.json").read_text())["findings"])
    (repository / "more.tf").write_text(STORE % ("new", "new"))
    run(capsys, "baseline", "--prune")
    assert len(json.loads((repository / "idlint-baseline.json").read_text())["findings"]) == before
    assert run(capsys, "check", *SELECT)[0] == 1


def test_a_broken_baseline_stops_the_run(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "idlint-baseline.json").write_text("{")
    code, _, err = run(capsys, "check")
    assert code == 2
    assert "idlint-baseline.json: is not JSON" in err


def test_a_baseline_that_the_configuration_names_has_to_be_there(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "idlint.toml").write_text('baseline = "accepted.json"\n')
    code, _, err = run(capsys, "check")
    assert code == 2
    assert "accepted.json: does not exist: write it with `idlint baseline`" in err


@pytest.mark.parametrize("written", [None, "{"])
def test_what_the_message_advises_writes_the_baseline(
    repository: Path, capsys: pytest.CaptureFixture[str], written: str | None
) -> None:
    (repository / "idlint.toml").write_text('baseline = "accepted.json"\n')
    if written is not None:
        (repository / "accepted.json").write_text(written)
    assert run(capsys, "baseline")[0] == 0
    assert run(capsys, "check", *SELECT)[0] == 0


def test_a_baseline_that_cannot_be_read_is_not_taken_for_none(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "baseline")
    monkeypatch.setattr("idlint.api.MAX_GENERATED_BYTES", 10)
    code, _, err = run(capsys, "check")
    assert code == 2
    assert "idlint-baseline.json: is larger than the limit of 10 bytes" in err


def test_a_suppression_of_a_rule_that_does_not_exist_stops_the_run(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "idlint.toml").write_text('[[suppress]]\nrule = "storage-single-regio"\nreason = "x"\n')
    code, _, err = run(capsys, "check")
    assert code == 2
    assert "did you mean `storage-single-region`?" in err


def test_a_rule_that_nobody_may_ignore_gates_in_spite_of_everything(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "baseline")
    (repository / "idlint.toml").write_text('non-ignorable = ["storage-single-region"]\n')
    assert run(capsys, "check", *SELECT)[0] == 1


def test_what_ends_soon_is_announced(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "idlint.toml").write_text(
        '[[suppress]]\nrule = "storage-single-region"\nreason = "x"\nuntil = 2026-12-01\nowner = "team-a"\n'
    )
    out = run(capsys, "check", "--now", "2026-11-22")[1]
    assert "the suppression of `storage-single-region` ends on 2026-12-01 (team-a answers for it)" in " ".join(
        out.split()
    )
    out = run(capsys, "check", "--now", "2026-06-22")[1]
    assert "ends on" not in out
