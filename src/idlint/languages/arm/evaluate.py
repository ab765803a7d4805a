"""Evaluates expression nodes: the one evaluator of ARM JSON and Bicep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from idlint.fuel import MAX_INSTANCES
from idlint.languages.arm.access import FAILS, access, is_never_empty, is_text, truth, unknown_index
from idlint.languages.arm.either import either
from idlint.languages.arm.entries import elements_of
from idlint.languages.arm.expressions import (
    Array,
    Binary,
    Call,
    Conditional,
    For,
    Index,
    Interpolation,
    Lambda,
    Literal,
    Local,
    Method,
    Node,
    Object,
    Opaque,
    Parameter,
    Property,
    Raw,
    Spread,
    Symbol,
    Unary,
    Variable,
)
from idlint.languages.arm.functions import (
    LAMBDAS,
    PURE,
    ArityError,
    Closure,
    FunctionError,
    apply,
    apply_lambda,
)
from idlint.languages.arm.functions.signature import check_arity
from idlint.languages.arm.instances import instances, value_of
from idlint.languages.arm.jsonvalues import json_value
from idlint.languages.arm.merging import merged, shallow
from idlint.languages.arm.model import FunctionDeclaration
from idlint.languages.arm.pieces import as_key, derived, join
from idlint.languages.arm.platform import PLATFORM, list_keys, method, split_id
from idlint.languages.arm.scope import Frame, Scope
from idlint.source import Location
from idlint.values import MISSING, Missing, Sensitive, Unknown, Value, reveal, same


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of `node`; `Exhausted` where the run's budget ends."""
    run = scope.frame.run
    run.enter()
    value = _EVALUATORS[type(node)](node, scope)
    run.depth -= 1
    return value


def _literal(node: Literal, _: Scope) -> Value:
    return node.value


def _opaque(node: Opaque, _: Scope) -> Value:
    return Unknown(node.reason)


def _raw(node: Raw, scope: Scope) -> Value:
    run = scope.frame.run
    before, run.where = run.where, node.location
    value = json_value(node.value, scope)
    run.where = before
    return value


def _interpolation(node: Interpolation, scope: Scope) -> Value:
    return _charged(scope, join([evaluate(part, scope) for part in node.parts]))


def _object(node: Object, scope: Scope) -> Value:
    """The entries in the order they are written; a spread writes its own over those before it."""
    parts: list[Value] = []
    written: dict[str, Value] = {}
    for entry in node.entries:
        if isinstance(entry, Spread):
            parts += [written, evaluate(entry.value, scope)]
            written = {}
            continue
        key = as_key(evaluate(entry.key, scope))
        if key is not None:
            written[key] = evaluate(entry.value, scope)
    return merged([*parts, written], shallow) if parts else written


def _array(node: Array, scope: Scope) -> Value:
    parts = [
        evaluate(item.value, scope) if isinstance(item, Spread) else [evaluate(item, scope)] for item in node.items
    ]
    bare = [reveal(part) for part in parts]
    elements = [element for part in bare for element in elements_of(part) or ()]
    unknown = next((part for part in bare if isinstance(part, Unknown)), None)
    value = elements if unknown is None else Unknown(unknown.reason, None, elements)
    return Sensitive(value) if any(isinstance(part, Sensitive) for part in parts) else value


def _spread(node: Spread, scope: Scope) -> Value:
    return evaluate(node.value, scope)


def _for(node: For, scope: Scope) -> Value:
    """One element for each of the source's; of an array that is partly known, those whose round is certain."""
    source = reveal(evaluate(node.source, scope))
    unknown = source if isinstance(source, Unknown) else None
    elements = source.known if isinstance(source, Unknown) else source
    if not isinstance(elements, list):
        return Unknown(unknown.reason if unknown is not None else FAILS)
    result: list[Value] = []
    for number, item in enumerate(elements):
        inner = _round(node, scope, item, Unknown(source.reason) if isinstance(source, Unknown) else number)
        verdict = truth(evaluate(node.condition, inner)) if node.condition is not None else True
        if isinstance(verdict, Unknown):
            unknown = verdict
        elif verdict:
            result.append(evaluate(node.body, inner))
    return result if unknown is None else Unknown(unknown.reason, None, result)


def _round(node: For, scope: Scope, item: Value, number: Value) -> Scope:
    return scope.bind({name: value for name, value in ((node.item, item), (node.position, number)) if name})


def _lambda(_node: Lambda, _scope: Scope) -> Value:
    return Unknown("lambda outside a function")


