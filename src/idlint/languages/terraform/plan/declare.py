"""A plan without its sources: every resource declared where the plan's JSON has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from idlint.document import Call, Declaration, Demand, Deployment, Hole, Mode, Path, stated_environment
from idlint.fuel import MAX_DEPTH
from idlint.languages.terraform.plan.planned import (
    KNOWN_AFTER_APPLY,
    attribute_names,
    is_secret_name,
    masked,
    values_of,
    without_empty,
)
from idlint.languages.terraform.plan.reading import Plan, Planned, items, table
from idlint.languages.terraform.plan.references import References, is_written
from idlint.languages.terraform.providers import PROVIDER
from idlint.source import Location, Pointer
from idlint.values import Sensitive, Unknown, Value

_MODES: Mapping[str, Mode] = {"managed": "managed", "data": "data"}


def references_of(plan: Plan) -> References:
    """The expressions of a plan."""
    addresses = {item.address for item in plan.resources}
    addresses |= {address for item in plan.resources for address, _ in item.modules}
    return References(plan.configuration, frozenset(addresses))


def declarations(plan: Plan, demand: Demand) -> Iterator[Declaration]:
    """Every demanded resource and provider of a plan."""
    known = references_of(plan)
    for item in plan.resources:
        if demand is None or item.type in demand:
            yield declaration(plan, item, known, None if demand is None else demand[item.type])
    if demand is None or PROVIDER in demand:
        yield from _providers(plan)


def declaration(plan: Plan, item: Planned, known: References, names: frozenset[str] | None) -> Declaration:
    """One resource with its demanded attributes, placed in the plan."""
    block = known.block(item)
    wanted = [name for name in attribute_names(item.values, item.unknown) if names is None or name in names]
    found = values_of(item.values, item.unknown, item.sensitive, lambda path: known.unknown(item, path), wanted)
    expressions = table(block.get("expressions"))
    found = without_empty(found, lambda path: is_written(expressions, path))
    spans: dict[Path, Location] = {}
    for name in found:
        _places(item.values.get(name), (name,), f"{item.pointer}/values/{_token(name)}", plan.path, spans)
    return Declaration(
        item.address,
        item.type,
        Pointer(plan.path, item.pointer),
        name=item.name,
        mode=_MODES[item.mode],
        attributes=found if item.marked else masked(found),
        spans=spans,
        callers=tuple(Call(address, Pointer(plan.path, place)) for address, place in item.modules),
        depends_on=_depends_on(block, item),
        provider=_provider(block, item),
    )


def _places(raw: object, path: Path, pointer: str, file: str, spans: dict[Path, Location]) -> None:
    """Where everything below `path` is written."""
    if raw is None or len(path) > MAX_DEPTH:
        return
    spans[path] = Pointer(file, pointer)
    if isinstance(raw, dict):
        for key, value in raw.items():
            _places(value, (*path, key), f"{pointer}/{_token(key)}", file, spans)
    elif isinstance(raw, list):
        for number, value in enumerate(raw):
            _places(value, (*path, number), f"{pointer}/{number}", file, spans)


def _token(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _depends_on(block: Mapping[str, Any], item: Planned) -> tuple[str, ...]:
    prefix = f"{item.modules[-1][0]}." if item.modules else ""
    return tuple(f"{prefix}{name}" for name in items(block.get("depends_on")) if isinstance(name, str))


def _provider(block: Mapping[str, Any], item: Planned) -> str:
    """The provider configuration where it is not the default one; a key may begin with its module's address."""
    key = block.get("provider_config_key")
    local = key.rpartition(":")[2] if isinstance(key, str) else ""
    return "" if local == item.type.partition("_")[0] or "." not in local else local


def _providers(plan: Plan) -> Iterator[Declaration]:
    for key, raw in table(plan.configuration.get("provider_config")).items():
        entry = table(raw)
        name, alias, module = entry.get("name"), entry.get("alias"), entry.get("module_address")
        if not isinstance(name, str):
            continue
        local = f"provider.{name}.{alias}" if isinstance(alias, str) else f"provider.{name}"
        attributes = _arguments(table(entry.get("expressions")), {} if module else variables(plan))
        for made, read in (("source", "full_name"), ("version", "version_constraint"), ("alias", "alias")):
            if isinstance(entry.get(read), str):
                attributes[made] = entry[read]
        place = Pointer(plan.path, f"/configuration/provider_config/{_token(key)}")
        address = f"{module}.{local}" if isinstance(module, str) else local
        yield Declaration(address, PROVIDER, place, name=name, attributes=masked(attributes))


def _arguments(expressions: Mapping[str, Any], values: Mapping[str, Value], depth: int = 0) -> dict[str, Value]:
    """A block's constant arguments; what is an expression is unknown, unless it can only be one variable."""
    return {name: _argument(entry, values, depth) for name, entry in expressions.items()} if depth < MAX_DEPTH else {}


def _argument(entry: object, values: Mapping[str, Value], depth: int) -> Value:
    if isinstance(entry, list):
        return [_arguments(table(block), values, depth + 1) for block in entry]
    found = table(entry)
    if "constant_value" in found:
        constant: Value = found["constant_value"]
        return constant
    if "references" in found:
        return Unknown("an expression in the plan")
    return [_arguments(found, values, depth + 1)]


def variables(plan: Plan) -> dict[str, Value]:
    """The root's variables; those that the configuration calls sensitive, or an old one by their names, are marked."""
    declared = table(table(plan.configuration.get("root_module")).get("variables"))
    return {
        name: Sensitive(value) if table(declared.get(name)).get("sensitive") or is_secret_name(name) else value
        for name, value in plan.variables.items()
    }


def outputs(plan: Plan) -> dict[str, Value]:
    """The root's outputs; one without a value is known after apply."""
    return {name: _output(table(entry)) for name, entry in plan.outputs.items()}


def _output(entry: Mapping[str, Any]) -> Value:
    value: Value = entry["value"] if "value" in entry else Unknown(KNOWN_AFTER_APPLY)
    return Sensitive(value) if entry.get("sensitive") else value


def holes(plan: Plan) -> tuple[Hole, ...]:
    """What an incomplete plan leaves out may be anything."""
    if not plan.incomplete:
        return ()
    return (Hole(plan.path, plan.path, plan.incomplete, Pointer(plan.path, "")),)


def deployment(plan: Plan, demand: Demand) -> Deployment:
    """The plan by itself: a deployment of no variable set."""
    given, made = (variables(plan), outputs(plan)) if demand is None else ({}, {})
    place = Pointer(plan.path, "")
    found = tuple(declarations(plan, demand))
    stated = stated_environment(plan.variables)
    return Deployment(
        plan.path, "terraform", "", "plan", found, holes(plan), place, given, {}, made, environment=stated
    )
