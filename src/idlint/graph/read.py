"""Reading a source of the vocabulary from one declaration: alternatives, merges, satellites, inheritance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from idlint.document import IGNORED, RUNNING, STORED, Path
from idlint.graph.native import Native
from idlint.graph.paths import NOTHING, Found, walk
from idlint.graph.resources import Property
from idlint.graph.sources import (
    Constant,
    Entries,
    Fields,
    Filter,
    First,
    Inherit,
    Merge,
    Provider,
    Read,
    Satellite,
    Source,
    Steps,
    cloud_path,
)  # fmt: skip
from idlint.records import NamedTuple
from idlint.values import MISSING, Missing, Origin, Sensitive, Unknown, UnknownKey, Value, reveal, text

CLOUD = "known only to the cloud"


class Place(NamedTuple):
    """Where paths start: a declaration's attributes or one element inside them."""

    item: Native
    root: Value
    path: Path = ()


class Surroundings(Protocol):
    """What lies outside the declaration that is read."""

    def satellites(self, item: Native, source: Satellite) -> tuple[list[Native], Unknown | None]:
        """The declarations that certainly point at `item`; an Unknown where there may be more."""

    def inherited(self, item: Native, via: Value, property: str) -> Property:
        """The canonical property of whatever `via`, written on `item`, refers to."""

    def provided(self, item: Native, argument: str) -> Property:
        """The argument of the provider configuration that makes `item`."""


def place_of(item: Native) -> Place:
    """The place at the top of a declaration."""
    return Place(item, item.root)


def read(source: Source, place: Place, around: Surroundings) -> Found:
    """What is written for `source`; MISSING where nothing is, whatever absence may mean."""
    match source:
        case Read():
            return read_path(source, place.item, place.root, place.path)
        case First():
            return _first(source.parts, place, around)
        case Merge():
            return _merge([read(part, place, around) for part in source.parts])
        case Fields():
            return _fields(source, place, around)
        case Entries():
            return _entries(source, place)
        case Inherit():
            return _inherit(source, place, around)
        case Provider(argument=argument):
            given = around.provided(place.item, argument)
            return Found(given.value, location=given.location, assumed=given.assumed)
        case Satellite():
            return _satellite(source, place, around)
        case Constant(value=value):
            return Found(value)


def read_path(source: Read, item: Native, root: Value, path: Path = ()) -> Found:
    """What is written at the one path of `source` below `root`, which is itself at `path`."""
    found = _read(source, walk(root, source.path, path, fold=item.fold))
    return _hidden(found) if source.secret else found


def _walk(place: Place, steps: Steps) -> Found:
    return walk(place.root, steps, place.path, fold=place.item.fold)


def _hidden(found: Found) -> Found:
    """What must not be printed; an unknown value has nothing to print but its known parts."""
    value = found.value
    if isinstance(value, Missing | Sensitive) or (isinstance(value, Unknown) and value.known is None):
        return found
    return found._replace(value=Sensitive(value))


def _read(source: Read, found: Found) -> Found:
    value = found.value
    if source.present:
        return found if isinstance(value, Missing | Unknown) else found._replace(value=value != [])
    if isinstance(value, Missing) or not (source.negate or source.keys or source.table or source.has):
        return found
    return found._replace(value=_adjusted(source, value))


def _adjusted(source: Read, value: Value) -> Value:
    if isinstance(value, Sensitive):
        return Sensitive(_adjusted(source, value.value))
    if source.keys:
        return _keys(value)
    if source.has:
        return _has(value, source.has)
    if isinstance(value, Unknown):
        return Unknown(value.reason) if source.negate or source.table else value
    word = text(value).lower()
    if source.table:
        return source.table.get(word, Unknown("unexpected value"))
    return {"true": False, "false": True}.get(word, Unknown("unexpected value"))


def _keys(value: Value) -> Value:
    match value:
        case dict():
            return [key.value if isinstance(key, UnknownKey) else key for key in value]
        case Unknown(known=dict() as known):
            return Unknown(value.reason, known=[key.value if isinstance(key, UnknownKey) else key for key in known])
        case list() | Unknown():
            return value
    return Unknown("unexpected value")


def _has(value: Value, wanted: str) -> Value:
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, str) and item.lower() == wanted for item in map(reveal, items)):
        return True
    unknown = next((item for item in map(reveal, items) if isinstance(item, Unknown)), None)
    return False if unknown is None else Unknown(unknown.reason)


def _first(parts: Iterable[Source], place: Place, around: Surroundings) -> Found:
    """The first that is written; what the code leaves to something else only where nothing else is."""
    left = NOTHING
    for part in parts:
        found = read(part, place, around)
        if isinstance(found.value, Unknown) and found.value.reason == IGNORED:
            left = found if left is NOTHING else left
        elif not isinstance(found.value, Missing):
            return found
    return left


