"""Which job applies which deployment, and what a job does through its steps.

A step that applies a root or a template is known from the invocation that made the variable set. A job takes over
every link of its sign-ins and steps, so that questions about a job need not go through them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from idlint.document import Deployment, Document
from idlint.graph.resources import Edge, Key, Known, Property, Resource
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import Unknown, Value

DEPLOYED = "(deployment)"
"""The address of the resource that stands for a deployment as a whole."""

PARTS_OF_JOBS = ("cloud_login", "deployment_step", "secret_read")
"""Kinds whose links their job takes over."""

VERBS = {"init": "initialises", "plan": "plans", "destroy": "destroys", "refresh": "reads the state of"}
"""Action of a step -> what it does with a deployment, where that is not to apply it."""

Applied = Mapping[Key, tuple[tuple[str, str], ...]]
"""A step that applies something -> path and variable set of what it may apply."""


def applied(documents: Iterable[Document]) -> Applied:
    """What the steps of pipelines apply, as the units' variable sets remember it."""
    found: dict[Key, list[tuple[str, str]]] = {}
    for document in documents:
        for invocation in document.unit.invocations:
            for step in invocation.steps:
                found.setdefault(Key(step.pipeline, "", step.address), []).append((document.unit.path, invocation.name))
    return {step: tuple(dict.fromkeys(targets)) for step, targets in found.items()}


def deployment_resources(deployments: Iterable[Deployment], applied: Applied) -> dict[tuple[str, str], Resource]:
    """Path and variable set -> a resource that stands for the deployment there, of all that some pipeline applies."""
    wanted = {target for targets in applied.values() for target in targets}
    return {
        place: _resource(deployment, deployment.header)
        for deployment in deployments
        if deployment.header is not None and (place := (deployment.path, deployment.set)) in wanted
    }


def _resource(deployment: Deployment, header: Location) -> Resource:
    properties = {"path": Property(deployment.path, header), "language": Property(deployment.language, header)}
    return Resource(
        Key(deployment.path, deployment.set, DEPLOYED),
        "deployment",
        "deployment",
        frozenset({"deployment"}),
        "platform",
        "managed",
        header,
        properties,
        language=deployment.language,
    )


def place_of(step: Resource) -> Location:
    """Where a deployment is written; its header is the whole step, which may hold several."""
    return step.property("tool").location or step.header


def deploys(known: Known, applied: Applied) -> Iterator[Edge]:
    """An edge from every step to the deployments of this environment that it applies."""
    for step in known.of_kind("deployment_step"):
        targets = applied.get(step.key, ())
        here = [key for path, name in targets if (key := Key(path, name, DEPLOYED)) in known.by_key]
        if here:
            maybe = _which(targets) or step.maybe
            detail = {field: value for field in ("tool", "action") if isinstance(value := step.value(field), str)}
            does = f"step {_text(step.value('step'))} {VERBS.get(detail.get('action', ''), 'applies')}"
            for key in here:
                path = key.deployment
                why = f"{does} {path}"
                yield Edge("deploys", step.key, key, path, place_of(step), why, maybe, detail=dict(detail))


def _which(targets: Sequence[tuple[str, str]]) -> str:
    """Why a step may not apply one of its targets."""
    return "which variable set it applies is not known" if len(targets) > 1 else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else "of a job"


def reads_to_apply(known: Known, edges: Iterable[Edge], applied: Applied) -> Iterator[Edge]:
    """An edge from every step to the vaults whose secrets it has to read to plan what it applies (`data` blocks)."""
    stores: dict[tuple[str, str], dict[Key, Edge]] = {}
    for edge in edges:
        source = known.by_key.get(edge.source) if edge.type == "stores_secret_in" else None
        if source is not None and source.mode == "data" and edge.target is not None:
            stores.setdefault(edge.source[:2], {}).setdefault(edge.target, edge)
    for step in known.of_kind("deployment_step") if stores else ():
        targets = applied.get(step.key, ())
        maybe = _which(targets) or step.maybe
        for path, name in targets:
            for target, edge in stores.get((path, name), {}).items():
                why = f"applying {path} reads {edge.source.address} from {target.address}"
                detail: dict[str, Value] = {"plan": True, "secret": edge.source.address}
                yield Edge("stores_secret_in", step.key, target, edge.text, place_of(step), why,
                           maybe or edge.maybe, edge.confidence, detail)  # fmt: skip


RUNNERS = ("build_agent_pool", "virtual_machine_scale_set", "virtual_machine", "container_app_job", "helm_release")
"""Kinds that runners are made of, which labels name them by."""


def runs_on_labels(known: Known) -> Iterator[Edge]:
    """An edge from a job on its own runners to the one thing that is named as one of its labels is."""
    by_name: dict[str, list[Key]] = {}
    for item in known.of_kind(*RUNNERS):
        name = item.value("name")
        if isinstance(name, str):
            by_name.setdefault(name.lower(), []).append(item.key)
    for job in known.of_kind("deployment_job") if by_name else ():
        labels = job.value("labels") if job.value("hosting") != "hosted" else None
        for label in labels if isinstance(labels, list) else ():
            keys = by_name.get(label.lower(), []) if isinstance(label, str) else []
            if len(keys) == 1 and isinstance(label, str):
                location = job.property("labels").location or job.header
                why = f"label {label} names {keys[0].address}"
                yield Edge("runs_on", job.key, keys[0], label, location, why, job.maybe, "medium")


class JobPart(NamedTuple):
    """A sign-in, deployment or secret read of a job."""

    job: Key
    facts: Mapping[str, Value]
    """What each of its links says of it."""


def parts_of_jobs(known: Known) -> dict[Key, JobPart]:
    """What the jobs of a deployment do through their steps, as far as its resources tell."""
    return {
        item.key: JobPart(job, _facts(item))
        for item in known.of_kind(*PARTS_OF_JOBS)
        if (job := job_of(item, known.by_key)) is not None
    }


def _facts(part: Resource) -> dict[str, Value]:
    names = ("cloud", "method", "tool", "action", "store")
    return {name: value for name in names if isinstance(value := part.value(name), str)}


def of_jobs(parts: Mapping[Key, JobPart], known: Known, edges: Iterable[Edge]) -> Iterator[Edge]:
    """The links of sign-ins, deployments and secret reads once more, with their job as the source."""
    for edge in edges:
        part = parts.get(edge.source) if edge.type != "depends_on" else None
        if part is not None:
            detail: dict[str, Value] = {**part.facts, **edge.detail, "by": edge.source.address}
            yield edge._replace(source=part.job, maybe=edge.maybe or known.by_key[edge.source].maybe, detail=detail)


def job_of(part: Resource, resources: Mapping[Key, Resource]) -> Key | None:
    """The job that a sign-in, deployment or secret read belongs to."""
    value = part.value("job")
    origin = value.origin if isinstance(value, Unknown) else None
    key = Key(part.key.deployment, part.key.set, origin.address) if origin else None
    return key if key in resources else None


def elsewhere(parts: Mapping[Key, JobPart], applied: Applied, environment: str) -> frozenset[Key]:
    """The jobs that certainly apply other environments only, with all that they do: they are not part of this one."""
    applies: dict[Key, bool] = {}
    for key, targets in applied.items():
        if key in parts:
            job = parts[key].job
            applies[job] = applies.get(job, False) or any(name in {"", environment} for _, name in targets)
    away = {job for job, is_here in applies.items() if not is_here}
    return frozenset(away | {key for key, part in parts.items() if part.job in away}) if away else frozenset()
