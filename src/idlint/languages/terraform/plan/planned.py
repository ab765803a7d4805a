"""Values of a plan: JSON values with the marks of what is unknown until apply and of what is sensitive.

Null is absent. What nobody wrote and a provider reports as empty (`""`, `[]`, `{}`) is absent too: a plan writes
an empty list for a block that is not there, a state an empty text for an unset argument.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from idlint.document import Path
from idlint.fuel import MAX_DEPTH
from idlint.values import Sensitive, Unknown, Value

KNOWN_AFTER_APPLY = "known after apply"

UnknownAt = Callable[[Path], Unknown]
"""The unknown value at a path: what it is, is found out by whoever knows the expressions."""

_SECRET = re.compile(r"(?i)password|passwd|secret|token|private_key|access_key|connection_string|sas_url|credential")
_NO_SECRET = re.compile(r"(?i)(?:_id|_ids|_name|_names|_uri|_url|_type|_enabled|_lifetime|_expiration|_version|_date)$")


def values_of(
    raw: Mapping[str, Any], unknown: object, sensitive: Iterable[object], unknown_at: UnknownAt, names: Iterable[str]
) -> dict[str, Value]:
    """The attributes `names` of one resource, as far as there are any."""
    marks = [mark for mark in sensitive if mark]
    found: dict[str, Value] = {}
    for name in names:
        below = [_below(mark, name) for mark in marks]
        value = _value(raw.get(name), _below(unknown, name), below, (name,), unknown_at)
        if value is not None:
            found[name] = value
    return found


def attribute_names(raw: Mapping[str, Any], unknown: object) -> list[str]:
    """The names of all attributes that have a value or will have one."""
    return list(dict.fromkeys([*raw, *(unknown if isinstance(unknown, dict) else ())]))


def _below(mark: object, step: str | int) -> object:
    """The part of a tree of marks below `step`; a mark covers everything below it."""
    if isinstance(mark, dict):
        return mark.get(step)
    if isinstance(mark, list):
        return mark[step] if isinstance(step, int) and step < len(mark) else None
    return mark


def _value(raw: object, unknown: object, sensitive: list[object], path: Path, unknown_at: UnknownAt) -> Value:
    sensitive = [mark for mark in sensitive if mark]
    if len(path) > MAX_DEPTH:
        return Unknown("nested too deeply")
    if any(mark is True for mark in sensitive):
        hidden = _unmarked(raw, unknown, [], path, unknown_at)
        return None if hidden is None else Sensitive(hidden)
    return _unmarked(raw, unknown, sensitive, path, unknown_at)


def _unmarked(raw: object, unknown: object, sensitive: list[object], path: Path, unknown_at: UnknownAt) -> Value:
    if unknown is True:
        return unknown_at(path)
    if isinstance(raw, dict):
        return _object(raw, unknown, sensitive, path, unknown_at)
    if isinstance(raw, list):
        return _list(raw, unknown, sensitive, path, unknown_at)
    if raw is None and isinstance(unknown, dict | list):
        if isinstance(unknown, dict):
            return _object({}, unknown, sensitive, path, unknown_at) or None
        return _list([], unknown, sensitive, path, unknown_at) or None
    plain: Any = raw
    scalar: Value = plain
    return scalar


def _object(
    raw: Mapping[str, Any], unknown: object, sensitive: list[object], path: Path, unknown_at: UnknownAt
) -> Value:
    found: dict[str, Value] = {}
    for key in attribute_names(raw, unknown):
        below = [_below(mark, key) for mark in sensitive]
        value = _value(raw.get(key), _below(unknown, key), below, (*path, key), unknown_at)
        if value is not None:
            found[key] = value
    return found


def _list(raw: list[Any], unknown: object, sensitive: list[object], path: Path, unknown_at: UnknownAt) -> Value:
    length = max(len(raw), len(unknown) if isinstance(unknown, list) else 0)
    elements: list[Value] = []
    for number in range(length):
        element = raw[number] if number < len(raw) else None
        below = [_below(mark, number) for mark in sensitive]
        elements.append(_value(element, _below(unknown, number), below, (*path, number), unknown_at))
    return elements


def without_empty(values: dict[str, Value], written: Callable[[Path], bool], above: Path = ()) -> dict[str, Value]:
    """`values` without what is empty and not written, at every depth."""
    found: dict[str, Value] = {}
    for key, item in values.items():
        path = (*above, key)
        value = _elements_without_empty(item, written, path) if isinstance(item, list) else item
        if value not in ("", [], {}) or written(path):
            found[key] = value
    return found


def _elements_without_empty(elements: list[Value], written: Callable[[Path], bool], above: Path) -> list[Value]:
    return [
        without_empty(item, written, (*above, number)) if isinstance(item, dict) else item
        for number, item in enumerate(elements)
    ]


def masked(values: dict[str, Value]) -> dict[str, Value]:
    """`values` of a plan that does not say what is sensitive: what is named like a secret is taken for one."""
    return {key: _masked(key, value) for key, value in values.items()}


def _masked(key: str, value: Value) -> Value:
    if is_secret_name(key) and not isinstance(value, Unknown | bool):
        return Sensitive(value)
    if isinstance(value, dict):
        return masked(value)
    if isinstance(value, list):
        return [masked(item) if isinstance(item, dict) else item for item in value]
    return value


def is_secret_name(name: str) -> bool:
    """Whether an attribute or variable is named like something that must not be shown."""
    return _SECRET.search(name) is not None and _NO_SECRET.search(name) is None
