"""Unknown functions: each call of one is reported once, at its name, whether or not anybody asks for its value."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.languages.arm.syntax import calls
from idlint.languages.arm.unknown_calls import suspects, unknown_calls, unknown_names
from idlint.source import SourceFile, Span

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


def reported(text: str) -> list[tuple[str, int, str]]:
    """What is at each place that is reported in a template, its line, and what is said."""
    source = SourceFile("main.json", text.encode())
    found = []
    for problem in unknown_calls(source, json.loads(text, strict=False)):
        assert isinstance(problem.location, Span)
        start, end = problem.location.start, problem.location.end
        found.append((source.data[start:end].decode(), source.position(start, end).line, problem.message))
    return sorted(found, key=lambda item: item[1])


def names(template: dict[str, Any]) -> list[str]:
    """The names that are reported in a template, in order of their letters."""
    return sorted(name for name, _, _ in reported(json.dumps(template)))


@pytest.mark.parametrize(
    "template",
    [
        {"variables": {"unused": "[nothing('x')]"}},
        {"variables": {"deep": [{"in": ["[concat(toLower(nothing('x')))]"]}]}},
        {"variables": {"[nothing('x')]": 1}},
        {"variables": {"copy": [{"name": "loop", "count": 1, "input": "[nothing('x')]"}]}},
        {"parameters": {"p": {"type": "string", "defaultValue": "[nothing('x')]"}}},
        {"outputs": {"o": {"type": "string", "condition": "[nothing('x')]", "value": ""}}},
        {"resources": [{"type": "A.B/c", "name": "n", "tags": {"t": "[nothing ('x')]"}}]},
        {"resources": {"symbol": {"type": "A.B/c", "name": "n", "properties": {"p": "[nothing('x').id]"}}}},
        {"functions": [{"namespace": "n", "members": {"f": {"output": {"value": "[nothing('x')]"}}}}]},
        {"variables": {"nested": {"$schema": SCHEMA, "resources": [], "outputs": {"o": {"value": "[nothing('x')]"}}}}},
        {"variables": {"flow": {"$schema": "https://x/2016-06-01/workflowdefinition.json#", "a": "[nothing('x')]"}}},
    ],
)
def test_a_call_of_no_function_is_reported_wherever_it_is_written(template: dict[str, Any]) -> None:
    said = "expected a template function, found `nothing`"
    assert reported(json.dumps(template)) == [("nothing", 1, said)]


def test_each_call_is_reported_at_its_name() -> None:
    text = """{
      "variables": {
        "a": "[concat('nothing(', '\\u00e4\\ud83d\\ude00 é😀', nothing('x'),
          nothing('y'))]"
      },
      "outputs": {"o": {"value": "[sys.none(az.nor(1), contoso.one())]"}}
    }"""
    assert [(name, line) for name, line, _ in reported(text)] == [
        ("nothing", 3), ("nothing", 4), ("sys.none", 6), ("az.nor", 6), ("contoso.one", 6),
    ]  # fmt: skip


def test_every_function_that_exists_may_be_called() -> None:
    expressions = [
        "[sys.toLower(TOUPPER(true()))]", "[if(false(), null(), createObject('a', createArray()))]",
        "[map(variables('x'), lambda('i', lambdaVariables('i')))]", "[listAnything('x')]", "[list('x')]",
        "[extensions('k8s').config]", "[target('full').tags]", "[externalInputs('x')]", "[deployment().properties]",
    ]  # fmt: skip
    assert names({"variables": {"all": expressions}}) == []


def nested(scope: str, template: Any) -> dict[str, Any]:
    """A nested deployment."""
    options = {"expressionEvaluationOptions": {"scope": scope}, "template": template}
    return {"type": "Microsoft.Resources/deployments", "name": "n", "properties": options}


def test_user_defined_functions_are_those_of_the_template_they_are_called_in() -> None:
    member = {"parameters": [], "output": {"type": "string", "value": "[toLower('A')]"}}
    own = {"functions": [{"namespace": "Contoso", "members": {"One": member}}], "resources": []}
    called = {"o": {"type": "string", "value": "[contoso.one()]"}}
    assert names({**own, "outputs": called}) == []
    assert names({"resources": [nested("inner", {**own, "outputs": called})]}) == []
    assert names({"resources": [nested("inner", {**own})], "outputs": called}) == ["contoso.one"]
    assert names({**own, "resources": [nested("outer", {"resources": [], "outputs": called})]}) == []


def test_what_is_meant_for_another_engine_is_left_alone() -> None:
    then = {"details": {"deployment": {"properties": {"template": {"variables": {"x": "[field('name')]"}}}}}}
    rule = {"if": {"value": "[addDays(requestContext().apiVersion, 1)]"}, "then": then}
    resources = [
        {"type": "Microsoft.Authorization/policyDefinitions", "name": "p", "properties": {"policyRule": rule}},
        {"type": "A.B/c", "name": "form", "properties": {"createUiDefinition": {"x": "[basics('name')]"}}},
        {"type": "A.B/c", "name": "book", "properties": {"view": {"$schema": "https://x/view", "x": "[steps('a')]"}}},
        {"type": "A.B/c", "name": "spec", "properties": {"mainTemplate": {"outputs": {"x": "[contoso.one()]"}}}},
        {"type": "A.B/c", "name": "flow", "properties": {"uri": "@{triggerBody()}", "q": "T | where ago(1d) [x(1)"}},
        {"type": "A.B/c", "name": "n", "comments": "[old()]", "metadata": {"m": "[old()]"}, "x": "[[field('type')]"},
    ]
    described = {"p": {"type": "string", "metadata": {"description": "[of(what)]"}, "allowedValues": ["[a(1)]"]}}
    assert names({"metadata": {"m": "[nothing()]"}, "parameters": described, "resources": resources}) == []


def test_a_call_is_reported_once_although_it_is_evaluated(load_template: Any) -> None:
    nothing = {"type": "string", "value": "[nothing(parameters('p'))]"}
    template = {"outputs": {"o": nothing}, "resources": [nested("inner", {"resources": [], "outputs": {"o": nothing}})]}
    document = load_template({**template, "parameters": {"p": {"type": "string"}}})
    assert [problem.message for problem in document.problems] == ["expected a template function, found `nothing`"] * 2
    assert document.deployments[0].outputs["o"].reason == "unknown function"


def test_a_template_that_is_computed_is_reported_where_it_is_deployed(load_template: Any) -> None:
    inner = {"$schema": SCHEMA, "resources": [], "outputs": {"o": {"type": "string", "value": "[[nothing(nothing())]"}}}
    document = load_template({"variables": {"t": inner}, "resources": [nested("inner", "[variables('t')]")]})
    assert [problem.message for problem in document.problems] == ["expected a template function, found `nothing`"]


def test_a_template_that_only_a_ruled_out_deployment_links_to_is_looked_through(load_template: Any) -> None:
    linked = {"$schema": SCHEMA, "resources": [], "variables": {"unused": "[nothing()]"}}
    call = nested("inner", {})
    call = {**call, "condition": False, "properties": {"templateLink": {"relativePath": "linked.json"}}}
    document = load_template({"resources": [call]}, {"linked.json": linked})
    assert [(problem.location.path, problem.message) for problem in document.problems] == [
        ("linked.json", "expected a template function, found `nothing`")
    ]
    assert document.files == ("main.json", "linked.json")
    assert document.deployments[0].declarations == ()


def test_a_string_that_is_no_expression_is_none_of_this() -> None:
    assert names({"variables": {"a": "[nothing('x'", "b": "[nothing('x') more]", "c": "nothing('x')"}}) == []


BLANK = st.sampled_from(["", " ", "\n\t ", "\r\n    "])
NAMES = st.sampled_from(["nothing", "a.b", "concat", "Sys.concat", "_x1", "listX", "lambda", "field", "true"])
EXPRESSIONS = st.recursive(
    st.sampled_from(["1", "'a'", "'no(thing('", "'ä😀'"]),
    lambda inner: st.builds(
        lambda name, blanks, arguments, rest: (
            f"{blanks[0]}{name}{blanks[1]}({','.join(arguments)}{blanks[0]}){blanks[1]}{rest}"
        ),
        NAMES,
        st.tuples(BLANK, BLANK),
        st.lists(inner, max_size=3),
        st.sampled_from(["", ".x", "[1]", "[nothing()]"]),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, st.booleans())
def test_the_text_search_misses_no_call_that_the_parser_finds(expression: str, ascii: bool) -> None:
    text = json.dumps({"variables": {"x": f"[{expression}]"}}, ensure_ascii=ascii)
    called = [name for name, _ in calls(f"[{expression}]")]
    unknown = sorted(name for name in called if name in {"nothing", "a.b", "_x1", "field"})
    assert suspects(text.encode()) >= set(unknown)
    assert sorted(name for name, _, _ in reported(text)) == unknown


@given(st.text())
def test_any_text_is_looked_through(text: str) -> None:
    suspects(text.encode("utf-8", "surrogatepass"))


KEYS = st.sampled_from(
    [
        "resources", "outputs", "functions", "members", "namespace", "output", "type", "properties", "template",
        "variables", "parameters", "defaultValue", "$schema", "[b()]",
    ]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.integers() | st.sampled_from(["[a()]", "[[a()]", "x", "Microsoft.Resources/deployments", SCHEMA]),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
)


@given(JSON)
def test_any_data_is_walked(data: Any) -> None:
    source = SourceFile("main.json", json.dumps(data).encode())
    found = list(unknown_calls(source, data))
    assert len(set(found)) == len(found)
    assert set(unknown_names(data)) == {problem.message for problem in found}


@pytest.mark.parametrize(
    "expressions",
    [
        [f"[concat({','.join(['nothing()'] * 20_000)})]"],
        [f"[nothing{number}()]" for number in range(20_000)],
        ["[concat(" + "." * 20_000 + "nothing()]"],
        ["[" + "a." * 20_000 + "nothing()]"],
        ["[" + " " * 20_000 + "nothing()]"],
        ["[" + "\\n(" * 20_000 + "nothing()]"],
    ],
)
def test_the_time_is_linear_in_the_text(expressions: list[str]) -> None:
    text = json.dumps({"variables": {"all": expressions}})
    start = time.process_time()
    reported(text)
    assert time.process_time() - start < 5
