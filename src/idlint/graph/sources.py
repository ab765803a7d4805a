"""Where a kind's property is read from: the records behind the `terraform:` and `arm:` halves of a kind.

A source is one of a closed list of forms. In YAML a bare string is a path; every other form is a
mapping told apart by its key (`path`, `any`, `merge`, `fields`, `entries`, `inherit`,
`provider`, `from`, `const`).

Path grammar: names joined by dots; `[]` maps over the elements of a list; `[key=text]` and
`[key!=text]` keep the elements whose `key` has (has not) that text, letters of either case; the text
may stand in single quotes; `{}` enters what a JSON text says (`container_definitions{}[].environment[]`). A block is a
list of one object and is entered without an index.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias, TypeVar

from idlint.ondemand import OnDemand
from idlint.records import NamedTuple
from idlint.values import MISSING, Json, Missing, Value, from_json

T = TypeVar("T")


class Filter(NamedTuple):
    """A step over the elements of a list; without a key it keeps them all."""

    key: str = ""
    text: str = ""
    equal: bool = True
    """Whether elements with that text are kept, rather than those without."""


class Decode(NamedTuple):
    """A step from a JSON text to what it says."""


Steps: TypeAlias = tuple[str | Filter | Decode, ...]


class Read(NamedTuple):
    """One path."""

    path: Steps
    negate: bool = False
    """Whether the boolean found there says the opposite (`local_authentication_disabled`)."""
    keys: bool = False
    """Whether the keys of the object found there are meant, as in `identity.userAssignedIdentities`."""
    table: Mapping[str, Value] | None = None
    """Lower-case text -> the value it stands for, `disabled: false`; other texts are unknown."""
    has: str = ""
    """The value is whether the list found there contains this text."""
    present: bool = False
    """The value is whether anything is written there, a block for instance."""
    absent: Value | Missing = MISSING
    secret: bool = False
    """Whether what is written there must not be printed."""


class First(NamedTuple):
    """Alternatives, by provider version or by place: the first one that is written wins."""

    parts: tuple[Source, ...]
    absent: Value | Missing = MISSING


class Merge(NamedTuple):
    """All that is written at several places: objects are united (later ones win), lists are chained."""

    parts: tuple[Source, ...]
    absent: Value | Missing = MISSING


class Fields(NamedTuple):
    """An object made of several sources; with `at`, one object for every element there."""

    at: Steps
    fields: Mapping[str, Source]
    absent: Value | Missing = MISSING


class Entries(NamedTuple):
    """A list of `{name, value}` objects read as one map, secrets that they name looked up."""

    at: Steps
    key: str
    value: str
    secret: str = ""
    """The field that names an entry of `secrets` in place of a value."""
    secrets: Entries | None = None
    vault: str = ""
    """In `secrets`: the field with the Key Vault secret's id; it becomes a `@Microsoft.KeyVault(...)` text."""
    elsewhere: str = ""
    """The block that says where the value is, in place of one: in a secret of a cluster, for instance."""
    absent: Value | Missing = MISSING


class Inherit(NamedTuple):
    """The property of another resource, the one that the value at `via` refers to."""

    via: Steps
    property: str
    absent: Value | Missing = MISSING


class Provider(NamedTuple):
    """An argument of the provider configuration that makes the resource, `region` for instance."""

    argument: str
    absent: Value | Missing = MISSING


class Satellite(NamedTuple):
    """A property written on another declaration, which points here with the value at `by`."""

    types: tuple[str, ...]
    """Native types; ARM types in lower case."""
    by: Steps
    part: Source | None = None
    """What to read there; None: whether there is such a declaration at all."""
    where: tuple[tuple[Steps, str], ...] = ()
    """Texts that the satellite must have, `name` = `aad_auth_only`."""
    many: bool = False
    """Whether the values of all satellites make a list."""
    absent: Value | Missing = MISSING


class Constant(NamedTuple):
    """A value that cannot be configured."""

    value: Value
    absent: Value | Missing = MISSING


Source: TypeAlias = Read | First | Merge | Fields | Entries | Inherit | Provider | Satellite | Constant

_STEP = re.compile(
    r"(?P<json>\{\})|(?P<name>[^.\[\]{}]+)"
    r"|\[(?:(?P<key>\w+)(?P<not>!?)=(?:'(?P<quoted>[^']*)'|(?P<text>[^\]']*)))?\]|\."
)


@cache
def parse_path(text: str) -> Steps:
    """The steps of a path; ValueError where it does not follow the grammar."""
    steps: list[str | Filter | Decode] = []
    at = 0
    while at < len(text):
        found = _STEP.match(text, at)
        if found is None:
            raise ValueError(f"`{text}` is not a path: cannot read it from `{text[at:]}`")
        at = found.end()
        if found["name"]:
            steps.append(found["name"])
        elif found["json"]:
            steps.append(Decode())
        elif found[0] != ".":
            steps.append(_filter(found))
    return tuple(steps)


def _filter(found: re.Match[str]) -> Filter:
    wanted = found["quoted"] if found["quoted"] is not None else found["text"]
    return Filter(found["key"] or "", (wanted or "").lower(), not found["not"])


def parse_source(data: Json) -> Source:
    """The source that a kind file (or the compiled JSON) states; ValueError names what is wrong."""
    if isinstance(data, str):
        return Read(parse_path(data))
    if isinstance(data, list):
        return First(tuple(map(parse_source, data)), _absent_of_last(data))
    form = next((key for key in _FORMS if key in _mapping(data)), None)
    if form is None:
        raise ValueError(f"expected a path or a mapping with one of {', '.join(_FORMS)}")
    return _FORMS[form](_mapping(data), _absent(_mapping(data)))


