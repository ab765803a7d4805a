from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.arm.expressions import (
    Array,
    Binary,
    Call,
    Conditional,
    Entry,
    For,
    Index,
    Interpolation,
    Lambda,
    Literal,
    Local,
    Method,
    Node,
    Object,
    Opaque,
    Parameter,
    Property,
    Spread,
    Symbol,
    Unary,
    Variable,
)
from idlint.languages.bicep.parser import parse
from idlint.languages.bicep.syntax import Program
from idlint.source import SourceFile, Span

EVERYTHING = """
// one of each
metadata description = 'a test'
targetScope = 'subscription'

extension microsoftGraph as graph
extension 'br:example.io/kinds:1.0' with { a: 1 } as kinds
provider kubernetes with { namespace: 'x' } as k8s
import { first, second as other, 'third-one' as third } from 'shared.bicep'
import * as shared from './shared.bicep'

@description('''
several lines''')
@minLength(3)
@sys.secure()
param secret string
param size 'S' | 'M' = 'S'
param tags { *: string }?
param list (string | int)[] = []
param pair [string, int]?
param sku resourceInput<'Microsoft.Storage/storageAccounts@2023-01-01'>.sku = { name: 'Standard_LRS' }
param loose object?
type kind =
  | 'a'
  | 'b'
type shape = {
  @description('x')
  name: string
  'quoted-name': shared.kindType?
  more: shape.name[]
}
@export()
func double(x int, y shape?) int => x * 2

var name = 'a-${toLower('B${first}')}'
var typed string = 'x'
#disable-next-line no-unused-vars
var loop = [for (item, i) in range(0, 3): if (i > 1) { key: item }]
assert fine = true

@batchSize(2)
resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = [for i in range(0, 2): if (i > 0) {
  name: 'rg-${i}'
  location: deployment().location
}]
resource found 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: 'kv'
  scope: group[1]
  resource key 'keys' = if (empty(list)) {
    name: 'k'
    @description('deeper')
    resource version 'versions@2024-01-01' existing = {
      name: 'v'
    }
  }
}
module network './network.bicep' = if (!empty(tags ?? {})) {
  scope: group[0]
  params: { id: found::key.id, ...tags }
}
test sample 'sample.bicep' = { params: {} }
output id string = network!.outputs.?id ?? found::key::version.id
output keep resource 'Microsoft.KeyVault/vaults@2023-07-01' = found
"""


def program(text: str, path: str = "main.bicep") -> Program:
    return parse(SourceFile(path, text.encode()))


def stripped(node: Any) -> Any:
    """A node without its locations, so that trees compare."""
    if hasattr(node, "_fields"):
        fields = zip(node._fields, node, strict=True)
        return type(node)(*(None if field == "location" else stripped(value) for field, value in fields))
    return tuple(map(stripped, node)) if isinstance(node, tuple) else node


def expression(text: str) -> object:
    found = program(f"param p object\nvar v = 1\nresource r 'A.B/c@1' = [for x in []: {{}}]\nvar tested = {text}\n")
    assert found.problems == []
    return stripped(found.variables[-1].value)


def test_every_kind_of_declaration_parses() -> None:
    found = program(EVERYTHING)
    assert found.problems == []
    assert [item.name for item in found.parameters] == ["secret", "size", "tags", "list", "pair", "sku", "loose"]
    assert [item.key for item in found.resources] == ["group", "found::key::version", "found::key", "found"]
    assert [item.key for item in found.modules] == ["network"]
    assert [item.name for item in found.outputs] == ["id", "keep"]
    assert found.target_scope == "subscription"
    assert found.imports[0].names == (("first", "first"), ("second", "other"), ("third-one", "third"))


def test_every_kind_of_declaration_parses_with_other_line_ends() -> None:
    found = program(EVERYTHING.replace("\n", "\r\n"))
    assert found.problems == []
    assert len(found.resources) == 4


def test_what_types_mean() -> None:
    found = {item.name: item for item in program(EVERYTHING).parameters}
    assert found["secret"].secure
    assert found["tags"].type.nullable
    assert found["loose"].type == ("object", True, False, ())
    assert not found["size"].type.nullable
    assert not found["list"].type.nullable


