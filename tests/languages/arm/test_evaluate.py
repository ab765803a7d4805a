from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idlint.values import Origin, Sensitive, Unknown, text, to_json

PARAMETERS = {"p": {"type": "string"}, "name": {"type": "string", "defaultValue": "api"}}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("[if(equals(1, 2), 'a', 'b')]", "b"),
        ("[and(true(), false())]", False),
        ("[or(false(), parameters('p'), true())]", True),
        ("[coalesce(null(), 'x')]", "x"),
        ("[createObject('a', createArray(1, 2)).A[1]]", 2),
        ("[tryGet(createObject('a', null()), 'b', 'c')]", None),
        ("[[not an expression]", "[not an expression]"),
        ("[parameters('NAME')]", "api"),
        ("[filter(range(0, 5), lambda('i', less(lambdaVariables('i'), 2)))]", [0, 1]),
        ("[map(range(0, 2), lambda('x', 'i', add(lambdaVariables('x'), lambdaVariables('i'))))]", [0, 2]),
        ("[reduce(range(1, 3), 0, lambda('a', 'b', add(lambdaVariables('a'), lambdaVariables('b'))))]", 6),
        ("[toObject(createArray('a'), lambda('k', lambdaVariables('k')), lambda('k', 1))]", {"a": 1}),
    ],
)
def test_expressions_have_the_values_of_the_platform(evaluate: Any, expression: str, value: object) -> None:
    assert evaluate(expression, parameters=PARAMETERS) == value


def test_the_id_of_a_resource_is_not_empty(evaluate: Any) -> None:
    vault = {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "[parameters('p')]"}
    expression = (
        "[createArray(empty(resourceId('Microsoft.KeyVault/vaults', parameters('p'))), empty(parameters('p')))]"
    )
    empty, unknown = evaluate(expression, parameters=PARAMETERS, resources=[vault])
    assert empty is False
    assert isinstance(unknown, Unknown)


def test_a_parameter_without_a_value_is_unknown_and_keeps_its_origin(evaluate: Any) -> None:
    value = evaluate("[parameters('p')]", parameters=PARAMETERS)
    assert value.reason == "parameter without a value"
    assert value.origin == Origin("parameters.p")


def test_a_string_keeps_what_is_known_of_it(evaluate: Any) -> None:
    value = evaluate("[format('kv-{0}-{1}', parameters('p'), parameters('name'))]", parameters=PARAMETERS)
    assert text(value) == "kv-${parameters.p}-api"
    assert evaluate("[startsWith(concat('kv-', parameters('p')), 'KV')]", parameters=PARAMETERS) is True
    assert evaluate("[empty(concat('kv-', parameters('p')))]", parameters=PARAMETERS) is False


def test_equal_calls_of_a_pure_function_are_equal(evaluate: Any) -> None:
    call = "uniqueString(resourceGroup().id)"
    assert evaluate(f"[equals(concat('st', {call}), concat('st', {call}))]") is True
    assert isinstance(evaluate(f"[equals({call}, 'abc')]"), Unknown)


def test_the_location_of_the_group_is_one_thing_everywhere(evaluate: Any) -> None:
    assert evaluate("[resourceGroup().location]").origin == Origin("resourceGroup()", ("location",))
    assert evaluate("[equals(resourceGroup().location, resourceGroup().location)]") is True


def test_an_unknown_condition_keeps_what_both_branches_share(evaluate: Any) -> None:
    both = "if(equals(parameters('p'), 'x'), createObject('a', 1, 'b', 2), createObject('a', 1, 'b', 3))"
    value = evaluate(f"[{both}]", parameters=PARAMETERS)
    assert to_json(value) == {"a": 1, "b": {"$unknown": "parameter without a value"}}
    assert evaluate("[if(equals(parameters('p'), 'x'), 1, 1)]", parameters=PARAMETERS) == 1


IS_X = "equals(parameters('p'), 'x')"


def test_an_array_by_an_unknown_condition_keeps_the_elements_of_both_branches(evaluate: Any) -> None:
    value = evaluate(f"[if({IS_X}, createArray(1, 2), createArray(2, 3))]", parameters=PARAMETERS)
    assert isinstance(value, Unknown)
    assert value.known == [2]


def test_arrays_by_unknown_conditions_are_joined_as_arrays(evaluate: Any) -> None:
    optional = f"if({IS_X}, createArray(2), createArray())"
    value = evaluate(f"[concat(createArray(1), {optional})]", parameters=PARAMETERS)
    assert isinstance(value, Unknown)
    assert value.known == [1]
    assert evaluate(f"[concat({optional}, {optional})]", parameters=PARAMETERS).known == []


def test_a_branch_that_is_partly_known_shares_what_is_known_of_it(evaluate: Any) -> None:
    open_end = "concat(createArray(1, 2), if(equals(parameters('p'), 'y'), createArray(3), createArray()))"
    value = evaluate(f"[if({IS_X}, {open_end}, createArray(2, 3))]", parameters=PARAMETERS)
    assert value.known == [2]


def test_lambdas_walk_over_the_certain_elements_of_an_array(evaluate: Any) -> None:
    some = f"concat(createArray(1, 2), if({IS_X}, createArray(3), createArray()))"
    one = evaluate(f"[map({some}, lambda('i', add(lambdaVariables('i'), 1)))]", parameters=PARAMETERS)
    assert one.known == [2, 3]
    kept = evaluate(f"[filter({some}, lambda('i', less(lambdaVariables('i'), 2)))]", parameters=PARAMETERS)
    assert kept.known == [1]
    placed = evaluate(f"[map({some}, lambda('i', 'n', lambdaVariables('n')))]", parameters=PARAMETERS)
    assert isinstance(placed, Unknown)
    assert placed.known is None


