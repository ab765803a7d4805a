"""Evaluates expressions as Terraform does; what cannot be known is `Unknown`, with all that is known kept.

`settle` is the entry for an attribute's value and never raises; `evaluate` raises `EvaluationError` where
Terraform would refuse the expression and `fuel.Exhausted` when the budget is gone. Depth is counted in
the fuel, across all names an evaluation goes through, so that no nest can exhaust Python's stack.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final

from idlint.fuel import MAX_DEPTH, Exhausted, Fuel, out_of_budget
from idlint.languages.terraform import nodes
from idlint.languages.terraform.alternatives import agreed
from idlint.languages.terraform.conversion import unify
from idlint.languages.terraform.functions import call
from idlint.languages.terraform.indexing import as_step, at_unknown, index
from idlint.languages.terraform.marks import marked_like
from idlint.languages.terraform.nodes import Expression
from idlint.languages.terraform.operators import binary, first_unknown, unary
from idlint.languages.terraform.primitives import kind_of, need_bool, need_string, to_bool, to_string
from idlint.languages.terraform.references import parts, references
from idlint.languages.terraform.scope import Bindings, EvaluationError, Scope
from idlint.languages.terraform.templates import join
from idlint.languages.terraform.typed import ListOf, SetOf
from idlint.values import Sensitive, Step, Unknown, Value, reveal

__all__ = ["EvaluationError", "Expression", "Scope", "evaluate", "parts", "project", "references", "settle"]

MAX_VALUE_DEPTH = MAX_DEPTH // 2
"""How deep the value of an attribute may nest, so that evaluating on top of it stays within Python's stack."""

_WRITTEN = frozenset({str, int})
"""What steps are that need no evaluation."""

_HOP = 2
"""What going through one name costs of the depth, on top of the nodes around it."""


def settle(expression: Expression, scope: Scope) -> Value:
    """The value of an attribute: `evaluate`, with refusals and an empty tank as Unknown.

    The size of the value is paid for, so that values which share parts stay small enough to walk.
    """
    try:
        value = evaluate(expression, scope)
        if isinstance(value, (list, dict)):
            weigh(value, scope.fuel)
    except EvaluationError as error:
        return Unknown(f"Terraform would refuse it: {error.message}")
    except Exhausted:
        return out_of_budget()
    return value


def weigh(value: Value, fuel: Fuel, depth: int = 0) -> None:
    """Spend a step for every element inside `value`; `Exhausted` for too many, or for too deep a nest."""
    match value:
        case Sensitive():
            weigh(value.value, fuel, depth)
        case list() | dict():
            fuel.step(len(value))
            if depth > MAX_VALUE_DEPTH:
                fuel.exhausted = fuel.exhausted or "depth"
                raise Exhausted(fuel.exhausted)
            for item in value.values() if isinstance(value, dict) else value:
                if not isinstance(item, (str, int)):
                    weigh(item, fuel, depth + 1)


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of `expression`; raises only `EvaluationError` and `Exhausted`."""
    if type(expression) is nodes.Literal:
        return expression.value
    fuel = scope.fuel
    fuel.steps -= 1  # what `fuel.step()` does, without the call
    if fuel.steps < 0:
        fuel.step(0)
    if fuel.depth >= MAX_DEPTH:
        fuel.exhausted = fuel.exhausted or "depth"
        return out_of_budget()
    fuel.depth += 1
    try:
        return _EVALUATORS[type(expression)](expression, scope)
    finally:
        fuel.depth -= 1


def _template(node: nodes.Template, scope: Scope) -> Value:
    return join([evaluate(part, scope) for part in node.parts], scope.fuel)


def _template_if(node: nodes.TemplateIf, scope: Scope) -> Value:
    condition = evaluate(node.condition, scope)
    truth = need_bool(reveal(condition))
    if isinstance(truth, Unknown):
        return Unknown(truth.reason)
    chosen = evaluate(node.then if truth else node.otherwise, scope)
    return marked_like(chosen, condition)


def _template_for(node: nodes.TemplateFor, scope: Scope) -> Value:
    collection = evaluate(node.collection, scope)
    entries, unknown = _entries(reveal(collection))
    if unknown is not None:
        return Unknown(unknown.reason)
    values = [evaluate(node.body, _bound(node.key, node.value, entry, scope)) for entry in entries]
    result = join(values, scope.fuel)
    return marked_like(result, collection)


def _bound(key: str, value: str, entry: tuple[Value, Value], scope: Scope) -> Scope:
    """`scope` with the names of a `for`."""
    scope.fuel.step()
    return Bindings(scope, {key: entry[0], value: entry[1]} if key else {value: entry[1]})


def _entries(collection: Value) -> tuple[list[tuple[Value, Value]], Unknown | None]:
    """Keys and values in Terraform's order; the unknown that hides further ones, if any."""
    match collection:
        case Unknown(known=dict() as known):
            return _entries(known)[0], collection
        case Unknown(known=list() as known):
            return [(Unknown(collection.reason), item) for item in known], collection
        case Unknown():
            return [], collection
        case SetOf():
            return [(item, item) for item in collection], None
        case list():
            return list(enumerate(collection)), None
        case dict():
            return sorted(collection.items(), key=itemgetter(0)), None
        case None:
            raise EvaluationError("a null value cannot be used as the collection in a 'for' expression")
    raise EvaluationError(f"a value of type {kind_of(collection)} cannot be iterated over")


