"""YAML 1.2 text to small nodes with byte spans, for pipelines of every dialect and for manifests of Kubernetes.

Nodes are built from libyaml's events with an explicit stack, rather than by PyYAML's composer: that one recurses
without a bound, and resolves scalars as YAML 1.1 has them, where `on` is true
(https://yaml.org/spec/1.2.2/#103-core-schema is what GitHub, GitLab and Azure read).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from operator import index
from typing import Any, Final, TypeAlias

from idlint.directives import MARK, Directive, parse_comment
from idlint.document import Problem
from idlint.records import NamedTuple
from idlint.source import BYTE_ORDER_MARK, SourceFile, Span
from idlint.values import Value

MAX_DEPTH: Final = 100
"""How deep collections nest, aliases followed; GitHub and GitLab refuse deeper ones too."""

MAX_EXPANDED: Final = 500_000
"""How many nodes aliases and merge keys may stand for; ten lines of doubled lists are more than memory holds."""

_LONGEST_NUMBER: Final = 100
_TAG: Final = "tag:yaml.org,2002:"
_WORDS: Final[dict[str, Value]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class ScalarNode:
    """A text; `value` is what the core schema makes of it."""

    __slots__ = ("plain", "span", "tag", "text")
    weight = 1
    height = 0

    def __init__(self, span: Span, text: str, plain: bool, tag: str) -> None:
        self.span = span
        """The bytes of the scalar, quotes included; of a block scalar, from its `|` to its last line."""
        self.text = text
        """The text, unescaped and unfolded."""
        self.plain = plain
        """Whether it is written without quotes and not as a block."""
        self.tag = tag
        """An explicit tag, `!reference`; empty where there is none."""

    @property
    def path(self) -> str:
        """The file."""
        return self.span.path

    @property
    def start(self) -> int:
        """Its first byte."""
        return self.span.start

    @property
    def end(self) -> int:
        """The byte behind it."""
        return self.span.end

    @property
    def value(self) -> Value:
        """Null, a boolean, a number or the text; a quoted scalar is its text."""
        if not self.plain:
            return self.text
        if self.tag:
            return self.text if self.tag != f"{_TAG}null" else None
        return resolved(self.text)


class SequenceNode:
    """A list of nodes; an alias is the very node that it names."""

    __slots__ = ("end", "height", "items", "path", "start", "tag", "weight")

    def __init__(self, path: str, start: int, tag: str) -> None:
        self.path = path
        self.start = start
        self.end = start
        self.items: list[Node] = []
        self.tag = tag
        self.weight = 1
        self.height = 0

    @property
    def span(self) -> Span:
        """From the first item's dash, or the bracket, to the end of the last item."""
        return Span(self.path, self.start, self.end)


class MappingNode:
    """Names and nodes, merge keys applied: what a merge brings stands after what is written."""

    __slots__ = ("by_name", "end", "height", "pairs", "path", "start", "tag", "weight")

    def __init__(self, path: str, start: int, tag: str) -> None:
        self.path = path
        self.start = start
        self.end = start
        self.pairs: list[tuple[ScalarNode, Node]] = []
        """Every key as written, with its value. Only keys that are template expressions (`${{ if … }}`) can occur
        twice; of other equal keys the last stays, and a problem says so."""
        self.by_name: dict[str, Node] = {}
        self.tag = tag
        self.weight = 1
        self.height = 0

    @property
    def span(self) -> Span:
        """From the first key, or the brace, to the end of the last value."""
        return Span(self.path, self.start, self.end)

    def get(self, name: str) -> Node | None:
        """The node at `name`; None where the key is not written. Names are compared as written."""
        return self.by_name.get(name)


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode


class YamlFile(NamedTuple):
    """What one file holds."""

    source: SourceFile
    documents: tuple[Node, ...]
    """The roots of its documents; none where it is not valid YAML, or empty."""
    problems: tuple[Problem, ...]
    """Why it is not valid, or duplicate keys."""
    directives: tuple[Directive, ...]
    """What its comments say to idlint; of an invalid file, those before the error."""

    @property
    def root(self) -> Node | None:
        """The first document."""
        return self.documents[0] if self.documents else None


