"""The audit of identities: who carries each, what it opens, by which credentials, and what stands beside it.

Whether there is a fallback is asked of the fault trees, never guessed: each domain that signs in is failed in turn,
without caches, and what of the identity's targets is still reached then has one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from idlint.graph.resources import Edge, Key, Resource
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment, Criticality, Dependency, Needs, TokenPath
from idlint.resilience.estate import known_list
from idlint.resilience.explained import same_credential
from idlint.resilience.outages import STATES, DependencyFate, Outage, evaluate_all
from idlint.resilience.simulation import LEVELS
from idlint.resilience.timeline import WHOLE
from idlint.values import Missing, Unknown, reveal, text

Fallback: TypeAlias = Literal["none", "some", "all", "unknown", "unused"]
"""Whether what the identity opens can be reached without it: of nothing, some or all of its targets; `unused`: no
workload is seen to reach anything with it."""

SYSTEM = "system-assigned managed identity"


class Grant(NamedTuple):
    """What an identity may do."""

    role: str
    target: str


class Use(NamedTuple):
    """A target that a workload reaches with the identity while it runs."""

    workload: Key
    dependency: Dependency
    path: TokenPath


class Identity(NamedTuple):
    """One identity, and everything that hangs on it."""

    resource: Resource
    """The identity, or what carries a system-assigned one."""
    sort: str
    """`user-assigned managed identity`, `application`, …"""
    environments: tuple[str, ...]
    workloads: tuple[tuple[Key, Criticality], ...]
    """Those that carry it, the most critical first."""
    carriers: tuple[Key, ...]
    """What else carries or uses it: data stores, jobs, federated credentials."""
    grants: tuple[Grant, ...]
    credentials: tuple[str, ...]
    """The classes of credentials that lead to it, by title."""
    fallback: Fallback
    reasons: tuple[str, ...]
    """The domains that are single points, or what stands beside it, or why it is not known."""

    @property
    def criticality(self) -> str:
        """The level of the most critical workload that carries it; empty where none does."""
        return self.workloads[0][1].level if self.workloads else ""


def inventory(assessments: Iterable[Assessment]) -> tuple[Identity, ...]:
    """Every identity of every environment, one that is the same in several once; the most critical first."""
    found: dict[object, Identity] = {}
    for assessment in assessments:
        for identity in _of_environment(assessment):
            key = (identity.resource.key, identity.sort, identity.fallback, identity.reasons, identity.criticality)
            first = found.get(key)
            environments = (*first.environments, *identity.environments) if first else identity.environments
            found[key] = identity._replace(environments=environments)
    return tuple(sorted(found.values(), key=_order))


def _order(identity: Identity) -> tuple[object, ...]:
    level = LEVELS.index(identity.criticality) if identity.criticality else len(LEVELS)
    worst = ("none", "some", "unknown", "all", "unused").index(identity.fallback)
    return level, worst, identity.resource.key, identity.environments


def _of_environment(assessment: Assessment) -> Iterator[Identity]:
    uses = _uses(assessment)
    fates = _fates(assessment, uses)
    for resource, sort in _identities(assessment):
        carriers = _carriers(assessment, resource, sort)
        workloads = [(key, assessment.criticality[key]) for key in carriers if key in assessment.needs]
        workloads.sort(key=lambda item: (LEVELS.index(item[1].level), item[0]))
        mine = uses.get(resource.key, [])
        fallback, reasons = _verdict(mine, fates)
        yield Identity(
            resource,
            sort,
            (assessment.graph.environment,),
            tuple(workloads),
            tuple(key for key in carriers if key not in assessment.needs),
            tuple(_grants(assessment, resource)),
            _titles(assessment, mine, resource, sort),
            fallback,
            reasons,
        )


_SORTS = {
    "managed_identity": "user-assigned managed identity",
    "service_principal": "service principal",
    "iam_role": "IAM role",
    "service_account": "service account",
}


def _identities(assessment: Assessment) -> Iterator[tuple[Resource, str]]:
    """Declared and looked-up identities, and what carries a system-assigned one.

    The service principal of an application that is declared here is that application.
    """
    graph = assessment.graph
    for resource in graph.of_kind("identity"):
        of_application = resource.kind == "service_principal" and any(
            edge.target is not None for edge in graph.out(resource.key, "depends_on")
        )
        if not of_application:
            yield (
                resource,
                _SORTS.get(resource.kind, resource.kind) + ("" if resource.mode == "managed" else " (looked up)"),
            )
    for resource in graph.of_kind("identity_carrier"):
        if resource.mode == "managed" and "SystemAssigned" in known_list(resource.value("identity_types")):
            yield resource, SYSTEM


def _carriers(assessment: Assessment, identity: Resource, sort: str) -> list[Key]:
    """Who uses an identity, each once."""
    if sort == SYSTEM:
        return [identity.key]
    edges = assessment.graph.into(identity.key, "uses_identity")
    return list(dict.fromkeys(edge.source for edge in edges))


def _grants(assessment: Assessment, identity: Resource) -> Iterator[Grant]:
    """The roles as they are granted, each once; those that follow from one on the whole group are left to it."""
    graph = assessment.graph
    principals = [edge.source for edge in graph.into(identity.key, "depends_on")]
    holders = [identity.key, *(key for key in principals if graph.resources[key].kind == "service_principal")]
    found = {
        Grant(_role(edge), edge.target.address if edge.target else edge.text or "not known here")
        for key in holders
        for edge in graph.out(key, "granted")
        if not (edge.target and _follows(edge, graph.resources[edge.target]))
    }
    yield from sorted(found)


def _follows(edge: Edge, target: Resource) -> bool:
    """Whether a grant follows from one on the whole resource group."""
    return edge.detail.get("scope") == "resource_group" and target.kind != "resource_group"


def _role(edge: Edge) -> str:
    role = reveal(edge.detail.get("role"))
    return "a role that is not known" if role is None or isinstance(role, Unknown) else text(role)


def _uses(assessment: Assessment) -> Mapping[Key, list[Use]]:
    """Identity -> what is reached with it while workloads run; a workload's own identity is its own key."""
    found: dict[Key, list[Use]] = defaultdict(list)
    for key, needs in assessment.needs.items():
        for dependency in needs["run"]:
            for path in dependency.paths:
                if path.principal is not None:
                    found[path.principal].append(Use(key, dependency, path))
    return found


