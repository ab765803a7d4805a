"""JSON pointers to byte ranges: where in a JSON file, comments allowed, a pointer's value is written.

ARM templates are evaluated from plain parsed JSON without places, so a place is looked up here only
for what is reported. The grammar recovers from errors, so a damaged file still answers what it can.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_SCALARS = frozenset({"string", "number", "true", "false", "null"})


def resolve(data: bytes, pointers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Each pointer -> its byte range, as `Pointers` has it."""
    found = Pointers(data)
    return {pointer: found.range(pointer) for pointer in dict.fromkeys(pointers)}


def below(pointer: str, step: str | int) -> str:
    """The pointer to an entry of the object or array at `pointer`."""
    return f"{pointer}/{str(step).replace('~', '~0').replace('/', '~1')}"


def steps(pointer: str) -> list[str]:
    """The reference tokens of an RFC 6901 pointer, unescaped; none for the whole document."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


class Pointers:
    """One parsed document, twenty times the size of its text; members of each visited container are indexed once."""

    def __init__(self, data: bytes) -> None:
        from tree_sitter import Language, Parser
        from tree_sitter_json import language

        root = Parser(Language(language())).parse(data).root_node
        self._root = next((child for child in root.named_children if child.type != "comment"), root)
        self._members: dict[int, dict[str, Node]] = {}

    def range(self, pointer: str) -> tuple[int, int]:
        """The byte range `start, end` of what an RFC 6901 pointer points at.

        A scalar's range includes its key (`"tier": "Basic"`). An object or array is named by its header,
        as a block is in other languages: the key through the opening bracket, and for an element of an array the
        opening bracket through the first scalar entry. What does not exist is at its nearest existing ancestor.
        """
        node = self._root
        for step in steps(pointer):
            found = self._children(_value(node)).get(step)
            if found is None:
                break
            node = found
        return _header(node)

    def _children(self, node: Node) -> dict[str, Node]:
        """Key or index -> pair or element; of repeated keys the last counts, as in `json.loads`."""
        if node.id not in self._members:
            children = [child for child in node.named_children if child.type not in {"comment", "ERROR"}]
            if node.type == "object":
                self._members[node.id] = {_key(pair): pair for pair in children if pair.type == "pair"}
            else:
                elements = children if node.type == "array" else []
                self._members[node.id] = {str(index): child for index, child in enumerate(elements)}
        return self._members[node.id]


def _value(node: Node) -> Node:
    """The value of a pair; any other node is its own value."""
    return (node.child_by_field_name("value") or node) if node.type == "pair" else node


def _key(pair: Node) -> str:
    key = pair.child_by_field_name("key")
    raw = key.text if key is not None else None
    try:
        return str(json.loads(raw, strict=False)) if raw else ""
    except ValueError:
        return (raw or b"").decode("utf-8", "replace").strip('"')


def _header(node: Node) -> tuple[int, int]:
    value = _value(node)
    if value.type in _SCALARS or not value.children:
        return node.start_byte, node.end_byte
    end = value.children[0].end_byte
    if value is node and value.type == "object":
        end = _first_scalar_end(value) or end
    return node.start_byte, end


def _first_scalar_end(node: Node) -> int | None:
    """Where the first entry of an object ends, if it is a scalar: usually the entry that names the object."""
    first = next((child for child in node.named_children if child.type == "pair"), None)
    return first.end_byte if first is not None and _value(first).type in _SCALARS else None