class _Refused(Exception):
    """The file is YAML, but of a kind that is not read; the node's span comes with the reason."""

    def __init__(self, reason: str, start: int, end: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.start = start
        self.end = end


def parse(source: SourceFile) -> YamlFile:
    """The documents of `source`; whatever is wrong with it is a problem, never an exception."""
    builder = _Builder(source)
    documents = builder.build()
    directives = tuple(_directives(source, builder.texts)) if builder.texts is not None else ()
    return YamlFile(source, documents, tuple(builder.problems), directives)


def resolved(text: str) -> Value:
    """What a plain scalar stands for in the core schema of YAML 1.2: `on`, `yes` and `0b1` are texts."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > _LONGEST_NUMBER:
        return text
    found = _number().fullmatch(text)
    if found is None:
        return text
    if found[1]:
        return int(text)
    return int(text, 0) if found[2] else Decimal(text)


@cache
def _number() -> re.Pattern[str]:
    """Group 1: decimal integers; group 2: octal and hexadecimal ones; else floats."""
    return re.compile(
        r"([-+]?[0-9]+)|(0o[0-7]+|0x[0-9a-fA-F]+)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,4})?"
    )


def to_value(node: Node | None) -> Value:
    """`node` as plain data, keys as texts; nothing written is null."""
    match node:
        case ScalarNode():
            return node.value
        case SequenceNode():
            return [to_value(item) for item in node.items]
        case MappingNode():
            return {key.text: to_value(value) for key, value in node.pairs}
    return None


class _Builder:
    """Builds the nodes of one file from parser events."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.path = source.path
        self.problems: list[Problem] = []
        speaks = b"idlint:" in source.data or b"expect:" in source.data
        self.texts: list[tuple[int, int]] | None = [] if speaks else None
        """Where scalars are, for telling comments from text; only where a comment may speak to idlint."""
        self.documents: list[Node] = []
        self.anchors: dict[str, Node | None] = {}
        """None for a collection that is still open."""
        self.has_anchors = False
        self.expanded = 0
        self.stack: list[_Open] = []
        self.offset = _offsets(source.data)

    def build(self) -> tuple[Node, ...]:
        """The roots of all documents; none where the file is not valid."""
        import yaml

        try:
            self.take_all(yaml)
        except yaml.MarkedYAMLError as error:
            self.refuse(*_reason(error, self.offset))
        except yaml.YAMLError as error:
            at = self.offset(getattr(error, "position", None) or 0)  # a reader's error: no mark, but a position
            self.refuse(str(getattr(error, "reason", error)), at, at)
        except _Refused as error:
            self.refuse(error.reason, error.start, error.end)
        else:
            return tuple(self.documents)
        return ()

    def refuse(self, reason: str, start: int, end: int) -> None:
        """The one problem of a file that is not read."""
        line = self.source.line_number(start)
        span = Span(self.path, start, max(start, end))
        self.problems = [Problem(span, f"line {line} is not valid YAML: {reason}")]

    def take_all(self, yaml: Any) -> None:
        """Every event of the file."""
        data = self.source.data.removeprefix(BYTE_ORDER_MARK)
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(data)
        end = yaml.StreamEndEvent
        actions: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.AliasEvent: self.alias,
            yaml.SequenceStartEvent: self.open_sequence,
            yaml.MappingStartEvent: self.open_mapping,
            yaml.SequenceEndEvent: self.close,
            yaml.MappingEndEvent: self.close,
            yaml.DocumentStartEvent: self.open_document,
        }
        next_event = loader.get_event
        while (kind := type(event := next_event())) is not end:
            action = actions.get(kind)
            if action is not None:
                action(event)

    def open_document(self, _event: Any) -> None:
        """Anchors are known in their own document only."""
        self.anchors = {}

    def scalar(self, event: Any) -> None:
        """A scalar; the end of a block scalar is that of its last line with text."""
        offset = self.offset
        start, end = event.start_mark.index, event.end_mark.index
        start, end = offset(start), offset(end)
        style = event.style
        if style is not None and style in "|>":
            end = start + len(self.source.data[start:end].rstrip())
        node = ScalarNode(Span(self.path, start, end), event.value, event.implicit[0] and not style, _tag(event))
        if self.texts is not None:
            self.texts.append((_text_start(self.source.data, start, end, style), end))
        if event.anchor:
            self.has_anchors = True
            self.anchors[event.anchor] = node
        self.add(node)

    def add(self, node: Node) -> None:
        """Put a finished node where it belongs."""
        if self.stack:
            self.stack[-1].items.append(node)
        else:
            self.documents.append(node)

    def alias(self, event: Any) -> None:
        """The node that an alias names; what it stands for again is counted."""
        start, end = self.offset(event.start_mark.index), self.offset(event.end_mark.index)
        if event.anchor not in self.anchors:
            raise _Refused(f"`*{event.anchor}` names no anchor", start, end)
        node = self.anchors[event.anchor]
        if node is None:
            raise _Refused(f"`*{event.anchor}` stands inside of what it names", start, end)
        self.spend(node.weight, start, end)
        if len(self.stack) + node.height > MAX_DEPTH:
            raise _Refused(f"collections nest deeper than {MAX_DEPTH} levels", start, end)
        if self.stack:
            self.stack[-1].aliased = True
        self.add(node)

    def spend(self, weight: int, start: int, end: int) -> None:
        """Count nodes that are written once and stand for more."""
        self.expanded += weight
        if self.expanded > MAX_EXPANDED:
            raise _Refused(f"aliases stand for more than {MAX_EXPANDED:,} values", start, end)

    def open_sequence(self, event: Any) -> None:
        """The start of a sequence."""
        self.open(event, SequenceNode(self.path, self.offset(event.start_mark.index), _tag(event)))

    def open_mapping(self, event: Any) -> None:
        """The start of a mapping."""
        self.open(event, MappingNode(self.path, self.offset(event.start_mark.index), _tag(event)))

    def open(self, event: Any, node: SequenceNode | MappingNode) -> None:
        """The start of a collection."""
        if len(self.stack) >= MAX_DEPTH:
            raise _Refused(f"collections nest deeper than {MAX_DEPTH} levels", node.start, node.start)
        if event.anchor:
            self.has_anchors = True
            self.anchors[event.anchor] = None
        self.stack.append(_Open(node, event.anchor, bool(event.flow_style)))

    def close(self, event: Any) -> None:
        """The end of a collection."""
        opened = self.stack.pop()
        self.end(opened, event)
        if isinstance(opened.node, SequenceNode):
            opened.node.items = opened.items
            self.finish(opened, opened.items)
        else:
            self.finish(opened, self.mapped(opened.node, opened.items))

    def end(self, opened: _Open, event: Any) -> None:
        """Where a collection ends: a block does where its last part does."""
        node = opened.node
        items = opened.items
        if opened.flow or not items:
            node.end = self.offset(event.end_mark.index)
        else:
            node.end = max(items[-1].end, node.start) if not opened.aliased else self.trimmed(node.start, event)

    def trimmed(self, start: int, event: Any) -> int:
        """The end of a block whose last part may be written elsewhere: an alias has its target's span."""
        return start + len(self.source.data[start : self.offset(event.end_mark.index)].rstrip())

    def finish(self, opened: _Open, children: list[Node]) -> None:
        """Give a closed collection its measures, its name and its place."""
        node = opened.node
        if self.has_anchors and children:
            node.weight = 1 + sum([child.weight for child in children])
        if children:
            node.height = 1 + max([child.height for child in children])
        if opened.anchor:
            self.anchors[opened.anchor] = node
        self.add(node)

    def mapped(self, node: MappingNode, items: list[Node]) -> list[Node]:
        """The values of a mapping, of which the keys and values come in turn; merges applied."""
        merges: list[Node] = []
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                self.problems.append(Problem(key.span, "a key is a list or a mapping, which nobody reads"))
            elif key.text == "<<" and key.plain:
                merges.append(value)
            else:
                if key.text in node.by_name and not key.text.startswith("${{"):
                    self.duplicate(node, key)
                node.pairs.append((key, value))
                node.by_name[key.text] = value
        for value in merges:
            self.merge(node, value)
        return [value for _, value in node.pairs]

    def duplicate(self, node: MappingNode, key: ScalarNode) -> None:
        """Of two equal keys the last stays."""
        message = f"the key `{key.text[:60]}` is written twice in one mapping: only the last one counts"
        self.problems.append(Problem(key.span, message))
        node.pairs = [pair for pair in node.pairs if pair[0].text != key.text]

    def merge(self, node: MappingNode, value: Node) -> None:
        """`<<: *a` or `<<: [*a, *b]`: what is written wins, then what is merged first."""
        for source in value.items if isinstance(value, SequenceNode) else [value]:
            if not isinstance(source, MappingNode):
                self.problems.append(Problem(source.span, "`<<` merges mappings only, and this is none"))
                continue
            self.spend(len(source.pairs), source.start, source.end)
            for key, item in source.pairs:
                if key.text not in node.by_name:
                    node.by_name[key.text] = item
                    node.pairs.append((key, item))