def _closure(node: Lambda, scope: Scope) -> Closure:
    def call(values: Sequence[Value]) -> Value:
        return evaluate(node.body, scope.bind(dict(zip(node.parameters, values, strict=False))))

    return Closure(len(node.parameters), call)


def _conditional(node: Conditional, scope: Scope) -> Value:
    test = truth(evaluate(node.test, scope))
    if not isinstance(test, Unknown):
        return evaluate(node.yes if test else node.no, scope)
    yes, no = evaluate(node.yes, scope), evaluate(node.no, scope)
    return _charged(scope, either(test.reason, yes, no))


def _unary(node: Unary, scope: Scope) -> Value:
    operand = evaluate(node.operand, scope)
    if node.operator == "!":
        return _pure("not", [operand], scope, node.location)
    return _pure("sub", [0, operand], scope, node.location)


_OPERATORS = {
    "==": "equals", "<": "less", "<=": "lessOrEquals", ">": "greater", ">=": "greaterOrEquals",
    "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod",
}  # fmt: skip


def _binary(node: Binary, scope: Scope) -> Value:
    operator = node.operator
    if operator in {"&&", "||"}:
        return _logic(operator == "||", (node.left, node.right), scope)
    if operator == "??":
        return _coalesce((node.left, node.right), scope)
    operands = [evaluate(node.left, scope), evaluate(node.right, scope)]
    if operator in {"=~", "!~"}:
        operands = [_pure("toLower", [operand], scope, node.location) for operand in operands]
    if operator in {"!=", "!~", "=~"}:
        verdict = _informed("equals", operands, scope, node.location)
        return verdict if operator == "=~" else _pure("not", [verdict], scope, node.location)
    return _informed(_OPERATORS[operator], operands, scope, node.location)


def _logic(absorbing: bool, nodes: Sequence[Node], scope: Scope) -> Value:
    """`or` (absorbing true) and `and` (absorbing false): one absorbing operand decides, whatever is unknown."""
    unknown: Unknown | None = None
    for node in nodes:
        verdict = truth(evaluate(node, scope))
        if isinstance(verdict, Unknown):
            unknown = unknown or verdict
        elif verdict is absorbing:
            return absorbing
    return unknown if unknown is not None else not absorbing


def _coalesce(nodes: Sequence[Node], scope: Scope) -> Value:
    """The first that is not null; unknown where one before it may be null."""
    for number, node in enumerate(nodes):
        value = evaluate(node, scope)
        if isinstance(reveal(value), Unknown):
            return _maybe_null(value, nodes[number + 1 :], scope)
        if value is not None:
            return value
    return None


def _maybe_null(value: Value, others: Sequence[Node], scope: Scope) -> Value:
    """An unknown that may be null, with a fallback: itself where it cannot be null or the fallback is the same."""
    inner = reveal(value)
    if not isinstance(inner, Unknown) or inner.known is not None or not others or is_text(scope, inner):
        return value
    other = _coalesce(others, scope)
    if same(value, other) or other is None:
        return value
    doubt = derived("coalesce", [inner, reveal(other)])
    return Sensitive(doubt) if isinstance(value, Sensitive) or isinstance(other, Sensitive) else doubt


def _parameter(node: Parameter, scope: Scope) -> Value:
    name = node.name.lower()
    if scope.closed and name in scope.locals:
        return scope.frame.run.read(scope.locals[name])
    return _at(node.location, scope, lambda: scope.frame.parameter(node.name))


def _variable(node: Variable, scope: Scope) -> Value:
    return _at(node.location, scope, lambda: scope.frame.variable(node.name))


def _at(location: Location | None, scope: Scope, compute: Callable[[], Value]) -> Value:
    """`compute()` with `location` as the place of problems, where the node knows its own."""
    run = scope.frame.run
    before, run.where = run.where, location or run.where
    value = compute()
    run.where = before
    return value


def _local(node: Local, scope: Scope) -> Value:
    found = scope.locals.get(node.name.lower(), MISSING)
    return Unknown("name is not bound") if isinstance(found, Missing) else scope.frame.run.read(found)


def _symbol(node: Symbol, scope: Scope) -> Value:
    frame = _frame_of(node.name, scope.frame)
    resource = frame.template.resources.get(node.name)
    if resource is None:
        return Unknown("resource is not declared")
    found = instances(frame, resource)
    if resource.loop is None:
        return value_of(found[0]) if found else Unknown("circular reference")
    if node.instance is None:
        values: list[Value] = [value_of(one) for one in found if not one.absent]
        return Unknown(found[0].maybe, None, values) if any(one.number is None for one in found) else values
    number = reveal(evaluate(node.instance, scope))
    chosen = next((one for one in found if one.number == number and isinstance(number, int)), None)
    if chosen is not None:
        return value_of(chosen)
    return value_of(found[0]) if found and found[0].number is None else Unknown("instance of a loop is unknown")


