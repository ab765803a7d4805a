"""Which folders hold Terraform, and what a cheap look at their bytes says about each.

A full parse of a repository only to tell roots from modules would cost as much as the check itself,
so marks are found by regular expressions anchored at line starts; a file in which block comments or
heredocs could deceive them is looked at through its syntax instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from posixpath import join, normpath
from typing import Any

from idlint.errors import SourceError
from idlint.languages.terraform.syntax import parse
from idlint.records import NamedTuple
from idlint.source import SourceFile, SourceTree

CODE_SUFFIXES = (".tf", ".tf.json", ".tofu", ".tofu.json")
VARIABLE_SUFFIXES = (".tfvars", ".tfvars.json")
LOCK_FILE = ".terraform.lock.hcl"


class Marks(NamedTuple):
    """What one file says about the standing of its folder."""

    state: bool = False
    """A `backend` or `cloud` block: the folder keeps state, so it is applied."""
    provider: bool = False
    """A provider configuration."""
    sources: frozenset[str] = frozenset()
    """The module sources it calls, as written."""


class Folder(NamedTuple):
    """One folder with Terraform code."""

    path: str
    code: tuple[str, ...]
    """Its code files, sorted; a link counts where it is, since Terraform reads it there."""
    marks: Marks
    size: int
    """Bytes of its code files."""


def code_folders(tree: SourceTree, files: Iterable[str]) -> dict[str, Folder]:
    """Every folder with Terraform code among `files`, by path."""
    grouped: dict[str, list[str]] = {}
    for path in sorted({path for paths in (files, tree.links) for path in paths if path.endswith(CODE_SUFFIXES)}):
        grouped.setdefault(path.rpartition("/")[0] or ".", []).append(path)
    return {path: _folder(tree, path, tuple(code)) for path, code in grouped.items()}


def _folder(tree: SourceTree, path: str, code: tuple[str, ...]) -> Folder:
    size, found = 0, []
    for name in code:
        try:
            data = tree.read_bytes(name)
        except SourceError:
            continue
        size += len(data)
        ahead = tree.ahead(name)
        found.append(Marks(*ahead[0]) if ahead else marks_of(name, data))
    sources = frozenset().union(*(marks.sources for marks in found))
    marks = Marks(any(marks.state for marks in found), any(marks.provider for marks in found), sources)
    return Folder(path, code, marks, size)


def called_folders(folders: Mapping[str, Folder], configured: Mapping[str, str]) -> set[str]:
    """The folders of `folders` that another one calls, by a local path or through `configured`."""
    targets = (
        (folder.path, local_target(folder.path, source, configured))
        for folder in folders.values()
        for source in folder.marks.sources
    )
    return {target for caller, target in targets if target is not None and target in folders and target != caller}


def local_target(folder: str, source: str, configured: Mapping[str, str]) -> str | None:
    """The repository folder that `source`, called from `folder`, means; None where it is not a local one."""
    if is_local(source):
        return normpath(join(folder, source))
    return configured_target(source, configured)


def is_local(source: str) -> bool:
    """Whether a module source is a path, in Terraform's terms."""
    return source.startswith(("./", "../", ".\\", "..\\")) or source in {".", ".."}


def configured_target(source: str, configured: Mapping[str, str]) -> str | None:
    """The folder that the configuration gives for a module source: exactly, or its package with a subfolder.

    A package's address ends at the `//` after its scheme, a version at `?`:
    https://developer.hashicorp.com/terraform/language/modules/sources#modules-in-package-sub-directories
    """
    if source in configured:
        return normpath(configured[source])
    package, below, _ = split_source(source)
    whole = source.partition("?")[0]
    if whole in configured:
        return normpath(configured[whole])
    return normpath(join(configured[package], below)) if package in configured else None


def split_source(source: str) -> tuple[str, str, str]:
    """A module source as package, folder inside the package, and version (`?ref=v1`)."""
    plain, mark, version = source.partition("?")
    at = plain.find("//", plain.find("://") + 3 if "://" in plain else 0)
    package, below = (plain[:at], plain[at + 2 :]) if at >= 0 else (plain, "")
    return package, below, mark + version


def marks_of(path: str, data: bytes) -> Marks:
    """The marks of one code file."""
    if path.endswith(".json"):
        return _marks_of_json(data)
    if b"/*" not in data and b"<<" not in data:
        return _scan(data)
    scanned = _scan(data)
    return _marks_of_syntax(path, data) if scanned != Marks() else scanned


@cache
def _patterns() -> tuple[re.Pattern[bytes], ...]:
    """A state block, a provider block, a source; each begins with a word, which `re` looks for much faster."""
    state = (rb'backend[ \t]+"', rb"cloud[ \t]*\{")
    return tuple(map(re.compile, (*state, rb'provider[ \t]+"?\w', rb'source[ \t]*=[ \t]*"([^"$%\n]+)"')))


def _scan(data: bytes) -> Marks:
    """The marks that stand at the start of a line or right after a brace; exact without comments and heredocs."""
    backend, cloud, provider, source = (
        [found for found in pattern.finditer(data) if _begins(data, found.start())] for pattern in _patterns()
    )
    sources = frozenset(found[1].decode("utf-8", "replace") for found in source)
    return Marks(bool(backend or cloud), bool(provider), sources)


def _begins(data: bytes, at: int) -> bool:
    """Whether what stands at `at` is the first on its line, or after a brace or a semicolon."""
    while at and data[at - 1] in b" \t":
        at -= 1
    return at == 0 or data[at - 1] in b"\n{;"


def _marks_of_syntax(path: str, data: bytes) -> Marks:
    blocks = parse(SourceFile(path, data)).body.blocks
    nested = {inner.type for block in blocks if block.type == "terraform" for inner in block.body.blocks}
    calls = (_scan(data[block.span.start : block.span.end]) for block in blocks if block.type == "module")
    sources = frozenset().union(*(marks.sources for marks in calls))
    return Marks(bool(nested & {"backend", "cloud"}), any(block.type == "provider" for block in blocks), sources)


def _marks_of_json(data: bytes) -> Marks:
    """The marks of a file in JSON syntax; its object may be a list of objects at every level."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return Marks()
    blocks = _objects(document)
    settings = [inner for block in blocks for inner in _objects(block.get("terraform"))]
    calls = [call for block in blocks for names in _objects(block.get("module")) for call in names.values()]
    sources = {inner.get("source") for call in calls for inner in _objects(call)}
    return Marks(
        any(key in inner for inner in settings for key in ("backend", "cloud")),
        any(block.get("provider") for block in blocks),
        frozenset(source for source in sources if isinstance(source, str)),
    )


def _objects(value: object) -> list[dict[str, Any]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]
