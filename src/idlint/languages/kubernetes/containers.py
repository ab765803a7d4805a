"""What the containers of a pod are given: environment variables, and whether there is more than those show.

Names: https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/ and
https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/ . A map of settings in the same
file is looked up; what is in another one may be replaced by whoever applies them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from idlint.document import RUNNING, STORED
from idlint.languages.kubernetes.nodes import FILLED_IN, PLACEHOLDER, below, elements, get, text_of
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode
from idlint.source import Span
from idlint.values import Origin, Sensitive, Unknown, Value

ConfigMaps: TypeAlias = Mapping[tuple[str, str], Mapping[str, ScalarNode]]
"""Namespace as written and name -> the entries of each config map of a file."""

NO_MAP: Final = "in a config map that is not in the same file"

_GAP = re.compile(
    r"\$\{[^{}]*+\}|\$\([^()]*+\)|\{\{[^{}]*+\}\}|\{%[^{}%]*+%\}|#\{[^{}]*+\}#?|__\w+__|<[A-Za-z][^<>]*+>|%\w+%"
)
"""What a tool, or Kubernetes itself, replaces in a text; of nested ones the innermost, so that it takes linear time."""

_CONFIDENTIAL = re.compile(
    r"(?:secret|passw(?:or)?d|pwd|token|credentials?|key|connection_?string|conn_?str)$", re.IGNORECASE
)
"""Names of variables whose values are not printed."""

_FILES: Final = (("secret",), ("configMap",), ("hostPath",))
"""Volumes with files that may hold a credential, or say where one is."""


def config_maps(objects: Iterable[MappingNode]) -> ConfigMaps:
    """The config maps among the objects of a file."""
    found: dict[tuple[str, str], Mapping[str, ScalarNode]] = {}
    for item in objects:
        if text_of(item.get("kind")) == "ConfigMap" and text_of(item.get("apiVersion")) == "v1":
            data = item.get("data")
            pairs = data.pairs if isinstance(data, MappingNode) else ()
            entries = {key.text: value for key, value in pairs if isinstance(value, ScalarNode)}
            found[_of(item), text_of(below(item, ("metadata", "name")))] = entries
    return found


def _of(item: Node) -> str:
    """The namespace of an object, as written."""
    return text_of(below(item, ("metadata", "namespace")))


def environment(item: MappingNode, spec: Node | None, maps: ConfigMaps) -> tuple[dict[str, Value], dict[str, Span]]:
    """The variables of all containers of `item`, whose pod is `spec`, and where each is written."""
    values: dict[str, Value] = {}
    spans: dict[str, Span] = {}
    for container in _containers(spec):
        for source in elements(get(container, "envFrom")):
            prefix = text_of(get(source, "prefix"))
            for name, node in (_taken(item, source, maps) or {}).items():
                values[prefix + name], spans[prefix + name] = _value(name, node), node.span
        for entry in elements(get(container, "env")):
            name = text_of(get(entry, "name"))
            if name:
                values[name], spans[name] = _variable(item, entry, name, maps), entry.span
    return values, spans


def is_given_more(item: MappingNode, spec: Node | None, maps: ConfigMaps) -> bool:
    """Whether the containers have files, or whole maps of variables, that nobody sees here."""
    taken = (source for container in _containers(spec) for source in elements(get(container, "envFrom")))
    return any(_taken(item, source, maps) is None for source in taken) or any(
        _has_files(volume) for volume in elements(get(spec, "volumes"))
    )


def _has_files(volume: Node) -> bool:
    projected = elements(below(volume, ("projected", "sources")))
    return any(below(node, path) is not None for node in (volume, *projected) for path in _FILES)


def _containers(spec: Node | None) -> Iterator[Node]:
    yield from elements(get(spec, "initContainers"))
    yield from elements(get(spec, "containers"))


def _taken(item: MappingNode, source: Node, maps: ConfigMaps) -> Mapping[str, ScalarNode] | None:
    """The entries of the config map that is taken as a whole; None where it is a secret, or not in the file."""
    return maps.get((_of(item), text_of(below(source, ("configMapRef", "name")))))


def _variable(item: MappingNode, entry: Node, name: str, maps: ConfigMaps) -> Value:
    """The value of one variable; the key of a secret is the origin of what it holds."""
    written = get(entry, "value")
    if isinstance(written, ScalarNode):
        return _value(name, written)
    secret, config = (below(entry, ("valueFrom", kind)) for kind in ("secretKeyRef", "configMapKeyRef"))
    if secret is not None:
        label = f"{_of(item)}/{text_of(get(secret, 'name'))}".strip("/")
        return Unknown(STORED, Origin(f"Secret/{label}", (text_of(get(secret, "key")),)))
    if config is not None:
        node = maps.get((_of(item), text_of(get(config, "name"))), {}).get(text_of(get(config, "key")))
        return Unknown(NO_MAP) if node is None else _value(name, node)
    return Unknown(RUNNING) if get(entry, "valueFrom") is not None else ""


def _value(name: str, node: ScalarNode) -> Value:
    """A text with the pieces that are replaced unknown; one that is nobody's business is marked."""
    value = _pieces(node.text)
    says_something = not isinstance(value, Unknown) or value.known is not None
    return Sensitive(value) if _CONFIDENTIAL.search(name) and says_something else value


def _pieces(text: str) -> Value:
    """The text with its gaps unknown; nothing is certain of one in which gaps nest or are left open."""
    if not PLACEHOLDER.search(text):
        return text
    known: list[Value] = []
    at = 0
    for gap in _GAP.finditer(text):
        known += [text[at : gap.start()], Unknown(FILLED_IN)]
        at = gap.end()
    pieces = tuple(piece for piece in (*known, text[at:]) if piece != "")
    if any(isinstance(piece, str) and PLACEHOLDER.search(piece) for piece in pieces):
        return Unknown(FILLED_IN)
    return Unknown(FILLED_IN, known=pieces)
