"""Which host a checkout is of, and the pipeline that is written for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from idlint.adoption.hosts import HOSTS, host_of, pipeline


def checkout(folder: Path, url: str = "", *files: str) -> Path:
    (folder / ".git").mkdir()
    if url:
        (folder / ".git" / "config").write_text(f'[core]\n\tbare = false\n[remote "origin"]\n\turl = {url}\n')
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    return folder


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("git@github.com:acme/shop.git", "github"),
        ("https://acme@dev.azure.com/acme/shop/_git/shop", "azure"),
        ("git@ssh.dev.azure.com:v3/acme/shop/shop", "azure"),
        ("https://acme.visualstudio.com/shop/_git/shop", "azure"),
        ("https://gitlab.acme.example/shop.git", "gitlab"),
    ],
)
def test_the_remote_tells_the_host_whatever_files_are_there(tmp_path: Path, url: str, host: str) -> None:
    assert host_of(checkout(tmp_path, url, ".gitlab-ci.yml", "azure-pipelines.yml"), {}) == host


def test_else_the_host_with_the_most_pipelines(tmp_path: Path) -> None:
    folder = checkout(tmp_path, "https://git.acme.example/shop.git", ".github/workflows/lint.yml")
    assert host_of(folder, {"github": ("a",), "azure": ("b", "c", "d")}) == "azure"
    assert host_of(folder, {}) == "github"


def test_nothing_tells_nothing(tmp_path: Path) -> None:
    assert host_of(tmp_path, {}) == ""
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    assert host_of(tmp_path, {}) == ""


@pytest.mark.parametrize("text", ["[remote", '[remote "origin"]\nurl = %(x)s\nurl = y\n', "\x00"])
def test_a_broken_git_configuration_is_survived(tmp_path: Path, text: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(text)
    assert host_of(tmp_path, {}) == ""


@pytest.mark.parametrize("host", HOSTS)
def test_the_pipeline_is_yaml_and_checks_the_folder_of_the_configuration(host: str) -> None:
    made = pipeline(host, "my infra")
    assert yaml.safe_load(made.text)
    assert "idlint check 'my infra' --output" in made.text


def test_a_pipeline_of_azure_goes_beside_the_others() -> None:
    assert pipeline("azure", "", (".devops/a.yml", ".devops/b.yml", "c.yml")).path == ".devops/idlint.yml"
    assert pipeline("azure", "", ("azure-pipelines.yml",)).path == "azure-pipelines-idlint.yml"
