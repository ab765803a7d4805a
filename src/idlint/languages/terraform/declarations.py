"""Evaluated instances as the small records that leave the front end: declarations and holes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from idlint.document import Declaration, Demand, Hole, Mode, Path
from idlint.languages.terraform import nodes
from idlint.languages.terraform.bodies import Attribute, Block
from idlint.languages.terraform.calls import CALL_META, call_family
from idlint.languages.terraform.carriers import may_carry
from idlint.languages.terraform.expansion import slots, symbolic_slot
from idlint.languages.terraform.instances import ModuleInstance, Opaque, Resource
from idlint.languages.terraform.modules import Key
from idlint.languages.terraform.providers import PROVIDER, provider_declarations
from idlint.languages.terraform.resources import argument, family, is_terraform_data, terraform_data, written
from idlint.languages.terraform.written import Written
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import Value

_FILES = (b"file(", b"filebase64(", b"templatefile(")
_MODES: dict[str, Mode] = {"managed": "managed", "data": "data"}


class _Wanted(NamedTuple):
    """What is wanted of one resource."""

    key: Key
    names: tuple[str, ...]
    """Of the arguments that are written."""
    whole: bool
    """Whether everything is."""


class Gathered(NamedTuple):
    """What one module instance and everything below it declares."""

    declarations: list[Declaration]
    holes: list[Hole]


def gather(module: ModuleInstance, demand: Demand, found: Gathered) -> None:
    """Adds the demanded declarations and all holes of `module` and of the modules it calls to `found`."""
    for wanted in _wanted(module, demand):
        found.declarations.extend(_declaration(item, wanted) for item in family(module, wanted.key).all())
    if demand is None or PROVIDER in demand:
        found.declarations.extend(provider_declarations(module))
    for name, block in module.module.calls.items():
        called = call_family(module, name)
        if isinstance(called, Opaque):
            found.holes.extend(_holes(module, name, block, called, whole=demand is None))
        else:
            for instance in called.all():
                gather(instance, demand, found)


def _wanted(module: ModuleInstance, demand: Demand) -> tuple[_Wanted, ...]:
    """What is demanded of the resources of a module: under every set and in every instance the same."""
    known, folder = module.evaluation.library.wanted, module.module.path
    if folder not in known:
        keys = (key for key in module.module.resources if key.mode in _MODES)
        known[folder] = tuple(
            _demanded(written(module, key), None if demand is None else demand[key.type])
            for key in keys
            if demand is None or key.type in demand
        )
    found: tuple[_Wanted, ...] = known[folder]
    return found


def _demanded(block: Written, names: frozenset[str] | None) -> _Wanted:
    return _Wanted(block.key, tuple(name for name in block.forms if names is None or name in names), names is None)


def _declaration(resource: Resource, wanted: _Wanted) -> Declaration:
    attributes: dict[str, Value] = {}
    spans: dict[Path, Location] = {}
    assumed: dict[Path, tuple[str, ...]] = {}
    for name in wanted.names:
        found = argument(resource, name)
        if found is not None:
            attributes[name] = found.value
            spans |= found.spans
            assumed |= found.assumed
    if wanted.whole and is_terraform_data(resource):
        attributes = terraform_data(resource)
    if resource.assumed:
        assumed[()] = tuple(sorted(resource.assumed))
    module, key = resource.module, resource.key
    return Declaration(
        resource.address,
        key.type,
        resource.written.block.header,
        name=key.name,
        mode=_MODES[key.mode],
        attributes=attributes,
        spans=spans,
        assumed=assumed,
        maybe=resource.maybe,
        callers=module.callers,
        depends_on=tuple(map(module.qualified, resource.written.depends_on)),
        provider=_provider(resource),
    )


def _provider(resource: Resource) -> str:
    """The root's address of the provider configuration, where it is not the default one."""
    written = resource.written.provider
    address = resource.module.providers.get(written, written)
    return "" if address == resource.key.type.partition("_")[0] else address


def _holes(module: ModuleInstance, name: str, block: Block, opaque: Opaque, *, whole: bool) -> Iterator[Hole]:
    """One hole for each instance of an opaque call; unless the `whole` is wanted, with what may hold a resource."""
    address = module.qualified(f"module.{name}")
    made = slots(opaque.expansion, address)
    if opaque.expansion.maybe:
        made.append(symbolic_slot(opaque.expansion, address))
    wanted = _handed(module, block, whole=whole)
    for slot in made:
        scope = module.scope(block.header.path).bind(slot.names)
        arguments = {key: module.evaluation.settle(item, scope)[0] for key, item in wanted.items()}
        yield Hole(slot.address, opaque.source, opaque.reason, block.header, arguments, module.callers)


def _handed(module: ModuleInstance, block: Block, *, whole: bool) -> Mapping[str, Attribute]:
    """The arguments of an opaque call that are evidence: under every set the same, where the call is in the root."""
    known = module.evaluation.library.handed if module.parent is None else {}
    if block not in known:
        known[block] = {
            key: item
            for key, item in block.body.attributes.items()
            if key not in CALL_META and (whole or (not _is_text(item) and may_carry(module, item)))
        }
    return known[block]


def _is_text(attribute: Attribute) -> bool:
    """Whether an argument is the text of a file, which is no evidence of anything and costs the most by far."""
    text = attribute.text
    if text and not text.startswith(_FILES):
        return False
    if text.count(b"(") == 1 and text.endswith(b")") and b"{" not in text:
        return True  # nothing but a path is in it: no need to read it as an expression
    expression = attribute.expression
    return isinstance(expression, nodes.Call) and expression.name in {"file", "filebase64", "templatefile"}
