"""Recursive descent over Bicep expressions, straight to the nodes that ARM and Bicep share.

The grammar is that of src/Bicep.Core/Parsing/BaseParser.cs in https://github.com/Azure/bicep; a little more is accepted
here, such as a line break before a binary operator.
"""

from __future__ import annotations

from collections.abc import Callable

from idlint.languages.arm.evaluate import is_function
from idlint.languages.arm.expressions import (
    Binary,
    Call,
    Conditional,
    Index,
    Lambda,
    Literal,
    Local,
    Method,
    Node,
    Opaque,
    Parameter,
    Property,
    Symbol,
    Unary,
    Variable,
)
from idlint.languages.bicep import file_functions
from idlint.languages.bicep.containers import ContainerCursor
from idlint.source import Span

PRECEDENCE = {
    "??": 1, "||": 2, "&&": 3, "==": 4, "!=": 4, "=~": 4, "!~": 4,
    "<": 5, "<=": 5, ">": 5, ">=": 5, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7,
}  # fmt: skip
_CONTINUES = frozenset({"?", "??", "||", "&&", "==", "!=", "=~", "!~", "<", "<=", ">", ">=", "+", "*", "/", "%"})
"""The operators that may stand at the beginning of a line."""
_BEFORE_OPERATORS = "\n?|&=!<>+-*/%"
"""The kinds of tokens that may come between an operand and the next."""
_NAMESPACES = frozenset({"az", "sys"})

_TEMPLATES_ONLY = frozenset(
    {
        "add", "and", "coalesce", "copyindex", "createarray", "createobject", "div", "equals", "extensions",
        "externalinputs", "float", "greater", "greaterorequals", "if", "indexfromend", "lambdavariables", "less",
        "lessorequals", "mod", "mul", "not", "or", "parameters", "references", "resourceinfo", "sub", "target",
        "tryget", "tryindexfromend", "variables", "xor",
    }
)  # fmt: skip
"""Functions of ARM templates that Bicep has other words for, lower-case: what SystemNamespaceType.cs and
AzNamespaceType.cs in src/Bicep.Core/Semantics/Namespaces of https://github.com/Azure/bicep do not list, or ban."""

FileFunction = Callable[[str, tuple[Node, ...], Span], Node | None]
"""Evaluates `loadTextContent` and its like: name, arguments, span -> a node, or None for any other function."""


