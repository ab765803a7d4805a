"""Reads `.tf.json` and `.tfvars.json` files into the same bodies as `syntax` does.

The rules are those of https://developer.hashicorp.com/terraform/language/syntax/json. JSON does not tell an attribute
that is a map from a nested block; a schema would. Here an object, or a list of objects, inside a
resource is a block unless its name is that of a map, such as `tags`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from idlint.directives import MARK, Directive, parse_comment
from idlint.document import Problem
from idlint.fuel import MAX_DEPTH
from idlint.languages.terraform import nodes
from idlint.languages.terraform.bigfloat import parse_number
from idlint.languages.terraform.bodies import Attribute, Block, Body, Contents, Syntax
from idlint.languages.terraform.grammar import parse_expression, parse_template
from idlint.languages.terraform.nodes import Expression
from idlint.source import SourceFile, Span
from idlint.values import Value

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_LABELS: Final = {
    "resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1, "check": 1,
    "locals": 0, "terraform": 0, "moved": 0, "removed": 0, "import": 0,
    "backend": 1, "dynamic": 1, "provisioner": 1, "provider_meta": 1,
}  # fmt: skip
"""The block types that are blocks whatever is in them, and how many labels they have."""

_ATTRIBUTES_ONLY: Final = frozenset({"locals", "module", "required_providers"})
"""Blocks without nested blocks."""

_ALWAYS_BLOCKS: Final = frozenset({
    "required_providers", "cloud", "workspaces", "lifecycle", "connection", "timeouts", "validation", "precondition",
    "postcondition", "assert", "content",
})  # fmt: skip

_MAP_NAMES: Final = (
    "tags", "labels", "annotations", "settings", "metadata", "variables", "parameters", "triggers", "headers", "inputs",
    "data", "attributes", "body", "input", "default", "value", "values", "options", "selector", "match_labels",
    "providers", "for_each", "properties", "outputs", "query", "vars",
)  # fmt: skip
"""How the names of map attributes end."""

_NAMES: Final = frozenset({"depends_on", "ignore_changes", "provider", "providers", "replace_triggered_by"})
"""Arguments whose strings are names, not text."""

_NAMES_INSIDE: Final = {"variable": {"type"}, "moved": {"from", "to"}, "import": {"to"}, "removed": {"from"}}
"""Further ones, by block type."""


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_json

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_json.language()))


def parse_json(source: SourceFile) -> Syntax:
    """The structure of a JSON file of Terraform's; a file that is not one JSON object gives a problem."""
    root = _parser().parse(source.data).root_node
    top = next((child for child in root.named_children if child.type != "comment"), None)
    if top is None or top.type != "object" or root.has_error:
        return Syntax(Body(lambda: ({}, ())), (_problem(source, root),), ())
    reader = _Reader(source, literal=source.path.endswith(".tfvars.json"))
    read = reader.variables if reader.literal else reader.top
    directives = tuple(_directives(source, root)) if MARK.search(source.text) else ()
    return Syntax(Body(partial(read, top)), (), directives)


def _problem(source: SourceFile, root: Node) -> Problem:
    """Where the file stops being one JSON object."""
    bad = root
    while (inner := next((child for child in bad.children if child.has_error or child.is_missing), None)) is not None:
        bad = inner
        if bad.type == "ERROR" or bad.is_missing:
            break
    span = Span(source.path, bad.start_byte, min(bad.end_byte, bad.start_byte + 80))
    if not root.has_error:
        return Problem(span, "expected one JSON object with blocks and attributes")
    return Problem(span, f"expected JSON{f': `{bad.type}`' if bad.is_missing else ''}")


