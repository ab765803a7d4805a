"""What GitHub Actions expressions evaluate to, with GitHub's loose comparison, and Unknown for what a run decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from idlint.fuel import Exhausted, Fuel, out_of_budget
from idlint.languages.pipelines.github_actions.coercion import as_number, as_text, joined, loosely_equal, truthy
from idlint.languages.pipelines.github_actions.expressions import (
    Call,
    Compare,
    Constant,
    Expression,
    Index,
    Logic,
    Name,
    Not,
    Star,
    pieces,
)
from idlint.languages.pipelines.github_actions.functions import FUNCTIONS, STATUS
from idlint.languages.pipelines.github_actions.scope import REASONS, Scope
from idlint.values import Origin, Unknown, Value, all_three, same

MAX_DEPTH: Final = 200
_EVENT_INPUTS: Final = Origin("github.event", ("inputs",))


class Filtered(list[Value]):
    """What `.*` gives: a member of it is that member of each of its elements."""


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of `expression`; never raises."""
    depth = scope.fuel.depth
    try:
        return _evaluate(expression, scope)
    except Exhausted:
        return out_of_budget()
    finally:
        scope.fuel.depth = depth


def interpolate(text: str, scope: Scope) -> Value:
    """The value of a text with `${{ … }}` inside: of one expression alone its own value, else a text.

    Raises `ExpressionError` where an expression does not parse.
    """
    if "${{" not in text:
        return text
    parts = pieces(text)
    if len(parts) == 1 and not isinstance(parts[0], str):
        return evaluate(parts[0], scope)
    try:
        values = [part if isinstance(part, str) else as_text(evaluate(part, scope)) for part in parts]
        return joined(values, scope.fuel)
    except Exhausted:
        return out_of_budget()


def truth(expression: Expression, scope: Scope) -> bool | None:
    """Whether a condition holds; None where only a run knows. What `success()` adds by itself is left out."""
    depth = scope.fuel.depth
    try:
        return _truth(expression, scope)
    except Exhausted:
        return None
    finally:
        scope.fuel.depth = depth


def _truth(expression: Expression, scope: Scope) -> bool | None:
    match expression:
        case Logic(operator, operands):
            _enter(scope.fuel)
            found = [_truth(operand, scope) for operand in operands]
            scope.fuel.depth -= 1
            if operator == "&&":
                return all_three(found)
            return _opposite(all_three(map(_opposite, found)))
        case Not(operand):
            _enter(scope.fuel)
            inner = _truth(operand, scope)
            scope.fuel.depth -= 1
            return _opposite(inner)
        case Call(name) if name in STATUS:
            return None
    return truthy(_evaluate(expression, scope))


def _opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def _enter(fuel: Fuel) -> None:
    fuel.step()
    fuel.depth += 1
    if fuel.depth > MAX_DEPTH:
        raise Exhausted("depth of an expression")


def _evaluate(expression: Expression, scope: Scope) -> Value:
    if isinstance(expression, Constant):
        return expression.value
    if isinstance(expression, Name):
        return scope.context(expression.name)
    _enter(scope.fuel)
    value = _ACTIONS[type(expression)](expression, scope)
    scope.fuel.depth -= 1
    return value


def _index(expression: Index, scope: Scope) -> Value:
    base, key = _evaluate(expression.base, scope), _evaluate(expression.key, scope)
    return member(base, key, whole=isinstance(expression.base, Name))


def member(base: Value, key: Value, *, whole: bool = False) -> Value:
    """`base[key]`; what is not there is null. `whole`: the base is a context, whose members are origins."""
    if isinstance(key, Unknown):
        return Unknown(key.reason) if isinstance(base, (dict, list, Unknown)) else None
    if isinstance(base, Filtered):
        return Filtered(item for part in base if (item := member(part, key)) is not None)
    if isinstance(base, Unknown):
        return _unknown_member(base, as_text(key), whole)
    if isinstance(base, dict):
        return _entry(base, as_text(key))
    if isinstance(base, list):
        number = as_number(key)
        is_index = number is not None and number == int(number) and 0 <= number < len(base)
        return base[int(number)] if is_index and number is not None else None
    return None


def _entry(base: dict[str, Value], key: Value) -> Value:
    """An entry by its name, whatever its case."""
    if not isinstance(key, str):
        return None
    if key in base:
        return base[key]
    folded, length = key.lower(), len(key)
    for name, value in base.items():
        if len(name) == length and name.lower() == folded:
            return value
    return None


