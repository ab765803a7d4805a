"""Array and object functions.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array and -object
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from idlint.languages.arm.entries import Entries, as_value, elements_of, entries_of
from idlint.languages.arm.functions.signature import (
    Arguments,
    Function,
    FunctionError,
    Table,
    array,
    certain_elements,
    integer,
    obj,
    string,
)
from idlint.languages.arm.merging import deep, merged, shallow
from idlint.languages.arm.pieces import derived
from idlint.values import MISSING, Closed, Missing, Unknown, UnknownKey, Value, all_three, reveal, same

MAX_RANGE = 10_000


def member(value: Value | Missing, key: str) -> Value | Missing:
    """An entry of a known object; keys are matched exactly, then without regard to case."""
    if not isinstance(value, dict):
        return MISSING
    if key in value:
        return value[key]
    wanted = key.lower()
    found = next((item for name, item in value.items() if name.lower() == wanted), MISSING)
    if isinstance(found, Missing) and any(isinstance(name, UnknownKey) for name in value):
        return Unknown("key of an object is unknown")
    return found


def key_value(key: str) -> Value:
    """A key as a value: what is behind it where it is not known."""
    return key.value if isinstance(key, UnknownKey) else str(key)


def _array(arguments: Arguments) -> Value:
    return arguments[0] if isinstance(arguments[0], list) else [arguments[0]]


def _contains(arguments: Arguments) -> Value:
    container, wanted = arguments
    if isinstance(container, Unknown):
        return _unknown_contains(container, wanted)
    if isinstance(container, list):
        return _list_contains(container, wanted)
    if isinstance(wanted, Unknown):
        return derived("contains", arguments)
    if isinstance(container, dict):
        found = member(container, wanted if isinstance(wanted, str) else str(wanted))
        return (
            derived("contains", [found, wanted])
            if isinstance(found, Unknown) and wanted not in container
            else (not isinstance(found, Missing))
        )
    return string(wanted) in string(container)


def _list_contains(elements: list[Value], wanted: Value) -> bool | Unknown:
    verdicts = [same(element, wanted) for element in elements]
    if True in verdicts:
        return True
    unknown = next((element for element in (*elements, wanted) if isinstance(element, Unknown)), None)
    return Unknown(unknown.reason if unknown else "element is unknown") if None in verdicts else False


def _unknown_contains(container: Unknown, wanted: Value) -> Value:
    known = container.known
    if isinstance(known, dict) and isinstance(wanted, str) and not isinstance(member(known, wanted), Missing):
        return True
    if isinstance(container, Closed) and isinstance(wanted, str) and not container.may_have(wanted):
        return False
    if isinstance(known, list) and any(same(element, wanted) for element in known):
        return True
    pieces = known if isinstance(known, tuple) else ()
    if any(isinstance(piece, str) and isinstance(wanted, str) and wanted in piece for piece in pieces):
        return True
    return derived("contains", [container, wanted])


def _empty(arguments: Arguments) -> Value:
    value = arguments[0]
    if isinstance(value, Unknown):
        known = value.known
        certain = any(isinstance(piece, str) and piece for piece in known) if isinstance(known, tuple) else bool(known)
        return False if certain else derived("empty", arguments)
    if value is None:
        return True
    if isinstance(value, (str, list, dict)):
        return not value
    raise FunctionError("expected a string, an array or an object")


def _length(arguments: Arguments) -> Value:
    value = arguments[0]
    if isinstance(value, (str, list, dict)):
        return len(value)
    raise FunctionError("expected a string, an array or an object")


def _first(arguments: Arguments) -> Value:
    value = arguments[0]
    if isinstance(value, str):
        return value[:1]
    return array(value)[0] if value else None


def _last(arguments: Arguments) -> Value:
    value = arguments[0]
    if isinstance(value, str):
        return value[-1:]
    return array(value)[-1] if value else None


def _take(arguments: Arguments) -> Value:
    value, count = arguments[0], max(integer(arguments[1]), 0)
    return value[:count] if isinstance(value, str) else array(value)[:count]


def _skip(arguments: Arguments) -> Value:
    value, count = arguments[0], max(integer(arguments[1]), 0)
    return value[count:] if isinstance(value, str) else array(value)[count:]


def _range(arguments: Arguments) -> Value:
    start, count = map(integer, arguments)
    if not 0 <= count <= MAX_RANGE:
        raise FunctionError(f"expected a count between 0 and {MAX_RANGE}")
    return list(range(start, start + count))


def _index_of(arguments: Arguments) -> Value:
    container, wanted = arguments
    if isinstance(container, str):
        return container.lower().find(string(wanted).lower())
    return _position(list(array(container)), wanted)


def _last_index_of(arguments: Arguments) -> Value:
    container, wanted = arguments
    if isinstance(container, str):
        return container.lower().rfind(string(wanted).lower())
    found = _position(array(container)[::-1], wanted)
    return len(array(container)) - 1 - found if isinstance(found, int) and found >= 0 else found


def _position(elements: list[Value], wanted: Value) -> Value:
    for number, element in enumerate(elements):
        verdict = same(element, wanted)
        if verdict is None:
            return derived("indexOf", [element, wanted])
        if verdict:
            return number
    return -1


def _index_from_end(arguments: Arguments) -> Value:
    elements, position = array(arguments[0]), integer(arguments[1])
    if not 1 <= position <= len(elements):
        raise FunctionError("expected an index within the array")
    return elements[-position]


def _try_index_from_end(arguments: Arguments) -> Value:
    if arguments[0] is None:
        return None
    elements, position = array(arguments[0]), integer(arguments[1])
    return elements[-position] if 1 <= position <= len(elements) else None


def _union(arguments: Arguments) -> Value:
    """Objects merged, the later winning; or the distinct elements of arrays, in order of appearance."""
    unknown = next((argument for argument in arguments if isinstance(argument, Unknown)), None)
    if any(elements_of(argument) is not None for argument in arguments):
        return _union_arrays(arguments, unknown)
    if all(isinstance(argument, Unknown) and entries_of(argument) is None for argument in arguments):
        return derived("union", arguments)
    return merged(map(_object, arguments), deep)


def _object(value: Value) -> Value:
    """`value`, which must be an object if it is known."""
    bare = reveal(value)
    if not isinstance(bare, Unknown):
        obj(bare)
    return value


def _union_arrays(arguments: Arguments, unknown: Unknown | None) -> Value:
    """The distinct elements; not all is known of them where two that are not known may be the same."""
    found: list[Value] = []
    others: list[Value] = []
    leaves: set[tuple[bool, Value]] = set()
    for element in [element for argument in arguments for element in certain_elements(argument)]:
        leaf = (isinstance(element, bool), element) if isinstance(element, _LEAVES) else None
        verdict = leaf in leaves or _list_contains(others if leaf else found, element)
        if verdict is True:
            continue
        found.append(element)
        unknown = unknown or verdict or None
        if leaf:
            leaves.add(leaf)
        else:
            others.append(element)
    return found if unknown is None else Unknown(unknown.reason, None, found)


_LEAVES = (str, int, Decimal, type(None))
"""What is the same as nothing but its equal: bools apart, which Python takes for numbers."""


def _distinct(arguments: Arguments) -> Value:
    return derived("distinct", arguments) if isinstance(arguments[0], Unknown) else _union_arrays(arguments, None)


def _shallow_merge(arguments: Arguments) -> Value:
    return merged(map(_object, array(arguments[0])), shallow)


def _intersection(arguments: Arguments) -> Value:
    """The elements that all arrays have, or the entries that all objects have alike."""
    first, *others = arguments
    if isinstance(first, list):
        return _common_elements(first, [array(other) for other in others])
    found, rest = obj(first), [obj(other) for other in others]
    alike = {
        key: all_three(same(value, other[key]) for other in rest)
        for key, value in found.items()
        if all(key in other for other in rest)
    }
    known = {key: found[key] for key, verdict in alike.items() if verdict}
    possible = {key: found[key] for key, verdict in alike.items() if verdict is None}
    return as_value(Entries(known, possible, reason="entry of an object is unknown"))


def _common_elements(first: list[Value], others: list[list[Value]]) -> Value:
    verdicts = [(element, [_list_contains(other, element) for other in others]) for element in first]
    found = [element for element, inside in verdicts if all(verdict is True for verdict in inside)]
    doubts = [verdict for _, inside in verdicts if False not in inside for verdict in inside]
    unknown = next((verdict for verdict in doubts if isinstance(verdict, Unknown)), None)
    return found if unknown is None else Unknown(unknown.reason, None, found)


def _flatten(arguments: Arguments) -> Value:
    whole = arguments[0]
    if isinstance(whole, Unknown) and not isinstance(whole.known, list):
        return derived("flatten", arguments)
    elements = certain_elements(whole)
    unknown = next((element for element in (whole, *elements) if isinstance(element, Unknown)), None)
    found = [item for element in elements for item in certain_elements(element)]
    return found if unknown is None else Unknown(unknown.reason, None, found)


def _items(arguments: Arguments) -> Value:
    """The entries as `{key, value}`, sorted by key."""
    return _listed(
        "items",
        arguments[0],
        lambda entries: [{"key": key_value(key), "value": value} for key, value in sorted(entries.items())],
    )


def _object_keys(arguments: Arguments) -> Value:
    return _listed("objectKeys", arguments[0], lambda entries: [key_value(key) for key in entries])


def _listed(name: str, whole: Value, listed: Callable[[dict[str, Value]], list[Value]]) -> Value:
    """What is made of an object's entries; of those that are known where not all are."""
    if not isinstance(whole, Unknown):
        return listed(obj(whole))
    entries = entries_of(whole)
    return derived(name, [whole]) if entries is None else Unknown(whole.reason, None, listed(entries.known))


