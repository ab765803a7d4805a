"""`idlint check --since` from the outside: what a branch introduces, fixes and moves; what is said without history."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

import idlint

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

SCHEMA = Path(idlint.__file__).parent / "schemas" / "report.schema.json"

PROVIDER = 'provider "azurerm" {\n  features {}\n}\n'
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
APP = """
resource "azurerm_user_assigned_identity" "api" {
  name                = "api"
  resource_group_name = "rg"
  location            = "westeurope"
}

resource "azurerm_key_vault" "first" {
  name                = "first"
  resource_group_name = "rg"
  location            = "westeurope"
  tenant_id           = "00000000-0000-0000-0000-000000000000"
  sku_name            = "standard"
}

resource "azurerm_linux_web_app" "api" {
  name                            = "api"
  resource_group_name             = "rg"
  location                        = "westeurope"
  service_plan_id                 = "plan"
  key_vault_reference_identity_id = azurerm_user_assigned_identity.api.id

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.api.id]
  }

  app_settings = {
    FIRST = "@Microsoft.KeyVault(VaultName=${azurerm_key_vault.first.name};SecretName=a)"
    #more
  }
  site_config {}
}
"""
SECOND = APP.replace(
    "    #more\n", '    SECOND = "@Microsoft.KeyVault(VaultName=${azurerm_key_vault.second.name};SecretName=b)"\n'
) + APP[APP.index('resource "azurerm_key_vault"') : APP.index('resource "azurerm_linux')].replace("first", "second")
SELECT = ("--select", "storage-single-region")

Run = Callable[..., tuple[int, str, str]]


def git(root: Path, *arguments: str) -> str:
    identity = [f"GIT_{who}_{what}=x@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
    environment = {**os.environ, **dict(item.split("=") for item in identity), "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, check=True, env=environment
    )
    return done.stdout.strip()


def commit(root: Path, message: str = "a change") -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "repository"
    for name in ("orders", "billing"):
        (root / name).mkdir(parents=True)
        (root / name / "main.tf").write_text(PROVIDER + STORE % (name, name))
    git(root, "init", "-q", "-b", "main")
    commit(root)
    git(root, "checkout", "-q", "-b", "topic")
    monkeypatch.chdir(root)
    return root


def test_only_what_the_branch_introduces_gates(repository: Path, run: Run) -> None:
    assert run("check", "--since", "main", *SELECT)[0] == 0
    (repository / "orders" / "more.tf").write_text(STORE % ("more", "more"))
    commit(repository)
    code, out, _ = run("check", "--since", "main", "--format", "json", *SELECT)
    data = json.loads(out)
    assert code == 1
    assert [item["address"] for item in data["findings"]] == ["azurerm_storage_account.more"]
    assert (data["change"]["files"], data["change"]["introduced"], data["change"]["kept"]) == (1, 1, 2)


def test_the_present_files_count_committed_or_not(repository: Path, run: Run) -> None:
    (repository / "orders" / "main.tf").write_text(
        PROVIDER + "\n\n" + STORE % ("orders", "orders") + STORE % ("b", "b")
    )
    (repository / "billing" / "main.tf").unlink()
    (repository / "new").mkdir()
    (repository / "new" / "main.tf").write_text(PROVIDER + STORE % ("fresh", "fresh"))
    (repository / ".gitignore").write_text("secret/\n")
    code, out, _ = run("check", "--since", "main", "--format", "json", *SELECT)
    data = json.loads(out)
    assert code == 1
    assert [item["path"] for item in data["findings"]] == ["new/main.tf", "orders/main.tf"]
    assert [item["path"] for item in data["change"]["fixed"]] == ["billing/main.tf"]


def test_what_others_did_since_is_not_ours(repository: Path, run: Run) -> None:
    git(repository, "checkout", "-q", "main")
    (repository / "orders" / "main.tf").write_text(PROVIDER)
    commit(repository, "main mends it")
    git(repository, "checkout", "-q", "topic")
    code, out, _ = run("check", "--since", "main", *SELECT)
    assert code == 0
    assert "0 files changed, 0 findings introduced" in out


def test_renamed_and_moved_files_introduce_nothing(repository: Path, run: Run) -> None:
    git(repository, "mv", "orders/main.tf", "orders/renamed.tf")
    git(repository, "mv", "billing", "accounts")
    commit(repository)
    code, out, _ = run("check", "--since", "main", *SELECT)
    assert code == 0
    assert "0 findings introduced, 0 fixed, 1 as before, 1 moved" in " ".join(out.split())


def test_an_ignore_that_is_taken_away_introduces_what_it_hid(repository: Path, run: Run) -> None:
    path = repository / "orders" / "main.tf"
    path.write_text(path.read_text().replace('"LRS"', '"LRS" # idlint: ignore[storage-single-region] rebuilt'))
    commit(repository)
    assert run("check", "--since", "main", *SELECT)[0] == 0
    path.write_text(PROVIDER + STORE % ("orders", "orders"))
    assert run("check", "--since", "HEAD", *SELECT)[0] == 1


def test_what_becomes_worse_is_introduced(repository: Path, run: Run) -> None:
    path = repository / "orders" / "main.tf"
    path.write_text(path.read_text().replace('"mission-critical"', '"standard"'))
    commit(repository)
    path.write_text(path.read_text().replace('"standard"', '"mission-critical"'))
    code, out, _ = run("check", "--since", "HEAD", *SELECT)
    assert (code, "1 finding introduced" in out) == (1, True)


def test_what_does_not_parse_any_more_is_introduced(repository: Path, run: Run) -> None:
    (repository / "orders" / "main.tf").write_text('resource "a" {')
    code, out, _ = run("check", "--since", "main", *SELECT)
    assert (code, "parse-error" in out) == (1, True)
    commit(repository)
    assert run("check", "--since", "HEAD", *SELECT)[0] == 0


@pytest.fixture
def second_vault(repository: Path) -> Path:
    (repository / "orders" / "app.tf").write_text(APP)
    commit(repository)
    (repository / "orders" / "app.tf").write_text(SECOND)
    return repository


def test_the_picture_of_dependencies_moves(second_vault: Path, run: Run) -> None:
    out = " ".join(run("check", "--since", "HEAD", "--fail-on", "never")[1].split())
    assert "azurerm_linux_web_app.api now depends on azurerm_key_vault.second, a second key vault" in out


def test_a_capability_gains_a_single_point(second_vault: Path, run: Run) -> None:
    path = second_vault / "orders" / "app.tf"
    commit(second_vault)
    path.write_text(SECOND[: SECOND.index("  app_settings")] + SECOND[SECOND.index("  site_config") :])
    commit(second_vault)
    path.write_text(SECOND)
    data = json.loads(run("check", "--since", "HEAD", "--format", "json", "--fail-on", "never")[1])
    jsonschema.validate(data, json.loads(SCHEMA.read_text(encoding="utf-8")))
    gained = {(item["capability"], item["subject"]) for item in data["change"]["movements"] if item["way"] == "gained"}
    assert ("start", "azure/managed-identity@westeurope") in gained
    page = run("check", "--since", "HEAD", "--format", "markdown", "--fail-on", "never")[1]
    assert page.startswith("<!-- idlint -->\n## idlint:")
    assert "`azurerm_linux_web_app.api` now depends on" in page
    assert "its start capability gained the single point" in page


def test_a_deployment_that_moves_is_no_news(second_vault: Path, run: Run) -> None:
    commit(second_vault)
    git(second_vault, "mv", "orders", "live")
    data = json.loads(run("check", "--since", "HEAD", "--format", "json", "--fail-on", "never")[1])
    assert data["change"]["movements"] == []


def test_a_link_that_was_one_is_followed(repository: Path, run: Run) -> None:
    (repository / "orders" / "main.tf").rename(repository / "shared.tf.txt")
    (repository / "orders" / "main.tf").symlink_to("../shared.tf.txt")
    commit(repository)
    (repository / "orders" / "main.tf").unlink()
    (repository / "orders" / "main.tf").write_text((repository / "shared.tf.txt").read_text())
    assert run("check", "--since", "HEAD", *SELECT)[0] == 0


def test_nothing_that_git_is_configured_to_run_is_run(repository: Path, run: Run) -> None:
    script = repository.parent / "script"
    script.write_text(f"#!/bin/sh\ntouch {repository.parent}/ran\ncat\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "diff.x.textconv", "filter.x.clean", "filter.x.smudge"):
        git(repository, "config", key, str(script))
    (repository / ".gitattributes").write_text("*.tf diff=x filter=x\n")
    path = repository / "orders" / "main.tf"
    path.write_text(path.read_text() + "\n")
    (repository.parent / "ran").unlink(missing_ok=True)
    assert run("check", "--since", "main", *SELECT)[0] == 0
    assert not (repository.parent / "ran").exists()


def test_a_folder_of_the_checkout_can_be_the_root(repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "orders" / "idlint.toml").write_text("")
    monkeypatch.chdir(repository / "orders")
    (repository / "billing" / "more.tf").write_text(STORE % ("x", "x"))
    assert run("check", "--since", "main", *SELECT)[0] == 0
    Path("more.tf").write_text(STORE % ("more", "more"))
    assert run("check", "--since", "main", *SELECT)[0] == 1


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("nowhere", "git knows no commit, branch or tag `nowhere`: fetch it, or correct the name"),
        ("--help", "git knows no commit, branch or tag `--help`"),
        ("away", "did you mean `origin/away`?"),
    ],
)
def test_a_ref_that_git_does_not_know(repository: Path, run: Run, ref: str, said: str) -> None:
    git(repository, "update-ref", "refs/remotes/origin/away", "main")
    git(repository, "remote", "add", "origin", "nowhere")
    code, out, err = run("check", "--since", ref)
    assert (code, out) == (2, "")
    assert said in err


def test_a_shallow_clone_says_how_to_fetch_more(
    repository: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(repository)
    commit(repository)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    code, _, err = run("check", "--since", "main")
    assert code == 2
    assert "shallow clone: fetch more of it: `git fetch --deepen=1000`, or `fetch-depth: 0`" in err


def test_histories_without_anything_in_common(repository: Path, run: Run) -> None:
    git(repository, "checkout", "-q", "--orphan", "other")
    commit(repository, "another beginning")
    code, _, err = run("check", "--since", "main")
    assert (code, "no common history" in err) == (2, True)


def test_without_a_commit_a_repository_or_git(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "plain"
    root.mkdir()
    (root / "main.tf").write_text(PROVIDER)
    monkeypatch.chdir(root)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert "this is no git repository" in run("check", "--since", "main")[2]
    git(root, "init", "-q")
    assert "git knows no commit" in run("check", "--since", "main")[2]
    git(root, "config", "core.bare", "true")
    assert "a bare repository has no files to check" in run("check", "--since", "main")[2]
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, err = run("check", "--since", "main")
    assert (code, "needs git, which is not installed" in err) == (2, True)
