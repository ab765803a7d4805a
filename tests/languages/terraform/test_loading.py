"""Oracle: what `load` gives for whole configurations equals what Terraform planned (recorded in `plan.json`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from idlint.document import ABSENT_BY_DEFAULT, ALL, Deployment, DeployStep, Document, Invocation
from idlint.languages.terraform import load, units
from idlint.settings import Settings
from idlint.source import SourceTree
from idlint.values import Json, Origin, Sensitive, Unknown, Value, to_json

CONFIGURATIONS = Path(__file__).parent / "configurations"
RECORDED = DeployStep("arguments", "deploy")
"""Stands for the recorded command line."""

NAMES = sorted(folder.name for folder in CONFIGURATIONS.iterdir() if folder.is_dir())


def invocation(folder: Path) -> Invocation:
    """The variable set that the recorded command line makes."""
    file = folder / "arguments"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    files = tuple(line.removeprefix("-var-file=") for line in lines if line.startswith("-var-file="))
    passed = dict(line.removeprefix("-var=").split("=", 1) for line in lines if line.startswith("-var="))
    return Invocation(".", var_files=files, variables=passed, workspace="default", steps=(RECORDED,))


def load_root(folder: Path) -> Document:
    tree = SourceTree(folder)
    files = [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file()]
    found = units(tree, files, [invocation(folder)], Settings())
    return load(tree, next(unit for unit in found if unit.path == "."), ALL, Settings())


def comparable(value: Value) -> Json:
    """A value as the recording has it: unknown is unknown whatever is known about it, marks are left out."""
    match value:
        case Sensitive():
            return comparable(value.value)
        case Unknown():
            return {"$unknown": True}
        case dict():
            return {key: comparable(item) for key, item in value.items()}
        case list():
            return [comparable(item) for item in value]
    return to_json(value)


def planned_resources(deployment: Deployment) -> dict[str, Any]:
    return {
        made.address: {name: comparable(value) for name, value in made.attributes.items()}
        for made in deployment.declarations
        if made.type == "terraform_data" and made.maybe != ABSENT_BY_DEFAULT
    }


@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_terraform_plan(name: str) -> None:
    folder = CONFIGURATIONS / name
    recording = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    document = load_root(folder)
    assert [problem.message for problem in document.problems] == []
    made = next((item.name for item in document.unit.invocations if RECORDED in item.steps), "")
    deployment = next(item for item in document.deployments if item.set == made)
    assert planned_resources(deployment) == recording["resources"]
    assert {key: comparable(value) for key, value in deployment.outputs.items()} == recording["outputs"]


def test_a_value_of_another_type_than_its_variable_is_a_problem_where_it_is_given(repository: Any) -> None:
    files = {
        "main.tf": """
            variable "count_of" { type = number }
            variable "names" { type = list(string) }
            variable "any" {}
            variable "settings" { type = object({ size = number, note = optional(string) }) }
            """,
        "terraform.tfvars": 'count_of = "many"\nnames = ["a"]\nany = {}\nsettings = { size = "12" }\nextra = 1\n',
        "env/prod.tfvars": 'names = { a = 1 }\nsettings = { note = "no size" }\n',
    }
    made = repository(files)
    texts = {path: made.tree.read(path).text for path in files}
    problems = [
        (item.location.path, texts[item.location.path][item.location[1] : item.location[2]], item.message)
        for item in made.load().problems
    ]
    start = "is not of the type that the variable has"
    assert [(path, text) for path, text, message in problems if start in message] == [
        ("terraform.tfvars", 'count_of = "many"'),
        ("env/prod.tfvars", "names = { a = 1 }"),
        ("env/prod.tfvars", 'settings = { note = "no size" }'),
    ]
    assert problems[0][2] == "the value of `count_of` is not of the type that the variable has: a number is required"


def test_a_function_that_does_not_exist_is_reported_although_nobody_asks_for_its_value(repository: Any) -> None:
    code = """
        locals {
          unused = [for name in ["a"] : upcase(name)]
          again  = "${upcase("b")}"
          fine   = "echo(1) upcase(2)" # upcase(3)
          script = <<-EOT
            upcase() { echo; }
          EOT
          theirs = provider::time::duration_parse("1h")
          core   = core::upper("a")
        }
        """
    made = repository({"main.tf": code})
    problems = made.load(demand={}).problems
    assert [item.message for item in problems] == ["there is no function named `upcase`"] * 2
    assert [code.encode()[item.location[1] :].split(b"(")[0] for item in problems] == [b"upcase"] * 2
    assert made.load(demand={}).deployments[0].holes == ()


def test_functions_of_terraform_0_11_are_no_problem(repository: Any) -> None:
    made = repository({"main.tf": 'output "tags" { value = "${map("a", "b", "c", list("d"))}" }'})
    document = made.load()
    assert document.problems == ()
    assert document.deployments[0].outputs == {"tags": {"a": "b", "c": ["d"]}}


@pytest.mark.parametrize("written", ["locals { l = var.w }", 'module "m" {\n source = "./m"\n x = var.w\n}'])
def test_a_name_that_nobody_declares_is_a_problem_where_it_is_written(repository: Any, written: str) -> None:
    outputs = 'output "l" { value = local.l }' if "local" in written else 'output "m" { value = module.m.y }'
    root = f'variable "v" {{}}\n{written}\n{outputs}'
    made = repository({"main.tf": root, "m/a.tf": 'variable "x" {}\noutput "y" { value = var.x }'})
    [problem] = made.load().problems
    assert problem.message == "`var.w` is not declared in this module"
    assert root[problem.location.start : problem.location.end] in {"l = var.w", "x = var.w"}


def test_an_output_that_a_module_does_not_declare_says_so(repository: Any) -> None:
    made = repository({"main.tf": 'module "m" { source = "./m" }\noutput "v" { value = module.m.v.w }', "m/a.tf": ""})
    document = made.load()
    value = document.deployments[0].outputs["v"]
    assert isinstance(value, Unknown)
    assert value.reason == "output that its module does not declare"
    assert document.problems == ()


def test_a_variable_file_that_a_pipeline_names_and_nobody_keeps_is_missing_and_no_problem(repository: Any) -> None:
    made = repository({"app/main.tf": 'variable "v" { default = 1 }\noutput "v" { value = var.v }'})
    applied = Invocation("app", var_files=("app/secret.tfvars",), steps=(RECORDED,))
    document = made.load("app", (applied,))
    assert (document.problems, document.missing) == ((), ("app/secret.tfvars",))
    assert document.deployments[0].outputs == {"v": 1}


def test_a_variable_that_terragrunt_may_declare_is_unknown_and_no_problem(repository: Any) -> None:
    made = repository({"main.tf": 'variable "v" {}\noutput "w" { value = var.w }', "live/terragrunt.hcl": ""})
    document = made.load()
    assert document.problems == ()
    assert isinstance(document.deployments[0].outputs["w"], Unknown)


def test_the_workspace_is_unknown_unless_something_tells_it(repository: Any) -> None:
    made = repository({"main.tf": 'output "w" { value = terraform.workspace }', "env/prod.tfvars": ""})
    bare, selected, silent = (
        {item.set: item.outputs["w"] for item in made.load(".", invocations).deployments}
        for invocations in ([], [Invocation(".", "live", workspace="live")], [Invocation(".", workspace="default")])
    )
    assert isinstance(bare["prod"], Unknown)
    assert bare["prod"].origin == Origin("terraform.workspace")
    assert selected["live"] == "live"
    assert isinstance(selected["prod"], Unknown)
    assert silent == {"prod": "default"}


def test_a_file_that_is_not_here_makes_a_value_unknown_and_says_why(repository: Any) -> None:
    code = (
        'locals { c = yamldecode(file("c.yaml")) }\noutput "a" { value = local.c.a }\noutput "b" { value = file("b") }'
    )
    (deployment,) = repository({"main.tf": code}).load().deployments
    reasons = [value.reason for value in deployment.outputs.values() if isinstance(value, Unknown)]
    assert reasons == ["reads a file that is not in the repository"] * 2


def test_what_configures_the_backend_is_read(repository: Any) -> None:
    files = {"main.tf": 'terraform {\n  backend "s3" {}\n}\n', "env/prod/backend.tfvars": 'bucket = "b"'}
    assert set(repository(files).load().files) == set(files)


def test_names_that_a_file_uses_and_nobody_declares_are_one_problem(repository: Any) -> None:
    code = 'variable "v" {}\nresource "x_y" "z" {\n' + "".join(f"  {name} = var.{name}\n" for name in "abc") + "}\n"
    (problem,) = repository({"main.tf": code}).load().problems
    assert problem.message == "`var.a` and 2 more are not declared in this module"


def test_a_name_that_a_template_of_the_module_may_declare_is_unknown_and_the_template_a_hole(repository: Any) -> None:
    code = 'locals { a = 1 }\noutput "w" { value = try(local.w.x, 2) }\noutput "a" { value = local.a }'
    document = repository({"main.tf": code, "main.tf.jinja": "{{ x }}"}).load()
    (deployment,) = document.deployments
    assert document.problems == ()
    assert deployment.outputs["a"] == 1
    value = deployment.outputs["w"]
    assert isinstance(value, Unknown)
    assert (value.reason, value.origin) == ("declared by a template", Origin("local.w", ("x",)))
    assert [(hole.source, hole.reason) for hole in deployment.holes] == [("main.tf.jinja", "file is a template")]


@pytest.mark.parametrize(
    "files",
    [
        {"main.tf": ""},
        {"main.tf": 'variable "v" {}', "broken.tf": "resource {{{"},
        {"main.tf": 'variable "v" {}', "terragrunt.hcl": 'include { path = "" }'},
    ],
)
def test_what_surrounds_a_name_that_may_be_declared_elsewhere_is_known(repository: Any, files: dict[str, str]) -> None:
    (deployment,) = repository({**files, "w.tf": 'output "w" { value = "a-${var.w.x}" }'}).load().deployments
    value = deployment.outputs["w"]
    assert isinstance(value, Unknown)
    assert isinstance(value.known, tuple)
    start, name = value.known
    assert start == "a-"
    assert isinstance(name, Unknown)
    assert (name.reason, name.origin) == ("not declared here", Origin("var.w", ("x",)))


@pytest.mark.parametrize(
    "template",
    [
        'resource "a_b" "c" {\n  name = {{ name }}\n}\n',
        '{% if wanted %}\nresource "a_b" "c" {}\n{% endif %}\n',
        'locals {\n  text = "{{ kept }}"\n  {%- for tag in tags %}\n  {{ tag }} = 1\n  {% endfor %}\n}\n',
    ],
)
def test_a_file_that_another_program_fills_in_is_a_template_whatever_its_name(repository: Any, template: str) -> None:
    document = repository({"main.tf": 'output "w" { value = local.w }', "more.tf": template}).load()
    assert document.problems == ()
    assert [(hole.source, hole.reason) for hole in document.deployments[0].holes] == [("more.tf", "file is a template")]


def test_a_module_called_from_a_place_that_is_filled_in_makes_its_file_a_template_that_is_read(repository: Any) -> None:
    code = 'module "m" {\n  source = "git::https://example.com/m{{ tag }}"\n  name = module.other.name\n}\n'
    document = repository({"main.tf": code + 'resource "x_y" "z" {}\n'}).load()
    (deployment,) = document.deployments
    assert document.problems == ()
    assert [item.address for item in deployment.declarations] == ["x_y.z"]
    assert ("main.tf", "file is a template") in [(hole.source, hole.reason) for hole in deployment.holes]


def test_a_text_with_braces_makes_no_template_of_a_file(repository: Any) -> None:
    code = 'module "m" {\n  source = "git::https://example.com/m"\n  name = "{{ $value }} ${module.other.name}"\n}\n'
    (problem,) = repository({"main.tf": code}).load().problems
    assert problem.message == "`module.other` is not declared in this module"


def test_braces_in_a_string_make_no_template_of_a_broken_file(repository: Any) -> None:
    document = repository({"main.tf": 'locals {\n  a = "{{ $value }}" b\n}\n'}).load()
    assert len(document.problems) == 1


def test_comments_may_hold_bytes_that_are_no_utf_8(repository: Any) -> None:
    code = b'// \xa9 Contoso\n/* \xa9\n\xa9 */\nlocals {\n  a = 1 # \xa9\n}\noutput "a" {\n  value = local.a\n}\n'
    made = repository({"main.tf": code, "x.auto.tfvars": b"# \xa9\n"})
    document = made.load()
    assert document.problems == ()
    assert document.deployments[0].outputs == {"a": 1}


@pytest.mark.parametrize(
    ("code", "at"), [(b'# \xa9\nlocals { a = "\xa9" }', 18), (b"locals { a = 1 }\n\xa9", 17), (b"\xa9 = 1 // \xa9", 0)]
)
def test_what_is_no_utf_8_outside_comments_is_a_problem_at_its_place(repository: Any, code: bytes, at: int) -> None:
    (problem,) = repository({"main.tf": code}).load().problems
    assert (problem.message, problem.location.start) == (f"is not UTF-8: byte {at} cannot be decoded", at)