def _traversal(node: nodes.Traversal, scope: Scope) -> Value:
    steps, fuel = node.steps, scope.fuel
    if not _WRITTEN.issuperset(map(type, steps)):
        steps = _known_steps(steps, scope)
    fuel.depth += _HOP
    try:
        value, taken = scope.resolve(node.root, steps)
    finally:
        fuel.depth -= _HOP
    return value if taken == len(node.steps) else _descend(value, node.steps, steps, taken, scope)


def _access(node: nodes.Access, scope: Scope) -> Value:
    steps = _known_steps(node.steps, scope)
    if isinstance(node.source, (nodes.Object, nodes.Tuple, nodes.Wrapped)):
        return _descend(project(node.source, steps, scope), node.steps, steps, len(steps), scope)
    return _descend(evaluate(node.source, scope), node.steps, steps, 0, scope)


def _known_steps(steps: tuple[Step | Expression, ...], scope: Scope) -> tuple[Step, ...]:
    """The leading steps that are known, index expressions evaluated."""
    known: list[Step] = []
    for step in steps:
        if isinstance(step, (str, int)):
            known.append(step)
            continue
        found = as_step(reveal(evaluate(step, scope)))
        if found is None:
            break
        known.append(found)
    return tuple(known)


def _descend(
    value: Value, steps: tuple[Step | Expression, ...], known: tuple[Step, ...], taken: int, scope: Scope
) -> Value:
    """Apply the steps after the first `taken`; `known` holds the leading ones evaluated."""
    for position in range(taken, len(steps)):
        if position < len(known):
            value = index(value, known[position], scope)
            continue
        step = steps[position]
        key = step if isinstance(step, (str, int)) else as_step(reveal(evaluate(step, scope)))
        if key is None:
            rest = _leading(steps[position + 1 :])
            value = at_unknown(value, rest, scope)
            return _descend(value, steps, known, position + 1 + len(rest), scope)
        value = index(value, key, scope)
    return value


def _leading(steps: tuple[Step | Expression, ...]) -> list[Step]:
    """The steps up to the first one that has to be evaluated."""
    found: list[Step] = []
    for step in steps:
        if not isinstance(step, (str, int)):
            break
        found.append(step)
    return found


def _splat(node: nodes.Splat, scope: Scope) -> Value:
    source = evaluate(node.source, scope)
    inner = reveal(source)
    result: Value
    if isinstance(inner, Unknown):
        known = inner.known if isinstance(inner.known, list) else []
        items = [evaluate(node.each, Bindings(scope, {nodes.ITEM: item})) for item in known]
        result = Unknown(inner.reason, None, items) if items else Unknown(inner.reason)
    elif inner is None:
        result = []
    else:
        elements = inner if isinstance(inner, list) else [inner]
        items = [evaluate(node.each, _bound("", nodes.ITEM, (None, item), scope)) for item in elements]
        result = ListOf(items) if isinstance(inner, (ListOf, SetOf)) else items
    return marked_like(result, source)


def _unary(node: nodes.Unary, scope: Scope) -> Value:
    return unary(node.operator, evaluate(node.operand, scope))


