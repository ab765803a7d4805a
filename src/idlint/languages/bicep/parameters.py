"""The values of parameter files: `.bicepparam` with `using` and `extends`, and ARM's JSON form."""

from __future__ import annotations

import posixpath

from idlint.document import Invocation, Problem
from idlint.languages.arm.deployments import evaluated
from idlint.languages.arm.expressions import Parameter
from idlint.languages.arm.model import Template
from idlint.languages.arm.parameters import read_parameter_file, undeclared
from idlint.languages.arm.scope import Bound, plain
from idlint.languages.bicep.library import Library
from idlint.languages.bicep.syntax import Program
from idlint.values import Value

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
    program = library.program(path)
    for item in program.parameters if program is not None else ():
        if item.name.lower() not in template.parameters:
            name = posixpath.basename(template.path)
            library.report(Problem(item.span, f"expected a parameter that {name} declares, found `{item.name}`"))
    base = _base(library, path, program)
    found = _bicep(library, template, base, depth + 1) if base and depth < _MAX_EXTENDS else {}
    return found | {name: plain(value) for name, value in given(library, path).items()}


def _base(library: Library, path: str, program: Program | None) -> str:
    """The parameter file that another one extends; empty where there is none."""
    if program is None or program.extends is None:
        return ""
    source, span = program.extends
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
    if library.tree.is_file(target):
        return target
    library.report(Problem(span, f"expected a parameter file, found nothing at `{source[:200]}`"))
    return ""


def given(library: Library, path: str) -> dict[str, Value]:
    """The values in one `.bicepparam` file by lower-case parameter name."""
    assignments = library.template(path)
    if assignments is None:
        return {}
    return evaluated(assignments, {key: Parameter(item.name) for key, item in assignments.parameters.items()})
