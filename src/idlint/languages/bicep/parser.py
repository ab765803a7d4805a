"""Tokens of one file -> its `Program`: every declaration, and one problem for each construct that is not understood."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from idlint.languages.arm.expressions import Node, Opaque
from idlint.languages.bicep import syntax
from idlint.languages.bicep.cursor import Unexpected
from idlint.languages.bicep.declarations import DeclarationCursor
from idlint.languages.bicep.expressions import FileFunction
from idlint.languages.bicep.program import MAX_PROBLEMS
from idlint.source import SourceFile, Span

PLACEHOLDER: Final = "placeholder of a text template"

_UNDERSCORES = re.compile(r"__\w+?__", re.ASCII)
_HASHES = re.compile(r"\s*#\{[^{}\r\n]+\}#?[ \t]*")


def parse(source: SourceFile, file_function: FileFunction | None = None) -> syntax.Program:
    """The declarations of one `.bicep` or `.bicepparam` file."""
    reader = _ParameterFile if source.path.endswith(".bicepparam") else _Parser
    return reader(source, file_function).program()


class _Parser(DeclarationCursor):
    """The whole of one file; what is not understood is stepped over."""

    def program(self) -> syntax.Program:
        """Read the whole file; in a parameter file `base` is what the one that it extends assigns."""
        if self.assignments:
            self.names["base"] = "local"
        self.collect_names()
        self.read_imports_first()
        whole = self.texts, self.kinds, self.starts
        self.skip_lines()
        while self.texts[self.at] and len(self.result.problems) < MAX_PROBLEMS:
            first = self.at
            self.keyword = first
            try:
                self.declaration()
                if self.kinds[self.at] not in "\n\0":
                    raise self.fail("the end of the line")
            except Unexpected as error:
                self.texts, self.kinds, self.starts = whole
                self.bound, self.enclosing, self.depth = [], [], 0
                self.misread(error)
                self.resume(first, error.start)
            self.skip_lines()
        return self.result

    def misread(self, error: Unexpected) -> None:
        """Note an error; what the declaration would have given a value to is unknown, not absent."""
        if not (self.assignments and "{{" in self.text):
            self.problem(error.start, error.end, str(error))
        at = self.keyword
        name = self.texts[at + 1] if self.kinds[at] == "a" else ""
        span = Span(self.path, self.starts[at], error.start)
        if name and self.texts[at] == "param":
            value = Opaque("could not be parsed", span) if self.assignments else None
            self.result.parameters.append(syntax.Parameter(name, span, syntax.Type(), value))
        elif name and self.texts[at] == "var":
            self.result.variables.append(syntax.Variable(name, span, Opaque("could not be parsed", span)))

    def resume(self, first: int, offset: int) -> None:
        """Go to the next declaration on the line of the byte `offset` or below, of a construct begun at token `first`.

        A declaration counts where no bracket of the construct is open, or where it begins in the first column.
        """
        line = max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset))
        depth, at = 0, first
        while self.texts[at]:
            kind = self.kinds[at]
            depth += (kind in "{[(") - (kind in "}])")
            at += 1
            if kind != "\n" or at <= self.keyword or self.starts[at] <= line:
                continue
            if (depth <= 0 or self.in_first_column(at)) and self.at_declaration(at):
                break
        self.at = at


class _ParameterFile(_Parser):
    """The whole of one `.bicepparam` file, in which a tool may replace text before Bicep sees it.

    What it replaces is no Bicep where it stands bare: `{{ … }}`, `#{…}#`, or `__name__`, a name of nothing. Within
    quotes `__name__` may be meant, unless the file has a bare one: then it is replaced as well.
    """

    def program(self) -> syntax.Program:
        """Read the whole file."""
        bare = (text for text, kind in zip(self.texts, self.kinds, strict=False) if kind == "a" and text[:2] == "__")
        declared = {after for word, after in pairwise(self.texts) if word in {"param", "var"}}
        self.replaced = any(_UNDERSCORES.fullmatch(text) for text in bare if text not in declared)
        return super().program()

    def primary(self) -> Node:
        """A value; where none stands, a placeholder that looks like a comment."""
        if self.kinds[self.at] == "\n":
            before = self.starts[self.at - 1] + len(self.texts[self.at - 1])
            if _HASHES.fullmatch(self.text, before, self.starts[self.at]):
                return Opaque(PLACEHOLDER, Span(self.path, before, self.starts[self.at]))
        return super().primary()

    def simple(self) -> Node:
        """A string, number, name, or literal word; a string with a placeholder is none of them."""
        written = self.texts[self.at]
        if self.kinds[self.at] == "'" and self.is_filled_in(written):
            start = self.starts[self.at]
            self.at += 1
            return Opaque(PLACEHOLDER, Span(self.path, start, start + len(written)))
        return super().simple()

    def is_filled_in(self, written: str) -> bool:
        """Whether a tool replaces something in a string."""
        hashes, underscores = _HASHES.search(written), self.replaced and _UNDERSCORES.search(written)
        return bool("{{" in written or hashes or underscores)

    def name(self, name: str, span: Span) -> Node:
        """What a bare name means; an undeclared one between underscores is a placeholder."""
        if _UNDERSCORES.fullmatch(name) and self.meaning(name, span) is None:
            return Opaque(PLACEHOLDER, span)
        return super().name(name, span)

    def braces(self) -> Node:
        """An object; `{{ … }}` is a placeholder."""
        if self.texts[self.at + 1] != "{":
            return self.object()
        start, depth = self.starts[self.at], 0
        while self.texts[self.at]:
            depth += (self.kinds[self.at] == "{") - (self.kinds[self.at] == "}")
            self.at += 1
            if not depth:
                break
        return Opaque(PLACEHOLDER, self.span_from(start))
