"""A plan and its sources together: values of the plan, places of the sources, no deployment twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from idlint.document import Declaration, Deployment
from idlint.source import Pointer, Span
from idlint.values import Json, Origin, Sensitive, Unknown, to_json

Make = Callable[..., dict[str, Any]]
Write = Callable[[Mapping[str, str | bytes]], Any]


def by_address(deployment: Deployment) -> dict[str, Declaration]:
    return {item.address: item for item in deployment.declarations}


def only(found: Any) -> Deployment:
    (deployment,) = found.deployments
    assert isinstance(deployment, Deployment)
    return deployment


def line(files: Mapping[str, str | bytes], place: Any) -> str:
    assert isinstance(place, Span)
    return str(files[place.path])[place.start : place.end]


def test_a_plan_takes_the_place_of_the_nameless_set(repository: Write, recorded: dict[str, str | bytes]) -> None:
    deployment = only(repository(recorded).load())
    assert (deployment.path, deployment.set, deployment.role) == (".", "", "plan")
    assert len(deployment.declarations) == 7


def test_declarations_are_placed_in_the_sources(repository: Write, recorded: dict[str, str | bytes]) -> None:
    found = by_address(only(repository(recorded).load()))
    inner = found['module.child["b"].terraform_data.inner[1]']
    assert line(recorded, inner.header) == 'resource "terraform_data" "inner"'
    assert line(recorded, inner.span_of(("triggers_replace",))) == "triggers_replace = var.above"
    assert [(call.address, line(recorded, call.span)) for call in inner.callers] == [
        ('module.child["b"]', 'module "child"')
    ]


def test_unknown_values_keep_what_the_sources_say_about_them(
    repository: Write, recorded: dict[str, str | bytes]
) -> None:
    found = by_address(only(repository(recorded).load()))
    inner = found['module.child["a"].terraform_data.inner[0]']
    above = inner.value(("input", "above_id"))
    assert isinstance(above, Unknown)
    assert above.origin == Origin("terraform_data.base", ("id",))
    own = inner.value(("input", "own"))
    assert isinstance(own, Unknown)
    assert to_json(own) == {
        "$unknown": "known after apply",
        "text": 'own:${terraform_data.each["a"].id}',
        "refs": ['terraform_data.each["a"].id'],
    }


def test_sensitive_values_stay_hidden(repository: Write, recorded: dict[str, str | bytes]) -> None:
    deployment = only(repository(recorded).load())
    value = by_address(deployment)['terraform_data.each["a"]'].value(("input", "phrase"))
    assert isinstance(value, Sensitive)
    assert "horse" not in json.dumps(to_json(dict(deployment.variables)))


def test_without_sources_places_are_in_the_plan(repository: Write, recorded: dict[str, str | bytes]) -> None:
    deployment = only(repository({"plan.json": recorded["plan.json"]}).load("plan.json"))
    found = by_address(deployment)
    assert deployment.role == "plan"
    inner = found['module.child["a"].terraform_data.inner[0]']
    assert inner.header == Pointer("plan.json", "/planned_values/root_module/child_modules/0/resources/0")
    base = found["terraform_data.base"]
    assert base.span_of(("input",)) == Pointer("plan.json", "/planned_values/root_module/resources/0/values/input")
    assert "horse" not in json.dumps(shown(deployment))


def shown(deployment: Deployment) -> Json:
    tables = (deployment.variables, deployment.outputs, *(item.attributes for item in deployment.declarations))
    return [to_json(dict(table)) for table in tables]


def test_a_demand_is_kept_to(repository: Write, recorded: dict[str, str | bytes]) -> None:
    found = repository(recorded).load(demand={"terraform_data": frozenset({"input"})})
    assert all(item.attributes.keys() <= {"input"} for item in only(found).declarations)
    assert not only(repository(recorded).load(demand={"azurerm_key_vault": None})).declarations


def test_a_resource_in_a_module_that_is_not_at_hand_is_placed_at_its_call(
    repository: Write, make_plan: Make, make_resource: Make
) -> None:
    child = {"address": "module.net", "resources": [make_resource("module.net.azurerm_subnet.s", {"name": "s"})]}
    content = make_plan(configuration={"module_calls": {"net": {}}})
    content["planned_values"]["root_module"]["child_modules"] = [child]
    files = {"main.tf": 'module "net" {\n  source = "org/net/azurerm"\n}\n', "plan.json": json.dumps(content)}
    deployment = only(repository(files).load())
    subnet = by_address(deployment)["module.net.azurerm_subnet.s"]
    assert line(files, subnet.span_of(("name",))) == 'module "net"'
    assert [call.address for call in subnet.callers] == ["module.net"]
    assert deployment.holes == ()


def test_elements_of_a_set_are_matched_by_what_is_known(
    repository: Write, make_plan: Make, make_resource: Make
) -> None:
    code = """
resource "terraform_data" "x" {}
resource "azurerm_x" "a" {
  rule {
    name = "z"
    x_id = terraform_data.x.id
  }
  rule {
    name = "b"
    x_id = terraform_data.y.id
  }
}
resource "terraform_data" "y" {}
"""
    values = {"rule": [{"name": "b"}, {"name": "z"}]}
    made = make_resource("azurerm_x.a", values, unknown={"rule": [{"x_id": True}, {"x_id": True}]})
    names = ("azurerm_x.a", "terraform_data.x", "terraform_data.y")
    content = make_plan(made, configuration={"resources": [{"address": name} for name in names]})
    found = by_address(only(repository({"main.tf": code, "plan.json": json.dumps(content)}).load()))
    first = found["azurerm_x.a"].value(("rule", 0, "x_id"))
    assert isinstance(first, Unknown)
    assert first.origin == Origin("terraform_data.y", ("id",))


def test_what_the_code_has_gained_in_a_module_is_not_hidden(
    repository: Write, recorded: dict[str, str | bytes]
) -> None:
    more = 'resource "terraform_data" "later" {}\nresource "terraform_data" "never" {\n  count = 0\n}\n'
    files = {**recorded, "child/later.tf": more}
    found = by_address(only(repository(files).load()))
    assert {address for address in found if "later" in address or "never" in address} == {
        'module.child["a"].terraform_data.later',
        'module.child["b"].terraform_data.later',
    }
