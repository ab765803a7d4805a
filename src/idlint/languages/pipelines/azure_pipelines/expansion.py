"""Expands template expressions in YAML: a node and a scope give a tree without expressions.

A branch whose condition is not known is kept and marked. Where only a parameter of the pipeline decides, the branch
that its default takes certainly exists, since a run with defaults has it; the others are marked.
https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import overload

from idlint.languages.pipelines.azure_pipelines.casting import joined, size_of, to_text
from idlint.languages.pipelines.azure_pipelines.directives import OPEN, Directive, directive, split
from idlint.languages.pipelines.azure_pipelines.evaluate import evaluate, judged, reference
from idlint.languages.pipelines.azure_pipelines.scope import Scope
from idlint.languages.pipelines.azure_pipelines.syntax import ExpressionError, Node
from idlint.languages.pipelines.azure_pipelines.tree import Entry, Fields, Items, Leaf, Tree, tree_of, value_of
from idlint.languages.pipelines.model import NOT_DEFAULT
from idlint.languages.yamlsyntax import MappingNode, ScalarNode, SequenceNode
from idlint.languages.yamlsyntax import Node as Yaml
from idlint.source import Span
from idlint.values import Unknown, reveal

CONDITION = "template condition is not known"
"""Why something may not exist that an unknown `${{ if }}` inserts."""

LOOP = "template loop over an unknown collection"
BROKEN = "expression does not parse"

_SCOPED = frozenset({"stages", "jobs", "steps", "strategy", "job", "stage", "deployment", "extends"})
"""Keys of a mapping whose `variables` are visible in all of it."""


@overload
def expand(node: MappingNode, scope: Scope) -> Fields: ...
@overload
def expand(node: Yaml, scope: Scope) -> Tree: ...
def expand(node: Yaml, scope: Scope) -> Tree:
    """`node` without expressions; `Exhausted` where the budget ends."""
    run = scope.run
    run.enter()
    match node:
        case ScalarNode():
            tree = _scalar(node, scope)
        case SequenceNode():
            tree = _sequence(node, scope)
        case MappingNode():
            tree = _mapping(node, scope)
    run.depth -= 1
    return tree


def _scalar(node: ScalarNode, scope: Scope) -> Tree:
    if OPEN not in node.text:
        return Leaf("" if node.plain and node.value is None else node.text, node.span)
    span = node.span
    try:
        parts = split(node.text)
        if len(parts) == 1 and not isinstance(parts[0], str):
            return _placed(parts[0], span, scope)
        value = joined(part if isinstance(part, str) else evaluate(part, scope) for part in parts)
    except ExpressionError as error:
        scope.run.report(span, f"an expression cannot be read: {error}")
        return Leaf(Unknown(BROKEN), span)
    scope.run.fuel.grow(size_of(value))
    return Leaf(value, span)


def _placed(node: Node, span: Span, scope: Scope) -> Tree:
    """What an expression gives that is all of a scalar: collections keep their places, values get this one."""
    found = reference(node, scope)
    if found is None or (isinstance(found, Leaf) and isinstance(found.value, (dict, list))):
        return tree_of(evaluate(node, scope) if found is None else value_of(found), span)
    return Leaf(found.value, span) if isinstance(found, Leaf) else found


class _Chain:
    """What is decided of an `if`, `elseif`, `else` chain so far."""

    __slots__ = ("by_default", "closed", "open")

    def __init__(self) -> None:
        self.open = False
        """Whether there is an `if` that an `else` can belong to."""
        self.closed = False
        """Whether a branch was certainly taken."""
        self.by_default: bool | None = False
        """Whether the defaults of the pipeline's parameters have taken a branch; None for not known."""

    def take(self, found: Directive, scope: Scope) -> str | None:
        """Why the branch may not be taken, empty for certainly; None where it certainly is not."""
        if found.word == "if":
            self.open, self.closed, self.by_default = True, False, False
        elif not self.open:
            raise ExpressionError(f"`{found.word}` has no `if` before it")
        if self.closed:
            return None
        if found.node is None:
            self.open = False
            return self._taken(None, True)
        verdict = judged(found.node, scope)
        return None if verdict.certain is False else self._taken(verdict.certain, verdict.by_default)

    def _taken(self, certain: bool | None, default: bool | None) -> str:
        before = self.by_default
        self.closed = certain is True
        if before is False:
            self.by_default = default
            return "" if default else NOT_DEFAULT if default is False else CONDITION
        return NOT_DEFAULT if before or default is False else CONDITION


