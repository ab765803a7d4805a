"""The instances of resources and data sources, their arguments, and references to them.

A resource object as a whole is an unknown with the resource's address as origin; `follow` finds the
configured argument again wherever the object has travelled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TypeVar

from idlint.document import ABSENT_BY_DEFAULT, IGNORED, Path
from idlint.languages.terraform.blocks import Argument, attribute_argument, block_argument, is_constant
from idlint.languages.terraform.evaluation import Resolved
from idlint.languages.terraform.expansion import (
    UNKNOWN_NUMBER,
    Expansion,
    Family,
    Slot,
    expand,
    slots,
    symbolic_slot,
)
from idlint.languages.terraform.instances import ModuleInstance, Resource, Steps
from idlint.languages.terraform.marks import Ephemeral
from idlint.languages.terraform.modules import Key
from idlint.languages.terraform.names import undeclared
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.languages.terraform.written import Form, Written
from idlint.values import MISSING, Missing, Origin, Step, Unknown, Value, get, reveal

T = TypeVar("T")

KNOWN_AFTER_APPLY = "known after apply"
READ_BY_DATA_SOURCE = "read by a data source"

_BEING_MADE: Family[Resource] = Family(Expansion("", (), maybe="cycle"), {})
_BEING_EVALUATED = Argument(Unknown("cycle"), {}, {})


def family(module: ModuleInstance, key: Key) -> Family[Resource]:
    """The instances of one resource, made once."""
    found = module.resources.get(key)
    if found is None:
        module.resources[key] = _BEING_MADE
        found = module.resources[key] = _make(module, written(module, key))
    if found.expansion.assumed:
        module.evaluation.reading |= found.expansion.assumed
    return found


def written(module: ModuleInstance, key: Key) -> Written:
    """What the block of a resource says whatever its values are, found once."""
    known, block = module.evaluation.library.written, module.module.resources[key]
    found: Written | None = known.get(block)
    if found is None:
        found = known[block] = Written(key, block)
    return found


def _make(module: ModuleInstance, block: Written) -> Family[Resource]:
    expansion = expand(block.block, module.scope(block.block.header.path), module.evaluation)
    address = module.qualified(block.address)
    members = {slot.key: _instance(module, block, slot, expansion) for slot in slots(expansion, address)}
    symbol = None
    if expansion.maybe:
        symbol = _instance(module, block, symbolic_slot(expansion, address), expansion)
        symbol.maybe = symbol.maybe if expansion.certain else symbol.maybe or expansion.maybe
    return Family(expansion, members, symbol)


def _instance(module: ModuleInstance, block: Written, slot: Slot, expansion: Expansion) -> Resource:
    ghost = expansion.maybe == ABSENT_BY_DEFAULT
    scope = module.scope(block.block.header.path, ghost=ghost)
    if slot.names or expansion.assumed:
        scope = scope.bind(slot.names, expansion.assumed)
    resource = Resource(module, block, scope, slot.address)
    resource.maybe = module.maybe
    resource.assumed = module.assumed | expansion.assumed
    module.index[slot.address] = resource
    return resource


def resource_reference(module: ModuleInstance, key: Key, steps: Steps, at: int, *, ghost: bool) -> Resolved:
    """The value of a reference to a resource; the steps before `at` name it."""
    if key not in module.module.resources:
        return undeclared(module, key.address, module.module.resources, steps[at:]), len(steps)
    found = family(module, key)
    choice = choose(found, steps[at:], ghost=ghost)
    chosen, used = choice
    if chosen is None:
        return _collection(found, module.qualified(key.address)), at
    rest = steps[at + used :]
    value = refer(chosen, rest) if rest else whole(chosen)
    return Ephemeral(value) if key.mode == "ephemeral" else value, len(steps)


def choose(found: Family[T], steps: Steps, *, ghost: bool) -> tuple[T | None, int]:
    """The instance that an index selects and the steps used; None for all of them together."""
    expansion = found.expansion
    if not expansion.meta:
        return found.members.get(None, found.symbol), 0
    if not steps:
        return None, 0
    key = _index(steps[0]) if expansion.meta == "count" else str(steps[0])
    if key in found.members:
        return found.members[key], 1
    if found.symbol is not None and (ghost or expansion.maybe != ABSENT_BY_DEFAULT):
        return found.symbol, 1
    raise EvaluationError("the given key does not identify an element in this collection value")


def _index(step: Step) -> int:
    """`step` as the index of one of `count` instances; a string that spells a number will do."""
    if isinstance(step, str) and not step.isdecimal():
        raise EvaluationError("missing resource instance key")
    return int(step)


def _collection(found: Family[Resource], address: str) -> Value:
    """All instances of a resource together: a list or a map of objects."""
    expansion = found.expansion
    if expansion.maybe and expansion.maybe != ABSENT_BY_DEFAULT:
        known = {str(key): whole(item) for key, item in found.members.items()} or None
        return Unknown(UNKNOWN_NUMBER, Origin(f"{address}[?]"), known)
    if expansion.meta == "count":
        return [whole(item) for item in found.members.values()]
    if expansion.meta == "for_each":
        return {str(key): whole(item) for key, item in found.members.items()}
    return Unknown("cycle")


def whole(resource: Resource) -> Value:
    """A resource object: unknown as a whole, refined by `follow`; `terraform_data` is known by its schema."""
    if is_terraform_data(resource):
        return terraform_data(resource)
    return Unknown(_reason(resource), Origin(resource.address))


def is_terraform_data(resource: Resource) -> bool:
    """Whether it is the resource that Terraform itself provides, so that its whole schema is known."""
    return resource.key.mode == "managed" and resource.key.type == "terraform_data"


def terraform_data(resource: Resource) -> dict[str, Value]:
    """All attributes of a `terraform_data`: what is not written is null or computed."""
    return {name: refer(resource, (name,)) for name in ("id", "input", "output", "triggers_replace")}


def _reason(resource: Resource) -> str:
    return READ_BY_DATA_SOURCE if resource.key.mode == "data" else KNOWN_AFTER_APPLY


def refer(resource: Resource, steps: Steps) -> Value:
    """What is at `steps` below a resource: the configured argument, else unknown with its origin."""
    found = argument(resource, str(steps[0]))
    if found is None:
        return _unconfigured(resource, Origin(resource.address, steps))
    for names in found.assumed.values():
        resource.module.evaluation.reading.update(names)
    value = found.value
    if found.blocks:
        value = _as_referred(value, Origin(resource.address, steps[:1]), _reason(resource), found)
    for step in steps[1:]:
        below = _step(value, step)
        if isinstance(below, Missing):
            return Unknown(_reason(resource), Origin(resource.address, steps))
        value = below
    if value is None and len(steps) == 1 and not is_terraform_data(resource):
        return Unknown(_reason(resource), Origin(resource.address, steps))  # computed, where it is null
    return value


def _step(value: Value, step: str | int) -> Value | Missing:
    """One step as Terraform takes it: a key or an index, never a key into a list of one."""
    inner = reveal(value)
    if isinstance(inner, list) and isinstance(step, str):
        return MISSING
    return get(value, step)


def _unconfigured(resource: Resource, origin: Origin) -> Value:
    name = str(origin.path[0])
    if is_terraform_data(resource) and name != "id" and len(origin.path) == 1:
        return _unconfigured_data(resource, name, origin)
    if resource.key.mode == "data" and len(origin.path) == 1:
        value = _compute()(resource.key.type, name, lambda wanted: _configured(resource, wanted), resource.scope)
        if value is not None:
            return value
    return Unknown(_reason(resource), origin)


@cache
def _compute() -> Callable[[str, str, Callable[[str], Value], Scope], Value]:
    """`data_sources.computed`, loaded with the first data source that is referred to."""
    from idlint.languages.terraform.data_sources import computed

    return computed


def _unconfigured_data(resource: Resource, name: str, origin: Origin) -> Value:
    """An attribute of `terraform_data` that nobody wrote: its output is computed from an input that is not null."""
    if name == "output" and refer(resource, ("input",)) is not None:
        return Unknown(KNOWN_AFTER_APPLY, origin)
    return None


def _configured(resource: Resource, name: str) -> Value:
    found = argument(resource, name)
    return None if found is None else found.value


def _as_referred(value: Value, origin: Origin, reason: str, found: Argument) -> Value:
    """A nested block as others see it: what is configured is known, its computed attributes are not."""
    if len(origin.path) % 2 == 1 and isinstance(value, list) and _is_block(found, origin.path):
        return [
            _as_referred(item, origin._replace(path=(*origin.path, number)), reason, found)
            for number, item in enumerate(value)
        ]
    if len(origin.path) % 2 == 0 and isinstance(value, dict):
        known = {
            key: _as_referred(item, origin._replace(path=(*origin.path, key)), reason, found)
            for key, item in value.items()
            if item is not None
        }
        return Unknown(reason, origin, known)
    return value


def _is_block(found: Argument, path: Path) -> bool:
    return path in found.blocks


def argument(resource: Resource, name: str) -> Argument | None:
    """The evaluated argument or nested blocks `name`; None where nothing is written."""
    found = resource.arguments.get(name)
    if found is None:
        form = resource.written.forms.get(name)
        if form is None:
            return None
        found = resource.arguments[name] = form.constant or _evaluated(resource, name, form)
    if found is _BEING_EVALUATED:
        return Argument(Unknown("cycle", Origin(resource.address, (name,))), {}, {})
    return found


def _evaluated(resource: Resource, name: str, form: Form) -> Argument:
    resource.arguments[name] = _BEING_EVALUATED
    evaluation = resource.module.evaluation
    found = Argument(None, {}, {})
    if form.attribute is not None:
        found = attribute_argument(evaluation, form.attribute, resource.scope)
        if is_constant(form.attribute.expression) and not form.ignored:
            form.constant = found
    elif form.blocks:
        found = block_argument(evaluation, form.blocks, resource.scope)
    return _without_ignored(resource, name, found, form.ignored) if form.ignored else found


def _without_ignored(resource: Resource, name: str, found: Argument, paths: Sequence[Path]) -> Argument:
    value = found.value
    for path in paths:
        value = _hidden(value, path, Origin(resource.address, (name, *path)))
    return found._replace(value=value)


def _hidden(value: Value, path: Path, origin: Origin) -> Value:
    """`value` with what is at `path` unknown."""
    if not path:
        return Unknown(IGNORED, origin)
    step, rest = path[0], path[1:]
    if isinstance(value, dict) and step in value:
        return {**value, str(step): _hidden(value[str(step)], rest, origin)}
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return [_hidden(item, rest, origin) if at == step else item for at, item in enumerate(value)]
    return value
