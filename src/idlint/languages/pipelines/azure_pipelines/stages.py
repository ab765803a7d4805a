"""Stages and the jobs in them: templates followed, names to addresses, `dependsOn` to what must have ended before.

https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/stages
"""

from __future__ import annotations

from collections.abc import Iterator

from idlint.document import Hole
from idlint.languages.pipelines.azure_pipelines.fields import raw, strings
from idlint.languages.pipelines.azure_pipelines.jobs import Draft, Place, instances, legs
from idlint.languages.pipelines.azure_pipelines.scope import Scope
from idlint.languages.pipelines.azure_pipelines.templates import included
from idlint.languages.pipelines.azure_pipelines.tree import Entry, Fields, Items, Leaf, Tree, value_of
from idlint.languages.pipelines.azure_pipelines.variables import Macros, declared
from idlint.languages.pipelines.model import Job
from idlint.records import NamedTuple
from idlint.values import Unknown, text


class _Found(NamedTuple):
    """A stage or job that a list holds."""

    fields: Fields
    scope: Scope
    maybe: str
    pool: Entry | None = None
    """The pool that a call of a template gives all of it."""


class _Stage(NamedTuple):
    name: str
    found: _Found
    place: Place
    drafts: tuple[Draft, ...]
    addresses: tuple[tuple[str, ...], ...]
    """Of every draft, those of its instances."""


def jobs_of(content: Fields, scope: Scope, place: Place) -> Iterator[Job]:
    """Every job of a pipeline's content, in whichever of the short forms it is written."""
    stages = content.get("stages")
    taken: set[str] = set()
    if stages is not None:
        found = list(_listed(stages.tree, scope, stages.maybe, "stages"))
        read = [_stage(item, number, place, taken) for number, item in enumerate(found)]
    else:
        read = [_only_stage(content, scope, place, taken)]
    for number, stage in enumerate(read):
        before = _before(stage, read[:number], read)
        yield from _jobs(stage, before)


def _listed(tree: Tree, scope: Scope, maybe: str, kind: str, pool: Entry | None = None) -> Iterator[_Found]:
    """The stages or jobs in a list, those of templates in their place; an unknown list is a hole."""
    match tree:
        case Items():
            for entry in tree.items:
                doubt = maybe or entry.maybe
                if isinstance(entry.tree, Fields) and entry.tree.get("template") is not None:
                    call = included(entry.tree, scope, kind)
                    inner = call.content.get(kind)
                    if inner is not None:
                        given = call.content.get("pool") or pool
                        yield from _listed(inner.tree, call.scope, doubt or inner.maybe, kind, given)
                elif isinstance(entry.tree, Fields):
                    yield _Found(entry.tree, scope, doubt, pool)
                else:
                    yield from _listed(entry.tree, scope, doubt, kind, pool)
            _note(tree.open, kind, tree, scope)
        case Leaf(value=Unknown(reason=reason)):
            _note(reason, kind, tree, scope)


def _note(reason: str, kind: str, tree: Tree, scope: Scope) -> None:
    if reason:
        scope.run.holes.append(Hole(kind, kind, f"list of {kind}: {reason}", tree.span, {}, scope.callers))


def _stage(found: _Found, number: int, place: Place, taken: set[str]) -> _Stage:
    fields = found.fields
    name = _name(fields.get("stage"), f"stage{number + 1}")
    variables, pool, container = fields.get("variables"), fields.get("pool"), fields.get("container")
    trigger = raw(fields, "trigger")
    place = place._replace(
        table=place.table.with_(declared(variables.tree if variables is not None else None, found.scope)),
        pool=pool or found.pool or place.pool,
        container=container or place.container,
        stage=name,
        condition=raw(fields, "condition"),
        manual=isinstance(trigger, str) and trigger.strip().lower() == "manual",
    )
    listed = fields.get("jobs")
    jobs = list(_listed(listed.tree, found.scope, found.maybe or listed.maybe, "jobs")) if listed is not None else []
    drafts, addresses = _drafts(jobs, f"stages.{name}.", taken)
    return _Stage(name, found, place, drafts, addresses)


