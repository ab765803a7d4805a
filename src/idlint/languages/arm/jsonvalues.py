"""Evaluates parts of a JSON template as `json.loads` gave them: strings that are expressions, objects, copy loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from idlint.fuel import MAX_INSTANCES
from idlint.languages.arm.access import FAILS
from idlint.languages.arm.expressions import Literal, Node, Opaque
from idlint.languages.arm.pieces import as_key
from idlint.languages.arm.scope import Run, Scope
from idlint.languages.arm.syntax import ExpressionError, is_expression, literal_text, parse_expression
from idlint.values import Unknown, Value, reveal


def json_value(value: Any, scope: Scope) -> Value:
    """The value of a part of a JSON template, as `json.loads` gave it."""
    if isinstance(value, str):
        return _string(value, scope) if value[:1] == "[" else value
    if isinstance(value, dict):
        return _nested(value, _json_object, scope)
    if isinstance(value, list):
        return _nested(value, _json_array, scope)
    plain: Value = value
    return plain


def _string(text: str, scope: Scope) -> Value:
    run = scope.frame.run
    return run.evaluate(expression(text, run), scope)


def _nested(value: Any, read: Callable[[Any, Scope], Value], scope: Scope) -> Value:
    run = scope.frame.run
    run.enter()
    result = read(value, scope)
    run.depth -= 1
    return result


def expression(text: str, run: Run) -> Node:
    """The node of a string in a template, parsed once a run; a malformed expression is reported."""
    node = run.expressions.get(text)
    if node is None:
        try:
            node = parse_expression(text) if is_expression(text) else Literal(literal_text(text))
        except ExpressionError as error:
            run.report(f"not an expression: {error}")
            node = Opaque("expression does not parse")
        run.expressions[text] = node
    return node


def _json_array(value: list[Any], scope: Scope) -> Value:
    return [json_value(item, scope) for item in value]


def _json_object(value: dict[str, Any], scope: Scope) -> Value:
    result: dict[str, Value] = {}
    for key, item in value.items():
        if key == "copy" and isinstance(item, list):
            result |= _property_loops(item, scope)
        else:
            result[json_key(key, scope)] = json_value(item, scope)
    return result


def json_key(key: str, scope: Scope) -> str:
    """A key of a JSON object, which may be an expression."""
    if key[:1] != "[":
        return key
    return as_key(_string(key, scope)) or key


def _property_loops(loops: list[Any], scope: Scope) -> dict[str, Value]:
    """ARM's `copy` inside an object: each loop becomes an array under its name."""
    found: dict[str, Value] = {}
    for loop in loops:
        if not isinstance(loop, dict) or not isinstance(loop.get("name"), str):
            scope.frame.run.report("expected a copy loop with name, count and input")
            continue
        found[loop["name"]] = property_loop(loop["name"], loop.get("count"), loop.get("input"), scope)
    return found


def property_loop(name: str, times: Any, element: Any, scope: Scope) -> Value:
    """The array that one ARM copy loop of a property, variable or output makes."""
    count = reveal(json_value(times, scope))
    if isinstance(count, Unknown):
        return Unknown(count.reason)
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        return Unknown(FAILS)
    if count > MAX_INSTANCES:
        run = scope.frame.run
        run.fuel.exhausted = run.fuel.exhausted or "instances of one loop"
        return Unknown("budget")
    scope.frame.run.fuel.grow(16 * count)
    return [json_value(element, scope.loop(name, number)) for number in range(count)]
