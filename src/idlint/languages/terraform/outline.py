"""Finds the arguments and blocks of files that are written plainly, several times faster than a parser.

Nearly every Terraform file is. The bytes are walked with one regular expression for each thing that may come next, and
a stack of what is open; whatever is not surely sound (an error, a template directive, a byte order mark) makes the
file not plain, and tree-sitter reads it. Where both accept a file they find the same arguments and blocks, which the
tests compare; what only this reader accepts is sound too (`a = b` before a line `(c) = d` in an object).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, lru_cache, partial
from typing import Any, Final, TypeAlias

from idlint.fuel import MAX_DEPTH
from idlint.languages.terraform.bodies import Attribute, Block, Body, Contents
from idlint.source import SourceFile, Span

_Step: TypeAlias = Callable[[], Any]
"""Walks on and answers the next step, None at the end; `Any`, since a type cannot name itself."""

_NAME = r"[A-Za-z_][A-Za-z0-9_-]*+"
_WORD = rf"(?!(?:for|if|in|else|endif|endfor)\b){_NAME}"
_COMMENT = r"(?:\#|//)[^\n]*+"
_LINE = r"[ \t]*+"
_FREE = rf"[ \t\r\n]*+(?:(?:{_COMMENT}|/\*(?s:.*?)\*/)[ \t\r\n]*+)*+"
_END = rf"{_LINE}(?:[\n\#]|//|\r\n|\r?\Z)"
_TEXT = r'"[^"\\$%\n]*+"'
_NUMBER = r"[0-9]++(?:\.[0-9]++)?+(?![A-Za-z0-9_.])"
_STEP = rf"\.(?:{_NAME}|\*|[0-9]++(?![0-9A-Za-z_]|\.[0-9]))|\[(?:[0-9]++|{_TEXT}|\*|{_WORD}(?:\.{_NAME})*+)\]"
_PATH = rf"{_WORD}(?:{_STEP})*+"
_PIECES = rf'(?:[^"\\$%\n]++|\\["\\nrt]|\$\$\{{|%%\{{|\$(?![{{$])|%(?![{{%])|\$\{{{_PATH}\}})*+'
_ATOM = rf'(?:[!-]{_LINE})*+(?:"{_PIECES}"|{_NUMBER}|{_PATH})'
_HEREDOC = (
    rf"<<-?(?P<tag>{_NAME})\r?\n"
    rf"(?:(?!{_LINE}(?P=tag)\b)(?:[^\n$%]++|\$(?![{{$])|%(?![{{%])|\$\{{{_PATH}\}})*+\n)*+"
    rf"{_LINE}(?P=tag)(?=\r?\n)"
)
_CALLED = rf"(?!(?:true|false|null)\b){_WORD}\("
_PLAIN = rf"(?:{_TEXT}|{_NUMBER}|{_PATH}){_FREE}"
_FLAT = rf"(?:(?P<flat>\[)|{_CALLED}){_FREE}(?:{_PLAIN}(?:,{_FREE}|(?=[)\]])))*+(?(flat)\]|\))"
"""A list or a call of nothing but names, numbers and plain texts."""
_ARGUMENT = rf"{_FREE}{_NAME}{_LINE}={_LINE}{_ATOM}(?={_END})"
_HEADER = rf"{_NAME}(?:[ \t]++(?:{_TEXT}|{_NAME}))*+"
_OPERATOR = r"\|\||&&|==|!=|<=|>=|[<>+*%-]|/(?![/*])"


class _Patterns:
    """What may come next, by what was read before; each is compiled (1 ms) where it is first needed."""

    @cached_property
    def body(self) -> re.Pattern[bytes]:
        """In a body: simple arguments, then the next thing that is none."""
        return _compiled(
            rf"(?P<simple>(?:{_ARGUMENT})*+){_FREE}(?:(?P<block>{_HEADER}){_LINE}\{{(?:{_FREE}(?P<empty>\}})(?={_END})"
            rf"|{_LINE}(?:(?={_COMMENT}|\r?\n)|(?P<inline>(?={_NAME}{_LINE}=))))"
            rf"|(?P<close>\}})(?={_END})|(?P<name>{_NAME}){_LINE}=(?!=){_LINE}|(?P<end>\Z))"
        )

    @cached_property
    def argument(self) -> re.Pattern[bytes]:
        """One simple argument of a run that `body` has found to be sound, so that little has to be asked of it."""
        path = r'(?:[^"\s#/}]|"[^"\n]*+")++'
        text = rf'"(?:[^"\\$]++|\\.|\$\$\{{|\$\{{{path}\}}|\$)*+"'
        return _compiled(rf"{_FREE}(?P<name>{_NAME}){_LINE}={_LINE}(?P<value>[! \t-]*+(?:{text}|{path}))")

    @cached_property
    def value(self) -> re.Pattern[bytes]:
        """An operand, or what opens one; or the bracket that closes an empty list."""
        return _compiled(
            rf"(?P<close>[)\]])|(?:[!-]{_LINE})*+(?:{_FLAT}|(?P<call>{_CALLED}){_FREE}"
            rf"|(?P<group>\(){_FREE}|(?P<tuple>\[)|(?P<object>\{{)"
            rf'|"{_PIECES}(?:"|(?P<template>\$\{{){_FREE})|(?P<heredoc>(?=<<))|{_NUMBER}|{_PATH})'
        )

    @cached_property
    def heredoc(self) -> re.Pattern[bytes]:
        """A text of several lines."""
        return _compiled(_HEREDOC)

    @cached_property
    def text(self) -> re.Pattern[bytes]:
        """Inside a quoted template."""
        return _compiled(rf'{_PIECES}(?:(?P<quote>")|\$\{{{_FREE})')

    @cached_property
    def key(self) -> re.Pattern[bytes]:
        """In an object, before a key."""
        simple_entry = rf"{_FREE}(?:{_NAME}|{_TEXT}){_LINE}[=:](?![=>]){_LINE}{_ATOM}{_LINE}(?:,|(?={_END}))"
        return _compiled(
            rf"(?:{simple_entry})*+{_FREE}(?:(?:{_NAME}|[0-9]++|{_TEXT}){_LINE}[=:](?![=>]){_LINE}"
            rf'|(?P<close>\}})|(?P<other>(?=["(A-Za-z_])))'
        )

    @cached_property
    def loop(self) -> re.Pattern[bytes]:
        """After `[` or `{`: whether it is a `for` expression."""
        return _compiled(
            rf"{_FREE}(?:for[ \t]++{_NAME}(?:{_LINE},{_LINE}{_NAME})?+[ \t]++in\b{_FREE}|(?P<none>(?!for\b)))"
        )

    @cached_property
    def after_in_line(self) -> re.Pattern[bytes]:
        """After an operand, where a new line ends the expression."""
        return _compiled(_after(_LINE, rf"|(?P<newline>(?={_END}))"))

    @cached_property
    def after(self) -> re.Pattern[bytes]:
        """After an operand inside brackets, where a new line is a space."""
        return _compiled(_after(_FREE, ""))

    @cached_property
    def word(self) -> re.Pattern[bytes]:
        """One word of a block header."""
        return _compiled(f"{_TEXT}|{_NAME}")


def _after(space: str, ended: str) -> str:
    """What may come after an operand; `ended` is what ends the expression."""
    return (
        rf"(?:{_STEP})*+(?:(?P<index>\[){_FREE}|{space}(?:(?:(?P<operator>{_OPERATOR})"
        rf"|(?P<mark>=>|[?:=]|if\b|\.\.\.(?={_FREE}[)}}]))){space}|(?P<comma>,){_FREE}|(?P<close>[)\]}}]){ended}))"
    )


def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode())


_PATTERNS: Final = _Patterns()

_IN_LINE: Final = frozenset({"block", "inline block", "object", "key", "condition in line"})
"""What may be open where a new line is more than a space."""

_CLOSED_BY: Final = {
    "tuple": b"]", "index": b"]", "for item": b"]", "for tuple if": b"]", "call": b")", "group": b")",
    "object": b"}", "for entry": b"}", "for object if": b"}", "template": b"}", "inline block": b"}",
}  # fmt: skip

_TURNS: Final = {
    ("for tuple", b":"): "for item",
    ("for item", b"if"): "for tuple if",
    ("for object", b":"): "for key",
    ("for key", b"=>"): "for entry",
    ("for entry", b"if"): "for object if",
}
"""What is open, and the mark after an operand -> what is open before the next one."""

_ENDED_BY: Final = {("condition", b":"), ("condition in line", b":"), ("key", b"="), ("key", b":")}
"""What is open and ends with a mark, so that another operand follows."""

_EXPANDED: Final = {"call", "for entry"}
"""Where the last operand may be followed by `...`."""


Arguments: TypeAlias = list[tuple[int, ...]]
"""Start and end of a run of simple arguments, or of an argument's name and its value, in the order of the file."""

