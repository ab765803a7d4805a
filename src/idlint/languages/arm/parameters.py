"""Parameter files of ARM templates: what one passes, and whether its template declares that."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from idlint.directives import Directive
from idlint.document import Problem
from idlint.errors import SourceError
from idlint.fuel import MAX_DEPTH, out_of_budget
from idlint.languages.arm.allowed import refusal_of
from idlint.languages.arm.expressions import Opaque
from idlint.languages.arm.jsontext import below, read_json
from idlint.languages.arm.model import ParameterDeclaration, Template
from idlint.languages.arm.pieces import join
from idlint.languages.arm.scope import Bound, plain
from idlint.records import NamedTuple
from idlint.source import Location, Pointer, SourceTree, Span
from idlint.values import Origin, Sensitive, Unknown, Value

_PLACEHOLDER = re.compile(r"(?:\$\{|#\{|\{\{)([^{}\r\n]+?)(?:\}\}|\}#|\})")

_FILLED_IN = re.compile(rb'"\$\{[A-Z]')


class ParameterFile(NamedTuple):
    """What one parameter file passes."""

    path: str
    arguments: dict[str, Bound]
    """By lower-case parameter name."""
    places: dict[str, tuple[str, Location]]
    """Lower-case name -> the name as written, and its place."""
    problems: tuple[Problem, ...] = ()
    directives: tuple[Directive, ...] = ()
    understood: bool = True
    filled_in: bool = False
    """Whether the Azure Developer CLI fills in values of it."""


def read_parameter_file(tree: SourceTree, path: str) -> ParameterFile:
    """The arguments in the JSON parameter file at `path`; what cannot be read is a problem."""
    try:
        file = tree.read(path)
        document = read_json(file)
    except SourceError as error:
        return ParameterFile(
            path, {}, {}, (Problem(Span(error.path, error.at, error.at + 1), error.message),), (), False
        )
    place = Pointer(path, "")
    data = document.value
    if not isinstance(data, dict):
        wrong = Problem(place, "expected a parameter file: an object with `parameters`")
        return ParameterFile(path, {}, {}, document.problems or (wrong,), document.directives, False)
    where: Location = below(place, "parameters") if "parameters" in data else place
    table = data.get("parameters", {} if "$schema" in data else data)
    if not isinstance(table, dict):
        wrong = Problem(where, "expected an object of parameters")
        return ParameterFile(path, {}, {}, (wrong,), document.directives, False)
    arguments = {name.lower(): bound for name, item in table.items() if (bound := _argument(item)) is not None}
    places = {name.lower(): (name, below(where, name)) for name in table}
    filled = _FILLED_IN.search(file.data) is not None
    return ParameterFile(path, arguments, places, document.problems, document.directives, filled_in=filled)


def _argument(item: Any) -> Bound | None:
    """What is passed for one parameter: a value, or a secret of a key vault."""
    if not isinstance(item, dict):
        return None
    if "value" in item:
        return plain(filled_in(item["value"]))
    if "reference" in item:
        return plain(Sensitive(Unknown("secret of a key vault", _secret(item["reference"]))))
    return Bound(Opaque("parameter without a value"))


def filled_in(value: Value, depth: int = 0) -> Value:
    """A value whose placeholders (`${LOCATION}`, `${LOCATION=default}`, `#{token}#`, `{{ name }}`) a tool fills in.

    https://learn.microsoft.com/azure/developer/azure-developer-cli/manage-environment-variables
    """
    if depth > MAX_DEPTH // 2:
        return out_of_budget()
    match value:
        case dict():
            return {key: filled_in(item, depth + 1) for key, item in value.items()}
        case list():
            return [filled_in(item, depth + 1) for item in value]
        case str() if _PLACEHOLDER.search(value):
            pieces = _PLACEHOLDER.split(value)
            origins = [Origin(f"environment.{name.partition('=')[0].strip()[:80]}") for name in pieces[1::2]]
            unknown: list[Value] = [Unknown("filled in by a tool", origin) for origin in origins]
            literal: list[Value] = list(pieces[::2])
            return join([part for both in zip(literal, [*unknown, ""], strict=True) for part in both])
    return value


def _secret(reference: Any) -> Origin | None:
    """The identity of the secret that a reference names."""
    vault = reference.get("keyVault") if isinstance(reference, dict) else None
    if not isinstance(vault, dict) or not isinstance(vault.get("id"), str):
        return None
    return Origin(vault["id"], ("secrets", str(reference.get("secretName", ""))))


def undeclared(found: ParameterFile, template: Template) -> tuple[Problem, ...]:
    """At most one problem, at the first of the parameters that the template does not declare.

    The Azure Developer CLI, which fills in `${NAME}`, passes what the template declares and leaves out the rest.
    """
    if found.filled_in and found.places.keys() & template.parameters.keys():
        return ()
    strange = [(name, place) for key, (name, place) in found.places.items() if key not in template.parameters]
    if not strange:
        return ()
    (name, place), more = strange[0], len(strange) - 1
    rest = f" and {more} more" if more else ""
    wanted = posixpath.basename(template.path)
    return (Problem(place, f"expected a parameter that {wanted} declares, found `{name}`{rest}"),)


def by_name(template: Template, passed: Mapping[str, Value]) -> dict[str, Bound]:
    """What is passed by name, by lower-case name: on a command line every value is a text, whatever its type."""
    return {
        key: plain(_typed(template.parameters.get(key), value))
        for key, value in ((name.lower(), value) for name, value in passed.items())
    }


def _typed(declared: ParameterDeclaration | None, value: Value) -> Value:
    """A text as a value of the declared type; what is no text, or of a type that JSON writes, stays or is unknown."""
    if declared is None or not isinstance(value, str) or declared.type in {"string", "securestring"}:
        return value
    if declared.type == "bool" and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if declared.type == "int" and value.removeprefix("-").isdecimal():
        return int(value)
    return Unknown("value on a command line")


def refused(found: ParameterFile, template: Template) -> Iterator[Problem]:
    """A problem at each value that its parameter does not allow."""
    for key, (_, place) in found.places.items():
        declared, bound = template.parameters.get(key), found.arguments.get(key)
        reason = refusal_of(declared, bound.node) if declared is not None and bound is not None else ""
        if reason:
            yield Problem(below(place, "value"), reason)