def _binary(node: nodes.Binary, scope: Scope) -> Value:
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    for side in (left, right):
        if isinstance(side, (list, dict)):
            weigh(side, scope.fuel)
    return binary(node.operator, left, right)


def _conditional(node: nodes.Conditional, scope: Scope) -> Value:
    condition = evaluate(node.condition, scope)
    truth = to_bool(reveal(condition))
    if truth is None:
        raise EvaluationError("the condition value is null")
    if isinstance(truth, Unknown):
        result = agreed([evaluate(node.then, scope), evaluate(node.otherwise, scope)], truth.reason)
    else:
        chosen, other = (node.then, node.otherwise) if truth else (node.otherwise, node.then)
        result = _converted(evaluate(chosen, scope), other, scope)
    return marked_like(result, condition)


def _converted(value: Value, other: Expression, scope: Scope) -> Value:
    """`value` in the type it shares with the branch not taken, which is evaluated only where it matters."""
    if value is None or isinstance(value, Unknown):
        return value
    if isinstance(other, nodes.Literal) and type(other.value) is type(value):
        return value
    if isinstance(value, str) and not isinstance(other, (nodes.Tuple, nodes.Object, nodes.For)):
        return value
    try:
        not_taken = evaluate(other, scope)
    except EvaluationError:
        return value
    return unify(value, not_taken)


def _call(node: nodes.Call, scope: Scope) -> Value:
    special = SPECIAL.get(node.name)
    if special is not None:
        return special(node, scope)
    arguments = [evaluate(argument, scope) for argument in node.arguments]
    if node.expand:
        last = reveal(arguments.pop())
        if isinstance(last, Unknown):
            return Unknown(last.reason)
        if not isinstance(last, list):
            raise EvaluationError("the expanding argument must be a list, tuple or set")
        arguments.extend(last)
    return call(node.name, arguments, scope, node.span)


def _try(node: nodes.Call, scope: Scope) -> Value:
    """The first argument that Terraform does not refuse."""
    for argument in node.arguments:
        try:
            return evaluate(argument, scope)
        except EvaluationError:
            continue
    raise EvaluationError("no expression succeeded")


def _can(node: nodes.Call, scope: Scope) -> Value:
    """Whether Terraform accepts the argument; unknown where the argument is."""
    if len(node.arguments) != 1:
        raise EvaluationError("can takes one argument")
    try:
        value = evaluate(node.arguments[0], scope)
    except EvaluationError:
        return False
    unknown = first_unknown(value)
    return True if unknown is None else Unknown(unknown.reason)


def _template_call(node: nodes.Call, scope: Scope) -> Value:
    """A rendered template; what renders it is loaded with the first call, like every function."""
    from idlint.languages.terraform.template_calls import templatefile, templatestring

    render = templatefile if node.name == "templatefile" else templatestring
    return render(node, scope, evaluate)


SPECIAL: Final[dict[str, Callable[[nodes.Call, Scope], Value]]] = {
    "try": _try,
    "can": _can,
    "templatefile": _template_call,
    "templatestring": _template_call,
}
"""The functions that evaluate their arguments, or more, themselves."""


def _for(node: nodes.For, scope: Scope) -> Value:
    collection = evaluate(node.collection, scope)
    entries, unknown = _entries(reveal(collection))
    result = _for_tuple(node, entries, scope) if node.result_key is None else _for_object(node, entries, scope)
    if unknown is not None:
        inner = reveal(result)
        known = inner.known if isinstance(inner, Unknown) else inner
        result = Unknown(unknown.reason, None, known if known and isinstance(known, (list, dict)) else None)
    return marked_like(result, collection)


def _included(node: nodes.For, inner: Scope) -> bool | Unknown:
    """Whether the condition of a `for` lets an element through."""
    if node.condition is None:
        return True
    return need_bool(reveal(evaluate(node.condition, inner)))


def _for_tuple(node: nodes.For, entries: list[tuple[Value, Value]], scope: Scope) -> Value:
    items: list[Value] = []
    doubt: Unknown | None = None
    for entry in entries:
        inner = _bound(node.key, node.value, entry, scope)
        included = _included(node, inner)
        if isinstance(included, Unknown):
            doubt = included
        elif included:
            items.append(evaluate(node.result, inner))
    return items if doubt is None else Unknown(doubt.reason, None, items or None)


