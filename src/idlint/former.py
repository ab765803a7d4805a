"""The repository as it was: the present files, with the former content where git says that something has changed.

What git does not track (downloaded modules, local variable files) is the same on both sides.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from idlint.discovery import INPUT_SUFFIXES, NOT_READ, SKIPPED_FOLDERS, Discovery
from idlint.errors import SourceError
from idlint.history import Earlier
from idlint.source import SourceTree

MAX_LINKS = 20
"""How many links may lead to each other."""


class FormerTree(SourceTree):
    """A `SourceTree` in which the files that have changed are as they were; no former file is ever written to disk."""

    def __init__(self, root: Path, state: Earlier) -> None:
        super().__init__(root)
        self.state = state
        self._gone = frozenset(path for path, data in state.contents.items() if data is None) - set(state.links)
        there = [path for path, data in state.contents.items() if data is not None] + list(state.links)
        self._below: dict[str, set[str]] = {}
        for path in there:
            self._enter(path)

    def _enter(self, path: str) -> None:
        """Make every folder on the way to `path` list what leads there."""
        while path:
            folder, _, name = path.rpartition("/")
            self._below.setdefault(folder or ".", set()).add(name)
            path = folder

    def __reduce__(self) -> tuple[type[SourceTree], tuple[Any, ...]]:
        """What another process needs; what was read stays here."""
        return FormerTree, (self.root, self.state)

    def resolve(self, path: str) -> str | None:
        """The real, normalised form of `path`; what has changed is no link any more, or the link that it was."""
        plain = posixpath.normpath(path)
        for _ in range(MAX_LINKS):
            if plain not in self.state.links:
                break
            plain = posixpath.normpath(posixpath.join(posixpath.dirname(plain), self.state.links[plain]))
        if plain.startswith(("/", "../")) or plain in self.state.links:
            return None
        known = plain in self.state.contents or plain in self._below
        return plain if known else super().resolve(plain)

    def is_file(self, path: str) -> bool:
        """Whether a file was at `path`; the probe is remembered."""
        real = self.resolve(path)
        if real is None or real not in self.state.contents:
            return super().is_file(path)
        self.reads[real] = real not in self._gone
        return self.reads[real]

    def is_folder(self, path: str) -> bool:
        """Whether a folder was at `path`: one that only new files make was not there."""
        real = self.resolve(path)
        found = real is not None and (real in self._below or (super().is_folder(path) and not self._is_new(real)))
        self.reads[real or path] = found
        return found

    def _is_new(self, folder: str) -> bool:
        """Whether nothing is in the folder, which is not the root, but what is new."""
        if folder == ".":
            return False
        entries = os.listdir(self.root / folder)
        return bool(entries) and not any(self._was_there(folder, name) for name in entries)

    def _was_there(self, folder: str, name: str) -> bool:
        path = name if folder == "." else f"{folder}/{name}"
        if path in self._gone:
            return False
        is_real_folder = (self.root / path).is_dir() and not (self.root / path).is_symlink()
        return path in self._below or not is_real_folder or not self._is_new(path)

    def names(self, folder: str) -> list[str]:
        """The sorted names of what was in `folder`; empty where there was none."""
        if not self.is_folder(folder):
            return []
        real = self.resolve(folder) or "."
        present = [name for name in super().names(folder) if self._was_there(real, name)]
        return sorted({*present, *self._below.get(real, ())})

    def head(self, path: str, size: int) -> bytes:
        """The first bytes of a file; none where it could not be read."""
        real = self.resolve(path) or path
        return (self.state.contents[real] or b"")[:size] if real in self.state.contents else super().head(path, size)

    def size(self, path: str) -> int:
        """How many bytes a file had; 0 where there was none."""
        real = self.resolve(path) or path
        return len(self.state.contents[real] or b"") if real in self.state.contents else super().size(path)

    def _read_limited(self, real: str, limit: int) -> bytes:
        if real not in self.state.contents:
            return super()._read_limited(real, limit)
        data = self.state.contents[real]
        if data is None:
            self.reads[real] = False
            raise SourceError(real, "does not exist")
        if len(data) > limit:
            raise SourceError(real, f"is larger than the limit of {limit:,} bytes")
        return data


def former_discovery(found: Discovery, contents: Mapping[str, bytes | None], exclude: Sequence[str]) -> Discovery:
    """What a walk would have found: without the new files, with those that are gone."""
    gone = {path for path, data in contents.items() if data is None}
    before = {path for path, data in contents.items() if data is not None and _is_input(path, exclude, contents)}
    return found._replace(files=tuple(sorted(set(found.files) - gone | before)))


def _is_input(path: str, exclude: Iterable[str], contents: Mapping[str, bytes | None]) -> bool:
    """Whether `discovery` would have taken the file."""
    if not path.endswith(INPUT_SUFFIXES) or path.endswith(tuple(NOT_READ)):
        return False
    parts = path.split("/")
    folders = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
    if not SKIPPED_FOLDERS.isdisjoint(parts[:-1]) or any(contents.get(f"{folder}/rule.yaml") for folder in folders):
        return False
    ways = [path, *(f"{folder}/" for folder in folders), *folders]
    return not any(fnmatchcase(way, pattern) for way in ways for pattern in exclude)
