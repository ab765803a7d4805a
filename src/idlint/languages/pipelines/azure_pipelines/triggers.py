"""What starts a pipeline: commits, pull requests, times, other pipelines, and always a person.

Anybody who may queue it can start an Azure pipeline by hand, whatever its file says, so `manual` is always among its
triggers. Without `trigger` every push starts it; pull requests are counted only where the file names them, since in
Azure Repos a branch policy decides. https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/trigger
"""

from __future__ import annotations

from collections.abc import Iterator

from idlint.languages.pipelines.model import Trigger
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.source import Location, Span

_RESOURCES: dict[str, Trigger] = {
    "pipelines": "other", "builds": "other", "containers": "other", "webhooks": "other", "repositories": "push",
    "packages": "other",
}  # fmt: skip


def triggers(root: MappingNode, header: Span) -> dict[Trigger, Location]:
    """What starts the pipeline -> where that is written."""
    found: dict[Trigger, Location] = {"manual": header}
    pushed, pulled = root.get("trigger"), root.get("pr")
    if not _is_off(pushed):
        found["push"] = header if pushed is None else pushed.span
    if pulled is not None and not _is_off(pulled):
        found["pull_request"] = pulled.span
    first = next(_schedules(root.get("schedules")), None)
    if first is not None:
        found["schedule"] = first[1]
    for kind, span in _resources(root.get("resources")):
        found.setdefault(kind, span)
    return found


def schedules(root: MappingNode) -> tuple[tuple[str, Location], ...]:
    """The cron texts, and where they are written."""
    return tuple(_schedules(root.get("schedules")))


def _schedules(node: Node | None) -> Iterator[tuple[str, Location]]:
    for item in node.items if isinstance(node, SequenceNode) else ():
        cron = item.get("cron") if isinstance(item, MappingNode) else None
        if isinstance(cron, ScalarNode):
            yield cron.text, cron.span


def _is_off(node: Node | None) -> bool:
    """Whether a trigger is `none`, or an empty list."""
    if isinstance(node, ScalarNode):
        return node.text.strip().lower() == "none"
    return isinstance(node, SequenceNode) and not node.items


def _resources(node: Node | None) -> Iterator[tuple[Trigger, Location]]:
    """The resources whose changes start the pipeline."""
    for name, kind in _RESOURCES.items():
        items = node.get(name) if isinstance(node, MappingNode) else None
        for item in items.items if isinstance(items, SequenceNode) else ():
            trigger = item.get("trigger") if isinstance(item, MappingNode) else None
            if trigger is not None and not _is_off(trigger):
                yield kind, trigger.span
            elif name == "webhooks" and isinstance(item, MappingNode):
                yield kind, item.span
