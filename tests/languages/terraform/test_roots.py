"""Roots, modules and libraries are told apart as DESIGN says, by what stands in the files and not in comments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from idlint.document import Invocation
from idlint.languages.terraform import unbound
from idlint.settings import Settings, VariableSet

Make = Callable[..., Any]

RESOURCE = 'resource "terraform_data" "a" {}\n'
CALL = 'module "m" {\n  source = "../m"\n}\n'


@pytest.mark.parametrize(
    "text",
    [
        'provider "azurerm" {\n  features {}\n}\n',
        'provider "azurerm" { features {} }\n',
        'terraform {\n  backend "azurerm" {}\n}\n',
        'terraform { backend "azurerm" {} }\n',
        'terraform {\n  cloud {\n    organization = "x"\n  }\n}\n',
        'locals {\n  text = <<EOT\nx\nEOT\n}\nprovider "azurerm" {}\n',
    ],
)
def test_applied_code_makes_a_root(repository: Make, text: str) -> None:
    assert repository({"main.tf": text}).roles() == {".": "root"}


@pytest.mark.parametrize(
    "text",
    [
        RESOURCE,
        '# provider "azurerm" {}\n',
        '/*\nprovider "azurerm" {}\n*/\n',
        'locals {\n  text = <<EOT\nprovider "azurerm" {\nEOT\n}\n',
        'resource "x_y" "z" {\n  provider = azurerm.west\n}\n',
    ],
)
def test_other_code_is_a_library(repository: Make, text: str) -> None:
    assert repository({"main.tf": text}).roles() == {".": "library"}


@pytest.mark.parametrize("name", ["terraform.tfvars", "prod.tfvars", "x.auto.tfvars.json", ".terraform.lock.hcl"])
def test_files_beside_the_code_make_a_root(repository: Make, name: str) -> None:
    assert repository({"main.tf": RESOURCE, name: "{}" if name.endswith("json") else ""}).roles() == {".": "root"}


def test_invocations_and_settings_make_roots(repository: Make) -> None:
    made = repository({"a/main.tf": RESOURCE, "b/main.tf": RESOURCE, "c/main.tf": RESOURCE})
    settings = Settings(sets=(VariableSet("b", "prod"),))
    assert made.roles([Invocation("a")], settings) == {"a": "root", "b": "root", "c": "library"}


def test_called_folders_are_modules(repository: Make) -> None:
    made = repository({"r/main.tf": 'provider "p" {}\n' + CALL, "m/main.tf": RESOURCE})
    assert made.roles() == {"r": "root"}


def test_called_folder_with_a_provider_stays_a_module_but_not_one_with_state(repository: Make) -> None:
    provider = repository({"r/main.tf": CALL, "m/main.tf": 'provider "p" {}\n'})
    assert provider.roles() == {"r": "library"}
    state = repository({"r/main.tf": CALL, "m/main.tf": 'terraform {\n  backend "local" {}\n}\n'})
    assert state.roles() == {"m": "root", "r": "library"}


def test_called_folder_with_a_lock_file_stays_a_module(repository: Make) -> None:
    made = repository(
        {"r/main.tf": CALL, "m/main.tf": RESOURCE, "m/.terraform.lock.hcl": "", "r/.terraform.lock.hcl": ""}
    )
    assert made.roles() == {"r": "root"}


def test_calls_in_comments_call_nothing(repository: Make) -> None:
    commented = "/*\n" + CALL + "*/\n" + RESOURCE
    assert repository({"r/main.tf": commented, "m/main.tf": RESOURCE}).roles() == {"m": "library", "r": "library"}


def test_examples_make_the_folder_above_a_module(repository: Make) -> None:
    made = repository({"main.tf": RESOURCE, "examples/one/main.tf": 'module "m" {\n  source = "../.."\n}\n'})
    assert made.roles() == {"examples/one": "library"}


def test_configured_sources_are_calls(repository: Make) -> None:
    made = repository(
        {"r/main.tf": 'module "m" {\n  source = "git::https://x/y.git//m?ref=v1"\n}\n', "l/m/a.tf": RESOURCE}
    )
    assert made.roles(settings=Settings(modules={"git::https://x/y.git": "l"})) == {"r": "library"}


def test_json_syntax_is_looked_into(repository: Make) -> None:
    made = repository(
        {
            "r/main.tf.json": '{"module": {"m": {"source": "../m"}}, "provider": {"p": {}}}',
            "s/main.tf.json": '{"terraform": [{"backend": {"local": {}}}]}',
            "m/main.tf": RESOURCE,
            "broken/main.tf.json": "{",
        }
    )
    assert made.roles() == {"broken": "library", "r": "root", "s": "root"}


def test_files_of_a_unit_are_its_code_and_its_variable_files(repository: Make) -> None:
    made = repository({"main.tf": RESOURCE, "env/dev.tfvars": "", "b.tf": "", "backend.tfvars": 'key = "k"\n'})
    (unit,) = made.units()
    assert unit.files == ("b.tf", "main.tf", "backend.tfvars", "env/dev.tfvars")
    assert [(item.name, item.backend) for item in unit.invocations] == [("dev", {"key": "k"})]


def test_variable_files_that_belong_to_nobody_are_named(repository: Make) -> None:
    made = repository(
        {"a/main.tf": RESOURCE, "a/some/where/x.tfvars": "", "z/prod.tfvars": "", "a/terraform.tfvars": ""}
    )
    assert unbound(made.files, made.units()) == ("a/some/where/x.tfvars", "z/prod.tfvars")


SHARED = (
    'terraform {\n  backend "azurerm" {}\n}\nlocals {\n  tags = {}\n}\nprovider "x" {\n  tags = local.all_tags\n}\n'
)


def test_a_link_counts_where_it_is(repository: Make) -> None:
    made = repository(
        {"live/root.tofu.tf": SHARED, "live/app/main.tf": "locals {\n  all_tags = {}\n}\n" + RESOURCE},
        {"live/app/tofu.tf": "../root.tofu.tf"},
    )
    assert made.roles() == {"live": "root", "live/app": "root"}
    assert [made.load(path).problems for path in ("live", "live/app")] == [(), ()]


def test_a_folder_of_links_is_a_root_with_its_own_variable_files(repository: Make) -> None:
    resource = 'variable "size" {}\nresource "terraform_data" "a" {\n  input = var.size\n}\n'
    made = repository(
        {"base/main.tf": resource, "prod/terraform.tfvars": 'size = "big"\n', "sizes.tfvars": 'size = "small"\n'},
        {
            "prod/main.tf": "../base/main.tf",
            "dev/main.tf": "../base/main.tf",
            "dev/terraform.tfvars": "../sizes.tfvars",
        },
    )
    assert made.roles() == {"base": "library", "dev": "root", "prod": "root"}
    sizes = [made.declarations(path)["terraform_data.a"].attributes["input"] for path in ("dev", "prod")]
    assert sizes == ["small", "big"]


def test_names_that_a_whole_folder_lacks_are_a_problem(repository: Make) -> None:
    made = repository({"live/main.tf": SHARED, "live/other.tf": RESOURCE}, {"app/main.tf": "../live/main.tf"})
    assert len(made.load("live").problems) == 1
