"""Evaluates expression nodes in a scope: to a tree where they only name one, else to a value."""

from __future__ import annotations

from idlint.languages.pipelines.azure_pipelines.casting import RUN_DECIDES, joined, size_of, to_boolean
from idlint.languages.pipelines.azure_pipelines.functions import NOT_APPLICABLE, apply
from idlint.languages.pipelines.azure_pipelines.scope import Scope
from idlint.languages.pipelines.azure_pipelines.syntax import (
    Call,
    ExpressionError,
    Index,
    Literal,
    Named,
    Node,
    Property,
    Wildcard,
)
from idlint.languages.pipelines.azure_pipelines.tree import Fields, Items, Leaf, Tree, tree_of, value_of
from idlint.source import Span
from idlint.values import Missing, Origin, Unknown, Value, get, reveal

NOT_DEFINED = "variable that no file defines"
"""The reason of a variable of the pipeline's settings, of a group, or of the agent."""

PREDEFINED = (
    "build.",
    "system.",
    "agent.",
    "pipeline.",
    "environment.",
    "strategy.",
    "release.",
    "checks.",
    "tf_build",
)
"""How the names of the platform's own variables begin, in lower case."""

_RUN_CONTEXTS = frozenset({"dependencies", "stagedependencies", "pipeline", "resources", "environment"})


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of `node`; `ExpressionError` where it uses what does not exist, `Exhausted` where the budget ends."""
    match node:
        case Literal():
            return node.value
        case Call():
            scope.run.fuel.step()
            value = apply(node.name, [evaluate(argument, scope) for argument in node.arguments])
            scope.run.fuel.grow(size_of(value))
            return value
    tree = reference(node, scope)
    value = value_of(tree) if tree is not None else _dereferenced(node, scope)
    return assumed(value, scope) if scope.run.assuming else value


def reference(node: Node, scope: Scope) -> Tree | None:
    """The tree that `node` names; None where it computes something."""
    scope.run.fuel.step()
    match node:
        case Named():
            return _named(node.name, scope)
        case Property():
            if _is_variables(node.base, scope):
                return Leaf(variable(node.name, scope), _NOWHERE)
            base = reference(node.base, scope)
            return None if base is None else _below(base, node.name)
        case Index():
            base = reference(node.base, scope)
            return None if base is None else _indexed(node, base, scope)
    return None


_NOWHERE = Span("", 0, 0)
"""The place of a leaf that is only a value: whoever uses it puts it where it is used."""


def _is_variables(node: Node, scope: Scope) -> bool:
    return isinstance(node, Named) and node.name.lower() == "variables" and "variables" not in scope.names


def _named(name: str, scope: Scope) -> Tree | None:
    lowered = name.lower()
    if lowered in scope.names:
        return scope.names[lowered]
    if lowered == "parameters":
        return scope.parameters
    if lowered == "variables":
        return tree_of(Unknown(NOT_DEFINED, None, dict(scope.variables)), _NOWHERE)
    if lowered in _RUN_CONTEXTS:
        return Leaf(Unknown(RUN_DECIDES, Origin(name)), _NOWHERE)
    raise ExpressionError(f"expected `parameters`, `variables` or the name of a loop, found `{name[:60]}`")


def variable(name: str, scope: Scope) -> Value:
    """A variable's value; unknown where no file defines it."""
    lowered = name.lower()
    if lowered in scope.variables:
        return scope.variables[lowered]
    return undefined(name)


def undefined(name: str) -> Unknown:
    """The value of a variable that is not in any file."""
    reason = RUN_DECIDES if name.lower().startswith(PREDEFINED) else NOT_DEFINED
    return Unknown(reason, Origin(f"variables.{name}"))


def _below(base: Tree, name: str) -> Tree:
    match base:
        case Fields():
            entry = base.get(name)
            if entry is None:
                return Leaf(Unknown(base.open) if base.open else None, base.span)
            if entry.maybe and isinstance(entry.tree, Leaf):
                return Leaf(Unknown(entry.maybe), entry.span)
            return entry.tree
        case Items():
            return _element(base, name)
    return Leaf(_member(base.value, name), base.span)


def _member(value: Value, name: str | int) -> Value:
    """What is below a value that is no tree: null, unless the value is not known."""
    value = reveal(value)
    if not isinstance(value, Unknown):
        return None
    found = get(value, name)
    return Unknown(value.reason) if isinstance(found, Missing) else found


