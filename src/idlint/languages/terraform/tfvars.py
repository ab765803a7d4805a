"""Values of input variables: variable files in order of precedence, then what is passed by name.

https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from idlint.directives import Directive
from idlint.document import Problem
from idlint.errors import SourceError
from idlint.fuel import Exhausted, Fuel
from idlint.languages.terraform import nodes
from idlint.languages.terraform.bodies import Attribute
from idlint.languages.terraform.expressions import evaluate
from idlint.languages.terraform.grammar import parse_expression
from idlint.languages.terraform.scope import EvaluationError
from idlint.languages.terraform.syntax import parse_named, read_code
from idlint.records import NamedTuple
from idlint.source import SourceTree, Span
from idlint.values import Origin, Step, Unknown, Value


class VariableFile(NamedTuple):
    """One variable file, read."""

    path: str
    values: Mapping[str, Value]
    problems: tuple[Problem, ...] = ()
    directives: tuple[Directive, ...] = ()
    files: tuple[str, ...] = ()
    """The path itself, where the file was read and understood, at least in part."""
    spans: Mapping[str, Span] = {}
    """Where each value is written."""


class NoNames:
    """The scope of a variable file or of a type, in which nothing can be referred to."""

    def __init__(self) -> None:
        self.fuel = Fuel()

    def resolve(self, root: str, steps: tuple[Step, ...]) -> tuple[Value, int]:
        """Refuses every name."""
        del root, steps
        raise EvaluationError("variables may not be used here")

    def follow(self, origin: Origin) -> Value | None:
        """Knows nothing."""
        del origin
        return None

    def read_file(self, path: str) -> bytes | str:
        """Reads nothing."""
        del path
        return "functions may not be called here"

    def list_files(self, folder: str) -> tuple[str, ...] | str:
        """Lists nothing."""
        del folder
        return "functions may not be called here"

    def problem(self, span: nodes.Range, message: str) -> None:
        """Takes no note: the value is Unknown."""
        del span, message


def read_variable_file(tree: SourceTree, path: str) -> VariableFile:
    """The values in the variable file at `path`; a file that cannot be read is a problem."""
    try:
        source = read_code(tree, path)
    except SourceError as error:
        return VariableFile(
            path, {}, (Problem(Span(error.path, error.at, error.at), f"the variable file {error.message}"),)
        )
    syntax = parse_named(path, source)
    scope = NoNames()
    values = {name: _without_tokens(_value(attribute, scope)) for name, attribute in syntax.body.attributes.items()}
    spans = {name: attribute.span for name, attribute in syntax.body.attributes.items()}
    return VariableFile(path, values, syntax.problems, syntax.directives, (source.path,), spans)


def _value(attribute: Attribute, scope: NoNames) -> Value:
    try:
        return evaluate(attribute.expression, scope)
    except (EvaluationError, Exhausted):
        return Unknown("invalid expression")


def _without_tokens(value: Value) -> Value:
    """Strings that a pipeline replaces before Terraform sees them are unknown: `__region__`, `#{region}#`."""
    match value:
        case str():
            return Unknown("replaced by a pipeline") if _token().fullmatch(value) else value
        case list():
            return [_without_tokens(item) for item in value]
        case dict():
            return {key: _without_tokens(item) for key, item in value.items()}
    return value


@cache
def _token() -> re.Pattern[str]:
    """The forms that the usual replacement tasks look for."""
    return re.compile(r"__\w+__|#\{[^{}]+\}#?|\$\([^()]+\)|\{\{[^{}]+\}\}|@@[\w.-]+@@")


def passed_values(passed: Mapping[str, Value], complex_names: Iterable[str]) -> dict[str, Value]:
    """Values given on a command line: those of collections are written as expressions there."""
    known = set(complex_names)
    return {name: _read(value) if name in known else value for name, value in passed.items()}


def _read(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    data = value.encode()
    try:
        return evaluate(parse_expression(data, 0, len(data)), NoNames())
    except (EvaluationError, Exhausted):
        return Unknown("invalid expression")


def merged_values(files: Iterable[VariableFile], passed: Mapping[str, Value]) -> dict[str, Value]:
    """One value for each name: later files win over earlier ones, what is passed over files."""
    values: dict[str, Value] = {}
    for file in files:
        values.update(file.values)
    values.update(passed)
    return values


def backend_values(tree: SourceTree, paths: Iterable[str]) -> dict[str, Value]:
    """Partial backend configuration from files (`-backend-config=FILE`)."""
    return merged_values((read_variable_file(tree, path) for path in paths), {})
