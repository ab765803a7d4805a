"""The graph as JSON data, and drawn from these data in Graphviz's and Mermaid's languages.

Nodes stand in their deployment and region. A half-edge ends at a node of its own with the text that is written, since
dropping it would hide a dependency. https://graphviz.org/doc/info/lang.html,
https://mermaid.js.org/syntax/flowchart.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, TypeAlias

from idlint.graph.deploys import PARTS_OF_JOBS
from idlint.graph.resources import Edge, Key, Resource, ResourceGraph
from idlint.report.model import Place
from idlint.report.terminal import clean
from idlint.values import Json, Missing, text

VERSION = 1

MAX_LABEL = 120
"""Characters of a label; longer ones are cut."""

Graphs: TypeAlias = dict[str, Any]
"""What `graph_data` gives."""


def graph_data(
    graphs: Iterable[ResourceGraph], place: Place, *, start: str = "", types: Sequence[str] = ()
) -> Graphs:  # fmt: skip
    """One entry an environment. `start` leaves what can be reached from that address, `types` edges of these types."""
    found = [_environment(graph, place, start, types) for graph in graphs]
    return {"version": VERSION, "environments": [item for item in found if item["nodes"]]}


def _environment(graph: ResourceGraph, place: Place, start: str, types: Sequence[str]) -> Graphs:
    edges = [edge for edge in graph.edges if not types or edge.type in types]
    kept = set(graph.resources)
    if start:
        kept = reached(edges, [key for key in graph.resources if key.address == start])
    resources = [resource for key, resource in graph.resources.items() if key in kept]
    order = {resource.key: number for number, resource in enumerate(resources)}
    shown = sorted((edge for edge in edges if edge.source in kept), key=lambda edge: order[edge.source])
    return {
        "environment": graph.environment,
        "nodes": [_node(resource, place) for resource in resources],
        "edges": [_edge(edge, place) for edge in shown],
    }


def reached(edges: Iterable[Edge], starts: Iterable[Key]) -> set[Key]:
    """Every key that edges lead to from `starts`, these included."""
    following: dict[Key, list[Key]] = {}
    for edge in edges:
        if edge.target is not None:
            following.setdefault(edge.source, []).append(edge.target)
    found, waiting = set(starts), list(starts)
    while waiting:
        new = [key for key in following.get(waiting.pop(), ()) if key not in found]
        found.update(new)
        waiting += new
    return found


def _node(resource: Resource, place: Place) -> dict[str, Json]:
    region = resource.value("region")
    return {
        "id": _id(resource.key),
        "address": resource.address,
        "kind": resource.kind,
        "type": resource.type,
        "deployment": resource.key.deployment,
        "set": resource.key.set,
        "region": "" if isinstance(region, Missing) or region is None else text(region),
        "maybe": resource.maybe,
        "path": resource.header.path,
        "line": place(resource.header).line,
    }


def _id(key: Key) -> str:
    """A key as one text: `deployment[set]:address`."""
    return f"{key.deployment}[{key.set}]:{key.address}" if key.set else f"{key.deployment}:{key.address}"


def _edge(edge: Edge, place: Place) -> dict[str, Json]:
    return {
        "type": edge.type,
        "source": _id(edge.source),
        "target": None if edge.target is None else _id(edge.target),
        "text": edge.text,
        "explanation": edge.explanation,
        "confidence": edge.confidence,
        "maybe": edge.maybe,
        "path": edge.location.path,
        "line": place(edge.location).line,
    }


def as_dot(data: Graphs) -> str:
    """A `digraph` with one cluster for each environment, deployment and region."""
    return "\n".join(("digraph idlint {", '  rankdir="LR"', '  node [shape="box"]', *_dot(data), "}")) + "\n"


def _dot(data: Graphs) -> Iterator[str]:
    clusters = count()
    for environment, names in _drawn(data):
        for indent, label, nodes in _groups(environment, names):
            if label:
                yield f"{indent}subgraph cluster_{next(clusters)} {{ label={_quoted(label)}"
            for name, shown in nodes:
                yield f"{indent}  {name} [label={_quoted(shown)}]"
            if label:
                yield f"{indent}}}"
        for source, edge, target in _lines(environment, names):
            style = ', style="dashed"' if edge["maybe"] or edge["target"] is None else ""
            if edge["target"] is None:
                yield f'  {target} [label={_quoted(_short(edge["text"]))}, style="dashed"]'
            yield f"  {source} -> {target} [label={_quoted(edge['type'])}{style}]"


def as_mermaid(data: Graphs) -> str:
    """A flowchart with one subgraph for each environment, deployment and region."""
    return "\n".join(("flowchart LR", *_mermaid(data))) + "\n"


def _mermaid(data: Graphs) -> Iterator[str]:
    groups = count()
    for environment, names in _drawn(data):
        for indent, label, nodes in _groups(environment, names):
            if label:
                yield f"{indent}subgraph g{next(groups)}[{_entity(label)}]"
            for name, shown in nodes:
                yield f"{indent}  {name}[{_entity(shown)}]"
            if label:
                yield f"{indent}end"
        for source, edge, target in _lines(environment, names):
            arrow = "-.->" if edge["maybe"] or edge["target"] is None else "-->"
            end = target if edge["target"] is not None else f"{target}([{_entity(_short(edge['text']))}])"
            yield f"  {source} {arrow}|{edge['type']}| {end}"


Names: TypeAlias = Mapping[str, str]
"""Id of a node -> its name in the drawing. Drawn are nodes that some edge touches; a job stands for its steps."""


def _drawn(data: Graphs) -> Iterator[tuple[Graphs, Names]]:
    numbers = count()
    for environment in data["environments"]:
        touched = {end for edge in environment["edges"] for end in (edge["source"], edge["target"])}
        drawn = [node["id"] for node in environment["nodes"] if node["kind"] not in PARTS_OF_JOBS]
        yield environment, {name: f"n{next(numbers)}" for name in drawn if name in touched}


def _groups(environment: Graphs, names: Names) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Indent, label and nodes of every cluster."""
    found: dict[str, list[tuple[str, str]]] = {}
    for node in environment["nodes"]:
        if node["id"] in names:
            parts = (environment["environment"], node["deployment"], node["region"])
            label = " · ".join(filter(None, parts))
            found.setdefault(label, []).append((names[node["id"]], f"{_short(node['address'])}\n{node['kind']}"))
    for label, nodes in sorted(found.items()):
        yield "  ", _short(label), nodes


def _lines(environment: Graphs, names: Names) -> Iterator[tuple[str, Graphs, str]]:
    """Source, edge and target of every line, repetitions left out; a half-edge ends at a node of its own."""
    seen: set[tuple[str, str, str]] = set()
    for number, edge in enumerate(environment["edges"]):
        source = names.get(edge["source"])
        target = f"{source}_{number}" if edge["target"] is None else names.get(edge["target"])
        if source is None or target is None or (source, edge["type"], target) in seen:
            continue
        seen.add((source, edge["type"], target))
        yield source, edge, target


def _short(label: str) -> str:
    shown = clean(label)
    return shown if len(shown) <= MAX_LABEL else shown[: MAX_LABEL - 1] + "…"


def _quoted(label: str) -> str:
    """A Graphviz string: backslashes, quotes and line breaks escaped."""
    return '"' + label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _entity(label: str) -> str:
    """A Mermaid string: what would end it or be read as markup written as an entity."""
    written = label.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
    return '"' + written.replace("\n", "<br>") + '"'
