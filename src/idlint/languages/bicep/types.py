"""Recursive descent over Bicep type expressions; only what evaluation needs is kept.

That is the name of a simple type, the values of a union of literals, and whether null is allowed. Objects, tuples
and the like are read and dropped.
"""

from __future__ import annotations

from idlint.languages.arm.expressions import Literal, Node
from idlint.languages.bicep.expressions import ExpressionCursor
from idlint.languages.bicep.syntax import Decorator, Type

_COMPLEX = Type()


def _union(members: list[Type]) -> Type:
    """The type that is any of `members`; its values are known where each is a literal, or null."""
    nullable = any(member.nullable for member in members)
    if not all(member.literals or member == Type("", nullable=True) for member in members):
        return Type("", nullable)
    return Type("", nullable, literals=tuple(value for member in members for value in member.literals))


class TypeCursor(ExpressionCursor):
    """A cursor that reads types and decorators."""

    def type(self) -> Type:
        """One whole type expression; the cursor stands behind it."""
        if self.kinds[self.at] == "a" and self.kinds[self.at + 1] in "=\n\0":
            if self.kinds[self.at + 2 : self.at + 3] == "|":
                return self.union()
            self.at += 1
            return Type(self.texts[self.at - 1])
        if self.texts[self.at] == "resource" and self.texts[self.at + 1] != "<":
            self.at += 1 + (self.kinds[self.at + 1] == "'")
            return _COMPLEX
        return self.union()

    def union(self) -> Type:
        """`a | b`, the members by line or in one; a leading bar is allowed."""
        self.deeper()
        leading = self._bar()
        members = [self.unary_type()]
        while self._bar():
            members.append(self.unary_type())
        self.depth -= 1
        return _union(members) if leading or len(members) > 1 else members[0]

    def _bar(self) -> bool:
        """Step over `|`, alone or at the beginning of the next line."""
        if self.kinds[self.at] == "|":
            self.at += 1
            return True
        if self.kinds[self.at] == "\n" and self.kinds[self.at + 1] == "|":
            self.at += 2
            return True
        return False

    def unary_type(self) -> Type:
        """A type with its suffixes `?`, `!`, `[]`, `.member`."""
        first = self.at
        while self.texts[self.at] in {"-", "!", "+"}:
            self.at += 1
        found = self.member_type() if self.at == first else self.member_type()._replace(literals=())
        while self.texts[self.at] in {"?", "!"}:
            found = Type(found.name, self.texts[self.at] == "?", literals=found.literals)
            self.at += 1
        return found

    def member_type(self) -> Type:
        """A primary type and what hangs on it."""
        found = self.primary_type()
        while True:
            if self.kinds[self.at] == "[":
                self.at += 1
                if self.texts[self.at] == "*":
                    self.at += 1
                elif self.texts[self.at] != "]":
                    self.expression()
                self.take("]")
                found = Type("array")
            elif self.texts[self.at] == ".":
                found = self._type_member(found)
            else:
                return found

    def _type_member(self, base: Type) -> Type:
        """`.name`, `.*` or `.name<…>`; `namespace.name` keeps its name."""
        self.at += 1
        if self.texts[self.at] == "*":
            self.at += 1
            return _COMPLEX
        name = self.word("the name of a type's member")
        if self.texts[self.at] == "<":
            self._type_arguments()
            return _COMPLEX
        return Type(name if base.name in {"sys", "az"} else f"{base.name}.{name}" if base.name else "")

    def primary_type(self) -> Type:
        """A name, a literal, an object, a tuple or a type in parentheses."""
        match self.kinds[self.at]:
            case "a":
                return self._named_type()
            case "'" | "0":
                node = self.simple()
                return Type(literals=(node.value,)) if isinstance(node, Literal) else _COMPLEX
            case "{":
                return self._object_type()
            case "[":
                return self._tuple_type()
            case "(":
                self.at += 1
                self.skip_lines()
                found = self.union()
                self.skip_lines()
                self.take(")")
                return found
        raise self.fail("a type")

    def _named_type(self) -> Type:
        name = self.texts[self.at]
        self.at += 1
        if self.texts[self.at] == "<":
            self._type_arguments()
            return _COMPLEX
        return Type("", nullable=True) if name == "null" else Type(name)

    def _type_arguments(self) -> None:
        """`<'Microsoft.X/y@version', …>`."""
        self.at += 1
        self.skip_lines()
        while self.texts[self.at] != ">":
            self.union()
            self.skip_lines()
            if self.texts[self.at] != ">":
                self.take(",")
                self.skip_lines()
        self.at += 1

    def _object_type(self) -> Type:
        """`{ name: type, *: type }`."""
        self.deeper()
        self.at += 1
        self.skip_lines()
        while self.kinds[self.at] != "}":
            self.decorators()
            if self.kinds[self.at] not in "a'*":
                raise self.fail("the name of a property")
            self.at += 1
            self.take(":")
            self.union()
            self.separator("}")
        self.at += 1
        self.depth -= 1
        return Type("object")

    def _tuple_type(self) -> Type:
        """`[first, second]`."""
        self.deeper()
        self.at += 1
        self.skip_lines()
        while self.kinds[self.at] != "]":
            self.decorators()
            self.union()
            self.separator("]")
        self.at += 1
        self.depth -= 1
        return Type("array")

    def decorators(self) -> tuple[Decorator, ...]:
        """The decorators above a declaration, one a line; `@description('…')` is stepped over."""
        found = []
        while self.kinds[self.at] == "@":
            if self.texts[self.at + 1] == "description" and self.kinds.startswith("@a(')\n", self.at):
                self.at += 6
                continue
            self.at += 1
            found.append(self._decorator())
            if self.kinds[self.at] not in "\n,":
                raise self.fail("a line end after the decorator")
            self.at += 1
        return tuple(found)

    def _decorator(self) -> Decorator:
        """`name(…)`, or `namespace.name(…)` without its namespace; a decorator may be a bare name, too."""
        start = self.starts[self.at]
        name = self.word("the name of a decorator")
        arguments: tuple[Node, ...] = ()
        while True:
            if self.texts[self.at] == "(":
                arguments = self.arguments()
            if self.texts[self.at] != ".":
                return Decorator(name, arguments, start)
            self.at += 1
            name = self.word("the name of a decorator")
