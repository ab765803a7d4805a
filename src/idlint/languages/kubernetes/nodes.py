"""Looking into the nodes of a manifest, whatever shape they have, and what tools fill in there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode

FILLED_IN: Final = "filled in before the manifest is applied"

PLACEHOLDER: Final = re.compile(r"\$\{|\$\(|\{\{|\{%|#\{|__\w+__|<[A-Za-z][^<>]*>|%\w+%")
"""What shows that a tool fills in a text."""


def below(node: Node | None, path: Iterable[str]) -> Node | None:
    """What is below `node` along `path`."""
    for name in path:
        node = get(node, name)
    return node


def get(node: Node | None, name: str) -> Node | None:
    """The entry of a mapping; None where there is none, or no mapping."""
    return node.get(name) if isinstance(node, MappingNode) else None


def elements(node: Node | None) -> Sequence[Node]:
    """The elements of a list; none of anything else."""
    return node.items if isinstance(node, SequenceNode) else ()


def text_of(node: Node | None) -> str:
    """The text of a scalar; empty for anything else."""
    return node.text if isinstance(node, ScalarNode) else ""
