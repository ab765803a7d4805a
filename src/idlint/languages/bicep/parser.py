"""Tokens of one file -> its `Program`: every declaration, and one problem for each construct that is not understood."""

from __future__ import annotations

from collections.abc import Callable

from idlint.document import Problem
from idlint.languages.arm.expressions import Array, Entry, Literal, Local, Node, Object, Opaque, Spread
from idlint.languages.arm.model import Loop
from idlint.languages.bicep import syntax
from idlint.languages.bicep.cursor import Unexpected
from idlint.languages.bicep.expressions import FileFunction
from idlint.languages.bicep.syntax import Decorator
from idlint.languages.bicep.text import plain
from idlint.languages.bicep.types import TypeCursor
from idlint.source import SourceFile, Span
from idlint.values import Value

_MAX_PROBLEMS = 100
"""More problems than this in one file say nothing new: the rest of it is left out."""

_DECORATORS = frozenset(
    {"allowed", "batchSize", "description", "discriminator", "export", "maxLength", "maxValue", "metadata",
     "minLength", "minValue", "nullIfNotFound", "onlyIfNotExists", "retryOn", "sealed", "secure",
     "userDefinedConstraint", "validate", "waitUntil"}
)  # fmt: skip
"""https://learn.microsoft.com/azure/azure-resource-manager/bicep/file, and the experimental ones."""


def parse(source: SourceFile, file_function: FileFunction | None = None) -> syntax.Program:
    """The declarations of one `.bicep` or `.bicepparam` file."""
    return _Parser(source, file_function).program()


