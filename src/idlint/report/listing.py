"""What `idlint show` prints: every deployment with its resources, fully evaluated, as JSON data or as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from idlint.document import ABSENT_BY_DEFAULT, Declaration, Deployment
from idlint.graph.resources import Key, Resource
from idlint.report.model import Place
from idlint.report.terminal import Style, clean, paint
from idlint.values import Json, Missing, Room, Value, to_json

VERSION = 1

MAX_SHOWN = 200_000
"""Lists and objects of one deployment; large real ones have 8,000, and a few bytes of doubled locals any number."""


def listing(deployments: Iterable[Deployment], resources: Mapping[Key, Resource], place: Place) -> Json:
    """The deployments as JSON data; `resources` adds kind and canonical properties where there are any."""
    return {"version": VERSION, "deployments": [_deployment(item, resources, place) for item in deployments]}


def _deployment(deployment: Deployment, resources: Mapping[Key, Resource], place: Place) -> Json:
    room = Room(MAX_SHOWN)
    return {
        "path": deployment.path,
        "language": deployment.language,
        "set": deployment.set,
        "variables": _values(deployment.variables, room),
        "locals": _values(deployment.locals, room),
        "outputs": _values(deployment.outputs, room),
        "resources": [
            _resource(item, resources.get(Key(deployment.path, deployment.set, item.address)), place, room)
            for item in deployment.declarations
            if not item.type.startswith("terraform.") and item.maybe != ABSENT_BY_DEFAULT
        ],
    }


def _values(values: Mapping[str, Value], room: Room) -> Json:
    return {name: to_json(values[name], room) for name in sorted(values)}


def _resource(declaration: Declaration, resource: Resource | None, place: Place, room: Room) -> Json:
    position = place(declaration.header)
    shown: dict[str, Json] = {
        "address": declaration.address,
        "mode": declaration.mode,
        "type": declaration.type,
        "kind": resource.kind if resource else "",
        "path": declaration.header.path,
        "line": position.line,
        "attributes": _values(declaration.attributes, room),
        "properties": _properties(resource, room) if resource else {},
    }
    if declaration.maybe:
        shown["maybe"] = declaration.maybe
    return shown


def _properties(resource: Resource, room: Room) -> Json:
    return {
        name: to_json(found.value, room)
        for name, found in sorted(resource.properties.items())
        if not isinstance(found.value, Missing)
    }


def as_text(data: Json, style: Style) -> str:
    """The listing for people: an outline of deployments, resources and attributes."""
    return "\n".join(_outline(data, style)) + "\n"


def _outline(data: Json, style: Style) -> Iterator[str]:
    for deployment in _items(data, "deployments"):
        named = f" [{deployment['set']}]" if deployment["set"] else ""
        yield paint(clean(f"{deployment['path']}{named} ({deployment['language']})"), "bold", style)
        for resource in _items(deployment, "resources"):
            kind = f" ({resource['kind']})" if resource["kind"] else ""
            yield f"  {clean(str(resource['address']))}{kind}  {clean(str(resource['path']))}:{resource['line']}"
            attributes = resource["attributes"]
            for name, value in attributes.items() if isinstance(attributes, dict) else ():
                yield f"    {clean(name)} = {clean(_short(value))}"


def _items(data: Json, name: str) -> list[dict[str, Json]]:
    found = data[name] if isinstance(data, dict) else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _short(value: Json) -> str:
    """One value on one line; an unknown one as its text or its reason."""
    if isinstance(value, dict):
        if "$sensitive" in value:
            return "(sensitive)"
        if "$unknown" in value:
            return str(value.get("text") or f"(unknown: {value['$unknown']})")
        return "{" + ", ".join(f"{key} = {_short(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_short, value)) + "]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