def _titles(assessment: Assessment, uses: Iterable[Use], identity: Resource, sort: str) -> tuple[str, ...]:
    """The classes of credentials that are seen, federation to it included."""
    classes = assessment.catalogue.classes
    seen = {classes[use.path.credential].title for use in uses if use.path.credential in classes}
    if sort != SYSTEM:
        sources = (edge.source for edge in assessment.graph.into(identity.key, "uses_identity"))
        kinds = {assessment.graph.resources[key].kind for key in sources}
        seen |= {"Workload identity federation"} if "federated_credential" in kinds else set()
    return tuple(sorted(seen))


Asked: TypeAlias = tuple[Key, int]
"""A workload and the id of one of its dependencies."""

Fates: TypeAlias = Mapping[Asked, Mapping[str, DependencyFate]]
"""Failed domain -> what becomes of a dependency."""


def _fates(assessment: Assessment, uses: Mapping[Key, Sequence[Use]]) -> Fates:
    """Every dependency that an identity serves, without each of the domains that sign it in."""
    asked: dict[str, dict[Asked, Dependency]] = defaultdict(dict)
    for use in (use for found in uses.values() for use in found):
        for domain in _signing(assessment, use.path):
            asked[domain][use.workload, id(use.dependency)] = use.dependency
    found: dict[Asked, dict[str, DependencyFate]] = defaultdict(dict)
    for domain, dependencies in asked.items():
        needs: dict[Asked, Needs] = {name: {"start": (dependency,)} for name, dependency in dependencies.items()}
        for name, verdicts in evaluate_all(needs, Outage({domain: 0.0}), assessment.catalogue).items():
            found[name][domain] = verdicts["start"].dependencies[0]
    return found


def _signing(assessment: Assessment, path: TokenPath) -> list[str]:
    return [name for name in sorted(path.domains) if assessment.catalogue.sort(name) == "identity"]


def _verdict(uses: Sequence[Use], fates: Fates) -> tuple[Fallback, tuple[str, ...]]:
    """Of nothing, some or all targets; with the domains to blame, or what stands beside."""
    if not uses:
        return "unused", ()
    found = {name: fates.get(name, {}) for name in dict.fromkeys((use.workload, id(use.dependency)) for use in uses)}
    every = [fate for each in found.values() for fate in each.values()]
    states = [max((fate.state for fate in each.values()), key=STATES.index) for each in found.values() if each]
    if "lost" in states:
        reached = any(state in WHOLE for state in states)
        return ("some" if reached else "none"), tuple(_single_points(found.values()))
    if "unknown" in states:
        return "unknown", tuple(dict.fromkeys(fate.reason for fate in every if fate.state == "unknown"))
    saved = [fate for fate in every if fate.saved_by and not same_credential(fate, fate.saved_by)]
    return "all", tuple(dict.fromkeys(fate.saved_by.text for fate in saved if fate.saved_by))


def _single_points(fates: Iterable[Mapping[str, DependencyFate]]) -> Iterator[str]:
    """The domains that take something away, regions together: `azure/managed-identity in eastus, westus`."""
    regions: dict[str, list[str]] = defaultdict(list)
    for domain in sorted({domain for each in fates for domain, fate in each.items() if fate.state == "lost"}):
        base, _, region = domain.partition("@")
        regions[base].append(region)
    for base, places in regions.items():
        where = ", ".join(filter(None, places))
        yield f"{base} in {where}" if where else base


def region_of(identity: Identity) -> str:
    """Where it is, printable; empty where it has no region."""
    value = identity.resource.value("region")
    return "" if isinstance(value, Missing) or value is None else text(value)
