"""Reads the text of an HCL expression or template into expression nodes.

tree-sitter finds where attributes, blocks and errors are (`syntax`); the text of one expression is read
here, on demand, because templates also come from JSON strings and from `templatefile`, and because
the generated tree drops whitespace and digits that HCL gives a meaning. The grammar is
https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md, newline rules included: newlines separate
the entries of an object and end an attribute, and are spaces inside `()`, `[]` and `${}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from idlint.fuel import MAX_DEPTH
from idlint.languages.terraform import nodes
from idlint.languages.terraform.bigfloat import parse_number
from idlint.languages.terraform.nodes import Expression, Range
from idlint.languages.terraform.pieces import (
    Fault,
    Piece,
    assemble,
    indent_free,
    normalized,
    unescape,
)
from idlint.values import Step

_INLINE = re.compile(rb"(?:[ \t\r]+|#[^\n]*|//[^\n]*|/\*[\s\S]*?\*/)*")
_SPACE = re.compile(rb"(?:[ \t\r\n]+|#[^\n]*|//[^\n]*|/\*[\s\S]*?\*/)*")
_SPACE_STARTS = b" \t\r\n#/"
_WORD = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff-]*(?:::[A-Za-z_\x80-\xff][\w\x80-\xff-]*)*")
_NAME = re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff-]*")
_FOR = re.compile(rb"for(?![\w\x80-\xff-])")

# Texts and not compiled patterns: a small run meets few of these, and `re` keeps what it has compiled.
_OPERATOR = rb"\|\||&&|==|!=|<=|>=|[<>+*/%?-]"
_PLAIN_STRING = rb'"([^"\\$%\n]*)"'
_NUMBER = rb"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_DIGITS = rb"[0-9]+"
_FRACTION = rb"\.[0-9]"
_HEREDOC = rb"<<(-?)([A-Za-z_\x80-\xff][\w\x80-\xff-]*)[ \t]*\r?\n"
_QUOTED_TEXT = rb'(?:[^"\\$%\n]|\\[^\n]|\$\$\{|%%\{|[$%](?!\{))+'
_BARE_TEXT = rb"(?:[^$%]|\$\$\{|%%\{|[$%](?!\{))+"
_DIRECTIVE = rb"(if|else|endif|for|endfor)(?![\w\x80-\xff-])"

_PRECEDENCE: Final = {
    b"?": 0, b"||": 1, b"&&": 2, b"==": 3, b"!=": 3, b"<": 4, b">": 4, b"<=": 4, b">=": 4,
    b"+": 5, b"-": 5, b"*": 6, b"/": 6, b"%": 6,
}  # fmt: skip
_MAX_INDEX_DIGITS: Final = 18
_SIMPLE: Final = re.compile(rb'"([^"\\$%\n]*)"|([A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*)|([0-9]{1,18})')
_SIMPLE_OPERAND: Final = re.compile(
    rb"(?:" + _SIMPLE.pattern + rb")(?![\w\x80-\xff-]|::|[ \t]*(?:#|/[/*])|[ \t\r\n]*[.\[(])"
)
"""A simple expression with nothing after it that could belong to it: no step, no call, no comment before one."""
_PATH: Final = rb"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*"
_PART: Final = re.compile(rb'([^"\\$%\n]+)|\$\{[ \t]*(' + _PATH + rb")[ \t]*\}")
_PARTS: Final = re.compile(rb'"(?:[^"\\$%\n]|\$\{[ \t]*' + _PATH + rb'[ \t]*\})*"')
"""A string of plain text and interpolated names: what most templates are."""
_ENTRY: Final = re.compile(
    rb'[ \t\r\n]*(?:([A-Za-z_][A-Za-z0-9_-]*)|"([^"\\$%\n]*)")[ \t]*[=:][ \t]*(?P<value>'
    + _SIMPLE.pattern
    + rb")[ \t\r]*(?:[\n,]|(?=}))"
)
"""What most entries of objects are: a name or a plain string, and a simple expression."""
_NESTED: Final = 3
"""The depth that the longer way to an entry or a template takes at most."""
_OPERATOR_STARTS: Final = b"|&=!<>+*/%?-"
_COMMA: Final = ord(",")
_STEP_STARTS: Final = _SPACE_STARTS + b".["
_CONSTANTS: Final = {b"true": True, b"false": False, b"null": None}


class TooDeep(Exception):
    """Raised where brackets nest deeper than `MAX_DEPTH`."""


def parse_expression(data: bytes, start: int, end: int) -> Expression:
    """The expression in `data[start:end]`, an attribute's right-hand side; `Broken` where it is none."""
    simple = _SIMPLE.fullmatch(data, start, end)
    if simple:
        return _simple(simple.span(), *simple.groups())
    if _PARTS.fullmatch(data, start, end):
        return _of_parts(data, start, end)
    return _guarded(data, start, end, lambda reader: reader.attribute())


