"""The files of one unit: parsed once, lowered once, and connected by imports and modules."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from functools import lru_cache

from idlint.directives import MARK, Directive, parse_comment
from idlint.document import Problem
from idlint.errors import SourceError
from idlint.languages.arm.allowed import refused_defaults
from idlint.languages.arm.expressions import Node, Opaque, Variable
from idlint.languages.arm.linked import TemplateFiles
from idlint.languages.arm.model import FunctionDeclaration, Template
from idlint.languages.arm.templates import computed_template
from idlint.languages.bicep import file_functions, syntax
from idlint.languages.bicep.expressions import FileFunction
from idlint.languages.bicep.lexer import comments
from idlint.languages.bicep.lowering import Links, lower
from idlint.languages.bicep.parser import parse
from idlint.languages.bicep.restored import NOT_RESTORED, RestoredModules, exported_type
from idlint.source import Location, SourceFile, SourceTree, Span
from idlint.values import Value

_NO_FILE = "module file does not exist"
_REMOTE = ("br:", "br/", "ts:", "ts/", "oci:", "http:", "https:")
_BUILT_IN = frozenset({"array", "bool", "int", "object", "string", "any", ""})


class _ReadsFiles(Exception):
    """An expression of the file reads another file."""


@lru_cache(maxsize=32)
def _parse_alone(path: str, data: bytes) -> syntax.Program:
    """The declarations of a file that reads no other; kept for a while, since units share modules."""

    def file_function(name: str, _: tuple[Node, ...], __: Span) -> Node | None:
        if name in file_functions.NAMES:
            raise _ReadsFiles
        return None

    return parse(SourceFile(path, data), file_function)


class Library:
    """Every `.bicep` file that one unit reaches."""

    def __init__(self, tree: SourceTree, modules: Mapping[str, str]) -> None:
        self.tree = tree
        self.modules = modules
        """Module reference, or the beginning of one -> path in the repository."""
        self.compiled = TemplateFiles(tree)
        """The JSON templates among the modules."""
        self.restored = RestoredModules(tree, self.report)
        """The modules of registries."""
        self._problems: dict[Problem, None] = {}
        self.directives: list[Directive] = []
        self.broken: dict[str, Location] = {}
        """Files with something in them that could not be parsed -> the first such place."""
        self._programs: dict[str, syntax.Program | None] = {}
        self._templates: dict[str, Template | None] = {}
        self._links = Links(self.functions, self.type_of, self.module, self.inline, self.compiled.follow)

    @property
    def problems(self) -> list[Problem]:
        """Everything noted, in order."""
        return [*self._problems, *self.compiled.problems]

    @property
    def reads(self) -> dict[str, bool]:
        """Everything asked for, here and in the local cache, and whether it was there."""
        return {**self.tree.reads, **self.restored.reads}

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that was understood, at least in part."""
        own = [path for path, program in self._programs.items() if program is not None]
        return tuple(sorted({*own, *self.compiled.files}))

    def program(self, path: str) -> syntax.Program | None:
        """The declarations of the file at `path`; None, with a problem noted, where it cannot be read."""
        real = self.tree.resolve(path) or path
        if real not in self._programs:
            self._programs[real] = None
            try:
                self._programs[real] = self._parse(self.tree.read(real))
            except SourceError as error:
                self._note(Problem(Span(real, error.at, error.at), f"expected a readable file: it {error.message}"))
        return self._programs[real]

    def _parse(self, source: SourceFile) -> syntax.Program:
        try:
            program = _parse_alone(source.path, source.data)
        except _ReadsFiles:
            program = parse(source, self._file_function(posixpath.dirname(source.path)))
        for problem in program.problems:
            self._note(problem)
        self._read_directives(source)
        return program

    def _file_function(self, folder: str) -> FileFunction:
        """What reads files for the expressions of a file in `folder`."""

        def file_function(name: str, arguments: tuple[Node, ...], span: Span) -> Node | None:
            found = file_functions.evaluate(self.tree, folder, name, arguments, span)
            if found is not None and found[1] is not None:
                self.report(found[1])
            return found and found[0]

        return file_function

    def report(self, problem: Problem) -> None:
        """Note a problem, once."""
        self._problems[problem] = None

    def _note(self, problem: Problem) -> None:
        """A problem that leaves a part of its file unread."""
        self.report(problem)
        self.broken.setdefault(problem.location.path, problem.location)

    def _read_directives(self, source: SourceFile) -> None:
        text = source.data.decode("latin-1")
        if not MARK.search(text):
            return
        for comment in comments(text):
            if MARK.search(comment.text):
                end = comment.start + len(comment.text)
                written = comment.text.encode("latin-1").decode("utf-8", "replace")
                span = Span(source.path, comment.start, end)
                self.directives += parse_comment(written, span, own_line=comment.own_line)

    def template(self, path: str) -> Template | None:
        """The template of the file at `path`, the same object each time; None for a file that imports itself."""
        real = self.tree.resolve(path) or path
        if real not in self._templates:
            self._templates[real] = None
            program = self.program(real)
            if program is not None:
                found = self._templates[real] = lower(program, self._links)
                for problem in refused_defaults(found):
                    self.report(problem)
        return self._templates[real]

    def locate(self, caller: str, source: str) -> str | None:
        """The path that a module reference in the file `caller` names; None where it is not in the repository."""
        if not source.startswith(_REMOTE):
            return posixpath.normpath(posixpath.join(posixpath.dirname(caller), source))
        folder = _mapped(self.modules, source)
        if folder is None and self.modules:
            folder = _mapped(self.modules, self.restored.configuration(caller).expanded(source))
        if folder is None:
            return None
        if folder.endswith((".bicep", ".json")):
            return folder
        names = [f"{folder}/main.bicep", f"{folder}/main.json"]
        return next((name for name in names if self.tree.is_file(name)), None)

    def module(self, program: syntax.Program, call: syntax.Module) -> Callable[[], Template | str]:
        """What gives the template of one module call."""

        def load() -> Template | str:
            return self.follow(program.path, call.source, call.source_span)

        return load

    def follow(self, caller: str, source: str, span: Span, what: str = "file of a module") -> Template | str:
        """The template that the file `caller` asks for at `span`, or why there is none; a missing file is a problem."""
        path = self.locate(caller, source)
        if path is None:
            return self.restored.template(caller, source, span)
        if not self.tree.is_file(path):
            self.report(Problem(span, f"expected the {what}, found nothing at `{source[:200]}`"))
            return _NO_FILE
        if path.endswith((".json", ".jsonc")):
            return self.compiled.template(path)
        return self.template(path) or "module file cannot be read"

    def inline(self, value: Value, span: Span) -> Template | str:
        """The template that a nested deployment's `template` gives, in which everything has the place `span`."""
        return computed_template(value, span, self.report, self.compiled.follow)

    def type_of(self, program: syntax.Program, found: syntax.Type) -> syntax.Type:
        """What a type's name stands for in `program`, through aliases and imports; nullable where any of them is."""
        nullable, secure = found.nullable, found.secure
        for _ in range(20):
            if found.name in _BUILT_IN:
                break
            target = self._type(program, found.name)
            if target is None:
                break
            program, found = target
            nullable, secure = nullable or found.nullable, secure or found.secure
        return syntax.Type(found.name if found.name in _BUILT_IN else "", nullable, secure, found.literals)

    def _type(self, program: syntax.Program, name: str) -> tuple[syntax.Program, syntax.Type] | None:
        """The declaration of the type `name`, and the file it is in."""
        if name in program.types:
            return program, program.types[name]
        namespace, _, member = name.rpartition(".")
        for item in program.imports:
            wanted = [there for there, here in item.names if here == name]
            if namespace and item.namespace == namespace:
                wanted = [member]
            other = self._imported(program, item) if wanted else None
            if other is not None and wanted[0] in other.types:
                return other, other.types[wanted[0]]
            data = self.restored.data(program.path, item.source) if wanted and other is None else None
            exported = exported_type(data, wanted[0]) if isinstance(data, dict) else None
            if exported is not None:
                return program, exported
        return None

    def _imported(self, program: syntax.Program, item: syntax.Import) -> syntax.Program | None:
        """The file that an import names, when it is in the repository."""
        path = self.locate(program.path, item.source)
        if path is None or not path.endswith(".bicep"):
            return None
        if not self.tree.is_file(path):
            self.report(Problem(item.span, f"expected the file of an import, found nothing at `{item.source[:200]}`"))
            return None
        return self.program(path)

    def functions(self, program: syntax.Program) -> dict[str, FunctionDeclaration]:
        """The functions and variables that a file imports, by lower-case name; what cannot be had is opaque."""
        found: dict[str, FunctionDeclaration] = {}
        for item in program.imports:
            other = self._imported(program, item)
            home = self.template(other.path) if other is not None else self._compiled(program, item)
            for there, here in _imported_names(program, item, other):
                declared = _declared(home, there, here) if home is not None else None
                if declared is not None:
                    found[here.lower()] = declared
                elif home is None and other is None:
                    found[here.lower()] = FunctionDeclaration(here, (), Opaque(NOT_RESTORED, item.span), item.span)
        return found

    def _compiled(self, program: syntax.Program, item: syntax.Import) -> Template | None:
        """The compiled module that an import names, when it is in the repository or was restored."""
        path = self.locate(program.path, item.source)
        if path is None:
            found = self.restored.template(program.path, item.source, item.span)
        else:
            found = self.compiled.template(path) if path.endswith(".json") and self.tree.is_file(path) else NOT_RESTORED
        return None if isinstance(found, str) else found


