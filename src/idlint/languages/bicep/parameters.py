"""The values of parameter files: `.bicepparam` with `using` and `extends`, and ARM's JSON form."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from idlint.document import Invocation, Problem
from idlint.languages.arm.allowed import refusal
from idlint.languages.arm.deployments import evaluated
from idlint.languages.arm.expressions import Parameter
from idlint.languages.arm.model import ParameterDeclaration, Template
from idlint.languages.arm.parameters import by_name, read_parameter_file, refused, undeclared
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
        found |= _bicep(library, template, path) if path.endswith(".bicepparam") else _json(library, template, path)
    return found | by_name(template, invocation.variables)


def _json(library: Library, template: Template, path: str) -> dict[str, Bound]:
    read = read_parameter_file(library.tree, path)
    for problem in (*read.problems, *undeclared(read, template), *refused(read, template)):
        library.report(problem)
    library.directives += read.directives
    return read.arguments


def _bicep(library: Library, template: Template, path: str) -> dict[str, Bound]:
    values = given(library, path)
    seen: set[str] = set()
    for program in _chain(library, path):
        for item in program.parameters:
            key = item.name.lower()
            declared = template.parameters.get(key)
            message = _wrong(template, declared, item.name, values.get(key) if key not in seen else None)
            if message:
                library.report(Problem(item.span, message))
            seen.add(key)
    return {name: plain(value) for name, value in values.items()}


def _wrong(template: Template, declared: ParameterDeclaration | None, name: str, value: Value) -> str:
    """Why a parameter file cannot give `value` to the parameter `name`; empty where it can."""
    if declared is None:
        return f"expected a parameter that {posixpath.basename(template.path)} declares, found `{name}`"
    return refusal(declared, value)


def given(library: Library, path: str) -> dict[str, Value]:
    """The values in a `.bicepparam` file, over those of the files that it extends, by lower-case parameter name."""
    found: dict[str, Value] = {}
    for program in reversed(list(_chain(library, path))):
        assignments = library.template(program.path)
        if assignments is not None:
            nodes = {key: Parameter(item.name) for key, item in assignments.parameters.items()}
            found |= evaluated(assignments, nodes, {"base": dict(found)})
    return found


def _chain(library: Library, path: str) -> Iterator[Program]:
    """A parameter file and those that it extends, nearest first; a circle ends."""
    seen: set[str] = set()
    while path and path not in seen and len(seen) < _MAX_EXTENDS:
        seen.add(path)
        program = library.program(path)
        if program is None:
            return
        yield program
        path = _base(library, path, program)


def _base(library: Library, path: str, program: Program) -> str:
    """The parameter file that another one extends; empty where there is none."""
    if program.extends is None:
        return ""
    source, span = program.extends
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
    if library.tree.is_file(target):
        return target
    library.report(Problem(span, f"expected a parameter file, found nothing at `{source[:200]}`"))
    return ""
