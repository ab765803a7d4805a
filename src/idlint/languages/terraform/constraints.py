"""Reads the type constraints of input variables: `object({ name = string, zones = optional(list(string), []) })`.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from idlint.languages.terraform import nodes
from idlint.languages.terraform.conversion import convert
from idlint.languages.terraform.nodes import Expression
from idlint.languages.terraform.typesystem import ANY, Type
from idlint.values import Step, Value

Evaluate: TypeAlias = Callable[[Expression], Value]

_PRIMITIVES = frozenset({"any", "string", "number", "bool"})
_COLLECTIONS = frozenset({"list", "set", "map"})


def read_type(expression: Expression, evaluate: Evaluate) -> Type:
    """The type that a `type = …` expression denotes; `any` for what is not a type. `evaluate` reads defaults."""
    match expression:
        case nodes.Wrapped(inner=inner):
            return read_type(inner, evaluate)
        case nodes.Literal(value=str(name)):
            return _named(name)
        case nodes.Traversal(root=name, steps=()):
            return _named(name)
        case nodes.Call(name=name, arguments=(inner,)) if name in _COLLECTIONS:
            return Type(name, read_type(inner, evaluate))
        case nodes.Call(name="tuple", arguments=(nodes.Tuple(items=items),)):
            return Type("tuple", items=tuple(read_type(item, evaluate) for item in items))
        case nodes.Call(name="object", arguments=(nodes.Object(entries=entries),)):
            return _object(entries, evaluate)
    return ANY


def _named(name: str) -> Type:
    """A type by its bare name; `list` and `map` alone are of any elements, as in Terraform 0.11."""
    if name in _COLLECTIONS:
        return Type(name, ANY)
    return Type(name) if name in _PRIMITIVES else ANY


def _object(entries: tuple[tuple[Expression, Expression], ...], evaluate: Evaluate) -> Type:
    attributes: dict[str, Type] = {}
    optional: set[str] = set()
    defaults: dict[str, object] = {}
    for key, expression in entries:
        name = key.root if isinstance(key, nodes.Traversal) else str(evaluate(key))
        if not (isinstance(expression, nodes.Call) and expression.name == "optional" and expression.arguments):
            attributes[name] = read_type(expression, evaluate)
            continue
        attributes[name] = read_type(expression.arguments[0], evaluate)
        optional.add(name)
        if len(expression.arguments) > 1:
            defaults[name] = convert(evaluate(expression.arguments[1]), attributes[name])
    return Type("object", attributes=attributes, optional=frozenset(optional), defaults=defaults)


def narrow(type: Type, step: Step) -> Type | None:
    """The type of what is below a value of `type` at `step`; None where only the whole value says so."""
    if type.kind == "any":
        return ANY
    if type.kind == "object" and step in type.attributes and step not in type.optional:
        return type.attributes[str(step)]
    if type.kind in {"map", "list"} and type.element is not None and type.element.kind != "any":
        return type.element
    return None
