"""Reads `.tf`, `.tofu` and `.tfvars` files into bodies of attributes and blocks, errors reported.

Plain files need only an `outline`, once there is enough to read; in all others tree-sitter-hcl finds structure and
recovers from errors. Expressions are read on demand by `grammar`, and bodies on first access, since most are never
looked at.
"""

from __future__ import annotations

import marshal
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from idlint.directives import MARK, Directive, parse_comment
from idlint.document import Problem
from idlint.languages.terraform.bodies import Attribute, Block, Body, Contents, Syntax
from idlint.languages.terraform.nodes import Broken
from idlint.source import SourceFile, SourceTree, Span, refused

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

    from idlint.languages.terraform.recovery import Chunk

__all__ = ["Attribute", "Block", "Body", "Syntax", "parse", "parse_named", "read_code"]

MAX_PROBLEMS = 5
"""Syntax errors reported of one file; one typo can cause a cascade."""


FEW_BYTES = 10_000
"""What tree-sitter has read, loading included, by the time that the patterns of `outline` are compiled (6 ms)."""


class _Outlining:
    """Whether outlines pay in this process: once it has had more to read than a few bytes."""

    __slots__ = ("few_left",)

    def __init__(self) -> None:
        self.few_left = FEW_BYTES

    def pays_for(self, size: int) -> bool:
        """Counts `size` bytes that are to be read."""
        self.few_left -= size
        return self.few_left < 0


_OUTLINING = _Outlining()


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def parse_named(name: str, source: SourceFile) -> Syntax:
    """The structure of a file that goes by `name`, maybe through a link: its ending says whether it is HCL or JSON."""
    if not name.endswith(".json"):
        return parse(source)
    from idlint.languages.terraform.json_syntax import parse_json

    return parse_json(source)


def parse(source: SourceFile) -> Syntax:
    """The structure of an HCL file; an error costs no more than the top-level block it is in."""
    with_directives = _may_hold_directives(source)
    plain = None if with_directives else _plain(source)
    if plain is not None:
        return Syntax(plain, (), ())
    root = _parser().parse(source.data).root_node
    directives = tuple(_directives(source, root)) if with_directives else ()
    if not root.has_error:
        return Syntax(_Reader(source).body(_members(root)), (), directives)
    members, problems = _recovered(source)
    return Syntax(_Reader(source).body(members), problems, directives)


def _plain(source: SourceFile) -> Body | None:
    """What a plain file holds: by the outline of a process that looked ahead, by tree-sitter, or by one found now."""
    if source.ahead is None and not _OUTLINING.pays_for(len(source.data)):
        root = _parser().parse(source.data).root_node
        if not root.has_error:
            return _Reader(source).body(_members(root))
    from idlint.languages.terraform.outline import body, outline

    ahead = source.ahead
    places = marshal.loads(ahead[1]) if ahead else outline(source.data)  # noqa: S302 - from `lookahead`
    return None if places is None else body(source, places)


def read_code(tree: SourceTree, path: str) -> SourceFile:
    """The file at `path`; `SourceError` where Terraform does not read it either: comments may hold any bytes.

    https://github.com/hashicorp/hcl/blob/main/hclsyntax/scan_tokens.rl, `Comment`; `terraform validate` agrees.
    """
    source = tree.read_any(path)
    wrong = source.replaced if path.endswith(".json") else _outside_comments(source)
    if wrong:
        raise refused(source.path, wrong[0])
    return source


def _outside_comments(source: SourceFile) -> Sequence[int]:
    """Where bytes were replaced that stand in no comment."""
    if not source.replaced:
        return ()
    ranges = [(node.start_byte, node.end_byte) for node in _comments(_parser().parse(source.data).root_node)]
    before = ((at, bisect_right(ranges, (at, len(source.data))) - 1) for at in source.replaced)
    return [at for at, number in before if number < 0 or at >= ranges[number][1]]


def _may_hold_directives(source: SourceFile) -> bool:
    """`MARK` for what nearly every file is: one without, which its bytes show faster than its text."""
    return (b"idlint:" in source.data or b"expect:" in source.data) and MARK.search(source.text) is not None


def _members(root: Node) -> list[Node]:
    """The attributes and blocks of the file."""
    found: list[Node] = []
    for child in root.named_children:
        found.extend(child.named_children if child.type in {"body", "ERROR"} else (child,))
    return found