def _indexed(node: Index, base: Tree, scope: Scope) -> Tree:
    if _is_variables(node.base, scope):
        key = evaluate(node.key, scope)
        return Leaf(variable(key, scope) if isinstance(key, str) else Unknown(NOT_DEFINED), _NOWHERE)
    key = reveal(evaluate(node.key, scope))
    if isinstance(key, Unknown):
        return Leaf(Unknown(key.reason), base.span)
    return _element(base, key) if isinstance(base, Items) else _below(base, str(key))


def _element(items: Items, key: Value) -> Tree:
    """One element of a list; unknown where it is not certain which elements there are."""
    number = int(key) if isinstance(key, str) and key.isdecimal() and len(key) < 9 else key
    doubt = items.open or next((entry.maybe for entry in items.items if entry.maybe), "")
    if doubt:
        return Leaf(Unknown(doubt), items.span)
    if not isinstance(number, int) or not 0 <= number < len(items.items):
        return Leaf(None, items.span)
    return items.items[number].tree


def _dereferenced(node: Node, scope: Scope) -> Value:
    """An access below something computed: `split(x, ',')[0]`, `parameters.list.*.name`."""
    match node:
        case Wildcard():
            return _elements(evaluate(node.base, scope))
        case Property(base=base, name=name):
            return _access(evaluate(base, scope), name, _has_wildcard(base))
        case Index(base=base, key=key):
            return _access(evaluate(base, scope), evaluate(key, scope), _has_wildcard(base))
    return Unknown(NOT_APPLICABLE)


def _has_wildcard(node: Node) -> bool:
    while isinstance(node, (Property, Index)):
        node = node.base
    return isinstance(node, Wildcard)


def _elements(value: Value) -> Value:
    match value:
        case list():
            return value
        case dict():
            return list(value.values())
        case Unknown():
            return Unknown(value.reason)
    return []


def _access(base: Value, key: Value, each: bool) -> Value:
    if each and isinstance(base, list | Unknown):
        return _access_each(base, key)
    match base, reveal(key):
        case _, Unknown(reason=reason):
            return Unknown(reason)
        case dict(), str() as name:
            lowered = name.lower()
            return base.get(name, next((item for other, item in base.items() if other.lower() == lowered), None))
        case list(), int() as number:
            return base[number] if 0 <= number < len(base) else None
        case Unknown(), (str() | int()) as step:
            return _member(base, step)
    return None


def _access_each(items: list[Value] | Unknown, key: Value) -> Value:
    """What elements have at `key`; how many of them have something there is only known where they and the key are."""
    if isinstance(items, Unknown):
        return Unknown(items.reason)
    doubt = next((plain for value in (key, *items) if isinstance(plain := reveal(value), Unknown)), None)
    if doubt is not None:
        return Unknown(doubt.reason)
    found = [_access(item, key, False) for item in items]
    return [item for item in found if item is not None]


def assumed(value: Value, scope: Scope) -> Value:
    """`value` as it is where every parameter of the pipeline has its default."""
    if not isinstance(value, Unknown):
        return value
    if value.origin is not None and not value.origin.path and value.origin.address.startswith("parameters."):
        return scope.run.defaults.get(value.origin.address.removeprefix("parameters.").lower(), value)
    if isinstance(value.known, tuple):
        return joined([assumed(piece, scope) for piece in value.known])
    return value


class Verdict:
    """Whether a template condition holds: certainly, and where every parameter has its default."""

    __slots__ = ("by_default", "certain")

    def __init__(self, certain: bool | None, by_default: bool | None) -> None:
        self.certain = certain
        self.by_default = by_default


def judged(node: Node, scope: Scope) -> Verdict:
    """The verdict on a condition; None stands for not known."""
    found = to_boolean(evaluate(node, scope))
    if not isinstance(found, Unknown):
        return Verdict(found, found)
    if not scope.run.defaults or scope.run.assuming:
        return Verdict(None, None)
    scope.run.assuming = True
    try:
        by_default = to_boolean(evaluate(node, scope))
    finally:
        scope.run.assuming = False
    return Verdict(None, None if isinstance(by_default, Unknown) else by_default)
