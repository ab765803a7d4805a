"""From a pipeline to declarations: the workflow, its jobs, and what their steps do (forms: see `model`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from idlint.document import Declaration, Path
from idlint.languages.pipelines.lines import ReadBytes, line_of
from idlint.languages.pipelines.local_scripts import Open, no_scripts
from idlint.languages.pipelines.model import JOB, LOGIN, NOT_DEFAULT, WORKFLOW, Job, Pipeline, Runner, Step
from idlint.languages.pipelines.paths import Resolve, resolved, with_template
from idlint.languages.pipelines.purpose import purpose
from idlint.languages.pipelines.recognition import Fact, facts
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import Origin, Unknown, Value, text

SUFFIXES = {"pipeline.login": "login", "pipeline.deploy": "deploy", "pipeline.secret": "secret"}


class Checkout(NamedTuple):
    """What a pipeline finds in its repository."""

    read: ReadBytes
    resolve: Resolve
    """Whether the repository has the path that a step names."""
    open: Open = no_scripts
    """The scripts of the repository that steps run."""
    name: str = ""
    """What its platform calls the repository."""


def declarations(pipeline: Pipeline, checkout: Checkout) -> Iterator[Declaration]:
    """Everything that `pipeline` declares."""
    yield _workflow(pipeline)
    for job in pipeline.jobs:
        yield _job(pipeline, job, checkout.name)
        yield from _facts(pipeline, job, checkout)


def _workflow(pipeline: Pipeline) -> Declaration:
    attributes: dict[str, Value] = {
        "name": pipeline.name,
        "dialect": pipeline.dialect,
        "triggers": list(pipeline.triggers),
        "schedules": [cron for cron, _ in pipeline.schedules],
        "inputs": list(pipeline.inputs),
    }
    spans: dict[Path, Location] = {("triggers",): next(iter(pipeline.triggers.values()), pipeline.header)}
    spans |= {("schedules", at): span for at, (_, span) in enumerate(pipeline.schedules)}
    return Declaration("workflow", WORKFLOW, pipeline.header, name=pipeline.name, attributes=attributes, spans=spans)


def _job(pipeline: Pipeline, job: Job, repository: str) -> Declaration:
    attributes: dict[str, Value] = {
        "workflow": pipeline.name or pipeline.path,
        "dialect": pipeline.dialect,
        "repository": repository,
        "name": job.name,
        "needs": list(job.needs),
        "stage": job.stage,
        "environment": job.environment,
        "runner": _runner(job.runner),
        "manual": job.manual,
        "startable": job.startable or None,
        "condition": job.condition,
        "timeout_minutes": job.timeout_minutes,
        "timeout_seconds": _seconds(job.timeout_minutes, pipeline.dialect),
        "purpose": purpose(pipeline, job),
        "undeclared_inputs": list(undeclared_inputs(pipeline, job)),
        "retries": job.retries,
        "id_token": job.id_token,
        "triggers": list(pipeline.triggers),
        "schedules": [cron for cron, _ in pipeline.schedules],
        "groups": list(job.groups),
        "steps": len(job.steps),
    }
    spans: dict[Path, Location] = {(name,): span for name, span in job.spans.items()}
    if job.runner.span is not None:
        spans["runner",] = job.runner.span
    return Declaration(
        job.address,
        JOB,
        job.header,
        name=job.name,
        attributes=_written(attributes),
        spans=spans,
        maybe=job.maybe,
        callers=job.callers,
        depends_on=job.needs,
    )


def _runner(runner: Runner) -> dict[str, Value]:
    return {
        "kind": runner.kind if runner.kind != "unknown" else Unknown("where the job runs is not known here"),
        "labels": list(runner.labels),
        "pool": runner.pool,
        "image": runner.image,
        "container": runner.container,
    }


def _written(attributes: Mapping[str, Value]) -> dict[str, Value]:
    """The attributes that somebody wrote."""
    return {name: value for name, value in attributes.items() if value not in (None, "")}


def _facts(pipeline: Pipeline, job: Job, checkout: Checkout) -> Iterator[Declaration]:
    """What the steps of `job` do; a program that signs in again in the same way says nothing new."""
    seen: set[tuple[str, str, str]] = set()
    for step in job.steps:
        counts: dict[str, int] = {}
        for fact in facts(step, pipeline.dialect, checkout.open):
            if fact.type == LOGIN and fact.attributes.pop("from_environment", False):
                key = (text(fact.attributes["cloud"]), text(fact.attributes["method"]), _client(fact))
                if key in seen:
                    continue
                seen.add(key)
            number = counts[fact.type] = counts.get(fact.type, -1) + 1
            address = f"{step.address}.{SUFFIXES[fact.type]}" + (f"[{number}]" if number else "")
            yield _declared(pipeline, job, step, fact, address, checkout)


def _client(fact: Fact) -> str:
    return text(fact.attributes.get("client_id", ""))


def _declared(pipeline: Pipeline, job: Job, step: Step, fact: Fact, address: str, checkout: Checkout) -> Declaration:
    attributes: dict[str, Value] = {
        "job": Unknown("known when the job runs", Origin(job.address)),
        "step": (step.name or step.action or step.address) + (f" ({fact.place})" if fact.place else ""),
        "script": fact.place,
        "environment": job.environment,
        "dialect": pipeline.dialect,
        "purpose": purpose(pipeline, job),
        "triggers": list(pipeline.triggers),
        "checked": is_checked(job, step),
        "principal": _principal(fact),
        "alternative": True if NOT_DEFAULT in (job.maybe, step.maybe) else None,
        **with_template(resolved(fact.attributes, pipeline.path, checkout.resolve), checkout.read),
    }
    written = _written(attributes)
    place = _place(step, fact, checkout.read)
    spans: dict[Path, Location] = {(name,): place for name in written if name not in OF_THE_JOB}
    for name in ("condition", "retries"):
        if name in step.spans:
            spans[name,] = step.spans[name]
    return Declaration(
        address,
        fact.type,
        step.header,
        name=step.name,
        attributes=written,
        spans=spans,
        maybe=job.maybe or step.maybe,
        callers=step.callers or job.callers,
    )


def _principal(fact: Fact) -> str:
    """Who signs in, as it is written: two equal expressions are one identity, whatever they turn out to be."""
    names = ("client_id", "role", "service_account", "connection")
    return next((text(fact.attributes[name]) for name in names if fact.attributes.get(name)), "")


OF_THE_JOB = frozenset({"job", "environment", "dialect", "purpose", "triggers"})
"""Attributes that a sign-in or a deployment has from its job."""


def _place(step: Step, fact: Fact, read: ReadBytes) -> Location:
    """Where a fact is written: the line of the script, or the step."""
    if fact.line is None or "run" not in step.spans:
        return step.header
    return step.spans.get(f"run[{fact.line}]") or line_of(step.spans["run"], fact.line, read)


DEFAULT_MINUTES = 360
"""https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes"""

_INPUT = re.compile(r"(?<![\w.-])(?:github\.event\.)?inputs\.([A-Za-z_][\w-]*)")


def undeclared_inputs(pipeline: Pipeline, job: Job) -> Iterator[str]:
    """Inputs that a job's conditions ask for and nobody can pass: such a condition is never what its author meant.

    A condition with an alternative (`||`) is left alone: it may be met without the input.
    """
    if pipeline.dialect != "github_actions" or job.callers:
        return
    conditions = [job.condition, *(step.condition for step in job.steps if not step.callers)]
    known = {name.lower() for name in pipeline.inputs}
    plain = [value for value in conditions if isinstance(value, str) and "||" not in value]
    asked = [name for value in plain for name in _INPUT.findall(value)]
    yield from (name for name in dict.fromkeys(asked) if name.lower() not in known)


def is_checked(job: Job, step: Step) -> bool:
    """Whether a later condition of the job asks how the step ended."""
    names = [f"steps.{step.id}.outcome", f"steps.{step.id}.conclusion"] if step.id else []
    names += ["agent.jobstatus", "succeededorfailed()"]
    conditions = [text(other.condition).lower() for other in job.steps if other.condition is not None]
    return any(name.lower() in condition for name in names for condition in conditions)


def _seconds(minutes: Value, dialect: str) -> Value:
    """A job's limit in seconds; one that says none has GitHub's own, of `DEFAULT_MINUTES`."""
    if minutes is None and dialect == "github_actions":
        minutes = DEFAULT_MINUTES
    return minutes * 60 if isinstance(minutes, int) else minutes
