from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from idlint.document import Invocation, Unit
from idlint.languages.arm import load, units, unread
from idlint.languages.arm.pairing import set_name
from idlint.settings import Settings, VariableSet
from idlint.source import Pointer, SourceTree
from idlint.values import Sensitive

HEAD = "https://schema.management.azure.com/schemas/2019-04-01/"
TEMPLATE = {"$schema": f"{HEAD}deploymentTemplate.json#", "parameters": {"p": {"type": "string"}}, "resources": []}
VALUES = {"$schema": f"{HEAD}deploymentParameters.json#", "parameters": {"p": {"value": "x"}}}


def found(root: Path, files: dict[str, Any], invocations: tuple[Invocation, ...] = (), **settings: Any) -> list[Unit]:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return units(SourceTree(root), list(files), invocations, Settings(**settings))


@pytest.mark.parametrize("name", ["deploymentTemplate", "subscriptionDeploymentTemplate", "tenantDeploymentTemplate"])
def test_the_schema_says_what_a_template_is(tmp_path: Path, name: str) -> None:
    files = {"a.json": {"contentVersion": "1", "$schema": f"{HEAD}{name}.json#"}}
    assert [unit.path for unit in found(tmp_path, files)] == ["a.json"]


def test_what_embeds_a_template_is_none(tmp_path: Path) -> None:
    policy = {"properties": {"deployment": {"template": TEMPLATE}}}
    assert (
        found(tmp_path, {"policy.json": policy, "package.json": {"name": "x"}, "broken.json": "{", "p.json": VALUES})
        == []
    )


def test_what_jinja_renders_to_a_template_is_none_yet_and_has_a_name(tmp_path: Path) -> None:
    jinja = json.dumps(TEMPLATE).replace('"resources": [', '"resources": [\n  {% if bastion %}\n')
    plain = json.dumps(TEMPLATE).replace('"resources": [', '"resources": [\n  {"a": "{% in a text is data %}"},\n')
    assert [unit.path for unit in found(tmp_path, {"jinja.json": jinja, "plain.json": plain})] == ["plain.json"]
    assert unread(SourceTree(tmp_path), "jinja.json") == "Jinja template of ARM deployments"
    assert unread(SourceTree(tmp_path), "plain.json") == ""


def test_a_template_beside_its_bicep_is_the_same_deployment(tmp_path: Path) -> None:
    assert found(tmp_path, {"main.json": TEMPLATE, "main.bicep": ""}) == []


GENERATED = {**TEMPLATE, "metadata": {"_generator": {"name": "bicep", "version": "0.30.23"}}}


@pytest.mark.parametrize(
    ("template", "bicep", "remains"),
    [
        (GENERATED, "@description('x')\nparam P string\n", False),
        (GENERATED, "param p string\nparam q string\n", True),
        (TEMPLATE, "param p string\n", True),
    ],
)
def test_so_is_one_that_bicep_wrote_under_another_name(
    tmp_path: Path, template: dict[str, Any], bicep: str, remains: bool
) -> None:
    files = {"infra/azuredeploy.json": template, "infra/main.bicep": bicep, "main.bicep": "param p string\n"}
    assert bool(found(tmp_path, files)) is remains
    assert found(tmp_path, {**files, "infra/azuredeploy.parameters.json": VALUES}) != []


def test_a_linked_template_is_evaluated_where_it_is_linked(tmp_path: Path) -> None:
    link = {
        "type": "Microsoft.Resources/deployments",
        "name": "x",
        "properties": {"templateLink": {"relativePath": "b.json"}},
    }
    files = {"a.json": {**TEMPLATE, "resources": [link]}, "b.json": TEMPLATE}
    assert [unit.path for unit in found(tmp_path, files)] == ["a.json"]
    assert [unit.path for unit in found(tmp_path, {**files, "b.parameters.json": VALUES})] == ["a.json", "b.json"]


def test_parameter_files_are_variable_sets(tmp_path: Path) -> None:
    files = {
        "app.json": TEMPLATE,
        "app-db.json": TEMPLATE,
        "app.parameters.json": VALUES,
        "app.parameters.dev.json": VALUES,
        "app.prod.parameters.json": VALUES,
        "app-db.parameters.uat.json": VALUES,
        "parameters/test.json": VALUES,
        "parameters/other.json": {**VALUES, "parameters": {"q": {"value": 1}}},
    }
    by_path = {unit.path: {item.name for item in unit.invocations} for unit in found(tmp_path, files)}
    assert by_path == {"app.json": {"default", "dev", "prod", "test"}, "app-db.json": {"uat", "test"}}