def _simple(span: Range, string: bytes | None, path: bytes | None, number: bytes | None) -> Expression:
    """What most attributes are: a plain string, a name with attributes, a whole number."""
    if string is not None:
        return nodes.Literal(span, normalized(string.decode("utf-8", "replace")))
    if path is None:
        return nodes.Literal(span, int(number or b"0"))
    if path in _CONSTANTS:
        return nodes.Literal(span, _CONSTANTS[path])
    root, *steps = path.decode().split(".")
    return nodes.Traversal(span, root, tuple(steps))


def _of_parts(data: bytes, start: int, end: int) -> Expression:
    """The template of plain text and interpolated names in `data[start:end]`, quotation marks included."""
    parts: list[Expression] = []
    for found in _PART.finditer(data, start + 1, end - 1):
        text, path = found.groups()
        at = found.start()
        parts.append(
            _simple(found.span(2), None, path, None)
            if text is None
            else nodes.Literal((at, at), normalized(text.decode("utf-8", "replace")))
        )
    if len(parts) == 1:
        return nodes.Wrapped((start, end), parts[0])
    return nodes.Template((start, end), tuple(parts))


def _entry(found: re.Match[bytes]) -> tuple[Expression, Expression]:
    """The key and the value of a plain entry of an object."""
    name, string, _, *value = found.groups()
    start, end = found.span(1) if string is None else (found.start(2) - 1, found.end(2) + 1)
    text = name if string is None else string
    key = nodes.Literal((start, end), normalized(text.decode("utf-8", "replace")))
    return key, _simple(found.span("value"), *value)


def parse_template(data: bytes, start: int = 0, end: int | None = None) -> Expression:
    """The template in `data[start:end]`, without quotes or escapes: a JSON string or a template file."""
    return _guarded(data, start, len(data) if end is None else end, lambda reader: reader.whole_template())


def whole_value(data: bytes, start: int, end: int) -> int:
    """Where the expression that begins at `start` ends; `Fault` where there is none."""
    reader = _Reader(data, start, end)
    try:
        reader.expression()
    except TooDeep:
        raise Fault(start, "expected an expression that is nested less deeply") from None
    return reader.pos


def skip_space(data: bytes, at: int, end: int, *, inline: bool = False) -> int:
    """Where the first token at or after `at` begins; `inline`: or the line ends."""
    found = (_INLINE if inline else _SPACE).match(data, at, end)
    return found.end() if found else at


def _guarded(data: bytes, start: int, end: int, read: Callable[[_Reader], Expression]) -> Expression:
    try:
        return read(_Reader(data, start, end))
    except Fault as fault:
        return nodes.Broken((fault.at, min(fault.at + 1, end)), "syntax error", fault.message)
    except TooDeep:
        return nodes.Broken((start, end), "budget", "")