def _only_stage(content: Fields, scope: Scope, place: Place, taken: set[str]) -> _Stage:
    """The one stage of a pipeline that is written as jobs, or as the steps of one job."""
    listed = content.get("jobs")
    if listed is not None:
        jobs = list(_listed(listed.tree, scope, listed.maybe, "jobs"))
    else:
        steps = content.get("steps")
        is_list = steps is not None and not isinstance(steps.tree, Fields) and value_of(steps.tree) not in (None, "")
        jobs = [_Found(content, scope, steps.maybe)] if steps is not None and is_list else []
    drafts, addresses = _drafts(jobs, "", taken)
    return _Stage("", _Found(content, scope, ""), place, drafts, addresses)


def _drafts(jobs: list[_Found], prefix: str, taken: set[str]) -> tuple[tuple[Draft, ...], tuple[tuple[str, ...], ...]]:
    """The jobs of a stage with their names, and the addresses of their instances."""
    drafts: list[Draft] = []
    addresses: list[tuple[str, ...]] = []
    for number, found in enumerate(jobs):
        fields = found.fields
        if found.pool is not None and fields.get("pool") is None:
            fields = Fields(fields.span, {**fields.entries, "pool": found.pool})
        name = _name(fields.get("job") or fields.get("deployment"), "job" if len(jobs) == 1 else f"job{number + 1}")
        every, doubt = legs(fields)
        drafts.append(Draft(name, fields, found.scope, found.maybe or doubt, every))
        address = f"{prefix}jobs.{name}"
        addresses.append(tuple(_free(f'{address}["{leg}"]' if leg else address, taken) for leg, _ in every))
    return tuple(drafts), tuple(addresses)


def _name(entry: Entry | None, otherwise: str) -> str:
    """What a stage or job is called; its pieces where it is not wholly known."""
    found = value_of(entry.tree) if entry is not None else None
    return text(found)[:200] if found not in (None, "") else otherwise


def _free(address: str, taken: set[str]) -> str:
    """`address`, or with a number where a job of that name is there already."""
    number, free = 1, address
    while free in taken:
        number += 1
        free = f"{address}#{number}"
    taken.add(free)
    return free


def _before(stage: _Stage, earlier: list[_Stage], every: list[_Stage]) -> tuple[str, ...]:
    """The addresses of the jobs of the stages that must have ended: the one before, unless `dependsOn` says which."""
    entry = stage.found.fields.get("dependsOn") if stage.name else None
    if entry is None:
        wanted = earlier[-1:]
    else:
        names = {
            name.lower()
            for name in strings(entry.tree, Macros(stage.place.table, stage.found.scope.run.fuel))
            if isinstance(name, str)
        }
        wanted = [other for other in every if other.name.lower() in names and other is not stage]
    return tuple(address for other in wanted for addresses in other.addresses for address in addresses)


def _jobs(stage: _Stage, before: tuple[str, ...]) -> Iterator[Job]:
    by_name: dict[str, tuple[str, ...]] = {}
    for draft, addresses in zip(stage.drafts, stage.addresses, strict=True):
        by_name[draft.name.lower()] = (*by_name.get(draft.name.lower(), ()), *addresses)
    for draft, addresses in zip(stage.drafts, stage.addresses, strict=True):
        draft.scope.run.fuel.step(len(addresses))
        entry = draft.fields.get("dependsOn")
        names = strings(entry.tree, Macros(stage.place.table, stage.found.scope.run.fuel)) if entry is not None else ()
        own = [address for name in names if isinstance(name, str) for address in by_name.get(name.lower(), ())]
        needs = tuple(dict.fromkeys((*own, *before)))
        yield from instances(draft, addresses, needs, stage.place)
