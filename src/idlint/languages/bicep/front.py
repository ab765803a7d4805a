"""Evaluates one `.bicep` unit under all of its variable sets."""

from __future__ import annotations

from collections.abc import Iterator

from idlint.document import Demand, Deployment, Document, Hole, Invocation, Problem, Unit
from idlint.languages.arm.deployments import deploy, deployment_of
from idlint.languages.arm.model import Template
from idlint.languages.bicep.library import NOT_DOWNLOADED, Library
from idlint.languages.bicep.parameters import arguments, given
from idlint.settings import Settings
from idlint.source import SourceTree
from idlint.values import Sensitive


def load(tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> Document:
    """What the template deploys, once for each variable set; without any set, with its defaults as assumptions."""
    library = Library(tree, settings.modules)
    if unit.path.endswith(".bicepparam"):
        return _document(tree, unit, library, tuple(_without_template(library, unit)), "")
    template = library.template(unit.path)
    if template is None:
        return _document(tree, unit, library, (), "")
    sets = unit.invocations or (Invocation(unit.path),)
    results = [_deploy(library, template, unit, invocation, demand) for invocation in sets]
    return _document(
        tree, unit, library, tuple(result for result, _ in results), next((limit for _, limit in results if limit), "")
    )


def _deploy(
    library: Library, template: Template, unit: Unit, invocation: Invocation, demand: Demand
) -> tuple[Deployment, str]:
    """One deployment, and the limit of the budget that it reached."""
    given = arguments(library, template, invocation)
    deployed = deploy(template, given, demand, confirmed=bool(unit.invocations))
    for problem in deployed.problems:
        library.report(problem)
    result = deployment_of(deployed, template, path=unit.path, language="bicep", set=invocation.name, role=unit.role)
    return result._replace(holes=result.holes + _unread(library)), deployed.exhausted


def _without_template(library: Library, unit: Unit) -> Iterator[Deployment]:
    """A parameter file whose template is in a registry, which is a hole, or nowhere, which is a problem."""
    program = library.program(unit.path)
    if program is None or program.using is None:
        if program is not None:
            library.report(Problem(program.span, "expected `using` with the path of a template"))
        return
    source, span = program.using
    path = library.locate(unit.path, source)
    if path is not None:
        library.report(Problem(span, f"expected the template of a parameter file, found nothing at `{source[:200]}`"))
        return
    values = {name: value for name, value in given(library, unit.path).items() if not isinstance(value, Sensitive)}
    hole = Hole(unit.path, source, NOT_DOWNLOADED, span, values)
    yield Deployment(unit.path, "bicep", "", "template", holes=(hole,), header=span)


def _unread(library: Library) -> tuple[Hole, ...]:
    """Files that were understood in part only: anything may be in the rest."""
    return tuple(Hole(path, path, "file does not parse", place) for path, place in sorted(library.broken.items()))


def _document(
    tree: SourceTree, unit: Unit, library: Library, deployments: tuple[Deployment, ...], exhausted: str
) -> Document:
    return Document(
        unit,
        deployments,
        tuple(library.problems),
        (*library.directives, *library.compiled.directives),
        library.files,
        dict(tree.reads),
        exhausted=exhausted,
    )
