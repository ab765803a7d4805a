from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from idlint.document import Invocation, Unit
from idlint.languages.arm import load
from idlint.languages.arm.allowed import refusal, refusal_of
from idlint.languages.arm.expressions import Literal, Raw
from idlint.languages.arm.model import ParameterDeclaration
from idlint.settings import Settings
from idlint.source import Pointer, SourceTree
from idlint.values import Sensitive, Unknown, Value

PLACE = Pointer("t.json", "")
SKU = ParameterDeclaration("sku", PLACE, allowed=("Standard_LRS", "Standard_GRS"))


@pytest.mark.parametrize(
    "value",
    [
        "Standard_LRS",
        "standard_grs",
        ["Standard_GRS", "Standard_LRS"],
        [],
        None,
        Unknown("deployed"),
        [Unknown("deployed"), "x"],
        Sensitive("x"),
    ],
)
def test_what_may_pass_is_not_refused(value: Value) -> None:
    assert refusal(SKU, value) == ""


@pytest.mark.parametrize(
    ("value", "shown"), [("x", "x"), (["Standard_LRS", "x"], "['Standard_LRS', 'x']"), (True, "true")]
)
def test_what_is_not_listed_is_refused(value: Value, shown: str) -> None:
    expected = f"expected a value that parameter `sku` allows, `Standard_LRS`, `Standard_GRS`; found `{shown}`"
    assert refusal(SKU, value) == refusal_of(SKU, Literal(value)) == expected


def test_numbers_are_compared_as_text_and_long_lists_are_cut() -> None:
    declared = ParameterDeclaration("n", PLACE, allowed=tuple(range(12)))
    assert refusal(declared, "3") == ""
    assert refusal(declared, 99).endswith("`7` or 4 more; found `99`")


def test_secrets_and_expressions_are_not_looked_at() -> None:
    assert refusal(SKU._replace(secure=True), "x") == ""
    for written in ("[variables('x')]", ["[variables('x')]"], {"a": 1}):
        assert refusal_of(SKU, Raw(written, PLACE)) == ""


def problems(root: Path, data: Any, given: Any = None) -> list[tuple[str, str]]:
    template = {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", **data}
    (root / "t.json").write_text(json.dumps(template))
    (root / "p.json").write_text(json.dumps({"parameters": given or {}}))
    unit = Unit("arm", "t.json", "template", ("t.json",), (Invocation("t.json", "", ("p.json",)),) if given else ())
    found = load(SourceTree(root), unit, None, Settings()).problems
    return [(item.location.path + getattr(item.location, "pointer", ""), item.message[-11:]) for item in found]


DECLARED = {"sku": {"type": "string", "allowedValues": ["a", "b"]}}


def test_a_default_outside_is_a_problem_at_its_line(tmp_path: Path) -> None:
    parameters = {"sku": {**DECLARED["sku"], "defaultValue": "c"}}
    data = {"parameters": {**parameters, "name": {"type": "string"}}, "resources": []}
    assert problems(tmp_path, data, {"name": {"value": "x"}}) == [("t.json/parameters/sku/defaultValue", "; found `c`")]


def test_a_default_outside_that_nobody_is_known_to_use_is_none(tmp_path: Path) -> None:
    parameters = {"sku": {**DECLARED["sku"], "defaultValue": ""}}
    assert problems(tmp_path, {"parameters": parameters, "resources": []}) == []
    assert problems(tmp_path, {"parameters": parameters, "resources": []}, {"sku": {"value": "a"}}) == []


def test_a_value_of_a_parameter_file_outside_is_a_problem_at_its_line(tmp_path: Path) -> None:
    data = {"parameters": {**DECLARED, "ok": DECLARED["sku"]}, "resources": []}
    given = {"sku": {"value": "d"}, "ok": {"value": "#{ok}#"}}
    assert problems(tmp_path, data, given) == [("p.json/parameters/sku/value", "; found `d`")]


def test_an_argument_of_a_nested_deployment_outside_is_a_problem(tmp_path: Path) -> None:
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "d",
        "properties": {
            "expressionEvaluationOptions": {"scope": "inner"},
            "template": {
                "parameters": {"sku": {"$ref": "#/definitions/sku"}},
                "definitions": DECLARED,
                "resources": [],
            },
            "parameters": {"sku": {"value": "e"}},
        },
    }
    assert problems(tmp_path, {"resources": [nested]}) == [
        ("t.json/resources/0/properties/parameters/sku", "; found `e`")
    ]
