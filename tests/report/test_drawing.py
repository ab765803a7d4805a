"""Drawings show every edge once, in groups, and cannot be broken by a name."""

from __future__ import annotations

import pytest

from idlint.graph.resources import Edge, Key, Known, Links, Property, Resource, ResourceGraph
from idlint.report.drawing import as_dot, as_mermaid, graph_data
from idlint.source import Location, Position, Span

HERE = Span("main.tf", 0, 1)


def place(_: Location) -> Position:
    return Position(3, 1, 3, 2)


def resource(address: str, kind: str = "web_app", region: str = "eastus") -> Resource:
    return Resource(Key("infra", "prod", address), kind, kind, frozenset(), "", "managed", HERE,
                    {"region": Property(region)})  # fmt: skip


def edge(source: str, target: str | None, type: str = "uses_identity", *, maybe: str = "", text: str = "") -> Edge:
    end = None if target is None else Key("infra", "prod", target)
    return Edge(type, Key("infra", "prod", source), end, text, HERE, "because", maybe)


def graph(*edges: Edge) -> ResourceGraph:
    names = ("app", "identity", "vault", "alone")
    return ResourceGraph("prod", (), Known(resource(name) for name in names), Links(edges))


def test_the_data_hold_every_node_and_edge() -> None:
    [environment] = graph_data([graph(edge("app", "identity"), edge("app", None, text="x"))], place)["environments"]
    assert [node["id"] for node in environment["nodes"]] == [
        "infra[prod]:app", "infra[prod]:identity", "infra[prod]:vault", "infra[prod]:alone",
    ]  # fmt: skip
    assert [(item["source"], item["target"], item["line"]) for item in environment["edges"]] == [
        ("infra[prod]:app", "infra[prod]:identity", 3),
        ("infra[prod]:app", None, 3),
    ]


def test_only_what_a_resource_leads_to_can_be_asked_for() -> None:
    data = graph_data([graph(edge("app", "identity"), edge("vault", "app"))], place, start="app")
    [environment] = data["environments"]
    assert [node["address"] for node in environment["nodes"]] == ["app", "identity"]
    assert len(environment["edges"]) == 1


def test_only_edges_of_some_types_can_be_asked_for() -> None:
    data = graph_data([graph(edge("app", "identity"), edge("app", "vault", "granted"))], place, types=["granted"])
    assert [item["type"] for item in data["environments"][0]["edges"]] == ["granted"]


def test_a_cycle_is_drawn() -> None:
    data = graph_data([graph(edge("app", "identity"), edge("identity", "app"))], place, start="app")
    assert as_mermaid(data).count("-->") == 2


def test_mermaid_groups_by_environment_deployment_and_region() -> None:
    drawn = as_mermaid(graph_data([graph(edge("app", "identity"))], place))
    assert drawn.splitlines() == [
        "flowchart LR",
        '  subgraph g0["prod · infra · eastus"]',
        '    n0["app<br>web_app"]',
        '    n1["identity<br>web_app"]',
        "  end",
        "  n0 -->|uses_identity| n1",
    ]


def test_dot_groups_by_environment_deployment_and_region() -> None:
    drawn = as_dot(graph_data([graph(edge("app", "identity", maybe="x"))], place))
    assert drawn.startswith("digraph idlint {")
    assert 'subgraph cluster_0 { label="prod · infra · eastus"' in drawn
    assert 'n0 -> n1 [label="uses_identity", style="dashed"]' in drawn


def test_a_half_edge_ends_at_what_is_written() -> None:
    data = graph_data([graph(edge("app", None, text='${var.id}"]'))], place)
    assert 'n0 -.->|uses_identity| n0_0(["${var.id}#quot;]"])' in as_mermaid(data)
    assert 'n0_0 [label="${var.id}\\"]", style="dashed"]' in as_dot(data)


def test_repeated_edges_are_drawn_once() -> None:
    data = graph_data([graph(edge("app", "identity"), edge("app", "identity"))], place)
    assert as_mermaid(data).count("-->") == 1


@pytest.mark.parametrize("name", ['"]; rm', "a\nb", "\x1b[31m", "x" * 500, "<script>"])
def test_a_name_cannot_break_out_of_its_label(name: str) -> None:
    made = ResourceGraph("", (), Known([resource(name), resource("b")]), Links([edge(name, "b")]))
    drawn = as_mermaid(graph_data([made], place))
    assert len(drawn.splitlines()) == 6
    assert "\x1b" not in drawn
    assert "<script" not in drawn
