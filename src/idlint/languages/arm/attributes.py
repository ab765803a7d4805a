"""What the code says about the attributes of an instance: configured values, names, ids, the outputs of modules."""

from __future__ import annotations

from idlint.languages.arm.expressions import Entry, Literal, Node, Object, Raw
from idlint.languages.arm.instances import address, identity, name
from idlint.languages.arm.jsontext import below
from idlint.languages.arm.nested import child_frame
from idlint.languages.arm.pieces import NOT_DEPLOYED
from idlint.languages.arm.places import identifier
from idlint.languages.arm.scope import Frame, Instance
from idlint.values import MISSING, Closed, Missing, Origin, Sensitive, Step, Unknown, Value, get


def settle(frame: Frame, value: Value | Missing) -> Value | Missing:
    """What is known of a value that is read from an instance: configured attributes, a module's outputs.

    An object, or an array of objects, stays an unknown with its configured entries: the platform adds more.
    """
    if isinstance(value, Sensitive):
        inner = settle(frame, value.value)
        return inner if isinstance(inner, Missing | Sensitive) else Sensitive(inner)
    if not isinstance(value, Unknown) or value.origin is None or value.known is not None:
        return value
    instance = frame.run.instances.get(value.origin.address)
    if instance is None:
        return value
    found = _attribute(instance, value.origin.path)
    if isinstance(found, Missing):
        return value
    if instance.resource.module is not None:
        return found
    written = found.entries if isinstance(found, Closed) else found
    if isinstance(written, dict) or (isinstance(written, list) and any(isinstance(item, _OPEN) for item in written)):
        return Unknown(value.reason, value.origin, written)
    return found


_OPEN = (dict, Closed)
"""What the platform may add entries to."""


def _attribute(instance: Instance, path: tuple[Step, ...]) -> Value | Missing:
    """What the code says about one attribute of an instance; MISSING where it says nothing."""
    if not path or path == ("properties",):
        return MISSING
    top = str(path[0]).lower()
    if instance.resource.module is not None:
        if top == "outputs" and len(path) > 1:
            return _output_at(instance, path)
        if top == "properties" and len(path) > 2 and str(path[1]).lower() == "outputs":
            return _referenced_output(instance, path[1:])
    if len(path) == 1 and top in _PLAIN:
        return _PLAIN[top](instance)
    node = next((node for key, node in instance.resource.body.items() if key.lower() == top), None)
    return _select(instance, node, path) if node is not None else MISSING


def _referenced_output(instance: Instance, path: tuple[Step, ...]) -> Value | Missing:
    """An output as `reference` gives it, an object with a `value`; what is opaque has the origin it has in Bicep."""
    if len(path) == 2:
        value = output(instance, str(path[1]))
        return MISSING if isinstance(value, Missing) else {"value": value}
    if path[2] != "value":
        return MISSING
    plain = (*path[:2], *path[3:])
    found = _output_at(instance, plain)
    return Unknown(NOT_DEPLOYED, Origin(address(instance), plain)) if isinstance(found, Missing) else found


def _output_at(instance: Instance, path: tuple[Step, ...]) -> Value | Missing:
    """An output by `outputs.name`, and what is below it."""
    value = output(instance, str(path[1]))
    for step in path[2:]:
        value = get(value, step) if not isinstance(value, Missing) else MISSING
    return value


def output(instance: Instance, wanted: str) -> Value | Missing:
    """One output of a module instance; MISSING where the template is opaque or has no such output."""
    frame = child_frame(instance)
    declared = frame.template.outputs.get(wanted.lower()) if isinstance(frame, Frame) else None
    if isinstance(frame, str) or declared is None or declared.loop is not None:
        return MISSING
    node = declared.value
    value = frame.force("outputs", wanted.lower(), lambda: frame.run.evaluate(node, frame.scope))
    return Sensitive(value) if declared.secure and not isinstance(value, Sensitive) else value


def _select(instance: Instance, node: Node, path: tuple[Step, ...]) -> Value | Missing:
    """What is written below `node`, without evaluating what stands beside it."""
    rest = list(path[1:])
    while rest:
        entry = entry_of(node, rest[0])
        if entry is None:
            break
        node = entry
        rest.pop(0)
    key = "/".join([identity(instance), *map(str, path[: len(path) - len(rest)])])
    value: Value | Missing = instance.frame.force(
        "attribute", key, lambda: instance.frame.run.evaluate(node, instance.scope)
    )
    for step in rest:
        value = get(value, step)
    return value


def entry_of(node: Node, step: Step) -> Node | None:
    """The node of one entry of a literal object; None where only evaluation can tell."""
    if isinstance(node, Raw) and isinstance(node.value, dict) and "copy" not in node.value and step in node.value:
        return Raw(node.value[str(step)], below(node.location, step))
    if isinstance(node, Object):
        plain = [entry for entry in node.entries if isinstance(entry, Entry) and isinstance(entry.key, Literal)]
        matching = [entry.value for entry in plain if isinstance(entry.key, Literal) and entry.key.value == step]
        return matching[-1] if matching and len(plain) == len(node.entries) else None
    return None


def resource_id(instance: Instance) -> Value:
    """The id of an instance as a string of pieces, without its origin."""
    return identifier(instance.frame.place, instance.resource.type, name(instance), instance.frame.template)


def _id(instance: Instance) -> Value | Missing:
    return resource_id(instance) if instance.absent else MISSING


def _api_version(instance: Instance) -> Value:
    version = instance.resource.api_version
    return version if isinstance(version, str) else instance.frame.run.evaluate(version, instance.scope)


def _type(instance: Instance) -> Value:
    return instance.resource.type


def _written_name(instance: Instance) -> Value:
    """What `resource.name` gives: the name as written, which for a child is its last segment."""
    return instance.frame.run.evaluate(instance.resource.name, instance.scope)


_PLAIN = {"name": _written_name, "id": _id, "apiversion": _api_version, "type": _type}
