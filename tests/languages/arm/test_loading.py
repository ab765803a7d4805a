"""What happens to bad, hostile and huge input."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.document import DeployStep, Invocation, Unit
from idlint.languages.arm import load
from idlint.settings import Settings
from idlint.source import Pointer, SourceTree, Span
from idlint.values import is_known, to_json

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
TEMPLATE: dict[str, Any] = {
    "$schema": SCHEMA,
    "parameters": {"n": {"type": "string", "defaultValue": "a"}, "list": {"type": "array"}},
    "variables": {
        "v": "[concat(parameters('n'), 'b')]",
        "copy": [{"name": "w", "count": 2, "input": "[copyIndex('w')]"}],
    },
    "functions": [{"namespace": "f", "members": {"g": {"parameters": [{"name": "x"}], "output": {"value": "[1]"}}}}],
    "resources": [
        {
            "type": "Microsoft.KeyVault/vaults",
            "apiVersion": "2023-07-01",
            "name": "[variables('v')]",
            "copy": {"name": "c", "count": "[length(parameters('list'))]"},
            "dependsOn": ["x"],
            "properties": {"a": [{"b": "[f.g(1)]"}]},
            "resources": [{"type": "secrets", "name": "s", "apiVersion": "1"}],
        },
        {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "2022-09-01",
            "name": "d",
            "properties": {"mode": "Incremental", "template": {"resources": []}, "parameters": {"p": {"value": 1}}},
        },
    ],
    "outputs": {"o": {"type": "string", "value": "[variables('v')]"}},
}


def loaded(root: Path, data: bytes, demand: Any = None) -> Any:
    (root / "main.json").write_bytes(data)
    unit = Unit("arm", "main.json", "template", ("main.json",))
    document = load(SourceTree(root), unit, demand, Settings())
    pickle.loads(pickle.dumps(document))  # noqa: S301 - the test's own data
    for deployment in document.deployments:
        for declaration in deployment.declarations:
            to_json(declaration.attributes)
    return document


def test_comments_marks_and_trailing_commas_are_read(tmp_path: Path) -> None:
    head = "\ufeff// idlint: ignore-file[some-rule] because\r\n"
    text = head + json.dumps({"$schema": SCHEMA, "resources": []}).replace("]}", "/* // */],}\r\n ")
    document = loaded(tmp_path, text.encode())
    assert not document.problems
    assert [(item.action, item.rule, item.own_line) for item in document.directives] == [
        ("ignore-file", "some-rule", True)
    ]


def test_json_that_does_not_parse_is_a_problem_and_a_hole(tmp_path: Path) -> None:
    document = loaded(tmp_path, b'{"$schema": "%s", "resources": [ }' % SCHEMA.encode())
    (problem,) = document.problems
    assert problem.message == "not valid JSON: expected value"
    assert isinstance(problem.location, Span)
    assert [hole.reason for hole in document.deployments[0].holes] == ["template does not parse"]


def test_a_parameter_file_that_a_pipeline_names_and_nobody_keeps_is_missing(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps(TEMPLATE), encoding="utf-8")
    applied = Invocation("t.json", "prod", ("prod.json",), steps=(DeployStep("deploy.yml", "jobs.a.deploy"),))
    found = load(SourceTree(tmp_path), Unit("arm", "t.json", "template", ("t.json",), (applied,)), None, Settings())
    assert (found.missing, found.problems) == (("prod.json",), ())


def test_what_is_passed_by_name_has_the_type_that_the_template_declares(tmp_path: Path) -> None:
    types = {"text": "string", "yes": "bool", "count": "int", "list": "array"}
    template = {
        "$schema": SCHEMA,
        "parameters": {name: {"type": type} for name, type in types.items()},
        "resources": [],
        "outputs": {name: {"type": type, "value": f"[parameters('{name}')]"} for name, type in types.items()},
    }
    (tmp_path / "t.json").write_text(json.dumps(template), encoding="utf-8")
    applied = Invocation("t.json", "prod", (), {"Text": "true", "yes": "True", "count": "-3", "list": "[]"})
    found = load(SourceTree(tmp_path), Unit("arm", "t.json", "template", ("t.json",), (applied,)), None, Settings())
    outputs = found.deployments[0].outputs
    assert (outputs["text"], outputs["yes"], outputs["count"]) == ("true", True, -3)
    assert not is_known(outputs["list"])


def test_wrong_shapes_are_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    wrong: dict[str, Any] = {
        **TEMPLATE,
        "parameters": {"n": 5},
        "variables": [1],
        "outputs": {"o": 1},
        "resources": [{"name": "no type"}, *TEMPLATE["resources"], 7],
        "functions": {"a": 1},
    }
    document = loaded(tmp_path, json.dumps(wrong).encode())
    found = {problem.location.pointer for problem in document.problems if isinstance(problem.location, Pointer)}
    assert {"/parameters/n", "/variables", "/outputs/o", "/resources/0", "/resources/3", "/functions"} <= found
    assert len(document.deployments[0].declarations) == 3


def test_ten_thousand_levels_are_refused(tmp_path: Path) -> None:
    deep = b'{"$schema": "%s", "resources": %s}' % (SCHEMA.encode(), b"[" * 10_000 + b"]" * 10_000)
    assert [problem.message for problem in loaded(tmp_path, deep).problems] == [
        "expected JSON that is not nested this deeply"
    ]


def test_deep_bodies_and_deep_deployments_end_in_the_budget(tmp_path: Path) -> None:
    body: Any = 1
    for _ in range(300):
        body = [body]
    template: Any = {"resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"x": body}}]}
    for number in range(60):
        properties = {"template": template, "expressionEvaluationOptions": {"scope": "inner"}}
        call = {
            "type": "Microsoft.Resources/deployments",
            "apiVersion": "1",
            "name": f"d{number}",
            "properties": properties,
        }
        template = {"resources": [call]}
    plain = {"$schema": SCHEMA, "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": body}]}
    assert loaded(tmp_path, json.dumps(plain).encode()).exhausted == "depth of evaluation"
    document = loaded(tmp_path, json.dumps({"$schema": SCHEMA, **template}).encode())
    assert [hole.reason for hole in document.deployments[0].holes] == ["modules are nested too deeply"]


def test_functions_that_call_themselves_end(tmp_path: Path) -> None:
    member = {
        "parameters": [{"name": "x"}],
        "output": {"value": "[concat(f.g(parameters('x')), f.g(parameters('x')))]"},
    }
    template = {
        "$schema": SCHEMA,
        "functions": [{"namespace": "f", "members": {"g": member}}],
        "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": {"x": "[f.g('a')]", "y": 1}}],
    }
    document = loaded(tmp_path, json.dumps(template).encode())
    assert document.exhausted
    assert document.deployments[0].declarations[0].value(("properties", "y")) == 1


def test_values_that_double_end_in_the_budget(tmp_path: Path) -> None:
    doubling = {
        f"v{number}": f"[concat(variables('v{number - 1}'), variables('v{number - 1}'))]" for number in range(1, 60)
    }
    lists = {f"l{number}": [f"[variables('l{number - 1}')]"] * 3 for number in range(1, 40)}
    names = ["[variables('v59')]", "[variables('l39')]", "[string(variables('l39'))]"]
    pair = "createArray(lambdaVariables('a'), lambdaVariables('a'))"
    names.append(f"[string(reduce(range(0, 60), createArray(1), lambda('a', 'b', {pair})))]")
    template = {
        "$schema": SCHEMA,
        "variables": {"v0": "x" * 100, "l0": ["x"], **doubling, **lists},
        "resources": [{"type": "A.B/c", "apiVersion": "1", "name": "n", "properties": names}],
    }
    document = loaded(tmp_path, json.dumps(template).encode())
    assert document.exhausted
    assert not any(map(is_known, document.deployments[0].declarations[0].attributes["properties"]))


def test_copies_of_copies_end_in_the_budget(tmp_path: Path) -> None:
    inner = {"copy": [{"name": "b", "count": 10_000, "input": 1}]}
    template = {
        "$schema": SCHEMA,
        "resources": [
            {
                "type": "A.B/c",
                "apiVersion": "1",
                "name": "n",
                "properties": {"copy": [{"name": "a", "count": 10_000, "input": inner}]},
            }
        ],
    }
    assert loaded(tmp_path, json.dumps(template).encode()).exhausted


@settings(max_examples=60, deadline=None)
@given(
    data=st.one_of(st.binary(max_size=200), st.integers(0, 1500).map(lambda size: json.dumps(TEMPLATE).encode()[:size]))
)
def test_any_bytes_are_read_or_refused(tmp_path_factory: Any, data: bytes) -> None:
    loaded(tmp_path_factory.mktemp("any"), data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "[parameters('n')]", "[", "x", "[f.g(1)]"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "name", "a", "copy"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_part_may_have_any_shape(tmp_path_factory: Any, data: Any) -> None:
    template = json.loads(json.dumps(TEMPLATE))
    at = template
    for _ in range(data.draw(st.integers(1, 6))):
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(at[key], (dict, list)) or data.draw(st.integers(0, 3)) == 0:
            at[key] = data.draw(JSON)
            break
        at = at[key]
    template["$schema"] = SCHEMA
    loaded(tmp_path_factory.mktemp("shape"), json.dumps(template).encode())
