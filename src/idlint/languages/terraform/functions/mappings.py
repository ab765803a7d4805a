"""Functions of maps and objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idlint.languages.terraform.conversion import convert, type_of, unify_types
from idlint.languages.terraform.functions.registry import Function, derived
from idlint.languages.terraform.functions.sequences import as_list
from idlint.languages.terraform.functions.strings import a_string
from idlint.languages.terraform.operators import unknown_of
from idlint.languages.terraform.primitives import kind_of
from idlint.languages.terraform.scope import EvaluationError
from idlint.languages.terraform.typed import ListOf, MapOf
from idlint.languages.terraform.typesystem import STRING, Type
from idlint.values import Unknown, Value, reveal


def _as_dict(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise EvaluationError(f"must be a map or an object, not {kind_of(value)}")
    return value


def _keys(mapping: Value) -> Value:
    if isinstance(mapping, Unknown):
        known: list[Value] = [*sorted(mapping.known)] if isinstance(mapping.known, dict) else []
        return Unknown(mapping.reason, None, known) if known else derived("keys", (mapping,), mapping)
    names: list[Value] = [*sorted(_as_dict(mapping))]
    return ListOf(names, STRING) if isinstance(mapping, MapOf) else names


def _values(mapping: Value) -> Value:
    if isinstance(mapping, Unknown):
        known = list(mapping.known.values()) if isinstance(mapping.known, dict) else None
        return Unknown(mapping.reason, None, known) if known else derived("values", (mapping,), mapping)
    entries = _as_dict(mapping)
    items = [entries[key] for key in sorted(entries)]
    return ListOf(items, mapping.element) if isinstance(mapping, MapOf) else items


def _lookup(mapping: Value, key: Value, *default: Value) -> Value:
    if isinstance(key, Unknown) or isinstance(mapping, Unknown):
        if (
            isinstance(mapping, Unknown)
            and isinstance(mapping.known, dict)
            and isinstance(key, str)
            and key in mapping.known
        ):
            return mapping.known[key]
        return derived("lookup", (mapping, key, *default), unknown_of(mapping, key))
    entries = _as_dict(mapping)
    name = a_string(key)
    if len(default) > 1:
        raise EvaluationError("lookup() takes two or three arguments")
    if name in entries:
        return entries[name]
    if not default:
        raise EvaluationError(f"the given key {name!r} does not exist")
    if isinstance(mapping, MapOf) and mapping.element is not None:
        return convert(default[0], mapping.element)
    return default[0]


def _merge(*mappings: Value) -> Value:
    """Entries written after the last unknown argument hold whatever that one holds."""
    result: dict[str, Value] = {}
    unknown: Unknown | None = None
    for mapping in mappings:
        if isinstance(mapping, Unknown):
            unknown = mapping
            result = dict(mapping.known) if isinstance(mapping.known, dict) else {}
        elif mapping is not None:
            result.update(_as_dict(mapping))
    if unknown is not None:
        return Unknown(unknown.reason, None, result or None)
    given = [mapping for mapping in mappings if mapping is not None]
    if given and all(isinstance(mapping, MapOf) for mapping in given):
        shared = unify_types(map(type_of, given))
        if shared is not None and all(type_of(mapping) == shared or not mapping for mapping in given):
            return convert(MapOf(result), shared)
    return result


def _transpose(mapping: Value) -> Value:
    found: dict[str, list[Value]] = {}
    entries = _as_dict(mapping)
    for key in sorted(entries):
        for item in as_list(entries[key]):
            found.setdefault(a_string(item), []).append(key)
    lists: dict[str, Value] = {key: ListOf(names, STRING) for key, names in found.items()}
    return MapOf(lists, Type("list", STRING))


def _zipmap(keys: Value, values: Value) -> Value:
    if isinstance(keys, Unknown) or isinstance(values, Unknown):
        return unknown_of(keys, values)
    names, items = as_list(keys), as_list(values)
    if len(names) != len(items):
        raise EvaluationError("number of keys does not match number of values")
    bare = [reveal(name) for name in names]
    unknown = next((name for name in bare if isinstance(name, Unknown)), None)
    entries = {a_string(name): item for name, item in zip(bare, items, strict=True) if not isinstance(name, Unknown)}
    if unknown is not None:
        return Unknown(unknown.reason, None, entries or None)
    return MapOf(entries, values.element) if isinstance(values, ListOf) else entries


FUNCTIONS: Final[Mapping[str, Function]] = {
    "keys": Function("any", _keys, "parts"),
    "lookup": Function("any string any?*", _lookup, "parts"),
    "merge": Function("any?*", _merge, "parts"),
    "transpose": Function("map(list(string))", _transpose),
    "values": Function("any", _values, "parts"),
    "zipmap": Function("list(string) any", _zipmap, "parts"),
}
