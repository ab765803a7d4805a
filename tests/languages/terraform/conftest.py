"""Small repositories written into a temporary folder, and what `units` and `load` say about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from idlint.discovery import discover
from idlint.document import ALL, Declaration, Demand, Document, Invocation, Unit
from idlint.languages.terraform import load, units
from idlint.settings import Settings
from idlint.source import SourceTree

DEFAULTS = Settings()


class Repository:
    """A repository of a few files."""

    def __init__(self, root: Path, files: Mapping[str, str | bytes], links: Mapping[str, str]) -> None:
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        for path, target_path in links.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).symlink_to(target_path)
        self.tree = SourceTree(root)
        self.files = discover(self.tree).files

    def units(self, invocations: Sequence[Invocation] = (), settings: Settings = DEFAULTS) -> list[Unit]:
        return units(self.tree, self.files, invocations, settings)

    def roles(self, invocations: Sequence[Invocation] = (), settings: Settings = DEFAULTS) -> dict[str, str]:
        return {unit.path: unit.role for unit in self.units(invocations, settings)}

    def load(
        self,
        path: str = ".",
        invocations: Sequence[Invocation] = (),
        settings: Settings = DEFAULTS,
        demand: Demand = ALL,
    ) -> Document:
        found = {unit.path: unit for unit in self.units(invocations, settings)}
        return load(self.tree, found[path], demand, settings)

    def declarations(self, path: str = ".", settings: Settings = DEFAULTS) -> dict[str, Declaration]:
        (deployment,) = self.load(path, settings=settings).deployments
        return {made.address: made for made in deployment.declarations}


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., Repository]:
    """`repository({path: content}, {link: target})` writes the files and links below a temporary root."""
    return lambda files, links=None: Repository(tmp_path, files, links or {})
