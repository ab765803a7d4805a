from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.fuel import MAX_DEPTH, Fuel
from idlint.languages.terraform.expressions import EvaluationError, evaluate, parts, project, references, settle
from idlint.languages.terraform.grammar import parse_expression
from idlint.languages.terraform.nodes import Expression
from idlint.languages.terraform.typed import ListOf, MapOf, SetOf
from idlint.languages.terraform.typesystem import STRING
from idlint.values import Later, Origin, Sensitive, Step, Unknown, Value, origins, text, to_json


class Names:
    """A scope of given values; whatever else is asked for is noted."""

    def __init__(
        self, values: Mapping[str, Value] | None = None, configured: Mapping[str, Value] | None = None
    ) -> None:
        self.fuel = Fuel(steps=200_000, size=10_000_000)
        self.values = values or {}
        self.configured = configured or {}
        self.asked: list[tuple[Step, ...]] = []
        self.problems: list[tuple[tuple[int, int], str]] = []
        self.files: dict[str, bytes] = {}

    def resolve(self, root: str, steps: tuple[Step, ...]) -> tuple[Value, int]:
        self.asked.append((root, *steps))
        if root not in self.values:
            raise EvaluationError(f"{root} is not declared")
        return self.values[root], 0

    def follow(self, origin: Origin) -> Value | None:
        return self.configured.get(str(origin))

    def read_file(self, path: str) -> bytes | str:
        return self.files.get(path, "does not exist")

    def list_files(self, folder: str) -> tuple[str, ...] | str:
        return f"of {folder} lies outside the repository"

    def problem(self, span: tuple[int, int], message: str) -> None:
        self.problems.append((span, message))


def read(source: str) -> Expression:
    data = source.encode()
    return parse_expression(data, 0, len(data))


VM = Unknown("known after apply", Origin("azurerm_vm.a"))


def value(source: str, scope: Names | None = None, **names: Value) -> Value:
    return settle(read(source), scope or Names({"vm": VM, "any": Unknown("variable without a value"), **names}))


def known(found: Value) -> Any:
    assert isinstance(found, Unknown), found
    return found.known


def test_a_step_below_an_unknown_extends_its_origin() -> None:
    found = value('vm.identity[0]["principal_id"]')
    assert [str(origin) for origin in origins(found)] == ["azurerm_vm.a.identity[0].principal_id"]


def test_what_is_configured_at_an_origin_is_followed_wherever_the_object_travelled() -> None:
    scope = Names({"vm": VM}, {"azurerm_vm.a.location": "westeurope"})
    assert value("{ for k, v in { x = vm } : k => v.location }", scope) == {"x": "westeurope"}
    assert value("[vm][*].location", scope) == ["westeurope"]


def test_an_origin_that_leads_through_a_function_is_not_followed() -> None:
    scope = Names({"vm": VM}, {"azurerm_vm.a.split(/, _)[1]": "wrong"})
    assert isinstance(value('split("/", vm)[1]', scope), Unknown)


def test_templates_keep_their_literal_pieces() -> None:
    assert text(value('"kv-${vm.name}-${1 + 1}"')) == "kv-${azurerm_vm.a.name}-2"


def test_nested_templates_are_one_row_of_pieces() -> None:
    assert known(value('"a${"b${any}"}c"'))[0::2] == ("ab", "c")


def test_a_template_that_cannot_begin_so_is_unequal() -> None:
    assert value('"kv-${any}" == "st-x"') is False
    assert isinstance(value('"kv-${any}" == "kv-x"'), Unknown)


def test_templates_of_one_origin_are_equal() -> None:
    assert value('"kv-${vm.name}" == "kv-${vm.name}"') is True
    assert isinstance(value("vm.name == vm.id"), Unknown)


def test_a_deciding_operand_is_enough() -> None:
    """Terraform 1.11.4 answers unknown, 1.12 as we do: docs/decisions/0003."""
    assert value("false && any") is False
    assert value("any || true") is True
    assert isinstance(value("true && any"), Unknown)


@pytest.mark.parametrize(
    "source",
    [
        'timeadd(timestamp(), "87600h")',
        'timeadd(timeadd(plantimestamp(), "43800h"), "43800h")',
        """formatdate("YYYY-MM-DD'T'hh:mm:ssZ", timeadd(timestamp(), "87600h"))""",
        '"${timeadd(timestamp(), "87600h")}"',
    ],
)
def test_a_time_after_the_deployment_keeps_how_long_after(source: str) -> None:
    found = value(source)
    assert isinstance(found, Later)
    assert found.seconds == 87_600 * 3_600
    assert text(found) == "${3650 days after the deployment}"


