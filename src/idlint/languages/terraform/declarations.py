"""Evaluated instances as the small records that leave the front end: declarations and holes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from idlint.document import Declaration, Demand, Hole, Mode, Path
from idlint.languages.terraform import nodes
from idlint.languages.terraform.blocks import Argument, attribute_argument, block_argument
from idlint.languages.terraform.bodies import Attribute, Block
from idlint.languages.terraform.calls import CALL_META, call_family, dotted
from idlint.languages.terraform.instances import ModuleInstance, Opaque, Resource
from idlint.languages.terraform.modules import block_type
from idlint.languages.terraform.resources import argument, argument_names, family
from idlint.source import Location
from idlint.values import Value

PROVIDER = "terraform.provider"
BACKEND = "terraform.backend"

_MODES: dict[str, Mode] = {"managed": "managed", "data": "data"}


class Gathered(NamedTuple):
    """What one module instance and everything below it declares."""

    declarations: list[Declaration]
    holes: list[Hole]


def gather(module: ModuleInstance, demand: Demand, found: Gathered) -> None:
    """Adds the demanded declarations and all holes of `module` and of the modules it calls to `found`."""
    for key in module.module.resources:
        if key.mode in _MODES and (demand is None or key.type in demand):
            names = None if demand is None else demand[key.type]
            found.declarations.extend(_declaration(item, names) for item in family(module, key).all())
    if demand is None or PROVIDER in demand:
        found.declarations.extend(_providers(module))
    for name, block in module.module.calls.items():
        called = call_family(module, name)
        if isinstance(called, Opaque):
            found.holes.append(_hole(module, name, block, called))
        else:
            for instance in called.all():
                gather(instance, demand, found)


def _declaration(resource: Resource, names: frozenset[str] | None) -> Declaration:
    wanted = [name for name in argument_names(resource) if names is None or name in names]
    attributes: dict[str, Value] = {}
    spans: dict[Path, Location] = {}
    assumed: dict[Path, tuple[str, ...]] = {}
    for name in wanted:
        found = argument(resource, name)
        if found is not None:
            attributes[name] = found.value
            spans |= found.spans
            assumed |= found.assumed
    if resource.assumed:
        assumed[()] = tuple(sorted(resource.assumed))
    return Declaration(
        resource.address,
        resource.key.type,
        resource.block.header,
        name=resource.key.name,
        mode=_MODES[resource.key.mode],
        attributes=attributes,
        spans=spans,
        assumed=assumed,
        maybe=resource.maybe,
        callers=resource.module.callers,
        depends_on=_depends_on(resource),
        provider=_provider(resource),
    )


def _depends_on(resource: Resource) -> tuple[str, ...]:
    attribute = resource.block.body.attributes.get("depends_on")
    if attribute is None or not isinstance(attribute.expression, nodes.Tuple):
        return ()
    return tuple(resource.module.qualified(address) for item in attribute.expression.items if (address := dotted(item)))


def _provider(resource: Resource) -> str:
    """The root's address of the provider configuration, where it is not the default one."""
    default = resource.key.type.partition("_")[0]
    attribute = resource.block.body.attributes.get("provider")
    written = dotted(attribute.expression) if attribute is not None else default
    address = resource.module.providers.get(written, written)
    return "" if address == default else address


def _providers(module: ModuleInstance) -> Iterator[Declaration]:
    """The provider configurations of a module; those that are only required are the root's business."""
    for block in module.module.providers:
        if len(block.labels) == 1:
            yield _configured_provider(module, block)
    if module.parent is None:
        configured = {block.labels[0] for block in module.module.providers if block.labels}
        for name, attribute in module.module.required.items():
            if name not in configured:
                yield _required_provider(module, name, attribute)


def _configured_provider(module: ModuleInstance, block: Block) -> Declaration:
    name = block.labels[0]
    found = block_arguments(module, block)
    alias = found.attributes.get("alias")
    address = f"provider.{name}.{alias}" if isinstance(alias, str) else f"provider.{name}"
    made = Declaration(
        module.qualified(address), PROVIDER, block.header, name=name, maybe=module.maybe, callers=module.callers
    )
    made.attributes, made.spans, made.assumed = found
    return made


class _Arguments(NamedTuple):
    attributes: dict[str, Value]
    spans: dict[Path, Location]
    assumed: dict[Path, tuple[str, ...]]


def block_arguments(module: ModuleInstance, block: Block) -> _Arguments:
    """All arguments of a block that is not a resource."""
    found = _Arguments({}, {}, {})
    scope = module.scope(block.header.path)
    arguments: dict[str, Argument] = {
        name: attribute_argument(module.evaluation, attribute, scope)
        for name, attribute in block.body.attributes.items()
    }
    for name in dict.fromkeys(map(block_type, block.body.blocks)):
        nested = [inner for inner in block.body.blocks if block_type(inner) == name]
        arguments[name] = block_argument(module.evaluation, nested, scope)
    for name, item in arguments.items():
        found.attributes[name] = item.value
        found.spans.update(item.spans)
        found.assumed.update(item.assumed)
    return found


def _required_provider(module: ModuleInstance, name: str, attribute: Attribute) -> Declaration:
    value = module.evaluation.settle(attribute, module.scope(attribute.span.path)).result
    entry = value if isinstance(value, dict) else {"version": value}
    attributes = {key: entry[key] for key in ("source", "version") if key in entry}
    return Declaration(f"provider.{name}", PROVIDER, attribute.span, name=name, attributes=attributes)


def backend(module: ModuleInstance) -> Declaration | None:
    """Where the root keeps its state: the block, with what the invocation adds."""
    block = module.module.backend
    if block is None:
        return None
    found = block_arguments(module, block)
    found.attributes.update(module.evaluation.applied.backend)
    name = block.labels[0] if block.labels else block.type
    made = Declaration(BACKEND, BACKEND, block.header, name=name)
    made.attributes, made.spans, made.assumed = found
    return made


def _hole(module: ModuleInstance, name: str, block: Block, opaque: Opaque) -> Hole:
    scope = module.scope(block.header.path)
    arguments = {
        key: module.evaluation.settle(attribute, scope).result
        for key, attribute in block.body.attributes.items()
        if key not in CALL_META
    }
    address = module.qualified(f"module.{name}")
    return Hole(address, opaque.source, opaque.reason, block.header, arguments, module.callers)
