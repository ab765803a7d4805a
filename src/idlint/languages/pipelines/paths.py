"""Paths that steps name, found among the repository's files.

A job works in a checkout of the repository. What stands for its folder (`$(Build.SourcesDirectory)`,
`${{ github.workspace }}`, `$CI_PROJECT_DIR`) is left away; what cannot be found there is looked for from the folder
of the pipeline's own project, since a repository in a folder of another one (an example, a subtree) has its own root.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from posixpath import dirname, join, normpath

from idlint.errors import SourceError
from idlint.values import Unknown, Value, reveal

Resolve = Callable[[str], bool]
"""Whether the repository has a file or folder of this path."""

CHECKOUT = frozenset(
    {
        "github.workspace", "env.GITHUB_WORKSPACE", "variables.Build.SourcesDirectory", "env.BUILD_SOURCESDIRECTORY",
        "variables.System.DefaultWorkingDirectory", "env.SYSTEM_DEFAULTWORKINGDIRECTORY", "env.CI_PROJECT_DIR",
        "variables.Build.Repository.LocalPath", "env.BUILD_REPOSITORY_LOCALPATH", "variables.CI_PROJECT_DIR", "env.PWD",
    }
)  # fmt: skip
"""Origins that stand for the folder of the checkout."""

_FOLDED = frozenset(name.lower() for name in CHECKOUT)

SINGLE = ("directory", "template")
SEVERAL = ("var_files", "backend_files")


def resolved(attributes: Mapping[str, Value], pipeline: str, resolve: Resolve) -> dict[str, Value]:
    """`attributes` with every path in them relative to the repository's root, as far as it is known."""
    found = dict(attributes)
    for name in SINGLE:
        if name in found:
            found[name] = repository_path(found[name], pipeline, resolve)
    for name in SEVERAL:
        items = found.get(name)
        if isinstance(items, list):
            found[name] = [repository_path(item, pipeline, resolve) for item in items]
    return found


_USING = re.compile(rb"^\s*using\s+'([^'\n]+\.(?:bicep|json))'", re.MULTILINE)


def with_template(attributes: dict[str, Value], read: Callable[[str], bytes]) -> dict[str, Value]:
    """`attributes`; a deployment without a template has the one that its `.bicepparam` file names with `using`."""
    files = attributes.get("var_files")
    if attributes.get("template") is not None or not isinstance(files, list):
        return attributes
    for path in files:
        if isinstance(path, str) and path.endswith(".bicepparam"):
            try:
                named = _USING.search(read(path))
            except SourceError:
                continue
            if named is not None:
                return {**attributes, "template": normpath(join(dirname(path), named[1].decode("utf-8", "replace")))}
    return attributes


def repository_path(value: Value, pipeline: str, resolve: Resolve) -> Value:
    """One path, relative to the repository's root; one that is not wholly known, or elsewhere, stays as it is."""
    plain = in_checkout(value)
    if not isinstance(plain, str) or (isinstance(reveal(value), str) and plain.startswith(("/", "~"))):
        return plain
    path = normpath(plain.replace("\\", "/").lstrip("/")) if plain else "."
    if path.startswith("../") or resolve(path):
        return path
    for folder in _project_folders(pipeline):
        candidate = normpath(join(folder, path))
        if resolve(candidate):
            return candidate
    return path


def in_checkout(value: Value) -> Value:
    """`value` without what stands for the checkout's folder at its beginning."""
    plain = reveal(value)
    if not isinstance(plain, Unknown):
        return plain
    if is_checkout(plain):
        return "."
    pieces = plain.known if isinstance(plain.known, tuple) else ()
    if not pieces or not is_checkout(pieces[0]):
        return plain
    rest = pieces[1:]
    if len(rest) == 1 and isinstance(rest[0], str):
        return rest[0].lstrip("/\\") or "."
    return Unknown(plain.reason, known=rest)


def is_checkout(value: Value) -> bool:
    """Whether a value stands for the folder of the checkout."""
    plain = reveal(value)
    return isinstance(plain, Unknown) and plain.origin is not None and str(plain.origin).lower() in _FOLDED


def _project_folders(pipeline: str) -> list[str]:
    """The folders that may be the checkout of `pipeline`: that of its `.github`, then every one above it."""
    found = []
    folder = dirname(pipeline)
    while folder:
        if not folder.rpartition("/")[2].startswith("."):
            found.append(folder)
        folder = dirname(folder)
    return found
