"""Whatever is in the files: loading ends, raises nothing, and says what it could not understand."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.document import ALL, Document
from idlint.languages.terraform import load, units
from idlint.settings import Settings
from idlint.source import SourceTree
from idlint.values import Json, Unknown, to_json

Make = Callable[[Mapping[str, str | bytes]], Any]

CONFIGURATION = b"""
terraform {
  backend "azurerm" { key = "k" }
}
variable "apps" {
  type    = map(object({ size = optional(number, 1), zones = optional(list(string), []) }))
  default = { web = {}, job = { size = 2, zones = ["1"] } }
}
locals {
  text  = <<-EOT
    %{for name, app in var.apps~}
    ${name}=${app.size}
    %{endfor~}
  EOT
  sizes = { for name, app in var.apps : name => app.size if app.size > 0 }
}
module "child" {
  source   = "./child"
  for_each = local.sizes
  name     = each.key
}
resource "azurerm_linux_web_app" "app" {
  for_each = var.apps
  name     = "app-${each.key}"
  dynamic "identity" {
    for_each = each.value.zones
    content {
      type         = "UserAssigned"
      identity_ids = [azurerm_user_assigned_identity.id[0].id]
    }
  }
  lifecycle { ignore_changes = [tags["x"], name] }
}
resource "azurerm_user_assigned_identity" "id" {
  count = length(var.apps)
  name  = module.child["web"].name
}
output "names" { value = [for key, app in azurerm_linux_web_app.app : app.name] }
"""
CHILD = b'variable "name" {}\noutput "name" { value = upper(var.name) }\n'


def loaded(files: Mapping[str, bytes]) -> list[Document]:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for path, data in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        tree = SourceTree(root)
        return [load(tree, unit, ALL, Settings()) for unit in units(tree, sorted(files), (), Settings())]


def shown(document: Document) -> list[Json]:
    """Everything in a document in a form that can be compared and must be printable."""
    assert pickle.dumps(document)
    return [
        [made.address, made.maybe, *(to_json(value) for value in made.attributes.values())]
        for deployment in document.deployments
        for made in deployment.declarations
    ]


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=300),
    name=st.sampled_from(["main.tf", "main.tf.json", "terraform.tfvars", "x.auto.tfvars.json"]),
)
def test_arbitrary_bytes(data: bytes, name: str) -> None:
    for document in loaded({"main.tf": CONFIGURATION, "child/main.tf": CHILD, name: data}):
        shown(document)


@settings(max_examples=60, deadline=None)
@given(
    cut=st.integers(0, len(CONFIGURATION)),
    insert=st.sampled_from([b"", b"{", b"}", b'"', b"${", b"<<A\n", b"[", b"\n", b"/*"]),
)
def test_truncated_and_disturbed_files(cut: int, insert: bytes) -> None:
    for data in (CONFIGURATION[:cut] + insert, CONFIGURATION[:cut] + insert + CONFIGURATION[cut:]):
        for document in loaded({"main.tf": data, "child/main.tf": CHILD}):
            shown(document)


EXPRESSIONS = st.recursive(
    st.sampled_from(
        [
            "var.apps",
            "local.a",
            "local.b",
            "local.c",
            "azurerm_x.y",
            "azurerm_x.y.a",
            "module.m",
            "each.value",
            "count.index",
            "1",
            "null",
            '"t"',
        ]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"[{pair[0]}, {pair[1]}]"),
        st.tuples(inner, inner).map(lambda pair: f"{{ a = {pair[0]}, b = {pair[1]} }}"),
        st.tuples(inner, inner).map(lambda pair: f"merge({pair[0]}, {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} == {pair[1]} ? {pair[0]} : {pair[1]})"),
        inner.map(lambda text: f"[for x in {text} : x]"),
        inner.map(lambda text: f"try({text}.a, {text}[0], null)"),
        inner.map(lambda text: f"{text}[*].a" if text[0].isalpha() else f"[{text}]"),
        inner.map(lambda text: f'"${{{text}}}-"'),
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(EXPRESSIONS, min_size=7, max_size=7))
def test_names_that_refer_to_each_other_at_random(made: list[str]) -> None:
    text = f"""
variable "apps" {{ default = {{ a = 1 }} }}
locals {{
  a = {made[0]}
  b = {made[1]}
  c = {made[2]}
}}
resource "azurerm_x" "y" {{
  for_each = {made[3]}
  a        = {made[4]}
  dynamic "block" {{
    for_each = {made[5]}
    content {{ value = block.value }}
  }}
}}
module "m" {{
  source = "./child"
  count  = {made[6]}
  name   = local.a
}}
"""
    files = {"main.tf": text.encode(), "child/main.tf": CHILD}
    first, second = ([shown(document) for document in loaded(files)] for _ in range(2))
    assert first == second


def test_deep_nests_and_long_chains(repository: Make) -> None:
    chain = "\n".join(f"  l{number} = local.l{number + 1}" for number in range(2000))
    nest = "[" * 10_000 + "]" * 10_000
    blocks = "block {\n" * 2_000 + "}\n" * 2_000
    document = repository(
        {
            "main.tf": f"locals {{\n{chain}\n  l2000 = 1\n  nest = {nest}\n}}\n",
            "b.tf": f'resource "x_y" "z" {{\n  chain = local.l0\n  nest = local.nest\n{blocks}}}\n',
        }
    ).load()
    assert document.exhausted


def test_deep_modules_end(repository: Make) -> None:
    files = {f"m{number}/main.tf": f'module "m" {{\n  source = "../m{number + 1}"\n}}\n' for number in range(100)}
    document = repository({**files, "m100/main.tf": 'resource "x_y" "z" {}\n'}).load("m0")
    assert document.deployments[0].holes


def test_exploding_modules_end(repository: Make) -> None:
    files = {
        f"m{number}/main.tf": f'module "m" {{\n  source = "../m{number + 1}"\n  count = 1000\n}}\n'
        for number in range(4)
    }
    document = repository({**files, "m4/main.tf": 'resource "x_y" "z" {}\n'}).load("m0")
    assert document.exhausted


@pytest.mark.parametrize("amount", [10_000, 10_001])
def test_the_largest_number_of_instances(repository: Make, amount: int) -> None:
    document = repository(
        {"main.tf": f'resource "x_y" "z" {{\n  count = {amount}\n}}\n', "terraform.tfvars": ""}
    ).load()
    assert len(document.deployments[0].declarations) == (amount if amount == 10_000 else 1)


def test_alternatives_that_share_parts_by_the_billion_end(repository: Make) -> None:
    doubled = "".join(
        f"  {side}{number} = {{ l = local.{side}{number - 1}, r = local.{side}{number - 1} }}\n"
        for side in "ab"
        for number in range(1, 41)
    )
    code = (
        'variable "c" {}\nlocals {\n  a0 = { x = 1, y = 1 }\n  b0 = { x = 1, y = 2 }\n' + doubled + "}\n"
        'resource "x_y" "z" {\n  one = (var.c ? local.a40 : local.b40)' + ".l" * 40 + ".x\n"
        "  two = [local.a40, local.b40][var.c]" + ".r" * 40 + ".y\n}\n"
    )
    [made] = repository({"main.tf": code}).load().deployments[0].declarations
    assert made.attributes["one"] == 1
    assert isinstance(made.attributes["two"], Unknown)
