"""One repository, opened: its root, its configuration, its files, and the paths the user asked about."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from idlint.discovery import Discovery, discover, find_root
from idlint.errors import UsageError
from idlint.records import NamedTuple
from idlint.settings import Settings, load_settings
from idlint.source import SourceTree

NO_INPUT = "no Terraform, Bicep, ARM template, pipeline or Kubernetes manifest"
"""What a place without any input lacks."""


class Repository(NamedTuple):
    """What every command starts from. The whole root is always loaded; `focus` only filters what is said."""

    tree: SourceTree
    settings: Settings
    discovery: Discovery
    focus: tuple[str, ...]
    """The named paths, relative to the root; `.` is everything."""

    def in_focus(self, path: str) -> bool:
        """Whether `path` is one of the named paths, or below one."""
        return any(is_below(path, named) for named in self.focus)


def is_below(path: str, named: str) -> bool:
    """Whether `path` is `named` or lies below it; everything lies below `.`."""
    return named in {".", path} or path.startswith(named + "/")


def open_repository(paths: Sequence[Path] = (), *, staged: bool = False, require_input: bool = True) -> Repository:
    """The repository that holds `paths` (the working directory where there are none).

    `staged`: the paths come from a hook, so those that are gone or no inputs are left out. Else `UsageError` where
    a path does not exist, or where `require_input` and a named path has nothing to check.
    """
    if staged:
        paths = tuple(path for path in paths if path.exists())
    root = find_root(paths or (Path.cwd(),))
    settings = load_settings(root)
    tree = SourceTree(root)
    found = discover(tree, settings.exclude)
    named = tuple(_relative(tree.root, path) for path in paths)
    focus = named or (() if staged else (_relative(tree.root, Path.cwd()),))
    repository = Repository(tree, settings, found, focus)
    if require_input and not staged:
        _require_input(repository, named)
    return repository


def _relative(root: Path, path: Path) -> str:
    return Path(os.path.relpath(os.path.realpath(path), root)).as_posix()


def has_input(repository: Repository, named: str) -> bool:
    """Whether any input, readable or not, is `named` or lies below it."""
    inputs = (*repository.discovery.files, *repository.discovery.skipped)
    return any(is_below(path, named) for path in inputs)


def _require_input(repository: Repository, named: Sequence[str]) -> None:
    for path in named:
        if not has_input(repository, path):
            shown = "this folder" if path == "." else path
            raise UsageError(f"{shown}: nothing to check there: {_what_it_is(repository.tree.root / path)}")


def _what_it_is(path: Path) -> str:
    """Why there is nothing to check; of a plan as Terraform keeps it, what to do."""
    if path.is_file():
        with path.open("rb") as file:
            if file.read(4) == b"PK\x03\x04":
                return "a Terraform plan in binary form is read as JSON: terraform show -json PLAN > plan.json"
    return NO_INPUT
