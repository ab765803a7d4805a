"""Check functions that compare what two principals may do: a stand-in that lacks a role fails when it is needed.

A grant is compared by its target and its role. What is granted to a principal that cannot be seen, or on a target
that cannot be seen, may be the missing grant: then nothing is certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import TypeAlias

from idlint.graph.resources import Edge, Key, Resource, ResourceGraph
from idlint.policy.outcome import PASSED, Outcome, Verdict, unknown
from idlint.policy.subject import edge_evidence
from idlint.resilience.assessment import Assessment
from idlint.values import Missing, Unknown, Value, origins, reveal

Accepted: TypeAlias = Callable[[Key], frozenset[Key]]
"""The targets of which a grant on one will do in place of a grant on the given one; none where that cannot be told."""

CLIENT_ID = r"(?i)client_?id$"
"""Settings that name an application."""

DIRECTION = r"^((?:north|south|east|west|central)+)(.+)$"
"""A region that begins with a direction, which abbreviations may put last."""

MAX_NAMED = 3
"""Missing grants that a message names."""

_COVERS = (
    (r"(?i)(.*)Reader$", r"(?i)\1(Contributor|Owner)$"),
    (r"(?i)(.*)Contributor$", r"(?i)\1Owner$"),
    (r"(?i)(.*)Data (Sender|Receiver)$", r"(?i)\1Data Owner$"),
    (r"(?i)(Key Vault .*) User$", r"(?i)(\1 Officer|Key Vault Administrator)$"),
)
"""(a role, the roles that allow all that it allows), https://learn.microsoft.com/azure/role-based-access-control/built-in-roles."""


def fallback_roles(resource: Resource, assessment: Assessment) -> Outcome:
    """Whether the service principal in a workload's settings may do all that its managed identities may do."""
    graph = assessment.graph
    holders = _fallbacks(graph, resource)
    own = [edge for holder in holders for edge in graph.out(holder, "granted")]
    identities = {edge.target for edge in graph.out(resource.key, "uses_identity") if edge.target is not None}
    if not own or not identities:
        return PASSED
    needed = [edge for key in sorted(identities) for edge in graph.out(key, "granted")]
    who = ", ".join(holder.address for holder in holders)
    return _verdict(
        graph, _lacking(needed, own, lambda target: frozenset({target})), own, f"{resource.address}: its fallback {who}"
    )


def _fallbacks(graph: ResourceGraph, resource: Resource) -> list[Key]:
    """The applications that the settings name by client id, and their service principals."""
    settings = _plain(resource.value("settings"))
    entries = settings.known if isinstance(settings, Unknown) else settings
    named = {
        resource.key._replace(address=origin.address)
        for name, value in (entries.items() if isinstance(entries, dict) else ())
        if re.search(CLIENT_ID, name)
        for origin in origins(value)
    }
    principals = [item for item in graph.of_kind("application", "service_principal") if _is_named(graph, item, named)]
    return sorted(item.key for item in principals)


def _is_named(graph: ResourceGraph, item: Resource, named: set[Key]) -> bool:
    behind = {edge.target for edge in graph.out(item.key, "depends_on")}
    ahead = {edge.source for edge in graph.into(item.key, "depends_on")}
    return item.key in named or bool(named & (behind | ahead))


def regional_twin_roles(resource: Resource, assessment: Assessment) -> Outcome:
    """Whether an identity may do in its region what its twin may do in another one."""
    graph = assessment.graph
    own = list(graph.out(resource.key, "granted"))
    if not (own or graph.into(resource.key, "uses_identity")):
        return PASSED
    worst = PASSED
    for twin in graph.beside(resource.key, "managed_identity"):
        if are_twins(twin, resource):
            needed = graph.out(twin.key, "granted")
            lacking = _lacking(needed, own, partial(_expected, graph, resource))
            text = f"{resource.address}, the twin of {twin.address},"
            worst = min(worst, _verdict(graph, lacking, own, text), key=lambda outcome: outcome.verdict)
    return worst


def _expected(graph: ResourceGraph, identity: Resource, target: Key) -> frozenset[Key]:
    """What an identity of another region needs in place of `target`: that, or what is there in its own region."""
    there = graph.resources[target]
    beside, region = graph.beside(identity.key, there.kind), _region(identity)
    near = [item for item in beside if item.key != target and _region(item) == region]
    twins = {item.key for item in near if are_twins(there, item)}
    return frozenset({target, *twins}) if twins or not near else frozenset()


