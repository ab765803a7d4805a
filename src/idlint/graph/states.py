"""Roots that read each other's state: which root a `terraform_remote_state` reads, and what its outputs are.

The place of a state is that of https://developer.hashicorp.com/terraform/language/backend : the last part of it tells
states apart and must be known on both sides. What else is known of both must agree; where not all of it is known, the
link is of medium confidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from posixpath import join, normpath
from typing import Final

from idlint.graph.part import Part
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


class Block(NamedTuple):
    """A block that says where a state is: one that reads it, or the backend that keeps it there."""

    part: Part
    resource: Resource
    type: str
    place: tuple[str, ...]
    """As in `PLACES`; empty where it is not known, but for the last part."""


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


def blocks(part: Part, written: Iterable[Resource]) -> Iterator[Block]:
    """The blocks among those `written` in a deployment that tell which state they mean."""
    for resource in written if part.deployment.language == "terraform" else ():
        type = _type(resource)
        place = tuple(_place(resource, name) for name in PLACES.get(type, ()))
        if place and place[-1]:
            yield Block(part, resource, type, place)


def states(readers: Iterable[Block], backends: Iterable[Block]) -> dict[Key, State]:
    """The `terraform_remote_state` blocks of one environment -> the root that each reads, where exactly one fits."""
    kept: dict[tuple[str, str], list[Block]] = defaultdict(list)
    for backend in backends:
        kept[backend.type, backend.place[-1]].append(backend)
    found: dict[Key, State] = {}
    for reader in readers if kept else ():
        fitting = [
            State(backend.part, backend.resource.key, certain)
            for backend in kept.get((reader.type, reader.place[-1]), ())
            if backend.part is not reader.part and (certain := _fits(reader, backend)) is not None
        ]
        if len(fitting) == 1:
            found[reader.resource.key] = fitting[0]
    return found


def _fits(reader: Block, backend: Block) -> bool | None:
    """Whether a block certainly reads the state that a backend keeps under the same name; None where it does not."""
    pairs = list(zip(reader.place, backend.place, strict=True))
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


def filled(resource: Resource, part: Part, known: Mapping[Key, State]) -> dict[str, Property]:
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


def reading(block: Block, state: State) -> Edge:
    """The edge from a `terraform_remote_state` to the backend whose state it reads."""
    key, path = block.resource.key, state.part.deployment.path
    place = ", ".join(part or "…" for part in block.place)
    why = f"{key.address} reads the state of {path} ({block.type}: {place})"
    return Edge("depends_on", key, state.backend, path, block.resource.header, why, confidence=state.confidence)