def _merge(parts: Iterable[Found]) -> Found:
    """Objects united, everything else chained into one list; unknown parts leave what is known."""
    written = [part for part in parts if not isinstance(part.value, Missing)]
    if not written:
        return NOTHING
    values = [reveal(part.value) for part in written if not isinstance(part.value, Missing)]
    unsure = next((value for value in values if isinstance(value, Unknown) and not _is_item(value)), None)
    bare = [value.known if isinstance(value, Unknown) and not _is_item(value) else value for value in values]
    merged = _united(bare) if any(isinstance(value, dict) for value in bare) else _chained(bare)
    if unsure is not None:
        merged = Unknown(unsure.reason, known=merged if isinstance(merged, dict | list) else None)
    entries = {key: path for part in written for key, path in _entry_paths(part).items()}
    return Found(merged, written[0].path, entries, written[0].location)


def _is_item(value: Unknown) -> bool:
    """Whether an unknown stands for one thing, an id for instance, rather than for a collection."""
    return value.origin is not None and not isinstance(value.known, dict | list)


def _united(values: Iterable[object]) -> Value:
    united: dict[str, Value] = {}
    for value in values:
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Mapping):
                united.update(part)
    return united


def _chained(values: Iterable[object]) -> Value:
    chained: list[Value] = []
    for value in values:
        if isinstance(value, list):
            chained.extend(value)
        elif isinstance(value, str | int | Unknown):
            chained.append(value)
    return chained


def _entry_paths(found: Found) -> Mapping[str, Path]:
    if found.entries:
        return found.entries
    value = None if isinstance(found.value, Missing) else reveal(found.value)
    known = value.known if isinstance(value, Unknown) else value
    return {key: (*found.path, key) for key in known} if isinstance(known, dict) else {}


def _fields(source: Fields, place: Place, around: Surroundings) -> Found:
    if not source.at:
        return _object(source, place, around)
    listed = _walk(place, source.at)
    if isinstance(listed.value, Missing):
        return NOTHING
    value = reveal(listed.value)
    known = value.known if isinstance(value, Unknown) else value
    objects: list[Value] = []
    for number, element in enumerate(known if isinstance(known, list) else ()):
        made = _object(source, Place(place.item, reveal(element), (*listed.path, number)), around).value
        objects.append({} if isinstance(made, Missing) else made)
    result: Value = Unknown(value.reason, value.origin, objects) if isinstance(value, Unknown) else objects
    return Found(result, listed.path)


def _object(source: Fields, place: Place, around: Surroundings) -> Found:
    made: dict[str, Value] = {}
    paths: dict[str, Path] = {}
    for key, part in source.fields.items():
        found = read(part, place, around)
        value = part.absent if isinstance(found.value, Missing) else found.value
        if not isinstance(value, Missing):
            made[key] = value
            paths[key] = found.path
    written = [path for path in paths.values() if path]
    return Found(made, written[0] if written else (), paths) if written or place.path else NOTHING


def _entries(source: Entries, place: Place) -> Found:
    listed = _walk(place, source.at)
    if isinstance(listed.value, Missing):
        return NOTHING
    value = reveal(listed.value)
    known = value.known if isinstance(value, Unknown) else value
    if isinstance(known, dict):
        return Found(value, listed.path)
    secrets = _secrets(source.secrets, place) if source.secrets else {}
    made: dict[str, Value] = {}
    paths: dict[str, Path] = {}
    unsure = value if isinstance(value, Unknown) else None
    for number, element in enumerate(known if isinstance(known, list) else ()):
        unsure = _entry(source, element, secrets, made, place.item.fold) or unsure
        path = (*listed.path, number, source.value) if _is_plain_list(source.at) else listed.path
        paths.update((key, path) for key in made.keys() - paths.keys())
    result: Value = made if unsure is None else Unknown(unsure.reason, known=made)
    return Found(result, listed.path, paths)


def _is_plain_list(at: Steps) -> bool:
    """Whether the elements at a path are those of one list, so that their numbers are places in the text."""
    filters = [step for step in at if isinstance(step, Filter)]
    return filters == [Filter()]


def _entry(
    source: Entries, element: Value, secrets: Mapping[str, Value], made: dict[str, Value], fold: bool
) -> Unknown | None:
    """Add one entry; an Unknown says that an entry's key is not known."""
    key = walk(element, (source.key,), fold=fold).value
    key = None if isinstance(key, Missing) else reveal(key)
    if not isinstance(key, str):
        return key if isinstance(key, Unknown) else None
    value = walk(element, (source.value,), fold=fold).value
    secret = walk(element, (source.secret,), fold=fold).value if source.secret else MISSING
    if not isinstance(secret, Missing):
        name = reveal(secret)
        value = secrets.get(name, Unknown("secret is not declared here")) if isinstance(name, str) else secret
    if isinstance(value, Missing) and source.elsewhere:
        value = _elsewhere(walk(element, (source.elsewhere,)).value)
    if not isinstance(value, Missing):
        made[key] = value
    return None