def _region(resource: Resource) -> Value:
    return _plain(resource.value("region"))


def _lacking(needed: Iterable[Edge], own: list[Edge], accepted: Accepted) -> list[Edge]:
    """The grants in `needed`, on targets that are known, which nothing in `own` stands for."""
    lacking = []
    for edge in needed:
        if edge.target is None or edge.maybe or _has(own, edge, {edge.target}):
            continue
        wanted = accepted(edge.target)
        if wanted and not _has(own, edge, wanted):
            lacking.append(edge)
    return lacking


def _has(own: Iterable[Edge], wanted: Edge, targets: Collection[Key]) -> bool:
    """Whether a grant on one of `targets` allows what a wanted one does."""
    return any(mine.target in targets and _covers(wanted, mine) for mine in own)


def _verdict(graph: ResourceGraph, lacking: list[Edge], own: list[Edge], who: str) -> Outcome:
    if not lacking:
        return PASSED
    evidence = tuple(map(edge_evidence, lacking))
    if any(edge.target is None or edge.maybe for edge in own):
        return unknown("a grant on something unknown may be the missing one", evidence)
    if any(_held_by_nobody_known(graph, edge) for edge in lacking):
        return unknown("a grant to somebody unknown may be the missing one", evidence)
    missing = [f"{_role(edge)} on {edge.target.address}" for edge in lacking if edge.target is not None]
    more = f" and {len(missing) - MAX_NAMED} more" if len(missing) > MAX_NAMED else ""
    message = f"{who} lacks {', '.join(missing[:MAX_NAMED])}{more}: it would get a token and be refused"
    return Outcome(Verdict.FAIL, "", evidence, message=message)


def _held_by_nobody_known(graph: ResourceGraph, lacking: Edge) -> bool:
    """Whether somebody who cannot be seen holds a role on the target: the grant then starts at the assignment."""
    if lacking.target is None:
        return True
    sources = (graph.resources.get(edge.source) for edge in graph.into(lacking.target, "granted"))
    return any(source is not None and "grant" in source.traits for source in sources)


def _covers(wanted: Edge, given: Edge) -> bool:
    """Whether one grant allows what the other one does; access policies and unknown roles are not told apart."""
    left, right = _role(wanted), _role(given)
    if left == right or not left or not right:
        return True
    for role, wider in _COVERS:
        found = re.match(role, left)
        if found and re.match(wider.replace(r"\1", re.escape(found[1])), right):
            return True
    return False


def _role(edge: Edge) -> str:
    role = reveal(edge.detail.get("role"))
    return role if isinstance(role, str) else ""


# Twins


def are_twins(left: Resource, right: Resource) -> bool:
    """Whether two resources are one thing in two regions: their names differ in nothing but the region's name."""
    regions = _region(left), _region(right)
    if left.kind != right.kind or not all(isinstance(region, str) for region in regions) or regions[0] == regions[1]:
        return False
    labels = [_label(resource) for resource in (left, right)]
    parts = [[part for part in re.split(r"[^a-z0-9]+", label) if part] for label in labels]
    if len(parts[0]) != len(parts[1]) or not parts[0]:
        return False
    differing = [pair for pair in zip(*parts, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and all(
        _abbreviates(part, str(region)) for part, region in zip(differing[0], regions, strict=True)
    )


def _label(resource: Resource) -> str:
    """The resource's name, or where that is unknown its address."""
    name = _plain(resource.value("name"))
    return (name if isinstance(name, str) else resource.address).lower()


def _abbreviates(part: str, region: str) -> bool:
    """Whether `part` can stand for a region: `weu`, `euw`, `we` and `westeurope` for `westeurope`."""
    turned = re.sub(DIRECTION, r"\2\1", region)
    return len(part) > 1 and any(_is_subsequence(part, text) for text in (region, turned))


def _is_subsequence(part: str, text: str) -> bool:
    letters: Iterator[str] = iter(text)
    return all(letter in letters for letter in part)


def _plain(value: Value | Missing) -> Value:
    return None if isinstance(value, Missing) else reveal(value)
