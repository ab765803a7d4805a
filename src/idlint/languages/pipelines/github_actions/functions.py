"""The functions of GitHub Actions expressions, where an argument that is not known makes the result unknown.

https://docs.github.com/actions/reference/workflows-and-actions/expressions#functions
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from idlint.fuel import Fuel
from idlint.languages.pipelines.github_actions.coercion import as_text, joined, loosely_equal
from idlint.records import NamedTuple
from idlint.values import Origin, Unknown, Value, is_known, to_json

STATUS: Final = frozenset({"always", "success", "failure", "cancelled"})
"""Functions that ask how the run went."""

_MANY: Final = 1_000
_DEEPEST: Final = 50


class Function(NamedTuple):
    """A function and how many arguments it takes."""

    least: int
    most: int
    call: Callable[[list[Value], Fuel], Value]


def _unknown(arguments: list[Value], name: str) -> Unknown:
    """The result of a function of something unknown; of one argument with an origin it has an origin too."""
    found = next((value for value in arguments if isinstance(value, Unknown)), None)
    reason = found.reason if found is not None else "known only in a run"
    if found is not None and found.origin is not None and len(arguments) == 1:
        return Unknown(reason, Origin(f"{name}({found.origin})"))
    return Unknown(reason)


def _contains(arguments: list[Value], fuel: Fuel) -> Value:
    """Whether a text holds another, or a list an equal element; case does not count."""
    search, item = arguments
    if isinstance(search, list):
        return _contains_item(search, item, fuel)
    search, item = as_text(search), as_text(item)
    if isinstance(item, str) and isinstance(search, Unknown) and isinstance(search.known, tuple):
        known = [piece for piece in search.known if isinstance(piece, str)]
        if any(item.lower() in piece.lower() for piece in known):
            return True
    if not (isinstance(search, str) and isinstance(item, str)):
        return _unknown([search, item], "contains")
    fuel.step(1 + len(search) // 100)
    return item.lower() in search.lower()


def _contains_item(search: list[Value], item: Value, fuel: Fuel) -> Value:
    fuel.step(len(search))
    known = [element for element in search if not isinstance(element, Unknown)]
    if not isinstance(item, Unknown) and any(loosely_equal(element, item) for element in known):
        return True
    if isinstance(item, Unknown) or len(known) < len(search):
        return _unknown([*search, item], "contains")
    return False


def _edge(is_edge: Callable[[str, str], bool], piece: int) -> Callable[[list[Value], Fuel], Value]:
    """`startsWith` and `endsWith`; the piece of an unknown text that may answer is its first or its last."""

    def call(arguments: list[Value], fuel: Fuel) -> Value:
        fuel.step()
        search, item = map(as_text, arguments)
        if isinstance(search, Unknown) and isinstance(search.known, tuple) and isinstance(item, str):
            known = search.known[piece] if search.known else ""
            if isinstance(known, str) and len(known) >= len(item):
                return is_edge(known.lower(), item.lower())
        if not (isinstance(search, str) and isinstance(item, str)):
            return _unknown([search, item], "startsWith")
        return is_edge(search.lower(), item.lower())

    return call


def _format(arguments: list[Value], fuel: Fuel) -> Value:
    """`format('{0} of {1}', a, b)`; doubled braces are braces."""
    template = as_text(arguments[0])
    if not isinstance(template, str):
        return _unknown(arguments, "format")
    found: list[Value] = []
    at = 0
    while at < len(template):
        piece, at = _format_piece(template, at, arguments[1:])
        if piece is None:
            return Unknown("format string does not parse")
        found.append(piece)
    return joined(found, fuel)


def _format_piece(template: str, at: int, values: list[Value]) -> tuple[Value, int]:
    """The text or the argument at `at`, and where the next piece begins; None where there is neither."""
    char = template[at]
    if template[at : at + 2] in {"{{", "}}"}:
        return char, at + 2
    if char == "{":
        end = template.find("}", at)
        number = template[at + 1 : end] if end > at else ""
        is_index = number.isascii() and number.isdigit() and len(number) < 4 and int(number) < len(values)
        return (as_text(values[int(number)]), end + 1) if is_index else (None, at)
    if char == "}":
        return None, at
    stops = [stop for brace in "{}" if (stop := template.find(brace, at)) >= 0]
    end = min(stops, default=len(template))
    return template[at:end], end


def _join(arguments: list[Value], fuel: Fuel) -> Value:
    """The elements of a list with a separator between them, `,` by default."""
    items, separator = arguments[0], as_text(arguments[1]) if len(arguments) > 1 else ","
    if isinstance(items, Unknown):
        return _unknown([items], "join")
    if not isinstance(items, list):
        return as_text(items)
    found: list[Value] = []
    for number, item in enumerate(items):
        found += [separator, as_text(item)] if number else [as_text(item)]
    return joined(found, fuel)


def _to_json(arguments: list[Value], fuel: Fuel) -> Value:
    value = arguments[0]
    if not is_known(value):
        return _unknown(arguments, "toJSON")
    found = json.dumps(to_json(value), indent=2, ensure_ascii=False)
    fuel.grow(len(found))
    return found


def _from_json(arguments: list[Value], fuel: Fuel) -> Value:
    value = as_text(arguments[0])
    if not isinstance(value, str):
        return _unknown([value], "fromJSON")
    fuel.grow(len(value))
    try:
        result: Value = json.loads(value, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return Unknown("JSON does not parse")
    return result if _is_flat(result) else Unknown("JSON nests too deep")


def _is_flat(value: Value) -> bool:
    """Whether nothing nests deeper than anybody reads."""
    level: list[Value] = [value]
    for _ in range(_DEEPEST):
        level = [part for item in level for part in _parts(item)]
        if not level:
            return True
    return False


def _parts(value: Value) -> list[Value]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _in_a_run(_: list[Value], __: Fuel) -> Value:
    return Unknown("known only in a run")


FUNCTIONS: Final[Mapping[str, Function]] = {
    "contains": Function(2, 2, _contains),
    "startswith": Function(2, 2, _edge(str.startswith, 0)),
    "endswith": Function(2, 2, _edge(str.endswith, -1)),
    "format": Function(1, _MANY, _format),
    "join": Function(1, 2, _join),
    "tojson": Function(1, 1, _to_json),
    "fromjson": Function(1, 1, _from_json),
    "hashfiles": Function(1, _MANY, _in_a_run),
    "case": Function(3, _MANY, _in_a_run),
    **{name: Function(0, 0, _in_a_run) for name in STATUS},
}