@pytest.mark.parametrize(
    "source", ['formatdate("YYYY", timestamp())', 'timeadd(any, "1h")', "timeadd(timestamp(), any)"]
)
def test_other_unknown_times_are_unknown(source: str) -> None:
    found = value(source)
    assert isinstance(found, Unknown)
    assert not isinstance(found, Later)


def test_an_unknown_condition_keeps_what_both_branches_agree_on() -> None:
    assert value("any ? 1 : 1") == 1
    assert value("(any ? { a = 1, b = 2 } : { a = 1, b = 3 }).a") == 1
    assert known(value("any ? { a = 1 } : { b = 1 }")) is None
    assert known(value("any ? { a = 1 } : [1]")) is None


def test_an_unknown_index_keeps_what_all_elements_agree_on_at_every_depth() -> None:
    collection = "{ dev = { name = { a = 1, b = 2 }, own = 1 }, prod = { name = { a = 1, b = 3 } } }"
    assert value(f"{collection}[any].name.a") == 1
    assert known(value(f"{collection}[any].name.b")) is None
    assert list(known(value(f"{collection}[any]"))) == ["name"]
    assert known(value(f"{collection}[any].own")) is None
    assert known(value("[1, 2][any].own")) is None
    assert value(f"values({collection})[any].name.a") == 1


def test_of_very_many_elements_it_is_only_known_whether_all_are_the_same() -> None:
    assert value("[for x in range(200) : { a = 1 }][any].a") == 1
    assert known(value("[for x in range(200) : { a = 1, b = x }][any]")) is None


def test_an_object_with_an_unknown_key_keeps_the_others() -> None:
    assert known(value("{ (any) = 1, b = 2 }")) == {"b": 2}


def test_a_loop_over_an_unknown_with_known_elements_maps_those() -> None:
    assert known(value('[for x in concat(any, ["a"]) : upper(x)]')) == ["A"]
    assert known(value("{ for k, v in merge(any, { a = 1 }) : k => v + 1 }")) == {"a": 2}


def test_a_loop_with_an_unknown_condition_keeps_the_certain_elements() -> None:
    assert known(value("[for x in [1, 2] : x if x == 1 || any]")) == [1]


def test_sensitive_marks_travel() -> None:
    scope = Names({"s": Sensitive("x")})
    assert isinstance(value('"a${s}"', scope), Sensitive)
    assert isinstance(value("[for x in [s] : x][0]", scope), Sensitive)
    assert to_json(value("{ a = s, b = 1 }", scope)) == {"a": {"$sensitive": True}, "b": 1}


def test_only_the_chosen_branch_may_be_refused() -> None:
    assert value('true ? "a" : nope.x') == "a"


def test_what_terraform_refuses_is_unknown_with_the_reason() -> None:
    found = value('"a" + 1')
    assert isinstance(found, Unknown)
    assert found.reason.startswith("Terraform would refuse it: ")


def test_an_unknown_function_is_told_once_with_its_place() -> None:
    scope = Names()
    assert isinstance(value("[frobnicate(1)]", scope), Unknown) is False
    assert scope.problems == [((1, 14), "there is no function named `frobnicate`")]


def test_a_provider_function_is_unknown_and_no_error() -> None:
    scope = Names()
    assert isinstance(value('provider::azapi::build_resource_id("x")', scope), Unknown)
    assert scope.problems == []


def test_the_scope_gets_every_step_that_is_known() -> None:
    scope = Names({"vm": VM, "k": "west"})
    value("vm[k].a[0][1 + 1]", scope)
    assert scope.asked[-1] == ("vm", "west", "a", 0, 2)


def test_steps_stop_at_a_splat_and_at_an_unknown_index() -> None:
    scope = Names({"vm": VM, "any": Unknown("?")})
    value("vm.a[*].b", scope)
    assert scope.asked[-1] == ("vm", "a")
    scope.asked.clear()
    value("vm.a[any].b", scope)
    assert ("vm", "a") in scope.asked


def test_projection_evaluates_nothing_beside_the_path() -> None:
    scope = Names({"a": 1})
    assert project(read("{ x = [nope.y, { z = a }], y = nope.y }"), ("x", 1, "z"), scope) == 1
    assert scope.asked == [("a",)]