class _Open:
    """A collection whose end has not come; `items` of a mapping are keys and values in turn."""

    __slots__ = ("aliased", "anchor", "flow", "items", "node")

    def __init__(self, node: SequenceNode | MappingNode, anchor: str | None, flow: bool) -> None:
        self.node = node
        self.anchor = anchor
        self.flow = flow
        self.items: list[Node] = []
        self.aliased = False


def _tag(event: Any) -> str:
    """An explicit tag; `!` alone only says that a scalar is a text, and is kept too."""
    return event.tag or ""


def _offsets(data: bytes) -> Callable[[int], int]:
    """From libyaml's index, code points behind a byte order mark, to a byte offset of the file."""
    skipped = len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0
    if data.isascii():
        return index  # a number is the index of itself
    text = data[skipped:].decode("utf-8")
    wide = [found.start() for found in re.finditer(r"[^\x00-\x7f]", text)]
    extra = [0]
    for at in wide:
        extra.append(extra[-1] + len(text[at].encode()) - 1)

    def offset(at: int) -> int:
        return at + extra[bisect_left(wide, at)] + skipped

    return offset


def _reason(error: Any, offset: Callable[[int], int]) -> tuple[str, int, int]:
    """What a parser's error says, in one sentence, and where."""
    mark = error.problem_mark or error.context_mark
    at = offset(mark.index) if mark is not None else 0
    reason = " ".join(part for part in (error.context, error.problem) if part)
    return reason or "it cannot be parsed", at, at


