"""The region part of a failure domain: where something is, or the origin that stands for it."""

from __future__ import annotations

from idlint.graph.resources import Resource
from idlint.resilience.catalogue import UNKNOWN_REGION
from idlint.values import Missing, Unknown, Value, text


def region_of(value: Value | Missing) -> str:
    """The region part of a domain: its name, or the origin that stands for it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Unknown) and value.origin is not None:
        return text(value)
    return UNKNOWN_REGION


def region(resource: Resource | None) -> str:
    """Where a resource is."""
    return UNKNOWN_REGION if resource is None else region_of(resource.value("region"))
