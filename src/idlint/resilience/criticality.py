"""How much a resource matters: declared by tags or the configuration, else assumed from its environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from idlint.graph.resources import Key, Resource, ResourceGraph
from idlint.resilience.assessment import Criticality, Level
from idlint.values import Unknown, reveal

TAG_KEYS = frozenset({"criticality", "businesscriticality", "workloadcriticality", "tier", "slatier"})
"""Tag names that declare criticality, lower-case without dashes and underscores."""

LEVELS: Mapping[str, Level] = {
    **dict.fromkeys(("missioncritical", "platinum", "tier0", "p0"), "mission-critical"),
    **dict.fromkeys(("businesscritical", "critical", "high", "tier1", "p1", "gold"), "high"),
    **dict.fromkeys(("standard", "medium", "normal", "moderate", "tier2", "p2", "silver"), "standard"),
    **dict.fromkeys(("low", "none", "minor", "tier3", "tier4", "p3", "p4", "bronze"), "low"),
}
"""Tag values, written like the keys."""

PRODUCTION = frozenset({"prod", "production", "prd", "live"})
LESSER = frozenset(
    {
        "test",
        "tests",
        "tst",
        "sample",
        "samples",
        "example",
        "examples",
        "dev",
        "development",
        "sandbox",
        "sbox",
        "demo",
    }
)


def criticality(graph: ResourceGraph, globs: Mapping[str, str]) -> dict[Key, Criticality]:
    """The criticality of every resource of `graph`; `globs` is the configuration's path glob -> level."""
    groups = {
        (resource.key.deployment, resource.key.set, str(name)): resource
        for resource in graph.of_kind("resource_group")
        if isinstance(name := reveal_name(resource), str)
    }
    return {key: _of_resource(resource, groups, globs) for key, resource in graph.resources.items()}


def reveal_name(resource: Resource) -> object:
    """The resource's `name` without a sensitive mark; anything but a `str` is no name."""
    name = resource.value("name")
    return reveal(name) if isinstance(name, str) else None


def _of_resource(
    resource: Resource, groups: Mapping[tuple[str, str, str], Resource], globs: Mapping[str, str]
) -> Criticality:
    declared = _from_tags(resource) or _from_globs(resource, globs) or _from_group(resource, groups)
    return declared or _assumed(resource)


def _from_tags(resource: Resource, owner: str = "") -> Criticality | None:
    tags = resource.value("tags")
    if isinstance(tags, Unknown):
        tags = tags.known if isinstance(tags.known, dict) else None
    if not isinstance(tags, dict):
        return None
    for key, value in tags.items():
        plain = reveal(value)
        level = LEVELS.get(_squeeze(plain)) if isinstance(plain, str) else None
        if level and _squeeze(key) in TAG_KEYS:
            return Criticality(level, declared=True, reason=f'tag {key} = "{plain}"{owner}')
    return None


def _squeeze(text: str) -> str:
    return text.lower().replace("-", "").replace("_", "").replace(" ", "")


def _from_globs(resource: Resource, globs: Mapping[str, str]) -> Criticality | None:
    for pattern, level in globs.items():
        if any(fnmatchcase(path, pattern) for path in (resource.header.path, resource.key.deployment)):
            known = LEVELS[_squeeze(level)]
            return Criticality(known, declared=True, reason=f"configuration: {pattern} is {known}")
    return None


def _from_group(resource: Resource, groups: Mapping[tuple[str, str, str], Resource]) -> Criticality | None:
    name = resource.value("resource_group")
    group = groups.get((resource.key.deployment, resource.key.set, name)) if isinstance(name, str) else None
    return _from_tags(group, f" of {group.address}") if group else None


def _assumed(resource: Resource) -> Criticality:
    """From the variable set's name, else from the folders on the way to the deployment, nearest first."""
    parts = [resource.key.set, *reversed(resource.key.deployment.split("/"))]
    for part in parts:
        words = set(re.split(r"[-_. ]", part.lower()))
        if words & PRODUCTION and not words & {"non", "pre", "not", "nonprod"}:
            return Criticality("high", declared=False, reason=f"assumed from `{part}`")
        if words & LESSER:
            return Criticality("low", declared=False, reason=f"assumed from `{part}`")
    return Criticality("standard", declared=False, reason="nothing declares it")
