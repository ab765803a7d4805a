"""Parameters of pipelines and templates: what is declared, and the values that a call gives them.

https://learn.microsoft.com/azure/devops/pipelines/process/template-parameters
"""

from __future__ import annotations

from idlint.languages.pipelines.azure_pipelines.expansion import expand
from idlint.languages.pipelines.azure_pipelines.scope import Scope
from idlint.languages.pipelines.azure_pipelines.syntax import number_of
from idlint.languages.pipelines.azure_pipelines.tree import Entry, Fields, Items, Leaf, Tree
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.records import NamedTuple
from idlint.source import Span
from idlint.values import Origin, Unknown

CHOSEN = "parameter chosen when the run is queued"
"""The reason of a simple parameter of the pipeline itself."""

NOT_GIVEN = "parameter without a value"

_SIMPLE = frozenset({"string", "number", "boolean", "stringlist"})


class Parameter(NamedTuple):
    """One declared parameter."""

    name: str
    type: str
    """In lower case: `string`, `boolean`, `number`, `object`, `step`, `steplist`, …; empty in the short form."""
    default: Node | None
    span: Span


def declared(node: Node | None) -> list[Parameter]:
    """The parameters that a file declares: a list, or in the short form a mapping of names to defaults."""
    if isinstance(node, MappingNode):
        return [Parameter(key.text, "", value, key.span) for key, value in node.pairs]
    found: list[Parameter] = []
    for item in node.items if isinstance(node, SequenceNode) else ():
        name = item.get("name") if isinstance(item, MappingNode) else None
        if isinstance(item, MappingNode) and isinstance(name, ScalarNode):
            kind = item.get("type")
            written = kind.text.lower() if isinstance(kind, ScalarNode) else "string"
            found.append(Parameter(name.text, written, item.get("default"), name.span))
    return found


def of_pipeline(parameters: list[Parameter], scope: Scope) -> Fields:
    """What the pipeline's own parameters hold.

    Simple ones are chosen by whoever queues the run; structures, which hardly anybody types in, have their defaults.
    The defaults of the simple ones are remembered in the run.
    """
    fields = Fields(Span("", 0, 0))
    for parameter in parameters:
        tree: Tree = Leaf(None, parameter.span)
        if parameter.default is not None:
            tree = typed(expand(parameter.default, scope), parameter.type)
        if parameter.type in _SIMPLE:
            if isinstance(tree, Leaf) and parameter.default is not None:
                scope.run.defaults[parameter.name.lower()] = tree.value
            tree = Leaf(Unknown(CHOSEN, Origin(f"parameters.{parameter.name}")), parameter.span)
        elif parameter.default is None:
            tree = Leaf(Unknown(NOT_GIVEN, Origin(f"parameters.{parameter.name}")), parameter.span)
        fields.put(parameter.name, Entry(tree, parameter.span))
    return fields


def bound(parameters: list[Parameter], given: Fields | None, scope: Scope) -> Fields:
    """What a template's parameters hold under one call: what is given, else the default, evaluated in `scope`."""
    fields = Fields(Span("", 0, 0))
    names = set()
    for parameter in parameters:
        names.add(parameter.name.lower())
        entry = given.get(parameter.name) if given is not None else None
        fields.put(parameter.name, _bound(parameter, entry, given.open if given is not None else "", scope))
    for name, entry in given.entries.items() if given is not None else ():
        if name.lower() not in names:
            fields.put(name, entry)
    return fields


def _bound(parameter: Parameter, entry: Entry | None, doubt: str, scope: Scope) -> Entry:
    if entry is not None and not (entry.maybe and isinstance(entry.tree, Leaf)):
        return entry._replace(tree=typed(entry.tree, parameter.type))
    doubt = entry.maybe if entry is not None else doubt
    if doubt:
        return Entry(Leaf(Unknown(doubt), parameter.span), parameter.span)
    if parameter.default is None:
        return Entry(Leaf(Unknown(NOT_GIVEN), parameter.span), parameter.span)
    return Entry(typed(expand(parameter.default, scope), parameter.type), parameter.span)


def typed(tree: Tree, kind: str) -> Tree:
    """`tree` as a parameter of this type has it; what does not fit stays as it is.

    `true` and `false` are booleans, numbers are numbers, an empty text for a list is an empty list.
    """
    if not isinstance(tree, Leaf):
        return tree
    value = tree.value
    if kind == "boolean" and isinstance(value, str) and value.strip().lower() in {"true", "false"}:
        return Leaf(value.strip().lower() == "true", tree.span)
    if kind == "number" and isinstance(value, str):
        number = number_of(value)
        return tree if number is None else Leaf(number, tree.span)
    if kind.endswith("list") and value in ("", None):
        return Items(tree.span)
    return tree
