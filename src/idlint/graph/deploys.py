"""Which job applies which deployment, and what a job does through its steps.

A step that applies a root or a template is known from the invocation that made the variable set. A job takes over
every link of its sign-ins and steps, so that questions about a job need not go through them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from idlint.document import Deployment, Document
from idlint.graph.resources import Edge, Key, Property, Resource
from idlint.source import Location
from idlint.values import Unknown, Value

DEPLOYED = "(deployment)"
"""The address of the resource that stands for a deployment as a whole."""

PARTS_OF_JOBS = frozenset({"cloud_login", "deployment_step", "secret_read"})
"""Kinds whose links their job takes over."""

VERBS = {"init": "initialises", "plan": "plans", "destroy": "destroys", "refresh": "reads the state of"}
"""Action of a step -> what it does with a deployment, where that is not to apply it."""

Applied = Mapping[Location, tuple[tuple[str, str], ...]]
"""The place of a step that applies something -> path and variable set of what it may apply."""


def applied(documents: Iterable[Document]) -> Applied:
    """What the steps of pipelines apply, as the units' variable sets remember it."""
    found: dict[Location, list[tuple[str, str]]] = {}
    for document in documents:
        for invocation in document.unit.invocations:
            for step in invocation.steps:
                found.setdefault(step, []).append((document.unit.path, invocation.name))
    return {step: tuple(dict.fromkeys(targets)) for step, targets in found.items()}


def deployment_resources(deployments: Iterable[Deployment], applied: Applied) -> Iterator[Resource]:
    """One resource for each deployment that some pipeline applies."""
    wanted = {target for targets in applied.values() for target in targets}
    for deployment in deployments:
        if (deployment.path, deployment.set) in wanted and deployment.header is not None:
            yield _resource(deployment, deployment.header)


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


def deploys(resources: Iterable[Resource], known: Mapping[Key, Resource], applied: Applied) -> Iterator[Edge]:
    """An edge from every step to the deployments of this environment that it applies."""
    for step in resources:
        if step.kind != "deployment_step":
            continue
        targets = applied.get(place_of(step), ())
        maybe = "which variable set it applies is not known" if len(targets) > 1 else step.maybe
        for path, name in targets:
            key = Key(path, name, DEPLOYED)
            if key in known:
                detail = {field: value for field in ("tool", "action") if isinstance(value := step.value(field), str)}
                does = VERBS.get(detail.get("action", ""), "applies")
                text = f"step {_text(step.value('step'))} {does} {path}"
                yield Edge("deploys", step.key, key, path, place_of(step), text, maybe, detail=dict(detail))


def _text(value: object) -> str:
    return value if isinstance(value, str) else "of a job"


def reads_to_apply(resources: Mapping[Key, Resource], edges: Iterable[Edge], applied: Applied) -> Iterator[Edge]:
    """An edge from every step to the vaults whose secrets it has to read to plan what it applies (`data` blocks)."""
    stores: dict[tuple[str, str], dict[Key, Edge]] = {}
    for edge in edges:
        source = resources.get(edge.source)
        if source is not None and source.mode == "data" and edge.type == "stores_secret_in" and edge.target is not None:
            stores.setdefault(edge.source[:2], {}).setdefault(edge.target, edge)
    for step in resources.values() if stores else ():
        targets = applied.get(place_of(step), ()) if step.kind == "deployment_step" else ()
        maybe = "which variable set it applies is not known" if len(targets) > 1 else step.maybe
        for path, name in targets:
            for target, edge in stores.get((path, name), {}).items():
                why = f"applying {path} reads {edge.source.address} from {target.address}"
                detail: dict[str, Value] = {"plan": True, "secret": edge.source.address}
                yield Edge("stores_secret_in", step.key, target, edge.text, place_of(step), why,
                           maybe or edge.maybe, edge.confidence, detail)  # fmt: skip


RUNNERS = frozenset(
    {"build_agent_pool", "virtual_machine_scale_set", "virtual_machine", "container_app_job", "helm_release"}
)  # fmt: skip
"""Kinds that runners are made of, which labels name them by."""


def runs_on_labels(resources: Iterable[Resource]) -> Iterator[Edge]:
    """An edge from a job on its own runners to the one thing that is named as one of its labels is."""
    found = tuple(resources)
    by_name: dict[str, list[Key]] = {}
    for item in found:
        name = item.value("name")
        if item.kind in RUNNERS and isinstance(name, str):
            by_name.setdefault(name.lower(), []).append(item.key)
    for job in found if by_name else ():
        labels = job.value("labels") if job.kind == "deployment_job" and job.value("hosting") != "hosted" else None
        for label in labels if isinstance(labels, list) else ():
            keys = by_name.get(label.lower(), []) if isinstance(label, str) else []
            if len(keys) == 1 and isinstance(label, str):
                location = job.property("labels").location or job.header
                why = f"label {label} names {keys[0].address}"
                yield Edge("runs_on", job.key, keys[0], label, location, why, job.maybe, "medium")


def of_jobs(resources: Mapping[Key, Resource], edges: Iterable[Edge]) -> Iterator[Edge]:
    """The links of sign-ins, deployments and secret reads once more, with their job as the source."""
    for edge in edges:
        part = resources.get(edge.source)
        if part is None or part.kind not in PARTS_OF_JOBS or edge.type == "depends_on":
            continue
        job = job_of(part, resources)
        if job is not None:
            detail: dict[str, Value] = {**_facts(part), **edge.detail, "by": part.address}
            yield edge._replace(source=job, maybe=edge.maybe or part.maybe, detail=detail)


def _facts(part: Resource) -> dict[str, Value]:
    names = ("cloud", "method", "tool", "action", "store")
    return {name: value for name in names if isinstance(value := part.value(name), str)}


def job_of(part: Resource, resources: Mapping[Key, Resource]) -> Key | None:
    """The job that a sign-in, deployment or secret read belongs to."""
    value = part.value("job")
    origin = value.origin if isinstance(value, Unknown) else None
    key = Key(part.key.deployment, part.key.set, origin.address) if origin else None
    return key if key in resources else None


def elsewhere(resources: Mapping[Key, Resource], applied: Applied, environment: str) -> frozenset[Key]:
    """The jobs that certainly apply other environments only, with all that they do: they are not part of this one."""
    parts = {item.key: job for item in resources.values() if (job := _job_of_part(item, resources)) is not None}
    applies: dict[Key, set[str]] = {}
    for key, job in parts.items():
        for _, name in applied.get(place_of(resources[key]), ()):
            applies.setdefault(job, set()).add(name)
    jobs = {job for job, names in applies.items() if not names & {"", environment}}
    return frozenset(jobs | {key for key, job in parts.items() if job in jobs})


def _job_of_part(item: Resource, resources: Mapping[Key, Resource]) -> Key | None:
    return job_of(item, resources) if item.kind in PARTS_OF_JOBS else None
