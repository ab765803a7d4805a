"""Building never raises, whatever an evaluator found."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idlint.document import Declaration, Deployment, Document, Hole, Mode, Unit
from idlint.graph.build import build
from idlint.graph.kinds import Vocabulary, demand
from idlint.source import Span
from idlint.values import Origin, Unknown, Value

SPAN = Span("main.tf", 0, 1)
MODES: list[Mode] = ["managed", "data", "existing"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_no_value_at_a_demanded_path_makes_building_raise(
    vocabulary: Vocabulary, values: st.SearchStrategy[Value], data: st.DataObject
) -> None:
    wanted = demand(vocabulary) or {}
    declarations = []
    for number in range(data.draw(st.integers(1, 5))):
        type = data.draw(st.sampled_from(sorted(wanted)))
        names = data.draw(st.lists(st.sampled_from(sorted(wanted[type] or {"name"})), max_size=5, unique=True))
        attributes = {name: data.draw(values) for name in names}
        mode = data.draw(st.sampled_from(MODES))
        address = data.draw(
            st.sampled_from(["azurerm_key_vault.kv", f"x.y{number}", "x.y[?]", "data.azurerm_key_vault.kv"])
        )
        declarations.append(Declaration(address, type, SPAN, attributes=attributes, mode=mode, depends_on=("x.y",)))
    holes = (Hole("module.a", "git::x", "opaque", SPAN, {"argument": data.draw(values)}),)
    deployments = [
        Deployment("root", "terraform", name, "root", tuple(declarations), holes) for name in ("", "dev", "prod")
    ]
    graphs = build([Document(Unit("terraform", "root", "root", ()), tuple(deployments))], vocabulary)
    assert [graph.environment for graph in graphs] == ["dev", "prod"]
    for graph in graphs:
        for edge in graph.edges:
            assert edge.source in graph.resources
            assert edge.target is None or edge.target in graph.resources
            assert edge.explanation


def doubled(value: Value, times: int) -> Value:
    for _ in range(times):
        value = Unknown("later", known=(value, value))
    return value


@pytest.mark.parametrize(
    "value",
    [
        doubled(Unknown("later", Origin("var.x")), 60),
        doubled("x", 5000),
        "/providers/" * 50_000,
        "a" * 1_000_000 + ".vault.azure.net",
        "https://" + ".vault.azure.net" * 50_000,
    ],
    ids=["exponential", "deep", "ids", "label", "hosts"],
)
def test_no_value_makes_building_slow(vocabulary: Vocabulary, value: Value) -> None:
    wanted = demand(vocabulary) or {}
    site: dict[str, Value] = dict.fromkeys(wanted["azurerm_linux_web_app"] or (), value)
    site["app_settings"] = {"A": value, "B": [value]}
    role: dict[str, Value] = dict.fromkeys(wanted["azurerm_role_assignment"] or (), value)
    declarations = (
        Declaration("azurerm_linux_web_app.x", "azurerm_linux_web_app", SPAN, attributes=site),
        Declaration("azurerm_role_assignment.x", "azurerm_role_assignment", SPAN, attributes=role),
    )
    deployment = Deployment("root", "terraform", "", "root", declarations)
    (graph,) = build([Document(Unit("terraform", "root", "root", ()), (deployment,))], vocabulary)
    assert len(graph.resources) == 2