Outline: TypeAlias = tuple[Arguments, list[tuple[int, int, int, Arguments, list[Any]]]]
"""What a body holds, in plain data that `marshal` knows: its arguments, and its blocks: where each begins, where its
header ends and where it ends itself, then what its body holds in turn."""


MAX_KEPT: Final = 500
"""Files whose outlines are kept: deployments are copied from each other, and many of their files stay as they were."""

MAX_LENGTH: Final = 20_000
"""Bytes; longer ones are rarely repeated."""


def outline(data: bytes) -> Outline | None:
    """Where everything stands in a file; None where it is not plain."""
    return _kept(data) if len(data) <= MAX_LENGTH else _outline(data)


def _outline(data: bytes) -> Outline | None:
    walk = _Walk(data)
    step: _Step | None = walk.body
    try:
        while step is not None:
            step = step()
    except _NotPlain:
        return None
    return walk.bodies[0][2:]


_kept = lru_cache(MAX_KEPT)(_outline)


def body(source: SourceFile, found: Outline) -> Body:
    """What stands in the file at the places of an outline; read where it is looked at."""
    return Body(partial(_contents, source, found))


class _NotPlain(Exception):
    """Raised where something is not surely sound."""


def _contents(source: SourceFile, found: Outline) -> Contents:
    """The arguments and blocks of a body; an argument that is repeated counts once."""
    data, path = source.data, source.path
    arguments: dict[str, Attribute] = {}
    for start, name_end, value, end in _places(data, found[0]):
        name = data[start:name_end].decode()
        if name not in arguments:
            arguments[name] = Attribute(name, Span(path, start, end), data, value)
    return arguments, tuple(_block(source, *place) for place in found[1])