def test_projection_appends_to_a_traversal() -> None:
    scope = Names({"vm": VM})
    project(read("{ x = vm.os }"), ("x", "disk", 0), scope)
    assert scope.asked == [("vm", "os", "disk", 0)]


def test_projection_into_a_repeated_or_computed_key_evaluates_the_whole() -> None:
    assert project(read("{ a = 1, a = 2 }"), ("a",), Names()) == 2
    assert project(read('{ a = 1, (join("", ["a"])) = 2 }'), ("a",), Names()) == 2


def test_parts_have_the_spans_of_their_entries() -> None:
    source = '{ a = 1, "b" = [2, 3], (c) = 4 }'
    assert [(key, source[slice(*part.span)]) for key, part in parts(read(source))] == [("a", "1"), ("b", "[2, 3]")]
    assert [key for key, _ in parts(read("[1, 2]"))] == [0, 1]


def test_references_leave_out_what_the_expression_binds() -> None:
    source = '{ for k, v in azurerm_a.b : k => "${v.x}-${var.c}" if local.d[var.e].f } '
    assert references(read(source.strip())) == (("azurerm_a", "b"), ("var", "c"), ("local", "d"), ("var", "e"))
    assert references(read("x[*].y")) == (("x",),)


def test_typed_collections_pickle_and_behave_as_plain_ones(copied: Callable[[Any], Any]) -> None:
    for made in (ListOf(["a"], STRING), SetOf(["a"], STRING), MapOf({"a": 1}, STRING)):
        again = copied(made)
        assert again == made
        assert (type(again), again.element) == (type(made), STRING)


@pytest.mark.parametrize(
    "source",
    [
        "[" * 10_000 + "]" * 10_000,
        "(" * 10_000 + "1" + ")" * 10_000,
        "{a=" * 10_000 + "1" + "}" * 10_000,
        '"${' * 10_000 + "1" + '}"' * 10_000,
        "f(" * 10_000 + "1" + ")" * 10_000,
        "!" * 10_000 + "true",
        "1" + "+1" * 10_000,
        "true ? 1 : " * 10_000 + "2",
        "a" + "[*]" * 10_000,
        "a" + "[0]" * 10_000,
        "[for x in " * 10_000 + "y" + ": x]" * 10_000,
        '"' + "%{ if true }" * 10_000 + "%{ endif }" * 10_000 + '"',
    ],
    ids=lambda source: source[:12],
)
def test_a_deep_nest_is_a_budget_not_a_crash(source: str) -> None:
    scope = Names({"a": [], "y": []})
    found = settle(read(source), scope)
    references(read(source))
    if not source.startswith("a"):
        assert isinstance(found, Unknown)
        assert found.reason == "budget"
        assert scope.fuel.exhausted == "depth"


def test_nests_below_the_limit_are_evaluated() -> None:
    depth = MAX_DEPTH // 2 - 2
    assert value("[" * depth + "]" * depth) == json.loads("[" * depth + "]" * depth)
    assert value("(" * depth + "1" + ")" * depth) == 1
    assert value('"${' * depth + "1" + '}"' * depth) == 1


def test_doubling_strings_exhaust_the_fuel() -> None:
    scope = Names({"s": "x" * 1_000_000})
    found = settle(read('"' + "${s}" * 20 + '"'), scope)
    assert isinstance(found, Unknown)
    assert found.reason == "budget"
    assert scope.fuel.exhausted == "size of values"


def test_values_that_share_parts_are_weighed_as_if_they_did_not() -> None:
    shared: Value = [0]
    for _ in range(60):
        shared = [shared, shared]
    for source in ("[shared]", "jsonencode(shared)", "shared == [shared]", "flatten(shared)", "distinct(shared)"):
        found = settle(read(source), Names({"shared": shared}))
        assert isinstance(found, Unknown), source
        assert found.reason == "budget", source


