"""Conversion of whole values between Terraform's types, and unification of several types to one.

The rules are those of https://github.com/zclconf/go-cty/blob/main/docs/convert.md. An unknown converts to
itself, since its type is not tracked; a sensitive mark stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Final, cast

from idlint.languages.terraform.marks import marked_like
from idlint.languages.terraform.operators import equal
from idlint.languages.terraform.primitives import kind_of, to_bool, to_number, to_string
from idlint.languages.terraform.scope import EvaluationError
from idlint.languages.terraform.typed import ListOf, MapOf, SetOf
from idlint.languages.terraform.typesystem import ANY, BOOL, NUMBER, STRING, Type
from idlint.values import Sensitive, Unknown, Value, is_known, reveal

_PRIMITIVES: Final = frozenset({"string", "number", "bool"})


def type_of(value: Value) -> Type:
    """The type of a value; `ANY` for null and for what is unknown."""
    match value:
        case Sensitive():
            return type_of(value.value)
        case bool():
            return BOOL
        case str():
            return STRING
        case int() | Decimal():
            return NUMBER
        case ListOf() | SetOf() | MapOf():
            return Type(_kind(value), value.element or ANY)
        case list():
            return Type("tuple", items=tuple(map(type_of, value)))
        case dict():
            return Type("object", attributes={key: type_of(item) for key, item in value.items()})
    return ANY


def _kind(value: ListOf | SetOf | MapOf) -> str:
    if isinstance(value, MapOf):
        return "map"
    return "set" if isinstance(value, SetOf) else "list"


def unify_types(types: Iterable[Type]) -> Type | None:
    """The one type that values of all `types` convert to; None where there is none. `ANY` says nothing."""
    known = [type for type in types if type.kind != "any"]
    if not known:
        return ANY
    first = known[0]
    if all(type == first for type in known[1:]):
        return first
    kinds = frozenset(type.kind for type in known)
    if kinds <= _PRIMITIVES:
        return STRING if "string" in kinds else None
    unify = _UNIFIERS.get(kinds)
    return unify(known) if unify else None


def _unify_elements(kind: str) -> Callable[[list[Type]], Type | None]:
    def unify(types: list[Type]) -> Type | None:
        elements = [element for type in types for element in _elements(type)]
        shared = unify_types(elements)
        return Type(kind, shared) if shared is not None else None

    return unify


def _elements(type: Type) -> tuple[Type, ...]:
    """The types of everything inside a value of `type`."""
    if type.kind == "tuple":
        return type.items
    if type.kind == "object":
        return tuple(type.attributes.values())
    return (type.element or ANY,)


def _unify_tuples(types: list[Type]) -> Type | None:
    """A tuple where the lengths agree, else a list."""
    if len({len(type.items) for type in types}) > 1:
        return _unify_elements("list")(types)
    items = [unify_types(column) for column in zip(*(type.items for type in types), strict=True)]
    if any(item is None for item in items):
        return None
    return Type("tuple", items=tuple(item for item in items if item is not None))


def _unify_objects(types: list[Type]) -> Type | None:
    """An object where the attribute names agree, else a map."""
    names = list(types[0].attributes)
    if any(type.attributes.keys() != types[0].attributes.keys() for type in types):
        return _unify_elements("map")(types)
    attributes = {name: unify_types(type.attributes[name] for type in types) for name in names}
    if any(type is None for type in attributes.values()):
        return None
    return Type("object", attributes={name: type for name, type in attributes.items() if type is not None})


_UNIFIERS: Final[Mapping[frozenset[str], Callable[[list[Type]], Type | None]]] = {
    frozenset({"tuple"}): _unify_tuples,
    frozenset({"object"}): _unify_objects,
    frozenset({"list"}): _unify_elements("list"),
    frozenset({"set"}): _unify_elements("set"),
    frozenset({"map"}): _unify_elements("map"),
    frozenset({"list", "tuple"}): _unify_elements("list"),
    frozenset({"set", "tuple"}): _unify_elements("set"),
    frozenset({"list", "set"}): _unify_elements("list"),
    frozenset({"list", "set", "tuple"}): _unify_elements("list"),
    frozenset({"map", "object"}): _unify_elements("map"),
}


def unify(chosen: Value, other: Value) -> Value:
    """`chosen` in the type that both branches of a conditional share; `EvaluationError` where there is none."""
    inner = reveal(other)
    if inner is None or isinstance(inner, Unknown):
        return chosen
    shared = unify_types((type_of(chosen), type_of(inner)))
    if shared is None:
        raise EvaluationError("the true and false result expressions must have consistent types")
    return convert(chosen, shared)


def convert(value: Value, type: Type) -> Value:
    """`value` as a value of `type`; `EvaluationError` where Terraform would refuse it."""
    if isinstance(value, Sensitive):
        return value.__class__(convert(value.value, type))
    if value is None or type.kind == "any" or isinstance(value, Unknown):
        return value
    return _CONVERSIONS[type.kind](value, type)


def _converted(items: Iterable[Value], element: Type) -> tuple[list[Value], Type]:
    """The items in one type: the wanted one, or the one they unify to."""
    values = list(items)
    if element.kind == "any":
        shared = unify_types(map(type_of, values))
        if shared is None:
            raise EvaluationError("all elements must have the same type")
        element = shared
    return [convert(item, element) for item in values], element


def _to_list(value: Value, type: Type) -> Value:
    element = type.element or ANY
    if isinstance(value, ListOf) and element.kind == "any":
        return value
    if isinstance(value, (ListOf, SetOf)) and element.kind == "any":
        return ListOf(value, value.element)
    if not isinstance(value, list):
        raise EvaluationError(f"list of {element.kind} required, but have {kind_of(value)}")
    return ListOf(*_converted(value, element))


def _to_set(value: Value, type: Type) -> Value:
    if isinstance(value, SetOf) and (type.element or ANY).kind == "any":
        return value
    if not isinstance(value, list):
        raise EvaluationError(f"set required, but have {kind_of(value)}")
    if isinstance(value, ListOf) and (type.element or ANY).kind == "any":
        return make_set(value, value.element)
    return make_set(*_converted(value, type.element or ANY))


def make_set(items: Iterable[Value], element: Type | None = None) -> Value:
    """A set of the items; Unknown with its certain elements where some are unknown, as their number then is."""
    values = list(items)
    if any(isinstance(item, Sensitive) for item in values):
        return marked_like(make_set(map(reveal, values), element), *values)
    found = next((item for item in values if not is_known(item)), None)
    if found is not None and len(values) > 1:
        reason = found.reason if isinstance(found, Unknown) else "element is unknown"
        return Unknown(reason, None, values)
    unique: list[Value] = []
    for item in sorted(values, key=_order):
        if not unique or not equal(unique[-1], item):
            unique.append(item)
    return SetOf(unique, element)


def _order(item: Value) -> tuple[bool, int | Decimal, str]:
    """Where an element stands in a set: nulls last, numbers by size, everything else by its text."""
    if isinstance(item, (int, Decimal)) and not isinstance(item, bool):
        return False, item, ""
    return item is None, 0, item if isinstance(item, str) else hash_text(item)


def hash_text(item: Value) -> str:
    """The text by which Terraform orders the elements of a set that have no natural order.

    From `makeSetHashBytes`, https://github.com/zclconf/go-cty/blob/main/cty/set_internals.go.
    """
    match reveal(item):
        case None:
            return "null"
        case bool() as truth:
            return "true" if truth else "false"
        case str() as text:
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        case MapOf() as entries:
            return "{" + "".join(f"{hash_text(key)}:{hash_text(entries[key])};" for key in sorted(entries)) + "}"
        case dict() as attributes:
            return "<" + "".join(hash_text(attributes[key]) + ";" for key in sorted(attributes)) + ">"
        case ListOf() | SetOf() as items:
            return "[" + "".join(hash_text(element) + ";" for element in items) + "]"
        case list() as items:
            return "<" + "".join(hash_text(element) + ";" for element in items) + ">"
        case number:
            return f"{number:.10g}" if isinstance(number, (int, Decimal)) else ""


def _to_map(value: Value, type: Type) -> Value:
    if isinstance(value, MapOf) and (type.element or ANY).kind == "any":
        return value
    if not isinstance(value, dict):
        raise EvaluationError(f"map required, but have {kind_of(value)}")
    items, element = _converted(value.values(), type.element or ANY)
    return MapOf(zip(value, items, strict=True), element)


def _to_tuple(value: Value, type: Type) -> Value:
    if not isinstance(value, list) or len(value) != len(type.items):
        raise EvaluationError(f"tuple of {len(type.items)} elements required")
    return [convert(item, item_type) for item, item_type in zip(value, type.items, strict=True)]


def _to_object(value: Value, type: Type) -> Value:
    if not isinstance(value, dict):
        raise EvaluationError(f"object required, but have {kind_of(value)}")
    for name in type.attributes:
        if name not in value and name not in type.optional:
            raise EvaluationError(f'attribute "{name}" is required')
    return {name: _to_attribute(value.get(name), name, type) for name in type.attributes}


def _to_attribute(value: Value, name: str, type: Type) -> Value:
    if value is None:
        return cast("Value", type.defaults.get(name))
    try:
        return convert(value, type.attributes[name])
    except EvaluationError as error:
        raise EvaluationError(f'attribute "{name}": {error.message}') from None


_CONVERSIONS: Final[Mapping[str, Callable[[Value, Type], Value]]] = {
    "string": lambda value, _: to_string(value),
    "number": lambda value, _: to_number(value),
    "bool": lambda value, _: to_bool(value),
    "list": _to_list,
    "set": _to_set,
    "map": _to_map,
    "tuple": _to_tuple,
    "object": _to_object,
}