P, V = Parameter("p"), Variable("v")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("-3", Literal(-3)),
        ("null", Literal(None)),
        ("'a${v}'", Interpolation((Literal("a"), V))),
        ("'${'a'}b'", Literal("ab")),
        ("v + v * 2", Binary("+", V, Binary("*", V, Literal(2)))),
        ("v - v - 1", Binary("-", Binary("-", V, V), Literal(1))),
        ("!v && true || v", Binary("||", Binary("&&", Unary("!", V), Literal(True)), V)),
        ("v ?? v == 1", Binary("??", V, Binary("==", V, Literal(1)))),
        ("v ? 1 : v ? 2 : 3", Conditional(V, Literal(1), Conditional(V, Literal(2), Literal(3)))),
        ("v\n  ? 1\n  : 2", Conditional(V, Literal(1), Literal(2))),
        ("v &&\n  v", Binary("&&", V, V)),
        ("p.?b[?0]", Index(Property(P, "b", True), Literal(0), True)),
        ("p.a[^1]", Index(Property(P, "a"), Literal(1), False, True)),
        ("p!.a", Property(P, "a")),
        ("any(p)", P),
        ("sys.concat('a', v)", Call("concat", (Literal("a"), V))),
        ("az.resourceGroup().id", Property(Call("resourceGroup", ()), "id")),
        ("r[0].id", Property(Symbol("r", Literal(0)), "id")),
        ("r", Symbol("r")),
        ("r[v].listKeys().k", Property(Method(Symbol("r", V), "listKeys", ()), "k")),
        ("map(p, x => x.a)", Call("map", (P, Lambda(("x",), Property(Local("x"), "a"))))),
        ("map((a, b) =>\n a + b)", Call("map", (Lambda(("a", "b"), Binary("+", Local("a"), Local("b"))),))),
        ("(v)", V),
        ("[1, 2\n]", Array((Literal(1), Literal(2)))),
        ("[\n  1\n  ...p\n]", Array((Literal(1), Spread(P)))),
        ("[for p in p: p]", For(P, "p", "", Local("p"))),
        ("[for (x, i) in p: if (i > 0) x]", For(P, "x", "i", Local("x"), Binary(">", Local("i"), Literal(0)))),
        ("{ a: 1, 'b c': v }", Object((Entry(Literal("a"), Literal(1)), Entry(Literal("b c"), V)))),
        ("{\n  '${v}': 1\n  ...p\n}", Object((Entry(Interpolation((V,)), Literal(1)), Spread(P)))),
        ("'''\n${v}'''", Literal("${v}")),
        ("$'''\n${v}'''", Interpolation((V,))),
        ("{}", Object(())),
        ("[]", Array(())),
    ],
)  # fmt: skip
def test_expressions(text: str, node: Node) -> None:
    assert expression(text) == node


def test_a_loop_variable_hides_a_declaration_only_in_its_loop() -> None:
    assert expression("[[for v in p: v], v]") == Array((For(P, "v", "", Local("v")), V))


def test_spans_are_bytes_of_the_file() -> None:
    text = "// ü\nresource kv 'A.B/c@1' = {\n  name: 'größe'\n  tags: {}\n}\n"
    found = program(text).resources[0]
    data = text.encode()
    assert data[found.span.start : found.span.end] == b"resource kv 'A.B/c@1'"
    entry = found.block.body.entries[0]
    assert isinstance(entry, Entry)
    assert isinstance(entry.location, Span)
    assert data[entry.location.start : entry.location.end] == "name: 'größe'".encode()


