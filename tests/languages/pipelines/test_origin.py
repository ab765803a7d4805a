"""The repository's name is read from the configuration, else from the checkout's remote."""

from __future__ import annotations

from pathlib import Path

import pytest

from idlint.languages.pipelines.origin import name_in, repository_name
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
