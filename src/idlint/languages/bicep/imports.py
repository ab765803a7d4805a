"""Reads what brings names from elsewhere: imports, extensions, and the file that a parameter file is for."""

from __future__ import annotations

from idlint.languages.bicep import syntax
from idlint.languages.bicep.cursor import Unexpected
from idlint.languages.bicep.program import ProgramCursor


class ImportCursor(ProgramCursor):
    """A cursor that reads imports."""

    def read_imports_first(self) -> None:
        """Imports bind names, and may stand below their use."""
        for at in self.heads:
            if self.texts[at] in {"import", "extension", "provider"} and self.at_declaration(at):
                self.at = at
                self._import_names()
        self.at = 0

    def _import_names(self) -> None:
        """The names that one import or extension brings, whether or not the rest of it can be read."""
        try:
            if self.texts[self.at] == "import" and self.kinds[self.at + 1] in "{*":
                found = self.import_clause()
                for _, name in found.names:
                    self.declare(name, "imported")
            else:
                found = self.extension_clause()
        except Unexpected:
            return
        if found.namespace:
            self.declare(found.namespace, "namespace")

    def import_clause(self) -> syntax.Import:
        """`import { a, b as c } from 'source'` or `import * as ns from 'source'`."""
        start = self.starts[self.at]
        self.at += 1
        names: list[tuple[str, str]] = []
        namespace = ""
        if self.texts[self.at] == "*":
            self.at += 1
            self.take("as")
            namespace = self.word("a name")
        else:
            names = self.imported_names()
        self.take("from")
        source = self.literal_string("the path of a module")[0]
        return syntax.Import(source, self.span_from(start), tuple(names), namespace)

    def imported_names(self) -> list[tuple[str, str]]:
        """`{ a, b as c }`, by comma or by line."""
        self.take("{")
        self.skip_lines()
        found = []
        while self.texts[self.at] != "}":
            quoted = self.kinds[self.at] == "'"
            name = self.literal_string("a name")[0] if quoted else self.word("a name")
            alias = name
            if self.texts[self.at] == "as":
                self.at += 1
                alias = self.word("a name")
            found.append((name, alias))
            self.separator("}")
        self.at += 1
        return found

    def extension_clause(self) -> syntax.Import:
        """`extension name with {…} as alias`, with `provider` or `import` as older words for it."""
        start = self.starts[self.at]
        self.at += 1
        if self.kinds[self.at] == "'":
            source = self.literal_string("the name of an extension")[0]
        else:
            source = self.word("the name of an extension")
        if self.texts[self.at] == "with":
            self.at += 1
            self.object()
        namespace = source.split("@")[0].split("/")[-1].split(":")[0]
        if self.texts[self.at] == "as":
            self.at += 1
            namespace = self.word("a name")
        return syntax.Import("", self.span_from(start), (), namespace)

    def import_declaration(self, _: set[str]) -> None:
        """An import of names, or of an extension, which declares nothing that is evaluated."""
        if self.texts[self.at] == "import" and self.kinds[self.at + 1] in "{*":
            self.result.imports.append(self.import_clause())
        else:
            self.extension_clause()

    def extension_settings(self, _: set[str]) -> None:
        """`extensionConfig alias with {…}` of a `.bicepparam` file."""
        self.header()
        self.take("with")
        self.object()

    def using(self, _: set[str]) -> None:
        """`using 'template'`, `using none`, `extends 'parameters'`; `using … with {…}` settings are left out."""
        word = self.texts[self.at]
        start = self.starts[self.at]
        self.at += 1
        if self.texts[self.at] == "none":
            self.at += 1
            found = ("", self.span_from(start))
        else:
            found = self.literal_string("the path of a file")
        if self.texts[self.at] == "with":
            self.at += 1
            self.object()
        if word == "using":
            self.result.using = found
        else:
            self.result.extends = found
