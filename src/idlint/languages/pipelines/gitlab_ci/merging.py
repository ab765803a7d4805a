"""GitLab's deep merge on nodes: mappings merge key by key, anything else replaces; every node keeps its own place.

https://docs.gitlab.com/ci/yaml/yaml_optimization/
"""

from __future__ import annotations

from typing import Final

from idlint.fuel import Fuel
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode

MERGE_COST: Final = 5
"""Fuel for each key that is merged: a million of them is more than any configuration has."""


def merged(base: MappingNode, over: MappingNode, fuel: Fuel) -> MappingNode:
    """`base` with everything that `over` writes; raises `Exhausted` where files merge into more than can be held."""
    fuel.step(MERGE_COST * (len(base.pairs) + len(over.pairs) + 1))
    found: dict[str, tuple[ScalarNode, Node]] = {key.text: (key, value) for key, value in base.pairs}
    for key, value in over.pairs:
        before = found.get(key.text)
        inner = before[1] if before is not None else None
        if isinstance(inner, MappingNode) and isinstance(value, MappingNode):
            found[key.text] = (key, merged(inner, value, fuel))
        else:
            found[key.text] = (key, value)
    return mapping(list(found.values()), over)


def mapping(pairs: list[tuple[ScalarNode, Node]], like: MappingNode) -> MappingNode:
    """A mapping of `pairs` that stands where `like` does."""
    node = MappingNode(like.path, like.start, like.tag)
    node.end = like.end
    node.pairs = pairs
    node.by_name = {key.text: value for key, value in pairs}
    return node


def without(node: MappingNode, *names: str) -> MappingNode:
    """`node` without some of its keys."""
    return mapping([(key, value) for key, value in node.pairs if key.text not in names], node)
