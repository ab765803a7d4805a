"""Evaluating expressions in a scope: references, what is not known, and that what is known of it is true."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from idlint.languages.pipelines.azure_pipelines.casting import joined
from idlint.languages.pipelines.azure_pipelines.evaluate import evaluate, judged
from idlint.languages.pipelines.azure_pipelines.scope import Run, Scope
from idlint.languages.pipelines.azure_pipelines.syntax import ExpressionError, parse
from idlint.languages.pipelines.azure_pipelines.tree import Fields, tree_of
from idlint.settings import Settings
from idlint.source import SourceTree, Span
from idlint.values import Origin, Unknown, Value, is_known, text

NOWHERE = Span("p.yml", 0, 0)
CHOSEN = Unknown("chosen", Origin("parameters.env"))


def scope_with(parameters: dict[str, Value], variables: dict[str, Value] | None = None) -> Scope:
    tree = tree_of(dict(parameters), NOWHERE)
    assert isinstance(tree, Fields)
    names = {name.lower(): value for name, value in (variables or {}).items()}
    return Scope(Run(SourceTree(Path()), Settings()), tree, names)


SCOPE = scope_with(
    {
        "env": CHOSEN,
        "list": [{"name": "a", "n": {"x": "1"}}, {"name": "b"}],
        "map": {"Key": "v"},
        "open": Unknown("open", None, {"k": "v"}),
        "text": "a,b",
    },
    {"Region": "westeurope", "Build.Custom": "x"},
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("parameters.map.key", "v"),
        ("parameters.MAP['KEY']", "v"),
        ("parameters.list[1].name", "b"),
        ("parameters.list['1'].name", "b"),
        ("parameters.list[9].name", None),
        ("parameters.list.*.name", ["a", "b"]),
        ("parameters.list.*.n.x", ["1"]),
        ("parameters.nosuch", None),
        ("parameters.text.deeper", None),
        ("parameters.open.k", "v"),
        ("variables.region", "westeurope"),
        ("variables['build.custom']", "x"),
        ("split(parameters.text, ',')[1]", "b"),
        ("length(parameters.list)", 2),
        ("eq(variables.region, 'WestEurope')", True),
    ],
)
def test_known_references(written: str, expected: Value) -> None:
    assert evaluate(parse(written), SCOPE) == expected


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("parameters.env", "${parameters.env}"),
        ("variables.other", "${variables.other}"),
        ("variables[parameters.env]", "${…}"),
        ("parameters.list[parameters.env]", "${…}"),
        ("parameters.open.other", "${…}"),
        ("dependencies.a.outputs['b.c']", "${dependencies.a.outputs.b.c}"),
        ("format('rg-{0}', parameters.env)", "rg-${parameters.env}"),
        ("lower(parameters.env)", "${parameters.env.lower()}"),
    ],
)
def test_unknown_references_keep_their_origin(written: str, shown: str) -> None:
    value = evaluate(parse(written), SCOPE)
    assert isinstance(value, Unknown)
    assert text(value) == shown


def test_a_context_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ExpressionError, match="found `github`"):
        evaluate(parse("github.ref"), SCOPE)


def test_a_condition_is_judged_with_the_defaults_where_it_is_not_certain() -> None:
    scope = scope_with({"env": CHOSEN, "other": joined(["x-", CHOSEN])})
    scope.run.defaults["env"] = "prod"
    verdict = judged(parse("and(eq(parameters.env, 'PROD'), endsWith(parameters.other, '-prod'))"), scope)
    assert (verdict.certain, verdict.by_default) == (None, True)
    assert not scope.run.assuming
    certain = judged(parse("eq(1, 1)"), scope)
    assert (certain.certain, certain.by_default) == (True, True)


LEAVES = st.sampled_from(
    [
        "parameters.env", "parameters.list", "parameters.map", "parameters.map.key", "parameters.none", "true", "false",
        "variables.region", "'prod'", "'PROD'", "''", "'a,b'", "1", "0", "-2.5", "1.2.3", "parameters.list[0]",
        "parameters.list.*.name", "parameters.joined",
    ]
)  # fmt: skip


def calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.sampled_from(
        [
            "and", "or", "xor", "eq", "ne", "gt", "ge", "lt", "le", "in", "notIn", "contains", "containsValue",
            "startsWith", "endsWith", "coalesce", "join", "split",
        ]
    )  # fmt: skip
    one = st.sampled_from(["not", "upper", "lower", "trim", "length", "convertToJson"])
    three = st.sampled_from(["iif", "replace", "in", "coalesce", "and", "or"])
    return st.one_of(
        st.builds("{}({})".format, one, inner),
        st.builds("{}({}, {})".format, two, inner, inner),
        st.builds("{}({}, {}, {})".format, three, inner, inner, inner),
        st.builds("format('{{0}}-{{1}}', {}, {})".format, inner, inner),
        st.builds("{}[{}]".format, inner, inner),
    )


EXPRESSIONS = st.recursive(LEAVES, calls, max_leaves=8)


def world(env: Value) -> Scope:
    return scope_with(
        {"env": env, "joined": joined(["x-", env]), "list": [{"name": env}, {"name": "b"}], "map": {"key": "prod"}},
        {"region": "westeurope"},
    )


@given(EXPRESSIONS, st.sampled_from(["prod", "", "x", "5", "True", "x-prod", "a,b"]))
@example("length(parameters.list.*.name[parameters.env])", "prod")
@example("parameters.list.*.name[parameters.env][parameters.list]", "prod")
@example("eq(split(parameters.env, 'a'), split(parameters.env, 'a'))", "prod")
@settings(max_examples=200, deadline=None)
def test_what_is_known_without_a_parameter_is_so_for_every_value_of_it(written: str, env: str) -> None:
    try:
        node = parse(written)
        symbolic = evaluate(node, world(CHOSEN))
        concrete = evaluate(node, world(env))
    except ExpressionError:
        return
    if is_known(symbolic):
        assert symbolic == concrete, written
