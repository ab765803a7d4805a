"""Modules that `bicep restore` left in the local cache: a second tree beside the repository, read-only.

docs/decisions/0002-modules-outside-the-repository.md says what is read there. Everything in a restored module has
the place of the call that asked for it, so that nothing outside the repository is ever reported. The layout is that of
`ResolveCacheDirectory` in src/Bicep.Core/SourceGraph/Artifacts of https://github.com/Azure/bicep.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from idlint.document import NO_ALIAS, Problem
from idlint.errors import SourceError
from idlint.languages.arm.jsontext import read_json
from idlint.languages.arm.model import Template
from idlint.languages.arm.schemas import target_scope
from idlint.languages.arm.templates import NOT_HERE, read_template
from idlint.languages.arm.unknown_calls import suspects, unknown_names
from idlint.languages.bicep.bicepconfig import BicepConfiguration, nearest
from idlint.languages.bicep.syntax import Type
from idlint.records import NamedTuple
from idlint.source import SourceFile, SourceTree, Span
from idlint.values import Value

NOT_RESTORED = "module is not in the repository"
"""Nor in the local cache."""

_OCI = re.compile(r"br:(?P<registry>[^/]+)/(?P<path>[^:@]+)(?::(?P<tag>[\w.-]{1,128})|@(?P<digest>sha256:[0-9a-f]+))\Z")
_SPEC = re.compile(r"ts:([^/]+)/([^/]+)/([^/:]+):([^/:]+)\Z")


def cached_path(reference: str) -> str | None:
    """Where the cache holds the module of a full reference; None for what is no reference to a module."""
    spec = _SPEC.match(reference)
    if spec is not None:
        return f"ts/{'/'.join(spec.groups())}/main.json".lower()
    found = _OCI.match(reference)
    if found is None:
        return None
    registry = found["registry"].replace(":", "$").lower()
    version = _encoded(found["tag"]) if found["tag"] else found["digest"].replace(":", "#")
    return f"br/{registry}/{found['path'].replace('/', '$')}/{version}/main.json"


def _encoded(tag: str) -> str:
    """A tag as the name of a folder, whose case may not count: behind `$`, a bit for each capital (TagEncoder.cs)."""
    capitals = sum(1 << position for position, letter in enumerate(tag) if letter.isupper())
    return f"{tag}${capitals:x}" if capitals else f"{tag}$"


class _Module(NamedTuple):
    """A restored module."""

    data: dict[str, Any]
    complaints: tuple[str, ...]
    """What is said of the functions that it calls."""


@lru_cache(maxsize=16)
def _parsed(path: str, data: bytes) -> _Module | str:
    """The module in a file, or why there is none. Kept for a while, since units share modules."""
    value = read_json(SourceFile(path, data)).value
    if not isinstance(value, dict) or target_scope(value.get("$schema")) is None:
        return "is no template"
    words = suspects(data)
    return _Module(value, unknown_names(value, words) if words else ())


class RestoredModules:
    """What one unit reads from the local cache, and the configurations that say where that is."""

    def __init__(self, tree: SourceTree, report: Callable[[Problem], None]) -> None:
        self.tree = tree
        self.report = report
        self.calls: dict[Span, str] = {}
        """Place of a call -> the reference, for everything that was read from the cache."""
        self._caches: dict[Path, SourceTree] = {}
        self._configurations: dict[str, BicepConfiguration] = {}
        self._templates: dict[tuple[str, Span], Template | str] = {}

    @property
    def reads(self) -> Mapping[str, bool]:
        """The absolute paths asked for and whether a file was there: `SourceTree.reads` of the caches."""
        return {f"{cache.root}/{path}": found for cache in self._caches.values() for path, found in cache.reads.items()}

    def configuration(self, caller: str) -> BicepConfiguration:
        """The configuration of the file `caller`."""
        folder = posixpath.dirname(caller)
        if folder not in self._configurations:
            self._configurations[folder] = nearest(self.tree, folder, self.report)
        return self._configurations[folder]

    def template(self, caller: str, source: str, span: Span) -> Template | str:
        """The module that the file `caller` asks for at `span`, as if it were written there; or why there is none."""
        if (source, span) not in self._templates:
            self._templates[source, span] = self._template(caller, source, span)
        return self._templates[source, span]

    def _template(self, caller: str, source: str, span: Span) -> Template | str:
        found = self._module(caller, source)
        if not isinstance(found, _Module):
            return self._missing(caller, source) if found is None else "module in the local cache is no template"
        self.calls[span] = source
        for message in found.complaints:
            self.report(self.named(Problem(span, message)))
        return read_template(found.data, span, lambda problem: self.report(self.named(problem)), _not_followed)

    def _missing(self, caller: str, source: str) -> str:
        """Why a module is not there: nobody can restore one whose alias has no meaning."""
        return NO_ALIAS if self.configuration(caller).lacks(source) else NOT_RESTORED

    def named(self, problem: Problem) -> Problem:
        """A problem inside a restored module says which one it is; any other is left as it is."""
        source = self.calls.get(problem.location) if isinstance(problem.location, Span) else None
        return problem if source is None else problem._replace(message=f"in {source}: {problem.message}")

    def data(self, caller: str, source: str) -> dict[str, Any] | str | None:
        """The template of a module as JSON data; None where it was not restored, text where it is no template."""
        found = self._module(caller, source)
        return found.data if isinstance(found, _Module) else found

    def _module(self, caller: str, source: str) -> _Module | str | None:
        """A module; None where it was not restored, text where it is no template."""
        configuration = self.configuration(caller)
        path = cached_path(configuration.expanded(source))
        cache = self._cache(configuration) if path is not None else None
        if path is None or cache is None or not cache.is_file(path):
            return None
        try:
            return _parsed(path, cache.read(path).data)
        except SourceError as error:
            return error.message

    def _cache(self, configuration: BicepConfiguration) -> SourceTree | None:
        """The cache that a configuration names, else the user's own; none for a tree that shows chosen files only."""
        if self.tree.only is not None:
            return None
        try:
            root = self.tree.root / configuration.folder / Path(configuration.cache or "~/.bicep").expanduser()
        except RuntimeError:  # there is no home
            return None
        return self._caches.setdefault(root, SourceTree(root))


def _not_followed(path: str, link: Value) -> Template | str:
    """What a restored module links to is not in the cache."""
    del path, link
    return NOT_HERE


def exported_type(data: Mapping[str, Any], name: str) -> Type | None:
    """A type that a compiled module exports, as far as evaluation needs it."""
    definitions = data.get("definitions")
    found = definitions.get(name) if isinstance(definitions, dict) else None
    if not isinstance(found, dict):
        return None
    kind = found.get("type")
    word = kind.lower() if isinstance(kind, str) else ""
    nullable = found.get("nullable") is True
    return Type(word.removeprefix("secure"), nullable, word.startswith("secure"))
