"""The repository's name is read from the configuration, else from the checkout's remote."""

from __future__ import annotations

from pathlib import Path

import pytest

from idlint.languages.pipelines.origin import name_in, own_path, repository_name
from idlint.settings import Settings
from idlint.source import SourceTree


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/acme/infra.git", "acme/infra"),
        ("https://user@github.com/acme/infra", "acme/infra"),
        ("git@github.com:acme/infra.git", "acme/infra"),
        ("ssh://git@gitlab.example.com/group/sub/infra.git", "group/sub/infra"),
        ("/srv/git/infra.git", ""),
        ("../infra", ""),
        ("nonsense", ""),
    ],
)
def test_a_remote_names_the_repository(url: str, name: str) -> None:
    assert name_in(url) == name


def test_the_configuration_goes_before_the_remote(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_text(
        '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:acme/infra.git\n'
    )
    assert repository_name(SourceTree(tmp_path), Settings()) == "acme/infra"
    assert repository_name(SourceTree(tmp_path), Settings(repository="other/name")) == "other/name"


def test_without_either_the_name_is_not_known(tmp_path: Path) -> None:
    assert repository_name(SourceTree(tmp_path), Settings()) == ""


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("acme/infra/.github/workflows/a.yml@main", ".github/workflows/a.yml"),
        ("Acme/Infra/ci/act@release/2", "ci/act"),
        ("acme/infra/.github/workflows/a.yml@v2", ""),
        ("acme/infra/.github/workflows/a.yml@1.4.0", ""),
        ("acme/infra/.github/workflows/a.yml@" + "0a" * 20, ""),
        ("acme/infra/.github/workflows/gone.yml@main", ""),
        ("acme/infra/ci@main", ""),
        ("acme/other/.github/workflows/a.yml@main", ""),
        ("acme/infra@main", ""),
        ("./.github/workflows/a.yml", ""),
    ],
)
def test_what_is_called_by_the_repositorys_own_name_is_here(tmp_path: Path, source: str, path: str) -> None:
    for name in (".github/workflows/a.yml", "ci/act/action.yml"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    assert own_path(SourceTree(tmp_path), "acme/infra", source) == path
    assert own_path(SourceTree(tmp_path), "", source) == ""
