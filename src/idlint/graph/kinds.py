"""The vocabulary: canonical kinds with their traits and properties, and where each dialect writes them.

It is data, one YAML file a kind in `kinds/`, checked against `schemas/kind.schema.json` when it is
read from YAML and compiled (with the rules) to one JSON; a run reads the JSON. `_groups.yaml` holds
properties that many kinds share; a kind takes them with `includes:` and drops one with `null`.
`_roles.yaml` names the built-in roles.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeAlias

from idlint.datafiles import check_schema, read_yaml
from idlint.document import Demand
from idlint.errors import RuleError
from idlint.graph.shapes import Sources
from idlint.graph.sources import (
    First,
    Parsed,
    Read,
    Satellite,
    Source,
    Steps,
    own_path,
    parse_path,
    parse_source,
    parts_of,
)  # fmt: skip
from idlint.records import NamedTuple
from idlint.values import Json

AZAPI_TYPES = ("azapi_resource", "azapi_update_resource")
"""Terraform types that are ARM resources in disguise: their kind follows from `type`."""

AZAPI_ATTRIBUTES = frozenset({"type", "name", "parent_id", "resource_id", "location", "identity", "tags", "body"})

DIALECTS = ("terraform", "arm", "pipeline", "kubernetes")
"""The keys of a kind's file that say how a language spells it."""

_GROUPS = "_groups.yaml"
_ROLES = "_roles.yaml"


class PropertySpec(NamedTuple):
    """What one canonical property is."""

    convert: str
    """How its values are read: a name in `graph.convert.CONVERTERS`."""
    edge: str = ""
    """The type of the edges that lead from the resource to whatever the value refers to; mostly empty."""
    to: tuple[str, ...] = ()
    """Kinds that a bare name written there is looked up in."""


class Match(NamedTuple):
    """A condition on an evaluated text, for native types that are several kinds (`Microsoft.Web/sites`)."""

    path: Steps
    has: frozenset[str]
    """Words, in lower case, that all occur in the comma-separated text."""
    lacks: frozenset[str]
    """Words of which none occurs."""


class TypeEntry(NamedTuple):
    """How one or more native types of one dialect spell a kind."""

    kind: str
    types: tuple[str, ...]
    """Native types; ARM types in lower case."""
    match: Match | None
    properties: Sources


class Kind(NamedTuple):
    """One canonical kind."""

    name: str
    title: str
    area: str
    traits: frozenset[str]
    properties: Mapping[str, PropertySpec]
    terraform: tuple[TypeEntry, ...]
    arm: tuple[TypeEntry, ...]
    pipeline: tuple[TypeEntry, ...] = ()
    hosts: tuple[str, ...] = ()
    """Endings of its host names: `NAME.vault.azure.net` names the vault NAME."""
    opaque_sources: tuple[str, ...] = ()
    """Substrings of module sources known to provide the kind: such a call answers an absence."""
    kubernetes: tuple[TypeEntry, ...] = ()

    @cached_property
    def converters(self) -> Mapping[str, str]:
        """Property -> how its values are read."""
        return {name: spec.convert for name, spec in self.properties.items()}

    @cached_property
    def edges(self) -> tuple[tuple[str, PropertySpec], ...]:
        """The properties that make links."""
        return tuple((name, spec) for name, spec in self.properties.items() if spec.edge)

    @property
    def entries(self) -> tuple[TypeEntry, ...]:
        """Every spelling of the kind."""
        return (*self.terraform, *self.arm, *self.pipeline, *self.kubernetes)


class Vocabulary(NamedTuple):
    """All kinds, and the way back from a native type."""

    kinds: Mapping[str, Kind]
    terraform: Mapping[str, tuple[TypeEntry, ...]]
    """Type as written, Terraform's, a pipeline's or a manifest's -> the entries to try, those with a `match` first."""
    arm: Mapping[str, tuple[TypeEntry, ...]]
    """ARM type in lower case, without version -> the same."""
    roles: Mapping[str, str]
    """Definition id of a built-in role -> its name."""
    data: Mapping[str, Any]
    """The JSON it was made of: each kind as text, since most are never read, and what is asked of all kinds at once."""

    def names(self) -> frozenset[str]:
        """Everything a rule may name in `kinds:`: kinds and traits."""
        return frozenset(self.kinds) | {trait for kind in self.kinds.values() for trait in kind.traits}


