"""Lines and texts of locations, as suppressions, fingerprints and the order of findings need them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from idlint.errors import SourceError
from idlint.pointers import Pointers
from idlint.policy.findings import Finding
from idlint.source import Location, Pointer, Position, SourceFile


class Places(Protocol):
    """Turns places into what people and programs compare."""

    def position(self, location: Location) -> Position:
        """Lines and columns from 1, the end exclusive."""

    def text(self, location: Location) -> str:
        """The source text there; empty where the file cannot be read."""

    def line(self, path: str, number: int) -> str:
        """One line of a file without its ending; empty outside the file."""


class SourcePlaces:
    """`Places` over readable files. Of JSON only the last file stays parsed, so ask about one file after the other."""

    def __init__(self, read: Callable[[str], SourceFile]) -> None:
        self._read = read
        self._ranges: dict[Pointer, tuple[int, int]] = {}
        self._files: dict[str, SourceFile | None] = {}
        self._parsed: tuple[str, Pointers] | None = None

    def position(self, location: Location) -> Position:
        """Lines and columns from 1; line 1, column 1 where the file cannot be read."""
        source = self._file(location.path)
        return source.position(*self._range(location)) if source else Position(1, 1, 1, 1)

    def text(self, location: Location) -> str:
        """The source text there; empty where the file cannot be read."""
        source = self._file(location.path)
        start, end = self._range(location)
        return source.data[start:end].decode("utf-8", "replace") if source else ""

    def line(self, path: str, number: int) -> str:
        """One line of a file without its ending; empty outside the file."""
        source = self._file(path)
        return source.line(number) if source else ""

    def _range(self, location: Location) -> tuple[int, int]:
        if not isinstance(location, Pointer):
            return location.start, location.end
        if location not in self._ranges:
            source = self._file(location.path)
            self._ranges[location] = self._pointers(source).range(location.pointer) if source else (0, 0)
        return self._ranges[location]

    def _pointers(self, source: SourceFile) -> Pointers:
        if self._parsed is None or self._parsed[0] != source.path:
            self._parsed = source.path, Pointers(source.data)
        return self._parsed[1]

    def _file(self, path: str) -> SourceFile | None:
        if path not in self._files:
            try:
                self._files[path] = self._read(path)
            except SourceError:
                self._files[path] = None
        return self._files[path]


def order(places: Places) -> Callable[[Finding], tuple[str, Position, str, str]]:
    """The sort key of findings: path, line, column, rule."""
    return lambda finding: (
        finding.location.path,
        places.position(finding.location),
        finding.rule,
        finding.message,
    )
