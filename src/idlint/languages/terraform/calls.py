"""Module calls: the instances they make, and references to their outputs."""

from __future__ import annotations

from idlint.document import ABSENT_BY_DEFAULT, CIRCLE, Call
from idlint.languages.terraform import nodes
from idlint.languages.terraform.bodies import Block
from idlint.languages.terraform.evaluation import Resolved
from idlint.languages.terraform.expansion import (
    OUT_OF_BUDGET,
    UNKNOWN_NUMBER,
    Expansion,
    Family,
    Slot,
    expand,
    keyed_address,
    slots,
    symbolic_slot,
)
from idlint.languages.terraform.expressions import evaluate
from idlint.languages.terraform.instances import Given, ModuleInstance, Opaque, Steps
from idlint.languages.terraform.modules import Module
from idlint.languages.terraform.names import output, undeclared
from idlint.languages.terraform.resources import choose
from idlint.languages.terraform.scope import EvaluationError
from idlint.languages.terraform.written import dotted
from idlint.values import Origin, Unknown, Value

CALL_META = frozenset({"source", "version", "count", "for_each", "depends_on", "providers"})
MAX_NESTING = 40
"""How deep module calls may be nested; no real configuration comes near."""


def call_family(module: ModuleInstance, name: str) -> Family[ModuleInstance] | Opaque:
    """The instances of the module call `name`, made once; or why its contents cannot be read."""
    found = module.calls.get(name)
    if found is None:
        module.calls[name] = Family(Expansion("", (), maybe="cycle"), {})
        found = module.calls[name] = _make(module, name, module.module.calls[name])
    expansion = found.expansion
    if expansion.assumed:
        module.evaluation.reading |= expansion.assumed
    return found


def _make(module: ModuleInstance, name: str, block: Block) -> Family[ModuleInstance] | Opaque:
    address = module.qualified(f"module.{name}")
    expansion = expand(block, module.scope(block.header.path), module.evaluation)
    source = source_of(module, block)
    if expansion.maybe == OUT_OF_BUDGET:
        return Opaque(source, OUT_OF_BUDGET, expansion)
    target = module.evaluation.library.locate(module.module.path, source, _key(module, name))
    if not target.folder:
        return Opaque(target.source, target.reason, expansion)
    called = module.evaluation.library.module(target.folder)
    if _is_cycle(module, called):
        module.evaluation.problem(block.header, "module cycle: this call leads back to a module it is made from")
        return Opaque(source, CIRCLE, expansion)
    members = {slot.key: _instance(module, name, block, called, slot, expansion) for slot in slots(expansion, address)}
    symbol = None
    if expansion.maybe:
        symbol = _instance(module, name, block, called, symbolic_slot(expansion, address), expansion)
        symbol.maybe = symbol.maybe if expansion.certain else symbol.maybe or expansion.maybe
    return Family(expansion, members, symbol)


def source_of(module: ModuleInstance, block: Block) -> str:
    """The source of a module call as written; empty where there is none that can be known."""
    attribute = block.body.attributes.get("source")
    if attribute is None:
        return ""
    try:
        value = evaluate(attribute.expression, module.scope(attribute.span.path))
    except EvaluationError:
        return ""
    return value if isinstance(value, str) else ""


def _key(module: ModuleInstance, name: str) -> str:
    return f"{module.key}.{name}" if module.key else name


def _is_cycle(caller: ModuleInstance, called: Module) -> bool:
    depth, above = 0, caller
    while True:
        if above.module.path == called.path or depth > MAX_NESTING:
            return True
        if above.parent is None:
            return False
        depth, above = depth + 1, above.parent


def _instance(
    caller: ModuleInstance, name: str, block: Block, called: Module, slot: Slot, expansion: Expansion
) -> ModuleInstance:
    made = ModuleInstance(caller.evaluation, called, caller.index)
    made.address = slot.address
    made.key = _key(caller, name)
    made.parent = caller
    made.ghost = caller.ghost or expansion.maybe == ABSENT_BY_DEFAULT
    made.maybe = caller.maybe
    made.assumed = caller.assumed | expansion.assumed
    made.callers = (*caller.callers, Call(slot.address, block.header))
    scope = caller.scope(block.header.path, ghost=made.ghost).bind(slot.names, expansion.assumed)
    made.given = {key: Given(item, scope) for key, item in block.body.attributes.items() if key not in CALL_META}
    made.providers = passed_providers(caller, block)
    return made


def passed_providers(caller: ModuleInstance, block: Block) -> dict[str, str]:
    """The child's provider addresses -> the addresses they have in the root, where the caller passes any."""
    attribute = block.body.attributes.get("providers")
    passed = dict(caller.providers)
    if attribute is None or not isinstance(attribute.expression, nodes.Object):
        return passed
    return {
        dotted(key): caller.providers.get(dotted(value), dotted(value)) for key, value in attribute.expression.entries
    }


def module_reference(module: ModuleInstance, name: str, steps: Steps, *, ghost: bool) -> Resolved:
    """The value of `module.name…`; `steps` begin with the name."""
    if name not in module.module.calls:
        return undeclared(module, f"module.{name}", module.module.calls, steps[1:]), len(steps)
    found = call_family(module, name)
    address = module.qualified(f"module.{name}")
    if isinstance(found, Opaque):
        return _opaque_output(found, address, steps)
    choice = choose(found, steps[1:], ghost=ghost)
    chosen, used = choice
    if chosen is None:
        return _collection(found, address), 1
    at = 1 + used
    if len(steps) == at:
        return outputs(chosen), at
    value, taken = output(chosen, steps[at:])
    return value, at + taken


def outputs(module: ModuleInstance) -> dict[str, Value]:
    """All outputs of a module instance."""
    return {name: output(module, (name,))[0] for name in module.module.outputs}


def _collection(found: Family[ModuleInstance], address: str) -> Value:
    """All instances of a call together: a list or a map of objects of outputs."""
    expansion = found.expansion
    if expansion.maybe and expansion.maybe != ABSENT_BY_DEFAULT:
        known = {str(key): _as_value(outputs(item)) for key, item in found.members.items()} or None
        return Unknown(UNKNOWN_NUMBER, Origin(f"{address}[?]"), known)
    if expansion.meta == "count":
        return [_as_value(outputs(item)) for item in found.members.values()]
    return {str(key): _as_value(outputs(item)) for key, item in found.members.items()}


def _as_value(value: dict[str, Value]) -> Value:
    return value


def _opaque_output(found: Opaque, address: str, steps: Steps) -> Resolved:
    """The output of a module that cannot be read; an index that is written is part of the address.

    Of all instances together the keys are known, where they are: another `for_each` may go through them.
    """
    at = 1
    if found.expansion.meta and len(steps) == 1 and not found.expansion.maybe:
        members = {key: Unknown(found.reason, Origin(keyed_address(address, key))) for key in found.expansion.keys}
        if found.expansion.meta == "count":
            return list(members.values()), 1
        return {str(key): value for key, value in members.items()}, 1
    if found.expansion.meta and len(steps) > 1:
        key = steps[1] if found.expansion.meta == "count" else str(steps[1])
        address, at = keyed_address(address, key), 2
    return Unknown(found.reason, Origin(address, steps[at:])), len(steps)
