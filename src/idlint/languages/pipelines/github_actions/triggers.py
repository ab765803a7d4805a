"""What starts a workflow, and what can be passed to it.

https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from idlint.languages.pipelines.github_actions.reading import Reading
from idlint.languages.pipelines.github_actions.scope import Scope
from idlint.languages.pipelines.model import Trigger
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.source import Location
from idlint.values import Value

_KINDS: Final[Mapping[str, Trigger]] = {
    "push": "push",
    "pull_request": "pull_request",
    "pull_request_target": "pull_request",
    "pull_request_review": "pull_request",
    "merge_group": "pull_request",
    "schedule": "schedule",
    "workflow_dispatch": "manual",
    "repository_dispatch": "manual",
    "workflow_call": "call",
}

_NOTHING: Final[Mapping[str, Value]] = {"boolean": False, "number": 0}
"""Type of an input -> its value where nothing is passed and there is no default; of others the empty text."""


def triggers(node: Node | None) -> dict[Trigger, Location]:
    """The kinds of events that start the workflow, and where each is written first."""
    found: dict[Trigger, Location] = {}
    for name in _events(node):
        found.setdefault(_KINDS.get(name.text, "other"), name.span)
    return found


def _events(node: Node | None) -> Iterator[ScalarNode]:
    match node:
        case ScalarNode():
            if node.text:
                yield node
        case SequenceNode():
            yield from (item for item in node.items if isinstance(item, ScalarNode))
        case MappingNode():
            yield from (key for key, _ in node.pairs)


def schedules(node: Node | None) -> tuple[tuple[str, Location], ...]:
    """The cron texts."""
    written = node.get("schedule") if isinstance(node, MappingNode) else None
    found = []
    for item in written.items if isinstance(written, SequenceNode) else ():
        cron = item.get("cron") if isinstance(item, MappingNode) else None
        if isinstance(cron, ScalarNode):
            found.append((cron.text, cron.span))
    return tuple(found)


def input_names(node: Node | None) -> tuple[str, ...]:
    """What a person or a caller can pass."""
    names: dict[str, None] = {}
    for event in ("workflow_dispatch", "workflow_call"):
        names.update(dict.fromkeys(key.text for key, _ in _inputs(node, event)))
    return tuple(names)


def input_defaults(node: Node | None) -> dict[str, Value]:
    """Name of an input -> the default that a person or a caller can leave as it is."""
    found: dict[str, Value] = {}
    for event in ("workflow_call", "workflow_dispatch"):
        for key, item in _inputs(node, event):
            default = item.get("default") if isinstance(item, MappingNode) else None
            if isinstance(default, ScalarNode) and "${{" not in default.text:
                found[key.text] = default.value
    return found


def _inputs(node: Node | None, event: str) -> list[tuple[ScalarNode, Node]]:
    options = node.get(event) if isinstance(node, MappingNode) else None
    declared = options.get("inputs") if isinstance(options, MappingNode) else None
    return declared.pairs if isinstance(declared, MappingNode) else []


def call_inputs(reading: Reading, root: MappingNode, caller: MappingNode, scope: Scope) -> Value:
    """The `inputs` context of a called workflow: what is passed, else the default, else the type's nothing."""
    given = caller.get("with")
    passed = {key.text.lower(): item for key, item in given.pairs} if isinstance(given, MappingNode) else {}
    found: dict[str, Value] = {}
    for key, item in _inputs(root.get("on"), "workflow_call"):
        name = key.text.lower()
        declared = item if isinstance(item, MappingNode) else None
        default = declared.get("default") if declared is not None else None
        kind = declared.get("type") if declared is not None else None
        if name in passed:
            found[key.text] = reading.value(passed[name], scope)
        elif default is not None:
            found[key.text] = reading.value(default, Scope(reading.fuel))
        else:
            found[key.text] = _NOTHING.get(kind.text, "") if isinstance(kind, ScalarNode) else ""
    return found