class _Parser(TypeCursor):
    """The declarations of one file."""

    def __init__(self, source: SourceFile, file_function: FileFunction | None) -> None:
        mark = 3 if source.data.startswith(b"\xef\xbb\xbf") else 0
        super().__init__(source.path, source.data.decode("latin-1"), mark)
        self.file_function = file_function
        self.assignments = source.path.endswith(".bicepparam")
        first = self.text.find("\n")
        self.result = syntax.Program(source.path, Span(source.path, mark, first if first > mark else len(self.text)))
        self.enclosing: list[str] = []
        """The keys of the resources around the cursor."""
        self.unknown: set[str] = set()
        """Names already reported as undeclared."""
        self.keyword = 0
        """The token that names the declaration being read."""
        self.allowed: tuple[Value, ...] = ()
        """What `@allowed` lists above it."""
        self.seen: set[tuple[str, str]] = set()
        """The names declared so far, those of outputs apart."""

    def program(self) -> syntax.Program:
        """Read the whole file."""
        self.collect_names()
        self._read_imports_first()
        whole = self.texts, self.kinds, self.starts
        self.skip_lines()
        while self.texts[self.at] and len(self.result.problems) < _MAX_PROBLEMS:
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

    def imported(self, name: str) -> None:
        """A name of an `import * as namespace`."""
        self.result.qualified.add(name)

    def meaning(self, name: str, span: Span) -> Node | None:
        """What a bare name means; in a parameter file `base` is what the one that it extends assigns."""
        found = super().meaning(name, span)
        return Local(name, span) if found is None and self.assignments and name == "base" else found

    def string(self, span: Span) -> Node:
        """A string; in a parameter file one with `{{ … }}` is filled in by a tool before Bicep sees it."""
        node = super().string(span)
        if self.assignments and "{{" in self.text[span.start : span.end]:
            return Opaque("placeholder of a text template", span)
        return node

    def braces(self) -> Node:
        """An object; in a parameter file `{{ … }}` is a placeholder."""
        if not (self.assignments and self.texts[self.at + 1] == "{"):
            return self.object()
        start, depth = self.starts[self.at], 0
        while self.texts[self.at]:
            depth += (self.kinds[self.at] == "{") - (self.kinds[self.at] == "}")
            self.at += 1
            if not depth:
                break
        return Opaque("placeholder of a text template", self.span_from(start))

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

    def problem(self, start: int, end: int, message: str) -> None:
        """Note something that could not be understood."""
        if len(self.result.problems) < _MAX_PROBLEMS:
            self.result.problems.append(Problem(Span(self.path, start, min(end, len(self.text))), message))

    def undeclared(self, name: str, span: Span, what: str = "something declared") -> None:
        """A name that nothing in the file declares, reported where it is used first."""
        if name in self.unknown:
            return
        self.unknown.add(name)
        self.problem(span.start, span.end, f"expected the name of {what}, found `{name}`")

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

    def _read_imports_first(self) -> None:
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

    def declaration(self) -> None:
        """One declaration with its decorators."""
        written = self.decorators()
        self.keyword = self.at
        self.allowed = self._allowed(written) if written else ()
        read = _DECLARATIONS.get(self.at_declaration(self.at))
        if read is None:
            raise self.fail("a declaration")
        read(self, {decorator.name for decorator in written})

    def _allowed(self, written: tuple[Decorator, ...]) -> tuple[Value, ...]:
        """What `@allowed` lists; decorators that are none are problems."""
        for item in written:
            if item.name not in _DECORATORS:
                message = f"expected a decorator that Bicep knows, found `@{item.name}`"
                self.problem(item.start, item.start + len(item.name), message)
        return next((_values(item.arguments) for item in written if item.name == "allowed"), ())

    def header(self) -> tuple[int, str]:
        """The keyword and the name behind it: where it begins, and the name."""
        start = self.starts[self.at]
        self.at += 1
        return start, self.word("a name")

    def declared(self, name: str, span: Span, among: str = "") -> None:
        """Note that `name` is declared; once is enough. Outputs have names `among` themselves."""
        if (among, name) in self.seen:
            self.problem(span.start, span.end, f"`{name}` is declared twice in this file")
        self.seen.add((among, name))

    def value(self) -> Node:
        """`= expression`."""
        self.take("=")
        return self.expression()

    def metadata(self, _: set[str]) -> None:
        """`metadata name = value`, `assert name = condition`."""
        self.header()
        self.value()

    def target_scope(self, _: set[str]) -> None:
        """`targetScope = 'subscription'`."""
        self.at += 1
        self.take("=")
        if self.kinds[self.at] != "'":
            raise self.fail("a string")
        self.result.target_scope = plain(self.texts[self.at])
        self.at += 1

    def parameter(self, decorators: set[str]) -> None:
        """`param name type = default`; `param name = value` in a `.bicepparam` file."""
        start, name = self.header()
        span, allowed = self.span_from(start), self.allowed
        self.declared(name, span)
        kind = syntax.Type() if self.texts[self.at] == "=" else self.type()
        default = self.value() if self.texts[self.at] == "=" else None
        self.result.parameters.append(syntax.Parameter(name, span, kind, default, "secure" in decorators, allowed))

    def variable(self, _: set[str]) -> None:
        """`var name = value`, since 2025 also `var name type = value`."""
        start, name = self.header()
        span = self.span_from(start)
        self.declared(name, span)
        if self.texts[self.at] != "=":
            self.type()
        self.result.variables.append(syntax.Variable(name, span, self.value()))

    def output(self, decorators: set[str]) -> None:
        """`output name type = value`."""
        start, name = self.header()
        span = self.span_from(start)
        self.declared(name, span, "output")
        self.type()
        self.result.outputs.append(syntax.Output(name, span, self.value(), "secure" in decorators))

    def type_alias(self, decorators: set[str]) -> None:
        """`type name = type`."""
        start, name = self.header()
        self.declared(name, self.span_from(start))
        self.take("=")
        self.result.types[name] = self.type()._replace(secure="secure" in decorators)

    def function(self, _: set[str]) -> None:
        """`func name(a string, b int) string => body`."""
        start, name = self.header()
        span = self.span_from(start)
        self.declared(name, span)
        self.take("(")
        self.skip_lines()
        parameters = []
        while self.texts[self.at] != ")":
            at = self.starts[self.at]
            word = self.word("the name of a parameter")
            parameters.append(syntax.Parameter(word, self.span_from(at), self.union(), None))
            self.separator(")")
        self.at += 1
        self.type()
        self.take("=>")
        self.skip_lines()
        self.bound = [parameter.name for parameter in parameters]
        body = self.expression()
        self.bound = []
        self.result.functions.append(syntax.Function(name, span, tuple(parameters), body))

    def literal_string(self, what: str) -> tuple[str, Span]:
        """A string without interpolation."""
        start, token = self.starts[self.at], self.texts[self.at]
        if self.kinds[self.at] != "'" or len(token) < 2:
            raise self.fail(what)
        self.at += 1
        return plain(token), Span(self.path, start, start + len(token))

    def resource(self, _: set[str]) -> None:
        """`resource symbol 'type@version' existing = body`, also inside the body of another resource."""
        start, name = self.header()
        kind = self.literal_string("the resource's type, `'Microsoft.Web/sites@2023-12-01'`")[0]
        existing = self.texts[self.at] == "existing"
        self.at += existing
        header = self.span_from(start)
        parent = self.enclosing[-1] if self.enclosing else ""
        key = f"{parent}::{name}" if parent else name
        self.declared(key, header)
        self.enclosing.append(key)
        block = self.block(self.resource_body)
        self.enclosing.pop()
        self.result.resources.append(syntax.Resource(key, kind, header, block, existing, parent))

    def module(self, _: set[str]) -> None:
        """`module symbol 'source' = body`; also `test symbol 'source' = body`, which deploys nothing."""
        is_test = self.texts[self.at] == "test"
        start, name = self.header()
        source, source_span = self.literal_string("the path or registry reference of a module")
        header = self.span_from(start)
        self.declared(name, header)
        block = self.block(self.object)
        if not is_test:
            self.result.modules.append(syntax.Module(name, source, header, source_span, block))

    def block(self, read_body: Callable[[], Object]) -> syntax.Block:
        """`= {…}`, `= if (condition) {…}`, `= [for … : {…}]` or `= [for … : if (condition) {…}]`."""
        self.take("=")
        self.skip_lines()
        if self.kinds[self.at] != "[":
            condition = self.if_condition()
            return syntax.Block(self.body(read_body), condition)
        start = self.starts[self.at]
        self.at += 1
        self.skip_lines()
        items, item, position = self.for_header()
        location = self.span_from(start)
        self.bound += [item, position]
        condition = self.if_condition()
        body = self.body(read_body)
        del self.bound[-2:]
        self.skip_lines()
        self.take("]")
        return syntax.Block(body, condition, Loop(items, None, item, position, "", location))

    def body(self, read_body: Callable[[], Object]) -> Object:
        """The object of a resource or module."""
        if self.kinds[self.at] != "{":
            raise self.fail("`{`, `if (` or `[for`")
        found = read_body()
        names = [
            entry.key.value for entry in found.entries if isinstance(entry, Entry) and isinstance(entry.key, Literal)
        ]
        if len(set(map(str, names))) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            span = found.location if isinstance(found.location, Span) else self.span_from(0)
            self.problem(span.start, span.start + 1, f"property `{twice}` is written twice in this object")
        return found

    def resource_body(self) -> Object:
        """An object in which resources may be declared; those have their names inside it only."""
        children = self.nested.get(self.at, ())
        if not children:
            return self.object()
        names, symbols = dict(self.names), dict(self.symbols)
        for name in children:
            self.names[name] = "symbol"
            self.symbols[name] = f"{self.enclosing[-1]}::{name}"
        found = self.object()
        self.names, self.symbols = names, symbols
        return found

    def other_entry(self) -> Entry | Spread | None:
        """An entry, or a nested resource, which is noted on its own."""
        begins = self.kinds[self.at] == "@" or (self.texts[self.at] == "resource" and self.kinds[self.at + 1] == "a")
        if not (self.enclosing and begins):
            return super().other_entry()
        decorators = {decorator.name for decorator in self.decorators()}
        if self.texts[self.at] != "resource":
            raise self.fail("a nested resource")
        self.resource(decorators)
        return None

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


def _values(arguments: tuple[Node, ...]) -> tuple[Value, ...]:
    """The plain values that a decorator lists; none where one of them is computed."""
    listed = arguments[0].items if arguments and isinstance(arguments[0], Array) else ()
    found = tuple(item.value for item in listed if isinstance(item, Literal))
    return found if len(found) == len(listed) else ()


_DECLARATIONS: dict[str, Callable[[_Parser, set[str]], None]] = {
    "assert": _Parser.metadata,
    "extends": _Parser.using,
    "extension": _Parser.import_declaration,
    "extensionConfig": _Parser.extension_settings,
    "func": _Parser.function,
    "import": _Parser.import_declaration,
    "metadata": _Parser.metadata,
    "module": _Parser.module,
    "output": _Parser.output,
    "param": _Parser.parameter,
    "provider": _Parser.import_declaration,
    "resource": _Parser.resource,
    "targetScope": _Parser.target_scope,
    "test": _Parser.module,
    "type": _Parser.type_alias,
    "using": _Parser.using,
    "var": _Parser.variable,
}
