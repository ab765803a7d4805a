"""Functions of lists, tuples and sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import Final

from idlint.languages.terraform.bigfloat import Number, exact, shortest, whole
from idlint.languages.terraform.conversion import convert, make_set, type_of, unify_types
from idlint.languages.terraform.functions.graphemes import clusters
from idlint.languages.terraform.functions.registry import Function, derived
from idlint.languages.terraform.functions.strings import integer
from idlint.languages.terraform.marks import marked_inside
from idlint.languages.terraform.operators import equal, first_unknown, unknown_of
from idlint.languages.terraform.primitives import kind_of
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.languages.terraform.typed import ListOf, SetOf
from idlint.languages.terraform.typesystem import ANY, NUMBER, STRING, Type
from idlint.values import Sensitive, Unknown, Value, is_known, reveal

_MAX_RANGE = 1024
"""Terraform's own limit."""


def as_list(value: Value, name: str = "argument") -> list[Value]:
    """A list, tuple or set; `EvaluationError` for anything else."""
    if not isinstance(value, list):
        raise EvaluationError(f"{name} must be a list, tuple or set, not {kind_of(value)}")
    return value


def _quantified(deciding: bool) -> Callable[[Value], Value]:
    """`anytrue` (True decides) and `alltrue` (False decides)."""

    def apply(items: Value) -> Value:
        if isinstance(items, Unknown):
            return Unknown(items.reason)
        values = as_list(items)
        bare: list[Value] = [False if item is None else item for item in map(reveal, values)]
        unknown = first_unknown(bare)
        result: Value = deciding if deciding in bare else not deciding
        if unknown is not None and result is not deciding:
            result = Unknown(unknown.reason)
        return marked_inside(result, *values)

    return apply


def _chunklist(items: Value, size: Value) -> Value:
    if isinstance(items, Unknown) or isinstance(size, Unknown):
        return unknown_of(items, size)
    values = as_list(items)
    step = integer(size) if not isinstance(size, (str, list, dict, Sensitive)) and size is not None else 0
    if step < 0:
        raise EvaluationError("the size argument must be positive")
    element = values.element if isinstance(values, ListOf) else None
    inner = Type("list", element or ANY)
    if not values:
        return ListOf([], inner)
    step = step or len(values)
    chunks: list[Value] = [ListOf(values[at : at + step], element) for at in range(0, len(values), step)]
    return ListOf(chunks, inner)


def _coalescelist(*lists: Value) -> Value:
    if not lists:
        raise EvaluationError("at least one argument is required")
    for items in lists:
        if isinstance(items, Unknown):
            return Unknown(items.reason)
        if items is not None and len(as_list(items)) > 0:
            return items
    raise EvaluationError("no non-null arguments")


def _compact(items: Value) -> Value:
    if isinstance(items, Unknown):
        return derived("compact", (items,), items)
    values = as_list(items)
    kept = (
        [item for item in values if reveal(item) not in {None, ""} or isinstance(reveal(item), Unknown)]
        if all(isinstance(reveal(item), (str, type(None))) for item in values)
        else None
    )
    if kept is not None:
        return ListOf(kept, STRING)
    certain = [item for item in values if isinstance(reveal(item), str) and reveal(item)]
    return Unknown(unknown_of(values).reason, None, certain or None)


def _concat(*lists: Value) -> Value:
    """Elements of known lists are certainly contained even beside unknown lists."""
    if not lists:
        raise EvaluationError("at least one argument is required")
    unknown = next((items for items in lists if isinstance(items, Unknown)), None)
    result: list[Value] = []
    for items in lists:
        known = items.known if isinstance(items, Unknown) else items
        if isinstance(items, SetOf) or not isinstance(known, list):
            if isinstance(items, Unknown):
                continue
            raise EvaluationError("all arguments must be lists or tuples")
        result.extend(known)
    if unknown is not None:
        return Unknown(unknown.reason, None, result or None)
    if all(isinstance(items, ListOf) for items in lists):
        shared = unify_types(map(type_of, lists))
        if shared is not None and shared.kind == "list":
            return convert(ListOf(result, ANY), shared)
    return result


def _contains(items: Value, wanted: Value) -> Value:
    if isinstance(items, Unknown):
        known = items.known if isinstance(items.known, list) else []
        found = any(equal(item, wanted) for item in known)
        return True if found else derived("contains", (items, wanted), items)
    values = as_list(items)
    verdicts = [equal(item, wanted) for item in values]
    result: Value = True in verdicts
    if not result and None in verdicts:
        result = unknown_of(values, wanted)
    return marked_inside(result, wanted, *values)


