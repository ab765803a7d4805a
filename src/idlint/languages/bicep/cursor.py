"""Walking over the tokens of one file, and the names that its expressions can mean."""

from __future__ import annotations

import re

from idlint.fuel import MAX_DEPTH
from idlint.languages.arm.expressions import Call, Local, Node, Parameter, Symbol, Variable
from idlint.languages.bicep.lexer import scan
from idlint.source import Span

MAX_NESTING = MAX_DEPTH // 2
"""How deep expressions and types may nest: each level takes about six of Python's frames."""

DECLARATIONS = frozenset(
    {"assert", "extension", "func", "import", "metadata", "module", "output", "param", "provider", "resource",
     "targetScope", "test", "type", "var", "using", "extends", "extensionConfig"}
)  # fmt: skip
"""The words that begin a declaration."""

_HEADS = re.compile(r"(?<![^\n])a(?=[a'{*])")
"""A word at the beginning of a line and in front of a name, a string, a brace or a star, by the kinds of tokens."""

_MEANING = {"func": "function", "param": "parameter", "var": "variable", "resource": "symbol", "module": "symbol"}


class Unexpected(Exception):
    """The construct at hand is not understood; the message says what was expected instead."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class Cursor:
    """The tokens of one file, a position in them, and what its names mean."""

    def __init__(self, path: str, text: str, start: int = 0) -> None:
        self.path = path
        self.text = text
        self.texts, self.kinds, self.starts = scan(text, start)
        self.heads = [found.start() for found in _HEADS.finditer(self.kinds)]
        """The tokens at the beginning of a line that a declaration may begin with."""
        self.at = 0
        self.depth = 0
        self.bound: list[str] = []
        """The names of enclosing loops, lambdas and functions, innermost last."""
        self.names: dict[str, str] = {}
        """Name -> `parameter`, `variable`, `function`, `imported`, `namespace`, `symbol`, or `local`."""
        self.symbols: dict[str, str] = {}
        """Name of a resource or module -> its key."""
        self.nested: dict[int, list[str]] = {}
        """Token number of a brace -> names of the resources declared directly inside it."""

    def span_from(self, start: int) -> Span:
        """The span from the byte `start` to the end of the last token taken."""
        last = self.at - 1
        return Span(self.path, start, self.starts[last] + len(self.texts[last]))

    def fail(self, expected: str) -> Unexpected:
        """The error that something else was expected at the cursor."""
        start, found = self.starts[self.at], self.texts[self.at]
        line = found.splitlines()[0][:40] if found else ""
        shown = f"`{line}`" if line else "the end of the line" if found else "the end of the file"
        return Unexpected(start, start + max(1, len(line)), f"expected {expected}, found {shown}")

    def take(self, text: str) -> None:
        """Step over the token `text`, which must be next."""
        if self.texts[self.at] != text:
            raise self.fail(f"`{text}`")
        self.at += 1

    def word(self, what: str) -> str:
        """Step over an identifier, which must be next."""
        if self.kinds[self.at] != "a":
            raise self.fail(what)
        self.at += 1
        return self.texts[self.at - 1]

    def skip_lines(self) -> None:
        """Step over line ends."""
        if self.kinds[self.at] == "\n":
            self.at += 1

    def deeper(self) -> None:
        """Enter one more level of nesting; the caller leaves it."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.fail(f"at most {MAX_NESTING} levels of nesting")

    def at_declaration(self, at: int) -> str:
        """The declaring word at token `at` when a declaration begins there, else nothing."""
        word, kinds = self.texts[at], self.kinds
        if kinds[at] == "@":
            return "@"
        if word not in DECLARATIONS:
            return ""
        if word == "targetScope":
            return word if self.texts[at + 1] == "=" else ""
        follower = kinds[at + 1]
        if word in {"import", "extension", "provider", "using", "extends"}:
            return word if follower in "a'{*" else ""
        return word if follower == "a" else ""

    def in_first_column(self, at: int) -> bool:
        """Whether the token `at` is the first of its line, without blanks before it."""
        return at == 0 or self.text[self.starts[at] - 1] in "\r\n"

    def collect_names(self) -> None:
        """Learn what the file declares before any expression is read: order does not matter in Bicep."""
        nested = []
        for at in self.heads:
            meaning = _MEANING.get(self.texts[at]) if self.kinds[at + 1] == "a" else None
            if meaning and self.in_first_column(at):
                self.declare(self.texts[at + 1], meaning)
            elif meaning:
                nested.append(at)
        if nested:
            self._collect_nested(nested)

    def _collect_nested(self, places: list[int]) -> None:
        """Sort declarations on indented lines to the brace they stand in; outside braces they are the file's."""
        stack: list[int] = []
        wanted = set(places)
        for at, kind in enumerate(self.kinds):
            if kind in "{[(":
                stack.append(at)
            elif kind in "}])" and stack:
                stack.pop()
            elif at in wanted and not stack:
                self.declare(self.texts[at + 1], _MEANING[self.texts[at]])
            elif at in wanted and self.texts[at] == "resource":
                self.nested.setdefault(stack[-1], []).append(self.texts[at + 1])

    def declare(self, name: str, meaning: str) -> None:
        """Let `name` mean something in this file."""
        self.names[name] = meaning
        if meaning == "symbol":
            self.symbols[name] = name

    def meaning(self, name: str, span: Span) -> Node | None:
        """The node of a bare name; None where nothing has that name."""
        if name in self.bound:
            return Local(name, span)
        match self.names.get(name):
            case "parameter":
                return Parameter(name, span)
            case "variable":
                return Variable(name, span)
            case "symbol":
                return Symbol(self.symbols[name], None, span)
            case "imported":
                return Call(name, (), span)
            case "local":
                return Local(name, span)
        return None
