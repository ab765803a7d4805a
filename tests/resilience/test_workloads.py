"""What is one workload: replicas, parts and tagged companions share a name."""

from __future__ import annotations

from typing import Any

from idlint.document import Call
from idlint.graph.resources import Edge, Key, Known, Links, Property, Resource, ResourceGraph
from idlint.resilience.assessment import Criticality
from idlint.resilience.workloads import workload_properties
from idlint.source import Span
from idlint.values import MISSING, Unknown, Value

HERE = Span("main.tf", 0, 1)


def app(address: str, tags: Value = None, kind: str = "web_app", callers: tuple[str, ...] = ()) -> Resource:
    key, properties = Key("shop", "", address), {"tags": Property(tags, HERE)}
    calls = tuple(Call(caller, HERE) for caller in callers)
    return Resource(
        key, kind, kind, frozenset({"workload"}), "application", "managed", HERE, properties, callers=calls
    )  # fmt: skip


def name(resource: Resource, *others: Resource, edges: tuple[Edge, ...] = ()) -> Any:
    graph = ResourceGraph("", (), Known([resource, *others]), Links(edges))
    return workload_properties(graph, resource, Criticality("high", True, "a tag"))["workload.name"].value


def test_all_instances_of_a_declaration_are_one_workload() -> None:
    assert name(app("azurerm_linux_web_app.api[0]")) == name(app('azurerm_linux_web_app.api["a.b[0]"]'))
    assert name(app("azurerm_linux_web_app.api")) != name(app("azurerm_linux_web_app.web"))


def test_whatever_one_call_makes_is_one_workload_in_all_its_instances() -> None:
    inner = app(
        'module.shop.module.api["weu"].azurerm_linux_web_app.x',
        callers=("module.shop", 'module.shop.module.api["weu"]'),
    )
    other = app(
        'module.shop.module.api["neu"].azurerm_function.y', callers=("module.shop", 'module.shop.module.api["neu"]')
    )
    apart = app("module.shop.module.web.azurerm_function.y", callers=("module.shop", "module.shop.module.web"))
    assert name(inner) == name(other) != name(apart)


def test_a_tag_says_it_better() -> None:
    assert name(app("a.b", {"App-Name": "orders"})) == name(app("c.d", {"workload": "orders"})) == "orders"
    assert name(app("a.b", Unknown("merged", known={"app": "orders"}))) == "orders"
    assert name(app("a.b", Unknown("variable without a value"))) == "shop:a.b"


def test_a_slot_belongs_to_its_app() -> None:
    site, slot = app("w.api"), app("s.staging", kind="web_app_slot")
    edge = Edge("runs_on", slot.key, site.key, "api", HERE)
    assert name(slot, site, edges=(edge,)) == name(site)
    assert name(slot) == "shop:s.staging"


def test_only_a_declared_criticality_is_one() -> None:
    graph = ResourceGraph("", (), Known([app("a.b")]), Links())
    for declared, expected in [(True, "high"), (False, MISSING)]:
        found = workload_properties(graph, app("a.b"), Criticality("high", declared, "why"))
        assert found["workload.criticality"].value == expected
