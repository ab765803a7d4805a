"""Walks: which folder is the repository root, and which files below it are inputs at all."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from idlint.errors import UsageError
from idlint.records import NamedTuple
from idlint.settings import has_settings
from idlint.source import SourceTree

SKIPPED_FOLDERS = frozenset(
    {".git", ".terraform", "node_modules", ".venv", ".terragrunt-cache", "cdk.out", ".idlint", "__pycache__"}
)

INPUT_SUFFIXES = (
    ".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".tfvars.json", ".bicep", ".bicepparam", ".json", ".jsonc",
    ".yml", ".yaml",
)  # fmt: skip
"""Whether a `.json` file is a template or a YAML file a pipeline is decided by the language that reads it."""

TEMPLATE_SUFFIXES = (".jinja", ".jinja2", ".j2", ".tmpl", ".tpl", ".template", ".erb", ".hbs", ".mustache")
"""What a name ends with behind `.tf`, where another program fills the file in before Terraform sees it."""

NOT_READ: Mapping[str, str] = {
    **{f".tf{ending}": "Terraform template" for ending in TEMPLATE_SUFFIXES},
    ".tftest.hcl": "Terraform test",
    ".tftest.json": "Terraform test",
    ".tofutest.hcl": "Terraform test",
    ".tfstack.hcl": "Terraform stack",
    ".tfcomponent.hcl": "Terraform stack",
    ".tfdeploy.hcl": "Terraform stack",
    ".tfquery.hcl": "Terraform query",
    "terragrunt.hcl": "Terragrunt",
    "root.hcl": "Terragrunt",
    ".pkr.hcl": "Packer template",
    "tfplan": "Terraform plan in binary form",
}
"""Infrastructure code that idlint does not read, by how its name ends; named in the summary."""


class Discovery(NamedTuple):
    """What a walk found; all paths are relative to the root and sorted."""

    files: tuple[str, ...]
    """Candidate inputs, links resolved."""
    skipped: Mapping[str, str]
    """Inputs that are not read, and folders that cannot be -> why."""
    not_input: Mapping[str, int]
    """What is not read by design -> how many files."""
    folders: tuple[str, ...]
    """Every folder that was walked, the root as `.`; a new file in one of them makes a cached result stale."""


def find_root(paths: Sequence[Path]) -> Path:
    """The repository root of `paths`: nearest configuration file, else nearest `.git`, else their common parent.

    A configuration above the nearest `.git` is another repository's, or nobody's.
    """
    start = _common_parent(paths)
    for folder in (start, *start.parents):
        if has_settings(folder) or _is_checkout(folder):
            return folder
    return start


def _common_parent(paths: Sequence[Path]) -> Path:
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"{missing[0]}: no such file or folder")
    real = [Path(os.path.realpath(path)) for path in paths] or [Path.cwd()]
    folders = [path if path.is_dir() else path.parent for path in real]
    return Path(os.path.commonpath(folders))


def _is_checkout(folder: Path) -> bool:
    return (folder / ".git").exists()


def discover(tree: SourceTree, exclude: Sequence[str] = ()) -> Discovery:
    """Every candidate input below the root of `tree`, in a deterministic order."""
    files: dict[str, None] = {}
    skipped: dict[str, str] = {}
    not_input: Counter[str] = Counter()
    folders: dict[str, Sequence[str]] = {}
    links: dict[str, str] = {}
    for path, is_link in _walk(str(tree.root), exclude, folders, skipped):
        if path.endswith(_ALL_NOT_READ):
            not_input[_not_read(path)] += 1
        elif path.endswith(INPUT_SUFFIXES):
            real = tree.resolve(path) if is_link else path
            if real is None:
                skipped[path] = "links out of the repository"
            elif is_link and not (tree.root / real).is_file():
                skipped[path] = "links to nothing that can be read"
            else:
                files[real] = None
                links |= {path: real} if is_link else {}
    tree.know(files)
    tree.know_folders({folder: names for folder, names in folders.items() if folder not in skipped})
    tree.links = links
    tree.unread = frozenset(not_input)
    return Discovery(
        tuple(sorted(files)), dict(sorted(skipped.items())), dict(sorted(not_input.items())), tuple(sorted(folders))
    )


_ALL_NOT_READ = tuple(NOT_READ)


def _not_read(path: str) -> str:
    return next(label for ending, label in NOT_READ.items() if path.endswith(ending))


def _walk(
    root: str, exclude: Sequence[str], folders: dict[str, Sequence[str]], skipped: dict[str, str]
) -> Iterator[tuple[str, bool]]:
    """Every file below `root` as (relative path, whether it is a link); folders that are links are not entered.

    The folders entered are added to `folders`, with the names of all that is in them, those that cannot be read to
    `skipped` as well.
    """
    pending, above = [""], os.path.join(root, "")
    while pending:
        prefix = pending.pop()
        entries, why = _entries(above + prefix)
        names = [entry.name for entry in entries]
        if prefix and (why or ".git" in names) and _is_foreign(above + prefix):
            continue
        folder = prefix.rstrip("/") or "."
        folders[folder] = names
        if why:
            skipped[folder] = why
        if "rule.yaml" not in names:  # else it holds a rule and its examples
            wanted = [entry for entry in entries if not (exclude and _excluded(prefix + entry.name, exclude))]
            pending += [f"{prefix}{entry.name}/" for entry in wanted if _is_entered(entry)]
            yield from _files(prefix, wanted)


def _is_entered(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and entry.name not in SKIPPED_FOLDERS


def _files(prefix: str, entries: Iterable[os.DirEntry[str]]) -> Iterator[tuple[str, bool]]:
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            yield prefix + entry.name, False
        elif entry.is_symlink() and not os.path.isdir(entry.path):
            yield prefix + entry.name, True


def _entries(folder: str) -> tuple[list[os.DirEntry[str]], str]:
    """What is in `folder`, and why it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return list(found), ""
    except OSError as error:
        return [], f"the folder cannot be read: {error.strerror}"


def _is_foreign(folder: str) -> bool:
    """Whether `folder` is a nested repository: a submodule, a vendored checkout."""
    return os.path.exists(os.path.join(folder, ".git"))


def _excluded(path: str, exclude: Sequence[str]) -> bool:
    return any(fnmatchcase(path, pattern) or fnmatchcase(path + "/", pattern) for pattern in exclude)
