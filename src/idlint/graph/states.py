"""Roots that read each other's state: which root a `terraform_remote_state` reads, and what its outputs are.

The place of a state is that of https://developer.hashicorp.com/terraform/language/backend : the last part of it tells
states apart and must be known on both sides. What else is known of both must agree; where not all of it is known, the
link is of medium confidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import join, normpath
from typing import Final

from idlint.graph.linked import Linked
from idlint.graph.part import Item, Part
from idlint.graph.resources import Edge, Key, Property, Resource
from idlint.records import NamedTuple
from idlint.values import MISSING, Missing, Origin, Unknown, Value, get, reveal

PLACES: Final = {
    "azurerm": ("account", "container", "key"),
    "s3": ("bucket", "key"),
    "gcs": ("bucket", "prefix"),
    "local": ("path",),
    "remote": ("organization", "workspace"),
}
"""Type of a backend -> the properties that say where the state is, the one that tells states apart last."""

DEFAULT_STATE: Final = "terraform.tfstate"


class State(NamedTuple):
    """The state of a root, as another one reads it."""

    part: Part
    backend: Key
    certain: bool
    """Whether every part of its place is known and the same on both sides."""

    @property
    def confidence(self) -> str:
        """Of the links that rest on it."""
        return "high" if self.certain else "medium"


def states(parts: Sequence[Linked]) -> dict[Key, State]:
    """The `terraform_remote_state` blocks of one environment -> the root that each reads, where exactly one fits."""
    readers = [(piece.part, item) for piece in parts for item in _of_kind(piece.part, "remote_state")]
    backends = [(piece.part, item) for piece in parts for item in _of_kind(piece.part, "terraform_backend")]
    found: dict[Key, State] = {}
    for part, reader in readers if backends else ():
        fitting = [
            State(other, backend.resource.key, certain)
            for other, backend in backends
            if other is not part and (certain := _fits(reader.resource, backend.resource)) is not None
        ]
        if len(fitting) == 1:
            found[reader.resource.key] = fitting[0]
    return found


def _of_kind(part: Part, kind: str) -> Iterator[Item]:
    if part.deployment.language == "terraform":
        yield from (item for item in part.items.values() if item.resource.kind == kind)


def _fits(reader: Resource, backend: Resource) -> bool | None:
    """Whether a block certainly reads this state; None where it reads another one, or none that is known."""
    type = _type(reader)
    if type not in PLACES or _type(backend) != type:
        return None
    *others, last = PLACES[type]
    ours, theirs = _place(reader, last), _place(backend, last)
    if not ours or ours != theirs:
        return None
    pairs = [(_place(reader, name), _place(backend, name)) for name in others]
    if any(one and other and one != other for one, other in pairs):
        return None
    return all(one and other for one, other in pairs)


def _type(resource: Resource) -> str:
    type = resource.value("type")
    return "remote" if type == "cloud" else type if isinstance(type, str) else ""


def _place(resource: Resource, name: str) -> str:
    """One part of the place of a state; empty where it is not known."""
    value = resource.value(name)
    plain = None if isinstance(value, Missing) else reveal(value)
    if name == "path":
        plain = DEFAULT_STATE if plain is None else plain
        return normpath(join(resource.key.deployment, plain)) if isinstance(plain, str) else ""
    return plain if isinstance(plain, str) else ""


def output(origin: Origin, state: State) -> Value | Missing:
    """What `data.terraform_remote_state.x.outputs.name…` is, in the terms of the other root."""
    if len(origin.path) < 2 or origin.path[0] != "outputs":
        return MISSING
    value: Value | Missing = state.part.deployment.outputs.get(str(origin.path[1]), MISSING)
    for step in origin.path[2:]:
        value = get(value, step)
    return value


def filled(resource: Resource, part: Part, known: dict[Key, State]) -> dict[str, Property]:
    """The properties of `resource` that are an output of another root, with that output's value where it is known."""
    found: dict[str, Property] = {}
    for name, property in resource.properties.items():
        origin = property.value.origin if isinstance(property.value, Unknown) else None
        key = part.index.by_origin(origin) if origin is not None else None
        if origin is None or key is None or key not in known:
            continue
        value = output(origin, known[key])
        plain = None if isinstance(value, Missing) else reveal(value)
        if plain is None or isinstance(plain, Unknown) or isinstance(value, Missing):
            continue
        converted = part.converted(resource, name, value)
        if not isinstance(converted, Missing):
            assumed = (
                property.assumed if known[key].certain else (*property.assumed, f"the state that {key.address} reads")
            )
            found[name] = property._replace(value=converted, assumed=assumed)
    return found


def reading(item: Item, state: State) -> Edge:
    """The edge from a `terraform_remote_state` to the backend whose state it reads."""
    key, path = item.resource.key, state.part.deployment.path
    place = ", ".join(_place(item.resource, name) or "…" for name in PLACES[_type(item.resource)])
    why = f"{key.address} reads the state of {path} ({_type(item.resource)}: {place})"
    return Edge("depends_on", key, state.backend, path, item.resource.header, why, confidence=state.confidence)
