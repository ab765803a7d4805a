"""The modules of a repository, each read once a process, and where a module call's source lies.

The cache belongs to one `SourceTree` and forgets the least recently used modules beyond a number of
bytes, so that memory does not grow with the repository.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from posixpath import join, normpath, relpath
from typing import Any
from weakref import WeakKeyDictionary

from idlint.errors import SourceError
from idlint.languages.terraform import nodes
from idlint.languages.terraform.bodies import Attribute, Block
from idlint.languages.terraform.folders import configured_target, is_local, split_source
from idlint.languages.terraform.modules import Module, read_module
from idlint.languages.terraform.typesystem import Type
from idlint.records import NamedTuple
from idlint.settings import Settings
from idlint.source import SourceTree

MAX_CACHED_BYTES = 4_000_000
"""Source bytes of the modules kept; their trees take about ten times that."""

MAX_LISTED_FILES = 10_000
"""Files that `fileset` looks through."""

NOT_DOWNLOADED = "module is not downloaded"


class Target(NamedTuple):
    """Where a module call leads."""

    folder: str
    """Repository-relative; empty where its contents cannot be read."""
    source: str = ""
    """What is asked for in the end."""
    reason: str = ""
    """Why they cannot: `module is not downloaded`."""


class Library:
    """The modules one unit reaches: reading them, and finding them from a call's source."""

    def __init__(self, tree: SourceTree, root: str, settings: Settings) -> None:
        self.tree = tree
        self.settings = settings
        self.used: dict[str, Module] = {}
        """Every module asked for, by folder."""
        self.required: dict[str, Mapping[str, Any]] = {}
        """What `providers` found out about the providers that a folder requires; no set changes it."""
        self.types: dict[str, dict[str, Type]] = {}
        """The variables' types that were read so far, by folder; no set changes them."""
        self.written: dict[Block, Any] = {}
        """What `resources` found `written` in a block; no set changes it."""
        self.wanted: dict[str, Any] = {}
        """What `declarations` found to be demanded of the resources of a folder; no set changes it."""
        self.handed: dict[Block, Mapping[str, Attribute]] = {}
        """The arguments of a call in the root that `declarations` found to be evidence; no set changes them."""
        self.named = _caches.setdefault(tree, _Cache()).named
        """What `carriers` found named in the texts of expressions, in whichever unit."""
        self.carriers: dict[tuple[str, str], bool] = {}
        """What `carriers` found out about the root's variables and locals; no set changes it."""
        self._root = root
        self._listed: dict[str, tuple[str, ...] | str] = {}
        self._installed: Mapping[str, str] | None = None
        self._located: dict[tuple[str, str, str], Target] = {}

    def module(self, folder: str) -> Module:
        """The module in `folder`; only those that are called are kept for other units."""
        if folder not in self.used:
            cache = _caches.setdefault(self.tree, _Cache())
            known = folder != self._root
            self.used[folder] = cache.module(self.tree, folder) if known else read_module(self.tree, folder)
            self.tree.reads.update(self.used[folder].reads)
        return self.used[folder]

    def files(self, folder: str) -> tuple[str, ...] | str:
        """Every file in `folder` and below, as paths relative to it, sorted; why not, where there are too many."""
        if folder not in self._listed:
            self._listed[folder] = _files(self.tree, folder)
        return self._listed[folder]

    def locate(self, caller: str, source: str, key: str) -> Target:
        """Where the call `key` (`app.network` for a call in a call) of `source` in the folder `caller` leads."""
        found = self._located.get((caller, source, key))
        if found is None:
            found = self._located[caller, source, key] = self._locate(caller, source, key)
        return found

    def _locate(self, caller: str, source: str, key: str) -> Target:
        if is_local(source):
            return self._local(normpath(join(caller, source)), source)
        target = configured_target(source, self.settings.modules)
        if target is not None:
            return self._inside(target, source)
        if self._installed is None:
            self._installed = _installed_modules(self.tree, self._root)
        if key in self._installed:
            return self._inside(self._installed[key], source)
        return Target("", source, NOT_DOWNLOADED)

    def _local(self, folder: str, source: str) -> Target:
        """A path; one below `.terraform/modules` is a part of the package that another call has downloaded."""
        before, mark, below = folder.rpartition(".terraform/modules/")
        key, _, rest = below.partition("/")
        if not mark or self.tree.is_folder(folder):
            return self._inside(folder, source)
        call = self.module(normpath(before or ".")).calls.get(key)
        package = literal_source(call) if call is not None else ""
        if not package or is_local(package):
            return Target("", source, NOT_DOWNLOADED)
        address, _, version = split_source(package)
        return self.locate(before, f"{address}//{rest}{version}" if rest else package, "")

    def _inside(self, folder: str, source: str) -> Target:
        real = self.tree.resolve(folder)
        if real is None:
            return Target("", source, "module lies outside the repository")
        if not self.tree.is_folder(real):
            return Target("", source, "module folder does not exist")
        return Target(real, source)


def _files(tree: SourceTree, top: str) -> tuple[str, ...] | str:
    found: list[str] = []
    pending = [top]
    while pending:
        at = pending.pop()
        for name in tree.names(at):
            path = normpath(join(at, name))
            if tree.is_folder(path):
                pending.append(path)
            else:
                found.append(relpath(path, top))
        if len(found) + len(pending) > MAX_LISTED_FILES:
            return "the folder holds too many files"
    return tuple(sorted(found))


def literal_source(call: Block) -> str:
    """The source of a module call where it is a literal; empty where it is not."""
    attribute = call.body.attributes.get("source")
    value = attribute.expression.value if attribute and isinstance(attribute.expression, nodes.Literal) else ""
    return value if isinstance(value, str) else ""


class _Cache:
    """Modules by folder, the least recently used first, and what units know of the texts that many of them hold."""

    def __init__(self) -> None:
        self.modules: OrderedDict[str, Module] = OrderedDict()
        self.size = 0
        self.named: dict[bytes, frozenset[tuple[str, str]] | None] = {}

    def module(self, tree: SourceTree, folder: str) -> Module:
        """The module in `folder`, read if it is not at hand."""
        if folder in self.modules:
            self.modules.move_to_end(folder)
            return self.modules[folder]
        made = self.modules[folder] = read_module(tree, folder)
        self.size += made.size
        while self.size > MAX_CACHED_BYTES and len(self.modules) > 1:
            self.size -= self.modules.popitem(last=False)[1].size
        return made


_caches: WeakKeyDictionary[SourceTree, _Cache] = WeakKeyDictionary()


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