def _unknown_member(base: Unknown, key: Value, whole: bool) -> Value:
    if not isinstance(key, str):
        return Unknown(base.reason)
    if isinstance(base.known, dict):
        found = _entry(base.known, key)
        if found is not None or key in base.known:
            return found
    origin = base.origin
    if origin is None:
        return Unknown(base.reason)
    if whole:
        name = key.upper() if origin.address in {"secrets", "vars"} else key
        return Unknown(base.reason, Origin(f"{origin.address}.{name}"))
    if origin == _EVENT_INPUTS:  # the older way to write `inputs.x`
        return Unknown(REASONS["inputs"], Origin(f"inputs.{key}"))
    return Unknown(base.reason, Origin(origin.address, (*origin.path, key)))


def _star(expression: Star, scope: Scope) -> Value:
    base = _evaluate(expression.base, scope)
    if isinstance(base, Unknown):
        return Unknown(base.reason, base.origin and Origin(base.origin.address, (*base.origin.path, "*")))
    items: Iterable[Value] = base.values() if isinstance(base, dict) else base if isinstance(base, list) else ()
    if isinstance(base, Filtered):
        items = [item for part in base for item in _parts(part)]
    return Filtered(items)


def _parts(value: Value) -> list[Value]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _call(expression: Call, scope: Scope) -> Value:
    function = FUNCTIONS.get(expression.function)
    if function is None:
        return Unknown("function is not known")
    arguments = [_evaluate(argument, scope) for argument in expression.arguments]
    if not function.least <= len(arguments) <= function.most:
        return Unknown("function has the wrong number of arguments")
    return function.call(arguments, scope.fuel)


def _not(expression: Not, scope: Scope) -> Value:
    value = _evaluate(expression.operand, scope)
    found = truthy(value)
    return _unsure(value) if found is None else not found


def _unsure(*values: Value) -> Unknown:
    """A verdict that depends on what is unknown in `values`."""
    return Unknown(next((value.reason for value in values if isinstance(value, Unknown)), "known only in a run"))


def _logic(expression: Logic, scope: Scope) -> Value:
    """The first operand that decides; where an unknown one may, what all possible ones agree on."""
    decides = expression.operator == "||"
    possible: list[Value] = []
    for operand in expression.operands[:-1]:
        value = _evaluate(operand, scope)
        found = truthy(value)
        if found is not decides:
            if found is None:
                possible.append(value)
            continue
        return _agreed([*possible, value])
    return _agreed([*possible, _evaluate(expression.operands[-1], scope)])


def _agreed(possible: list[Value]) -> Value:
    """The one value that is possible; else unknown."""
    first = possible[0]
    if all(same(first, other) for other in possible[1:]):
        return first
    return _unsure(*possible)


def _compare(expression: Compare, scope: Scope) -> Value:
    left, right = _evaluate(expression.left, scope), _evaluate(expression.right, scope)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _compared_unknown(expression.operator, left, right)
    if expression.operator in {"==", "!="}:
        return loosely_equal(left, right) is (expression.operator == "==")
    return _ordered(expression.operator, left, right)


def _compared_unknown(operator: str, left: Value, right: Value) -> Value:
    """Equal where both are the same thing, unequal where known pieces rule it out."""
    equal = True if same(left, right) else False if _differ(left, right) or _differ(right, left) else None
    if equal is None or operator not in {"==", "!="}:
        return _unsure(left, right)
    return equal is (operator == "==")


def _differ(value: Value, pattern: Value) -> bool:
    """Whether a known text cannot be what the pieces of an unknown one become."""
    if not (isinstance(value, str) and isinstance(pattern, Unknown) and isinstance(pattern.known, tuple)):
        return False
    first, last = (pattern.known[0], pattern.known[-1]) if pattern.known else ("", "")
    starts = value.lower().startswith(first.lower()) if isinstance(first, str) else True
    ends = value.lower().endswith(last.lower()) if isinstance(last, str) else True
    return not (starts and ends)


_ORDERS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _ordered(operator: str, left: Value, right: Value) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        order = (left.lower() > right.lower()) - (left.lower() < right.lower())
        return _ORDERS[operator](Decimal(order), Decimal(0))
    first, second = as_number(left), as_number(right)
    return first is not None and second is not None and _ORDERS[operator](first, second)


_ACTIONS: Final[dict[type, Callable[..., Value]]] = {
    Index: _index,
    Star: _star,
    Call: _call,
    Not: _not,
    Logic: _logic,
    Compare: _compare,
}
