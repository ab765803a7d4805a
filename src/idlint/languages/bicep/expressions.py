"""Recursive descent over Bicep expressions, straight to the nodes that ARM and Bicep share.

The grammar is that of src/Bicep.Core/Parsing/BaseParser.cs in https://github.com/Azure/bicep; a little more is accepted
here, such as a line break before a binary operator.
"""

from __future__ import annotations

from collections.abc import Callable

from idlint.languages.arm.expressions import (
    Array,
    Binary,
    Call,
    Conditional,
    Entry,
    For,
    Index,
    Interpolation,
    Lambda,
    Literal,
    Local,
    Method,
    Node,
    Object,
    Opaque,
    Parameter,
    Property,
    Spread,
    Symbol,
    Unary,
    Variable,
)
from idlint.languages.bicep import text
from idlint.languages.bicep.cursor import Cursor
from idlint.languages.bicep.lexer import scan
from idlint.source import Span

PRECEDENCE = {
    "??": 1, "||": 2, "&&": 3, "==": 4, "!=": 4, "=~": 4, "!~": 4,
    "<": 5, "<=": 5, ">": 5, ">=": 5, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7,
}  # fmt: skip
_CONTINUES = frozenset({"?", "??", "||", "&&", "==", "!=", "=~", "!~", "<", "<=", ">", ">=", "+", "*", "/", "%"})
"""The operators that may stand at the beginning of a line."""
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NAMESPACES = frozenset({"az", "sys"})

FileFunction = Callable[[str, tuple[Node, ...], Span], Node | None]
"""Evaluates `loadTextContent` and its like: name, arguments, span -> a node, or None for any other function."""


