"""Loads one ARM template: read, linked, evaluated under each of its variable sets."""

from __future__ import annotations

from idlint.document import Demand, Deployment, Document, Hole, Invocation, Unit
from idlint.languages.applied import without_missing
from idlint.languages.arm.deployments import deploy, deployment_of
from idlint.languages.arm.linked import TemplateFiles
from idlint.languages.arm.model import Template
from idlint.languages.arm.parameters import by_name, read_parameter_file, refused, undeclared
from idlint.languages.arm.scope import Bound
from idlint.languages.arm.units import linked_templates
from idlint.settings import Settings
from idlint.source import Pointer, SourceTree


def load(tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> Document:
    """What the template of `unit` deploys, once for each variable set; without any, with its defaults as assumptions.

    A file that does not parse gives its problems and one hole, so that nothing is taken to be absent.
    """
    files = TemplateFiles(tree)
    template = files.template(unit.path)
    missing: tuple[str, ...] = ()
    if isinstance(template, str):
        deployments: tuple[Deployment, ...] = (_unread(unit, template),)
        exhausted = ""
    else:
        sets = [without_missing(tree, item) for item in unit.invocations or (Invocation(unit.path),)]
        missing = tuple(path for _, gone in sets for path in gone)
        results = [
            _deploy(files, template, unit, item, demand, confirmed=bool(unit.invocations) and not gone)
            for item, gone in sets
        ]
        deployments = tuple(deployment for deployment, _ in results)
        _read_unreached(files)
        exhausted = next((limit for _, limit in results if limit), "")
    return Document(
        unit,
        deployments,
        tuple(files.problems),
        tuple(files.directives),
        tuple(files.files),
        dict(tree.reads),
        exhausted=exhausted,
        missing=tuple(dict.fromkeys(missing)),
    )


def _read_unreached(files: TemplateFiles) -> None:
    """Read what only deployments link to that are ruled out: no unit of its own holds it."""
    for path in files.files:
        for target in linked_templates(files.tree, path):
            files.template(target)


def _unread(unit: Unit, reason: str) -> Deployment:
    hole = Hole(unit.path, unit.path, reason, Pointer(unit.path, ""))
    return Deployment(unit.path, "arm", "", unit.role, holes=(hole,), header=Pointer(unit.path, ""))


def _deploy(
    files: TemplateFiles, template: Template, unit: Unit, invocation: Invocation, demand: Demand, *, confirmed: bool
) -> tuple[Deployment, str]:
    """One deployment, and the limit of the budget that it reached."""
    given = _arguments(files, template, invocation)
    deployed = deploy(template, given, demand, confirmed=confirmed)
    for problem in deployed.problems:
        files.report(problem)
    result = deployment_of(deployed, template, invocation, path=unit.path, language="arm", role=unit.role)
    return result, deployed.exhausted


def _arguments(files: TemplateFiles, template: Template, invocation: Invocation) -> dict[str, Bound]:
    """What one invocation passes; later files win over earlier ones, and variables over files."""
    found: dict[str, Bound] = {}
    for path in invocation.var_files:
        read = read_parameter_file(files.tree, path)
        for problem in (*read.problems, *undeclared(read, template), *refused(read, template)):
            files.report(problem)
        files.directives += read.directives
        if read.understood and path not in files.files:
            files.files.append(path)
        found |= read.arguments
    return found | by_name(template, invocation.variables)