def _declared(home: Template, there: str, here: str) -> FunctionDeclaration | None:
    """The function or variable `there` of another file, under the name it has here; None for a type.

    Compiled modules have what they export in a namespace of the compiler's.
    """
    own = home.functions.get(there.lower()) or home.functions.get(f"__bicep.{there.lower()}")
    if own is not None and own.home is None:
        return own._replace(name=here, home=home)
    if there.lower() in home.variables:
        return FunctionDeclaration(here, (), Variable(there), home.location, home)
    return None


def _imported_names(
    program: syntax.Program, item: syntax.Import, other: syntax.Program | None
) -> list[tuple[str, str]]:
    """(name there, name here) of what an import brings."""
    if not item.namespace:
        return list(item.names)
    prefix = f"{item.namespace}."
    if other is None:
        return [(name.removeprefix(prefix), name) for name in sorted(program.qualified) if name.startswith(prefix)]
    names = [function.name for function in other.functions] + [variable.name for variable in other.variables]
    return [(name, prefix + name) for name in names]


def _mapped(modules: Mapping[str, str], source: str) -> str | None:
    """The configured path of a reference: mapped whole, without its version, or by its beginning up to `:` or `/`."""
    bare = source.rpartition(":")[0] if ":" in source.rpartition("/")[2] else source
    for key in (source, bare):
        if key in modules:
            return modules[key].rstrip("/")
    for key in sorted(modules, key=len, reverse=True):
        if key.endswith((":", "/")) and bare.startswith(key):
            return posixpath.normpath(posixpath.join(modules[key], bare[len(key) :]))
    return None
