"""From what properties say to links between resources: a link is an edge whose target is still a value.

A property with `edge:` in the vocabulary makes links of that type; identities, replicas and diagnostic
settings need more words and have functions here. `graph.grants` and `graph.evidence` make the rest.
An alert `alerts_on` what it watches and `depends_on` the action groups that it tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from idlint.document import Path
from idlint.graph.kinds import Kind
from idlint.graph.part import Item, Part
from idlint.graph.read import CLOUD
from idlint.graph.references import plain
from idlint.graph.resources import Edge, Key
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import MISSING, Missing, Unknown, Value, reveal

MAX_SHOWN = 300
"""Characters of a value in an explanation."""


class Link(NamedTuple):
    """An edge before its target is looked up."""

    type: str
    source: Key
    value: Value
    """What refers to the target."""
    location: Location
    what: str
    """Where the reference is written, printable: `identity_ids`, `app setting ORDERS_QUEUE`."""
    to: tuple[str, ...] = ()
    """Kinds that a bare name is looked up in."""
    maybe: str = ""
    detail: Mapping[str, Value] = {}
    text: str = ""
    """What to print for the value, where the value itself must not be printed."""
    only: frozenset[str] = frozenset()
    """Traits of which the target must have one: otherwise the value is no such link at all."""
    optional: bool = False
    """Whether it is no link either where the target is not found: a guess that nothing confirms."""


class Target(NamedTuple):
    """What a value turned out to refer to."""

    key: Key
    item: Item
    how: str = ""
    """Printable: `its id`, `its host name`; empty for an origin."""
    confidence: str = "high"


def shown(value: Value | Missing) -> str:
    """A value for people, cut where it is longer than anybody reads; empty where nothing is written."""
    written = plain(value)
    return written if len(written) <= MAX_SHOWN else written[:MAX_SHOWN] + "…"


def settled(link: Link, target: Target | None) -> Iterator[Edge]:
    """The edge that a link is, a half-edge where the target is not known; none where it is no link after all."""
    if target is None and link.optional:
        return
    if target is not None and link.only and not link.only & target.item.resource.traits:
        return
    written = link.text or shown(link.value)
    key, confidence = (None, "high") if target is None else (target.key, target.confidence)
    why = _explanation(link, target, written)
    yield Edge(link.type, link.source, key, written, link.location, why, link.maybe, confidence, link.detail)


def _explanation(link: Link, target: Target | None, written: str) -> str:
    if target is None:
        return f"{link.what} names {'something unknown' if written == link.what else written}"
    if target.key == link.source:
        return f"{link.what} is its own"
    return f"{link.what} names {target.key.address}" + (f" by {target.how}" if target.how else "")


def has_links(kind: Kind) -> bool:
    """Whether `links` has anything to say of resources of a kind."""
    return bool(kind.edges) or "replica_regions" in kind.properties or not _IDENTITIES.isdisjoint(kind.properties)


def links(item: Item, kind: Kind) -> Iterator[Link]:
    """Every link that the properties of one resource make, grants and settings aside."""
    written = item.resource.properties
    for name, spec in kind.edges:
        if name in written and written[name].value is not MISSING:
            for value, location in elements(item, name):
                maybe = _doubt(value)
                yield Link(spec.edge, item.resource.key, value, location, written_as(item, name), spec.to, maybe)
    if not _IDENTITIES.isdisjoint(written):
        yield from identities(item)
    if "replica_regions" in written:
        yield from regions(item)


_IDENTITIES = frozenset({"identity_types", "identity_ids", "kubelet_identity"})
"""What `identities` reads."""


def _doubt(value: Value) -> str:
    """Why there may be nothing at all: an unknown without origin or parts is no reference."""
    return value.reason if isinstance(value, Unknown) and value.origin is None and value.known is None else ""


def elements(item: Item, name: str) -> Iterator[tuple[Value, Location]]:
    """The values of a property one by one, with where each is written; none where nothing is."""
    property = item.resource.property(name)
    location = property.location or item.resource.header
    value = None if isinstance(property.value, Missing) else reveal(property.value)
    if value is None or value == "":
        return
    known = value.known if isinstance(value, Unknown) else value
    if not isinstance(known, list):
        if not _is_looked_up(item, value):
            yield value, location
        return
    path = item.found[name].path
    for number, element in enumerate(known):
        if element is not None and element != "":
            yield element, _element_location(item, name, (*path, number), location)
    if isinstance(value, Unknown) and not _is_looked_up(item, value):
        yield Unknown(value.reason, value.origin), location


def _is_looked_up(item: Item, value: Value) -> bool:
    """Whether the value is one that only the cloud knows, of a resource that is looked up here."""
    return item.resource.mode != "managed" and isinstance(value, Unknown) and value.reason == CLOUD


def _element_location(item: Item, name: str, path: Path, fallback: Location) -> Location:
    return fallback if item.found[name].location is not None else item.native.location(path)


def written_as(item: Item, name: str) -> str:
    """The property as the source spells it: the last name on its path."""
    names = [step for step in item.found[name].path if isinstance(step, str)]
    return names[-1] if names else name


def identities(item: Item) -> Iterator[Link]:
    """The identities that a resource carries; its own (system-assigned) one is the resource itself."""
    resource = item.resource
    types = resource.value("identity_types")
    known = types.known if isinstance(types, Unknown) else types
    if isinstance(known, list) and "SystemAssigned" in known:
        location = resource.property("identity_types").location or resource.header
        yield Link(
            "uses_identity", resource.key, Unknown("itself"), location, "identity", detail={"identity": "system"}
        )
    for value, location in elements(item, "identity_ids"):
        user: dict[str, Value] = {"identity": "user"}
        yield Link(
            "uses_identity", resource.key, value, location, "identity_ids", maybe=_doubt(value), detail=user
        )  # fmt: skip
    if isinstance(types, Unknown) and resource.value("identity_ids") == []:
        location = resource.property("identity_types").location or resource.header
        yield Link("uses_identity", resource.key, types, location, "identity", maybe="identity type is unknown")
    for value, location in elements(item, "kubelet_identity"):
        yield Link("uses_identity", resource.key, value, location, "kubelet_identity", detail={"identity": "kubelet"})


def regions(item: Item) -> Iterator[Link]:
    """Half-edges to the regions that a resource is replicated to."""
    own = item.resource.value("region")
    for value, location in elements(item, "replica_regions"):
        region = "".join(value.split()).lower() if isinstance(value, str) else value
        if region != own:
            yield Link(
                "replicates_to", item.resource.key, region, location, "region", maybe=_doubt(region),
                detail={"region": region},
            )  # fmt: skip


def is_own_identity(link: Link) -> bool:
    """Whether the link is that of a system-assigned identity, whose target is its source."""
    return link.type == "uses_identity" and link.detail.get("identity") == "system"


def monitored(item: Item, target: Target | None) -> Iterator[Link]:
    """From what a diagnostic setting watches (or, if unknown, from the setting) to where the logs go."""
    resource = item.resource
    source = resource.key if target is None else target.key
    detail: dict[str, Value] = {"setting": resource.address}
    categories = resource.value("categories")
    if not isinstance(categories, Missing):
        detail["categories"] = categories
    if target is None:
        watched = resource.value("target")
        detail["target"] = None if isinstance(watched, Missing) else shown(watched)
    for value, location in elements(item, "destinations"):
        what = f"diagnostic setting {resource.address}"
        yield Link("monitored_by", source, value, location, what, maybe=resource.maybe, detail=detail)


def depends(item: Item, part: Part) -> Iterator[Edge]:
    """What `depends_on` names, every instance of it."""
    for address in item.native.declaration.depends_on:
        for key in part.index.by_base(address):
            if key != item.resource.key:
                header = item.resource.header
                yield Edge("depends_on", item.resource.key, key, address, header, f"depends_on names {address}")


def target_value(item: Item, name: str) -> Value | Missing:
    """The value of a property that refers to something; MISSING where nothing is written."""
    value = item.resource.value(name)
    return MISSING if value is None else value