def _frame_of(key: str, frame: Frame) -> Frame:
    """The frame that declares `key`: `frame`, or one around it for expressions of the outer scope."""
    seen: Frame | None = frame
    while seen is not None and key not in seen.template.resources:
        seen = seen.parent
    return seen or frame


def _property(node: Property, scope: Scope) -> Value:
    safe = node.safe or _is_safe(node.base)
    return access(scope, evaluate(node.base, scope), node.name, safe)


def _index(node: Index, scope: Scope) -> Value:
    base = evaluate(node.base, scope)
    key = reveal(evaluate(node.key, scope))
    safe = node.safe or _is_safe(node.base)
    if isinstance(key, Decimal) and key in range(MAX_INSTANCES):
        key = int(key)
    if isinstance(key, Unknown):
        return unknown_index(base, key)
    if isinstance(key, bool) or not isinstance(key, (int, str)):
        return None if safe else Unknown(FAILS)
    if isinstance(key, int) and key < 0:
        return None if safe else Unknown(FAILS)
    return access(scope, base, -key if node.from_end and isinstance(key, int) else key, safe)


def _is_safe(node: Node) -> bool:
    """Whether a chain of accesses ends with null where an earlier `?.` met null."""
    while isinstance(node, (Property, Index)):
        if node.safe:
            return True
        node = node.base
    return False


def _call(node: Call, scope: Scope) -> Value:
    name = node.name.lower()
    user = _user_function(name, scope)
    if user is not None:
        return _call_user(user, node, scope)
    name = name.removeprefix("az.").removeprefix("sys.")
    if name in _LAZY:
        return _LAZY[name](node.arguments, scope)
    if name in LAMBDAS:
        return _call_lambda(name, node, scope)
    arguments = [evaluate(argument, scope) for argument in node.arguments]
    shown = node.name.rpartition(".")[2]
    if name in PURE:
        return _informed(shown, arguments, scope, node.location)
    if name in PLATFORM:
        return _platform(shown, arguments, scope, node.location)
    if name.startswith("list"):
        return list_keys(scope, shown, arguments)
    return Unknown("unknown function")  # `unknown_calls` says so


@lru_cache(maxsize=1024)
def is_function(name: str) -> bool:
    """Whether there is a template function `name`, in whatever case; every `list…` may be one of a resource type."""
    name = name.lower()
    return name.startswith("list") or any(name in known for known in (PURE, PLATFORM, LAMBDAS, _LAZY))


def _user_function(name: str, scope: Scope) -> FunctionDeclaration | None:
    return scope.frame.template.functions.get(name)


def _call_user(function: FunctionDeclaration, node: Call, scope: Scope) -> Value:
    """A user-defined function sees its own parameters, not those of the template."""
    if isinstance(function.body, Opaque):
        return evaluate(function.body, scope)
    least = sum(1 for parameter in function.parameters if parameter.default is None)
    try:
        check_arity(node.name, least, len(function.parameters), len(node.arguments))
    except ArityError as error:
        scope.frame.run.report(str(error), node.location)
        return Unknown(FAILS)
    names = [parameter.name.lower() for parameter in function.parameters]
    bound = dict(zip(names, [evaluate(argument, scope) for argument in node.arguments], strict=False))
    home = scope.frame if function.home is None else _home(function, scope.frame)
    inner = Scope(home, bound, closed=True)
    for parameter in function.parameters[len(bound) :]:
        bound[parameter.name.lower()] = evaluate(parameter.default, inner) if parameter.default is not None else None
    return evaluate(function.body, inner)


def _home(function: FunctionDeclaration, frame: Frame) -> Frame:
    """The frame of the template that lends a function, made once a run."""
    template = function.home
    if template is None or template is frame.template:
        return frame
    found = frame.run.homes.get(id(template))
    if found is None:
        found = frame.run.homes[id(template)] = Frame(frame.run, template, place=frame.place)
    return found


def _call_lambda(name: str, node: Call, scope: Scope) -> Value:
    arguments = [
        _closure(argument, scope) if isinstance(argument, Lambda) else evaluate(argument, scope)
        for argument in node.arguments
    ]
    try:
        return _charged(scope, apply_lambda(node.name, LAMBDAS[name], arguments))
    except ArityError as error:
        scope.frame.run.report(str(error), node.location)
    except FunctionError:
        pass
    return Unknown(FAILS)


