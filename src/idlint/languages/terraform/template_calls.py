"""`templatefile` and `templatestring`: templates evaluated with nothing in scope but the given variables."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from idlint.languages.terraform import nodes
from idlint.languages.terraform.functions.encoding import utf8
from idlint.languages.terraform.functions.files import contents
from idlint.languages.terraform.functions.strings import a_string
from idlint.languages.terraform.grammar import parse_template
from idlint.languages.terraform.marks import marked_like
from idlint.languages.terraform.nodes import Expression, Range
from idlint.languages.terraform.references import references
from idlint.languages.terraform.scope import EvaluationError, Isolated, Scope, is_inside_template
from idlint.values import Unknown, Value, reveal

Evaluate: TypeAlias = Callable[[Expression, Scope], Value]


@lru_cache(maxsize=64)
def _parsed(text: str) -> Expression:
    """The template in `text`; the same file is often rendered for every instance of a resource."""
    return parse_template(text.encode())


def templatefile(call: nodes.Call, scope: Scope, evaluate: Evaluate) -> Value:
    """The rendered file; `EvaluationError` where it, a variable, or a sound template is missing."""
    path, variables = _arguments(call, scope, evaluate)
    if is_inside_template(scope):
        raise EvaluationError("cannot recursively call templatefile from inside another template")
    if isinstance(path, Unknown):
        return Unknown(path.reason)
    data = contents(scope, a_string(path))
    return data if isinstance(data, Unknown) else _rendered(utf8(data), variables, scope, evaluate, call.span)


def templatestring(call: nodes.Call, scope: Scope, evaluate: Evaluate) -> Value:
    """A template that another expression holds, rendered."""
    if not call.arguments or not isinstance(call.arguments[0], nodes.Traversal):
        raise EvaluationError("the template of templatestring must be a reference to a value defined elsewhere")
    text, variables = _arguments(call, scope, evaluate)
    if isinstance(text, Unknown):
        return Unknown(text.reason)
    return _rendered(a_string(text), variables, scope, evaluate, call.span)


def _arguments(call: nodes.Call, scope: Scope, evaluate: Evaluate) -> tuple[Value, Value]:
    if len(call.arguments) != 2 or call.expand:
        raise EvaluationError(f"{call.name} takes two arguments")
    first, second = (evaluate(argument, scope) for argument in call.arguments)
    return reveal(first), second


def _rendered(text: str, variables: Value, scope: Scope, evaluate: Evaluate, span: Range) -> Value:
    names = reveal(variables)
    if isinstance(names, Unknown) and not isinstance(names.known, dict):
        return Unknown(names.reason)
    known = names.known if isinstance(names, Unknown) else names
    if not isinstance(known, dict):
        raise EvaluationError("invalid vars value: must be a map")
    template = _parsed(text)
    if isinstance(template, nodes.Broken):
        raise EvaluationError(f"invalid template: {template.message}")
    missing = next((str(steps[0]) for steps in references(template) if steps[0] not in known), None)
    if missing is not None:
        if isinstance(names, Unknown):
            return Unknown(names.reason)
        raise EvaluationError(f'vars map does not contain key "{missing}"')
    result = evaluate(template, Isolated(scope, known, span))
    return marked_like(result, variables)
