"""What a runbook says that only the code knows: what stops when, what to switch to, who deploys, whom alerts reach.

The order in which things stop is that of outages replayed for two days; nothing is guessed beside the fault trees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from idlint.document import Deployment
from idlint.graph.deploys import DEPLOYED
from idlint.graph.resources import Key, Resource
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment, Capability
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.estate import known_list
from idlint.resilience.explained import same_credential
from idlint.resilience.outages import DependencyFate
from idlint.resilience.scenarios import what_if
from idlint.resilience.simulation import LEVELS, Simulation, WorkloadFate, simulate
from idlint.resilience.timeline import WHOLE, Replayed
from idlint.settings import Assumption
from idlint.source import Location
from idlint.values import Missing, Unknown, reveal, text

Shows: TypeAlias = Callable[[Resource], bool]
"""Whether a resource is one of those that are asked about."""

CAUSES = (
    "azure/managed-identity", "azure/entra", "azure/key-vault@*", "aws/sts@*", "aws/iam@*", "gcp/iam",
    "gcp/service-control",
)  # fmt: skip
"""Outages that are rehearsed, where anything depends on them."""

HOURS = 48.0
"""How long a rehearsed outage lasts: longer than any cache."""

FACTS = ("break-glass-deployment", "manual-deployment", "outage-runbook")
"""Assumptions that a runbook repeats."""

_EMERGENCY = re.compile(r"fallback|break.?glass|emergency", re.IGNORECASE)
_OWNERS = frozenset({"owner", "team", "contact", "owners", "ownerteam", "serviceowner"})


class Stop(NamedTuple):
    """A capability that an outage takes away."""

    fate: WorkloadFate
    capability: Capability
    earliest: float
    """Hours from the beginning: when caches may end."""
    latest: float
    """Hours from the beginning: when it is certainly gone."""


class Deploy(NamedTuple):
    """A job that deploys."""

    job: Resource
    deployments: tuple[str, ...]
    """What it deploys, `terraform[prod]`."""
    places: tuple[tuple[str, str], ...]
    """The path and variable set of each."""
    manual: bool | None
    """Whether a person can start it; None where that is not known."""
    triggers: tuple[str, ...]


class Credential(NamedTuple):
    """A credential that does not go the way of the others, or is kept for an emergency."""

    resource: Resource
    what: str
    expires: str
    """Its last day; empty where it has none that is known."""


class Alarm(NamedTuple):
    """An alert, and whom it reaches."""

    resource: Resource
    what: str
    groups: tuple[str, ...]
    direct: tuple[str, ...]
    """Receivers that are told without another service of the cloud."""
    enabled: bool | None


class Playbook(NamedTuple):
    """Everything that the runbook says about this repository."""

    kinds: tuple[str, ...]
    """Kinds of workloads, dialects of pipelines, and the clouds that these sign in to (`pipeline/aws`)."""
    rehearsals: tuple[tuple[str, Simulation], ...]
    """Cause -> what it does."""
    deploys: tuple[Deploy, ...]
    roots: tuple[Deployment, ...]
    """What workloads are declared in, without their declarations."""
    credentials: tuple[Credential, ...]
    alarms: tuple[Alarm, ...]
    assumptions: tuple[Assumption, ...]


def playbook(
    assessments: Sequence[Assessment], catalogue: Catalogue, assumptions: Iterable[Assumption], shows: Shows
) -> Playbook:
    """The runbook's facts, from every environment, about the workloads that `shows` asks for."""
    found = {key: item.graph.resources[key] for item in assessments for key in item.needs}
    workloads = {key: resource for key, resource in found.items() if shows(resource)}
    jobs = {job.key: job for item in assessments for job in item.graph.of_kind("deployment_job")}
    dialects = {text(value) for job in jobs.values() if isinstance(value := job.value("dialect"), str)}
    logins = (login for item in assessments for login in item.graph.of_kind("cloud_login"))
    clouds = {f"pipeline/{value}" for login in logins if isinstance(value := login.value("cloud"), str)}
    return Playbook(
        tuple(sorted({resource.kind for resource in workloads.values()} | dialects | clouds)),
        tuple(_rehearsals(assessments, catalogue, shows)),
        tuple(item for item in _deploys(assessments) if any(map(_shown(workloads), item.places))),
        tuple(_roots(assessments, {(key.deployment, key.set) for key in workloads})),
        tuple(item for item in _unique(_credentials(assessments)) if shows(item.resource)),
        tuple(item for item in _alarms(assessments) if shows(item.resource)),
        tuple(item for item in assumptions if item.fact in FACTS),
    )


def _roots(assessments: Sequence[Assessment], wanted: Collection[tuple[str, str]]) -> Iterator[Deployment]:
    """What is deployed, each set once."""
    found = {(made.path, made.set): made for item in assessments for made in item.graph.deployments}
    for place in sorted(wanted):
        if place in found:
            yield found[place]._replace(declarations=(), holes=(), variables={}, locals={}, outputs={})


def _shown(workloads: Iterable[Key]) -> Callable[[tuple[str, str]], bool]:
    return {key[:2] for key in workloads}.__contains__


def _rehearsals(
    assessments: Sequence[Assessment], catalogue: Catalogue, shows: Shows
) -> Iterator[tuple[str, Simulation]]:
    """Those causes that hurt anything."""
    for cause in CAUSES:
        if catalogue.template(cause) is None:
            continue
        whole = simulate(assessments, what_if([cause], catalogue, HOURS))
        found = whole._replace(workloads=tuple(fate for fate in whole.workloads if shows(fate.resource)))
        if any(replayed.until is not None for fate in found.workloads for replayed in fate.fates.values()):
            yield cause, found