def _informed(name: str, arguments: list[Value], scope: Scope, location: Location | None) -> Value:
    """The result of a pure function, or what is known of it because of the resources that are declared."""
    knowing = _KNOWING_RESOURCES.get(name.lower())
    known = knowing(arguments, scope) if knowing is not None else None
    return known if known is not None else _pure(name, arguments, scope, location)


def _pure(name: str, arguments: Sequence[Value], scope: Scope, location: Location | None) -> Value:
    try:
        return _charged(scope, apply(name, PURE[name.lower()], arguments))
    except ArityError as error:
        scope.frame.run.report(str(error), location)
    except FunctionError:
        pass
    return Unknown(FAILS)


def _split(arguments: list[Value], scope: Scope) -> Value:
    """The segments of an id whose names are not known; None for anything else."""
    return split_id(scope.frame, arguments[0]) if arguments[1:] == ["/"] else None


def _empty(arguments: list[Value], scope: Scope) -> Value:
    """Whether the id or name of a resource, or what the platform gives it, is empty: never; None for anything else."""
    value = reveal(arguments[0]) if len(arguments) == 1 else None
    if not isinstance(value, Unknown):
        return None
    is_resources = not isinstance(value.known, tuple) and is_text(scope, value)
    return False if is_resources or is_never_empty(scope, value) else None


def _equals(arguments: list[Value], scope: Scope) -> Value:
    """Whether the empty text equals what `_empty` says is not empty: it does not; None for anything else."""
    others = [argument for argument in arguments if argument != ""]
    return _empty(others, scope) if len(arguments) == 2 else None


_KNOWING_RESOURCES: dict[str, Callable[[list[Value], Scope], Value]] = {
    "split": _split,
    "empty": _empty,
    "equals": _equals,
}
"""Functions that know more of resources that are declared than of other unknown values; None where they do not."""


def _platform(name: str, arguments: Sequence[Value], scope: Scope, location: Location | None) -> Value:
    function = PLATFORM[name.lower()]
    try:
        check_arity(name, function.least, function.most, len(arguments))
        return function.call(scope, arguments)
    except ArityError as error:
        scope.frame.run.report(str(error), location)
    except FunctionError:
        pass
    return Unknown(FAILS)


def _charged(scope: Scope, value: Value) -> Value:
    """`value`, after its size is taken from the budget."""
    match value:
        case str():
            scope.frame.run.fuel.grow(len(value))
        case list() | dict() | Unknown(known=tuple() | list() | dict()):
            size = len(value.known or ()) if isinstance(value, Unknown) else len(value)
            scope.frame.run.fuel.grow(16 * size)
    return value


def _method(node: Method, scope: Scope) -> Value:
    base = evaluate(node.base, scope)
    return method(scope, base, node.name, [evaluate(argument, scope) for argument in node.arguments])


def _try_get(nodes: Sequence[Node], scope: Scope) -> Value:
    """`tryGet(value, key, …)`: null where an entry is not there."""
    value = evaluate(nodes[0], scope) if nodes else None
    for node in nodes[1:]:
        step = reveal(evaluate(node, scope))
        if isinstance(step, Unknown):
            return unknown_index(value, step)
        if value is None or isinstance(step, bool) or not isinstance(step, (int, str)):
            return None
        value = access(scope, value, step, safe=True)
    return value


def _if(nodes: Sequence[Node], scope: Scope) -> Value:
    return _conditional(Conditional(nodes[0], nodes[1], nodes[2]), scope) if len(nodes) == 3 else Unknown(FAILS)


_LAZY: dict[str, Callable[[Sequence[Node], Scope], Value]] = {
    "if": _if,
    "and": lambda nodes, scope: _logic(False, nodes, scope),
    "or": lambda nodes, scope: _logic(True, nodes, scope),
    "coalesce": _coalesce,
    "tryget": _try_get,
}
"""Functions that do not evaluate all of their arguments."""

_EVALUATORS: dict[type, Callable[[Any, Scope], Value]] = {
    Literal: _literal, Raw: _raw, Interpolation: _interpolation, Call: _call, Method: _method, Property: _property,
    Index: _index, Spread: _spread, Object: _object, Array: _array, For: _for, Lambda: _lambda,
    Conditional: _conditional, Unary: _unary, Binary: _binary, Parameter: _parameter, Variable: _variable,
    Local: _local, Symbol: _symbol, Opaque: _opaque,
}  # fmt: skip