class ExpressionCursor(ContainerCursor):
    """A cursor that reads expressions."""

    file_function: FileFunction | None = None

    def expression(self) -> Node:
        """One whole expression; the cursor stands behind it."""
        at, kinds = self.at, self.kinds
        if kinds[at] in "'a0" and (kinds[at + 1] in ",)]}" or (kinds[at + 1] == "\n" and kinds[at + 2] in "a}'@)]{\0")):
            return self.simple()
        self.deeper()
        node = self.binary(0)
        if self.kinds[self.at] in "?\n" and "?" in self.texts[self.at : self.at + 2]:
            node = self.conditional(node)
        self.depth -= 1
        return node

    def conditional(self, test: Node) -> Node:
        """`test ? yes : no`, the cursor before the question mark."""
        self.skip_lines()
        self.take("?")
        self.skip_lines()
        yes = self.expression()
        self.skip_lines()
        self.take(":")
        self.skip_lines()
        no = self.expression()
        return Conditional(test, yes, no, self.span_from(_start(test, self.starts[self.at - 1])))

    def binary(self, least: int) -> Node:
        """Operands joined by operators that bind tighter than `least`."""
        start = self.starts[self.at]
        left = self.member()
        while self.kinds[self.at] in _BEFORE_OPERATORS:
            at = self.at
            at += self.kinds[at] == "\n" and self.texts[at + 1] in _CONTINUES
            operator = self.texts[at]
            precedence = PRECEDENCE.get(operator, 0)
            if precedence <= least:
                break
            self.at = at + 1
            self.skip_lines()
            right = self.binary(precedence)
            left = Binary(operator, left, right, self.span_from(start))
        return left

    def member(self) -> Node:
        """A primary expression and all that hangs on it: `.name`, `[index]`, `::child`, `!`."""
        start = self.starts[self.at]
        node = self.primary()
        while self.kinds[self.at] in ".[:!":
            match self.texts[self.at]:
                case ".":
                    node = self.dot(node, start)
                case "[":
                    node = self.index(node, start)
                case "::":
                    node = self.child(node, start)
                case "!":
                    self.at += 1
                case _:
                    break
        return node

    def dot(self, base: Node, start: int) -> Node:
        """`.name`, `.?name` or `.name(arguments)`."""
        self.at += 1
        safe = self.texts[self.at] == "?"
        self.at += safe
        name = self.word("the name of a property or function")
        if self.texts[self.at] == "(":
            return Method(base, name, self.arguments(), self.span_from(start))
        return Property(base, name, safe, self.span_from(start))

    def index(self, base: Node, start: int) -> Node:
        """`[index]`, `[?index]`, `[^index]`; the index of a resource loop chooses the instance."""
        self.at += 1
        safe = self.texts[self.at] == "?"
        self.at += safe
        from_end = self.texts[self.at] == "^"
        self.at += from_end
        self.skip_lines()
        key = self.expression()
        self.skip_lines()
        self.take("]")
        if isinstance(base, Symbol) and base.instance is None and not safe and not from_end:
            return Symbol(base.name, key, self.span_from(start))
        return Index(base, key, safe, from_end, self.span_from(start))

    def child(self, base: Node, start: int) -> Node:
        """`parent::child`."""
        self.at += 1
        name = self.word("the name of a nested resource")
        if isinstance(base, Symbol):
            return Symbol(f"{base.name}::{name}", base.instance, self.span_from(start))
        return Opaque("name is not declared", self.span_from(start))

    def primary(self) -> Node:
        """A literal, a name, a call, a lambda, an object, an array, one in parentheses, or one with a sign."""
        match self.kinds[self.at]:
            case "a":
                return self.word_expression()
            case "'" | "0":
                return self.simple()
            case "{":
                return self.braces()
            case "[":
                return self.array()
            case "(":
                return self.parentheses()
        return self.unary()

    def unary(self) -> Node:
        """`!x`, `-x`, `+x` of a member expression."""
        sign, start = self.texts[self.at], self.starts[self.at]
        if sign not in {"!", "-", "+"}:
            raise self.fail("an expression")
        self.at += 1
        self.deeper()
        operand = self.member()
        self.depth -= 1
        if sign == "-" and isinstance(operand, Literal) and isinstance(operand.value, int):
            return Literal(-operand.value, self.span_from(start))
        return operand if sign == "+" else Unary(sign, operand, self.span_from(start))

    def word_expression(self) -> Node:
        """Whatever begins with an identifier."""
        at = self.at
        name, follower = self.texts[at], self.texts[at + 1]
        if follower == "(":
            self.at += 1
            return self.call(name, self.starts[at])
        if follower == "=>":
            self.at += 2
            return self.lambda_body((name,), self.starts[at])
        if follower == "." and name not in self.bound and self.is_namespace(name):
            return self.qualified(name)
        return self.simple()

    def is_namespace(self, name: str) -> bool:
        """Whether `name.x` is the x of a namespace, not a property."""
        known = self.names.get(name)
        return known == "namespace" or (known is None and name in _NAMESPACES)

    def qualified(self, namespace: str) -> Node:
        """`namespace.function(…)`, or `namespace.variable` of an `import * as namespace`."""
        start = self.starts[self.at]
        self.at += 2
        name = self.word("the name of a function")
        if namespace not in self.names:
            return self.call(name, start)
        self.imported(f"{namespace}.{name}")
        arguments = self.arguments() if self.texts[self.at] == "(" else ()
        return Call(f"{namespace}.{name}", arguments, self.span_from(start))

    def imported(self, name: str) -> None:
        """Note the use of `namespace.name`; what reads declarations overrides this."""

    def call(self, name: str, start: int) -> Node:
        """A function call, the cursor on its opening parenthesis."""
        written = self.starts[self.at - 1]
        arguments = self.arguments()
        if name == "any" and len(arguments) == 1:
            return arguments[0]
        span = self.span_from(start)
        if name == "nameof" and len(arguments) == 1:
            return Literal(_name_of(arguments[0]), span)
        known = self.file_function and self.file_function(name, arguments, span)
        return known or self.called(name, arguments, span, written)

    def called(self, name: str, arguments: tuple[Node, ...], span: Span, written: int) -> Node:
        """The call of a function that the file declares or imports, or of one that Bicep knows, named at a byte."""
        is_known = name in file_functions.NAMES or (is_function(name) and name.lower() not in _TEMPLATES_ONLY)
        if name in self.names or is_known:
            return Call(name, arguments, span)
        self.undeclared(name, Span(self.path, written, written + len(name)), "a function")
        return Opaque("unknown function", span)

    def arguments(self) -> tuple[Node, ...]:
        """`(a, b)`; line ends are allowed anywhere between."""
        self.take("(")
        self.skip_lines()
        found = []
        while self.texts[self.at] != ")":
            found.append(self.expression())
            self.skip_lines()
            if self.texts[self.at] != ")":
                self.take(",")
                self.skip_lines()
        self.at += 1
        return tuple(found)

    def parentheses(self) -> Node:
        """`(expression)` or `(a, b) => body`."""
        start = self.starts[self.at]
        parameters = self.lambda_parameters()
        return self.grouped() if parameters is None else self.lambda_body(parameters, start)

    def lambda_parameters(self) -> tuple[str, ...] | None:
        """The names in `(a, b) =>`, stepped over; None where no lambda begins here."""
        names = []
        at = self.at + 1
        while self.kinds[at] in "a,\n":
            if self.kinds[at] == "a":
                names.append(self.texts[at])
            at += 1
        if self.texts[at] != ")" or self.texts[at + 1] != "=>":
            return None
        self.at = at + 2
        return tuple(names)

    def lambda_body(self, parameters: tuple[str, ...], start: int) -> Node:
        """The body behind `=>`, in which `parameters` are bound."""
        self.skip_lines()
        self.bound.extend(parameters)
        body = self.expression()
        del self.bound[len(self.bound) - len(parameters) :]
        return Lambda(parameters, body, self.span_from(start))


def _start(node: Node, default: int) -> int:
    """The byte at which `node` begins."""
    return node.location.start if isinstance(node.location, Span) else default


def _name_of(node: Node) -> str:
    """What `nameof(node)` is: the last name in it."""
    match node:
        case Symbol():
            return node.name.rpartition("::")[2]
        case Parameter() | Variable() | Local() | Property() | Call():
            return node.name.rpartition(".")[2]
        case Index(key=Literal(value=str() as name)):
            return name
    return ""
