"""Reads one Azure pipeline: its file and every template that it uses, to the neutral model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from idlint.directives import Directive
from idlint.fuel import Exhausted
from idlint.languages.pipelines.azure_pipelines.expansion import expand
from idlint.languages.pipelines.azure_pipelines.jobs import Place
from idlint.languages.pipelines.azure_pipelines.parameters import Parameter, declared, of_pipeline
from idlint.languages.pipelines.azure_pipelines.scope import Run, Scope
from idlint.languages.pipelines.azure_pipelines.stages import jobs_of
from idlint.languages.pipelines.azure_pipelines.templates import included
from idlint.languages.pipelines.azure_pipelines.tree import Fields, value_of
from idlint.languages.pipelines.azure_pipelines.triggers import schedules, triggers
from idlint.languages.pipelines.azure_pipelines.variables import declared as variables_of
from idlint.languages.pipelines.azure_pipelines.variables import grown
from idlint.languages.pipelines.model import Job, Pipeline
from idlint.languages.yamlsyntax import MappingNode, parse, to_value
from idlint.settings import Settings
from idlint.source import SourceTree, Span
from idlint.values import Value

_NOT_EXPANDED = frozenset({"parameters", "trigger", "pr", "schedules", "resources", "name"})
"""Keys of a pipeline that are read as they are written."""

_LEVELS = ("stages", "jobs", "steps")


def read(tree: SourceTree, path: str, settings: Settings) -> Pipeline:
    """The pipeline in `path`; only where that file cannot be read at all, a `SourceError`.

    Whatever else is wrong with it or its templates is one of the pipeline's problems.
    """
    run = Run(tree, settings)
    run.grow = grown
    source = tree.read(path)
    found = run.files[source.path] = parse(source)
    run.problems |= dict.fromkeys(found.problems)
    pipeline = Pipeline(source.path, "azure_pipelines", Span(source.path, 0, 0))
    if not isinstance(found.root, MappingNode) or not found.root.pairs:
        return _finished(pipeline, run, [])
    header = found.root.pairs[0][0].span
    parameters = declared(found.root.get("parameters"))
    jobs = _guarded(found.root, parameters, run, header)
    names = {parameter.name.lower(): parameter.name for parameter in parameters}
    pipeline = pipeline._replace(
        header=header,
        triggers=triggers(found.root, header),
        schedules=schedules(found.root),
        inputs=tuple(parameter.name for parameter in parameters),
        defaults={names[key]: item for key, item in run.defaults.items()},
    )
    return _finished(pipeline, run, jobs)


def _guarded(root: MappingNode, parameters: list[Parameter], run: Run, header: Span) -> list[Job]:
    """The jobs of the pipeline; those that were found before its budget ran out."""
    jobs: list[Job] = []
    try:
        scope = Scope(run, Fields(header))
        jobs.extend(_jobs(root, scope._replace(parameters=of_pipeline(parameters, scope))))
    except Exhausted:
        pass
    except RecursionError:
        run.fuel.exhausted = "depth of nesting"
    return jobs


def _finished(pipeline: Pipeline, run: Run, jobs: Iterable[Job]) -> Pipeline:
    directives: tuple[Directive, ...] = tuple(item for found in run.files.values() for item in found.directives)
    return pipeline._replace(
        jobs=_with_approvals(list(jobs)),
        holes=tuple(run.holes),
        problems=tuple(run.problems),
        files=tuple(run.files),
        directives=directives,
        exhausted=run.fuel.exhausted,
    )


def _with_approvals(jobs: list[Job]) -> tuple[Job, ...]:
    """The jobs, where each that waits for one which a person approves is manual as well."""
    waiting: dict[str, list[str]] = {}
    for job in jobs:
        for address in job.needs:
            waiting.setdefault(address, []).append(job.address)
    manual = {job.address for job in jobs if job.manual and not job.maybe}
    pending = list(manual)
    while pending:
        for address in waiting.get(pending.pop(), ()):
            if address not in manual:
                manual.add(address)
                pending.append(address)
    return tuple(job._replace(manual=True) if job.address in manual else job for job in jobs)


def _jobs(root: MappingNode, scope: Scope) -> Iterator[Job]:
    resources = root.get("resources")
    scope.run.repositories.update(_repositories(to_value(resources)))
    bare = MappingNode(root.path, root.start, root.tag)
    bare.end = root.end
    bare.pairs = [pair for pair in root.pairs if pair[0].text not in _NOT_EXPANDED]
    bare.by_name = {key.text: value for key, value in bare.pairs}
    yield from _content(expand(bare, scope), scope, Place(containers=_containers(to_value(resources))))


def _content(content: Fields, scope: Scope, place: Place) -> Iterator[Job]:
    """The jobs of a pipeline, and of the template that it extends, which may extend another one."""
    variables, extends = content.get("variables"), content.get("extends")
    place = place._replace(
        table=place.table.with_(variables_of(variables.tree if variables is not None else None, scope)),
        pool=content.get("pool") or place.pool,
        container=content.get("container") or place.container,
    )
    if extends is not None and isinstance(extends.tree, Fields):
        call = included(extends.tree, scope, "extends")
        resources = call.content.get("resources")
        if resources is not None:
            scope.run.repositories.update(_repositories(value_of(resources.tree)))
        yield from _content(call.content, call.scope, place)
    if any(content.get(level) is not None for level in _LEVELS):
        yield from jobs_of(content, scope, place)


def _elements(resources: Value, kind: str) -> Iterator[Mapping[str, Value]]:
    items = resources.get(kind) if isinstance(resources, dict) else None
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            yield item


def _repositories(resources: Value) -> Iterator[tuple[str, str]]:
    """Alias in lower case, name."""
    for item in _elements(resources, "repositories"):
        if isinstance(item.get("repository"), str):
            yield str(item["repository"]).lower(), str(item.get("name") or item["repository"])


def _containers(resources: Value) -> dict[str, Value]:
    """Alias of a container resource -> image."""
    return {
        str(item["container"]): item.get("image") for item in _elements(resources, "containers") if "container" in item
    }
