"""Reads what holds other expressions: objects, arrays, and the loops that may stand in an array's brackets."""

from __future__ import annotations

from functools import lru_cache

from idlint.languages.arm.expressions import Array, Entry, For, Literal, Node, Object, Spread
from idlint.languages.bicep.literals import LiteralCursor
from idlint.source import Span


@lru_cache(maxsize=4096)
def _name(word: str) -> Literal:
    """The name of a property; the same few are written again and again."""
    return Literal(word)


class ContainerCursor(LiteralCursor):
    """A cursor that reads objects and arrays."""

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
        condition = self.grouped()
        self.skip_lines()
        return condition

    def grouped(self) -> Node:
        """`(expression)`."""
        self.take("(")
        self.skip_lines()
        node = self.expression()
        self.skip_lines()
        self.take(")")
        return node

    def braces(self) -> Node:
        """The expression that begins with a brace, an object; what reads parameter files overrides this."""
        return self.object()

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
        """`name: value`, or what else an object may hold."""
        at = self.at
        if self.kinds[at] != "a" or self.texts[at + 1] != ":":
            return self.other_entry()
        self.at = at + 2
        value = self.expression()
        return Entry(_name(self.texts[at]), value, self.span_from(self.starts[at]))

    def other_entry(self) -> Entry | Spread | None:
        """`'key': value` or `...value`; None for something that is noted on its own."""
        at, start = self.at, self.starts[self.at]
        if self.texts[at] == "...":
            return self.spread()
        if self.kinds[at] == "'":
            key = self.string(Span(self.path, start, start + len(self.texts[at])))
            self.take(":")
            return Entry(key, self.expression(), self.span_from(start))
        self.word("the name of a property")
        raise self.fail("`:`")