def stops(simulation: Simulation) -> list[Stop]:
    """What certainly goes, in the order in which it does; what runs on caches when they may end."""
    found = [
        Stop(fate, capability, *_when(replayed))
        for fate in simulation.workloads
        for capability, replayed in fate.fates.items()
        if replayed.state == "lost"
    ]
    return sorted(found, key=lambda stop: (stop.earliest, stop.latest, LEVELS.index(stop.fate.criticality.level)))


def _when(replayed: Replayed) -> tuple[float, float]:
    """From when the first of its caches may have ended, and from when it is certainly gone."""
    ends = (
        stretch.start + fate.hours[0]
        for stretch in replayed.stretches
        for fate in stretch.verdict.dependencies
        if fate.hours is not None
    )
    return min((*ends, replayed.since)), replayed.since


def cached(simulation: Simulation) -> list[WorkloadFate]:
    """Workloads that go on with what they were given before: they stop when somebody restarts them."""
    return [
        fate for fate in simulation.workloads if any(item.verdict.state == "cached" for item in fate.run.stretches)
    ]  # fmt: skip


def ways_on(fate: WorkloadFate) -> list[tuple[str, DependencyFate]]:
    """Each target that a failure hurts, with what became of it last; by name.

    A credential that goes on by another service of the platform needs nobody.
    """
    found: dict[str, DependencyFate] = {}
    for stretch in fate.run.stretches:
        for dependency in stretch.verdict.dependencies:
            own = dependency.saved_by and same_credential(dependency, dependency.saved_by)
            if not own and any(path.by and path.state not in WHOLE for path in dependency.paths):
                found[dependency.dependency.text] = dependency
    return sorted(found.items())


def owner_of(resource: Resource) -> str:
    """Whom a tag names as the owner; empty where none does."""
    tags = resource.value("tags")
    entries = tags.known if isinstance(tags, Unknown) else tags
    named = entries.items() if isinstance(entries, dict) else ()
    owners = (reveal(value) for key, value in named if re.sub("[-_ ]", "", key).lower() in _OWNERS)
    return next((value for value in owners if isinstance(value, str)), "")


def _deploys(assessments: Iterable[Assessment]) -> Iterator[Deploy]:
    """Every job that deploys anything, once, with all that it deploys."""
    targets: dict[Key, dict[Key, None]] = {}
    jobs: dict[Key, Resource] = {}
    for assessment in assessments:
        for job in assessment.graph.of_kind("deployment_job"):
            for edge in assessment.graph.out(job.key, "deploys"):
                if edge.target is not None:
                    jobs[job.key] = job
                    targets.setdefault(job.key, {})[edge.target] = None
    for key in sorted(jobs):
        job = jobs[key]
        triggers = tuple(map(str, known_list(job.value("triggers"))))
        manual = True if "manual" in triggers else _truth(job, "manual")
        named = tuple(dict.fromkeys(map(_target, targets[key])))
        yield Deploy(job, named, tuple(target[:2] for target in targets[key]), manual, triggers)


def _target(key: Key) -> str:
    where = f"{key.deployment}[{key.set}]" if key.set else key.deployment
    return where if key.address == DEPLOYED else f"{key.address} of {where}"


def _truth(resource: Resource, name: str) -> bool | None:
    value = resource.value(name)
    return value if isinstance(value, bool) else None


def _credentials(assessments: Iterable[Assessment]) -> Iterator[Credential]:
    for assessment in assessments:
        graph = assessment.graph
        for resource in graph.of_kind("application_credential"):
            what = "certificate" if resource.value("certificate") is True else "password"
            yield Credential(resource, f"{what} of an application", _text(resource, "expires"))
        for resource in graph.of_kind("key_vault_secret", "entra_user", "iam_user"):
            if _EMERGENCY.search(f"{resource.address} {_text(resource, 'name')} {_text(resource, 'login')}"):
                yield Credential(resource, _WHAT[resource.kind], _text(resource, "expires"))
        for resource in graph.of_kind("data_store", "kubernetes_cluster", "messaging"):
            if resource.value("local_auth") is True and resource.mode == "managed":
                yield Credential(resource, "accepts keys or local accounts, which need no token", "")


_WHAT = {"key_vault_secret": "secret in a vault", "entra_user": "account in Entra", "iam_user": "IAM user"}


def _unique(credentials: Iterable[Credential]) -> list[Credential]:
    return list({(item.resource.key.deployment, item.resource.address): item for item in credentials}.values())


def _alarms(assessments: Iterable[Assessment]) -> Iterator[Alarm]:
    seen: set[Location] = set()
    for assessment in assessments:
        for resource in assessment.graph.of_kind("alert"):
            if resource.header not in seen:
                seen.add(resource.header)
                yield _alarm(assessment, resource)


def _alarm(assessment: Assessment, resource: Resource) -> Alarm:
    graph = assessment.graph
    targets = (graph.resources.get(edge.target) for edge in graph.out(resource.key, "depends_on") if edge.target)
    groups = [target for target in targets if target is not None and target.kind == "action_group"]
    direct = [str(reveal(name)) for group in groups for name in known_list(group.value("direct"))]
    category = _text(resource, "category")
    watched = [edge.text for edge in graph.out(resource.key, "alerts_on")]
    what = category or ", ".join(watched) or resource.kind.replace("_", " ")
    return Alarm(
        resource, what, tuple(group.address for group in groups), tuple(direct), _truth(resource, "enabled")
    )  # fmt: skip


def _text(resource: Resource, name: str) -> str:
    value = resource.value(name)
    return "" if isinstance(value, Missing | Unknown) or value is None else text(value)