def load_vocabulary(folders: Sequence[Path]) -> Vocabulary:
    """The vocabulary in the YAML files of `folders`; `RuleError` names file and key."""
    documents = [(path, read_yaml(path)) for folder in folders for path in sorted(folder.glob("*.yaml"))]
    groups = _shared(documents, _GROUPS, "groups")
    roles = _shared(documents, _ROLES, "roles")
    kinds: dict[str, Any] = {}
    for path, data in documents:
        if path.name not in {_GROUPS, _ROLES}:
            _check(path, data, "kind")
            _add_kind(kinds, path, data, groups)
    data = _indexed([kinds[name] for name in sorted(kinds)], roles)
    wanted = _demand(vocabulary_from_json(data))
    return vocabulary_from_json({**data, "demand": {type: sorted(wanted[type]) for type in sorted(wanted)}})


_SWAPPED = str.maketrans({'"': "'", "'": '"'})
"""Kinds are JSON as a text in JSON. With apostrophes for quotation marks, that text is read in a fourth of the time:
nothing in it is escaped again."""


def _indexed(kinds: Sequence[Mapping[str, Any]], roles: Mapping[str, str]) -> dict[str, Any]:
    """The compiled JSON of checked kinds."""
    return {
        "kinds": {item["kind"]: json.dumps(item, separators=(",", ":")).translate(_SWAPPED) for item in kinds},
        "terraform": _by_type(kinds, ("terraform", "pipeline", "kubernetes"), str),
        "arm": _by_type(kinds, ("arm",), str.lower),
        "hosts": _named_by(kinds, lambda item: ((host, item["kind"]) for host in item.get("hosts", ()))),
        "opaque_sources": _named_by(kinds, _provided),
        "roles": roles,
    }


def _named_by(
    kinds: Iterable[Mapping[str, Any]], pairs: Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]]
) -> dict[str, list[str]]:
    """Name -> everything that some kind pairs with it."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, item in (pair for kind in kinds for pair in pairs(kind)):
        found[name].append(item)
    return dict(found)


def _provided(kind: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The kind and its traits, each with every substring of a source that is known to provide the kind."""
    for name in (kind["kind"], *kind.get("traits", ())):
        yield from ((name, source) for source in kind.get("opaque_sources", ()))


def _shared(documents: Iterable[tuple[Path, Any]], name: str, key: str) -> dict[str, Any]:
    """What the files of that name say under `key`, later folders first."""
    found: dict[str, Any] = {}
    for path, data in documents:
        if path.name == name:
            _check(path, data, key)
            found.update(data[key])
    return found


