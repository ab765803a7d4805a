"""Joining deployments of one environment: real estates link their layers by looking resources up by name.

A `data` block (or an `existing` resource) is linked to the managed resource of the same kind and name,
in the same resource group where both are known; what the block does not say is then read from there.
Such links are of medium confidence, because two subscriptions may use a name twice; inside one deployment they are
certain (`graph.member`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from idlint.graph.linked import Find, open_edges
from idlint.graph.links import Target
from idlint.graph.member import Look, Member, may_be_one
from idlint.graph.part import Item, Part
from idlint.graph.references import Index
from idlint.graph.resources import Edge, Key, Property, Resource
from idlint.graph.states import State, filled, output, reading, states
from idlint.values import Missing, Origin, Unknown, Value

BY_NAME = "its name"


class Environment:
    """The deployments of one environment, with what is known across them."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._names = Index()
        self._items: dict[Key, Item] = {}
        for one in members:
            self._items.update(one.made)
            for key, kind, name in one.names:
                self._names.add_name(key, kind, name)
        looks = [look for one in members for look in one.looks]
        self._states = states(
            (look.block for look in looks if look.block), (block for one in members for block in one.backends)
        )
        self._own = {look.resource.key for look in looks if look.own is not None}
        self._twins = {look.resource.key: twin for look in looks if (twin := look.own or self._twin(look)) is not None}

    def _twin(self, look: Look) -> Key | None:
        """The managed resource that a look-up finds."""
        key = None if look.name is None else self._names.by_name((look.resource.kind,), look.name)
        return key if key is not None and may_be_one(look.resource, self._items[key].resource) else None

    def resources(self, member: Member) -> Mapping[Key, Resource]:
        """The resources of a deployment; what they take from a look-up is filled in where it is known."""
        known = self._known(member)
        reading = any(look.resource.key in self._states for look in member.looks)
        if not known and not reading:
            return member.known.by_key
        return {key: self._changed(item, member.piece.part, known) for key, item in member.known.by_key.items()}

    def _changed(self, resource: Resource, part: Part, known: Mapping[Origin, Property]) -> Resource:
        changed = {**_filled(resource.properties, known), **filled(resource, part, self._states)}
        return resource._replace(properties={**resource.properties, **changed}) if changed else resource

    def _known(self, member: Member) -> dict[Origin, Property]:
        """Attributes of look-ups -> the property of the managed resource that they find."""
        found: dict[Origin, Property] = {}
        for look in member.looks:
            key = look.resource.key
            twin = self._twins.get(key)
            if twin is not None:
                theirs = self._items[twin].resource.properties
                for name, property in look.resource.properties.items():
                    origin = property.value.origin if isinstance(property.value, Unknown) else None
                    if origin is not None and origin.address == key.address and name in theirs:
                        sure = key in self._own
                        assumed = (
                            theirs[name].assumed if sure else (*theirs[name].assumed, f"{key.address} found by name")
                        )
                        found[origin] = theirs[name]._replace(assumed=assumed)
        return found

    def edges(self, member: Member) -> Iterator[Edge]:
        """Every edge that starts in a deployment."""
        yield from member.piece.edges
        yield from open_edges(member.piece, self._find(member.piece.part))
        for look in member.looks:
            key = look.resource.key
            state = self._states.get(key)
            if look.block is not None and state is not None:
                yield reading(look.block, state)
            twin = self._twins.get(key)
            if twin is not None:
                text = f"{key.address} looks up {twin.address} by name"
                yield Edge(
                    "depends_on", key, twin, twin.address, look.resource.header, text, confidence=self._trust(key)
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


def _filled(properties: Mapping[str, Property], known: Mapping[Origin, Property]) -> dict[str, Property]:
    """The properties whose value comes from a look-up, with the value that it finds."""
    filled: dict[str, Property] = {}
    for name, property in properties.items():
        origin = property.value.origin if isinstance(property.value, Unknown) else None
        theirs = known.get(origin) if origin is not None else None
        if theirs is not None and not isinstance(theirs.value, Missing):
            filled[name] = property._replace(value=theirs.value, assumed=(*property.assumed, *theirs.assumed))
    return filled