class ExpressionCursor(Cursor):
    """A cursor that reads expressions."""

    file_function: FileFunction | None = None

    def expression(self) -> Node:
        """One whole expression; the cursor stands behind it."""
        at, kinds = self.at, self.kinds
        if kinds[at] in "'a0" and (kinds[at + 1] in ",)]}" or (kinds[at + 1] == "\n" and kinds[at + 2] in "a}'@)]{\0")):
            return self.simple()
        self.deeper()
        node = self.binary(0)
        if self.texts[self.at] == "?" or (self.kinds[self.at] == "\n" and self.texts[self.at + 1] == "?"):
            node = self.conditional(node)
        self.depth -= 1
        return node

    def simple(self) -> Node:
        """A string, number, name, or literal word."""
        at = self.at
        start, token, kind = self.starts[at], self.texts[at], self.kinds[at]
        span = Span(self.path, start, start + len(token))
        if kind == "'":
            return self.string(span)
        self.at = at + 1
        if kind == "a":
            return Literal(_WORDS[token], span) if token in _WORDS else self.name(token, span)
        return Literal(int(token[:40]), span)

    def name(self, name: str, span: Span) -> Node:
        """What a bare name means; an undeclared one is a problem of its own, the rest is read on."""
        node = self.meaning(name, span)
        if node is None:
            self.undeclared(name, span)
            return Opaque("name is not declared", span)
        return node

    def undeclared(self, name: str, span: Span) -> None:
        """Note that nothing is called `name`; what reads declarations overrides this."""

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
        left = self.unary()
        while True:
            token = self.texts[self.at]
            if self.kinds[self.at] == "\n" and self.texts[self.at + 1] in _CONTINUES:
                token = self.texts[self.at + 1]
                precedence = PRECEDENCE.get(token, 0)
                self.at += precedence > least
            else:
                precedence = PRECEDENCE.get(token, 0)
            if precedence <= least:
                return left
            self.at += 1
            self.skip_lines()
            right = self.binary(precedence)
            left = Binary(token, left, right, self.span_from(start))

    def unary(self) -> Node:
        """`!x`, `-x`, `+x`, or a member expression."""
        sign = self.texts[self.at]
        if sign not in {"!", "-", "+"}:
            return self.member()
        start = self.starts[self.at]
        self.at += 1
        self.deeper()
        operand = self.unary()
        self.depth -= 1
        if sign == "-" and isinstance(operand, Literal) and isinstance(operand.value, int):
            return Literal(-operand.value, self.span_from(start))
        return operand if sign == "+" else Unary(sign, operand, self.span_from(start))

    def member(self) -> Node:
        """A primary expression and all that hangs on it: `.name`, `[index]`, `::child`, `!`."""
        start = self.starts[self.at]
        node = self.primary()
        while True:
            kind = self.kinds[self.at]
            if kind == ".":
                if self.texts[self.at] != ".":
                    return node
                node = self.dot(node, start)
            elif kind == "[":
                node = self.index(node, start)
            elif self.texts[self.at] == "!":
                self.at += 1
            elif self.texts[self.at] == "::":
                node = self.child(node, start)
            else:
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
        """A literal, a name, a call, a lambda, an object, an array or an expression in parentheses."""
        match self.kinds[self.at]:
            case "a":
                return self.word_expression()
            case "'" | "0":
                return self.simple()
            case "{":
                return self.object()
            case "[":
                return self.array()
            case "(":
                return self.parentheses()
        raise self.fail("an expression")

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
        arguments = self.arguments()
        if name == "any" and len(arguments) == 1:
            return arguments[0]
        span = self.span_from(start)
        if name == "nameof" and len(arguments) == 1:
            return Literal(_name_of(arguments[0]), span)
        known = self.file_function and self.file_function(name, arguments, span)
        return known or Call(name, arguments, span)

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
        if parameters is not None:
            return self.lambda_body(parameters, start)
        self.at += 1
        self.skip_lines()
        node = self.expression()
        self.skip_lines()
        self.take(")")
        return node

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

    def array(self) -> Node:
        """`[a, b]`, items by line or by comma, or `[for …]`."""
        start = self.starts[self.at]
        self.deeper()
        self.at += 1
        self.skip_lines()
        if self.texts[self.at] == "for" and self.kinds[self.at + 1] in "a(":
            node = self.for_expression(start)
            self.depth -= 1
            return node
        items: list[Node] = []
        while self.kinds[self.at] != "]":
            items.append(self.spread() if self.texts[self.at] == "..." else self.expression())
            self.separator("]")
        self.at += 1
        self.depth -= 1
        return Array(tuple(items), self.span_from(start))

    def separator(self, close: str) -> None:
        """What must stand between two items: a line end or a comma, unless the closing bracket follows."""
        kind = self.kinds[self.at]
        if kind == ",":
            self.at += 1
            self.skip_lines()
        elif kind == "\n":
            self.at += 1
        elif kind != close:
            raise self.fail(f"a line end, `,` or `{close}`")

    def spread(self) -> Spread:
        """`...value`."""
        start = self.starts[self.at]
        self.at += 1
        return Spread(self.expression(), self.span_from(start))

    def for_header(self) -> tuple[Node, str, str]:
        """`for item in source:` or `for (item, index) in source:`, bound names not yet in force."""
        self.take("for")
        item, position = "", ""
        if self.texts[self.at] == "(":
            self.at += 1
            item = self.word("the name of the loop variable")
            if self.texts[self.at] == ",":
                self.at += 1
                position = self.word("the name of the loop index")
            self.take(")")
        else:
            item = self.word("the name of the loop variable")
        self.take("in")
        source = self.expression()
        self.take(":")
        self.skip_lines()
        return source, item, position

    def for_expression(self, start: int) -> Node:
        """`for … : body]` or `for … : if (condition) body]`, the cursor behind the bracket."""
        source, item, position = self.for_header()
        self.bound += [item, position]
        condition = self.if_condition()
        body = self.expression()
        del self.bound[-2:]
        self.skip_lines()
        self.take("]")
        return For(source, item, position, body, condition, self.span_from(start))

    def if_condition(self) -> Node | None:
        """The condition of `if (…)`, when one comes next."""
        if self.texts[self.at] != "if" or self.texts[self.at + 1] != "(":
            return None
        self.at += 1
        condition = self.parentheses()
        self.skip_lines()
        return condition

    def object(self) -> Object:
        """`{ key: value }`, entries by line or by comma."""
        start = self.starts[self.at]
        self.deeper()
        self.take("{")
        self.skip_lines()
        entries: list[Entry | Spread] = []
        while self.kinds[self.at] != "}":
            entry = self.entry()
            if entry is not None:
                entries.append(entry)
            self.separator("}")
        self.at += 1
        self.depth -= 1
        return Object(tuple(entries), self.span_from(start))

    def entry(self) -> Entry | Spread | None:
        """`key: value` or `...value`; None for something else that an object may hold."""
        at, kind = self.at, self.kinds[self.at]
        start = self.starts[at]
        if kind == "a":
            self.at += 1
            key: Node = Literal(self.texts[at])
        elif kind == "'":
            key = self.string(Span(self.path, start, start + len(self.texts[at])))
        elif self.texts[at] == "...":
            return self.spread()
        else:
            raise self.fail("the name of a property")
        self.take(":")
        return Entry(key, self.expression(), self.span_from(start))

    def string(self, span: Span) -> Node:
        """A string token: a literal, or an interpolation whose holes are read as expressions of their own."""
        written = self.texts[self.at]
        opened = written.lstrip("$")
        quotes = "'''" if opened.startswith("'''") else "'"
        if not opened.endswith(quotes) or len(opened) < 2 * len(quotes):
            raise self.fail(f"a string that ends with {quotes}")
        if "${" not in written or written.startswith("'''"):
            self.at += 1
            return Literal(text.plain(opened), span)
        parts: list[Node] = []
        for literal, start, end in text.pieces(written):
            parts.append(self.hole(written[start:end], span.start + start) if end else Literal(literal))
        self.at += 1
        if all(isinstance(part, Literal) and isinstance(part.value, str) for part in parts):
            return Literal("".join(str(part.value) for part in parts if isinstance(part, Literal)), span)
        return Interpolation(tuple(parts), span)

    def hole(self, inner: str, base: int) -> Node:
        """The expression `inner` of an interpolation, which begins at the byte `base`."""
        outside = self.texts, self.kinds, self.starts, self.at
        self.texts, self.kinds, self.starts = scan(inner, 0, base)
        self.at = 0
        self.deeper()
        self.skip_lines()
        node = self.expression()
        self.skip_lines()
        if self.texts[self.at]:
            raise self.fail("`}`")
        self.depth -= 1
        self.texts, self.kinds, self.starts, self.at = outside
        return node


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
