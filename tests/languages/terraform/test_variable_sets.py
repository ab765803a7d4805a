"""Variable files find their root and their environment by the naming conventions in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from idlint.document import DeployStep, Invocation
from idlint.languages.terraform.variable_sets import place
from idlint.settings import Settings, VariableSet

Make = Callable[[Mapping[str, str | bytes]], Any]

DEFAULTS = Settings()
CODE = 'variable "x" { default = "default" }\nresource "terraform_data" "a" { input = var.x }\n'


@pytest.mark.parametrize(
    ("path", "environment", "role"),
    [
        ("terraform.tfvars", "", "auto"),
        ("a.auto.tfvars.json", "", "auto"),
        ("prod.tfvars", "prod", "set"),
        ("app.prod.tfvars", "prod", "set"),
        ("terraform-prod.tfvars.json", "prod", "set"),
        ("common.tfvars", "", "set"),
        ("environments/prod.tfvars", "prod", "set"),
        ("env/prod/anything.tfvars", "prod", "set"),
        (".env/weu-prod/terraform.tfvars", "weu-prod", "set"),
        ("prod/terraform.tfvars", "prod", "set"),
        ("prod/prod.tfvars", "prod", "set"),
        ("vars/common.tfvars", "", "set"),
        ("config/app/vars/stg.tfvars", "stg", "set"),
        ("environments/dev/00-config.auto.tfvars", "dev", "set"),
        ("vars/demo/demo1/env.tfvars.json", "demo/demo1", "set"),
        ("env_vars/elz-prod.tfvars", "elz-prod", "set"),
        ("env/dev/backend.tfvars", "dev", "backend"),
        ("backend-prod.tfvars", "prod", "backend"),
    ],
)
def test_conventions(path: str, environment: str, role: str) -> None:
    placed = place(path.split("/")[:-1], path)
    assert placed is not None
    assert (placed.environment, placed.role) == (environment, role)


@pytest.mark.parametrize("path", ["some/where/x.tfvars", "templates/x.tfvars"])
def test_unconventional_places_belong_to_nobody(path: str) -> None:
    assert place(path.split("/")[:-1], path) is None


def sets(
    made: Any, invocations: list[Invocation] | None = None, settings: Settings = DEFAULTS
) -> dict[str, tuple[str, ...]]:
    (unit,) = [unit for unit in made.units(invocations or [], settings) if unit.path in {".", "root"}]
    return {item.name: item.var_files for item in unit.invocations}


def test_every_set_begins_with_what_terraform_reads_itself(repository: Make) -> None:
    made = repository(
        {
            "main.tf": CODE,
            "b.auto.tfvars": "",
            "a.auto.tfvars.json": "{}",
            "terraform.tfvars": "",
            "terraform.tfvars.json": "{}",
            "env/common.tfvars": "",
            "env/dev.tfvars": "",
            "env/prod.tfvars": "",
        }
    )
    automatic = (
        "terraform.tfvars",
        "terraform.tfvars.json",
        "a.auto.tfvars.json",
        "b.auto.tfvars",
        "env/common.tfvars",
    )
    assert sets(made) == {"dev": (*automatic, "env/dev.tfvars"), "prod": (*automatic, "env/prod.tfvars")}


def test_a_root_without_sets_has_a_nameless_one(repository: Make) -> None:
    assert sets(repository({"main.tf": CODE})) == {"": ()}


def test_only_root_near_a_folder_of_variable_files_owns_it(repository: Make) -> None:
    made = repository({"root/main.tf": CODE + 'provider "p" {}\n', "environments/dev/dev.tfvars": ""})
    assert sets(made) == {"dev": ("environments/dev/dev.tfvars",)}


def test_two_roots_near_a_folder_of_variable_files_leave_it_alone(repository: Make) -> None:
    provider = 'provider "p" {}\n'
    made = repository({"root/main.tf": provider, "other/main.tf": provider, "environments/dev/dev.tfvars": ""})
    assert sets(made) == {"": ()}


def test_configured_sets_replace_conventions(repository: Make) -> None:
    made = repository({"root/main.tf": CODE, "root/prod.tfvars": "", "root/dev.tfvars": "", "shared.tfvars": ""})
    configured = VariableSet("root", "live", ("shared.tfvars", "prod.tfvars"), workspace="w")
    assert sets(made, settings=Settings(sets=(configured,))) == {"live": ("shared.tfvars", "root/prod.tfvars")}


def test_an_invocation_with_the_files_of_a_suggested_set_completes_it(repository: Make) -> None:
    made = repository({"root/main.tf": CODE, "root/prod.tfvars": "", "root/dev.tfvars": "", "root/more.txt": ""})
    seen = Invocation("root", "production", ("root/more.txt", "root/prod.tfvars"))
    assert sets(made, [seen]) == {"dev": ("root/dev.tfvars",), "prod": ("root/more.txt", "root/prod.tfvars")}


def test_an_invocation_completes_the_set_of_the_environment_that_its_variables_state(repository: Make) -> None:
    made = repository({"root/main.tf": CODE, "root/prod.tfvars": "", "root/dev.tfvars": ""})
    seen = Invocation(
        "root",
        variables={"env_name": "dev", "size": "2"},
        steps=(DeployStep("deploy.yml", "jobs.apply.steps[0].deploy"),),
    )
    [unit] = made.units([seen], DEFAULTS)
    assert [(item.name, item.var_files, bool(item.steps)) for item in unit.invocations] == [
        ("dev", ("root/dev.tfvars",), True),
        ("prod", ("root/prod.tfvars",), False),
    ]


def test_a_stated_environment_without_a_set_is_one_more_set_without_a_name(repository: Make) -> None:
    made = repository({"root/main.tf": CODE, "root/prod.tfvars": ""})
    assert sets(made, [Invocation("root", variables={"environment": "dev"})]) == {"": (), "prod": ("root/prod.tfvars",)}


def test_what_is_passed_states_the_environment_and_a_default_does_not(repository: Make) -> None:
    code = 'variable "environment" { default = "prod" }\nresource "terraform_data" "a" {}\n'
    made = repository({"main.tf": code, "a.tfvars": 'environment = "dev"\n', "b.tfvars": ""})
    assert {item.set: item.environment for item in made.load().deployments} == {"a": "dev", "b": ""}


def test_an_invocation_that_says_nothing_may_apply_every_set(repository: Make) -> None:
    made = repository({"root/main.tf": CODE, "root/prod.tfvars": "", "root/dev.tfvars": ""})
    step = DeployStep("deploy.yml", "jobs.apply.steps[0].deploy")
    [unit] = made.units([Invocation("root", steps=(step,))], DEFAULTS)
    assert [item.steps for item in unit.invocations] == [(step,)] * 2


def test_an_invocation_that_says_nothing_adds_no_set(repository: Make) -> None:
    made = repository({"root/main.tf": CODE, "root/prod.tfvars": ""})
    assert sets(made, [Invocation("root")]) == {"prod": ("root/prod.tfvars",)}


def test_a_named_file_that_is_missing_is_a_problem(repository: Make) -> None:
    made = repository({"root/main.tf": CODE})
    document = made.load("root", [Invocation("root", "prod", ("root/prod.tfvars",))])
    assert [(problem.location.path, problem.message) for problem in document.problems] == [
        ("root/prod.tfvars", "the variable file does not exist")
    ]


def test_sets_are_evaluated_one_by_one(repository: Make) -> None:
    made = repository({"main.tf": CODE, "dev.tfvars": 'x = "d"\n', "prod.tfvars": 'x = "p"\n'})
    values = {item.set: item.declarations[0].attributes["input"] for item in made.load().deployments}
    assert values == {"dev": "d", "prod": "p"}