@pytest.mark.parametrize(
    "source",
    [
        'replace(s, "x", s)',
        "join(s, [for i in range(1000) : i])",
        'indent(1000000000, "a\\nb")',
        "setproduct(range(1000), range(1000), range(1000))",
        'format("%1000000000d", 1)',
        'replace(s, "/x/", s)',
        "formatlist(s, range(1000))",
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]",
        "1e4000 * 1e4000",
        "pow(10, 400)",
        "1e999999999",
        'tonumber("1e999999999")',
        'format("%g", 1e4000)',
        "range(1e300)",
        'jsondecode("1e999999999")',
        "log(1e4000, 10)",
    ],
)
def test_runaway_functions_stay_in_the_budget(source: str) -> None:
    scope = Names({"s": "x" * 100_000})
    assert isinstance(settle(read(source), scope), Unknown)


ATOMS = st.sampled_from(
    ["1", "0", "-1", "1.5", '"a"', '""', "null", "true", "false", "[]", "{}", "any", "vm.id", "secret", '"x${any}"',
     "[1, any]", "{ a = any }", "toset([1, 2])", "tolist([])", "tomap({ a = 1 })", '"10.0.0.0/8"', "0.1"]
)  # fmt: skip
FUNCTION_NAMES = st.sampled_from(
    ["length", "upper", "concat", "merge", "flatten", "join", "format", "lookup", "element", "contains", "toset",
     "tomap", "tolist", "tostring", "tonumber", "jsonencode", "yamlencode", "jsondecode", "yamldecode", "keys",
     "values", "zipmap", "setproduct", "setunion", "slice", "sort", "coalesce", "try", "can", "cidrsubnet",
     "formatdate", "timeadd", "regex", "replace", "split", "substr", "sum", "max", "range", "chunklist", "one",
     "templatefile", "base64decode", "csvdecode", "parseint", "nonsensitive", "matchkeys", "transpose", "index",
     "distinct", "reverse", "compact", "alltrue", "startswith", "formatlist", "urldecode", "cidrhost", "pow"]
)  # fmt: skip


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "-", "*", "/", "%", "==", "!=", "<", ">", "<=", ">=", "&&", "||"])
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda made: f"({made[0]} {made[1]} {made[2]})"),
        st.tuples(FUNCTION_NAMES, st.lists(inner, max_size=3)).map(lambda made: f"{made[0]}({', '.join(made[1])})"),
        st.tuples(FUNCTION_NAMES, inner).map(lambda made: f"{made[0]}({made[1]}...)"),
        st.lists(inner, max_size=3).map(lambda made: f"[{', '.join(made)}]"),
        st.tuples(inner, inner).map(lambda made: f"{{ ({made[0]}) = {made[1]} }}"),
        st.tuples(inner, inner, inner).map(lambda made: f"({made[0]} ? {made[1]} : {made[2]})"),
        st.tuples(inner, inner).map(lambda made: f"[for k, v in {made[0]} : {made[1]} if v != k]"),
        st.tuples(inner, inner).map(lambda made: f"{{ for k, v in {made[0]} : k => {made[1]}... }}"),
        inner.map(lambda made: f'"<${{{made}}}>%{{ for x in {made} }}${{x}}%{{ endfor }}"'),
        st.tuples(inner, inner).map(lambda made: f"({made[0]})[{made[1]}]"),
        inner.map(lambda made: f"({made})[*].a"),
        inner.map(lambda made: f"!({made})"),
    )


@settings(max_examples=200, deadline=None)
@given(st.recursive(ATOMS, compound, max_leaves=8))
def test_any_expression_settles(source: str) -> None:
    scope = Names({"vm": VM, "any": Unknown("?"), "secret": Sensitive("s")})
    scope.files["a"] = b"${x}"
    to_json(settle(read(source), scope))


@settings(max_examples=100, deadline=None)
@given(st.recursive(ATOMS, compound, max_leaves=6))
def test_knowing_less_never_changes_what_is_known(source: str) -> None:
    """A value that is known although `any` is not stays the same whatever `any` is."""
    names: dict[str, Value] = {"vm": VM, "secret": "s"}
    try:
        vague = evaluate(read(source), Names({**names, "any": Unknown("?")}))
        exact = evaluate(read(source), Names({**names, "any": "a"}))
    except EvaluationError:
        return
    if isinstance(vague, (str, int)) and isinstance(exact, (str, int)):
        assert vague == exact


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_settle(data: bytes) -> None:
    to_json(settle(parse_expression(data, 0, len(data)), Names()))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab1 "${}%~[](),.:=?!<>-+*/\n\\|&forinelsd', max_size=40))
def test_any_text_settles(source: str) -> None:
    to_json(settle(read(source), Names({"a": 1, "b": [1]})))
