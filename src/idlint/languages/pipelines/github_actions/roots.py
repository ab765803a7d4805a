"""Which workflows something starts: those that only others of the repository call are read where they are called."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from idlint.errors import SourceError
from idlint.languages.pipelines.github_actions.triggers import triggers
from idlint.languages.pipelines.github_actions.workflows import is_pipeline
from idlint.languages.pipelines.origin import own_path, repository_name
from idlint.languages.pipelines.sources import Sources
from idlint.languages.yamlsyntax import MappingNode
from idlint.settings import Settings
from idlint.source import SourceTree

_CALL = re.compile(rb"\buses:[ \t]*['\"]?([^'\"\s]*\.github/workflows/[^'\"\s]+)")
_TEMPLATE = re.compile(rb"^[ \t]*\{[%{]", re.MULTILINE)
"""A line of a Jinja or Helm template, which becomes YAML only once it is rendered."""


def roots(tree: SourceTree, files: Sequence[str], settings: Settings) -> list[str]:
    """The workflows among `files` that are units of their own."""
    workflows = filter(is_pipeline, files)
    contents = {path: data for path in workflows if not _TEMPLATE.search(data := _bytes(tree, path))}
    name = repository_name(tree, settings)
    called = {target for path, data in contents.items() for target in _called(tree, name, path, data)}
    return [path for path in contents if path not in called or not _is_only_called(tree, path)]


def _bytes(tree: SourceTree, path: str) -> bytes:
    """The content of a file; what cannot be read is said when the unit is loaded."""
    try:
        return tree.read_bytes(path)
    except SourceError:
        return b""


def _called(tree: SourceTree, name: str, path: str, data: bytes) -> Iterator[str]:
    """The workflows of this repository, called `name`, that the one at `path` calls."""
    top = path.rpartition(".github/workflows/")[0]
    for found in _CALL.finditer(data):
        source = found[1].decode("utf-8", "replace")
        if source.startswith("./"):
            yield posixpath.join(top, source.removeprefix("./").partition("@")[0])
        elif not top:
            yield own_path(tree, name, source)


def _is_only_called(tree: SourceTree, path: str) -> bool:
    """Whether nothing but calls starts the workflow."""
    root = Sources(tree).first(path)
    return isinstance(root, MappingNode) and set(triggers(root.get("on"))) == {"call"}