INSIGHTS = {"type": "Microsoft.Insights/components", "apiVersion": "2020-02-02", "name": "ai"}
CONNECTION = "reference(resourceId('Microsoft.Insights/components', 'ai')).ConnectionString"


def test_what_the_platform_gives_every_resource_of_a_type_is_not_empty(evaluate: Any) -> None:
    assert evaluate(f"[empty({CONNECTION})]", resources=[INSIGHTS]) is False
    assert evaluate(f"[equals({CONNECTION}, '')]", resources=[INSIGHTS]) is False
    assert isinstance(evaluate(f"[equals({CONNECTION}, 'x')]", resources=[INSIGHTS]), Unknown)
    other = CONNECTION.replace("ConnectionString", "Flow_Type")
    assert isinstance(evaluate(f"[empty({other})]", resources=[INSIGHTS]), Unknown)


@pytest.mark.parametrize("condition", [f"[{IS_X}]", False])
def test_what_a_resource_gives_that_may_not_exist_may_be_empty(evaluate: Any, condition: object) -> None:
    value = evaluate(f"[empty({CONNECTION})]", parameters=PARAMETERS, resources=[{**INSIGHTS, "condition": condition}])
    assert isinstance(value, Unknown)


def test_secure_parameters_stay_secret(evaluate: Any) -> None:
    parameters = {"s": {"type": "secureString", "defaultValue": "hunter2"}}
    value = evaluate("[concat('x', parameters('s'))]", parameters=parameters)
    assert isinstance(value, Sensitive)
    assert "hunter2" not in str(to_json(value))


def test_secure_by_a_named_type(evaluate: Any) -> None:
    value = evaluate(
        "[parameters('s')]",
        definitions={"secret": {"type": "securestring"}},
        parameters={"s": {"$ref": "#/definitions/secret"}},
    )
    assert isinstance(value, Sensitive)


def test_variables_and_their_copy_loops(evaluate: Any) -> None:
    variables = {
        "copy": [{"name": "names", "count": 2, "input": "[concat('n', copyIndex('names'))]"}],
        "object": {"copy": [{"name": "list", "count": 1, "input": {"i": "[copyIndex('list', 5)]"}}]},
    }
    assert evaluate("[variables('names')]", variables=variables) == ["n0", "n1"]
    assert evaluate("[variables('object').list[0].i]", variables=variables) == 5


def test_user_defined_functions_see_only_their_parameters(evaluate: Any) -> None:
    member = {"parameters": [{"name": "x", "type": "string"}], "output": {"value": "[concat(parameters('x'), '!')]"}}
    functions = [{"namespace": "mine", "members": {"shout": member}}]
    assert evaluate("[mine.shout('a')]", functions=functions) == "a!"


def test_keys_may_be_expressions_and_keep_their_origin(evaluate: Any) -> None:
    value = evaluate({"[parameters('p')]": {}, "[parameters('name')]": 1}, parameters=PARAMETERS)
    assert list(value) == ["${parameters.p}", "api"]
    assert next(iter(value)).value.origin == Origin("parameters.p")


def test_variables_that_name_each_other_are_unknown(evaluate: Any) -> None:
    value = evaluate("[variables('a')]", variables={"a": "[variables('b')]", "b": "[variables('a')]"})
    assert value.reason == "circular reference"


@pytest.mark.parametrize("expression", ["[div(1, 0)]", "[substring('a', 5)]", "[createArray(1)[7]]", "[split(1, '/')]"])
def test_arguments_that_make_no_sense_give_an_unknown(evaluate: Any, expression: str) -> None:
    assert evaluate(expression).reason == "expression has no value"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("[toLower()]", "expected 1 argument of `toLower`, found 0"),
        ("[parameters('missing')]", "expected the name of a declared parameter, found `missing`"),
        ("[variables('missing')]", "expected the name of a declared variable, found `missing`"),
        ("[copyIndex()]", "expected `copyIndex` inside a copy loop"),
        ("[concat('a'", ""),
        ("[concat('a']", "not an expression: expected `,` or `)`, found the end of the expression"),
    ],
)
def test_mistakes_are_reported_where_they_are_written(load_template: Any, expression: str, message: str) -> None:
    document = load_template({"outputs": {"o": {"type": "string", "value": expression}}})
    problems = [(problem.location.pointer, problem.message) for problem in document.problems]
    assert problems == ([("/outputs/o/value", message)] if message else [])


NODES = st.recursive(
    st.sampled_from(["1", "'a'", "parameters('p')", "variables('v')", "null()", "true()", "resourceGroup().id", "''"]),
    lambda inner: st.builds(
        lambda name, arguments: f"{name}({', '.join(arguments)})",
        st.sampled_from(
            [
                "concat", "format", "union", "if", "coalesce", "createArray", "createObject", "length", "first", "last",
                "split", "replace", "json", "string", "contains", "equals", "add", "mod", "take", "skip", "items",
                "intersection", "flatten", "resourceId", "reference", "tryGet", "toLower", "indexOf", "dateTimeAdd",
                "cidrSubnet", "padLeft", "base64ToString", "range", "min", "empty", "copyIndex", "union", "guid",
            ]
        ),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NODES)
def test_any_expression_has_a_value(load_template: Any, expression: str) -> None:
    document = load_template(
        {
            "parameters": PARAMETERS,
            "variables": {"v": {"a": ["[parameters('p')]", 1]}},
            "outputs": {"o": {"type": "object", "value": f"[{expression}]"}},
        }
    )
    to_json(document.deployments[0].outputs["o"])
