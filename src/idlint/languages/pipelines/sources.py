"""The files that one pipeline is made of: each read once, with what was wrong with it and what its comments say."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from textwrap import shorten
from typing import Final

from idlint.directives import Directive
from idlint.document import Hole, Problem
from idlint.errors import SourceError
from idlint.languages.pipelines.model import Pipeline
from idlint.languages.yamlsyntax import Node, YamlFile, parse
from idlint.source import Location, SourceFile, SourceTree, Span
from idlint.values import Value

MAX_KEPT: Final = 32_000
"""Bytes of a file whose nodes are kept for the next pipeline: local actions and templates are read by many."""

MAX_MESSAGE: Final = 300
"""Characters of a message, which may quote names of any length."""


@lru_cache(maxsize=128)
def _parsed(source: SourceFile) -> YamlFile:
    return parse(source)


class Sources:
    """What reading one pipeline has found so far, apart from its jobs."""

    def __init__(self, tree: SourceTree) -> None:
        self.tree = tree
        self.files: dict[str, YamlFile] = {}
        self._problems: dict[Problem, None] = {}
        self._holes: dict[tuple[str, str], Hole] = {}

    def open(self, path: str) -> YamlFile:
        """The YAML file at `path`; its problems are kept. `SourceError` where there is no such text."""
        source = self.tree.read(path)
        if source.path not in self.files:
            file = _parsed(source) if len(source.data) <= MAX_KEPT else parse(source)
            self.files[source.path] = file
            self.add_problems(file.problems)
        return self.files[source.path]

    def first(self, path: str) -> Node | None:
        """The first document at `path`; why there is none is a problem of that file."""
        try:
            return self.open(path).root
        except SourceError as error:
            self.problem(Span(error.path, error.at, error.at), error.message)
            return None

    def problem(self, location: Location, message: str) -> None:
        """Something could not be understood; said once and on one line, however often it is come across."""
        self._problems[Problem(location, shorten(message, MAX_MESSAGE, placeholder=" …"))] = None

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Problems that somebody else found."""
        self._problems.update(dict.fromkeys(problems))

    def hole(self, address: str, source: str, reason: str, span: Location, arguments: dict[str, Value]) -> None:
        """Something is called whose contents cannot be read here."""
        self._holes[address, source] = Hole(address, source, reason, span, arguments)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that could not be understood, in the order it was met."""
        return tuple(self._problems)

    @property
    def holes(self) -> tuple[Hole, ...]:
        """Every opaque call."""
        return tuple(self._holes.values())

    @property
    def directives(self) -> tuple[Directive, ...]:
        """What the comments of all files say to idlint."""
        return tuple(directive for file in self.files.values() for directive in file.directives)

    def noted(self, pipeline: Pipeline, exhausted: str) -> Pipeline:
        """The pipeline with all that reading its files has found; `exhausted` is the limit that it reached."""
        return pipeline._replace(
            holes=self.holes,
            problems=self.problems,
            files=tuple(self.files),
            directives=self.directives,
            exhausted=exhausted,
        )