class _Reader:
    """Turns the JSON values of one file into attributes and blocks."""

    __slots__ = ("literal", "source")

    def __init__(self, source: SourceFile, *, literal: bool) -> None:
        self.source = source
        self.literal = literal
        """Whether strings are plain text, as in `.tfvars.json`."""

    def variables(self, node: Node) -> Contents:
        """Every property as an attribute."""
        return {name: self.attribute(name, pair, self.template) for name, pair in self.pairs(node)}, ()

    def top(self, node: Node) -> Contents:
        """The top level: every property is a block type."""
        blocks: list[Block] = []
        for name, pair in self.pairs(node):
            blocks.extend(self.blocks(name, pair, _LABELS.get(name, 0)))
        return {}, tuple(blocks)

    def inside(self, parent: str, bodies: list[Node]) -> Contents:
        """The inside of a block of type `parent`."""
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for body in bodies:
            for name, pair in self.pairs(body):
                if self.is_block(parent, name, pair):
                    blocks.extend(self.blocks(name, pair, _LABELS.get(name, 0)))
                else:
                    is_name = name in _NAMES or name in _NAMES_INSIDE.get(parent, ())
                    attributes[name] = self.attribute(name, pair, self.name_expression if is_name else self.template)
        return attributes, tuple(blocks)

    def is_block(self, parent: str, name: str, pair: Node) -> bool:
        """Whether a property is a nested block, by its name and shape."""
        value = _value(pair)
        objects = [value] if value.type == "object" else value.named_children if value.type == "array" else []
        if not objects or any(item.type != "object" for item in objects) or parent in _ATTRIBUTES_ONLY:
            return False
        if name in _ALWAYS_BLOCKS or (name in _LABELS and name not in {"data", "provider", "import"}):
            return True
        if parent in {"variable", "output"}:
            return False
        return not name.endswith(_MAP_NAMES)

    def blocks(self, type: str, pair: Node, labels: int) -> Iterator[Block]:
        """The blocks that a property denotes, its labels being the keys of nested objects."""
        key = _key(pair)
        pending: list[tuple[tuple[str, ...], Node, Node]] = [((), key, item) for item in _objects(_value(pair))]
        for _ in range(labels):
            pending = [
                ((*names, name), _key(inner), item)
                for names, _, node in pending
                for name, inner in self.pairs(node)
                for item in _objects(_value(inner))
            ]
        for names, header, node in pending:
            start, end = (header.start_byte, header.end_byte)
            span = Span(self.source.path, start, node.end_byte)
            body = Body(partial(self.inside, type, [node]))
            yield Block(type, names, body, Span(self.source.path, start, end), span)

    def pairs(self, node: Node) -> Iterator[tuple[str, Node]]:
        """The properties of an object, comments left out."""
        for pair in node.named_children:
            if pair.type == "pair":
                name = self.string(_key(pair))
                if name != "//":
                    yield name, pair

    def attribute(self, name: str, pair: Node, text: Callable[[Node], Expression]) -> Attribute:
        """A property as an attribute; `text` reads its strings."""
        read = partial(self.expression, _value(pair), text, 0)
        return Attribute(name, Span(self.source.path, pair.start_byte, pair.end_byte), read=read)

    def expression(self, node: Node, text: Callable[[Node], Expression], depth: int) -> Expression:
        """A JSON value as an expression; `text` reads its strings."""
        span = (node.start_byte, node.end_byte)
        if depth > MAX_DEPTH // 2:
            return nodes.Broken(span, "budget", "")
        match node.type:
            case "string":
                return text(node)
            case "array":
                items = [child for child in node.named_children if child.type != "comment"]
                return nodes.Tuple(span, tuple(self.expression(item, text, depth + 1) for item in items))
            case "object":
                pairs = [pair for pair in node.named_children if pair.type == "pair"]
                entries = [
                    (self.template(_key(pair)), self.expression(_value(pair), text, depth + 1)) for pair in pairs
                ]
                return nodes.Object(span, tuple(entry for entry in entries if not _is_comment(entry[0])))
        return nodes.Literal(span, _constant(self.source.data[span[0] : span[1]].decode()))

    def string(self, node: Node) -> str:
        """The text of a JSON string."""
        raw = self.source.data[node.start_byte : node.end_byte]
        try:
            value = json.loads(raw, strict=False)
        except ValueError:
            return raw[1:-1].decode("utf-8", "replace")
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""

    def template(self, node: Node) -> Expression:
        """A string as a template, or as plain text in a variable file."""
        start, end = node.start_byte, node.end_byte
        raw = self.source.data[start:end]
        if self.literal or (b"${" not in raw and b"%{" not in raw):
            return nodes.Literal((start, end), self.string(node))
        if b"\\" not in raw:
            return nodes.Wrapped((start, end), parse_template(self.source.data, start + 1, end - 1))
        data = self.string(node).encode()
        return nodes.Wrapped((start, end), shifted(parse_template(data, 0, len(data)), start + 1))

    def name_expression(self, node: Node) -> Expression:
        """A string that spells a name or a type, as in `depends_on`."""
        raw = self.source.data[node.start_byte : node.end_byte]
        if b"\\" in raw or b"${" in raw:
            return self.template(node)
        found = parse_expression(self.source.data, node.start_byte + 1, node.end_byte - 1)
        return self.template(node) if isinstance(found, nodes.Broken) else found


def _key(pair: Node) -> Node:
    return pair.named_children[0]


def _value(pair: Node) -> Node:
    return pair.named_children[-1]


def _objects(node: Node) -> list[Node]:
    """One object, or those of an array."""
    if node.type == "array":
        return [child for child in node.named_children if child.type == "object"]
    return [node] if node.type == "object" else []


def _constant(text: str) -> Value:
    """`true`, `false`, `null` or a number."""
    constants: dict[str, Value] = {"true": True, "false": False, "null": None}
    try:
        return constants[text] if text in constants else parse_number(text)
    except ArithmeticError:
        return None


def _is_comment(key: Expression) -> bool:
    return isinstance(key, nodes.Literal) and key.value == "//"


def shifted(expression: Expression, by: int) -> Expression:
    """The same tree with every span moved by `by` bytes: text that was decoded before it was read."""
    start, end = expression.span
    fields = {name: _moved(getattr(expression, name), by) for name in expression._fields if name != "span"}
    return expression._replace(span=(start + by, end + by), **fields)


def _moved(part: Any, by: int) -> Any:
    """One field of a node: a node, a tuple of them, or plain data."""
    if hasattr(part, "span"):
        return shifted(part, by)
    return tuple(_moved(item, by) for item in part) if isinstance(part, tuple) else part


def _directives(source: SourceFile, root: Node) -> Iterator[Directive]:
    """The directives in `"//"` properties, the comments of JSON: each speaks for the block that it is in."""
    stack: list[tuple[Node, Node | None]] = [(root, None)]
    while stack:
        node, block = stack.pop()
        if node.type == "pair" and source.data[_key(node).start_byte : _key(node).end_byte] == b'"//"':
            value = _value(node)
            text = source.data[value.start_byte + 1 : value.end_byte - 1].decode("utf-8", "replace")
            scope = Span(source.path, block.start_byte, block.end_byte) if block else None
            for item in parse_comment(text.replace('\\"', '"'), Span(source.path, node.start_byte, node.end_byte)):
                yield item._replace(scope=scope)
        is_block = node.type == "pair" or (
            node.type == "object" and block is not None and len(_objects(_value(block))) > 1
        )
        stack.extend((child, node if is_block else block) for child in reversed(node.named_children))
