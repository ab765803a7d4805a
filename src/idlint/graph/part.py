"""One deployment read in the vocabulary's terms: its resources, before any link is made.

Properties are read on demand, so that one can be inherited from another resource, and once each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from idlint.document import Deployment, Hole, Path
from idlint.graph.at_hand import at_hand
from idlint.graph.convert import convert
from idlint.graph.holes import receivers
from idlint.graph.kinds import Kind, TypeEntry, Vocabulary
from idlint.graph.native import Native, entry_of, native
from idlint.graph.paths import Found, matches, walk
from idlint.graph.read import CLOUD, cloud_value, place_of, read, read_path
from idlint.graph.references import Index, Mention, Names, mentions, name_key
from idlint.graph.resources import Key, Property, Resource
from idlint.graph.shapes import UNREAD
from idlint.graph.sources import Read, Satellite, Source
from idlint.records import NamedTuple
from idlint.values import MISSING, Missing, Origin, Unknown, Value, reveal

_IN_THE_MAKING = Property()
"""Stands for a property while it is read, to notice that it refers to itself."""


class Item(NamedTuple):
    """A resource with the declaration it was read from."""

    resource: Resource
    native: Native
    found: Mapping[str, Found]
    """Property -> where it was read, with the paths of map entries; the value only where that took a closer look."""


class _Entry(NamedTuple):
    """A declaration of one of our kinds, and what was read of it so far."""

    key: Key
    item: Native
    spelling: TypeEntry
    kind: Kind
    properties: dict[str, Property]
    """All of them; `UNREAD` where nobody has looked yet."""
    found: dict[str, Found]


class Part:
    """The resources of one deployment."""

    def __init__(self, deployment: Deployment, vocabulary: Vocabulary, names: Names) -> None:
        self.deployment = deployment
        self.index = Index()
        self.roles = vocabulary.roles
        self._vocabulary = vocabulary
        self._names = names
        self._entries: dict[str, _Entry] = {}
        self._types: dict[str, list[Native]] = defaultdict(list)
        self._pointing: dict[tuple[int, str], _Pointing] = {}
        self._providers = {item.address: item for item in deployment.declarations if item.type == "terraform.provider"}
        self._index()
        self.items: dict[Key, Item] = {entry.key: self._item(entry) for entry in self._entries.values()}

    @cached_property
    def _receivers(self) -> Mapping[str, tuple[Hole, ...]]:
        return receivers(self.deployment.holes)

    def _index(self) -> None:
        path, set = self.deployment.path, self.deployment.set
        items = [native(declaration) for declaration in self.deployment.declarations]
        for item in items:
            self._types[item.type.lower()].append(item)
        for item in items:
            spelling, address = entry_of(item, self._vocabulary), item.declaration.address
            if spelling is not None:
                key, kind = Key(path, set, address), self._vocabulary.kinds[spelling.kind]
                seen = at_hand(item, spelling.properties, kind.converters, self._is_beside)
                self._entries[address] = _Entry(key, item, spelling, kind, *seen)
                self.index.add(key)
        for entry in sorted(self._entries.values(), key=_is_looked_up):
            if "name" in entry.spelling.properties:
                name = name_key(self._property(entry, "name").value)
                if not (entry.kind.hosts and _is_looked_up(entry) and self.index.knows_name(entry.kind.name, name)):
                    self.index.add_name(entry.key, entry.kind.name, name)

    def _item(self, entry: _Entry) -> Item:
        kind, declaration = entry.kind, entry.item.declaration
        for name in [name for name, property in entry.properties.items() if property is UNREAD]:
            self._property(entry, name)
        assumed = declaration.assumed.get((), ())
        resource = Resource(
            entry.key, entry.item.type, kind.name, kind.traits, kind.area, entry.item.mode, declaration.header,
            entry.properties, declaration.maybe, assumed, declaration.callers, self.deployment.language,
        )  # fmt: skip
        return Item(resource, entry.item, entry.found)

    def _property(self, entry: _Entry, name: str) -> Property:
        made = entry.properties[name]
        if made is UNREAD:
            entry.properties[name] = _IN_THE_MAKING
            made, entry.found[name] = self._make_property(entry, name)
            entry.properties[name] = made
        elif made is _IN_THE_MAKING:
            return Property(Unknown("refers to itself"))
        return made

    def _make_property(self, entry: _Entry, name: str) -> tuple[Property, Found]:
        item, source = entry.item, entry.spelling.properties[name]
        found = read_path(source, item, item.root) if type(source) is Read else read(source, place_of(item), self)
        value = found.value
        if not isinstance(value, Missing):
            value = convert(entry.kind.converters[name], value)
        if isinstance(value, Missing):
            return _absent(source, item, _assumptions(item, found)), found
        location = found.location or item.location(found.path)
        return Property(value, location, _assumptions(item, found)), found

    def converted(self, resource: Resource, name: str, value: Value) -> Value | Missing:
        """`value` as the property `name` of `resource` has it."""
        return convert(self._vocabulary.kinds[resource.kind].converters[name], value)

    def satellites(self, item: Native, source: Satellite) -> tuple[list[Native], Unknown | None]:
        """The declarations that point at `item`, and why there may be more of them."""
        address = item.declaration.address
        kind = self._entries[address].kind.name if address in self._entries else ""
        pointing = self._pointing.get((id(source), kind))
        if pointing is None:
            pointing = self._pointing[id(source), kind] = self._who_points(source, kind)
        unsure = pointing.unsure
        if unsure is None and item.declaration.mode == "managed" and address in self._receivers:
            unsure = Unknown("an opaque module may decide")
        return pointing.at.get(address, []), unsure or pointing.unsure_at.get(address)

    def _is_beside(self, item: Native, types: frozenset[str]) -> bool:
        """Whether a declaration of one of these types, or an opaque call, may say more of `item`."""
        return not self._types.keys().isdisjoint(types) or item.declaration.address in self._receivers

    def _who_points(self, source: Satellite, kind: str) -> _Pointing:
        pointing = _Pointing({}, {}, None)
        for item in (item for type in source.types for item in self._types.get(type, ())):
            verdict = _meets(item, source)
            if verdict is False:
                continue
            value = walk(item.root, source.by, fold=item.fold).value
            key = self.find(value, (kind,))
            if key is None:
                pointing = pointing.doubted(None if isinstance(value, Missing) else value)
            elif verdict is None:
                pointing.unsure_at[key.address] = Unknown("unknown satellite")
            else:
                pointing.at.setdefault(key.address, []).append(item)
        return pointing

    def find(self, value: Value | Missing, to: tuple[str, ...] = ()) -> Key | None:
        """The resource of this deployment that `value` refers to."""
        found = (self.index.find(mention) for mention in self.mentions(value, to))
        return next((key for key in found if key is not None), None)

    def mentions(self, value: Value | Missing, to: tuple[str, ...] = ()) -> Iterator[Mention]:
        """Every way in which `value` names a resource, looked up or not."""
        return mentions(value, self._names, to)

    def members(self, group: Key) -> tuple[Key, ...]:
        """The resources that lie in a resource group of this deployment."""
        return tuple(self._members.get(group, ()))

    @cached_property
    def _members(self) -> dict[Key, list[Key]]:
        found: dict[Key, list[Key]] = defaultdict(list)
        homes: dict[object, Key | None] = {}
        for key, item in self.items.items():
            group = item.resource.value("resource_group")
            if isinstance(group, Missing):
                continue
            one = group if isinstance(group, str) else id(group)
            if one not in homes:
                homes[one] = self.find(group, ("resource_group",))
            home = homes[one]
            if home is not None:
                found[home].append(key)
        return found

    def lies_in(self, group: Value | Missing) -> tuple[Key, ...]:
        """The resources of a resource group that nothing declares, by its name or by the call that stands for it."""
        return () if isinstance(group, Missing) else tuple(self._places.get(_place(group), ()))

    @cached_property
    def _places(self) -> dict[str, list[Key]]:
        found: dict[str, list[Key]] = defaultdict(list)
        for key, item in self.items.items():
            group = item.resource.value("resource_group")
            if not isinstance(group, Missing) and _place(group):
                found[_place(group)].append(key)
        return found

    def inherited(self, item: Native, via: Value, property: str) -> Property:
        """The property of the resource that `via` refers to; unknown where that is not declared here."""
        key = self.find(via)
        elsewhere = key is not None and key.address != item.declaration.address
        if key is not None and elsewhere and property in self._entries[key.address].spelling.properties:
            return self._property(self._entries[key.address], property)
        via = reveal(via)
        if not (isinstance(via, Unknown) and via.origin):
            return Property(Unknown(CLOUD))
        path = via.origin.path[:-1] if via.origin.path[-1:] == ("id",) else via.origin.path
        native_name = "location" if property == "region" else property
        return Property(Unknown(CLOUD, Origin(via.origin.address, (*path, native_name))))

    def provided(self, item: Native, argument: str) -> Property:
        """The argument of the provider configuration that makes `item`; what it does not say comes from outside."""
        name = item.declaration.provider or item.declaration.type.partition("_")[0]
        provider = self._providers.get(f"provider.{name}")
        value = MISSING if provider is None else provider.value((argument,))
        if provider is None or value is None or isinstance(value, Missing):
            return Property(Unknown("set outside the code", Origin(f"provider.{name}", (argument,))))
        return Property(value, provider.span_of((argument,)), provider.assumptions((argument,)))


def _is_looked_up(entry: _Entry) -> bool:
    """Whether it is only looked up: of a kind whose names are unique in the world, it then is what has the name."""
    return entry.item.declaration.mode != "managed"


class _Pointing(NamedTuple):
    """Which satellites point at which address."""

    at: dict[str, list[Native]]
    unsure_at: dict[str, Unknown]
    unsure: Unknown | None
    """Why any address may have a further one."""

    def doubted(self, value: Value) -> _Pointing:
        """The same, after a satellite with the unresolved reference `value`."""
        value = reveal(value)
        return self._replace(unsure=Unknown("unknown satellite")) if isinstance(value, Unknown) else self


def _place(group: Value) -> str:
    """What is the same for equal resource groups; empty where nothing is known of one."""
    group = reveal(group)
    if isinstance(group, Unknown):
        return "" if group.origin is None else group.origin.address
    return group.lower() if isinstance(group, str) else ""


def _meets(item: Native, source: Satellite) -> bool | None:
    """Whether a satellite has the texts that it must have; a child's name is its last segment."""
    verdict: bool | None = True
    for path, text in source.where:
        met = matches(_last_segment(walk(item.root, path, fold=item.fold).value), text)
        if met is False:
            return False
        verdict = verdict and met
    return verdict


def _last_segment(value: Value | Missing) -> Value | Missing:
    """What follows the last slash of a name; known also where only what precedes it is not."""
    last = value.known[-1] if isinstance(value, Unknown) and isinstance(value.known, tuple) and value.known else value
    return last.rpartition("/")[2] if isinstance(last, str) and (last is value or "/" in last) else value


def _absent(source: Source, item: Native, assumed: tuple[str, ...]) -> Property:
    """What it means that nothing is written."""
    header = item.declaration.header
    if item.mode != "managed":
        return Property(cloud_value(source, item), header, assumed)
    return Property(source.absent, header, assumed, absent=True)


def _assumptions(item: Native, found: Found) -> tuple[str, ...]:
    """The defaults that a value rests on, wherever its parts are written."""
    if not found.assumed and not item.declaration.assumed:
        return ()
    assumed = dict.fromkeys(found.assumed)
    if item.declaration.assumed and found.location is None:
        paths: dict[Path, None] = dict.fromkeys(path for path in (found.path, *found.entries.values()) if path)
        for path in paths:
            assumed.update(dict.fromkeys(item.declaration.assumptions(item.own_path(path))))
    return tuple(assumed)
