"""Reads resources and modules: their headers, loops and conditions, and the resources nested in their objects."""

from __future__ import annotations

from collections.abc import Callable

from idlint.languages.arm.expressions import Entry, Literal, Object, Spread
from idlint.languages.arm.model import Loop
from idlint.languages.bicep import syntax
from idlint.languages.bicep.expressions import FileFunction
from idlint.languages.bicep.imports import ImportCursor
from idlint.source import SourceFile, Span


class ResourceCursor(ImportCursor):
    """A cursor that reads resources and modules."""

    def __init__(self, source: SourceFile, file_function: FileFunction | None) -> None:
        super().__init__(source, file_function)
        self.enclosing: list[str] = []
        """The keys of the resources around the cursor."""

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
        twice = _repeated(found)
        if twice:
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


def _repeated(found: Object) -> str:
    """The first name that an object gives to two of its entries; empty where it gives none twice."""
    names = [
        str(entry.key.value) for entry in found.entries if isinstance(entry, Entry) and isinstance(entry.key, Literal)
    ]
    if len(set(names)) == len(names):
        return ""
    return next(name for name in names if names.count(name) > 1)
