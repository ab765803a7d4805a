"""Evaluates one `.bicep` unit under all of its variable sets."""

from __future__ import annotations

from idlint.document import Demand, Deployment, Document, Hole, Invocation, Unit
from idlint.languages.arm.deployments import deploy, deployment_of
from idlint.languages.arm.model import Template
from idlint.languages.bicep.library import Library
from idlint.languages.bicep.parameters import arguments
from idlint.settings import Settings
from idlint.source import SourceTree


def load(tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> Document:
    """What the template deploys, once for each variable set; without any set, with its defaults as assumptions."""
    library = Library(tree, settings.modules)
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