def _directive(key: ScalarNode) -> Directive | None:
    """The directive that a key is."""
    return directive(key.text) if OPEN in key.text else None


def _rounds(found: Directive, scope: Scope) -> Iterator[tuple[Scope, str]]:
    """The scope of every round of a loop, and why it may not come; an unknown collection has one round."""
    assert found.node is not None  # noqa: S101 - `directive` reads one with every `each`
    tree = reference(found.node, scope)
    if tree is None:
        tree = tree_of(evaluate(found.node, scope), Span("", 0, 0))
    for item, maybe in _elements(tree):
        scope.run.fuel.step()
        yield scope._replace(names={**scope.names, found.name: item}), maybe


def _elements(tree: Tree) -> Iterator[tuple[Tree, str]]:
    match tree:
        case Items():
            yield from ((entry.tree, entry.maybe) for entry in tree.items)
        case Fields():
            for name, entry in tree.entries.items():
                pair = {"key": Entry(Leaf(name, entry.span), entry.span), "value": Entry(entry.tree, entry.span)}
                yield Fields(entry.span, pair), entry.maybe
        case Leaf(value=Unknown(known=list() as known) as value):
            yield from ((tree_of(item, tree.span), "") for item in known)
            yield Leaf(Unknown(value.reason), tree.span), LOOP
            return
        case Leaf(value=Unknown() as value):
            yield Leaf(Unknown(value.reason, None, value.known), tree.span), LOOP
            return
        case Leaf():
            return
    if tree.open:
        yield Leaf(Unknown(tree.open), tree.span), LOOP


def _mapping(node: MappingNode, scope: Scope) -> Fields:
    fields = Fields(node.span)
    ready: dict[str, Tree] = {}
    if "variables" in node.by_name and not _SCOPED.isdisjoint(node.by_name):
        ready["variables"] = tree = expand_variables(node.by_name["variables"], scope)
        scope = scope.run.grow(tree, scope)
    _fill(fields, node, scope, "", ready)
    return fields


def expand_variables(node: Yaml, scope: Scope) -> Tree:
    """The `variables` of a pipeline, stage or job, of which each is visible to those after it."""
    if isinstance(node, SequenceNode):
        items = Items(node.span)
        _Splicer(items, scope, grows=True).add_all(node.items)
        return items
    if isinstance(node, MappingNode):
        fields = Fields(node.span)
        _fill(fields, node, scope, "", None)
        return fields
    return expand(node, scope)


def _fill(fields: Fields, node: MappingNode, scope: Scope, maybe: str, ready: dict[str, Tree] | None) -> None:
    """Put every entry of `node` into `fields`.

    `ready` holds the entries that are expanded already; None where each is a variable, visible to those after it.
    """
    chain = _Chain()
    for key, value in node.pairs:
        scope.run.fuel.step()
        try:
            found = _directive(key)
            if found is None:
                chain.open = False
                tree = ready[key.text] if ready and key.text in ready else expand(value, scope)
                _put(fields, key, tree, scope, maybe)
                if ready is None:
                    scope = scope.run.grow(Fields(key.span, {key.text: Entry(tree, key.span)}), scope)
            elif found.word == "each":
                for inner, doubt in _rounds(found, scope):
                    _insert(fields, value, inner, maybe or doubt)
            elif found.word == "insert":
                _insert(fields, value, scope, maybe)
            elif (taken := chain.take(found, scope)) is not None:
                _insert(fields, value, scope, maybe or taken)
        except ExpressionError as error:
            scope.run.report(key.span, f"an expression cannot be read: {error}")
            fields.open = BROKEN


def _put(fields: Fields, key: ScalarNode, tree: Tree, scope: Scope, maybe: str) -> None:
    """One entry, whose key may be an expression."""
    if OPEN not in key.text:
        fields.put(key.text, Entry(tree, key.span, maybe))
        return
    name = reveal(joined(part if isinstance(part, str) else evaluate(part, scope) for part in split(key.text)))
    if isinstance(name, Unknown):
        fields.open = name.reason
    else:
        fields.put(str(to_text(name)), Entry(tree, key.span, maybe))


