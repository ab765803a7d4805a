"""Jobs: plain and deployment jobs, their instances, and what each has from its stage.

https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/jobs-deployment
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from idlint.languages.pipelines.azure_pipelines.checkouts import checkout_of, rebased
from idlint.languages.pipelines.azure_pipelines.fields import both, flag, header, number, raw, spans, value
from idlint.languages.pipelines.azure_pipelines.pools import container_image, runner
from idlint.languages.pipelines.azure_pipelines.scope import Scope
from idlint.languages.pipelines.azure_pipelines.steps import Written, built, scripts, written
from idlint.languages.pipelines.azure_pipelines.tree import Entry, Fields, value_of
from idlint.languages.pipelines.azure_pipelines.variables import Macros, Table, declared, set_by
from idlint.languages.pipelines.model import Job, Runner, Step
from idlint.records import NamedTuple
from idlint.source import Span
from idlint.values import Unknown, Value, text

MAX_LEGS = 256
"""Instances of one matrix; a larger one is one instance whose variables are not known."""

HOOKS = ("preDeploy", "deploy", "routeTraffic", "postRouteTraffic")
APPROVALS = ("manualvalidation", "manualintervention")

_PLACES = (
    ("dependsOn", "needs"), ("environment", "environment"), ("condition", "condition"), ("container", "container"),
    ("timeoutInMinutes", "timeout_minutes"), ("continueOnError", "continue_on_error"), ("variables", "variables"),
)  # fmt: skip


class Place(NamedTuple):
    """What a job has from around it."""

    table: Table = Table()
    pool: Entry | None = None
    container: Entry | None = None
    containers: Mapping[str, Value] = {}
    """Container resources: alias -> image."""
    stage: str = ""
    condition: Value = None
    """The stage's condition."""
    manual: bool = False


class Draft(NamedTuple):
    """One job as it is written, before its instances."""

    name: str
    fields: Fields
    scope: Scope
    maybe: str
    legs: tuple[tuple[str, Mapping[str, Value]], ...]
    """The legs of its matrix: name and variables; one nameless leg where there is none."""


def legs(fields: Fields) -> tuple[tuple[tuple[str, Mapping[str, Value]], ...], str]:
    """The legs of a job's matrix, and why it is not known which there are; `parallel` slices count as one."""
    strategy = fields.get("strategy")
    matrix = strategy.tree.get("matrix") if strategy is not None and isinstance(strategy.tree, Fields) else None
    if matrix is None:
        return (("", {}),), ""
    tree = matrix.tree
    if not isinstance(tree, Fields) or tree.open or matrix.maybe or not 0 < len(tree.entries) <= MAX_LEGS:
        return (("?", {}),), "matrix is not known"
    return tuple((name, _leg(entry)) for name, entry in tree.entries.items()), ""


def _leg(entry: Entry) -> Mapping[str, Value]:
    if not isinstance(entry.tree, Fields):
        return {}
    return {
        name: Unknown(item.maybe) if item.maybe else value_of(item.tree) for name, item in entry.tree.entries.items()
    }


def instances(draft: Draft, addresses: tuple[str, ...], needs: tuple[str, ...], place: Place) -> Iterator[Job]:
    """The job once for each leg of its matrix."""
    entry = draft.fields.get("variables")
    table = place.table.with_(declared(entry.tree if entry is not None else None, draft.scope))
    items = list(_steps(draft))
    names = set_by(scripts(items))
    for (_, variables), address in zip(draft.legs, addresses, strict=True):
        own = Table({name.lower(): (name, item) for name, item in variables.items()})
        yield _built(draft, address, needs, place, Macros(table.with_(own), draft.scope.run.fuel, names), items)


def _steps(draft: Draft) -> Iterator[Written]:
    """The steps of a job; of a deployment job, those of all its hooks in the order in which they run."""
    steps = draft.fields.get("steps")
    if steps is not None:
        yield from written(steps.tree, draft.scope, steps.maybe)
    strategy = draft.fields.get("strategy")
    for entry in strategy.tree.entries.values() if strategy is not None and isinstance(strategy.tree, Fields) else ():
        if isinstance(entry.tree, Fields):
            yield from _hooks(entry.tree, draft.scope, entry.maybe)


