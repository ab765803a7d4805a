"""The values of parameter files: `.bicepparam` with `using` and `extends`, and ARM's JSON form."""

from __future__ import annotations

import posixpath

from idlint.document import Invocation, Problem
from idlint.languages.arm.deployments import evaluated
from idlint.languages.arm.expressions import Node, Parameter
from idlint.languages.arm.model import Template
from idlint.languages.arm.parameters import read_parameter_file, undeclared
from idlint.languages.arm.scope import Bound, plain
from idlint.languages.bicep.library import Library

_MAX_EXTENDS = 20


def arguments(library: Library, template: Template, invocation: Invocation) -> dict[str, Bound]:
    """What one invocation passes to `template`, by lower-case parameter name; later files win, variables win last.

    A name that the template does not declare is a problem at the file that gives it.
    """
    found: dict[str, Bound] = {}
    for path in invocation.var_files:
        found |= _bicep(library, template, path, 0) if path.endswith(".bicepparam") else _json(library, template, path)
    return found | {name.lower(): plain(value) for name, value in invocation.variables.items()}


def _json(library: Library, template: Template, path: str) -> dict[str, Bound]:
    read = read_parameter_file(library.tree, path)
    for problem in (*read.problems, *undeclared(read, template)):
        library.report(problem)
    library.directives += read.directives
    return read.arguments


def _bicep(library: Library, template: Template, path: str, depth: int) -> dict[str, Bound]:
    program, assignments = library.program(path), library.template(path)
    if program is None or assignments is None:
        return {}
    base: dict[str, Bound] = {}
    if program.extends is not None and depth < _MAX_EXTENDS:
        source, span = program.extends
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
        if library.tree.is_file(target):
            base = _bicep(library, template, target, depth + 1)
        else:
            library.report(Problem(span, f"expected a parameter file, found nothing at `{source[:200]}`"))
    for item in program.parameters:
        if item.name.lower() not in template.parameters:
            name = posixpath.basename(template.path)
            library.report(Problem(item.span, f"expected a parameter that {name} declares, found `{item.name}`"))
    nodes: dict[str, Node] = {key: Parameter(item.name) for key, item in assignments.parameters.items()}
    return base | {key: plain(value) for key, value in evaluated(assignments, nodes).items()}
