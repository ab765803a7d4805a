"""One job of a workflow: its instances, where they run, what they may do, and their steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

from idlint.document import Call
from idlint.languages.pipelines.github_actions.coercion import as_text
from idlint.languages.pipelines.github_actions.matrix import ONLY, Instance, instances
from idlint.languages.pipelines.github_actions.reading import MAX_JOBS, Reading, both, directory
from idlint.languages.pipelines.github_actions.scope import REASONS, Scope
from idlint.languages.pipelines.github_actions.steps import Place, checkouts, read_steps
from idlint.languages.pipelines.model import Job, Runner
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import Unknown, Value

_SPANS: Final = {
    "if": "condition",
    "timeout-minutes": "timeout_minutes",
    "continue-on-error": "continue_on_error",
    "runs-on": "runner",
}

CALLER_DECIDES: Final = "the calling workflow decides"


class Workflow(NamedTuple):
    """One workflow as its jobs see it: the file itself, or one call of it."""

    path: str
    node: MappingNode
    scope: Scope
    prefix: str = ""
    """Address of the call with a dot behind it; empty for the pipeline's own file."""
    env: Mapping[str, Value] = {}
    permissions: Mapping[str, Value] | None = None
    """What the workflow asks for; None where it does not say."""
    granted: Value = True
    """Whether the caller lets it ask for an OIDC token; the pipeline's own file needs nobody."""
    inherited: Mapping[str, Value] | None = None
    """The caller's permissions, which hold where the workflow does not say."""
    is_called_only: bool = False
    """Whether it is read by itself although only calls start it."""
    is_startable: bool = False
    """Whether it is called and a person can start it as well, so that nobody needs the caller for that."""
    condition: str = ""
    maybe: str = ""
    callers: tuple[Call, ...] = ()
    chain: tuple[str, ...] = ()
    """Files of the workflows that are being followed."""


class Rights(NamedTuple):
    """What a job's token may do."""

    permissions: Mapping[str, Value] | None
    """None where neither job, workflow nor caller say."""
    id_token: Value


def rights(reading: Reading, node: MappingNode, workflow: Workflow) -> Rights:
    """The job's permissions, else the workflow's, else the caller's; a caller has to grant `id-token` as well.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions
    """
    own = permissions(reading, node.get("permissions"), workflow.scope)
    stated = workflow.permissions if own is None else own
    if stated is None and workflow.inherited is not None:
        return Rights(workflow.inherited, workflow.granted)
    if stated is None:
        return Rights(None, Unknown(CALLER_DECIDES) if workflow.is_called_only else False)
    is_asked = stated.get("id-token", stated.get("*")) == "write"
    return Rights(stated, workflow.granted if is_asked else False)


def permissions(reading: Reading, node: Node | None, scope: Scope) -> dict[str, Value] | None:
    """`permissions:`, where `*` stands for all of them; None where nothing is written."""
    match node:
        case MappingNode():
            return reading.texts(node, scope)
        case ScalarNode(text="read-all"):
            return {"*": "read"}
        case ScalarNode(text="write-all"):
            return {"*": "write"}
        case ScalarNode(text=""):
            return {}
    return None


def job_instances(
    reading: Reading, node: MappingNode, address: str, workflow: Workflow
) -> list[tuple[Instance, str, Scope]]:
    """The instances of a job, each with its address and what names mean in it."""
    strategy = node.get("strategy")
    matrix = strategy.get("matrix") if isinstance(strategy, MappingNode) else None
    scope = workflow.scope._replace(where=address)
    found: tuple[Instance, ...] = ONLY
    if matrix is not None:
        symbol = Unknown(REASONS["matrix"], scope.origin("matrix"))
        found = instances(reading.value(matrix, scope), symbol)
        if reading.jobs_made[0] + len(found) > MAX_JOBS:
            found = (Instance("[?]", symbol, REASONS["matrix"]),)
    reading.jobs_made[0] += len(found)
    made = []
    for instance in found:
        own = scope._replace(where=address + instance.key)
        made.append((instance, own.where, own if instance.values is None else own.within(matrix=instance.values)))
    return made


