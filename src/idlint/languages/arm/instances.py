"""The instances of resources and modules: expanding loops, naming them, finding them."""

from __future__ import annotations

from collections.abc import Iterator

from idlint.document import ABSENT_BY_DEFAULT
from idlint.fuel import MAX_INSTANCES
from idlint.languages.arm.model import Loop, Resource
from idlint.languages.arm.pieces import NOT_DEPLOYED, join
from idlint.languages.arm.scope import Frame, Instance, Scope
from idlint.values import Origin, Unknown, Value, reveal, same, text

_INSTANCE_BYTES = 1_000
"""What an instance takes from the budget of bytes."""


def instances(frame: Frame, resource: Resource) -> tuple[Instance, ...]:
    """The instances of `resource` in `frame`, those that are absent by condition included."""
    found = frame.expanded.get(resource.key)
    if found is None:
        frame.expanded[resource.key] = ()
        found = frame.expanded[resource.key] = tuple(_expand(frame, resource))
    return found


def ghosts(frame: Frame, resource: Resource) -> Iterator[Instance]:
    """What only an unconfirmed default rules out: instances by their condition, and one of a loop over nothing."""
    found = instances(frame, resource)
    yield from (instance for instance in found if instance.absent and instance.assumed)
    if not found and resource.loop is not None:
        rounds, assumed = frame.run.collect(lambda: _rounds(frame, resource.loop))
        if rounds == [] and assumed:
            nothing = _symbolic(frame, resource, resource.loop, Unknown(ABSENT_BY_DEFAULT))
            nothing.assumed = assumed
            yield _conditional(nothing)


def _expand(frame: Frame, resource: Resource) -> Iterator[Instance]:
    if resource.loop is None:
        yield _conditional(Instance(resource, frame, frame.scope))
        return
    rounds, assumed = frame.run.collect(lambda: _rounds(frame, resource.loop))
    if isinstance(rounds, list):
        for number, item in enumerate(rounds):
            frame.run.fuel.grow(_INSTANCE_BYTES)
            scope = _round(frame.scope, resource.loop, item, number)
            yield _conditional(Instance(resource, frame, scope, number=number, assumed=assumed))
    else:
        yield _conditional(_symbolic(frame, resource, resource.loop, rounds))


def _rounds(frame: Frame, loop: Loop | None) -> Value:
    """What a loop walks over: the elements, or an unknown."""
    node = (loop.items or loop.times) if loop is not None else None
    value = reveal(frame.run.evaluate(node, frame.scope)) if node is not None else None
    if isinstance(value, int) and not isinstance(value, bool):
        value = list(range(value)) if 0 <= value <= MAX_INSTANCES else value
    if isinstance(value, list) and len(value) <= MAX_INSTANCES:
        return value
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (int, list)) and not isinstance(value, bool):
        frame.run.fuel.exhausted = frame.run.fuel.exhausted or "instances of one loop"
        return Unknown("budget")
    return Unknown("loop over something that is no array")


def _round(scope: Scope, loop: Loop, item: Value, number: Value) -> Scope:
    names = {name: value for name, value in ((loop.item, item), (loop.position, number)) if name}
    return scope.bind(names).resource_loop(loop.name, number)


def _symbolic(frame: Frame, resource: Resource, loop: Loop, rounds: Value) -> Instance:
    """The one instance that stands for an unknown number of them."""
    reason = rounds.reason if isinstance(rounds, Unknown) else "loop is unknown"
    each = f"{frame.prefix}{resource.symbol or loop.name or resource.type}[?]"
    item = Unknown(reason, Origin(each, (loop.item or "item",)))
    number = Unknown(reason, Origin(each, (loop.position or "copyIndex()",)))
    return Instance(resource, frame, _round(frame.scope, loop, item, number), maybe="number of instances is unknown")


