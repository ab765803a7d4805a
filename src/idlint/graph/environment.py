"""Joining deployments of one environment: real estates link their layers by looking resources up by name.

A `data` block (or an `existing` resource) is linked to the managed resource of the same kind and name,
in the same resource group where both are known; what the block does not say is then read from there.
Such links are of medium confidence, because two subscriptions may use a name twice; inside one deployment they are
certain (`graph.member`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from idlint.graph.linked import open_edges
from idlint.graph.links import Target
from idlint.graph.member import Look, Member, Place, may_be_one
from idlint.graph.opened import Opened, by_trust_policies
from idlint.graph.part import Item
from idlint.graph.references import Index
from idlint.graph.resources import Edge, Key, Known, Property, Resource
from idlint.graph.states import State, filled, output, reading, states
from idlint.records import NamedTuple
from idlint.values import Missing, Origin, Unknown, Value

BY_NAME = "its name"


class Around(NamedTuple):
    """What the deployments of one environment may find in each other."""

    members: Mapping[Place, Member]
    names: Index
    """What they manage, by kind and name."""
    states: Mapping[Key, State]
    """The block that reads a state -> the root whose state it is."""


class Settled(NamedTuple):
    """A deployment as an environment has it."""

    known: Known
    """Its resources; what they take from a look-up is filled in where it is known."""
    edges: tuple[Edge, ...]
    """Every edge that starts in it."""
    asked: frozenset[str]
    """The names that it asks other deployments for, in lower case."""

    @cached_property
    def opened(self) -> tuple[Opened, ...]:
        """What the trust policies of its roles open to service accounts."""
        return tuple(by_trust_policies(self.known))


NOBODY = Around({}, Index(), {})


def joined(members: Sequence[Member], common: Around = NOBODY) -> Around:
    """What `members` may find in each other and in the deployments of `common`."""
    together = {**common.members, **{one.place: one for one in members}}
    names = common.names.with_names(name for one in members for name in one.names)
    readers = (look.block for one in together.values() for look in one.looks if look.block)
    return Around(together, names, states(readers, (block for one in together.values() for block in one.backends)))


def settled(member: Member, around: Around) -> Settled:
    """A deployment among others."""
    settling = _Settling(member, around)
    known = settling.known()
    edges = tuple(settling.edges())
    return Settled(known, edges, frozenset(settling.asked))


class Common:
    """The deployments that all environments have in common: settled once, but where others change what they find."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.around = joined(members)
        self._settled: dict[Place, Settled] = {}

    def settled(self, member: Member, around: Around, names: frozenset[str]) -> Settled:
        """One of them in an environment that has more deployments, which manage what has these names."""
        if member.place not in self._settled:
            self._settled[member.place] = settled(member, self.around)
        alone = self._settled[member.place]
        readers = [look.resource.key for look in member.looks if look.block]
        unmoved = all(around.states.get(key) == self.around.states.get(key) for key in readers)
        return alone if unmoved and alone.asked.isdisjoint(names) else settled(member, around)


class _Settling:
    """Settles one deployment, and remembers what it asked for."""

    def __init__(self, member: Member, around: Around) -> None:
        self._member, self._around = member, around
        self.asked: set[str] = set()
        self._own = {look.resource.key for look in member.looks if look.own is not None}
        found = {look.resource.key: look.own or self._twin(look) for look in member.looks}
        self._twins = {key: twin for key, twin in found.items() if twin is not None}

    def _by_name(self, kinds: Iterable[str], name: str) -> Key | None:
        self.asked.add(name)
        return self._around.names.by_name(kinds, name)

    def _twin(self, look: Look) -> Key | None:
        """The managed resource that a look-up finds."""
        key = None if look.name is None else self._by_name((look.resource.kind,), look.name)
        return key if key is not None and may_be_one(look.resource, self._managed(key).resource) else None

    def known(self) -> Known:
        """The resources; what they take from a look-up is filled in where it is known."""
        found = self._found()
        reading = any(look.resource.key in self._around.states for look in self._member.looks)
        resources = self._member.known.by_key.values()
        return Known(self._changed(item, found) for item in resources) if found or reading else self._member.known

    def _changed(self, resource: Resource, found: Mapping[Origin, Property]) -> Resource:
        states = filled(resource, self._member.piece.part, self._around.states)
        changed = {**_filled(resource.properties, found), **states}
        return resource._replace(properties={**resource.properties, **changed}) if changed else resource

    def _found(self) -> dict[Origin, Property]:
        """Attributes of look-ups -> the property of the managed resource that they find."""
        found: dict[Origin, Property] = {}
        for look in self._member.looks:
            key = look.resource.key
            twin = self._twins.get(key)
            if twin is not None:
                theirs = self._managed(twin).resource.properties
                for name, property in look.resource.properties.items():
                    origin = property.value.origin if isinstance(property.value, Unknown) else None
                    if origin is not None and origin.address == key.address and name in theirs:
                        sure = key in self._own
                        assumed = (
                            theirs[name].assumed if sure else (*theirs[name].assumed, f"{key.address} found by name")
                        )
                        found[origin] = theirs[name]._replace(assumed=assumed)
        return found

    def edges(self) -> Iterator[Edge]:
        """Every edge that starts in the deployment."""
        yield from self._member.piece.edges
        yield from open_edges(self._member.piece, self._find)
        for look in self._member.looks:
            key = look.resource.key
            state = self._around.states.get(key)
            if look.block is not None and state is not None:
                yield reading(look.block, state)
            twin = self._twins.get(key)
            if twin is not None:
                text = f"{key.address} looks up {twin.address} by name"
                yield Edge(
                    "depends_on", key, twin, twin.address, look.resource.header, text, confidence=self._trust(key)
                )

    def _find(self, value: Value | Missing, to: tuple[str, ...]) -> Target | None:
        """A look-up in the deployment first, then by name in the whole environment."""
        part = self._member.piece.part
        wide: Target | None = None
        for mention in part.mentions(value, to):
            key = part.index.find(mention)
            if key is not None and part.items[key].resource.kind == "remote_state":
                state = self._around.states.get(key)
                found = _in_state(state, mention.origin, to) if state and mention.origin else None
                if found is not None:
                    return found
            elif key is not None:
                twin = self._twins.get(key)
                if twin is not None:
                    return Target(twin, self._managed(twin), BY_NAME, self._trust(key))
                return Target(key, part.items[key], mention.how)
            if wide is None and isinstance(mention.name, str):
                remote = self._by_name(mention.kinds, mention.name)
                wide = None if remote is None else Target(remote, self._managed(remote), mention.how, "medium")
        return wide

    def _managed(self, key: Key) -> Item:
        """What some deployment manages itself."""
        return self._around.members[key.deployment, key.set].made[key]

    def _trust(self, key: Key) -> str:
        """How sure it is that the look-up `key` finds its twin."""
        return "high" if key in self._own else "medium"


def _in_state(state: State, origin: Origin, to: tuple[str, ...]) -> Target | None:
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
