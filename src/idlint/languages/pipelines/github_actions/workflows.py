"""GitHub Actions workflows: one file to one pipeline, with the reusable workflows of the same repository followed.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
"""

from __future__ import annotations

import posixpath
import re
from typing import Final

from idlint.document import Call
from idlint.fuel import Exhausted, Fuel
from idlint.languages.pipelines.github_actions.jobs import (
    Workflow,
    environment,
    job_instances,
    job_spans,
    permissions,
    read_job,
    rights,
)
from idlint.languages.pipelines.github_actions.matrix import Instance
from idlint.languages.pipelines.github_actions.reading import Reading, both
from idlint.languages.pipelines.github_actions.scope import Scope
from idlint.languages.pipelines.github_actions.triggers import (
    call_inputs,
    input_defaults,
    input_names,
    schedules,
    triggers,
)
from idlint.languages.pipelines.model import Job, Pipeline, Runner
from idlint.languages.pipelines.origin import repository_name
from idlint.languages.pipelines.sources import Sources
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.settings import Settings
from idlint.source import SourceTree, Span
from idlint.values import Value

MAX_CALLS: Final = 10
"""How deep workflows call each other; GitHub's own limit."""

_PATH: Final = r"(?:.*/)?\.github/workflows/[^/]+\.ya?ml"


def is_pipeline(path: str) -> bool:
    """Whether the file at `path` is a workflow by its place; a folder with a placeholder in its name is a template."""
    return ".github/workflows/" in path and re.fullmatch(_PATH, path) is not None and "{{" not in path


def read(tree: SourceTree, path: str, settings: Settings) -> Pipeline:
    """The workflow at `path`; what cannot be understood of it is a problem of the result."""
    sources = Sources(tree)
    root = sources.first(path)
    pipeline = Pipeline(path, "github_actions", Span(path, 0, 0))
    fuel = Fuel()
    if isinstance(root, MappingNode) and not _is_action(root):
        reading = Reading(sources, fuel, path.rpartition(".github/workflows/")[0], [0], repository_name(tree, settings))
        pipeline = _workflow(reading, path, root, pipeline)
    elif not isinstance(root, MappingNode) and not sources.problems:
        sources.problem(Span(path, 0, 0), "this is no workflow: expected a mapping with `on` and `jobs`")
    return sources.noted(pipeline, fuel.exhausted)


def _is_action(root: MappingNode) -> bool:
    """Whether the file is an action's metadata that lies beside workflows."""
    return "runs" in root.by_name and "jobs" not in root.by_name


def _workflow(reading: Reading, path: str, root: MappingNode, pipeline: Pipeline) -> Pipeline:
    """The pipeline of a workflow's file."""
    written = root.get("on")
    found = triggers(written)
    if written is None:
        reading.sources.problem(root.span._replace(end=root.start), "this workflow has no `on`: nothing starts it")
    scope = Scope(reading.fuel)
    env = reading.texts(root.get("env"), scope)
    workflow = Workflow(
        path=path,
        node=root,
        scope=scope,
        env=env,
        permissions=permissions(reading, root.get("permissions"), scope),
        is_called_only=set(found) == {"call"},
        chain=(path,),
    )
    jobs = expand(reading, workflow)
    return pipeline._replace(
        header=(root.pairs[0][0] if root.pairs else root).span,
        name=reading.shown(root.get("name"), scope),
        triggers=found,
        schedules=schedules(written),
        inputs=input_names(written),
        defaults=input_defaults(written),
        jobs=tuple(job for group in jobs.values() for job in group),
    )


def expand(reading: Reading, workflow: Workflow) -> dict[str, list[Job]]:
    """Name of each job -> its instances, or the jobs of the workflow that it calls."""
    node = workflow.node.get("jobs")
    if not isinstance(node, MappingNode):
        span = node.span if node is not None else Span(workflow.path, 0, 0)
        reading.sources.problem(span, "this is no workflow: expected `jobs` with a mapping of jobs")
        return {}
    found: dict[str, list[Job]] = {}
    for key, item in node.pairs:
        if not isinstance(item, MappingNode):
            reading.sources.problem(item.span, f"the job `{key.text}` is a mapping, and this is none")
            continue
        try:
            found[key.text] = _instances(reading, key, item, workflow)
        except Exhausted:
            address = f"{workflow.prefix}jobs.{key.text}"
            reading.sources.hole(address, workflow.path, "budget", key.span, {})
    return _ordered(reading, found, node)


def _instances(reading: Reading, key: ScalarNode, node: MappingNode, workflow: Workflow) -> list[Job]:
    """The instances of one job."""
    found: list[Job] = []
    address = f"{workflow.prefix}jobs.{key.text}"
    for instance, own, scope in job_instances(reading, node, address, workflow):
        if "uses" in node.by_name:
            found += _call(reading, key, node, own, instance, scope, workflow)
        else:
            job = read_job(reading, key, node, own, instance, scope, workflow)
            found += [job] if job is not None else []
    return found