def vocabulary_from_json(data: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary that `vocabulary_to_json` wrote; the data were checked when they were compiled."""
    kinds = Parsed(data["kinds"], _kind)
    entries = partial(_entries_at, kinds)
    return Vocabulary(kinds, Parsed(data["terraform"], entries), Parsed(data["arm"], entries), data["roles"], data)


def vocabulary_to_json(vocabulary: Vocabulary) -> dict[str, Json]:
    """Plain data for the compiled JSON: the kinds with their groups written out."""
    return dict(vocabulary.data)


def demand(vocabulary: Vocabulary) -> Demand:
    """What front ends must evaluate: native type -> top-level attributes.

    Satellites, tags and all that edges need are included, and the kinds that properties are inherited from.
    """
    return {type: frozenset(names) for type, names in vocabulary.data["demand"].items()}


def _demand(vocabulary: Vocabulary) -> dict[str, set[str]]:
    """The demand, worked out once, when the vocabulary is compiled."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind in vocabulary.kinds.values():
        for entry in kind.entries:
            _demand_entry(entry, found)
    for type in AZAPI_TYPES:
        found[type] |= AZAPI_ATTRIBUTES
    return found


def _parts(entry: TypeEntry) -> Iterator[Source]:
    for source in entry.properties.values():
        yield from parts_of(source)


def _demand_entry(entry: TypeEntry, found: dict[str, set[str]]) -> None:
    for type in entry.types:
        found[type] |= ARM_HEADS if "/" in type else set()
        found[type] |= {str(path[0]) for part in _parts(entry) if (path := own_path(part))}
        if entry.match is not None:
            found[type].add(str(entry.match.path[0]))
    for part in _parts(entry):
        if isinstance(part, Satellite):
            _demand_satellite(part, found)


ARM_HEADS = {"name", "scope", "parent"}
"""What is always asked of an ARM resource: where it sits."""


def _demand_satellite(satellite: Satellite, found: dict[str, set[str]]) -> None:
    paths = [satellite.by, *(path for path, _ in satellite.where)]
    if satellite.part is not None:
        paths += [own_path(part) for part in parts_of(satellite.part)]
    for type in satellite.types:
        found[type] |= {str(path[0]) for path in paths if path}


_Place: TypeAlias = list[Any]
"""Where a kind spells a type, as JSON: the kind, the dialect, and the number of the entry there."""


def _by_type(
    kinds: Iterable[Mapping[str, Any]], dialects: Sequence[str], spell: Callable[[str], str]
) -> dict[str, list[_Place]]:
    """Type -> where it is spelled."""
    found: dict[str, list[_Place]] = defaultdict(list)
    for item in kinds:
        for dialect in dialects:
            for number, entry in enumerate(item.get(dialect, ())):
                for type in entry["types"]:
                    found[spell(type)].append([item["kind"], dialect, number])
    return dict(found)


def _entries_at(kinds: Mapping[str, Kind], places: Iterable[_Place]) -> tuple[TypeEntry, ...]:
    """The entries at these places, those with a `match` first: the others take every resource of the type."""
    found: list[TypeEntry] = [getattr(kinds[kind], dialect)[number] for kind, dialect, number in places]
    return tuple(sorted(found, key=lambda entry: entry.match is None))


def _kind(text: str) -> Kind:
    data = json.loads(text.translate(_SWAPPED))
    name = data["kind"]
    specs = Parsed(data["properties"], _spec)
    terraform = tuple(_entry(name, item, str) for item in data.get("terraform", ()))
    arm = tuple(_entry(name, item, str.lower) for item in data.get("arm", ()))
    pipeline = tuple(_entry(name, item, str) for item in data.get("pipeline", ()))
    kubernetes = tuple(_entry(name, item, str) for item in data.get("kubernetes", ()))
    texts = (tuple(data.get("hosts", ())), tuple(data.get("opaque_sources", ())))
    traits = frozenset(data.get("traits", ()))
    return Kind(name, data["title"], data["area"], traits, specs, terraform, arm, pipeline, *texts, kubernetes)


def _entry(kind: str, data: Mapping[str, Any], spell: Callable[[str], str]) -> TypeEntry:
    sources = Sources(data["properties"])
    return TypeEntry(kind, tuple(spell(type) for type in data["types"]), _match(data.get("match")), sources)


def _spec(data: Mapping[str, Any]) -> PropertySpec:
    return PropertySpec(data["convert"], data.get("edge", ""), tuple(data.get("to", ())))


def _match(data: Mapping[str, Any] | None) -> Match | None:
    if data is None:
        return None
    return Match(parse_path(data["path"]), frozenset(data.get("has", ())), frozenset(data.get("lacks", ())))


def _check(path: Path, data: Any, definition: str) -> None:
    """Raise `RuleError` where `data` does not follow the published schema's `definition`."""
    schema = json.loads((Path(__file__).parents[1] / "schemas" / "kind.schema.json").read_text(encoding="utf-8"))
    check_schema(path, data, {**schema, "$ref": f"#/$defs/{definition}"})


def _add_kind(kinds: dict[str, Any], path: Path, data: dict[str, Any], groups: Mapping[str, Any]) -> None:
    name = data["kind"]
    if name in kinds:
        raise RuleError(f"{path}: `kind`: `{name}` is defined twice")
    for group in data.get("includes", ()):
        if group not in groups:
            raise RuleError(f"{path}: `includes`: there is no group `{group}`")
    kinds[name] = _expanded(data, [groups[group] for group in data.get("includes", ())])
    _check_meaning(path, kinds[name])


def _expanded(data: dict[str, Any], groups: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The kind with its groups written out, a property set to null dropped, and what only people read (`doc`)."""
    specs = _united([group["properties"] for group in groups] + [data.get("properties", {})])
    made = {key: item for key, item in data.items() if key not in {"includes", "properties", *DIALECTS}}
    made["properties"] = {name: {key: item[key] for key in item if key != "doc"} for name, item in specs.items()}
    for dialect in DIALECTS:
        shared = [{key: item for key, item in group.get(dialect, {}).items() if key in specs} for group in groups]
        made[dialect] = [
            {**entry, "properties": _united([*shared, entry.get("properties", {})])} for entry in data.get(dialect, ())
        ]
    return made


def _united(mappings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    united = {key: item for mapping in mappings for key, item in mapping.items()}
    return {key: item for key, item in united.items() if item is not None}


def _check_meaning(path: Path, kind: Mapping[str, Any]) -> None:
    """What a schema cannot say: every path parses, every property read is declared."""
    for dialect in DIALECTS:
        for number, entry in enumerate(kind[dialect]):
            for name, source in entry["properties"].items():
                where = f"{path}: `{dialect}.{number}.properties.{name}`"
                if name not in kind["properties"]:
                    raise RuleError(f"{where}: the kind declares no such property")
                try:
                    _check_source(parse_source(source))
                except ValueError as error:
                    raise RuleError(f"{where}: {error}") from None


def _check_source(source: Source) -> None:
    for part in parts_of(source):
        if isinstance(part, Read) and not part.path:
            raise ValueError("the path is empty")
        if isinstance(part, First) and not part.parts:
            raise ValueError("there is no alternative")
