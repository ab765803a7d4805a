"""What is settled inside a deployment, and what is left to the environment."""

from __future__ import annotations

from idlint.document import Declaration, Deployment
from idlint.graph.kinds import Vocabulary
from idlint.graph.linked import linked
from idlint.graph.part import Part
from idlint.graph.references import names_of
from idlint.source import Span
from idlint.values import Origin, Unknown, Value

SPAN = Span("main.tf", 0, 1)


def unknown(address: str, *path: str) -> Unknown:
    return Unknown("known after apply", Origin(address, path))


def site(plan: Value) -> Declaration:
    return Declaration("azurerm_linux_web_app.x", "azurerm_linux_web_app", SPAN, attributes={"service_plan_id": plan})


def test_a_managed_target_is_settled_a_look_up_and_a_variable_stay_open(vocabulary: Vocabulary) -> None:
    plan = Declaration("azurerm_service_plan.p", "azurerm_service_plan", SPAN, attributes={"name": "p"})
    seen = Declaration("data.azurerm_service_plan.p", "azurerm_service_plan", SPAN, mode="data")
    for value, settled in (("azurerm_service_plan.p", 1), ("data.azurerm_service_plan.p", 0), ("var.p", 0)):
        deployment = Deployment("root", "terraform", "", "root", (plan, seen, site(unknown(value, "id"))))
        piece = linked(Part(deployment, vocabulary, names_of(vocabulary)), vocabulary)
        assert [edge.type for edge in piece.edges] == ["runs_on"] * settled
        assert [link.type for link in piece.links] == ["runs_on"] * (1 - settled)