def _create_object(arguments: Arguments) -> Value:
    if len(arguments) % 2:
        raise FunctionError("expected keys and values in pairs")
    return {string(key): value for key, value in zip(arguments[::2], arguments[1::2], strict=True)}


FUNCTIONS: Table = {
    "array": Function(_array, 1, 1),
    "contains": Function(_contains, 2, 2, lenient=True),
    "empty": Function(_empty, 1, 1, lenient=True),
    "length": Function(_length, 1, 1),
    "first": Function(_first, 1, 1),
    "last": Function(_last, 1, 1),
    "take": Function(_take, 2, 2),
    "skip": Function(_skip, 2, 2),
    "range": Function(_range, 2, 2),
    "indexof": Function(_index_of, 2, 2),
    "lastindexof": Function(_last_index_of, 2, 2),
    "indexfromend": Function(_index_from_end, 2, 2),
    "tryindexfromend": Function(_try_index_from_end, 2, 2),
    "union": Function(_union, 1, None, lenient=True),
    "distinct": Function(_distinct, 1, 1, lenient=True),
    "shallowmerge": Function(_shallow_merge, 1, 1),
    "intersection": Function(_intersection, 2, None),
    "flatten": Function(_flatten, 1, 1, lenient=True),
    "items": Function(_items, 1, 1, lenient=True),
    "objectkeys": Function(_object_keys, 1, 1, lenient=True),
    "createobject": Function(_create_object, 0, None),
    "createarray": Function(list, 0, None, lenient=True),
}
