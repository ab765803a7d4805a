"""Evaluates one `.bicep` unit under all of its variable sets."""

from __future__ import annotations

from collections.abc import Iterator

from idlint.document import CIRCLE, Demand, Deployment, Document, Hole, Invocation, Problem, Unit
from idlint.languages.applied import without_missing
from idlint.languages.arm.deployments import deploy, deployment_of
from idlint.languages.arm.model import Template
from idlint.languages.bicep.library import Library
from idlint.languages.bicep.parameters import arguments, given
from idlint.languages.bicep.units import set_name
from idlint.settings import Settings
from idlint.source import SourceTree
from idlint.values import Sensitive


def load(tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> Document:
    """What the template deploys, once for each variable set; without any set, with its defaults as assumptions."""
    library = Library(tree, settings.modules)
    if unit.path.endswith(".bicepparam"):
        return _document(unit, library, list(_applied_alone(library, unit, demand)))
    template = _template(library, unit.path)
    if template is None:
        return _document(unit, library, [])
    sets = [without_missing(tree, item) for item in unit.invocations or (Invocation(unit.path),)]
    results = [
        _deploy(library, template, unit, item, demand, confirmed=bool(unit.invocations) and not gone)
        for item, gone in sets
    ]
    missing = dict.fromkeys(path for _, gone in sets for path in gone)
    return _document(unit, library, results)._replace(missing=tuple(missing))


def _template(library: Library, path: str) -> Template | None:
    """The template of the file at `path`, which may be a JSON template that a `.bicepparam` file applies."""
    if path.endswith(".bicep"):
        return library.template(path)
    found = library.compiled.template(path)
    return None if isinstance(found, str) else found


def _deploy(
    library: Library, template: Template, unit: Unit, invocation: Invocation, demand: Demand, *, confirmed: bool
) -> tuple[Deployment, str]:
    """One deployment, and the limit of the budget that it reached."""
    deployed = deploy(template, arguments(library, template, invocation), demand, confirmed=confirmed)
    for problem in deployed.problems:
        library.report(library.restored.named(problem))
    for hole in deployed.holes:
        if hole.reason == CIRCLE:
            library.report(Problem(hole.span, f"expected modules that do not call each other: {hole.reason}"))
    language = "arm" if unit.path.endswith(".json") else "bicep"
    result = deployment_of(deployed, template, invocation, path=unit.path, language=language, role=unit.role)
    return result._replace(holes=result.holes + _unread(library)), deployed.exhausted


def _applied_alone(library: Library, unit: Unit, demand: Demand) -> Iterator[tuple[Deployment, str]]:
    """What a parameter file applies whose template is no file beside it: one of a registry, or nowhere, or none."""
    program = library.program(unit.path)
    if program is None or program.using is None:
        if program is not None:
            library.report(Problem(program.span, "expected `using` with the path of a template"))
        return
    source, span = program.using
    if not source:
        given(library, unit.path)
        return
    template = library.follow(unit.path, source, span, "template of a parameter file")
    if isinstance(template, Template):
        name = set_name(unit.path, unit.path)
        yield _deploy(library, template, unit, Invocation(unit.path, name, (unit.path,)), demand, confirmed=True)
        return
    values = {name: value for name, value in given(library, unit.path).items() if not isinstance(value, Sensitive)}
    hole = Hole(unit.path, source, template, span, values)
    yield Deployment(unit.path, "bicep", "", "template", holes=(hole,), header=span), ""


def _unread(library: Library) -> tuple[Hole, ...]:
    """Files that were understood in part only: anything may be in the rest."""
    return tuple(Hole(path, path, "file does not parse", place) for path, place in sorted(library.broken.items()))


def _document(unit: Unit, library: Library, results: list[tuple[Deployment, str]]) -> Document:
    return Document(
        unit,
        tuple(deployment for deployment, _ in results),
        tuple(library.problems),
        (*library.directives, *library.compiled.directives),
        library.files,
        library.reads,
        exhausted=next((limit for _, limit in results if limit), ""),
    )
