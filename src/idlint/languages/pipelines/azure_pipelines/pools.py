"""Where a job runs: pools and containers.

https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/pool. A pool that is named, and is not one of
Microsoft's, is self-hosted: agents of the organisation's own, scale sets and managed pools included.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from idlint.languages.pipelines.azure_pipelines.fields import strings, value
from idlint.languages.pipelines.azure_pipelines.tree import Entry, Fields, Leaf, value_of
from idlint.languages.pipelines.azure_pipelines.variables import Macros
from idlint.languages.pipelines.model import Runner
from idlint.source import Span
from idlint.values import Unknown, Value

HOSTED = "azure pipelines"


def runner(pool: Entry | None, container: Value, macros: Macros, nowhere: Span) -> Runner:
    """Where a job with this `pool` runs; without one, the pipeline's settings decide."""
    if pool is None:
        return Runner("unknown", container=container, span=nowhere)
    span = pool.tree.span
    if pool.maybe:
        return Runner("unknown", pool=Unknown(pool.maybe), container=container, span=span)
    if isinstance(pool.tree, Leaf):
        name = macros.resolved(pool.tree.value)
        return Runner(_kind(name, None), pool=name, container=container, span=span, labels=_server(name))
    if not isinstance(pool.tree, Fields):
        return Runner("unknown", container=container, span=span)
    return _of_fields(pool.tree, container, macros)


def _of_fields(fields: Fields, container: Value, macros: Macros) -> Runner:
    name, image = value(fields, "name", macros), value(fields, "vmImage", macros)
    demands = fields.get("demands")
    labels = strings(demands.tree, macros) if demands is not None else ()
    doubtful = bool(fields.open) or any(
        entry is not None and entry.maybe for entry in (fields.get("name"), fields.get("vmImage"))
    )
    other = value(fields, "image", macros)
    return Runner(
        "unknown" if doubtful else _kind(name, image),
        labels,
        pool="" if name is None else name,
        image=image if image is not None else other if other is not None else "",
        container=container,
        span=fields.span,
    )


def _server(name: Value) -> tuple[Value, ...]:
    return ("server",) if name == "server" else ()


def _kind(name: Value, image: Value) -> Literal["hosted", "self-hosted", "unknown"]:
    if isinstance(name, str) and name:
        lowered = name.lower()
        return "hosted" if lowered in {HOSTED, "server"} or lowered.startswith("hosted ") else "self-hosted"
    if name in (None, "") and image not in (None, ""):
        return "hosted"
    return "unknown"


def container_image(fields: Fields, declared: Mapping[str, Value], macros: Macros) -> Value:
    """The image of a job's container: written, or of the container resource that it names; empty for none."""
    entry = fields.get("container")
    if entry is None:
        return ""
    if isinstance(entry.tree, Fields):
        found = value(entry.tree, "image", macros) or value(entry.tree, "alias", macros)
    else:
        found = macros.resolved(value_of(entry.tree))
    if isinstance(found, str) and found in declared:
        return macros.resolved(declared[found])
    return "" if found is None else found