def _recovered(source: SourceFile) -> tuple[list[Node], tuple[Problem, ...]]:
    """The members of a file with errors, read block by block, and one problem for each bad block."""
    members: list[Node] = []
    problems: list[Problem] = []
    from idlint.languages.terraform.recovery import chunks

    for chunk in chunks(source.data, variables=source.path.endswith(".tfvars")):
        root = _parse_range(source, chunk)
        members.extend(_members(root))
        if root.has_error and len(problems) < MAX_PROBLEMS:
            problems.append(_problem(source, chunk, root))
    if not problems:
        problems.append(Problem(Span(source.path, 0, 0), "expected Terraform syntax"))
    return members, tuple(problems)


def _parse_range(source: SourceFile, chunk: Chunk) -> Node:
    """The tree of one part of the file, its offsets those of the whole."""
    import tree_sitter

    start, end = ((source.line_number(offset) - 1, 0) for offset in chunk)
    parser = _parser()
    parser.included_ranges = [tree_sitter.Range(start, end, chunk.start, chunk.end)]
    try:
        return parser.parse(source.data).root_node
    finally:
        parser.included_ranges = []


class _Reader:
    """Turns nodes of one file into attributes and blocks."""

    __slots__ = ("source",)

    def __init__(self, source: SourceFile) -> None:
        self.source = source

    def body(self, members: list[Node]) -> Body:
        """A body of the given nodes, walked on first access."""
        return Body(lambda: self.contents(members))

    def contents(self, members: list[Node]) -> Contents:
        """The attributes and blocks among `members`."""
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        for node in members:
            kind = node.type
            if kind == "attribute":
                attribute = self.attribute(node)
                attributes.setdefault(attribute.name, attribute)
            elif kind == "block":
                block = self.block(node)
                if block is not None:
                    blocks.append(block)
        return attributes, tuple(blocks)

    def attribute(self, node: Node) -> Attribute:
        """The attribute at `node`."""
        children = node.named_children
        start, end = children[-1].start_byte, node.end_byte
        name, span = self.text(children[0]), Span(self.source.path, node.start_byte, end)
        if node.has_error:
            return Attribute(name, span, read=partial(Broken, (start, end), "syntax error", ""))
        return Attribute(name, span, self.source.data, start)

    def block(self, node: Node) -> Block | None:
        """The block at `node`; None where not even its type can be read."""
        path = self.source.path
        words: list[str] = []
        end = node.start_byte
        members: list[Node] = []
        for child in node.named_children:
            kind = child.type
            if kind in {"identifier", "string_lit"}:
                words.append(self.label(child))
                end = child.end_byte
            elif kind == "body":
                members = [child]
        if not words:
            return None
        span = Span(path, node.start_byte, node.end_byte)
        body = Body(lambda: self.contents([item for member in members for item in member.named_children]))
        header = Span(path, node.start_byte, end)
        return Block(words[0], tuple(words[1:]), body, header, span, broken=node.has_error)

    def label(self, node: Node) -> str:
        """A block type or label without quotation marks."""
        return self.text(node).strip('"')

    def text(self, node: Node) -> str:
        """The text of `node`."""
        return self.source.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _problem(source: SourceFile, chunk: Chunk, root: Node) -> Problem:
    """What is wrong in one part of the file, in the words of our own reader where it sees it too."""
    from idlint.languages.terraform.recovery import diagnose

    fault = diagnose(source.data, chunk)
    if fault is not None:
        return Problem(Span(source.path, fault.at, min(fault.at + 1, len(source.data))), fault.message)
    node = _first_error(root)
    found = source.data[node.start_byte : node.end_byte].decode("utf-8", "replace").strip().split("\n")[0][:40]
    message = f"expected an attribute or a block, found `{found}`" if found else "expected an attribute or a block"
    return Problem(Span(source.path, node.start_byte, node.end_byte), message)


def _first_error(root: Node) -> Node:
    """The first outermost ERROR or MISSING node; iterative, for trees of any depth."""
    node = root
    while node.type != "ERROR" and not node.is_missing:
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    return node


def _directives(source: SourceFile, root: Node) -> Iterator[Directive]:
    """The directives in the file's comment tokens."""
    for node in _comments(root):
        start, end = node.start_byte, node.end_byte
        text = source.data[start:end].decode("utf-8", "replace")
        line_start = source.data.rfind(b"\n", 0, start) + 1
        own_line = not source.data[line_start:start].strip()
        yield from parse_comment(
            text.rstrip(), Span(source.path, start, start + len(text.rstrip().encode())), own_line=own_line
        )


def _comments(root: Node) -> list[Node]:
    found: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type == "comment":
            found.append(node)
        else:
            stack.extend(reversed(node.children))
    return found
