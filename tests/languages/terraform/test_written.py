from __future__ import annotations

from collections.abc import Callable
from typing import Any

from idlint.languages.terraform.modules import Key
from idlint.languages.terraform.syntax import parse
from idlint.languages.terraform.written import Written
from idlint.source import SourceFile

BLOCK = """
resource "azurerm_linux_web_app" "app" {
  for_each   = var.apps
  provider   = azurerm.west
  depends_on = [azurerm_subnet.a, module.net, "azurerm_subnet.b"]
  name       = each.key
  tags       = { a = "1" }
  identity {
    type = "SystemAssigned"
  }
  dynamic "connection_string" {
    for_each = []
    content {}
  }
  connection_string {
    name = "c"
  }
  lifecycle {
    ignore_changes = [tags["a"], identity]
  }
}
"""


def written(text: str = BLOCK, type: str = "azurerm_linux_web_app") -> Written:
    (block,) = parse(SourceFile("main.tf", text.encode())).body.blocks
    return Written(Key("managed", type, "app"), block)


def test_arguments_and_nested_blocks_are_known_by_name_in_the_order_written() -> None:
    forms = written().forms
    assert list(forms) == ["name", "tags", "identity", "connection_string"]
    assert [len(form.blocks) for form in forms.values()] == [0, 0, 1, 2]
    assert [form.attribute.name for form in forms.values() if form.attribute] == ["name", "tags"]


def test_what_is_ignored_after_create_is_known_of_every_argument() -> None:
    forms = written().forms
    assert {name: [*form.ignored] for name, form in forms.items() if form.ignored} == {
        "tags": [("a",)],
        "identity": [()],
    }
    more = written(BLOCK.replace("identity]", "identity, app_settings, sticky[0].names, count]")).forms
    assert {name: [*form.ignored] for name, form in more.items() if form.attribute is None and not form.blocks} == {
        "app_settings": [()]
    }
    everything = written(BLOCK.replace('[tags["a"], identity]', "all")).forms
    assert {tuple(form.ignored) for form in everything.values()} == {((),)}


def test_addresses_are_those_within_the_module() -> None:
    found = written()
    assert found.address == "azurerm_linux_web_app.app"
    assert found.depends_on == ("azurerm_subnet.a", "module.net", "azurerm_subnet.b")
    assert found.provider == "azurerm.west"


def test_without_a_provider_it_is_the_default_one_of_the_type() -> None:
    found = written('resource "x_net" "app" {}\n', "x_net")
    assert (found.provider, found.depends_on, found.forms) == ("x", (), {})


TWICE = """
variable "name" { type = string }
resource "x_net" "n" {
  for_each = toset(["a", "b"])
  plain    = ["text", { deep = [1, true, null] }]
  named    = [var.name, each.key]
  hidden   = "text"
  lifecycle { ignore_changes = [hidden] }
}
"""


def test_what_nothing_changes_is_evaluated_once_and_the_rest_for_every_instance_and_set(
    repository: Callable[..., Any],
) -> None:
    sets = {f"env/{name}/terraform.tfvars": f'name = "{name}"\n' for name in ("dev", "prod")}
    deployments = repository({"main.tf": 'terraform {\n  backend "local" {}\n}\n' + TWICE, **sets}).load().deployments
    made = [(item.set, declared) for item in deployments for declared in item.declarations if declared.type == "x_net"]
    assert [(name, declared.attributes["named"]) for name, declared in made] == [
        ("dev", ["dev", "a"]), ("dev", ["dev", "b"]), ("prod", ["prod", "a"]), ("prod", ["prod", "b"]),
    ]  # fmt: skip
    assert [declared.attributes["plain"] for _, declared in made] == [["text", {"deep": [1, True, None]}]] * 4
    assert len({id(declared.attributes["plain"]) for _, declared in made}) == 1
    hidden = [declared.attributes["hidden"].origin.address for _, declared in made]
    assert hidden == ['x_net.n["a"]', 'x_net.n["b"]'] * 2
    places = {declared.span_of(("plain", 1, "deep", 1)) for _, declared in made}
    assert len(places) == 1
