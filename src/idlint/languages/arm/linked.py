"""The template files of one unit: reading each once, and following links from one to another.

Bicep modules that are JSON templates are read through the same table.
"""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit

from idlint.directives import Directive
from idlint.document import Problem
from idlint.errors import SourceError
from idlint.languages.arm.annotations import directives_in
from idlint.languages.arm.jsontext import read_json
from idlint.languages.arm.model import Template
from idlint.languages.arm.schemas import target_scope
from idlint.languages.arm.templates import NOT_HERE, read_template
from idlint.languages.arm.unknown_calls import unknown_calls
from idlint.source import Pointer, SourceTree, Span
from idlint.values import Unknown, Value

UNREADABLE = "template does not parse"


class TemplateFiles:
    """The templates read so far, by path, and all that was wrong with them."""

    def __init__(self, tree: SourceTree) -> None:
        self.tree = tree
        self.problems: dict[Problem, None] = {}
        self.directives: list[Directive] = []
        self.files: list[str] = []
        """The files that were understood."""
        self._templates: dict[str, Template | str] = {}

    def report(self, problem: Problem) -> None:
        """Remember one problem, once."""
        self.problems[problem] = None

    def template(self, path: str) -> Template | str:
        """The template in the file at `path`, the same each time, or why there is none."""
        real = self.tree.resolve(path) or path
        if real not in self._templates:
            self._templates[real] = self._read(real)
        return self._templates[real]

    def _read(self, path: str) -> Template | str:
        try:
            file = self.tree.read(path)
        except SourceError as error:
            self.report(Problem(Span(error.path, error.at, error.at + 1), error.message))
            return UNREADABLE
        document = read_json(file)
        self.directives += document.directives
        for problem in document.problems:
            self.report(problem)
        if document.problems:
            return UNREADABLE
        self.directives += directives_in(file, document.value)
        schema = document.value.get("$schema") if isinstance(document.value, dict) else None
        if target_scope(schema) is None:
            self.report(
                Problem(Pointer(path, ""), "expected a template: an object with a deployment template `$schema`")
            )
            return UNREADABLE
        for problem in unknown_calls(file, document.value):
            self.report(problem)
        self.files.append(path)
        return read_template(document.value, Pointer(path, ""), self.report, self.follow)

    def follow(self, path: str, link: Value) -> Template | str:
        """The local template that a link in the file at `path` names, by the longest tail of it that is a file."""
        tail = _tail(link)
        if not tail:
            return "template link is unknown"
        steps = [step for step in tail.split("/") if step]
        for first in range(len(steps)):
            for folder in dict.fromkeys((posixpath.dirname(path), "")):
                target = posixpath.join(folder, *steps[first:])
                if self.tree.is_file(target):
                    return self.template(target)
        return NOT_HERE


def _tail(link: Value) -> str:
    """The path in a link, as far as it is known: what follows its last unknown piece."""
    if isinstance(link, Unknown):
        last = link.known[-1] if isinstance(link.known, tuple) else None
        link = last if last != link else None
    if not isinstance(link, str):
        return ""
    try:
        return unquote(urlsplit(link).path)
    except ValueError:
        return ""
