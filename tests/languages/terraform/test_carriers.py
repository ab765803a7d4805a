"""Opaque calls keep the arguments that may hold something of a resource, however it reaches them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from idlint.document import ALL, Demand
from idlint.values import origins

OPAQUE = 'module "far" {\n  source = "git::https://example.org/far.git"\n  given = %s\n}\n'
ROOT = """
terraform {
  backend "local" {}
}
variable "name" {
  default = "n"
}
variable "loop" {
  default = "l"
}
locals {
  plain = "${var.name}-${upper("x")}"
  group = azurerm_resource_group.rg.name
  both  = [local.plain, local.group]
  a     = local.b
  b     = local.a
}
resource "azurerm_resource_group" "rg" {
  name = var.missing_value
}
"""
NOTHING_BUT_BACKENDS: Demand = {"terraform.backend": None}


def given(repository: Callable[..., Any], argument: str, demand: Demand) -> tuple[set[str], list[str]]:
    """The names of the arguments kept, and the addresses that flow into them."""
    (deployment,) = repository({"main.tf": ROOT + OPAQUE % argument}).load(demand=demand).deployments
    (hole,) = deployment.holes
    return set(hole.arguments), [origin.address for value in hole.arguments.values() for origin in origins(value)]


@pytest.mark.parametrize(
    "argument", ['"text"', "var.name", "local.plain", "{ a = [local.plain, path.module, terraform.workspace] }"]
)
def test_an_argument_of_plain_text_and_variables_is_left_out(repository: Callable[..., Any], argument: str) -> None:
    assert given(repository, argument, NOTHING_BUT_BACKENDS)[0] == set()
    assert given(repository, argument, ALL)[0] == {"given"}


@pytest.mark.parametrize(
    "argument",
    ["azurerm_resource_group.rg.id", "[for x in local.both : x]", '"${local.group}-x"', "module.other.id", "local.a"],
)
def test_an_argument_that_may_hold_a_resource_is_evaluated(repository: Callable[..., Any], argument: str) -> None:
    assert given(repository, argument, NOTHING_BUT_BACKENDS) == given(repository, argument, ALL)
    assert given(repository, argument, ALL)[0] == {"given"}


@pytest.mark.parametrize("argument", ['file("a.txt")', 'templatefile("a.tpl", { id = azurerm_resource_group.rg.id })'])
def test_the_text_of_a_file_is_left_out(repository: Callable[..., Any], argument: str) -> None:
    assert given(repository, argument, NOTHING_BUT_BACKENDS)[0] == set()
    assert given(repository, argument, ALL)[0] == {"given"}


@pytest.mark.parametrize(
    "argument", ['file("a") == x_y.z.id', 'file("a") == upper(x_y.z.id)', 'templatefile("a", { b = 1 c = 2 })']
)
def test_what_only_begins_with_the_text_of_a_file_is_evaluated(repository: Callable[..., Any], argument: str) -> None:
    argument = argument.replace("x_y.z", "azurerm_resource_group.rg")
    assert given(repository, argument, NOTHING_BUT_BACKENDS) == given(repository, argument, ALL)


def test_a_resource_is_followed_through_the_arguments_of_a_local_module(repository: Callable[..., Any]) -> None:
    inner = 'variable "group" {}\nvariable "label" {}\n' + OPAQUE % "[var.group, var.label]"
    call = 'module "near" {\n  source = "./near"\n  group = azurerm_resource_group.rg.id\n  label = local.plain\n}\n'
    document = repository({"main.tf": ROOT + call, "near/main.tf": inner}).load(demand=NOTHING_BUT_BACKENDS)
    (hole,) = document.deployments[0].holes
    assert [origin.address for origin in origins(hole.arguments["given"])] == ["azurerm_resource_group.rg"]


def test_a_name_that_is_not_declared_is_still_a_problem(repository: Callable[..., Any]) -> None:
    document = repository({"main.tf": ROOT + OPAQUE % "var.nobody"}).load(demand=NOTHING_BUT_BACKENDS)
    assert [problem.message for problem in document.problems] == ["`var.nobody` is not declared in this module"]


@pytest.mark.parametrize("argument", ["nofunction(1)", "[upper(nofunction(2))]"])
def test_an_unknown_function_is_still_a_problem(repository: Callable[..., Any], argument: str) -> None:
    document = repository({"main.tf": ROOT + OPAQUE % argument}).load(demand=NOTHING_BUT_BACKENDS)
    assert [problem.message for problem in document.problems] == ["there is no function named `nofunction`"]


SHARED = """
variable "region" { type = string }
resource "x_net" "net" { name = var.region }
module "far" {
  source = "registry.example/far/x"
  region = var.region
  net    = x_net.net.id
}
module "near" {
  source   = "./near"
  for_each = { plain = "text", net = x_net.net.id }
  given    = each.value
}
module "plain" {
  source = "./near"
  given  = "text"
}
"""


def test_what_is_handed_over_is_found_once_for_all_sets_and_for_each_instance(repository: Callable[..., Any]) -> None:
    near = 'variable "given" {}\nmodule "far" {\n source = "registry.example/far/x"\n given = var.given\n}\n'
    sets = {f"env/{name}/terraform.tfvars": f'region = "{name}"\n' for name in ("dev", "prod")}
    document = repository({"main.tf": SHARED, "near/main.tf": near, **sets}).load(demand={"x_net": frozenset()})
    assert [item.set for item in document.deployments] == ["dev", "prod"]
    for deployment in document.deployments:
        handed = {hole.address: sorted(hole.arguments) for hole in deployment.holes}
        assert handed == {
            "module.far": ["net"],
            'module.near["net"].module.far': ["given"],
            'module.near["plain"].module.far': ["given"],
            "module.plain.module.far": [],
        }


def test_what_is_written_alike_is_judged_where_it_stands(repository: Callable[..., Any]) -> None:
    """The same text in two roots: in one of them the local holds something of a resource."""
    root = 'terraform {\n  backend "local" {}\n}\nlocals {\n  a = %s\n}\n' + OPAQUE.replace("%s", "[upper(local.a)]")
    net = 'resource "x_net" "net" {}\n'
    files = {"plain/main.tf": root % '"text"' + net, "net/main.tf": root % "x_net.net.id" + net}
    found = repository(files)
    handed = {
        unit.path: set(found.load(unit.path, demand=NOTHING_BUT_BACKENDS).deployments[0].holes[0].arguments)
        for unit in found.units()
    }
    assert handed == {"plain": set(), "net": {"given"}}


def test_names_that_a_loop_binds_are_no_names_of_the_module(repository: Callable[..., Any]) -> None:
    assert given(repository, "[for local in [1] : local.a]", NOTHING_BUT_BACKENDS)[0] == set()
    assert given(repository, "[for x in x_net.net.ids : 1]", NOTHING_BUT_BACKENDS)[0] == {"given"}


def test_arguments_in_json_are_judged_too(repository: Callable[..., Any]) -> None:
    call = {
        "source": "git::https://example.org/far.git",
        "given": "${azurerm_resource_group.rg.id}",
        "plain": "${var.name}",
    }
    document = repository({"main.tf": ROOT, "far.tf.json": json.dumps({"module": {"far": call}})}).load(
        demand=NOTHING_BUT_BACKENDS
    )
    (hole,) = document.deployments[0].holes
    assert set(hole.arguments) == {"given"}