def read_job(
    reading: Reading, key: ScalarNode, node: MappingNode, address: str, instance: Instance, scope: Scope, made: Workflow
) -> Job | None:
    """One instance of a job with steps; None where it certainly never runs."""
    env = {**made.env, **reading.texts(node.get("env"), scope.within(env=scope.partly("env", dict(made.env))))}
    scope = scope.within(env=scope.partly("env", env))
    holds, condition = reading.condition(node.get("if"), scope)
    if holds is False:
        return None
    granted = rights(reading, node, made)
    job = Job(
        address=address,
        name=reading.shown(node.get("name"), scope) or key.text,
        header=key.span,
        runner=runner(reading, node, scope),
        steps=tuple(read_steps(reading, node.get("steps"), _place(reading, node, address, scope, env, made))),
        environment=environment(reading, node.get("environment"), scope),
        condition=both(made.condition, condition) or None,
        timeout_minutes=reading.value(node.get("timeout-minutes"), scope),
        continue_on_error=reading.value(node.get("continue-on-error"), scope) or False,
        permissions=granted.permissions or {},
        id_token=granted.id_token,
        variables=env,
        spans=job_spans(node, made),
        callers=made.callers,
        maybe=instance.maybe or made.maybe,
        startable=made.is_startable,
    )
    if "steps" not in node.by_name:
        reading.sources.problem(key.span, f"the job `{key.text}` has neither `steps` nor `uses`")
    return job


def job_spans(node: MappingNode, workflow: Workflow) -> dict[str, Location]:
    """Where the parts of a job are written; permissions of the workflow count where the job has none."""
    found: dict[str, Location] = {_SPANS.get(key.text, key.text): item.span for key, item in node.pairs}
    shared = workflow.node.get("permissions")
    if "permissions" not in found and shared is not None:
        found["permissions"] = shared.span
    return found


def _place(
    reading: Reading, node: MappingNode, address: str, scope: Scope, env: dict[str, Value], workflow: Workflow
) -> Place:
    """Where the job's steps stand: the defaults for scripts come from the job, else from the workflow."""
    shell, folder = "", None
    for holder in (node, workflow.node):
        defaults = holder.get("defaults")
        run = defaults.get("run") if isinstance(defaults, MappingNode) else None
        if isinstance(run, MappingNode):
            shell = shell or reading.shown(run.get("shell"), scope)
            folder = folder or run.get("working-directory")
    others, checkout = checkouts(node.get("steps"))
    return Place(
        address=address,
        scope=scope,
        env=env,
        shell=shell,
        directory=directory(reading.text(folder, scope)),
        callers=workflow.callers,
        fetches_others=others,
        checkout=checkout,
    )


def environment(reading: Reading, node: Node | None, scope: Scope) -> Value:
    """The name of the deployment environment; empty where there is none."""
    return reading.text(node.get("name") if isinstance(node, MappingNode) else node, scope)


@cache
def _hosted() -> re.Pattern[str]:
    """Labels of GitHub's own images; larger runners have names that their owner chose.

    https://docs.github.com/actions/reference/runners/github-hosted-runners
    """
    return re.compile(r"(ubuntu|windows|macos)-(latest|slim|\d+(\.\d+)?)(-(arm|intel|large|xlarge|vs\d+|\d+-?cores?))*")


def runner(reading: Reading, node: MappingNode, scope: Scope) -> Runner:
    """`runs-on` and `container`: whose machine it is, as far as its labels say."""
    written = node.get("runs-on")
    container = node.get("container")
    image = reading.text(container.get("image") if isinstance(container, MappingNode) else container, scope)
    span = written.span if written is not None else None
    value = reading.value(written, scope)
    pool: Value = ""
    if isinstance(value, dict):
        pool, value = as_text(value.get("group")), value.get("labels")
    labels = tuple(map(as_text, value)) if isinstance(value, list) else (as_text(value),) if value is not None else ()
    kind, hosted = _kind(labels, pool)
    return Runner(kind, labels, pool, hosted, image, span)


def _kind(labels: tuple[Value, ...], pool: Value) -> tuple[Literal["hosted", "self-hosted", "unknown"], str]:
    """Whose machine carries the labels, and which of GitHub's images it has."""
    known = [label.lower() for label in labels if isinstance(label, str)]
    if "self-hosted" in known:
        return "self-hosted", ""
    image = next((label for label in known if _hosted().fullmatch(label)), "")
    if image and len(labels) == 1 and not pool:
        return "hosted", image
    return "unknown", image