class _Reader:
    """A recursive-descent reader over one byte range; `space` is what counts as space just now.

    `depth` counts nested expressions, and once more what takes further Python frames to read.
    """

    __slots__ = ("data", "depth", "end", "pos", "space")

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self.data = data
        self.pos = start
        self.end = end
        self.space = _INLINE
        self.depth = 0

    def attribute(self) -> Expression:
        """The whole range as one expression."""
        result = self.expression()
        self.skip()
        if self.pos < self.end:
            raise self.fault("the end of the attribute")
        return result

    def whole_template(self) -> Expression:
        """The whole range as a template."""
        start = self.pos
        pieces = self.pieces(re.compile(_BARE_TEXT), self.end, escapes=False)
        return assemble((start, self.end), pieces, wrap=True)

    def skip(self) -> int:
        """Step over space and comments; the new position."""
        at = self.pos
        if at < self.end and self.data[at] not in _SPACE_STARTS:
            return at
        found = self.space.match(self.data, at, self.end)
        if found is not None:
            self.pos = found.end()
        return self.pos

    def at(self, text: bytes) -> bool:
        """Whether `text` comes next, after space."""
        return self.data.startswith(text, self.skip()) and self.pos + len(text) <= self.end

    def take(self, text: bytes) -> bool:
        """Step over `text` if it comes next."""
        after = self.skip() + len(text)
        if after > self.end or not self.data.startswith(text, self.pos):
            return False
        self.pos = after
        return True

    def expect(self, text: bytes) -> None:
        """Step over `text`, which must come next."""
        if not self.take(text):
            raise self.fault(f"`{text.decode()}`")

    def fault(self, expected: str) -> Fault:
        """The error that something else than `expected` stands here."""
        found = self.data[self.pos : min(self.pos + 20, self.end)].split(b"\n")[0].decode("utf-8", "replace")
        return Fault(self.pos, f"expected {expected}, found {f'`{found}`' if found else 'the end of the line'}")

    def name(self) -> str:
        """An identifier, which must come next."""
        found = _NAME.match(self.data, self.skip(), self.end)
        if not found:
            raise self.fault("a name")
        self.pos = found.end()
        return found[0].decode("utf-8", "replace")

    def expression(self, floor: int = 0) -> Expression:
        """An expression of operators that bind at least as tightly as `floor`."""
        self.depth += 1
        entered = self.depth
        left = self.operand()
        while True:
            at = self.skip()
            if at >= self.end or self.data[at] not in _OPERATOR_STARTS:
                self.depth = entered - 1
                return left
            found = re.compile(_OPERATOR).match(self.data, at, self.end)
            precedence = _PRECEDENCE[found[0]] if found else -1
            if found is None or precedence < floor:
                self.depth = entered - 1
                return left
            self.pos = found.end()
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise TooDeep
            if precedence == 0:
                left = self.conditional(left)
            else:
                right = self.expression(precedence + 1)
                left = nodes.Binary((left.span[0], right.span[1]), found[0].decode(), left, right)

    def conditional(self, condition: Expression) -> Expression:
        """The two branches after `?`."""
        then = self.expression()
        self.expect(b":")
        otherwise = self.expression()
        return nodes.Conditional((condition.span[0], otherwise.span[1]), condition, then, otherwise)

    def operand(self) -> Expression:
        """A term with the signs before it and the steps after it."""
        if self.depth > MAX_DEPTH:
            raise TooDeep
        simple = _SIMPLE_OPERAND.match(self.data, self.skip(), self.end)
        if simple:
            self.pos = simple.end()
            return _simple(simple.span(), *simple.groups())
        signs: list[tuple[int, str]] = []
        while (start := self.skip()) < self.end and self.data[start] in b"!-":
            signs.append((start, chr(self.data[start])))
            self.pos += 1
        if start >= self.end:
            raise self.fault("an expression")
        if len(signs) + self.depth > MAX_DEPTH:
            raise TooDeep
        read = _TERMS.get(self.data[start])
        term = read(self, start) if read else self.word(start)
        result = self.steps(term)
        for at, sign in reversed(signs):
            result = nodes.Unary((at, result.span[1]), sign, result)
        return result

    def word(self, start: int) -> Expression:
        """A constant, a function call or a name."""
        found = _WORD.match(self.data, start, self.end)
        if not found:
            raise self.fault("an expression")
        self.pos = found.end()
        if self.take(b"("):
            return self.call(start, found[0].decode("utf-8", "replace"))
        self.pos = found.end()
        if found[0] in _CONSTANTS:
            return nodes.Literal((start, self.pos), _CONSTANTS[found[0]])
        return nodes.Traversal((start, self.pos), found[0].decode("utf-8", "replace"), ())

    def call(self, start: int, name: str) -> Expression:
        """The arguments after `(`."""
        outer, self.space = self.space, _SPACE
        self.depth += 1
        arguments = self.plain_items()
        expand = False
        while not self.at(b")"):
            arguments.append(self.expression())
            expand = self.take(b"...")
            if expand or not self.take(b","):
                break
        self.expect(b")")
        self.space = outer
        self.depth -= 1
        return nodes.Call((start, self.pos), name, tuple(arguments), expand)

    def number(self, start: int) -> Expression:
        """A number literal."""
        found = re.compile(_NUMBER).match(self.data, start, self.end)
        if not found:
            raise self.fault("a number")
        self.pos = found.end()
        try:
            value = parse_number(found[0].decode())
        except ArithmeticError:
            raise Fault(start, "expected a number of reasonable size") from None
        return nodes.Literal((start, self.pos), value)

    def parentheses(self, start: int) -> Expression:
        """`(x)`."""
        outer, self.space = self.space, _SPACE
        self.pos += 1
        inner = self.expression()
        self.expect(b")")
        self.space = outer
        return nodes.Wrapped((start, self.pos), inner)

    def steps(self, term: Expression) -> Expression:
        """The attribute, index and splat steps after `term`, if any."""
        if self.pos >= self.end or self.data[self.pos] not in _STEP_STARTS:
            return term
        steps: list[Step | Expression] = []
        while True:
            end = self.pos
            following = self.data[self.skip() : self.pos + 3] if self.pos < self.end else b""
            if following[:1] not in {b".", b"["} or following == b"...":
                self.pos = end
                return _stepped(term, steps, end)
            if following == b"[*]":
                return self.full_splat(_stepped(term, steps, end))
            if following[:1] == b"[":
                steps.append(self.index())
                continue
            self.pos += 1
            if self.take(b"*"):
                term, steps = self.attribute_splat(_stepped(term, steps, end)), []
            else:
                steps.append(self.member())

    def member(self) -> Step:
        """The name or the legacy index after a dot."""
        found = re.compile(_DIGITS).match(self.data, self.skip(), self.end)
        if not found:
            return self.name()
        if re.compile(_FRACTION).match(self.data, found.end(), self.end) or len(found[0]) > _MAX_INDEX_DIGITS:
            raise self.fault("an index in brackets")
        self.pos = found.end()
        return int(found[0])

    def index(self) -> Step | Expression:
        """`[key]`: a literal step, or the expression of the key."""
        outer, self.space = self.space, _SPACE
        self.pos += 1
        key = self.expression()
        self.expect(b"]")
        self.space = outer
        if isinstance(key, nodes.Literal) and isinstance(key.value, (str, int)) and not isinstance(key.value, bool):
            return key.value
        return key

    def full_splat(self, source: Expression) -> Expression:
        """`[*]`: every further step is applied to each element."""
        at = self.pos
        self.pos += 3
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooDeep
        each = self.steps(nodes.Traversal((at, self.pos), nodes.ITEM, ()))
        self.depth -= 1
        return nodes.Splat((source.span[0], self.pos), source, each)

    def attribute_splat(self, source: Expression) -> Expression:
        """`.*`: only the attribute steps that follow are applied to each element."""
        at = self.pos
        steps: list[Step | Expression] = []
        end = self.pos
        while self.at(b".") and not self.at(b"..."):
            self.pos += 1
            steps.append(self.member())
            end = self.pos
        self.pos = end
        each = nodes.Traversal((at, end), nodes.ITEM, tuple(steps))
        return nodes.Splat((source.span[0], end), source, each)

    def brackets(self, start: int) -> Expression:
        """`[a, b]` or `[for …]`."""
        outer, self.space = self.space, _SPACE
        self.pos += 1
        if _FOR.match(self.data, self.skip(), self.end):
            return self.comprehension(start, b"]", outer)
        items = self.plain_items()
        while not self.at(b"]"):
            items.append(self.expression())
            if not self.take(b","):
                break
        self.expect(b"]")
        self.space = outer
        return nodes.Tuple((start, self.pos), tuple(items))

    def plain_items(self) -> list[Expression]:
        """The simple ones among the items of a list that have a comma after them, up to the first that is none."""
        items: list[Expression] = []
        while found := _SIMPLE_OPERAND.match(self.data, self.skip(), self.end):
            after = found.end()
            if self.depth >= MAX_DEPTH - _NESTED or after >= self.end or self.data[after] != _COMMA:
                break
            self.pos = after + 1
            items.append(_simple(found.span(), *found.groups()))
        return items

    def plain_entries(self) -> list[tuple[Expression, Expression]]:
        """The simple ones among the entries of an object, up to the first that is none."""
        entries: list[tuple[Expression, Expression]] = []
        while found := _ENTRY.match(self.data, self.pos, self.end) if self.depth < MAX_DEPTH - _NESTED else None:
            self.pos = found.end()
            entries.append(_entry(found))
        return entries

    def braces(self, start: int) -> Expression:
        """`{ a = b }` or `{for …}`."""
        outer, self.space = self.space, _SPACE
        self.pos += 1
        if _FOR.match(self.data, self.skip(), self.end):
            return self.comprehension(start, b"}", outer)
        entries = self.plain_entries()
        while not self.take(b"}"):
            self.space = _INLINE
            entries.append(self.entry())
            more = self.take(b",")
            more = self.at(b"\n") or more
            self.space = _SPACE
            if not more and not self.at(b"}"):
                raise self.fault("`,`, a new line or `}`")
            entries += self.plain_entries()
        self.space = outer
        return nodes.Object((start, self.pos), tuple(entries))

    def entry(self) -> tuple[Expression, Expression]:
        """One `key = value` of an object."""
        self.depth += 1
        key = self.expression(1)
        if isinstance(key, nodes.Traversal) and not key.steps:
            key = nodes.Literal(key.span, key.root)
        elif isinstance(key, nodes.Literal) and (key.value is None or isinstance(key.value, bool)):
            key = nodes.Literal(key.span, self.data[key.span[0] : key.span[1]].decode())
        if not self.take(b"=") and not self.take(b":"):
            raise self.fault("`=` or `:` after the key")
        value = self.expression()
        self.depth -= 1
        return key, value

    def comprehension(self, start: int, close: bytes, outer: re.Pattern[bytes]) -> Expression:
        """The rest of a `for` expression after its bracket; `outer` is restored at the end."""
        key, value, collection = self.for_intro()
        self.expect(b":")
        result_key = None
        result = self.expression()
        if close == b"}":
            self.expect(b"=>")
            result_key, result = result, self.expression()
        group = close == b"}" and self.take(b"...")
        condition = self.expression() if self.keyword(b"if") else None
        self.expect(close)
        self.space = outer
        span = (start, self.pos)
        return nodes.For(span, key, value, collection, result_key, result, condition, group)

    def for_intro(self) -> tuple[str, str, Expression]:
        """`for key, value in collection`, also of a template directive."""
        self.pos += len(b"for")
        key, value = "", self.name()
        if self.take(b","):
            key, value = value, self.name()
        if not self.keyword(b"in"):
            raise self.fault("`in`")
        self.depth += 1
        collection = self.expression()
        self.depth -= 1
        return key, value, collection

    def keyword(self, word: bytes) -> bool:
        """Step over the name `word` if it comes next."""
        found = _NAME.match(self.data, self.skip(), self.end)
        if found and found[0] == word:
            self.pos = found.end()
            return True
        return False

    def quoted(self, start: int) -> Expression:
        """A template between quotation marks."""
        plain = re.compile(_PLAIN_STRING).match(self.data, start, self.end)
        if plain:
            self.pos = plain.end()
            return nodes.Literal((start, self.pos), normalized(plain[1].decode("utf-8", "replace")))
        parts = _PARTS.match(self.data, start, self.end)
        if parts and self.depth < MAX_DEPTH - _NESTED:
            self.pos = parts.end()
            return _of_parts(self.data, start, self.pos)
        self.pos += 1
        pieces = self.pieces(re.compile(_QUOTED_TEXT), self.end, escapes=True)
        if not self.data.startswith(b'"', self.pos) or self.pos >= self.end:
            raise self.fault('`"` at the end of the string')
        self.pos += 1
        return assemble((start, self.pos), pieces, wrap=True)

    def heredoc(self, start: int) -> Expression:
        """`<<WORD` or `<<-WORD` up to the line that holds only the word."""
        intro = re.compile(_HEREDOC).match(self.data, start, self.end)
        if not intro:
            raise self.fault("an expression")
        closing = re.compile(rb"^[ \t]*" + re.escape(intro[2]) + rb"(?=[ \t]*\r?(?:\n|$))", re.MULTILINE)
        found = closing.search(self.data, intro.end(), self.end)
        if not found:
            raise self.fault(f"a line `{intro[2].decode('utf-8', 'replace')}` that ends the heredoc")
        self.pos = intro.end()
        pieces = self.pieces(re.compile(_BARE_TEXT), found.start(), escapes=False)
        self.pos = found.end()
        return assemble((start, self.pos), indent_free(pieces) if intro[1] else pieces, wrap=False)

    def pieces(self, text: re.Pattern[bytes], end: int, *, escapes: bool) -> list[Piece]:
        """The pieces of a template up to a quotation mark (where `text` stops at one) or `end`."""
        outer, outer_end, self.end = self.space, self.end, end
        self.space = _SPACE
        self.depth += 1
        result: list[Piece] = []
        while self.pos < end:
            found = text.match(self.data, self.pos, end)
            if found:
                at = found.start()
                result.append(Piece((at, at), "text", text=unescape(found[0], at, quoted=escapes)))
                self.pos = found.end()
            elif self.data.startswith((b"${", b"%{"), self.pos):
                result.append(self.interpolation())
            else:
                break
        self.depth -= 1
        self.space, self.end = outer, outer_end
        return result

    def interpolation(self) -> Piece:
        """`${ x }` or `%{ directive }` with its strip markers."""
        start = self.pos
        directive = self.data[start] == ord("%")
        self.pos += 2
        left = self.data.startswith(b"~", self.pos)
        self.pos += left
        piece = self.directive() if directive else Piece((0, 0), "value", self.expression())
        right = self.take(b"~")
        self.expect(b"}")
        return piece._replace(span=(start, self.pos), left=left, right=right)

    def directive(self) -> Piece:
        """The inside of `%{ … }`."""
        found = re.compile(_DIRECTIVE).match(self.data, self.skip(), self.end)
        if not found:
            raise self.fault("`if`, `else`, `endif`, `for` or `endfor`")
        if found[0] == b"for":
            key, value, collection = self.for_intro()
            return Piece((0, 0), "for", collection, (key, value))
        self.pos = found.end()
        if found[0] == b"if":
            return Piece((0, 0), "if", self.expression())
        return Piece((0, 0), found[0].decode())


def _stepped(term: Expression, steps: list[Step | Expression], end: int) -> Expression:
    if not steps:
        return term
    span = (term.span[0], end)
    if isinstance(term, nodes.Traversal):
        return nodes.Traversal(span, term.root, (*term.steps, *steps))
    return nodes.Access(span, term, tuple(steps))


_TERMS: Final[dict[int, Callable[[_Reader, int], Expression]]] = {
    ord('"'): _Reader.quoted,
    ord("<"): _Reader.heredoc,
    ord("("): _Reader.parentheses,
    ord("["): _Reader.brackets,
    ord("{"): _Reader.braces,
    **dict.fromkeys(b"0123456789", _Reader.number),
}
