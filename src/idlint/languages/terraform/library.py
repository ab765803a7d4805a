"""The modules of a repository, each read once a process, and where a module call's source lies.

The cache belongs to one `SourceTree` and forgets the least recently used modules beyond a number of
bytes, so that memory does not grow with the repository.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from posixpath import join, normpath
from typing import NamedTuple
from weakref import WeakKeyDictionary

from idlint.errors import SourceError
from idlint.languages.terraform.folders import configured_target, is_local
from idlint.languages.terraform.modules import Module, read_module
from idlint.settings import Settings
from idlint.source import SourceTree

MAX_CACHED_BYTES = 4_000_000
"""Source bytes of the modules kept; their trees take about ten times that."""

_caches: WeakKeyDictionary[SourceTree, OrderedDict[str, Module]] = WeakKeyDictionary()


class Target(NamedTuple):
    """Where a module call leads."""

    folder: str
    """Repository-relative; empty where its contents cannot be read."""
    reason: str = ""
    """Why they cannot: `module is not downloaded`."""


class Library:
    """The modules one unit reaches: reading them, and finding them from a call's source."""

    def __init__(self, tree: SourceTree, root: str, settings: Settings) -> None:
        self.tree = tree
        self.settings = settings
        self.used: dict[str, Module] = {}
        """Every module asked for, by folder."""
        self._root = root
        self._installed: Mapping[str, str] | None = None

    def module(self, folder: str) -> Module:
        """The module in `folder`."""
        if folder not in self.used:
            self.used[folder] = _cached(self.tree, folder)
        return self.used[folder]

    def locate(self, caller: str, source: str, key: str) -> Target:
        """Where the call `key` (`app.network` for a call in a call) of `source` in the folder `caller` leads."""
        if is_local(source):
            return self._inside(normpath(join(caller, source)))
        target = configured_target(source, self.settings.modules)
        if target is not None:
            return self._inside(target)
        if self._installed is None:
            self._installed = _installed_modules(self.tree, self._root)
        if key in self._installed:
            return self._inside(self._installed[key])
        return Target("", "module is not downloaded")

    def _inside(self, folder: str) -> Target:
        real = self.tree.resolve(folder)
        if real is None:
            return Target("", "module lies outside the repository")
        if not self.tree.is_folder(real):
            return Target("", "module folder does not exist")
        return Target(real)


def _cached(tree: SourceTree, folder: str) -> Module:
    cache = _caches.setdefault(tree, OrderedDict())
    if folder in cache:
        cache.move_to_end(folder)
    else:
        cache[folder] = read_module(tree, folder)
        total = sum(module.size for module in cache.values())
        while total > MAX_CACHED_BYTES and len(cache) > 1:
            total -= cache.popitem(last=False)[1].size
    tree.reads.update(cache[folder].reads)
    return cache[folder]


def _installed_modules(tree: SourceTree, root: str) -> Mapping[str, str]:
    """What `terraform init` wrote to `.terraform/modules/modules.json`: call key -> folder."""
    path = normpath(join(root, ".terraform/modules/modules.json"))
    if not tree.is_file(path):
        return {}
    try:
        entries = json.loads(tree.read_bytes(path)).get("Modules", [])
        return {entry["Key"]: normpath(join(root, entry["Dir"])) for entry in entries if entry["Key"]}
    except (SourceError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