def test_a_byte_order_mark_is_no_text() -> None:
    assert parse(SourceFile("main.bicep", b"\xef\xbb\xbfparam x string\n")).problems == []


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("param x string =", "expected an expression, found the end of the line"),
        ("wrong", "expected a declaration, found `wrong`"),
        ("resource x = {}", "expected the resource's type, `'Microsoft.Web/sites@2023-12-01'`, found `=`"),
        ("var x = [\n  1\n  2", "expected an expression, found the end of the file"),
        ("var x = { a b }", "expected `:`, found `b`"),
        ("var x = 'open", "expected a string that ends with ', found `'open`"),
        ("var x = 'a${1 2}b'", "expected `}`, found `2`"),
        ("var x = f(1,, 2)", "expected an expression, found `,`"),
        ("@secure() param x string", "expected a line end after the decorator, found `param`"),
        ("@nonsense()\nparam x string", "expected a decorator that Bicep knows, found `@nonsense`"),
        ("var x = missing", "expected the name of something declared, found `missing`"),
        ("var x = missing(1)", "expected the name of a function, found `missing`"),
        ("var x = equals(1, 2)", "expected the name of a function, found `equals`"),
        ("var x = sys.copyIndex()", "expected the name of a function, found `copyIndex`"),
        ("var x = 1 var y = 2", "expected the end of the line, found `var`"),
        ("var x = '''open", "expected a string that ends with ''', found `'''open`"),
        ("var x = ~1", "expected an expression, found `~`"),
    ],
)
def test_what_is_not_understood_is_one_problem(broken: str, message: str) -> None:
    assert [problem.message for problem in program(broken + "\n").problems] == [message]


def test_the_rest_of_the_file_is_read_after_an_error() -> None:
    found = program(
        "param a string\n"
        "resource bad 'A.B/c@1' = {\n  name: 'x'\n  properties: { a: [ 1 ) }\n  var: 'param x string'\n}\n"
        "@description('kept')\nparam b string\nvar c = a\n"
    )
    assert len(found.problems) == 1
    assert [item.name for item in found.parameters] == ["a", "b"]
    assert [item.name for item in found.variables] == ["c"]


def test_a_brace_that_is_never_closed_costs_one_declaration() -> None:
    found = program("resource bad 'A.B/c@1' = {\n  name: 'x'\n\nparam b string\nresource r 'A.B/c@1' = {}\n")
    assert len(found.problems) == 1
    assert [item.name for item in found.parameters] == ["b"]
    assert [item.key for item in found.resources] == ["r"]


def test_what_could_not_be_read_is_unknown_and_not_absent() -> None:
    found = program("var a = [1 2]\nvar b = a\n")
    assert isinstance(found.variables[0].value, Opaque)
    assert len(found.problems) == 1


def test_deep_nesting_is_one_problem() -> None:
    for text in ("[" * 10_000, "(" * 10_000, "{a:" * 10_000, "!" * 10_000, "f(" * 10_000, "a?" * 10_000):
        assert len(program(f"param a object\nvar x = {text}\nvar y = 1\n").problems) == 1
    for text in ("[" * 10_000, "{a:" * 10_000, "(" * 10_000, "x<" * 10_000):
        assert len(program(f"type x = {text}\nvar y = 1\n").problems) == 1


def test_strings_within_strings_are_read_or_one_problem() -> None:
    deep = "1"
    for _ in range(2_000):
        deep = "'${" + deep + "}'"
    found = program(f"var x = {deep}\nvar y = 2\n")
    assert len(found.problems) == 1
    assert [item.name for item in found.variables] == ["x", "y"]


def test_a_parameter_file_that_a_tool_fills_in_has_unknown_values() -> None:
    found = program(
        "using './main.bicep'\nparam a = {{ .x }}\nparam b = 'v{{ .y }}'\n"
        "param c = [{{ range }}'q', {{ end }}]\nparam d = 1\n",
        "main.tmpl.bicepparam",
    )
    assert found.problems == []
    assert [type(item.default).__name__ for item in found.parameters] == ["Opaque", "Opaque", "Opaque", "Literal"]


def kinds_of(text: str, path: str = "main.bicepparam") -> list[str]:
    return [type(item.default).__name__ for item in program(text, path).parameters]


@pytest.mark.parametrize("value", ["__budget__", "#{budget}#", "#{budget}", "'#{a}#-b'", "{{ .x }}", "[\n  __a__\n]"])
def test_a_token_that_a_tool_replaces_is_no_problem(value: str) -> None:
    found = program(f"using 'main.bicep'\nparam a = {value}\nparam b = 1\n", "main.bicepparam")
    assert found.problems == []
    assert [item.name for item in found.parameters] == ["a", "b"]
    assert type(found.parameters[0].default).__name__ in {"Opaque", "Array"}