def _for_object(node: nodes.For, entries: list[tuple[Value, Value]], scope: Scope) -> Value:
    result: dict[str, Value] = {}
    groups: dict[str, list[Value]] = {}
    doubt: Unknown | None = None
    marks: list[Value] = []
    for entry in entries:
        inner = _bound(node.key, node.value, entry, scope)
        included = _included(node, inner)
        if included is False:
            continue
        key = included if isinstance(included, Unknown) else _for_key(node, inner)
        marks += [key] if isinstance(key, Sensitive) else []
        name = reveal(key)
        if isinstance(name, Unknown):
            doubt = name
        elif isinstance(name, str) and node.group:
            groups.setdefault(name, []).append(evaluate(node.result, inner))
        elif isinstance(name, str):
            if name in result:
                raise EvaluationError(f"two different items produced the key {name!r} in this 'for' expression")
            result[name] = evaluate(node.result, inner)
    if node.group:
        result = {name: Unknown(doubt.reason, None, items) if doubt else items for name, items in groups.items()}
    outcome: Value = result if doubt is None else Unknown(doubt.reason, None, result or None)
    return marked_like(outcome, *marks)


def _for_key(node: nodes.For, inner: Scope) -> str | Unknown | Sensitive:
    """The key of one entry, with its mark."""
    key = evaluate(node.result_key, inner) if node.result_key is not None else None
    name = need_string(reveal(key))
    return type(key)(name) if isinstance(key, Sensitive) else name


def _tuple(node: nodes.Tuple, scope: Scope) -> Value:
    return [evaluate(item, scope) for item in node.items]


def _object(node: nodes.Object, scope: Scope) -> Value:
    result: dict[str, Value] = {}
    doubt: Unknown | None = None
    for key_node, value_node in node.entries:
        key = to_string(reveal(evaluate(key_node, scope)))
        if key is None:
            raise EvaluationError("can't use a null value as a key")
        if isinstance(key, Unknown):
            doubt = key
        else:
            result[key] = evaluate(value_node, scope)
    return result if doubt is None else Unknown(doubt.reason, None, result)


def _wrapped(node: nodes.Wrapped, scope: Scope) -> Value:
    return evaluate(node.inner, scope)


def _broken(node: nodes.Broken, scope: Scope) -> Value:
    if node.message:
        scope.problem(node.span, node.message)
    if node.reason == "budget":
        scope.fuel.exhausted = scope.fuel.exhausted or "depth"
    return Unknown(node.reason)


_EVALUATORS: Final[dict[type, Callable[[Any, Scope], Value]]] = {
    nodes.Template: _template,
    nodes.TemplateIf: _template_if,
    nodes.TemplateFor: _template_for,
    nodes.Traversal: _traversal,
    nodes.Access: _access,
    nodes.Splat: _splat,
    nodes.Unary: _unary,
    nodes.Binary: _binary,
    nodes.Conditional: _conditional,
    nodes.Call: _call,
    nodes.For: _for,
    nodes.Tuple: _tuple,
    nodes.Object: _object,
    nodes.Wrapped: _wrapped,
    nodes.Broken: _broken,
}


def project(expression: Expression, steps: tuple[Step, ...], scope: Scope) -> Value:
    """What is at `steps` below the value of `expression`, evaluating no other entry of a literal collection."""
    taken = 0
    while taken < len(steps):
        inner = _entry(expression, steps[taken])
        if inner is None:
            break
        expression = inner
        taken += 0 if inner is None else 1
    if isinstance(expression, nodes.Traversal) and taken < len(steps):
        return evaluate(nodes.Traversal(expression.span, expression.root, (*expression.steps, *steps[taken:])), scope)
    value = evaluate(expression, scope)
    for step in steps[taken:]:
        value = index(value, step, scope)
    return value


def _entry(expression: Expression, step: Step) -> Expression | None:
    """The expression of one entry of a literal collection; None where only evaluation can tell."""
    while isinstance(expression, nodes.Wrapped):
        expression = expression.inner
    if isinstance(expression, nodes.Tuple) and isinstance(step, int):
        return expression.items[step] if 0 <= step < len(expression.items) else None
    if not isinstance(expression, nodes.Object) or len(dict(parts(expression))) < len(expression.entries):
        return None
    return dict(parts(expression)).get(str(step))
