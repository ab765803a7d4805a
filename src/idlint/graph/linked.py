"""The links of one deployment, split into those settled inside it and those left to an environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from idlint.graph.credentials import HOLDING, credentials
from idlint.graph.evidence import evidence, has_evidence
from idlint.graph.grants import GRANTING, Grant, granted, grants, pulls
from idlint.graph.kinds import Kind, Vocabulary
from idlint.graph.links import (
    Link,
    Target,
    depends,
    has_links,
    is_own_identity,
    links,
    monitored,
    settled,
    shown,
    target_value,
)
from idlint.graph.part import Item, Part
from idlint.graph.resources import Edge
from idlint.records import NamedTuple
from idlint.values import Missing, Value

Find = Callable[[Value | Missing, tuple[str, ...]], Target | None]
"""Looks up what a value refers to; the kinds are those that a bare name may be of."""


class Linked(NamedTuple):
    """A deployment with its settled edges and its open ends."""

    part: Part
    edges: tuple[Edge, ...]
    links: tuple[Link, ...]
    grants: tuple[Grant, ...]
    diagnostics: tuple[Item, ...]
    """Diagnostic settings whose target is open."""


def linked(part: Part, vocabulary: Vocabulary) -> Linked:
    """All links of a deployment; what ends outside it, or at a look-up, stays open."""
    edges: list[Edge] = []
    open_links: list[Link] = []
    open_grants: list[Grant] = []
    diagnostics: list[Item] = []
    find = _inside(part)
    makers: dict[str, tuple[_Maker, ...]] = {}
    for item in part.items.values():
        kind = item.resource.kind
        edges += depends(item, part)
        if kind not in makers:
            makers[kind] = _makers(vocabulary.kinds[kind], part)
        for make in makers[kind]:
            for link in make(item):
                _settle(link, find, part, edges, open_links)
        if kind in GRANTING:
            for grant in grants(item):
                _settle_grant(grant, find, part, edges, open_grants)
        if kind == "diagnostic_setting":
            target = find(target_value(item, "target"), ())
            if target is None:
                diagnostics.append(item)
            for link in monitored(item, target) if target else ():
                _settle(link, find, part, edges, open_links)
    return Linked(part, tuple(edges), tuple(open_links), tuple(open_grants), tuple(diagnostics))


_Maker: TypeAlias = Callable[[Item], Iterator[Link]]


def _makers(kind: Kind, part: Part) -> tuple[_Maker, ...]:
    """What makes links of the resources of a kind: of two fifths nothing can, of most others only their properties."""
    makers: tuple[tuple[bool, _Maker], ...] = (
        (has_links(kind), partial(links, kind=kind)),
        (has_evidence(kind), partial(evidence, part=part)),
        (kind.name in HOLDING, credentials),
    )
    return tuple(maker for may, maker in makers if may)


def _inside(part: Part) -> Find:
    """A look-up that finds only what this deployment manages itself."""

    def find(value: Value | Missing, to: tuple[str, ...]) -> Target | None:
        for mention in part.mentions(value, to):
            key = part.index.find(mention)
            if key is not None:
                item = part.items[key]
                return Target(key, item, mention.how) if item.resource.mode == "managed" else None
        return None

    return find


def _settle(link: Link, find: Find, part: Part, edges: list[Edge], left: list[Link]) -> None:
    if is_own_identity(link):
        edges += settled(link, Target(link.source, part.items[link.source]))
        return
    link, target = _followed(link, find)
    if target is None:
        left.append(link)
    else:
        edges += settled(link, target)


def _followed(link: Link, find: Find) -> tuple[Link, Target | None]:
    """The link with its target; a secret stands for the vault that keeps it."""
    target = find(link.value, link.to)
    if target is not None and target.key == link.source:  # each.value comes from there, wherever it leads
        return link, None
    if target is None or link.type != "stores_secret_in" or target.item.resource.kind != "key_vault_secret":
        return link, target
    vault = target_value(target.item, "vault")
    if isinstance(vault, Missing):
        return link, None
    detail: dict[str, Value] = {**link.detail, "secret": target.key.address}
    return link._replace(value=vault, detail=detail, text=shown(vault)), find(vault, ())


def _settle_grant(grant: Grant, find: Find, part: Part, edges: list[Edge], left: list[Grant]) -> None:
    made = list(granted(grant, lambda value: find(value, ()), part))
    if made[0].target is None or "principal" in made[0].detail:
        left.append(grant)
    else:
        edges += made
        edges += pulls(made, part)


def open_edges(piece: Linked, find: Find) -> Iterator[Edge]:
    """The open ends of a deployment, settled with a look-up that sees further; half-edges for the rest."""
    for link in piece.links:
        yield from settled(*_followed(link, find))
    for grant in piece.grants:
        made = list(granted(grant, lambda value: find(value, ()), piece.part))
        yield from made
        yield from pulls(made, piece.part)
    for item in piece.diagnostics:
        for link in monitored(item, find(target_value(item, "target"), ())):
            yield from settled(*_followed(link, find))
