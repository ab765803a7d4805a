"""Which resources are one workload: replicas and parts share a name, so that sharing can be told from replication."""

from __future__ import annotations

import re

from idlint.graph.resources import Property, Resource, ResourceGraph
from idlint.resilience.assessment import Criticality
from idlint.values import MISSING, Unknown, Value

WORKLOAD_TAGS = frozenset({"workload", "workloadname", "app", "appname"})
"""Tag names that say which workload a resource belongs to, lower-case without dashes and underscores."""

_INSTANCE = r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]'
"""An instance key in an address: `[0]`, `["weu"]`, `[?]`."""


def workload_properties(graph: ResourceGraph, resource: Resource, criticality: Criticality) -> dict[str, Property]:
    """`workload.name` and `workload.criticality` of one resource with the trait `workload`.

    The name is the tag's where one says it. Else whatever one module call makes is one workload, and so are all
    instances of one declaration; a slot belongs to its app. What is only assumed is no criticality.
    """
    return {
        "workload.name": Property(_name(graph, resource), resource.header),
        "workload.criticality": Property(criticality.level if criticality.declared else MISSING, resource.header),
    }


def _name(graph: ResourceGraph, resource: Resource) -> Value:
    tagged = _tagged(resource)
    if tagged is not None:
        return tagged
    app = next((edge.target for edge in graph.out(resource.key, "runs_on") if resource.kind == "web_app_slot"), None)
    whole = graph.resources.get(app, resource) if app else resource
    address = whole.callers[-1].address if whole.callers else whole.address
    return f"{whole.key.deployment}:{without_instances(address)}"


def without_instances(address: str) -> str:
    """An address without its instance keys: that of the declaration."""
    return re.sub(_INSTANCE, "", address) if "[" in address else address


def _tagged(resource: Resource) -> Value:
    """The value of the tag that names the workload; None where there is no such tag."""
    tags = resource.value("tags")
    if isinstance(tags, Unknown):
        tags = tags.known if isinstance(tags.known, dict) else {}
    entries = tags.items() if isinstance(tags, dict) else ()
    return next((value for key, value in entries if re.sub("[-_ ]", "", key).lower() in WORKLOAD_TAGS), None)
