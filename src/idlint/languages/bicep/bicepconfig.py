"""The nearest `bicepconfig.json`: what the aliases in module references stand for, and where restored modules lie.

https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-config-modules
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from idlint.document import Problem
from idlint.errors import SourceError
from idlint.languages.arm.jsontext import read_json
from idlint.records import NamedTuple
from idlint.source import SourceTree, Span

NAME = "bicepconfig.json"

_BUILT_IN = {"br/public": "br:mcr.microsoft.com/bicep/"}
"""Every configuration has this alias; it may give it another meaning."""


class BicepConfiguration(NamedTuple):
    """What one `bicepconfig.json` says of modules; configurations further up do not count beside it."""

    folder: str = ""
    """The folder that it lies in, relative to the repository."""
    aliases: Mapping[str, str] = _BUILT_IN
    """`br/alias` or `ts/alias` -> how the full reference begins, up to what the alias is followed by."""
    cache: str = ""
    """`cacheRootDirectory` as written; empty for the user's own."""

    def expanded(self, reference: str) -> str:
        """A module reference without its alias; as it is where it has none that is known."""
        alias, colon, rest = reference.partition(":")
        begin = self.aliases.get(alias)
        return begin + rest if begin is not None and colon else reference

    def lacks(self, reference: str) -> bool:
        """Whether a module reference has an alias that nothing says the meaning of."""
        alias, colon, _ = reference.partition(":")
        return bool(colon) and "/" in alias and alias not in self.aliases


def nearest(tree: SourceTree, folder: str, report: Callable[[Problem], None]) -> BicepConfiguration:
    """The configuration of the files in `folder`: its own, else that of the nearest folder above in the repository."""
    while True:
        path = posixpath.normpath(posixpath.join(folder, NAME))
        if tree.is_file(path):
            return _read(tree, path, report)
        if folder in {"", "."}:
            return BicepConfiguration()
        folder = posixpath.dirname(folder)


def _read(tree: SourceTree, path: str, report: Callable[[Problem], None]) -> BicepConfiguration:
    try:
        document = read_json(tree.read(path))
    except SourceError as error:
        report(Problem(Span(error.path, error.at, error.at + 1), error.message))
        return BicepConfiguration()
    for problem in document.problems:
        report(problem)
    data = document.value if isinstance(document.value, dict) else {}
    cache = data.get("cacheRootDirectory")
    aliases = dict(_aliases(data.get("moduleAliases")))
    return BicepConfiguration(posixpath.dirname(path), _BUILT_IN | aliases, cache if isinstance(cache, str) else "")


def _aliases(data: Any) -> Iterator[tuple[str, str]]:
    for scheme, begin in (("br", _registry), ("ts", _resource_group)):
        table = data.get(scheme) if isinstance(data, dict) else None
        for name, item in table.items() if isinstance(table, dict) else ():
            found = begin(item) if isinstance(item, dict) else None
            if found is not None:
                yield f"{scheme}/{name}", found


def _registry(item: Mapping[str, Any]) -> str | None:
    registry, path = item.get("registry"), item.get("modulePath") or ""
    if not isinstance(registry, str) or not isinstance(path, str):
        return None
    return f"br:{registry}/{path.strip('/')}/" if path else f"br:{registry}/"


def _resource_group(item: Mapping[str, Any]) -> str | None:
    subscription, group = item.get("subscription"), item.get("resourceGroup")
    if not isinstance(subscription, str) or not isinstance(group, str):
        return None
    return f"ts:{subscription}/{group}/"
