"""Evaluation of whole configurations where Terraform's plan alone is no oracle: what is unknown, assumed, or wrong."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from textwrap import dedent
from typing import Any

import pytest

from idlint.document import CIRCLE, Declaration, Invocation
from idlint.settings import Settings
from idlint.source import Span
from idlint.values import Encoded, Origin, Sensitive, Unknown, Value, same, text

Make = Callable[[Mapping[str, str | bytes]], Any]

ROOT = 'provider "azurerm" {}\n'
SET = {"terraform.tfvars": ""}
"""A variable set, so that defaults are confirmed."""


def origin(value: Value) -> str:
    assert isinstance(value, Unknown), value
    return str(value.origin)


def one(repository: Make, code: str, address: str, **files: str) -> Declaration:
    """The declaration at `address` in a root with a variable set."""
    made = repository({"main.tf": dedent(code), **SET, **files})
    found: Declaration = made.declarations()[address]
    return found


def test_a_variable_without_a_value_is_its_own_origin(repository: Make) -> None:
    made = one(repository, 'variable "v" {}\nresource "x_y" "z" { a = var.v\n b = var.v.inner }', "x_y.z")
    assert origin(made.attributes["a"]) == "var.v"
    assert origin(made.attributes["b"]) == "var.v.inner"


def test_a_computed_attribute_has_its_resource_as_origin(repository: Make) -> None:
    code = """
        resource "x_y" "one" { name = "n" }
        resource "x_y" "two" { id = x_y.one.id, name = x_y.one.name, text = "${x_y.one.id}/sub" }
        """
    made = one(repository, code.replace(", ", "\n"), "x_y.two")
    assert origin(made.attributes["id"]) == "x_y.one.id"
    assert made.attributes["name"] == "n"
    assert text(made.attributes["text"]) == "${x_y.one.id}/sub"


def test_blocks_of_another_resource_keep_what_is_computed_apart(repository: Make) -> None:
    code = """
        resource "x_y" "one" {
          identity {
            type = "SystemAssigned"
          }
        }
        resource "x_y" "two" {
          type  = x_y.one.identity[0].type
          id    = x_y.one.identity[0].principal_id
          splat = x_y.one.identity[*].principal_id
        }
        """
    made = one(repository, code, "x_y.two")
    assert made.attributes["type"] == "SystemAssigned"
    assert origin(made.attributes["id"]) == "x_y.one.identity[0].principal_id"
    splat = made.attributes["splat"]
    assert isinstance(splat, list)
    assert origin(splat[0]) == "x_y.one.identity[0].principal_id"


def test_a_resource_object_keeps_its_arguments_through_modules(repository: Make) -> None:
    code = """
        resource "x_y" "one" { location = "westeurope" }
        module "m" {
          source = "./m"
          passed = x_y.one
        }
        """
    module = 'variable "passed" {}\nresource "x_y" "in" {\n  location = var.passed.location\n  id = var.passed.id\n}\n'
    made = one(repository, code, "module.m.x_y.in", **{"m/main.tf": module})
    assert made.attributes["location"] == "westeurope"
    assert origin(made.attributes["id"]) == "x_y.one.id"
    assert [call.address for call in made.callers] == ["module.m"]


def test_unknown_numbers_of_instances_leave_a_symbolic_one(repository: Make) -> None:
    code = """
        variable "v" {}
        resource "x_y" "counted" {
          count = var.v
          index = count.index
        }
        resource "x_y" "each" {
          for_each = var.v
          key      = each.key
          value    = each.value.inner
        }
        resource "x_y" "reader" {
          first = x_y.counted[0].id
          named = x_y.each["k"].id
        }
        """
    made = repository({"main.tf": dedent(code), **SET}).declarations()
    assert made["x_y.counted[?]"].maybe == "number of instances is unknown"
    assert origin(made["x_y.counted[?]"].attributes["index"]) == "x_y.counted[?].count.index"
    assert origin(made["x_y.each[?]"].attributes["key"]) == "x_y.each[?].each.key"
    assert origin(made["x_y.each[?]"].attributes["value"]) == "x_y.each[?].each.value.inner"
    assert origin(made["x_y.reader"].attributes["first"]) == "x_y.counted[?].id"
    assert origin(made["x_y.reader"].attributes["named"]) == "x_y.each[?].id"


def test_known_keys_beside_unknown_ones_are_instances(repository: Make) -> None:
    code = 'variable "v" {}\nresource "x_y" "z" {\n  for_each = toset(["a", var.v])\n  k = each.key\n}\n'
    made = repository({"main.tf": code, **SET}).declarations()
    assert {address: item.maybe for address, item in made.items()} == {'x_y.z["a"]': "", "x_y.z[?]": ""}


def test_absurd_counts_are_one_symbolic_instance(repository: Make) -> None:
    document = repository({"main.tf": 'resource "x_y" "z" {\n  count = 1000000000\n}\n', **SET}).load()
    (made,) = document.deployments[0].declarations
    assert (made.address, made.maybe) == ("x_y.z[?]", "more than 10,000 instances")
    assert document.exhausted == "number of instances"


def test_dynamic_blocks(repository: Make) -> None:
    code = """
        variable "v" {}
        locals { ports = { http = [80, 8080], https = [443] } }
        resource "x_y" "z" {
          rule {
            name = "fixed"
          }
          dynamic "rule" {
            for_each = local.ports
            iterator = item
            content {
              name = item.key
              dynamic "port" {
                for_each = item.value
                content {
                  number = port.value
                  index  = port.key
                }
              }
            }
          }
          dynamic "unknown" {
            for_each = var.v
            content {}
          }
          dynamic "none" {
            for_each = []
            content {}
          }
        }
        """
    made = one(repository, code, "x_y.z")
    assert made.attributes["rule"] == [
        {"name": "fixed"},
        {"name": "http", "port": [{"number": 80, "index": 0}, {"number": 8080, "index": 1}]},
        {"name": "https", "port": [{"number": 443, "index": 0}]},
    ]
    unknown = made.attributes["unknown"]
    assert isinstance(unknown, Unknown)
    assert unknown.reason == "number of blocks is unknown"
    assert made.attributes["none"] == []


def test_ignored_changes_are_unknown(repository: Make) -> None:
    code = """
        resource "x_y" "some" {
          size = 1
          tags = { kept = "k", changed = "c" }
          lifecycle {
            ignore_changes = [size, tags["changed"], settings]
          }
        }
        resource "x_y" "all" {
          size = 1
          lifecycle {
            ignore_changes = all
          }
        }
        """
    made = repository({"main.tf": dedent(code), **SET}).declarations()
    tags = made["x_y.some"].attributes["tags"]
    assert isinstance(tags, dict)
    assert tags["kept"] == "k"
    some = made["x_y.some"].attributes
    for value in (tags["changed"], some["size"], some["settings"], made["x_y.all"].attributes["size"]):
        assert isinstance(value, Unknown)
        assert value.reason == "ignored after create"


def test_cycles_are_unknown_and_end(repository: Make) -> None:
    code = """
        locals {
          a = local.b
          b = "${local.a}!"
        }
        resource "x_y" "z" {
          a     = local.a
          self  = x_y.z.self
          other = x_y.w.other
        }
        resource "x_y" "w" {
          count = length(x_y.w)
          other = x_y.z.other
        }
        """
    made = one(repository, code, "x_y.z")
    assert all(isinstance(value, Unknown) for value in made.attributes.values())


def test_a_module_cycle_is_one_problem(repository: Make) -> None:
    made = repository(
        {
            "main.tf": 'module "a" {\n  source = "./a"\n}\n',
            "a/main.tf": 'module "b" {\n  source = "../b"\n  count = 2\n}\n',
            "b/main.tf": 'module "a" {\n  source = "../a"\n}\n',
            **SET,
        }
    )
    document = made.load()
    assert [problem.location.path for problem in document.problems] == ["b/main.tf"]
    assert {hole.reason for hole in document.deployments[0].holes} == {CIRCLE}


def test_undeclared_names_are_reported_once_where_that_is_certain(repository: Make) -> None:
    code = 'variable "v" {}\nresource "x_y" "z" {\n  a = var.w\n  b = var.w\n  c = try(var.u, 1)\n}\n'
    problems = repository({"main.tf": code}).load().problems
    assert [problem.message for problem in problems] == ["`var.w` is not declared in this module"]
    assert (
        repository({"main.tf": code, "broken.tf": "resource {{{"}).load().deployments[0].holes[0].source == "broken.tf"
    )


def test_an_output_is_no_name_in_its_own_module(repository: Make) -> None:
    code = """
        output "region" {
          value = "eastus"
        }
        module "again" {
          source = "./again"
        }
        resource "azurerm_x" "a" {
          a = module.again.region
          b = module.again.copied
        }
        """
    again = 'output "region" {\n  value = "eastus"\n}\noutput "copied" {\n  value = output.region\n}\n'
    found = one(repository, code, "azurerm_x.a", **{"again/main.tf": again})
    assert found.attributes["a"] == "eastus"
    assert isinstance(found.attributes["b"], Unknown)


def test_remote_modules_are_holes_with_arguments(repository: Make) -> None:
    code = """
        resource "x_y" "z" { name = "n" }
        module "remote" {
          source   = "git::https://example.com/m.git?ref=v1"
          for_each = toset(["a"])
          name     = each.key
          target   = x_y.z.id
        }
        resource "x_y" "reader" { id = module.remote["a"].id }
        """
    document = repository({"main.tf": dedent(code), **SET}).load()
    (hole,) = document.deployments[0].holes
    assert (hole.address, hole.source) == ('module.remote["a"]', "git::https://example.com/m.git?ref=v1")
    assert hole.arguments["name"] == "a"
    assert origin(hole.arguments["target"]) == "x_y.z.id"
    reader = next(made for made in document.deployments[0].declarations if made.name == "reader")
    assert origin(reader.attributes["id"]) == 'module.remote["a"].id'


def test_a_remote_module_without_instances_is_no_hole(repository: Make) -> None:
    code = 'module "remote" {\n  source = "git::https://example.com/m.git"\n  count = 0\n}\n'
    assert repository({"main.tf": code, **SET}).load().deployments[0].holes == ()


CHILD = 'variable "v" {}\nresource "x_y" "child" { v = var.v }\noutput "v" { value = var.v }\n'


def test_downloaded_and_configured_modules_are_read(repository: Make) -> None:
    code = """
        module "registry" {
          source = "owner/name/azurerm"
          v      = 1
        }
        module "configured" {
          source = "git::https://example.com/all.git//child?ref=v1"
          v      = module.registry.v
        }
        module "inside" {
          source = "./.terraform/modules/configured/child"
          v      = 3
        }
        """
    installed = (
        '{"Modules": [{"Key": "registry", "Source": "owner/name/azurerm", "Dir": ".terraform/modules/registry"}]}'
    )
    made = repository(
        {
            "main.tf": dedent(code),
            ".terraform/modules/modules.json": installed,
            ".terraform/modules/registry/main.tf": CHILD,
            "local/child/main.tf": CHILD,
            **SET,
        }
    )
    document = made.load(settings=Settings(modules={"git::https://example.com/all.git": "local"}))
    values = {made.address: made.attributes["v"] for made in document.deployments[0].declarations}
    assert values == {
        "module.registry.x_y.child": 1,
        "module.configured.x_y.child": 1,
        "module.inside.x_y.child": 3,
    }
    assert document.deployments[0].holes == ()


def test_a_library_names_the_defaults_that_values_rest_on(repository: Make) -> None:
    code = """
        variable "region" { default = "westeurope" }
        variable "size" { default = 1 }
        variable "given" {}
        locals { settings = { region = var.region, size = var.size, fixed = "f" } }
        resource "x_y" "z" {
          region = local.settings.region
          fixed  = local.settings.fixed
          tags   = { size = local.settings.size, given = var.given, none = "n" }
          inner {
            value = "${var.region}${var.size}"
          }
        }
        """
    made = repository({"main.tf": dedent(code)}).declarations()["x_y.z"]
    assert made.assumed == {
        ("region",): ("var.region",),
        ("tags", "size"): ("var.size",),
        ("inner", 0, "value"): ("var.region", "var.size"),
    }
    assert made.assumptions(("fixed",)) == ()


def test_a_variable_set_confirms_defaults(repository: Make) -> None:
    code = 'variable "region" { default = "westeurope" }\nresource "x_y" "z" { region = var.region }\n'
    assert one(repository, code, "x_y.z").assumed == {}


def test_an_empty_number_by_default_is_a_maybe_instance_in_a_library(repository: Make) -> None:
    code = """
        variable "enabled" { default = false }
        resource "x_y" "z" {
          count = var.enabled ? 1 : 0
          name  = "n"
        }
        resource "x_y" "w" {
          count = var.enabled ? 1 : 0
          id    = x_y.z[0].id
        }
        resource "x_y" "always" {
          id = one(x_y.z[*].id)
        }
        """
    made = repository({"main.tf": dedent(code)}).declarations()
    assert made["x_y.z[?]"].maybe == "no instance by an unconfirmed default"
    assert made["x_y.z[?]"].attributes["name"] == "n"
    assert made["x_y.z[?]"].assumed[()] == ("var.enabled",)
    assert origin(made["x_y.w[?]"].attributes["id"]) == "x_y.z[?].id"
    assert made["x_y.always"].attributes["id"] is None
    assert made["x_y.always"].assumed == {("id",): ("var.enabled",)}
    confirmed = repository({"main.tf": dedent(code), **SET}).declarations()
    assert set(confirmed) == {"x_y.always"}


def test_spans_point_at_what_is_written(repository: Make) -> None:
    code = 'resource "x_y" "z" {\n  tags = {\n    a = "1"\n  }\n  block {\n    inner = [2]\n  }\n}\n'
    made = one(repository, code, "x_y.z")

    def written(*path: str | int) -> str:
        span = made.span_of(path)
        assert isinstance(span, Span)
        return code[span.start : span.end]

    assert written() == 'resource "x_y" "z"'
    assert written("tags", "a") == 'a = "1"'
    assert written("block", 0) == "block"
    assert written("block", 0, "inner") == "inner = [2]"
    assert written("block", 0, "inner", 0) == "2"
    assert written("block", 0, "missing") == "block"


def test_what_is_written_alike_in_two_places_has_its_own_spans(repository: Make) -> None:
    code = "".join(f'resource "x_y" "{name}" {{\n  tags = {{ a = [1, var.b] }}\n}}\n' for name in ("one", "two"))
    made = one(repository, code, "x_y.two")
    entry, item = made.span_of(("tags", "a")), made.span_of(("tags", "a", 1))
    assert isinstance(entry, Span)
    assert isinstance(item, Span)
    assert code.rindex("a = [") == entry.start < item.start == code.rindex("var.b")
    assert item.end == item.start + len("var.b")


def test_provider_configurations_follow_aliases_through_modules(repository: Make) -> None:
    code = """
        terraform {
          required_providers {
            azurerm = {
              source  = "hashicorp/azurerm"
              version = "~> 4.0"
            }
            azuread = { source = "hashicorp/azuread", version = "~> 3.0" }
          }
        }
        provider "azurerm" { alias = "west" }
        resource "azurerm_x" "plain" {}
        resource "azurerm_x" "aliased" { provider = azurerm.west }
        module "m" {
          source    = "./m"
          providers = { azurerm = azurerm.west }
        }
        """
    lock = 'provider "example.com/hashicorp/azurerm" {\n  version = "4.1.0"\n}\n'
    made = repository(
        {"main.tf": dedent(code), "m/main.tf": 'resource "azurerm_x" "in" {}\n', ".terraform.lock.hcl": lock}
    ).declarations()
    assert {address: item.provider for address, item in made.items() if item.type == "azurerm_x"} == {
        "azurerm_x.plain": "",
        "azurerm_x.aliased": "azurerm.west",
        "module.m.azurerm_x.in": "azurerm.west",
    }
    assert made["provider.azurerm.west"].attributes == {
        "alias": "west",
        "source": "hashicorp/azurerm",
        "type": "azurerm",
        "version": "4.1.0",
    }
    assert made["provider.azuread"].attributes["version"] == "~> 3.0"


def test_the_backend_is_completed_by_the_variable_set(repository: Make) -> None:
    made = repository({"main.tf": 'terraform {\n  backend "azurerm" {\n    container_name = "c"\n  }\n}\n'})
    document = made.load(invocations=[Invocation(".", "prod", backend={"key": "k"})])
    (backend,) = document.deployments[0].declarations
    assert (backend.type, backend.name) == ("terraform.backend", "azurerm")
    assert backend.attributes == {"container_name": "c", "key": "k", "type": "azurerm"}


def test_only_demanded_types_and_attributes_are_declared(repository: Make) -> None:
    made = repository({"main.tf": ROOT + 'resource "x_y" "z" {\n  a = 1\n  b = 2\n}\nresource "x_w" "z" {}\n'})
    (deployment,) = made.load(demand={"x_y": frozenset({"a"})}).deployments
    assert [(item.type, item.attributes) for item in deployment.declarations] == [("x_y", {"a": 1})]


def test_data_sources_that_need_no_cloud_are_computed(repository: Make) -> None:
    code = """
        data "template_file" "t" {
          template = "Hello $${name}"
          vars     = { name = "you" }
        }
        data "local_file" "f" { filename = "${path.module}/note.txt" }
        data "azurerm_client_config" "me" {}
        data "aws_iam_policy_document" "p" {
          statement {
            actions   = ["s3:GetObject"]
            resources = ["b", "a"]
          }
        }
        resource "x_y" "z" {
          rendered = data.template_file.t.rendered
          content  = data.local_file.f.content
          encoded  = data.local_file.f.content_base64
          tenant   = data.azurerm_client_config.me.tenant_id
          policy   = jsondecode(data.aws_iam_policy_document.p.json).Statement[0]
        }
        """
    made = one(repository, code, "x_y.z", **{"note.txt": "a note"})
    assert made.attributes["rendered"] == "Hello you"
    assert made.attributes["content"] == "a note"
    assert made.attributes["encoded"] == "YSBub3Rl"
    assert origin(made.attributes["tenant"]) == "data.azurerm_client_config.me.tenant_id"
    assert made.attributes["policy"] == {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["a", "b"]}


def test_a_policy_document_is_known_around_what_is_unknown_of_it(repository: Make) -> None:
    code = """
        variable "account" {}
        variable "more" {}
        data "aws_iam_policy_document" "p" {
          statement {
            actions = ["sts:AssumeRole"]
            principals {
              type        = "AWS"
              identifiers = ["arn:aws:iam::${var.account}:root"]
            }
            principals {
              type        = "AWS"
              identifiers = ["111122223333"]
            }
            condition {
              test     = "StringEquals"
              variable = "aws:PrincipalOrgID"
              values   = [var.account]
            }
          }
        }
        data "aws_iam_policy_document" "merged" {
          source_policy_documents = [var.more]
        }
        resource "x_y" "z" {
          policy = data.aws_iam_policy_document.p.json
          merged = data.aws_iam_policy_document.merged.json
        }
        """
    made = one(repository, code, "x_y.z").attributes
    assert text(made["policy"]) == (
        '{"Statement":[{"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:PrincipalOrgID":${var.account}}},'
        '"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::${var.account}:root","111122223333"]}}],"Version":"2012-10-17"}'
    )
    assert origin(made["merged"]) == "data.aws_iam_policy_document.merged.json"


def test_strings_that_a_pipeline_replaces_are_unknown(repository: Make) -> None:
    code = 'variable "v" {}\nresource "x_y" "z" { v = var.v }\n'
    made = repository({"main.tf": code, "terraform.tfvars": 'v = "__region__"\n'}).declarations()["x_y.z"]
    assert origin(made.attributes["v"]) == "var.v"


def test_sensitive_variables_stay_marked(repository: Make) -> None:
    code = 'variable "v" {\n  default = "s"\n  sensitive = true\n}\nresource "x_y" "z" { v = var.v }\n'
    assert isinstance(one(repository, code, "x_y.z").attributes["v"], Sensitive)


def test_unknown_names_of_one_binding_are_equal(repository: Make) -> None:
    code = """
        variable "v" {}
        locals { region = lookup(var.v, "region", "x") }
        resource "x_y" "one" { region = local.region }
        resource "x_y" "two" { region = local.region }
        """
    made = repository({"main.tf": dedent(code), **SET}).declarations()
    assert same(made["x_y.one"].attributes["region"], made["x_y.two"].attributes["region"]) is True


@pytest.mark.parametrize(
    "broken", [b"\xff\xfe", b"a\0b", b'resource "x" {', b"x" * 5_000_001], ids=["utf8", "nul", "hcl", "size"]
)
def test_unreadable_files_are_problems_and_holes_and_the_rest_is_used(repository: Make, broken: bytes) -> None:
    document = repository({"good.tf": ROOT + 'resource "x_y" "z" {}\n', "broken.tf": broken}).load()
    assert {problem.location.path for problem in document.problems} == {"broken.tf"}
    assert [hole.source for hole in document.deployments[0].holes] == ["broken.tf"]
    assert "x_y.z" in {made.address for made in document.deployments[0].declarations}


def test_doubling_locals_end_in_an_empty_tank(repository: Make) -> None:
    lines = "\n".join(f'  l{n} = "${{local.l{n - 1}}}${{local.l{n - 1}}}"' for n in range(1, 40))
    document = repository(
        {"main.tf": f'locals {{\n  l0 = "xxxxxxxxxx"\n{lines}\n}}\nresource "x_y" "z" {{ v = local.l39 }}\n'}
    ).load()
    assert document.exhausted
    value = document.deployments[0].declarations[0].attributes["v"]
    assert isinstance(value, Unknown)


def test_origins_in_modules_are_qualified(repository: Make) -> None:
    code = 'module "m" {\n  source = "./m"\n  count = 2\n}\n'
    made = repository({"main.tf": code, "m/main.tf": CHILD, **SET}).declarations()
    assert made["module.m[1].x_y.child"].attributes["v"] is not None
    value = made["module.m[1].x_y.child"].attributes["v"]
    assert isinstance(value, Unknown)
    assert value.origin == Origin("module.m[1].var.v")


def test_a_cloud_init_document_remembers_its_parts(repository: Make) -> None:
    code = """
        variable "v" {}
        data "cloudinit_config" "c" {
          part { content = "#!/bin/bash" }
          part { content = "name ${var.v}" }
        }
        resource "x_y" "z" { a = data.cloudinit_config.c.rendered }
        """
    found = one(repository, code, "x_y.z").attributes["a"]
    assert isinstance(found, Encoded)
    assert isinstance(found.content, Unknown)
    assert isinstance(found.content.known, tuple)
    literal = [piece for piece in found.content.known if isinstance(piece, str)]
    assert len(literal) == 2
    assert "\r\n\r\n#!/bin/bash\r\n--MIMEBOUNDARY\r\n" in literal[0]


@pytest.mark.parametrize("encoded", [True, False])
def test_a_cloud_init_document_that_is_not_compressed_is_known(repository: Make, encoded: bool) -> None:
    """The text is what the provider's `renderPartsToWriter` writes, through Go's `mime/multipart`."""
    code = """
        data "cloudinit_config" "c" {
          gzip          = false
          base64_encode = %s
          boundary      = "EDGE"
          part {
            filename     = "a.sh"
            content_type = "text/x-shellscript"
            content      = "#!/bin/bash"
          }
          part {
            content    = "#cloud-config"
            merge_type = "list(append)"
          }
        }
        resource "x_y" "z" { a = data.cloudinit_config.c.rendered }
        """
    found = one(repository, code % str(encoded).lower(), "x_y.z").attributes["a"]
    assert isinstance(found, str)
    assert (b64decode(found).decode() if encoded else found) == (
        'Content-Type: multipart/mixed; boundary="EDGE"\nMIME-Version: 1.0\r\n\r\n'
        '--EDGE\r\nContent-Disposition: attachment; filename="a.sh"\r\nContent-Transfer-Encoding: 7bit\r\n'
        "Content-Type: text/x-shellscript\r\nMime-Version: 1.0\r\n\r\n#!/bin/bash"
        "\r\n--EDGE\r\nContent-Transfer-Encoding: 7bit\r\nContent-Type: text/plain\r\nMime-Version: 1.0\r\n"
        "X-Merge-Type: list(append)\r\n\r\n#cloud-config\r\n--EDGE--\r\n"
    )


def test_one_of_an_unknown_number_of_instances_keeps_its_origin(repository: Make) -> None:
    code = """
        variable "n" { type = number }
        resource "x_id" "i" {
          count = var.n
          name  = "i-${count.index}"
          kind  = "known"
        }
        resource "x_y" "z" {
          count = var.n
          id    = x_id.i[count.index].id
          kind  = x_id.i[count.index].kind
        }
        """
    found = one(repository, code, "x_y.z[?]").attributes
    assert isinstance(found["id"], Unknown)
    assert found["id"].origin == Origin("x_id.i[?]", ("id",))
    assert found["kind"] == "known"


def test_ephemeral_resources_are_not_kept(repository: Make) -> None:
    code = """
        ephemeral "x_secret" "s" { name = "n" }
        resource "x_y" "z" {
          a_wo = ephemeral.x_secret.s.value
          b    = ephemeralasnull(ephemeral.x_secret.s.value)
        }
        """
    found = one(repository, code, "x_y.z").attributes
    assert isinstance(found["a_wo"], Sensitive)
    assert found["b"] is None


def test_the_instances_of_an_opaque_call_have_known_keys(repository: Make) -> None:
    code = """
        module "net" {
          for_each = toset(["a", "b"])
          source   = "org/net/azurerm"
        }
        module "dns" {
          count  = 2
          source = "org/dns/azurerm"
        }
        resource "x_y" "z" {
          for_each = module.net
          id       = each.value.id
          zones    = module.dns[*].zone
        }
        """
    found = repository({"main.tf": dedent(code), **SET}).declarations()
    assert found.keys() == {'x_y.z["a"]', 'x_y.z["b"]'}
    id = found['x_y.z["a"]'].attributes["id"]
    assert isinstance(id, Unknown)
    assert id.origin == Origin('module.net["a"]', ("id",))
    zones = found['x_y.z["a"]'].attributes["zones"]
    assert isinstance(zones, list)
    assert [zone.origin for zone in zones if isinstance(zone, Unknown)] == [
        Origin("module.dns[0]", ("zone",)),
        Origin("module.dns[1]", ("zone",)),
    ]


def test_what_a_block_ignores_is_read_once_and_what_it_has_is_each_sets_own(repository: Make) -> None:
    code = """
        variable "size" { type = number }
        resource "x_y" "main" {
          count = var.size
          name  = "n${var.size}-${count.index}"
          size  = var.size
          lifecycle { ignore_changes = [size] }
        }
    """
    sets = {f"env/{name}/terraform.tfvars": f"size = {size}\n" for name, size in (("dev", 1), ("prod", 2))}
    dev, prod = repository({"main.tf": code, **sets}).load().deployments
    assert [made.attributes["name"] for made in dev.declarations] == ["n1-0"]
    assert [made.attributes["name"] for made in prod.declarations] == ["n2-0", "n2-1"]
    ignored = [made.attributes["size"] for made in (*dev.declarations, *prod.declarations)]
    assert all(isinstance(value, Unknown) and value.reason == "ignored after create" for value in ignored)