def _places(data: bytes, arguments: Arguments) -> list[tuple[int, ...]]:
    """Where each argument's name and value begin and end."""
    places: list[tuple[int, ...]] = []
    for place in arguments:
        if len(place) == 2:
            places += [simple.regs[1] + simple.regs[2] for simple in _PATTERNS.argument.finditer(data, *place)]
        else:
            places.append(place)
    return places


def _block(source: SourceFile, start: int, header_end: int, end: int, arguments: Arguments, blocks: list[Any]) -> Block:
    kind, labels = _words(source.data[start:header_end])
    header, span = Span(source.path, start, header_end), Span(source.path, start, end)
    return Block(kind, labels, body(source, (arguments, blocks)), header, span)


@lru_cache(maxsize=10_000)
def _words(header: bytes) -> tuple[str, tuple[str, ...]]:
    """The type and the labels in a block header; one like it stands before most blocks."""
    kind, *labels = (found[0].decode().strip('"') for found in _PATTERNS.word.finditer(header))
    return kind, tuple(labels)


class _Walk:
    """A walk through one file; each step is named after what it expects, and answers which is the next."""

    __slots__ = ("argument", "at", "bodies", "data", "end", "open", "patterns")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.end = len(data)
        self.patterns = _PATTERNS
        self.open = ["block"]
        """What is open, innermost last; the file itself is never closed."""
        self.bodies: list[tuple[int, int, Arguments, list[Any]]] = [(0, 0, [], [])]
        """The bodies that are open: where the header begins and ends, arguments, blocks."""
        self.argument = (0, 0, 0)
        """The argument that is being walked: where its name begins and ends, and where its value begins."""

    def match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        """What comes next, which must match `pattern`."""
        found = pattern.match(self.data, self.at, self.end)
        if found is None:
            raise _NotPlain
        self.at = found.end()
        return found

    def push(self, what: str) -> None:
        """`what` is open from here on."""
        self.open.append(what)
        if len(self.open) > MAX_DEPTH:
            raise _NotPlain

    def body(self) -> _Step | None:
        """Simple arguments, and the first thing after them that is none."""
        found = self.match(self.patterns.body)
        simple = found.span("simple")
        if simple[0] < simple[1]:
            self.bodies[-1][2].append(simple)
        kind = found.lastgroup
        if kind == "name":
            self.argument = (*found.span("name"), self.at)
            return self.value
        if kind == "close":
            return self.close_block()
        if kind == "end":
            if len(self.open) > 1:
                raise _NotPlain
            return None
        return self.opened_block(found)

    def opened_block(self, found: re.Match[bytes]) -> _Step:
        """A block's header and opening brace."""
        self.push("inline block" if found.lastgroup == "inline" else "block")
        self.bodies.append((*found.span("block"), [], []))
        return self.close_block() if found.lastgroup == "empty" else self.body

    def close_block(self) -> _Step:
        """A block's closing brace, just passed."""
        if len(self.open) == 1:
            raise _NotPlain
        self.open.pop()
        start, header_end, arguments, blocks = self.bodies.pop()
        self.bodies[-1][3].append((start, header_end, self.at, arguments, blocks))
        return self.body

    def end_argument(self, end: int) -> None:
        """The argument that is being walked ends where the last byte before `end` that is no blank does."""
        value = self.argument[2]
        length = len(self.data[value:end].rstrip(b" \t"))
        self.bodies[-1][2].append((*self.argument, value + length))

    def value(self) -> _Step:
        """An operand."""
        kind = self.match(self.patterns.value).lastgroup
        if kind == "close":
            raise _NotPlain
        if kind == "heredoc":
            self.match(self.patterns.heredoc)
        if kind in {None, "flat", "heredoc"}:
            return self.after
        return self.opened(kind)

    def element(self) -> _Step:
        """An operand, or the end of a list that may be empty or end with a comma."""
        found = self.patterns.value.match(self.data, self.at, self.end)
        if found is None or found.lastgroup != "close":
            return self.value()
        self.at = found.end()
        return self.closed(found["close"])

    def opened(self, kind: str | None) -> _Step:
        """What stands first in something that was just opened."""
        if kind in {"tuple", "object"}:
            loop = self.match(self.patterns.loop).lastgroup is None
            self.push(f"for {kind}" if loop else kind)
            return self.value if loop else self.element if kind == "tuple" else self.key
        self.push(str(kind))
        return self.element if kind == "call" else self.value

    def text(self) -> _Step:
        """The rest of a quoted template, up to the next interpolation."""
        if self.match(self.patterns.text).lastgroup == "quote":
            return self.after
        self.push("template")
        return self.value

    def key(self) -> _Step:
        """A key of an object, or its end."""
        kind = self.match(self.patterns.key).lastgroup
        if kind == "close":
            return self.closed(b"}")
        if kind == "other":
            self.push("key")
        return self.value

    def after(self) -> _Step:
        """What follows an operand."""
        in_line = self.open[-1] in _IN_LINE
        found = self.match(self.patterns.after_in_line if in_line else self.patterns.after)
        kind = found.lastgroup
        if kind == "operator":
            return self.value
        if kind == "index":
            return self.opened(kind)
        if kind == "comma":
            return self.next_item()
        if kind == "newline":
            return self.end_of_line()
        return self.closed(found["close"]) if kind == "close" else self.turned(found["mark"])

    def next_item(self) -> _Step:
        """What follows a comma."""
        if self.open[-1] not in {"tuple", "call", "object"}:
            raise _NotPlain
        return self.key if self.open[-1] == "object" else self.element

    def end_of_line(self) -> _Step:
        """What follows an argument or an entry that ends with its line."""
        if self.open[-1] == "object":
            return self.key
        if self.open[-1] != "block":
            raise _NotPlain
        self.end_argument(self.at)
        return self.body

    def closed(self, bracket: bytes) -> _Step:
        """What follows a closing bracket, which must belong to what is open."""
        if _CLOSED_BY.get(self.open[-1]) != bracket:
            raise _NotPlain
        if self.open[-1] == "inline block":
            self.end_argument(self.at - 1)
            return self.close_block()
        return self.text if self.open.pop() == "template" else self.after

    def turned(self, mark: bytes) -> _Step:
        """What follows a mark: of a condition, of a `for` expression, after a key or a last argument."""
        what = self.open[-1]
        if mark == b"?" and what != "key":
            self.push("condition in line" if what in _IN_LINE else "condition")
        elif (what, mark) in _ENDED_BY:
            self.open.pop()
        elif (what, mark) in _TURNS:
            self.open[-1] = _TURNS[what, mark]
        elif mark == b"..." and what in _EXPANDED:
            return self.after
        else:
            raise _NotPlain
        return self.value
