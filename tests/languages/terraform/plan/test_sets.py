"""What a plan stands for beside the code it was made from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

Make = Callable[..., dict[str, Any]]
Write = Callable[[Mapping[str, str | bytes]], Any]

CODE = 'variable "size" {\n  default = 1\n}\nresource "terraform_data" "a" {\n  input = var.size\n}\n'


def plan_of(make_plan: Make, make_resource: Make, *names: str) -> str:
    resources = [make_resource(f"terraform_data.{name}", {"input": 2}) for name in names]
    blocks = [{"address": f"terraform_data.{name}", "mode": "managed"} for name in names]
    return json.dumps(make_plan(*resources, configuration={"resources": blocks}))


def sets(found: Any) -> dict[str, tuple[str, list[Any]]]:
    """Set -> role and the values of `input`."""
    return {
        item.set: (item.role, [made.attributes.get("input") for made in item.declarations])
        for item in found.deployments
    }


def test_a_plan_replaces_the_set_that_its_path_names(repository: Write, make_plan: Make, make_resource: Make) -> None:
    files = {"main.tf": CODE, "dev.tfvars": "size = 3", "prod.tfvars": "size = 4"}
    made = repository({**files, "plans/prod.tfplan.json": plan_of(make_plan, make_resource, "a")})
    assert sets(made.load()) == {"dev": ("root", [3]), "prod": ("plan", [2])}


def test_a_plan_that_lacks_blocks_is_one_more_set(repository: Write, make_plan: Make, make_resource: Make) -> None:
    code = CODE + 'resource "terraform_data" "b" {}\n'
    made = repository({"main.tf": code, "tfplan.json": plan_of(make_plan, make_resource, "a")})
    assert sets(made.load()) == {"configuration": ("root", [1, None]), "plan": ("plan", [2, None])}


def test_several_plans_of_a_root_without_sets_are_named_by_their_files(
    repository: Write, make_plan: Make, make_resource: Make
) -> None:
    content = plan_of(make_plan, make_resource, "a")
    made = repository({"main.tf": CODE, "dev-plan.json": content, "plan.prod.json": content})
    assert sets(made.load()) == {"dev": ("plan", [2]), "prod": ("plan", [2])}


def test_a_plan_of_something_else_stands_alone(repository: Write, make_plan: Make, make_resource: Make) -> None:
    made = repository({"main.tf": CODE, "plan.json": plan_of(make_plan, make_resource, "other")})
    found = made.load()
    assert [(item.path, item.set, item.role) for item in found.deployments] == [
        (".", "", "root"),
        ("plan.json", "", "plan"),
    ]


def test_a_state_may_lack_blocks_without_instances(repository: Write, make_resource: Make) -> None:
    code = CODE + 'resource "terraform_data" "b" {\n  count = 0\n}\n'
    state = {"root_module": {"resources": [make_resource("terraform_data.a", {"input": 7})]}}
    content = {"format_version": "1.0", "terraform_version": "1.11.4", "values": state}
    assert sets(repository({"main.tf": code, "state.json": json.dumps(content)}).load()) == {"": ("plan", [7])}


def test_a_plan_goes_to_the_root_that_is_named_alike(repository: Write, make_plan: Make, make_resource: Make) -> None:
    backend = 'terraform {\n  backend "local" {}\n}\n'
    files = {"network/main.tf": backend + CODE, "app/main.tf": backend + CODE}
    made = repository({**files, "plans/app.json": plan_of(make_plan, make_resource, "a")})
    assert {unit.path: unit.files[1:] for unit in made.units()} == {"app": ("plans/app.json",), "network": ()}


def test_a_broken_plan_is_a_problem_and_hides_nothing(repository: Write) -> None:
    found = repository({"main.tf": CODE, "plan.json": '{"format_version":"1.2","terraform_version":"1.11.4"'}).load()
    assert [problem.location.path for problem in found.problems] == ["plan.json"]
    assert [(item.path, len(item.holes)) for item in found.deployments] == [(".", 0), ("plan.json", 1)]


@pytest.mark.parametrize(
    ("written", "planned", "roles"),
    [
        ('"LRS"', {"constant_value": "LRS"}, {"": "plan"}),
        ("12", {"constant_value": "12"}, {"": "plan"}),
        ("var.size", {"references": ["var.size"]}, {"": "plan"}),
        ('"LRS"', {"constant_value": "GRS"}, {"configuration": "root", "plan": "plan"}),
        ('"LRS"', {"references": ["var.size"]}, {"configuration": "root", "plan": "plan"}),
        ("var.size", {"constant_value": "GRS"}, {"configuration": "root", "plan": "plan"}),
    ],
)
def test_a_plan_that_is_older_than_the_code_does_not_hide_it(
    repository: Write, make_plan: Make, make_resource: Make, written: str, planned: Any, roles: dict[str, str]
) -> None:
    block = {"address": "terraform_data.a", "expressions": {"input": planned}}
    content = make_plan(make_resource("terraform_data.a", {"input": "GRS"}), configuration={"resources": [block]})
    code = CODE.replace("= var.size", f"= {written}")
    found = repository({"main.tf": code, "plan.json": json.dumps(content)}).load()
    assert {item.set: item.role for item in found.deployments} == roles
