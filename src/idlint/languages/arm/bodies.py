"""Evaluates the body of a resource together with the place of everything written and the defaults it rests on."""

from __future__ import annotations

from typing import Any

from idlint.document import Path
from idlint.languages.arm.expressions import Array, Entry, Literal, Node, Object, Raw, Spread
from idlint.languages.arm.jsontext import below
from idlint.languages.arm.jsonvalues import json_key
from idlint.languages.arm.scope import Scope
from idlint.source import Location
from idlint.values import Value

MAX_WRITTEN = 60
"""How deep literal structure is followed; below, a value is evaluated as one."""


class Body:
    """The attributes of one declaration while they are evaluated."""

    __slots__ = ("assumed", "run", "scope", "spans")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.run = scope.frame.run
        self.spans: dict[Path, Location] = {}
        self.assumed: dict[Path, tuple[str, ...]] = {}

    def value(self, path: Path, node: Node) -> Value:
        """The value of `node`, which is written at `path`; unknown where the budget ends."""
        if node.location is not None:
            self.spans[path] = node.location
        if len(path) < MAX_WRITTEN:
            if isinstance(node, Raw) and isinstance(node.value, (dict, list)):
                return self._json(path, node)
            if isinstance(node, Object) and _is_plain(node):
                return self._object(path, node)
            if isinstance(node, Array):
                return self._array(path, node)
        return self._leaf(path, node)

    def _leaf(self, path: Path, node: Node) -> Value:
        if isinstance(node, Raw) and not isinstance(node.value, (str, dict, list)):
            plain: Value = node.value
            return plain
        value, assumed = self.run.collect(lambda: self.run.read(self.run.evaluate(node, self.scope)))
        if assumed:
            self.assumed[path] = tuple(sorted(assumed))
        return value

    def _json(self, path: Path, node: Raw) -> Value:
        if isinstance(node.value, list):
            return [self.value((*path, at), _element(node, at)) for at in range(len(node.value))]
        result: dict[str, Value] = {}
        for key in node.value:
            entry = Raw(node.value[key], below(node.location, key))
            if key == "copy" and isinstance(entry.value, list):
                result |= self._loops(path, entry)
            else:
                name = self._key(key)
                result[name] = self.value((*path, name), entry)
        return result

    def _key(self, key: str) -> str:
        if key[:1] != "[":
            return key
        found = [key]

        def read() -> Value:
            found[0] = json_key(key, self.scope)
            return None

        self.run.guarded(read)
        return found[0]

    def _loops(self, path: Path, node: Raw) -> dict[str, Value]:
        """The arrays of ARM's `copy` inside an object, each as written at its loop."""
        result: dict[str, Value] = {}
        for number, loop in enumerate(node.value):
            name = loop.get("name") if isinstance(loop, dict) else None
            if isinstance(name, str):
                whole = Raw({"copy": [loop]}, below(node.location, number))
                self.spans[*path, name] = whole.location
                found = self._leaf((*path, name), whole)
                result[name] = found.get(name) if isinstance(found, dict) else found
        return result

    def _object(self, path: Path, node: Object) -> Value:
        result: dict[str, Value] = {}
        for entry in node.entries:
            if isinstance(entry, Entry) and isinstance(entry.key, Literal):
                key = str(entry.key.value)
                result[key] = self.value((*path, key), entry.value)
                if entry.location is not None:
                    self.spans[*path, key] = entry.location
        return result

    def _array(self, path: Path, node: Array) -> Value:
        if any(isinstance(item, Spread) for item in node.items):
            return self._leaf(path, node)
        return [self.value((*path, number), item) for number, item in enumerate(node.items)]


def _element(node: Raw, at: int) -> Raw:
    elements: list[Any] = node.value
    return Raw(elements[at], below(node.location, at))


def _is_plain(node: Object) -> bool:
    """Whether every key of an object is literal, so that its entries have paths."""
    return all(isinstance(entry, Entry) and isinstance(entry.key, Literal) for entry in node.entries)
