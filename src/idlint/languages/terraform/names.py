"""What `var.x`, `local.x` and a module's outputs are: cells of their module instance.

Where steps lead into a literal (`local.settings.region`), only the entry they lead to is evaluated, and
where they lead to another name they are handed on to it: so a value rests on no default but its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sized
from functools import lru_cache
from typing import Final

from idlint.fuel import Exhausted
from idlint.languages.terraform import nodes
from idlint.languages.terraform.bodies import Attribute, Block
from idlint.languages.terraform.constraints import narrow, read_type
from idlint.languages.terraform.conversion import convert
from idlint.languages.terraform.evaluation import FileScope, Resolved, UndeclaredError
from idlint.languages.terraform.expressions import evaluate
from idlint.languages.terraform.grammar import parse_expression
from idlint.languages.terraform.instances import ModuleInstance, Steps
from idlint.languages.terraform.marks import Ephemeral, marked_like
from idlint.languages.terraform.nodes import Expression
from idlint.languages.terraform.scope import EvaluationError
from idlint.languages.terraform.tfvars import NoNames
from idlint.languages.terraform.typesystem import ANY, Type
from idlint.values import MISSING, Missing, Origin, Sensitive, Step, Unknown, Value

NO_OUTPUT: Final = "output that its module does not declare"
"""Terraform refuses it; files of the module may be written or copied before it runs."""

MAX_TYPES: Final = 1_000
"""Texts whose types are kept."""

_OUTPUT: Final = "an output"
"""The kind of cell that no expression of its own module can name."""


def undeclared(module: ModuleInstance, what: str, declared: Sized, below: Steps) -> Value:
    """What is at the steps `below` a name that is not among the `declared` ones of its sort.

    It is only certain that Terraform refuses it where every file of the module was understood, where no other program
    completes the folder, and where there is any such declaration at all: some pipelines copy shared files into a folder
    before they run. Elsewhere it is unknown.
    """
    if module.module.templates:
        return Unknown("declared by a template", Origin(module.qualified(what), below))
    if module.module.broken or module.evaluation.completed or not declared:
        return Unknown("not declared here", Origin(module.qualified(what), below))
    raise UndeclaredError(f"`{what}` is not declared in this module")


def variable_reference(module: ModuleInstance, steps: Steps) -> Resolved:
    """The value of `var.name…`; `steps` begin with the name."""
    if not steps:
        raise UndeclaredError("`var` must be followed by a name")
    name = str(steps[0])
    block = module.module.variables.get(name)
    if block is None:
        return undeclared(module, f"var.{name}", module.module.variables, steps[1:]), len(steps)
    given = module.given.get(name)
    if given is not None and len(steps) > 1 and not block.body.attributes.keys() & {"sensitive", "ephemeral"}:
        type = variable_type(module, name, block)
        found = _projected(module, "var", given.attribute, given.scope, steps, type)
        if found is not None:
            return found
    return _cell(module, "var", steps[:1], lambda: (_whole_variable(module, name, block), 1))


def variable_type(module: ModuleInstance, name: str, block: Block) -> Type:
    """The type constraint of a variable."""
    if name not in module.types:
        attribute = block.body.attributes.get("type")
        if attribute is None:
            module.types[name] = ANY
        else:
            module.types[name] = _type_in(attribute.text) if attribute.text else _type_of(attribute.expression)
    return module.types[name]


@lru_cache(MAX_TYPES)
def _type_in(text: bytes) -> Type:
    """The type that is written so: most variables of all roots are of one of a few."""
    return _type_of(parse_expression(text, 0, len(text)))


def _type_of(expression: Expression) -> Type:
    """The type that is written in a variable; no name means anything in it, and what is no type allows everything."""
    scope = NoNames()
    try:
        return read_type(expression, lambda inner: evaluate(inner, scope))
    except (EvaluationError, Exhausted):
        return ANY


def _whole_variable(module: ModuleInstance, name: str, block: Block) -> Value:
    """The converted value of a variable: what is given, else its default."""
    value = _given_value(module, name)
    attributes = block.body.attributes
    default = attributes.get("default")
    replace_null = value is None and default is not None and _flag(attributes, "nullable") is False
    if (isinstance(value, Missing) or replace_null) and default is not None:
        if module.parent is None and module.evaluation.assumes:
            module.evaluation.reading.add(f"var.{name}")
        value = evaluate(default.expression, module.scope(default.span.path))
    if isinstance(value, Missing):
        return Unknown("variable without a value", Origin(module.qualified(f"var.{name}")))
    value = convert(value, variable_type(module, name, block))
    return _flagged(value, attributes)


def _flagged(value: Value, attributes: Mapping[str, Attribute]) -> Value:
    """`value` with the mark that the declaration of a variable or an output gives it."""
    if _flag(attributes, "ephemeral"):
        return marked_like(value, Ephemeral(None))
    return marked_like(value, Sensitive(None)) if _flag(attributes, "sensitive") else value


def _given_value(module: ModuleInstance, name: str) -> Value | Missing:
    if module.parent is None:
        return module.evaluation.applied.variables.get(name, MISSING)
    given = module.given.get(name)
    if given is None:
        return MISSING
    return _evaluated(module, given.attribute, given.scope.at(given.attribute.span.path))


def _evaluated(module: ModuleInstance, attribute: Attribute, scope: FileScope) -> Value:
    """The value of a whole attribute; a name in it that nobody declares is noted there, where it is written."""
    try:
        return evaluate(attribute.expression, scope)
    except UndeclaredError as error:
        module.evaluation.refuse(error, attribute.span)
        raise


def _flag(attributes: Mapping[str, Attribute], name: str) -> object:
    """The literal value of a flag such as `nullable`; None where it is not written."""
    attribute = attributes.get(name)
    return getattr(attribute and attribute.expression, "value", None)


def local(module: ModuleInstance, steps: Steps) -> Resolved:
    """The value of `local.name…`; `steps` begin with the name."""
    if not steps:
        raise UndeclaredError("`local` must be followed by a name")
    name = str(steps[0])
    attribute = module.module.locals.get(name)
    if attribute is None:
        return undeclared(module, f"local.{name}", module.module.locals, steps[1:]), len(steps)
    return _named_value(module, "local", attribute, steps)


def output(module: ModuleInstance, steps: Steps) -> Resolved:
    """The value of an output; `steps` begin with its name."""
    name = str(steps[0])
    block = module.module.outputs.get(name)
    if block is None:
        return Unknown(NO_OUTPUT, Origin(module.qualified(f"output.{name}"))), len(steps)
    attribute = block.body.attributes.get("value")
    if attribute is None:
        return None, 1
    if "sensitive" in block.body.attributes or "ephemeral" in block.body.attributes:
        value, taken = _named_value(module, _OUTPUT, attribute, steps[:1])
        return _flagged(value, block.body.attributes), taken
    return _named_value(module, _OUTPUT, attribute, steps)


def _named_value(module: ModuleInstance, kind: str, attribute: Attribute, steps: Steps) -> Resolved:
    scope = module.scope(attribute.span.path)
    found = _projected(module, kind, attribute, scope, steps, ANY)
    if found is not None:
        return found
    return _cell(module, kind, steps[:1], lambda: (_evaluated(module, attribute, scope), 1))


def _cell(module: ModuleInstance, kind: str, steps: Steps, compute: Callable[[], Resolved]) -> Resolved:
    """The value at `steps`, which begin with the name, computed once."""
    found = module.known(kind, steps)
    if found is not None:
        return found
    name, path = steps[0], steps[1:]
    origin = Origin(module.address, steps) if kind == _OUTPUT else Origin(module.qualified(f"{kind}.{name}"), path)
    return module.evaluation.force(module.cells, (kind, steps), origin, compute)


def _projected(
    module: ModuleInstance, kind: str, attribute: Attribute, scope: FileScope, steps: Steps, type: Type
) -> Resolved | None:
    """What is at `steps` below a literal or a name, without evaluating what is beside it; None for the whole.

    The first of the `steps` is the name that has the value.
    """
    if len(steps) == 1:
        return None
    expression, below, at = descend(attribute.expression, steps[1:], type)
    taken = 1 + below
    rest = steps[taken:]
    scope = scope.at(attribute.span.path)
    if rest and at is ANY and isinstance(expression, nodes.Traversal) and _is_static(expression):
        traversal = expression
        return _cell(module, kind, steps, lambda: _alias(traversal, rest, taken, scope))
    if not below:
        return None
    return _cell(module, kind, steps[:taken], lambda: (convert(evaluate(expression, scope), at), taken))


def descend(expression: Expression, steps: Steps, type: Type) -> tuple[Expression, int, Type]:
    """The innermost literal entry that `steps` lead to, how many were taken, and its type."""
    taken = 0
    while taken < len(steps):
        inner = _entry(expression, steps[taken])
        below = narrow(type, steps[taken])
        if inner is None or below is None:
            break
        expression, type, taken = inner, below, taken + 1
    return expression, taken, type


def _entry(expression: Expression, step: Step) -> Expression | None:
    match expression:
        case nodes.Object(entries=entries) if all(isinstance(key, nodes.Literal) for key, _ in entries):
            found = [item for key, item in entries if isinstance(key, nodes.Literal) and key.value == step]
            return found[0] if len(found) == 1 else None
        case nodes.Tuple(items=items) if isinstance(step, int) and 0 <= step < len(items):
            item: Expression = items[step]
            return item
    return None


def _is_static(traversal: nodes.Traversal) -> bool:
    return all(isinstance(step, (str, int)) for step in traversal.steps)


def _alias(traversal: nodes.Traversal, rest: Steps, taken: int, scope: FileScope) -> Resolved:
    """The value of a name that only stands for another one, with the steps handed on."""
    own = tuple(step for step in traversal.steps if isinstance(step, str | int))
    value, used = scope.resolve(traversal.root, own + rest)
    if used >= len(own):
        return value, taken + used - len(own)
    return evaluate(traversal, scope), taken
