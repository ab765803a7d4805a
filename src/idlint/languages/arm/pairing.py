"""Pairs parameter files with templates by name, each pair being one variable set.

Beside `X.json`: `X.parameters.json`, `X.parameters.<set>.json`, `X.<set>.parameters.json`; there, and in a folder
`parameters` beside it, also `parameters.json`, `parameters.<set>.json` and `<set>.parameters.json`; in that folder
also `<set>.json`. Those that do not carry the template's name are taken only where it declares all that they pass,
those with more than its name only where it declares most: `app-rules.parameters.json` may be of another template.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from idlint.document import Invocation
from idlint.errors import SourceError
from idlint.languages.arm.jsontext import read_json
from idlint.languages.arm.parameters import read_parameter_file
from idlint.source import Pointer, SourceTree

FOLDERS = ("parameters", "params", "environments", "env")
"""Folders, beside a template, whose files may be its parameters."""

_MARK = re.compile(r"(?i)(?<![a-z])param(?:eter)?s?(?![a-z])")
_SCHEMA = b"eploymentParameters.json"
_HEAD = 4096


def by_folder(files: Iterable[str]) -> dict[str, list[str]]:
    """The JSON files of a repository, by folder."""
    found: dict[str, list[str]] = {}
    for path in files:
        if path.endswith((".json", ".jsonc")):
            found.setdefault(posixpath.dirname(path), []).append(path)
    return found


def paired(tree: SourceTree, template: str, folders: dict[str, list[str]]) -> Iterator[Invocation]:
    """The variable sets of the template file at `template`, in order of path."""
    folder, base = posixpath.split(template)
    stem = base.rpartition(".")[0]
    names: set[str] | None = None
    for where in (folder, *(posixpath.join(folder, name) for name in FOLDERS)):
        for path in folders.get(where, ()):
            found = set_name(posixpath.basename(path), stem, inside=where != folder)
            if found is None or path == template or not _is_parameter_file(tree, path):
                continue
            name, own = found
            if _names_another(path, stem if own else "", folders.get(folder, ())):
                continue
            if not (own and _is_bare(path, stem)):
                names = declared(tree, template) if names is None else names
            if _fits(tree, path, names, mostly=own):
                yield Invocation(template, name, (path,), span=Pointer(path, ""))


def _names_another(path: str, stem: str, beside: Iterable[str]) -> bool:
    """Whether a parameter file carries another file's longer name: `app-db.parameters.json` beside `app-db.json`."""
    name = posixpath.basename(path)
    stems = (posixpath.basename(other).rpartition(".")[0] for other in beside if other != path)
    return any(
        len(other) > len(stem) and name.startswith((f"{other}.", f"{other}-", f"{other}_"))
        for other in stems
        if _MARK.search(other) is None
    )


def set_name(base: str, stem: str, *, inside: bool) -> tuple[str, bool] | None:
    """The set that a parameter file's name means for the template named `stem`, and whether it names the template.

    None where the name says nothing of parameters; `inside` a folder of parameters it need not.
    """
    name = base.rpartition(".")[0]
    own = name.lower().startswith((f"{stem}.".lower(), f"{stem}-".lower(), f"{stem}_".lower()))
    rest = name[len(stem) :] if own else name
    marked = _MARK.search(rest) is not None
    if not marked and not inside:
        return None
    words = [word for word in re.split(r"[.]", _MARK.sub("", rest)) if word.strip("-_")]
    return ".".join(word.strip("-_") for word in words), own


def _is_parameter_file(tree: SourceTree, path: str) -> bool:
    return _SCHEMA in head(tree, path, _HEAD)


def head(tree: SourceTree, path: str, size: int) -> bytes:
    """The first bytes of a file; none where it cannot be read."""
    return tree.head(path, size)


def declared(tree: SourceTree, template: str) -> set[str]:
    """The lower-case names of a template's parameters; none where it does not parse."""
    try:
        data = read_json(tree.read(template)).value
    except SourceError:
        return set()
    table = data.get("parameters") if isinstance(data, dict) else None
    return {name.lower() for name in table} if isinstance(table, dict) else set()


def _is_bare(path: str, stem: str) -> bool:
    """Whether a parameter file names the template and nothing else: `app.parameters.json`."""
    return not _MARK.sub("", posixpath.basename(path).rpartition(".")[0][len(stem) :]).strip(".-_")


def _fits(tree: SourceTree, path: str, declared: set[str] | None, *, mostly: bool) -> bool:
    """Whether a template declares what a file passes; `mostly`: most of it, since a parameter may have been renamed."""
    if declared is None:
        return True
    passed = read_parameter_file(tree, path).places.keys()
    known = len(passed & declared)
    return bool(passed) and (known * 2 > len(passed) if mostly else known == len(passed))