def unique(items: Iterable[Value]) -> list[Value]:
    """The items without later repeats; None-equal (unknown) ones are kept."""
    result: list[Value] = []
    seen: set[object] = set()
    for item in items:
        if isinstance(item, str):
            if item not in seen:
                result.append(item)
            seen.add(item)
        elif not any(equal(item, other) for other in result):
            result.append(item)
    return result


def _distinct(items: Value) -> Value:
    values = as_list(items)
    return ListOf(unique(values), values.element if isinstance(values, ListOf) else None)


def _element(items: Value, position: Value) -> Value:
    if isinstance(items, Unknown) or isinstance(position, Unknown):
        return derived("element", (items, position), unknown_of(items, position))
    if isinstance(items, SetOf):
        raise EvaluationError("cannot read elements from a set")
    values = as_list(items)
    at = integer(position) if not isinstance(position, (str, list, dict, Sensitive)) and position is not None else 0
    if not values:
        raise EvaluationError("cannot use element function with an empty list")
    if at < 0:
        raise EvaluationError("cannot use element function with a negative index")
    return values[at % len(values)]


def _flatten(scope: Scope, items: Value) -> Value:
    if isinstance(items, Unknown):
        return Unknown(items.reason, None, items.known if isinstance(items.known, list) else None)
    result: list[Value] = []
    unknown = _flatten_into(as_list(items), result, scope)
    return result if unknown is None else Unknown(unknown.reason, None, result or None)


def _flatten_into(items: list[Value], result: list[Value], scope: Scope) -> Unknown | None:
    """Append the leaves; the unknown that may itself be a list, if any."""
    unknown: Unknown | None = None
    for item in items:
        inner = reveal(item)
        scope.fuel.step()
        if isinstance(inner, list):
            leaves: list[Value] = []
            unknown = _flatten_into(inner, leaves, scope) or unknown
            result.extend(map(Sensitive, leaves) if isinstance(item, Sensitive) else leaves)
        elif isinstance(inner, Unknown) and not _is_certainly_a_leaf(inner):
            unknown = inner
        else:
            result.append(item)
    return unknown


def _is_certainly_a_leaf(value: Unknown) -> bool:
    """Whether an unknown is a string (a template) or an attribute that Terraform knows to be one."""
    return isinstance(value.known, tuple)


def _index(items: Value, wanted: Value) -> Value:
    values = as_list(items)
    if not values:
        raise EvaluationError("cannot search an empty list")
    for position, item in enumerate(values):
        if equal(item, wanted):
            return position
    raise EvaluationError("item not found")


def _length(value: Value) -> Value:
    match value:
        case Unknown():
            return derived("length", (value,), value)
        case list() | dict():
            return len(value)
        case str():
            return len(clusters(value))
    raise EvaluationError("argument must be a string, a collection type, or a structural type")


def _matchkeys(values: Value, keys: Value, wanted: Value) -> Value:
    found, names, search = as_list(values), as_list(keys), as_list(wanted)
    if len(found) != len(names):
        raise EvaluationError("length of keys and values should be equal")
    shared = unify_types((type_of(keys), type_of(wanted)))
    if shared is None:
        raise EvaluationError("keys and searchset must be of the same type")
    kept = [item for item, name in zip(found, names, strict=True) if any(equal(name, other) for other in search)]
    return ListOf(kept, found.element if isinstance(found, ListOf) else None)


def _one(items: Value) -> Value:
    if isinstance(items, Unknown):
        return derived("one", (items,), items)
    values = as_list(items)
    if len(values) > 1:
        raise EvaluationError("must be a list, set, or tuple value with either zero or one elements")
    return values[0] if values else None


def _range(*bounds: Number) -> Value:
    if not 1 <= len(bounds) <= 3:
        raise EvaluationError("must have one, two, or three arguments")
    numbers = [exact(bound) for bound in bounds]
    start, end = (exact(0), numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) == 3 else exact(1 if start <= end else -1)
    if step == 0 or (step > 0 and start > end) or (step < 0 and start < end):
        raise EvaluationError("the step does not lead from the start to the end")
    result: list[Value] = []
    while (start < end) if step > 0 else (start > end):
        if len(result) >= _MAX_RANGE:
            raise EvaluationError("more than 1024 values were generated; either decrease the difference or the step")
        result.append(shortest(start))
        start += step
    return ListOf(result, NUMBER)


def _reverse(items: Value) -> Value:
    if isinstance(items, Unknown):
        return derived("reverse", (items,), items)
    values = as_list(items)
    backwards = list(reversed(values))
    if isinstance(values, (ListOf, SetOf)):
        return ListOf(backwards, values.element)
    return backwards


