"""How much a resource matters: declared by tags or the configuration, else assumed from its environment."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache

from idlint.document import ENVIRONMENT_NAMES, plain_name
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
    stated = {place: deployment.environment for place, deployment in graph.places.items()}
    return {
        key: _of_resource(item, _group(item, groups), globs, stated.get(key[:2], ""))
        for key, item in graph.resources.items()
    }


def reveal_name(resource: Resource) -> object:
    """The resource's `name` without a sensitive mark; anything but a `str` is no name."""
    name = resource.value("name")
    return reveal(name) if isinstance(name, str) else None


def _of_resource(resource: Resource, group: Resource | None, globs: Mapping[str, str], stated: str) -> Criticality:
    declared = _from_tags(resource) or _from_globs(resource, globs) or (group and _from_tags(group, _owner(group)))
    return declared or _assumed(resource, group, stated)


def _from_tags(resource: Resource, owner: str = "") -> Criticality | None:
    for key, plain in _tags(resource, TAG_KEYS):
        if level := LEVELS.get(_squeeze(plain)):
            return _judged(level, f'tag {key} = "{plain}"{owner}', declared=True)
    return None


@lru_cache(maxsize=1024)
def _judged(level: Level, reason: str, *, declared: bool) -> Criticality:
    """The very same for all resources that it is true of, so that it is seen at once that they are alike."""
    return Criticality(level, declared=declared, reason=reason)


def _tags(resource: Resource, names: Container[str]) -> Iterator[tuple[str, str]]:
    """The known tags of `resource` whose names, written like `TAG_KEYS`, are in `names`."""
    tags = resource.value("tags")
    if isinstance(tags, Unknown):
        tags = tags.known if isinstance(tags.known, dict) else None
    if isinstance(tags, dict):
        for key, value in tags.items():
            plain = reveal(value)
            if isinstance(plain, str) and _squeeze(key) in names:
                yield key, plain


_squeeze = lru_cache(maxsize=1024)(plain_name)


def _from_globs(resource: Resource, globs: Mapping[str, str]) -> Criticality | None:
    for pattern, level in globs.items():
        if any(fnmatchcase(path, pattern) for path in (resource.header.path, resource.key.deployment)):
            known = LEVELS[_squeeze(level)]
            return _judged(known, f"configuration: {pattern} is {known}", declared=True)
    return None


def _group(resource: Resource, groups: Mapping[tuple[str, str, str], Resource]) -> Resource | None:
    name = resource.value("resource_group")
    return groups.get((resource.key.deployment, resource.key.set, name)) if isinstance(name, str) else None


def _owner(group: Resource) -> str:
    return f" of {group.address}"


def _assumed(resource: Resource, group: Resource | None, stated: str) -> Criticality:
    """From the name of the set, else of a folder on the way, nearest first, else from variables, else from a tag."""
    placed = _from_place(resource.key.set, resource.key.deployment) or _from_variables(stated)
    if placed is not None:
        return placed
    tagged = _from_environment_tag(resource) or (group and _from_environment_tag(group, _owner(group)))
    return tagged or _judged("standard", "nothing declares it", declared=False)


@lru_cache(maxsize=1024)
def _from_place(name: str, deployment: str) -> Criticality | None:
    """What the name of the variable set or a folder says: the same for all resources of a deployment."""
    for part in (name, *reversed(deployment.split("/"))):
        if level := of_environment(part):
            return Criticality(level, declared=False, reason=f"assumed from `{part}`")
    return None


@lru_cache(maxsize=1024)
def _from_variables(stated: str) -> Criticality | None:
    """What the environment says that the variables of a deployment state."""
    level = of_environment(stated)
    return Criticality(level, declared=False, reason=f"assumed from variables: `{stated}`") if level else None


def _from_environment_tag(resource: Resource, owner: str = "") -> Criticality | None:
    """What an environment tag says; one that rests on a default says nothing, for production may pass another value."""
    if resource.property("tags").assumed:
        return None
    for key, plain in _tags(resource, ENVIRONMENT_NAMES):
        if level := of_environment(plain):
            return _judged(level, f'assumed from tag {key} = "{plain}"{owner}', declared=False)
    return None


@lru_cache(maxsize=1024)
def of_environment(name: str) -> Level | None:
    """The level of an environment that is called so, judged by the words in its name."""
    words = set(re.split(r"[-_. /]", name.lower()))
    if words & PRODUCTION and not words & {"non", "pre", "not", "nonprod"}:
        return "high"
    return "low" if words & LESSER else None