def _insert(fields: Fields, node: Yaml, scope: Scope, maybe: str) -> None:
    """Put what `node` holds into `fields`: a mapping that is written, or that an expression gives."""
    if isinstance(node, MappingNode):
        scope.run.enter()
        _fill(fields, node, scope, maybe, {})
        scope.run.depth -= 1
        return
    tree = expand(node, scope)
    if isinstance(tree, Fields):
        for name, entry in tree.entries.items():
            fields.put(name, entry._replace(maybe=entry.maybe or maybe))
        fields.open = fields.open or tree.open
    elif isinstance(tree, Leaf) and isinstance(tree.value, Unknown):
        fields.open = tree.value.reason
        known = tree.value.known
        for name, item in known.items() if isinstance(known, dict) else ():
            fields.put(name, Entry(tree_of(item, tree.span), tree.span, maybe))
    elif not _is_empty(tree):
        scope.run.report(node.span, "expected a mapping under a template directive of a mapping")


def _is_empty(tree: Tree) -> bool:
    return (isinstance(tree, Items) and not tree.items) or (isinstance(tree, Leaf) and tree.value in (None, ""))


def _sequence(node: SequenceNode, scope: Scope) -> Items:
    items = Items(node.span)
    _Splicer(items, scope).add_all(node.items)
    return items


class _Splicer:
    """Adds elements to a list; directives and lists that expressions give are spliced into it."""

    __slots__ = ("chain", "grows", "items", "scope")

    def __init__(self, items: Items, scope: Scope, *, grows: bool = False) -> None:
        self.items = items
        self.scope = scope
        self.grows = grows
        """Whether an element, a variable's declaration, is visible to those after it."""
        self.chain = _Chain()

    def add_all(self, nodes: Iterable[Yaml], maybe: str = "") -> None:
        """Every element of a written list."""
        before, self.chain = self.chain, _Chain()
        for node in nodes:
            self.scope.run.fuel.step()
            try:
                self.add(node, maybe)
            except ExpressionError as error:
                self.scope.run.report(_head(node), f"an expression cannot be read: {error}")
                self.items.open = BROKEN
        self.chain = before

    def add(self, node: Yaml, maybe: str) -> None:
        """One written element."""
        if isinstance(node, MappingNode) and node.pairs and _is_structure(node):
            for key, value in node.pairs:
                found = _directive(key)
                if found is not None:
                    self.apply(found, value, maybe)
            return
        self.chain.open = False
        tree = expand(node, self.scope)
        if isinstance(node, ScalarNode) and OPEN in node.text:
            self.splice(tree, maybe)
        elif not (isinstance(node, MappingNode) and isinstance(tree, Fields) and not tree.entries and not tree.open):
            self.append(Entry(tree, node.span, maybe))

    def apply(self, found: Directive, value: Yaml, maybe: str) -> None:
        """What a directive inserts."""
        if found.word == "each":
            outer = self.scope
            for inner, doubt in _rounds(found, outer):
                self.scope = inner
                self.inside(value, maybe or doubt)
            self.scope = outer
        elif found.word == "insert":
            self.inside(value, maybe)
        elif (taken := self.chain.take(found, self.scope)) is not None:
            self.inside(value, maybe or taken)

    def inside(self, node: Yaml, maybe: str) -> None:
        """The elements under a directive."""
        self.scope.run.enter()
        if isinstance(node, SequenceNode):
            self.add_all(node.items, maybe)
        elif isinstance(node, MappingNode):
            self.append(Entry(expand(node, self.scope), node.span, maybe))
        else:
            self.splice(expand(node, self.scope), maybe)
        self.scope.run.depth -= 1

    def splice(self, tree: Tree, maybe: str) -> None:
        """What an expression gives: a list's elements, or itself; nothing adds nothing."""
        if isinstance(tree, Items):
            for entry in tree.items:
                self.scope.run.fuel.step()
                self.append(entry._replace(maybe=entry.maybe or maybe))
            self.items.open = self.items.open or tree.open
        elif not _is_empty(tree):
            self.append(Entry(tree, tree.span, maybe))

    def append(self, entry: Entry) -> None:
        """One element that is expanded."""
        self.items.items.append(entry)
        if self.grows:
            self.scope = self.scope.run.grow(Items(entry.span, [entry]), self.scope)


def _is_structure(node: MappingNode) -> bool:
    """Whether all keys are directives around elements: lists, or mappings of which an `if` inserts one."""
    for key, value in node.pairs:
        found = _directive(key)
        if found is None:
            return False
        if isinstance(value, MappingNode) and found.word in {"each", "insert"}:
            return False
    return True


def _head(node: Yaml) -> Span:
    """The place to name: of a mapping its first key."""
    return node.pairs[0][0].span if isinstance(node, MappingNode) and node.pairs else node.span
