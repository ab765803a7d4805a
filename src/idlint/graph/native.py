"""Native types: which kind a declaration is, and its attributes in the shape that the kind's paths expect.

An `azapi_resource` is an ARM resource in disguise: its kind follows from `type`, ARM paths lie under
`body` (an object, or in azapi 1 a JSON text), while name, location, identity and tags stand outside.
"""

from __future__ import annotations

from collections.abc import Mapping

from idlint.document import Declaration, Mode, Path
from idlint.graph.kinds import AZAPI_TYPES, Match, TypeEntry, Vocabulary
from idlint.graph.paths import walk
from idlint.json_pieces import decoded
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import MISSING, Missing, Unknown, Value, reveal, text

_OUTSIDE = ("name", "location", "tags", "identity", "parent_id", "resource_id")


class Native(NamedTuple):
    """One declaration with its native type made out."""

    declaration: Declaration
    type: str
    """`azurerm_key_vault`, or the ARM type without version, as written."""
    root: Value
    """The attributes that paths start from; unknown where the `body` is."""
    fold: bool
    """Whether the case of attribute names is ignored (ARM)."""
    outside: frozenset[str] | None
    """For azapi: the attributes that do not lie under `body`."""

    @property
    def mode(self) -> Mode:
        """An `azapi_update_resource` changes a resource that exists already."""
        return "existing" if self.declaration.type == "azapi_update_resource" else self.declaration.mode

    def location(self, path: Path) -> Location:
        """Where `path` is written, or its nearest written ancestor."""
        path = path if self.outside is None else self.own_path(path)
        span = self.declaration.spans.get(path) if path else None
        return span or self.declaration.span_of(path)

    def own_path(self, path: Path) -> Path:
        """`path` as the declaration has it: azapi keeps most of it under `body`."""
        if self.outside is None or not path or path[0] in self.outside:
            return path
        return ("body", *path)


def native(declaration: Declaration) -> Native:
    """The declaration as the vocabulary's paths see it."""
    if declaration.type in AZAPI_TYPES:
        return _azapi(declaration)
    type, _, _ = declaration.type.partition("@")
    arm = "/" in type
    root = _with_parent(declaration.attributes, type) if arm else declaration.attributes
    return Native(declaration, type, root, arm, None)


def entry_of(item: Native, vocabulary: Vocabulary) -> TypeEntry | None:
    """How the vocabulary spells this declaration; None where its type is no kind of ours."""
    entries = vocabulary.arm.get(item.type.lower()) if item.fold else vocabulary.terraform.get(item.type)
    for entry in entries or ():
        if entry.match is None or _matches(entry.match, item):
            return entry
    return None


def _matches(match: Match, item: Native) -> bool:
    """Whether the match certainly holds: an unknown text falls to the entry without a match."""
    value = walk(item.root, match.path, fold=item.fold).value
    value = MISSING if isinstance(value, Missing) else reveal(value)
    if not isinstance(value, str):
        return False
    words = {word.strip() for word in value.lower().split(",")}
    return match.has <= words and not match.lacks & words


def _azapi(declaration: Declaration) -> Native:
    type = declaration.attributes.get("type")
    name = text(type).partition("@")[0] if isinstance(type, str) else ""
    outside: dict[str, Value] = {key: item for key in _OUTSIDE if (item := declaration.attributes.get(key)) is not None}
    outside["parent"] = outside.get("parent_id", outside.get("resource_id"))
    root = _under_body(decoded(reveal(declaration.attributes.get("body"))), outside)
    return Native(declaration, name, root, True, frozenset(outside))


def _under_body(body: Value, outside: Mapping[str, Value]) -> Value:
    match body:
        case dict():
            return {**body, **outside}
        case Unknown(known=dict() as known):
            return Unknown(body.reason, known={**known, **outside})
        case Unknown():
            return Unknown(body.reason, known=dict(outside))
    return dict(outside)


def _with_parent(attributes: Mapping[str, Value], type: str) -> Value:
    """An ARM child's parent follows from a name like `vault/secret` where no parent is written."""
    name = attributes.get("name")
    types = type.split("/")
    names = name.split("/") if isinstance(name, str) else []
    if attributes.get("parent") is not None or len(types) < 3 or len(names) != len(types) - 1:
        return dict(attributes)
    pairs = "/".join(f"{kind}/{label}" for kind, label in zip(types[1:-1], names[:-1], strict=True))
    return {**attributes, "parent": f"/providers/{types[0]}/{pairs}"}