def _absent_of_last(data: list[Json]) -> Value | Missing:
    return _absent(_mapping(data[-1])) if data else MISSING


def _absent(data: Mapping[str, Json]) -> Value | Missing:
    return from_json(data["absent"]) if "absent" in data else MISSING


def _text(data: Mapping[str, Json], key: str) -> str:
    return str(data.get(key, ""))


def _mapping(data: Json) -> Mapping[str, Json]:
    return data if isinstance(data, dict) else {}


def _sequence(data: Json) -> list[Json]:
    return data if isinstance(data, list) else [data]


def _read(data: Mapping[str, Json], absent: Value | Missing) -> Read:
    table = {key.lower(): from_json(item) for key, item in _mapping(data.get("map")).items()} or None
    path = parse_path(_text(data, "path"))
    return Read(
        path,
        bool(data.get("negate")),
        bool(data.get("keys")),
        table,
        _text(data, "has").lower(),
        bool(data.get("present")),
        absent,
        bool(data.get("secret")),
    )


def _first(data: Mapping[str, Json], absent: Value | Missing) -> First:
    return First(tuple(map(parse_source, _sequence(data["any"]))), absent)


def _merge(data: Mapping[str, Json], absent: Value | Missing) -> Merge:
    return Merge(tuple(map(parse_source, _sequence(data["merge"]))), absent)


def _fields(data: Mapping[str, Json], absent: Value | Missing) -> Fields:
    fields = {key: parse_source(item) for key, item in _mapping(data["fields"]).items()}
    return Fields(parse_path(_text(data, "at")), fields, absent)


def _entries(data: Mapping[str, Json], absent: Value | Missing) -> Entries:
    inner = data.get("secrets")
    secrets = _entries(inner, MISSING) if isinstance(inner, dict) else None
    texts = (_text(data, "key") or "name", _text(data, "value") or "value", _text(data, "secret"))
    more = (_text(data, "vault"), _text(data, "elsewhere"))
    return Entries(parse_path(_text(data, "entries")), *texts, secrets, *more, absent)


def _inherit(data: Mapping[str, Json], absent: Value | Missing) -> Inherit:
    return Inherit(parse_path(_text(data, "inherit")), _text(data, "property"), absent)


def _satellite(data: Mapping[str, Json], absent: Value | Missing) -> Satellite:
    types = tuple(name.lower() for name in map(str, _sequence(data["from"])))
    part = parse_source(data["read"]) if "read" in data else None
    where = tuple((parse_path(key), str(item).lower()) for key, item in _mapping(data.get("where")).items())
    return Satellite(types, parse_path(_text(data, "by")), part, where, bool(data.get("many")), absent)


def _provider(data: Mapping[str, Json], absent: Value | Missing) -> Provider:
    return Provider(_text(data, "provider"), absent)


def _constant(data: Mapping[str, Json], absent: Value | Missing) -> Constant:
    return Constant(from_json(data["const"]), absent)


_FORMS: Mapping[str, Callable[[Mapping[str, Json], Value | Missing], Source]] = {
    "path": _read, "any": _first, "merge": _merge, "fields": _fields, "entries": _entries, "inherit": _inherit,
    "provider": _provider, "from": _satellite, "const": _constant,
}  # fmt: skip


class Parsed(OnDemand[str, T]):
    """What `parse` makes of each item: most kinds do not occur in a repository."""

    def __init__(self, data: Mapping[str, Any], parse: Callable[[Any], T]) -> None:
        super().__init__(data)
        self._data = data
        self._parse = parse

    def make(self, name: str) -> T:
        """The item parsed."""
        return self._parse(self._data[name])


def cloud_path(source: Source) -> tuple[str, ...] | None:
    """The attribute that the cloud has a value of where nothing is written; None where it is no single one."""
    match source:
        case Read(path=path):
            return tuple(step for step in path if isinstance(step, str))
        case Inherit(property=property):
            return ("location" if property == "region" else property,)
        case First(parts=parts) | Merge(parts=parts):
            return cloud_path(parts[0])
    return None


def parts_of(source: Source) -> Iterator[Source]:
    """`source` and every source inside it that is read from the same declaration."""
    yield source
    match source:
        case First(parts=parts) | Merge(parts=parts):
            inner = parts
        case Fields(at=at, fields=fields):
            inner = () if at else tuple(fields.values())
        case Entries(secrets=Entries() as secrets):
            inner = (secrets,)
        case _:
            inner = ()
    for part in inner:
        yield from parts_of(part)


class Opening(NamedTuple):
    """What must be there for anything to be written: one of these attributes, or of these declarations."""

    attributes: tuple[str, ...]
    types: frozenset[str] = frozenset()
    """Native types of satellites."""


def opening(source: Source) -> Opening | None:
    """Where anything can be written; None where that takes a closer look."""
    match source:
        case Read(path=(str() as first, *_)) | Inherit(via=(str() as first, *_)) | Entries(at=(str() as first, *_)):
            return Opening((first,))
        case Satellite(types=types):
            return Opening((), frozenset(types))
        case First(parts=parts) | Merge(parts=parts):
            found = [part for part in map(opening, parts) if part is not None]
            names = tuple(name for part in found for name in part.attributes)
            beside = frozenset[str]().union(*(part.types for part in found))
            return Opening(names, beside) if len(found) == len(parts) else None
    return None


def own_path(source: Source) -> Steps:
    """The path that `source` itself (not its parts) reads on the resource's own declaration; may be empty."""
    match source:
        case Read(path=path) | Inherit(via=path):
            return path
        case Fields(at=path) | Entries(at=path):
            return path
    return ()
