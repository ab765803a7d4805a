"""Evaluates the arguments of a block: attributes, nested blocks, `dynamic` blocks; with spans and assumptions.

A literal collection is entered entry by entry, so that every written entry has its span, an error in
one entry leaves the others, and an assumption sticks to the entry that rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from idlint.document import Path
from idlint.fuel import MAX_DEPTH, MAX_INSTANCES, Exhausted, out_of_budget
from idlint.languages.terraform import nodes
from idlint.languages.terraform.bodies import Attribute, Block, Body
from idlint.languages.terraform.evaluation import Evaluation, FileScope
from idlint.languages.terraform.marks import marked_like
from idlint.languages.terraform.modules import block_type
from idlint.languages.terraform.nodes import Expression
from idlint.languages.terraform.typed import SetOf
from idlint.records import NamedTuple
from idlint.source import Location, Span
from idlint.values import Unknown, Value, reveal

_BLOCK_DEPTH = 3
"""What a level of nested blocks costs of the depth."""

UNKNOWN_BLOCKS = "number of blocks is unknown"


class Argument(NamedTuple):
    """One evaluated attribute, or all nested blocks of one type."""

    value: Value
    spans: dict[Path, Location]
    """Of everything written, by path from the declaration."""
    assumed: dict[Path, tuple[str, ...]]
    """The unconfirmed defaults that a path rests on."""
    blocks: frozenset[Path] = frozenset()
    """The paths of lists that nested blocks make."""


class _Record:
    """Collects what is learned about paths while one argument is evaluated."""

    __slots__ = ("assumed", "blocks", "evaluation", "shift", "spans")

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.spans: dict[Path, Location] = {}
        self.assumed: dict[Path, tuple[str, ...]] = {}
        self.blocks: set[Path] = set()
        self.shift = 0
        """That of the attribute which is being evaluated."""

    def note(self, path: Path, names: Iterable[str]) -> None:
        """`path` rests on the unconfirmed defaults `names`."""
        if names:
            self.assumed[path] = tuple(sorted({*self.assumed.get(path, ()), *names}))


def attribute_argument(evaluation: Evaluation, attribute: Attribute, scope: FileScope) -> Argument:
    """The value of one attribute of a declaration."""
    expression, path = attribute.expression, (attribute.name,)
    if type(expression) is nodes.Literal:
        return Argument(expression.value, {path: attribute.span}, {})
    if type(expression) is nodes.Tuple or type(expression) is nodes.Object:
        record = _Record(evaluation)
        value = _attribute(record, attribute, scope, ())
        return Argument(value, record.spans, record.assumed)
    value, assumed = evaluation.settle_part(expression, attribute.span, scope.at(attribute.span.path))
    return Argument(value, {path: attribute.span}, {path: tuple(sorted(assumed))} if assumed else {})


def block_argument(evaluation: Evaluation, blocks: Sequence[Block], scope: FileScope) -> Argument:
    """The value of all nested blocks of one type: a list of objects."""
    record = _Record(evaluation)
    value = _blocks(record, blocks, scope, (block_type(blocks[0]),))
    return Argument(value, record.spans, record.assumed, frozenset(record.blocks))


def _attribute(record: _Record, attribute: Attribute, scope: FileScope, above: Path) -> Value:
    path = (*above, attribute.name)
    record.spans[path] = attribute.span
    record.shift = attribute.shift
    return _written(record, attribute.expression, attribute.span, scope.at(attribute.span.path), path)


def _written(record: _Record, expression: Expression, span: Span, scope: FileScope, path: Path) -> Value:
    """The value of an expression, entered where it is a literal collection with literal keys."""
    if type(expression) is nodes.Literal:
        return expression.value
    match expression:
        case nodes.Tuple(items=items):
            return [
                _entry(record, item, item.span[0], span, scope, (*path, number)) for number, item in enumerate(items)
            ]
        case nodes.Object(entries=entries) if all(_is_name(key) for key, _ in entries):
            return {
                str(key.value): _entry(record, item, key.span[0], span, scope, (*path, str(key.value)))
                for key, item in entries
                if isinstance(key, nodes.Literal)
            }
    value, assumed = record.evaluation.settle_part(expression, span, scope)
    record.note(path, assumed)
    return value


def is_constant(expression: Expression) -> bool:
    """Whether nothing can change the value: a literal, or a collection of literals."""
    match expression:
        case nodes.Literal():
            return True
        case nodes.Tuple(items=items):
            return all(map(is_constant, items))
        case nodes.Object(entries=entries):
            return all(_is_name(key) and is_constant(item) for key, item in entries)
    return False


def _is_name(key: Expression) -> bool:
    return isinstance(key, nodes.Literal) and isinstance(key.value, str)


def _entry(record: _Record, expression: Expression, start: int, span: Span, scope: FileScope, path: Path) -> Value:
    place = Span(span.path, start + record.shift, expression.span[1] + record.shift)
    record.spans[path] = place
    return _written(record, expression, place, scope, path)


def _blocks(record: _Record, blocks: Sequence[Block], scope: FileScope, path: Path) -> Value:
    """Blocks of one type in the order written, dynamic ones expanded; Unknown where their number is."""
    record.blocks.add(path)
    found: list[Value] = []
    doubt = ""
    for block in blocks:
        if block.type == "dynamic":
            doubt = _dynamic(record, block, scope, path, found) or doubt
        else:
            found.append(_body(record, block.body, block.header, scope, (*path, len(found))))
    record.spans.setdefault(path, record.spans.get((*path, 0), blocks[0].header))
    return Unknown(doubt, None, found or None) if doubt else found


def _body(record: _Record, body: Body, header: Span, scope: FileScope, path: Path) -> Value:
    """One block as an object; Unknown below the depth that is evaluated."""
    record.spans[path] = header
    fuel = record.evaluation.fuel
    if fuel.depth + _BLOCK_DEPTH > MAX_DEPTH:
        fuel.exhausted = fuel.exhausted or "depth"
        return out_of_budget()
    fuel.depth += _BLOCK_DEPTH
    try:
        fuel.step()
        return _contents(record, body, scope, path)
    except Exhausted:
        return out_of_budget()
    finally:
        fuel.depth -= _BLOCK_DEPTH


def _contents(record: _Record, body: Body, scope: FileScope, path: Path) -> dict[str, Value]:
    values: dict[str, Value] = {
        name: _attribute(record, attribute, scope, path) for name, attribute in body.attributes.items()
    }
    for name, blocks in by_type(body.blocks).items():
        values[name] = _blocks(record, blocks, scope, (*path, name))
    return values


def by_type(blocks: Iterable[Block]) -> dict[str, list[Block]]:
    """Nested blocks by the type they make, `dynamic` ones included."""
    found: dict[str, list[Block]] = {}
    for block in blocks:
        found.setdefault(block_type(block), []).append(block)
    return found


def _dynamic(record: _Record, block: Block, scope: FileScope, path: Path, found: list[Value]) -> str:
    """Appends the blocks that a `dynamic` block makes to `found`; says why their number is unknown, if it is."""
    content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
    attribute = block.body.attributes.get("for_each")
    if content is None or attribute is None:
        return "invalid expression"
    collection, assumed = record.evaluation.settle(attribute, scope)
    record.note(path, assumed)
    entries = _entries(reveal(collection))
    if entries is None or len(entries) > MAX_INSTANCES:
        return UNKNOWN_BLOCKS
    iterator = _iterator(block)
    for key, value in entries:
        item = marked_like(value, collection)
        inner = scope.bind({iterator: {"key": key, "value": item}})
        record.note((*path, len(found)), assumed)
        found.append(_body(record, content.body, block.header, inner, (*path, len(found))))
    return ""


def _iterator(block: Block) -> str:
    """The name that `iterator` gives to the current element; the block's own by default."""
    attribute = block.body.attributes.get("iterator")
    name = getattr(attribute and attribute.expression, "root", None)
    return name if isinstance(name, str) else block_type(block)


def _entries(collection: Value) -> list[tuple[Value, Value]] | None:
    """The elements that a `dynamic` block goes through; None where their number is unknown."""
    match collection:
        case SetOf():
            return [(item, item) for item in collection]
        case list():
            return list(enumerate(collection))
        case dict():
            return sorted(collection.items())
    return None