def _ordered(reading: Reading, found: dict[str, list[Job]], node: MappingNode) -> dict[str, list[Job]]:
    """The jobs with the addresses of those they wait for; jobs of a called workflow wait with their caller."""
    addresses = {name: tuple(job.address for job in jobs) for name, jobs in found.items()}
    for key, item in node.pairs:
        needs = _needs(reading, item, addresses)
        if needs and key.text in found:
            found[key.text] = [job if job.needs else job._replace(needs=needs) for job in found[key.text]]
    return found


def _needs(reading: Reading, node: Node, addresses: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The addresses of the jobs that `needs` names."""
    written = node.get("needs") if isinstance(node, MappingNode) else None
    items = written.items if isinstance(written, SequenceNode) else [written] if written is not None else []
    found: dict[str, None] = {}
    for item in items:
        name = item.text if isinstance(item, ScalarNode) else ""
        if name in addresses:
            found.update(dict.fromkeys(addresses[name]))
        else:
            reading.sources.problem(item.span, f"`needs` names the job `{name}`, which this workflow does not have")
    return tuple(found)


def _call(
    reading: Reading, key: ScalarNode, node: MappingNode, address: str, instance: Instance, scope: Scope, made: Workflow
) -> list[Job]:
    """The jobs of the workflow that a job calls; of one that is not here, one job without steps and a hole."""
    scope = scope.within(env=scope.partly("env", dict(made.env)))
    holds, condition = reading.condition(node.get("if"), scope)
    if holds is False:
        return []
    uses = node.get("uses")
    source = reading.local(uses.text) if isinstance(uses, ScalarNode) else ""
    called = _called(reading, source, uses or node, made)
    allowed = rights(reading, node, made)
    if called is None:
        arguments = {**reading.texts(node.get("with"), scope), **_secrets(reading, node.get("secrets"), scope)}
        reason = "workflow is not in this repository" if not source.startswith("./") else "workflow cannot be read"
        reading.sources.hole(address, source, reason, key.span, arguments)
        return [_opaque(reading, key, node, address, instance, scope, made, condition)]
    inner = _inner(reading, node, scope, called, made)
    inner = inner._replace(
        prefix=f"{address}.",
        granted=allowed.id_token,
        inherited=allowed.permissions or {},
        condition=both(made.condition, condition),
        maybe=instance.maybe or made.maybe,
        callers=(*made.callers, Call(address, key.span)),
    )
    return [job for jobs in expand(reading, inner).values() for job in jobs]


def _inner(
    reading: Reading, node: MappingNode, scope: Scope, called: tuple[MappingNode, str], made: Workflow
) -> Workflow:
    """The called workflow with what the caller passes."""
    root, path = called
    passed = node.get("secrets")
    inner = Scope(reading.fuel, known={"inputs": call_inputs(reading, root, node, scope)})
    inherits = isinstance(passed, ScalarNode) and passed.text == "inherit"
    known = scope.context("secrets") if inherits else inner.partly("secrets", _secrets(reading, passed, scope))
    inner = inner.within(secrets=known)
    return made._replace(
        path=path,
        node=root,
        scope=inner,
        env=reading.texts(root.get("env"), inner),
        permissions=permissions(reading, root.get("permissions"), inner),
        is_startable=made.is_startable or "manual" in triggers(root.get("on")),
        chain=(*made.chain, path),
    )


def _called(reading: Reading, source: str, uses: Node, made: Workflow) -> tuple[MappingNode, str] | None:
    """The workflow that `uses` names, and its path; None where it is in another repository, missing or no workflow."""
    if not source.startswith("./"):
        return None
    path = posixpath.normpath(posixpath.join(reading.root, source))
    if path in made.chain or len(made.chain) > MAX_CALLS:
        reading.sources.problem(uses.span, f"`{source}` calls itself, or is called too deep, so it never ends")
        return None
    if not reading.sources.tree.is_file(path):
        reading.sources.problem(uses.span, f"the workflow `{source}` is not in this repository")
        return None
    root = reading.sources.first(path)
    return (root, path) if isinstance(root, MappingNode) else None


def _secrets(reading: Reading, node: Node | None, scope: Scope) -> dict[str, Value]:
    """The secrets that a caller passes by name."""
    return reading.texts(node, scope) if isinstance(node, MappingNode) else {}


def _opaque(
    reading: Reading,
    key: ScalarNode,
    node: MappingNode,
    address: str,
    instance: Instance,
    scope: Scope,
    made: Workflow,
    condition: str,
) -> Job:
    """The job that calls a workflow which cannot be read."""
    allowed = rights(reading, node, made)
    return Job(
        address=address,
        name=reading.shown(node.get("name"), scope) or key.text,
        header=key.span,
        runner=Runner("unknown"),
        environment=environment(reading, node.get("environment"), scope),
        condition=both(made.condition, condition) or None,
        permissions=allowed.permissions or {},
        id_token=allowed.id_token,
        spans=job_spans(node, made),
        callers=made.callers,
        maybe=instance.maybe or made.maybe,
    )
