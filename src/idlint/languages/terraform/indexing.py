"""One step into a value: what is below it at a name or an index, known or not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from idlint.languages.terraform.alternatives import MAX_ALTERNATIVES, agreed
from idlint.languages.terraform.primitives import kind_of, to_number
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.languages.terraform.typed import SetOf
from idlint.values import Missing, Origin, Sensitive, Step, Unknown, Value, get, same

UNKNOWN_INDEX = "index is unknown"


def as_step(value: Value) -> Step | None:
    """An index value as a step; None where it is unknown."""
    match value:
        case None:
            raise EvaluationError("can't use a null value as an indexing key")
        case bool():
            return "true" if value else "false"
        case str() | int():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else str(value)
        case Unknown():
            return None
    raise EvaluationError(f"a {kind_of(value)} cannot be an index")


def at_unknown(value: Value, rest: Sequence[Step], scope: Scope) -> Value:
    """What is at `rest` below an unknown index: what all elements agree on, of resources that of the symbolic one."""
    match value:
        case Sensitive():
            return type(value)(at_unknown(value.value, rest, scope))
        case Unknown(origin=origin):
            symbolic = origin if origin and not origin.path and origin.address.endswith("[?]") else None
            return _below(Unknown(value.reason, symbolic), rest, scope)
        case dict() if value:
            return _agreed(list(value.values()), rest, scope)
        case list() if value:
            return _agreed(value, rest, scope)
    return Unknown(UNKNOWN_INDEX)


def _agreed(items: Sequence[Value], rest: Sequence[Step], scope: Scope) -> Value:
    """What is at `rest` of all `items`; of many, nobody looks further than to the first that differs."""
    try:
        if len(items) <= MAX_ALTERNATIVES:
            return agreed([_below(item, rest, scope) for item in items], UNKNOWN_INDEX)
        first = _below(items[0], rest, scope)
        return first if _all_are(first, items, rest, scope) else Unknown(UNKNOWN_INDEX)
    except EvaluationError:
        return Unknown(UNKNOWN_INDEX)


def _all_are(value: Value, items: Sequence[Value], rest: Sequence[Step], scope: Scope) -> bool:
    for item in items:
        scope.fuel.step()
        if not same(value, _below(item, rest, scope)):
            return False
    return True


def _below(value: Value, rest: Sequence[Step], scope: Scope) -> Value:
    for step in rest:
        value = index(value, step, scope)
    return value


def index(value: Value, step: Step, scope: Scope) -> Value:
    """One step below `value`; raises `EvaluationError` where there is nothing."""
    match value:
        case Sensitive():
            return type(value)(index(value.value, step, scope))
        case Unknown():
            return _below_unknown(value, step, scope)
        case dict():
            if str(step) in value:
                return value[str(step)]
            raise EvaluationError(f"no attribute or key {step}")
        case SetOf():
            raise EvaluationError("a set has no indices")
        case list():
            return value[_position(step, len(value))]
        case None:
            raise EvaluationError("attempt to get an attribute from a null value")
    raise EvaluationError(f"a {kind_of(value)} has no attributes")


def _position(step: Step, length: int) -> int:
    """`step` as a valid list index."""
    if isinstance(step, str):
        number = to_number(step)
        step = number if isinstance(number, int) else -1
    if not 0 <= step < length:
        raise EvaluationError("the given index is greater than or equal to the length of the collection")
    return step


def _below_unknown(value: Unknown, step: Step, scope: Scope) -> Value:
    """A known entry, else what is configured there, else an unknown that keeps its origin."""
    if isinstance(value.known, dict) and str(step) in value.known:
        return value.known[str(step)]
    if value.origin is not None and not _is_derived(value.origin):
        followed = scope.follow(Origin(value.origin.address, (*value.origin.path, step)))
        if followed is not None:
            return followed
    below = get(value, step)
    return Unknown(value.reason) if isinstance(below, Missing) else below


def _is_derived(origin: Origin) -> bool:
    """Whether the origin leads through a function, `split(/, _)`, where nothing is configured."""
    return any(isinstance(step, str) and step.endswith(")") for step in origin.path)
