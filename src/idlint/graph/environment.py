"""Joining deployments of one environment: real estates link their layers by looking resources up by name.

A `data` block (or an `existing` resource) is linked to the managed resource of the same kind and name,
in the same resource group where both are known; what the block does not say is then read from there.
Such links are of medium confidence, because two subscriptions may use a name twice; inside one deployment the same
expression is the same name, known or not, and they are certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from idlint.graph.linked import Find, Linked, open_edges
from idlint.graph.links import Target
from idlint.graph.part import Item, Part
from idlint.graph.references import Index, name_key
from idlint.graph.resources import Edge, Key, Property, Resource
from idlint.graph.states import State, filled, output, reading, states
from idlint.values import Missing, Origin, Unknown, Value, reveal, same

BY_NAME = "its name"


class Environment:
    """The deployments of one environment, with what is known across them."""

    def __init__(self, parts: Sequence[Linked]) -> None:
        self._names = Index()
        self._items: dict[Key, Item] = {}
        for piece in parts:
            for key, item in piece.part.items.items():
                if item.resource.mode == "managed":
                    self._items[key] = item
                    self._names.add_name(key, item.resource.kind, _known_name(item.resource))
        self._states = states(parts)
        self._own = {key: twin for piece in parts for key, twin in _own_twins(piece.part)}
        self._twins = {
            key: twin
            for piece in parts
            for key, item in piece.part.items.items()
            if item.resource.mode != "managed" and (twin := self._own.get(key) or self._twin(item.resource)) is not None
        }

    def _twin(self, resource: Resource) -> Key | None:
        """The managed resource that a look-up finds."""
        name = _known_name(resource)
        key = None if name is None else self._names.by_name((resource.kind,), name)
        return key if key is not None and _may_be_one(resource, self._items[key].resource) else None

    def resources(self, piece: Linked) -> Iterator[Resource]:
        """The resources of a deployment; what they take from a look-up is filled in where it is known."""
        known = self._known(piece.part)
        for item in piece.part.items.values():
            changed = _filled(item.resource.properties, known) if known else {}
            resource = item.resource
            if self._states:
                changed |= filled(resource, piece.part, self._states)
            yield resource._replace(properties={**resource.properties, **changed}) if changed else resource

    def _known(self, part: Part) -> dict[Origin, Property]:
        """Attributes of look-ups -> the property of the managed resource that they find."""
        found: dict[Origin, Property] = {}
        for key, item in part.items.items():
            twin = self._twins.get(key)
            if twin is not None:
                theirs = self._items[twin].resource.properties
                for name, property in item.resource.properties.items():
                    origin = property.value.origin if isinstance(property.value, Unknown) else None
                    if origin is not None and origin.address == key.address and name in theirs:
                        sure = key in self._own
                        assumed = (
                            theirs[name].assumed if sure else (*theirs[name].assumed, f"{key.address} found by name")
                        )
                        found[origin] = theirs[name]._replace(assumed=assumed)
        return found

    def edges(self, piece: Linked) -> Iterator[Edge]:
        """Every edge that starts in a deployment."""
        yield from piece.edges
        yield from open_edges(piece, self._find(piece.part))
        for key, item in piece.part.items.items():
            state = self._states.get(key)
            if state is not None:
                yield reading(item, state)
            twin = self._twins.get(key)
            if twin is not None:
                text = f"{key.address} looks up {twin.address} by name"
                yield Edge(
                    "depends_on", key, twin, twin.address, item.resource.header, text, confidence=self._trust(key)
                )

    def _find(self, part: Part) -> Find:
        """A look-up in the deployment first, then by name in the whole environment."""

        def find(value: Value | Missing, to: tuple[str, ...]) -> Target | None:
            wide: Target | None = None
            for mention in part.mentions(value, to):
                key = part.index.find(mention)
                if key is not None and part.items[key].resource.kind == "remote_state":
                    state = self._states.get(key)
                    found = self._in_state(state, mention.origin, to) if state and mention.origin else None
                    if found is not None:
                        return found
                elif key is not None:
                    twin = self._twins.get(key)
                    if twin is not None:
                        return Target(twin, self._items[twin], BY_NAME, self._trust(key))
                    return Target(key, part.items[key], mention.how)
                if wide is None and isinstance(mention.name, str):
                    remote = self._names.by_name(mention.kinds, mention.name)
                    wide = None if remote is None else Target(remote, self._items[remote], mention.how, "medium")
            return wide

        return find

    def _trust(self, key: Key) -> str:
        """How sure it is that the look-up `key` finds its twin."""
        return "high" if key in self._own else "medium"

    def _in_state(self, state: State, origin: Origin, to: tuple[str, ...]) -> Target | None:
        """The resource of another root whose attribute an output of it is."""
        value = output(origin, state)
        for mention in state.part.mentions(value, to):
            key = state.part.index.find(mention)
            if key is not None:
                how = f"output {origin.path[1]} of {key.deployment}"
                return Target(key, state.part.items[key], how, state.confidence)
        return None


def _own_twins(part: Part) -> Iterator[tuple[Key, Key]]:
    """Look-ups of what their own deployment certainly makes, each with that."""
    looked_up = [item.resource for item in part.items.values() if item.resource.mode != "managed"]
    if not looked_up:
        return
    names = Index()
    for key, item in part.items.items():
        if item.resource.mode == "managed":
            names.add_name(key, item.resource.kind, name_key(item.resource.value("name")))
    for resource in looked_up:
        name = name_key(resource.value("name"))
        twin = None if name is None else names.by_name((resource.kind,), name)
        if twin is not None:
            made = part.items[twin].resource
            if not made.maybe and _may_be_one(resource, made):
                yield resource.key, twin


def _may_be_one(looked_up: Resource, made: Resource) -> bool:
    """Whether nothing says that two resources of one name are in different resource groups."""
    ours, theirs = looked_up.value("resource_group"), made.value("resource_group")
    if isinstance(ours, Missing) or isinstance(theirs, Missing):
        return True
    return same(_lower(ours), _lower(theirs)) is not False


def _known_name(resource: Resource) -> str | None:
    """The name in lower case; an unknown one, `var.name` say, means nothing in another deployment."""
    name = name_key(resource.value("name"))
    return name if isinstance(name, str) else None


def _lower(value: Value) -> Value:
    value = reveal(value)
    return value.lower() if isinstance(value, str) else value


def _filled(properties: Mapping[str, Property], known: Mapping[Origin, Property]) -> dict[str, Property]:
    """The properties whose value comes from a look-up, with the value that it finds."""
    filled: dict[str, Property] = {}
    for name, property in properties.items():
        origin = property.value.origin if isinstance(property.value, Unknown) else None
        theirs = known.get(origin) if origin is not None else None
        if theirs is not None and not isinstance(theirs.value, Missing):
            filled[name] = property._replace(value=theirs.value, assumed=(*property.assumed, *theirs.assumed))
    return filled