def test_underscores_in_quotes_are_replaced_where_bare_ones_are() -> None:
    assert kinds_of("param a = '__name__'\nparam b = __budget__\n") == ["Opaque", "Opaque"]
    assert kinds_of("param a = '__name__'\nparam b = 1\n") == ["Literal", "Literal"]
    assert kinds_of("param __b__ = 'c'\nvar __a__ = 1\nparam a = '__b__'\nparam d = __a__\n") == [
        "Literal", "Literal", "Variable",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["var a = __budget__\n", "var a = #{budget}#\n"])
def test_in_a_template_a_token_is_a_problem(text: str) -> None:
    assert len(program(text).problems) == 1


@pytest.mark.parametrize("value", ["budget", "# a", "#disable-next-line x", ""])
def test_what_is_no_token_stays_a_problem(value: str) -> None:
    assert len(program(f"param a = {value}\n", "main.bicepparam").problems) == 1


WORDS = st.sampled_from(
    [
        "param", "var", "resource", "module", "type", "func", "output", "import", "from", "as", "for", "in", "if",
        "using", "with", "existing", "x", "y", "'A.B/c@1'", "'${", "}'", "'''", "$'''", "{", "}", "[", "]", "(", ")",
        "=", "=>", ":", "::", ",", ".", "...", "?", "??", "!", "@", "|", "<", ">", "-", "^", "1", "\n", "\n\n", "//",
        "/*", "#", "\\", "é",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join), st.sampled_from(["main.bicep", "main.bicepparam"]))
def test_any_words_give_a_program(text: str, path: str) -> None:
    for problem in program(text, path).problems:
        assert isinstance(problem.location, Span)
        assert problem.location.start <= problem.location.end <= len(text.encode())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_program(data: bytes) -> None:
    parse(SourceFile("main.bicep", data))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(EVERYTHING)))
def test_a_truncated_file_gives_what_was_complete(length: int) -> None:
    found = program(EVERYTHING[:length])
    assert len(found.problems) <= 40
    complete = EVERYTHING[:length].count("param ", 0, max(0, length - 120))
    assert len(found.parameters) >= min(complete, 6)


def test_names_and_properties_that_are_written_twice_are_problems() -> None:
    text = (
        "param a string\nvar a = 1\noutput a string = 'x'\noutput a string = 'y'\n"
        "resource r 'A.B/c@1' = {\n  name: 'x'\n  tags: {}\n  name: 'y'\n  resource r 'd' = { name: 'z' }\n"
        "  resource r 'e' = { name: 'z' }\n}\nmodule r 'm.bicep' = {}\ntype t = string\nfunc t() string => 'x'\n"
    )
    found = program(text)
    starts = [
        text.count("\n", 0, problem.location.start) + 1
        for problem in found.problems
        if isinstance(problem.location, Span)
    ]
    assert [(line, problem.message) for line, problem in zip(starts, found.problems, strict=True)] == [
        (2, "`a` is declared twice in this file"),
        (4, "`a` is declared twice in this file"),
        (10, "`r::r` is declared twice in this file"),
        (5, "property `name` is written twice in this object"),
        (12, "`r` is declared twice in this file"),
        (14, "`t` is declared twice in this file"),
    ]


def test_functions_may_be_declared_below_their_use_or_imported() -> None:
    text = "import { g } from 'g.bicep'\nvar x = f(g(1))\nvar y = list(x)\nfunc f(a int) int => a\n"
    assert not parse(SourceFile("main.bicep", text.encode())).problems


@pytest.mark.parametrize("call", ["missing(1)", "az.missing(1)", "sys . missing()"])
def test_a_function_that_nobody_knows_is_reported_where_its_name_is(call: str) -> None:
    text = f"var x = {call}\n"
    [problem] = parse(SourceFile("main.bicep", text.encode())).problems
    assert isinstance(problem.location, Span)
    assert text[problem.location.start : problem.location.end] == "missing"