def _elsewhere(block: Value | Missing) -> Value | Missing:
    """The value that a block of Kubernetes, `value_from`, stands for; the key of a secret is its origin."""
    if isinstance(block, Missing):
        return MISSING
    name, key = (walk(block, ("secret_key_ref", step)).value for step in ("name", "key"))
    if isinstance(name, Missing) or isinstance(key, Missing):
        return Unknown(RUNNING)
    return Unknown(STORED, Origin(f"Secret/{name}", (key,)) if isinstance(name, str) and isinstance(key, str) else None)


def _secrets(source: Entries, place: Place) -> dict[str, Value]:
    """Secret name -> its value; a Key Vault secret becomes the text that App Service would have."""
    listed = _walk(place, source.at).value
    listed = None if isinstance(listed, Missing) else reveal(listed)
    elements = listed.known if isinstance(listed, Unknown) else listed
    found: dict[str, Value] = {}
    for element in elements if isinstance(elements, list) else ():
        name = walk(element, (source.key,), fold=place.item.fold).value
        value = walk(element, (source.value,), fold=place.item.fold).value
        vault = walk(element, (source.vault,), fold=place.item.fold).value if source.vault else MISSING
        if isinstance(name, str):
            found[name] = _secret_value(value, vault)
    return found


def _secret_value(value: Value | Missing, vault: Value | Missing) -> Value:
    if not isinstance(vault, Missing):
        return reference_text(vault)
    if isinstance(value, Missing):
        return Unknown("secret without a value")
    return value if isinstance(value, Sensitive | Unknown) else Sensitive(value)


def reference_text(secret: Value) -> Value:
    """The Key Vault reference to the secret whose id is `secret`, known or not."""
    secret = reveal(secret)
    if isinstance(secret, str):
        return f"@Microsoft.KeyVault(SecretUri={secret})"
    reason = secret.reason if isinstance(secret, Unknown) else "unexpected value"
    return Unknown(reason, known=("@Microsoft.KeyVault(SecretUri=", secret, ")"))


def _inherit(source: Inherit, place: Place, around: Surroundings) -> Found:
    found = _walk(place, source.via)
    if isinstance(found.value, Missing):
        return NOTHING
    via = reveal(found.value)
    several = via.known if isinstance(via, Unknown) else via
    if isinstance(several, list):
        values = [_inherited(item, source, place, around) for item in several]
        return found._replace(value=Unknown(via.reason, known=values) if isinstance(via, Unknown) else values)
    inherited = around.inherited(place.item, found.value, source.property)
    return found._replace(value=inherited.value, assumed=inherited.assumed)


def _inherited(via: Value, source: Inherit, place: Place, around: Surroundings) -> Value:
    """What one of several references gives; a text that is written out stands for itself."""
    if isinstance(reveal(via), str):
        return via
    value = around.inherited(place.item, via, source.property).value
    return None if isinstance(value, Missing) else value


def _satellite(source: Satellite, place: Place, around: Surroundings) -> Found:
    satellites, unsure = around.satellites(place.item, source)
    found = [_on_satellite(source, item, around) for item in satellites]
    written = [part for part in found if not isinstance(part.value, Missing)]
    if source.many and (written or unsure):
        merged = _merge([part._replace(path=()) for part in written])
        known = merged.value if isinstance(merged.value, list) else []
        return merged if unsure is None and written else Found(unsure and Unknown(unsure.reason, known=known))
    if written:
        return written[0]._replace(path=())
    return NOTHING if unsure is None else Found(unsure)


def _on_satellite(source: Satellite, item: Native, around: Surroundings) -> Found:
    if source.part is None:
        exists = Unknown(item.declaration.maybe) if item.declaration.maybe else True
        return Found(exists, location=item.declaration.header)
    found = read(source.part, place_of(item), around)
    if item.declaration.maybe and not isinstance(found.value, Missing):
        found = found._replace(value=Unknown(item.declaration.maybe))
    return found._replace(location=item.location(found.path))


def cloud_value(source: Source, item: Native) -> Value | Missing:
    """What absence means where a declaration only looks a resource up: the cloud has the value."""
    match source:
        case Constant(value=value):
            return value
        case First(parts=parts) | Merge(parts=parts):
            return cloud_value(parts[0], item)
    path = cloud_path(source)
    return Unknown(CLOUD) if path is None else looked_up(item, path)


def looked_up(item: Native, path: Path) -> Unknown:
    """An attribute that nobody wrote, of a resource that is only looked up."""
    return Unknown(CLOUD, Origin(item.declaration.address, path))
