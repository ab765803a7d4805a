from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.terraform import nodes
from idlint.languages.terraform.bodies import Block, Body, Syntax
from idlint.languages.terraform.json_syntax import parse_json
from idlint.source import SourceFile, Span


def read(content: Any, path: str = "main.tf.json") -> Syntax:
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    return parse_json(SourceFile(path, text.encode()))


def force(body: Body) -> None:
    for attribute in body.attributes.values():
        assert attribute.expression is attribute.expression
    for block in body.blocks:
        force(block.body)


def only(content: Any) -> Block:
    (block,) = read(content).body.blocks
    return block


def test_labels_are_the_keys_of_nested_objects() -> None:
    text = json.dumps({"resource": {"a_b": {"x": {"n": 1}, "y": [{"n": 2}, {"n": 3}]}}})
    blocks = read(text).body.blocks
    assert [block.labels for block in blocks] == [("a_b", "x"), ("a_b", "y"), ("a_b", "y")]
    assert text[blocks[0].header.start : blocks[0].header.end] == '"x"'
    assert [block.body.attributes["n"].expression.span for block in blocks] == [
        (text.index(digit), text.index(digit) + 1) for digit in "123"
    ]


def test_strings_are_templates_with_spans_in_the_file() -> None:
    text = '{"locals": {"a": "x-${var.y}", "b": "\\"${var.z}"}}'
    body = only(text).body
    first = body.attributes["a"].expression
    assert isinstance(first, nodes.Wrapped)
    assert isinstance(first.inner, nodes.Template)
    span = first.inner.parts[1].span
    assert text[slice(*span)] == "var.y"
    second = body.attributes["b"].expression
    assert text[slice(*second.span)] == '"\\"${var.z}"'


def test_strings_of_variable_files_are_plain() -> None:
    syntax = read({"a": "${x}", "b": {"c": [1.5, None]}}, "x.tfvars.json")
    assert syntax.body.blocks == ()
    assert isinstance(syntax.body.attributes["a"].expression, nodes.Literal)
    assert syntax.body.attributes["a"].expression.value == "${x}"


def test_names_are_read_as_names() -> None:
    block = only({"resource": {"a": {"b": {"depends_on": ["c.d"], "provider": "x.west", "type": "S"}}}})
    expressions = {name: attribute.expression for name, attribute in block.body.attributes.items()}
    assert isinstance(expressions["depends_on"], nodes.Tuple)
    assert isinstance(expressions["depends_on"].items[0], nodes.Traversal)
    assert isinstance(expressions["provider"], nodes.Traversal)
    assert isinstance(expressions["type"], nodes.Literal)
    variable = only({"variable": {"v": {"type": "list(string)"}}})
    assert isinstance(variable.body.attributes["type"].expression, nodes.Call)


def test_objects_are_blocks_and_maps_attributes() -> None:
    block = only(
        {"resource": {"a": {"b": {"identity": {"type": "x"}, "tags": {"k": "v"}, "rule": [{"p": 1}, {"p": 2}]}}}}
    )
    assert [inner.type for inner in block.body.blocks] == ["identity", "rule", "rule"]
    assert list(block.body.attributes) == ["tags"]


def test_locals_and_module_arguments_are_never_blocks() -> None:
    assert list(only({"locals": {"a": {"b": {}}}}).body.attributes) == ["a"]
    assert list(only({"module": {"m": {"source": "x", "a": [{"b": 1}]}}}).body.attributes) == ["source", "a"]


def test_backends_and_dynamic_blocks_have_labels() -> None:
    (backend,) = only({"terraform": {"backend": {"azurerm": {"key": "k"}}}}).body.blocks
    assert (backend.type, backend.labels) == ("backend", ("azurerm",))
    block = only({"resource": {"a": {"b": {"dynamic": {"rule": {"for_each": [1], "content": {"p": 1}}}}}}})
    (dynamic,) = block.body.blocks
    assert dynamic.labels == ("rule",)
    assert [inner.type for inner in dynamic.body.blocks] == ["content"]


def test_comments_are_left_out_and_may_hold_directives() -> None:
    syntax = read({"//": "idlint: ignore-file[some-rule] because", "locals": {"//": "x", "a": {"//": "y", "b": 1}}})
    assert [(found.rule, found.action, found.reason) for found in syntax.directives] == [
        ("some-rule", "ignore-file", "because")
    ]
    (block,) = syntax.body.blocks
    expression = block.body.attributes["a"].expression
    assert isinstance(expression, nodes.Object)
    assert len(expression.entries) == 1


@pytest.mark.parametrize("text", ["", "[1]", '{"a":', '{"a" 1}', "x", "1", '{"a": tru}'])
def test_what_is_not_one_object_is_one_problem(text: str) -> None:
    syntax = read(text)
    (problem,) = syntax.problems
    assert problem.message.startswith("expected")
    assert isinstance(problem.location, Span)
    force(syntax.body)


def test_deep_nests_are_a_budget() -> None:
    syntax = read('{"locals": {"a": ' + "[" * 10_000 + "]" * 10_000 + "}}")
    force(syntax.body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["${x}", "%{ if", "a", "//", "\u2028\\"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "resource", "//", "dynamic", "tags", "b${c}"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["resource", "locals", "terraform", "module", "odd"]), JSON, max_size=4))
def test_any_json_object_is_read(content: Any) -> None:
    force(read(content).body)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='{}[]",:a1\\ ', max_size=40))
def test_any_text_is_read(text: str) -> None:
    force(read(text).body)
