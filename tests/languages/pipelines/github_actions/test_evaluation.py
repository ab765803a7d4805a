"""What GitHub Actions expressions evaluate to, compared with GitHub's own tables of conversions."""

from __future__ import annotations

import pickle
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.fuel import Fuel
from idlint.languages.pipelines.github_actions.evaluation import interpolate, truth
from idlint.languages.pipelines.github_actions.expressions import ExpressionError, parse
from idlint.languages.pipelines.github_actions.scope import Scope
from idlint.values import Unknown, Value, origins, text, to_json

KNOWN: dict[str, Value] = {
    "inputs": {"env": "prod", "on": True, "none": None, "count": 3},
    "matrix": {"os": ["a", "b"], "parts": [{"n": 1}, {"n": 2}, {"m": 3}]},
}


def scope() -> Scope:
    made = Scope(Fuel(), "jobs.d", known=KNOWN)
    return made.within(env=made.partly("env", {"TF": "infra"}))


def evaluated(expression: str) -> Value:
    return interpolate(f"${{{{ {expression} }}}}", scope())


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # loose comparison: https://docs.github.com/actions/reference/workflows-and-actions/expressions#operators
        ("1 == '1'", True), ("'A' == 'a'", True), ("null == ''", True), ("null == 0", True), ("true == 1", True),
        ("false == ''", True), ("'x' == 0", False), ("'x' != 0", True), ("'0x10' == 16", True), ("'1e1' == 10", True),
        ("matrix.os == matrix.os", True), ("fromJSON('[]') == fromJSON('[]')", False), ("'b' > 'A'", True),
        ("2 > '1'", True), ("'x' < 1", False), ("1 <= 1", True), ("null < 1", True),
        # values
        ("inputs.ENV", "prod"), ("inputs['env']", "prod"), ("inputs.missing", None), ("inputs.env.deeper", None),
        ("matrix.os[1]", "b"), ("matrix.os[9]", None), ("matrix.os['x']", None), ("matrix.parts.*.n", [1, 2]),
        ("matrix.os.*", ["a", "b"]), ("env.TF", "infra"), ("1.0", Decimal("1.0")),
        # logic gives operands
        ("inputs.on && 'yes' || 'no'", "yes"), ("inputs.none && 'yes' || 'no'", "no"), ("inputs.none || 'd'", "d"),
        ("'' || 0", 0), ("!inputs.none", True), ("!'x'", False), ("secrets.a || secrets.a", Unknown),
        # functions
        ("contains('Hello', 'ELL')", True), ("contains(matrix.os, 'B')", True), ("contains(matrix.os, 'c')", False),
        ("contains(fromJSON('[1]'), '1')", True), ("startsWith('Abc', 'aB')", True), ("endsWith('abc', 'BC')", True),
        ("format('{0}-{1}{{}}', 'a', 2)", "a-2{}"), ("format('{5}', 1)", Unknown), ("format('{', 1)", Unknown),
        ("join(matrix.os)", "a,b"), ("join(matrix.os, ' ')", "a b"), ("join('x')", "x"),
        ("join(matrix.parts.*.n, '-')", "1-2"), ("toJSON(inputs.count)", "3"), ("toJSON(inputs.env)", '"prod"'),
        ("fromJSON('{\"a\": [1.5]}').a[0]", Decimal("1.5")), ("fromJSON('nope')", Unknown),
        ("fromJSON('NaN')", Unknown), ("hashFiles('**/x')", Unknown), ("nobody(1)", Unknown),
        ("contains('x')", Unknown),
        ("STARTSWITH('x', 'X')", True),
    ],
)  # fmt: skip
def test_values(expression: str, expected: object) -> None:
    found = evaluated(expression)
    if expected is Unknown:
        assert isinstance(found, Unknown)
    else:
        assert found == expected
        assert type(found) is type(expected) or isinstance(found, list)


