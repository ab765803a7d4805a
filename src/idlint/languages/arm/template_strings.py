"""Walks a parsed JSON template over the strings that Azure evaluates when the template is deployed.

These are defaults, variables, functions, resources and outputs, not descriptions and types. What a template only
carries as data for another engine is left out, although its strings may look alike: the rule of a policy, a template
or a form that a managed application or a template spec holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from idlint.languages.arm.model import DEPLOYMENT_TYPE
from idlint.pointers import below
from idlint.records import NamedTuple

_FOREIGN = frozenset({"policyRule", "mainTemplate", "linkedTemplates", "createUiDefinition", "uiFormDefinition"})
"""Keys whose values are for Azure Policy, the portal or a later deployment.

https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule,
https://learn.microsoft.com/azure/templates/microsoft.resources/templatespecs/versions
"""

_SCHEMA = re.compile(r"/(workflowdefinition|\w*deploymentTemplate)\.json#?\s*\Z", re.IGNORECASE)
"""The `$schema` of what may be part of a template: another one, or a workflow of Logic Apps, whose own expressions
begin with `@`, so that those in brackets are the template's."""

_PLAIN = frozenset({"metadata", "comments"})
"""Keys of a resource or an output that Azure does not evaluate."""


class TemplateString(NamedTuple):
    """One string of a template that begins with a bracket: a value or a key."""

    pointer: str
    text: str
    functions: frozenset[str]
    """The user-defined functions that it may call: `namespace.name`, lower-case."""


_Part = tuple[Any, str, frozenset[str]]
"""A part of a template, its pointer, and the user-defined functions that it may call."""


def template_strings(template: Any) -> Iterator[TemplateString]:
    """The strings with a bracket first that are evaluated of a template, those of nested deployments included."""
    pending = list(_sections(template, "", frozenset()))
    while pending:
        value, place, functions = pending.pop()
        if isinstance(value, str) and value[:1] == "[":
            yield TemplateString(place, value, functions)
        elif isinstance(value, list):
            pending += [(item, below(place, at), functions) for at, item in enumerate(value) if _may_hold(item)]
        elif isinstance(value, dict):
            yield from (TemplateString(below(place, key), key, functions) for key in value if key[:1] == "[")
            pending += _parts(value, place, functions)


def _may_hold(value: Any) -> bool:
    """Whether something is, or may have in it, a string that is evaluated."""
    return value[:1] == "[" if isinstance(value, str) else isinstance(value, (dict, list))


def _parts(value: dict[str, Any], place: str, functions: frozenset[str]) -> Iterator[_Part]:
    """What is evaluated of an object: of a template its sections, of another language nothing."""
    schema = value.get("$schema")
    known = _SCHEMA.search(schema) if isinstance(schema, str) else None
    if known is not None and known[1].lower() != "workflowdefinition":
        return _sections(value, place, functions)
    return iter(()) if known is None and isinstance(schema, str) else _entries(value, place, functions)


def _entries(value: dict[str, Any], place: str, functions: frozenset[str]) -> Iterator[_Part]:
    kind = value.get("type")
    is_deployment = isinstance(kind, str) and kind.lower() == DEPLOYMENT_TYPE.lower()
    for key, item in value.items():
        if key == "properties" and is_deployment and isinstance(item, dict):
            yield from _deployment(item, below(place, key), functions)
        elif key not in _FOREIGN and _may_hold(item):
            yield item, below(place, key), functions


def _deployment(properties: dict[str, Any], place: str, functions: frozenset[str]) -> Iterator[_Part]:
    """The properties of a nested deployment, whose template has sections."""
    for key, item in properties.items():
        if key == "template" and isinstance(item, dict):
            yield from _sections(item, below(place, key), functions)
        else:
            yield item, below(place, key), functions


def _sections(template: Any, place: str, around: frozenset[str]) -> Iterator[_Part]:
    """What is evaluated of a template; one in the scope of another may call the functions of that one too."""
    if not isinstance(template, dict):
        return
    declared = list(_functions(template, place))
    functions = around | {name for name, _, _ in declared}
    yield from ((output, where, functions) for _, output, where in declared)
    yield template.get("variables"), below(place, "variables"), functions
    for item, where in _members(template, "parameters", place):
        yield item.get("defaultValue"), below(where, "defaultValue"), functions
    for key in ("resources", "outputs"):
        for item, where in _members(template, key, place):
            yield {name: part for name, part in item.items() if name not in _PLAIN}, where, functions


def _functions(template: dict[str, Any], place: str) -> Iterator[tuple[str, Any, str]]:
    """The user-defined functions of a template: name, output, and the pointer of the output."""
    for space, where in _members(template, "functions", place):
        for name, member in _table(space, "members"):
            pointer = below(below(below(where, "members"), name), "output")
            yield f"{space.get('namespace', '')}.{name}".lower(), dict(_table(member, "output")), pointer


def _members(template: dict[str, Any], key: str, place: str) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects in a section, which is an object or a list."""
    section, where = template.get(key), below(place, key)
    entries = enumerate(section) if isinstance(section, list) else _table(template, key)
    return ((item, below(where, name)) for name, item in entries if isinstance(item, dict))


def _table(data: Any, key: str) -> Iterable[tuple[Any, Any]]:
    """The entries of an object below `key`; none where there is no object."""
    found = data.get(key) if isinstance(data, dict) else None
    return found.items() if isinstance(found, dict) else ()