def _setproduct(scope: Scope, *sets: Value) -> Value:
    if len(sets) < 2:
        raise EvaluationError("at least two arguments are required")
    unknown = next((items for items in sets if isinstance(items, Unknown)), None)
    if unknown is not None:
        return Unknown(unknown.reason)
    lists = [as_list(items) for items in sets]
    count = 1
    for items in lists:
        count *= len(items)
    scope.fuel.step(count)
    scope.fuel.grow(8 * count * len(lists))
    columns = [_column(items) for items in lists]
    rows: list[Value] = [list(row) for row in product(*columns)]
    return make_set(rows) if any(isinstance(items, SetOf) for items in lists) else ListOf(rows)


def _column(items: list[Value]) -> list[Value]:
    """The elements of one factor in one type."""
    shared = unify_types(map(type_of, items))
    if shared is None:
        raise EvaluationError("all elements of a set must have the same type")
    return [convert(item, shared) for item in items]


def _slice(items: Value, start: Value, end: Value) -> Value:
    unknown = next((value for value in (items, start, end) if isinstance(value, Unknown)), None)
    if unknown is not None:
        return derived("slice", (items, start, end), unknown)
    if isinstance(items, SetOf):
        raise EvaluationError("cannot slice a set, because its elements do not have indices")
    values = as_list(items)
    first, last = (
        whole(bound) if not isinstance(bound, (str, list, dict, Sensitive, Unknown)) and bound is not None else None
        for bound in (start, end)
    )
    if first is None or last is None or not 0 <= first <= last <= len(values):
        raise EvaluationError("the indices of slice must lie within the list, in order")
    part = values[first:last]
    return ListOf(part, values.element) if isinstance(values, ListOf) else part


def _sort(items: Value) -> Value:
    values = as_list(items)
    if any(item is None for item in values):
        raise EvaluationError("given list element is null; a null string cannot be sorted")
    return ListOf(sorted(map(str, values)), STRING)


def _combined(choose: Callable[[list[list[Value]]], list[Value]]) -> Callable[..., Value]:
    """A set operation over two or more sets."""

    def apply(*sets: Value) -> Value:
        shared = unify_types(map(type_of, sets))
        if shared is None:
            raise EvaluationError("all sets must have the same element type")
        return make_set(choose([as_list(convert(items, shared)) for items in sets]), shared.element)

    return apply


def _has(items: list[Value], wanted: Value) -> bool:
    return any(equal(item, wanted) for item in items)


def _union(scope: Scope, *sets: Value) -> Value:
    """Known elements are certainly contained even beside unknown ones."""
    del scope
    unknown = next((items for items in sets if not is_known(items)), None)
    if unknown is None:
        return _combined(lambda lists: [item for items in lists for item in items])(*sets)
    found: list[Value] = []
    for items in sets:
        known = items.known if isinstance(items, Unknown) else items
        found.extend(known if isinstance(known, list) else [])
    return Unknown(unknown_of(unknown).reason, None, found or None)


def _keep_common(lists: list[list[Value]]) -> list[Value]:
    return [item for item in lists[0] if all(_has(other, item) for other in lists[1:])]


def _keep_others(lists: list[list[Value]]) -> list[Value]:
    return [item for item in lists[0] if not _has(lists[1], item)]


FUNCTIONS: Final[Mapping[str, Function]] = {
    "alltrue": Function("list(bool)", _quantified(deciding=False), "parts"),
    "anytrue": Function("list(bool)", _quantified(deciding=True), "parts"),
    "chunklist": Function("list(any) number", _chunklist, "parts"),
    "coalescelist": Function("any?*", _coalescelist, "parts"),
    "compact": Function("list(string)", _compact, "parts"),
    "concat": Function("any*", _concat, "parts"),
    "contains": Function("any any", _contains, "parts"),
    "distinct": Function("list(any)", _distinct),
    "element": Function("any number", _element, "parts"),
    "flatten": Function("any", _flatten, "parts", needs_scope=True),
    "index": Function("any any", _index),
    "length": Function("any", _length, "parts"),
    "matchkeys": Function("list(any) list(any) list(any)", _matchkeys),
    "one": Function("any", _one, "parts"),
    "range": Function("number*", _range),
    "reverse": Function("any", _reverse, "parts"),
    "setintersection": Function("set(any) set(any)*", _combined(_keep_common)),
    "setproduct": Function("any*", _setproduct, "parts", needs_scope=True),
    "setsubtract": Function("set(any) set(any)", _combined(_keep_others)),
    "setunion": Function("set(any) set(any)*", _union, "parts", needs_scope=True),
    "slice": Function("any number number", _slice, "parts"),
    "sort": Function("list(string)", _sort),
}
