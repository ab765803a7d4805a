"""What is noted while one file is read: the `Program`, the names seen so far, and the problems."""

from __future__ import annotations

from idlint.document import Problem
from idlint.languages.bicep import syntax
from idlint.languages.bicep.expressions import FileFunction
from idlint.languages.bicep.text import plain
from idlint.languages.bicep.types import TypeCursor
from idlint.source import SourceFile, Span

MAX_PROBLEMS = 100
"""More problems than this in one file say nothing new: the rest of it is left out."""


class ProgramCursor(TypeCursor):
    """A cursor that remembers what it has read."""

    def __init__(self, source: SourceFile, file_function: FileFunction | None) -> None:
        mark = 3 if source.data.startswith(b"\xef\xbb\xbf") else 0
        super().__init__(source.path, source.data.decode("latin-1"), mark)
        self.file_function = file_function
        self.assignments = source.path.endswith(".bicepparam")
        first = self.text.find("\n")
        self.result = syntax.Program(source.path, Span(source.path, mark, first if first > mark else len(self.text)))
        self.unknown: set[str] = set()
        """Names already reported as undeclared."""
        self.seen: set[tuple[str, str]] = set()
        """The names declared so far, those of outputs apart."""

    def imported(self, name: str) -> None:
        """A name of an `import * as namespace`."""
        self.result.qualified.add(name)

    def problem(self, start: int, end: int, message: str) -> None:
        """Note something that could not be understood."""
        if len(self.result.problems) < MAX_PROBLEMS:
            self.result.problems.append(Problem(Span(self.path, start, min(end, len(self.text))), message))

    def undeclared(self, name: str, span: Span, what: str = "something declared") -> None:
        """A name that nothing in the file declares, reported where it is used first."""
        if name in self.unknown:
            return
        self.unknown.add(name)
        self.problem(span.start, span.end, f"expected the name of {what}, found `{name}`")

    def declared(self, name: str, span: Span, among: str = "") -> None:
        """Note that `name` is declared; once is enough. Outputs have names `among` themselves."""
        if (among, name) in self.seen:
            self.problem(span.start, span.end, f"`{name}` is declared twice in this file")
        self.seen.add((among, name))

    def header(self) -> tuple[int, str]:
        """The keyword and the name behind it: where it begins, and the name."""
        start = self.starts[self.at]
        self.at += 1
        return start, self.word("a name")

    def literal_string(self, what: str) -> tuple[str, Span]:
        """A string without interpolation."""
        start, token = self.starts[self.at], self.texts[self.at]
        if self.kinds[self.at] != "'" or len(token) < 2:
            raise self.fail(what)
        self.at += 1
        return plain(token), Span(self.path, start, start + len(token))