def test_stated_sets_come_first_and_take_their_file_and_its_name(tmp_path: Path) -> None:
    files = {"app.json": TEMPLATE, "app.parameters.dev.json": VALUES, "app.parameters.json": VALUES}
    live = Invocation("app.json", "live", ("app.parameters.dev.json",))
    stated = (live._replace(name="plain", var_files=("app.parameters.json",)), live, live._replace(name="shop-dev"))
    (unit,) = found(tmp_path, files, stated)
    assert [item.name for item in unit.invocations] == ["plain", "dev"]
    (unit,) = found(tmp_path, files, sets=(VariableSet("app.json", "mine"),))
    assert {item.name for item in unit.invocations} == {"mine", "dev", "default"}


@pytest.mark.parametrize(
    ("base", "inside", "name"),
    [
        ("main.parameters.json", False, ("", True)),
        ("main.parameters.dev.json", False, ("dev", True)),
        ("main-params-dev.json", False, ("dev", True)),
        ("parameters.json", False, ("", False)),
        ("settings.json", False, None),
        ("prod.json", True, ("prod", False)),
    ],
)
def test_names_of_sets(base: str, inside: bool, name: tuple[str, bool] | None) -> None:
    assert set_name(base, "main", inside=inside) == name


def test_values_secrets_and_names_that_nobody_declares(tmp_path: Path) -> None:
    values = {"p": {"reference": {"keyVault": {"id": "/kv"}, "secretName": "s"}}, "typo": {"value": 1}}
    (unit,) = found(tmp_path, {"m.json": TEMPLATE, "m.parameters.json": {**VALUES, "parameters": values}})
    document = load(SourceTree(tmp_path), unit, None, Settings())
    assert isinstance(document.deployments[0].variables["p"], Sensitive)
    assert [(problem.location, problem.message) for problem in document.problems] == [
        (Pointer("m.parameters.json", "/parameters/typo"), "expected a parameter that m.json declares, found `typo`")
    ]
    assert document.files == ("m.json", "m.parameters.json")


def test_directives_in_metadata(tmp_path: Path) -> None:
    vault = {
        "type": "Microsoft.KeyVault/vaults", "apiVersion": "1", "name": "kv",
        "metadata": {"idlint": ["ignore[rule-a] why", "ignore[rule-b] until=2027-01-31"]},
    }  # fmt: skip
    template = {**TEMPLATE, "metadata": {"idlint": "ignore[rule-c] all of it"}, "resources": [vault]}
    (unit,) = found(tmp_path, {"m.json": json.dumps(template, indent=1)})
    directives = load(SourceTree(tmp_path), unit, None, Settings()).directives
    assert [(item.action, item.rule) for item in directives] == [
        ("ignore-file", "rule-c"),
        ("ignore", "rule-a"),
        ("ignore", "rule-b"),
    ]
    lines = json.dumps(template, indent=1).encode()[: directives[1].span.start].count(b"\n")
    assert json.dumps(template, indent=1).splitlines()[lines + 1].strip().startswith('"type"')


def test_a_parameter_file_for_another_template_is_one_problem(tmp_path: Path) -> None:
    values = {name: {"value": 1} for name in ("one", "two", "three")}
    (unit,) = found(tmp_path, {"m.json": TEMPLATE, "m.parameters.json": {**VALUES, "parameters": values}})
    document = load(SourceTree(tmp_path), unit, None, Settings())
    assert [problem.message for problem in document.problems] == [
        "expected a parameter that m.json declares, found `one` and 2 more"
    ]


def test_what_a_tool_fills_in_may_hold_more_than_the_template_declares(tmp_path: Path) -> None:
    template = {**TEMPLATE, "parameters": {"one": {"type": "string"}}}
    values = {name: {"value": f"${{AZURE_{name.upper()}}}"} for name in ("one", "two")}
    (unit,) = found(tmp_path, {"m.json": template, "m.parameters.json": {**VALUES, "parameters": values}})
    assert load(SourceTree(tmp_path), unit, None, Settings()).problems == ()


def test_a_longer_name_is_of_another_template_where_this_one_declares_too_little(tmp_path: Path) -> None:
    rules = {name: {"value": 1} for name in ("rules", "nsg")}
    files = {"m.json": TEMPLATE, "m-rules.parameters.json": {**VALUES, "parameters": rules}}
    (unit,) = found(tmp_path, files)
    assert unit.invocations == ()