def _hooks(strategy: Fields, scope: Scope, maybe: str) -> Iterator[Written]:
    for hook in HOOKS:
        yield from _hook(strategy.get(hook), scope, maybe, f"{hook}.steps", "")
    outcome = strategy.get("on")
    if outcome is not None and isinstance(outcome.tree, Fields):
        for name, condition in (("failure", "failed()"), ("success", "succeeded()")):
            yield from _hook(outcome.tree.get(name), scope, maybe or outcome.maybe, f"on.{name}.steps", condition)


def _hook(entry: Entry | None, scope: Scope, maybe: str, suffix: str, condition: str) -> Iterator[Written]:
    steps = entry.tree.get("steps") if entry is not None and isinstance(entry.tree, Fields) else None
    if entry is not None and steps is not None:
        for item in written(steps.tree, scope, maybe or entry.maybe or steps.maybe):
            yield item._replace(suffix=suffix, condition=condition)


def _built(
    draft: Draft, address: str, needs: tuple[str, ...], place: Place, macros: Macros, items: list[Written]
) -> Job:
    fields = draft.fields
    steps = _numbered(items, address, macros)
    checkout = checkout_of(items, draft.scope.run.repositories)
    if checkout is not None:
        steps = tuple(rebased(step, checkout) for step in steps)
    return Job(
        address=address,
        name=draft.name,
        header=_header(fields),
        runner=_runner(fields, place, macros),
        steps=steps,
        needs=needs,
        stage=place.stage,
        environment=_environment(fields, macros),
        manual=place.manual or any(_is_approval(step) for step in steps),
        condition=both(place.condition, raw(fields, "condition")),
        timeout_minutes=number(fields, "timeoutInMinutes", macros),
        continue_on_error=flag(fields, "continueOnError", macros),
        variables=macros.all(),
        groups=tuple(macros.resolved(group) for group in macros.table.groups),
        spans=spans(fields, _PLACES),
        callers=draft.scope.callers,
        maybe=draft.maybe,
    )


def _runner(fields: Fields, place: Place, macros: Macros) -> Runner:
    """Where the job runs: what it says itself goes before what its stage or pipeline says."""
    container = fields if fields.get("container") is not None else _holding(place.container)
    image = container_image(container, place.containers, macros)
    return runner(fields.get("pool") or _hook_pool(fields) or place.pool, image, macros, _header(fields))


def _numbered(items: list[Written], address: str, macros: Macros) -> tuple[Step, ...]:
    env = macros.environment()
    counts: dict[str, int] = {}
    found: list[Step] = []
    for item in items:
        number = counts.get(item.suffix, 0)
        step = built(item, f"{address}.{item.suffix}[{number}]", macros, env)
        if step is not None:
            counts[item.suffix] = number + 1
            found.append(step)
    return tuple(found)


def _hook_pool(fields: Fields) -> Entry | None:
    """The pool that the `deploy` hook of a deployment job names for itself."""
    strategy = fields.get("strategy")
    for entry in strategy.tree.entries.values() if strategy is not None and isinstance(strategy.tree, Fields) else ():
        hook = entry.tree.get("deploy") if isinstance(entry.tree, Fields) else None
        if hook is not None and isinstance(hook.tree, Fields):
            return hook.tree.get("pool")
    return None


def _holding(container: Entry | None) -> Fields:
    return Fields(Span("", 0, 0), {"container": container} if container is not None else {})


def _header(fields: Fields) -> Span:
    entry = fields.get("job") or fields.get("deployment")
    return header(entry, whole=True) if entry is not None else fields.span


def _environment(fields: Fields, macros: Macros) -> Value:
    """The environment's name, without the resource in it."""
    entry = fields.get("environment")
    if entry is not None and isinstance(entry.tree, Fields):
        return value(entry.tree, "name", macros) or ""
    found = value(fields, "environment", macros)
    if isinstance(found, str):
        return found.partition(".")[0]
    return "" if found is None else found


def _is_approval(step: Step) -> bool:
    return text(step.action).lower().startswith(APPROVALS) and not step.maybe