def _conditional(instance: Instance) -> Instance:
    """`instance` with what its condition says about its existence."""
    condition = instance.resource.condition
    if condition is None:
        return instance
    run = instance.frame.run
    value, assumed = run.collect(lambda: run.evaluate(condition, instance.scope))
    value = reveal(value)
    instance.assumed |= assumed
    if isinstance(value, Unknown):
        instance.maybe = instance.maybe or "condition is unknown"
    elif value is False or (isinstance(value, str) and value.lower() == "false"):
        instance.absent = True
    return instance


def address(instance: Instance) -> str:
    """The instance's address, unique in the run: its symbolic name path, or its type and name."""
    if not instance.address:
        wanted = instance.frame.prefix + _local_address(instance)
        run = instance.frame.run
        count = run.addresses[wanted] = run.addresses.get(wanted, 0) + 1
        instance.address = wanted if count == 1 else f"{wanted}#{count}"
        run.instances[instance.address] = instance
    return instance.address


def _local_address(instance: Instance) -> str:
    resource = instance.resource
    return (resource.symbol or f"{resource.type}/{text(name(instance))}") + suffix(instance)


def suffix(instance: Instance) -> str:
    """The instance key of an address: empty, `[0]`, or `[?]` for an unknown number."""
    if instance.resource.loop is None:
        return ""
    return "[?]" if instance.number is None else f"[{instance.number}]"


def identity(instance: Instance) -> str:
    """What memoised values of one instance are kept under."""
    return instance.resource.key + suffix(instance)


def name(instance: Instance) -> Value:
    """The full name, `parent/child`; an unknown keeps its pieces."""
    return instance.frame.force("name", identity(instance), lambda: _name(instance))


def _name(instance: Instance) -> Value:
    resource = instance.resource
    own = reveal(instance.frame.run.evaluate(resource.name, instance.scope))
    above = parent(instance)
    if resource.parent is None:
        return own
    return join([name(above) if above is not None else Unknown("parent is unknown"), "/", own])


def parent(instance: Instance) -> Instance | None:
    """The instance that `parent` names, if it is known."""
    node = instance.resource.parent
    if node is None:
        return None
    return of_value(instance.frame, instance.frame.run.evaluate(node, instance.scope))


def of_value(frame: Frame, value: Value) -> Instance | None:
    """The instance that an unknown value is, or is the id of."""
    value = reveal(value)
    if isinstance(value, Unknown) and value.origin is not None and value.origin.path in {(), ("id",)}:
        return frame.run.instances.get(value.origin.address)
    return None


def by_key(frame: Frame, key: str) -> Resource | None:
    """The resource with the key or symbolic name `key`."""
    found = frame.template.resources.get(key)
    if found is not None:
        return found
    wanted = key.lower()
    return next((item for item in frame.template.resources.values() if item.symbol.lower() == wanted), None)


def value_of(instance: Instance) -> Unknown:
    """What a reference to the instance itself is: unknown, and read through its origin."""
    return Unknown(NOT_DEPLOYED, Origin(address(instance)))


def find(frame: Frame, type: str, wanted: Value) -> Instance | None:
    """The instance of `type` whose full name is `wanted`, in `frame` or a template around it."""
    seen: Frame | None = frame
    while seen is not None:
        found = _find_here(seen, type.lower(), wanted)
        if found is not None:
            return found
        seen = seen.parent
    return None


def _find_here(frame: Frame, type: str, wanted: Value) -> Instance | None:
    known, unknown = _names(frame, type)
    if isinstance(wanted, str):
        return known.get(wanted.lower())
    return next((instance for instance in unknown if same(name(instance), wanted)), None)


def _names(frame: Frame, type: str) -> tuple[dict[str, Instance], list[Instance]]:
    """All instances of one type by name, those that are absent last so that they lose."""
    found = frame.names.get(type)
    if found is not None:
        return found
    known, unknown = frame.names[type] = {}, []
    matching = [item for item in frame.template.resources.values() if item.type.lower() == type]
    every = [instance for resource in matching for instance in instances(frame, resource)]
    for instance in sorted(every, key=lambda instance: instance.absent):
        value = name(instance)
        if isinstance(value, str):
            known.setdefault(value.lower(), instance)
        else:
            unknown.append(instance)
    return known, unknown
