"""Reads one declaration with its decorators, whatever it declares."""

from __future__ import annotations

from collections.abc import Callable

from idlint.languages.arm.expressions import Array, Literal, Node
from idlint.languages.bicep import syntax
from idlint.languages.bicep.expressions import FileFunction
from idlint.languages.bicep.resources import ResourceCursor
from idlint.languages.bicep.syntax import Decorator
from idlint.languages.bicep.text import plain
from idlint.source import SourceFile
from idlint.values import Value

_DECORATORS = frozenset(
    {"allowed", "batchSize", "description", "discriminator", "export", "maxLength", "maxValue", "metadata",
     "minLength", "minValue", "nullIfNotFound", "onlyIfNotExists", "retryOn", "sealed", "secure",
     "userDefinedConstraint", "validate", "waitUntil"}
)  # fmt: skip
"""https://learn.microsoft.com/azure/azure-resource-manager/bicep/file, and the experimental ones."""


class DeclarationCursor(ResourceCursor):
    """A cursor that reads declarations."""

    def __init__(self, source: SourceFile, file_function: FileFunction | None) -> None:
        super().__init__(source, file_function)
        self.keyword = 0
        """The token that names the declaration being read."""
        self.allowed: tuple[Value, ...] = ()
        """What `@allowed` lists above it."""

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


def _values(arguments: tuple[Node, ...]) -> tuple[Value, ...]:
    """The plain values that a decorator lists; none where one of them is computed."""
    listed = arguments[0].items if arguments and isinstance(arguments[0], Array) else ()
    found = tuple(item.value for item in listed if isinstance(item, Literal))
    return found if len(found) == len(listed) else ()


_DECLARATIONS: dict[str, Callable[[DeclarationCursor, set[str]], None]] = {
    "assert": DeclarationCursor.metadata,
    "extends": DeclarationCursor.using,
    "extension": DeclarationCursor.import_declaration,
    "extensionConfig": DeclarationCursor.extension_settings,
    "func": DeclarationCursor.function,
    "import": DeclarationCursor.import_declaration,
    "metadata": DeclarationCursor.metadata,
    "module": DeclarationCursor.module,
    "output": DeclarationCursor.output,
    "param": DeclarationCursor.parameter,
    "provider": DeclarationCursor.import_declaration,
    "resource": DeclarationCursor.resource,
    "targetScope": DeclarationCursor.target_scope,
    "test": DeclarationCursor.module,
    "type": DeclarationCursor.type_alias,
    "using": DeclarationCursor.using,
    "var": DeclarationCursor.variable,
}