def _text_start(data: bytes, start: int, end: int, style: str | None) -> int:
    """Where a scalar's text begins: behind the header line of a block, since that can end in a comment."""
    if style is None or style not in "|>":
        return start
    line = data.find(b"\n", start, end)
    return line if line >= 0 else end


def _directives(source: SourceFile, texts: list[tuple[int, int]]) -> Iterator[Directive]:
    """What comments say to idlint; `texts` are the places of all scalars."""
    texts = sorted(texts)
    starts = [start for start, _ in texts]
    data = source.data
    done = 0
    for found in re.finditer(MARK.pattern.encode(), data):
        line = data.rfind(b"\n", 0, found.start()) + 1
        comment = _comment(data, line, found.start(), texts, starts)
        if comment is None or comment < done:
            continue
        done = data.find(b"\n", comment)
        done = len(data) if done < 0 else done
        text = data[comment:done].decode("utf-8", "replace").rstrip()
        span = Span(source.path, comment, comment + len(text.encode()))
        before = data[line:comment].removeprefix(BYTE_ORDER_MARK)
        yield from parse_comment(text, span, own_line=not before.strip())


def _comment(data: bytes, line: int, before: int, texts: list[tuple[int, int]], starts: list[int]) -> int | None:
    """Where the comment begins on the line that starts at `line` and holds `before`; None where it is text."""
    at = data.find(b"#", line, before)
    while at >= 0:
        number = bisect_right(starts, at) - 1
        inside = number >= 0 and at < texts[number][1]
        if not inside and (at == line or data[at - 1 : at] in b" \t\r\xbf"):
            return at
        at = data.find(b"#", at + 1, before)
    return None