@pytest.mark.parametrize(
    ("expression", "origin"),
    [
        ("secrets.azure_client_id", "secrets.AZURE_CLIENT_ID"),
        ("vars.Region", "vars.REGION"),
        ("secrets['A']", "secrets.A"),
        ("github.event.inputs.x", "inputs.x"),
        ("github.event.number", "github.event.number"),
        ("steps.login.outputs.token", "jobs.d.steps.login.outputs.token"),
        ("needs.build.outputs.x", "jobs.d.needs.build.outputs.x"),
        ("env.OTHER", "jobs.d.env.OTHER"),
        ("fromJSON(needs.build.outputs.x)", "fromJSON(jobs.d.needs.build.outputs.x)"),
        ("secrets", "secrets"),
    ],
)
def test_unknown_values_say_where_they_come_from(expression: str, origin: str) -> None:
    found = evaluated(expression)
    assert [str(item) for item in origins(found)] == [origin]


def test_a_text_keeps_what_is_known_of_it() -> None:
    found = interpolate("rg-${{ inputs.env }}-${{ vars.region }}-01", scope())
    assert isinstance(found, Unknown)
    assert text(found) == "rg-prod-${vars.REGION}-01"


def test_a_text_of_known_parts_is_known() -> None:
    assert interpolate("a ${{ inputs.env }} ${{ inputs.on }} ${{ inputs.none }}|", scope()) == "a prod true |"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("startsWith(format('refs/{0}', github.ref), 'refs/')", True),
        ("contains(format('a-{0}', github.ref), 'A-')", True),
        ("format('a-{0}', github.ref) == 'b'", False),
        ("format('a-{0}', github.ref) != 'b'", True),
        ("format('{0}-a', github.ref) == 'b'", False),
        ("github.ref == github.ref", True),
    ],
)
def test_known_pieces_decide_where_they_can(expression: str, expected: bool) -> None:
    assert evaluated(expression) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("github.ref == 'x'", None), ("github.ref == 'x' && false", False), ("github.ref == 'x' || true", True),
        ("always()", None), ("failure() && inputs.none", False), ("!cancelled()", None), ("inputs.on", True),
        ("inputs.env == 'dev'", False), ("!(inputs.env == 'dev')", True), ("format('a{0}', secrets.x)", True),
        ("secrets.x", None), ("inputs.none", False),
    ],
)  # fmt: skip
def test_conditions_have_three_values(condition: str, expected: bool | None) -> None:
    assert truth(parse(condition), scope()) is expected


def test_growth_ends_with_the_fuel() -> None:
    small = Scope(Fuel(steps=1_000, size=1_000), known={"inputs": {"x": "y" * 600}})
    found = interpolate("${{ inputs.x }}${{ inputs.x }}", small)
    assert isinstance(found, Unknown)
    assert found.reason == "budget"
    assert small.fuel.exhausted


def test_deep_trees_of_members_are_not_followed_without_end() -> None:
    deep = "a"
    for _ in range(20):
        deep = "(" + deep + ".b" * 20 + ")"
    assert isinstance(interpolate(f"${{{{ {deep} }}}}", scope()), Unknown)


WORDS = st.sampled_from(
    [
        "inputs.env", "inputs.on", "inputs", "matrix.os", "matrix.parts.*", "secrets.x", "github", "env.TF", "1", "'x'",
        "''",
        "null", "true", "-0.5", "0x10", "'1e999999'", "1e9999", "nobody.x",
    ]
)  # fmt: skip


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["==", "!=", "<", ">=", "&&", "||"])
    functions = st.sampled_from(
        ["contains", "startsWith", "endsWith", "format", "join", "toJSON", "fromJSON", "always"]
    )
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(functions, st.lists(inner, max_size=3)).map(lambda call: f"{call[0]}({', '.join(call[1])})"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]"),
        inner.map(lambda part: f"!{part}"),
        inner.map(lambda part: f"({part}).*"),
    )


@settings(max_examples=200, deadline=None)
@given(st.recursive(WORDS, _combined, max_leaves=8))
def test_every_expression_has_a_value_that_can_be_shown(expression: str) -> None:
    found = evaluated(expression)
    to_json(found)
    pickle.dumps(found)
    assert truth(parse(expression), scope()) in {True, False, None}


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="${} 'a.()|&=!\n", max_size=30))
def test_any_line_has_a_value_or_is_refused(line: str) -> None:
    with suppress(ExpressionError):
        to_json(interpolate(line, scope()))
