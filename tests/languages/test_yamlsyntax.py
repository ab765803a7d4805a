"""YAML as pipelines are written in it: values, places, merges, comments, and everything that can be wrong with it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from idlint.languages.yamlsyntax import (
    MAX_DEPTH,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    YamlFile,
    parse,
    resolved,
    to_value,
)
from idlint.source import SourceFile


def read(text: str | bytes) -> YamlFile:
    return parse(SourceFile("a.yml", text.encode() if isinstance(text, str) else text))


def value(text: str) -> Any:
    file = read(text)
    assert not file.problems
    return to_value(file.root)


def at(file: YamlFile, *steps: str | int) -> Node:
    node: Node | None = file.root
    for step in steps:
        if isinstance(node, SequenceNode) and isinstance(step, int):
            node = node.items[step]
        else:
            assert isinstance(node, MappingNode)
            node = node.get(str(step))
    assert node is not None
    return node


def written(file: YamlFile, node: Node) -> str:
    return file.source.data[node.start : node.end].decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on", "on"), ("yes", "yes"), ("off", "off"), ("n", "n"),
        ("true", True), ("False", False), ("tRue", "tRue"),
        ("~", None), ("null", None), ("", None),
        ("12", 12), ("-3", -3), ("+4", 4), ("0o17", 15), ("017", 17), ("0x1F", 31), ("0b1", "0b1"), ("1_000", "1_000"),
        ("1.10", Decimal("1.10")), (".5", Decimal("0.5")), ("1e3", Decimal(1000)), ("1.2.3", "1.2.3"), (".", "."),
        (".inf", ".inf"), ("2026-01-01", "2026-01-01"), ("12:30", "12:30"), ("1e99999", "1e99999"),
        ("9" * 5000, "9" * 5000),
    ],
)  # fmt: skip
def test_plain_scalars_follow_the_core_schema_of_yaml_1_2(text: str, expected: object) -> None:
    found = resolved(text)
    assert found == expected
    assert type(found) is type(expected)


def test_quoted_scalars_are_texts() -> None:
    assert value("a: '1'\nb: \"true\"\nc: |\n  1\nd: !!str 1\n") == {"a": "1", "b": "true", "c": "1\n", "d": "1"}


def test_on_is_a_key_like_any_other() -> None:
    assert value("on: push") == {"on": "push"}


def test_spans_count_bytes_where_text_is_wide() -> None:
    file = read("é: [1, ü]\nb: 'tä🎉x' \nc: d\n")
    assert written(file, at(file, "é")) == "[1, ü]"
    assert written(file, at(file, "b")) == "'tä🎉x'"
    assert written(file, at(file, "c")) == "d"


def test_spans_count_the_byte_order_mark() -> None:
    for text in ("a: b\nc: d", "ä: b\nc: d"):
        file = read(b"\xef\xbb\xbf" + text.encode())
        assert written(file, at(file, "c")) == "d"


def test_spans_in_files_with_windows_line_ends() -> None:
    file = read("a:\r\n  - b\r\n  - run: |\r\n      x\r\n      y\r\nc: d\r\n")
    assert written(file, at(file, "a", 1)) == "run: |\r\n      x\r\n      y"
    assert written(file, at(file, "c")) == "d"


def test_a_block_ends_with_its_last_part() -> None:
    file = read("a:\n  b:\n    - 1\n    - x: |\n        t\n\n\n# a comment\nc: {d: e}  \n")
    assert written(file, at(file, "a")) == "b:\n    - 1\n    - x: |\n        t"
    assert written(file, at(file, "c")) == "{d: e}"


def test_a_block_that_ends_in_an_alias_keeps_its_own_place() -> None:
    file = read("a: &a {x: 1}\nb:\n  c: *a\n\nd: e\n")
    assert written(file, at(file, "b")) == "c: *a"


def test_an_alias_is_the_node_that_it_names() -> None:
    file = read("a: &a [1]\nb: *a")
    assert at(file, "a") is at(file, "b")


def test_merge_keys_give_way_to_what_is_written() -> None:
    merged = value("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], c: 3}\nw: {<<: *x, <<: *y}")
    assert merged["z"] == {"c": 3, "a": 1, "b": 1}
    assert merged["w"] == {"a": 1, "b": 1, "c": 2}


def test_a_merge_of_no_mapping_is_a_problem() -> None:
    assert "merges mappings only" in read("a: {<<: 1}").problems[0].message


def test_of_a_duplicate_key_the_last_counts_and_a_problem_says_so() -> None:
    file = read("a: 1\nb: 2\na: 3\n")
    assert to_value(file.root) == {"b": 2, "a": 3}
    (problem,) = file.problems
    assert "`a` is written twice" in problem.message
    assert written(file, at(file, "a")) == "3"


def test_template_expressions_may_be_keys_twice() -> None:
    file = read("${{ if a }}: 1\n${{ if a }}: 2\n")
    assert not file.problems
    assert isinstance(file.root, MappingNode)
    assert [to_value(node) for _, node in file.root.pairs] == [1, 2]


def test_tags_are_kept() -> None:
    node = at(read("a: !reference [b, c]"), "a")
    assert node.tag == "!reference"
    assert to_value(node) == ["b", "c"]


def test_several_documents() -> None:
    assert [to_value(node) for node in read("---\na: 1\n---\nb: 2\n...\n").documents] == [{"a": 1}, {"b": 2}]


def test_an_empty_file_has_no_document() -> None:
    assert read("").documents == ()
    assert read("# nothing\n").root is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: b\n\tc: d\n", 2, "tab"),
        ("a: [1, 2\nb: 3\n", 2, "flow sequence"),
        ("a: 'x\n", 2, "quoted scalar"),
        ("a: b: c", 1, "mapping values"),
        ("a: 1\nb: @x", 2, "token"),
        ("a: *none", 1, "names no anchor"),
        ("a: &a [*a]", 1, "inside of what it names"),
        ("a: 1\nb: \x01", 2, "control characters"),
        ("[" * 10_000, 1, "deeper than"),
        ("- " * 10_000, 1, "deeper than"),
        ("{a: " * 10_000, 1, "deeper than"),
    ],
)
def test_what_is_not_valid_is_one_problem_with_line_and_reason(text: str, line: int, words: str) -> None:
    file = read(text)
    assert file.documents == ()
    (problem,) = file.problems
    assert problem.message.startswith(f"line {line} is not valid YAML: ")
    assert words in problem.message


@pytest.mark.parametrize("text", ["é: [a, 'ü']\nb: |\n  x\n", "\ufeffa: &b {c: 1}\nd: *b\n"])
def test_without_libyaml_the_nodes_are_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def shape(node: Node | None) -> Any:
        match node:
            case ScalarNode():
                return node.text, node.span
            case SequenceNode():
                return [shape(item) for item in node.items], node.span
            case MappingNode():
                return [(shape(key), shape(item)) for key, item in node.pairs], node.span
        return None

    fast = shape(read(text).root)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert shape(read(text).root) == fast
    assert "line 1" in read("a: [").problems[0].message


def test_keys_have_to_be_scalars() -> None:
    file = read("{{ cookiecutter }}: 1\na: 2\n")
    assert all("a key is a list or a mapping" in problem.message for problem in file.problems[:1])


def test_aliases_cannot_multiply_without_end() -> None:
    doubled = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    doubled += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    assert "aliases stand for more than" in read(doubled).problems[0].message


def test_merges_cannot_multiply_without_end() -> None:
    keys = ", ".join(f"k{n}: 1" for n in range(2_000))
    text = f"a: &a {{{keys}}}\n" + "".join(f"b{n}: {{<<: *a}}\n" for n in range(2_000))
    assert "aliases stand for more than" in read(text).problems[0].message


def test_aliases_do_not_nest_deeper_than_collections_may() -> None:
    text = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, MAX_DEPTH + 5))
    assert "deeper than" in read(text).problems[0].message


def test_directives_are_in_comments_and_nowhere_else() -> None:
    text = (
        "a: b # idlint: ignore[one] because\n"
        "run: | # expect: two\n"
        "  # expect: no\n"
        "  echo '# idlint: ignore[no]'\n"
        "  # idlint: ignore[no]\n"
        "# expect: three\n"
        "c: '# expect: no' # expect: four\n"
        "d: x#expect:no\n"
        "e: >-\n"
        "  folded # expect: no\n"
        "f: plain\n"
        "  more # expect: five\n"
    )
    file = read(text)
    assert not file.problems
    found = [(item.rule, item.own_line, text[item.span.start : item.span.end]) for item in file.directives]
    assert found == [
        ("one", False, "# idlint: ignore[one] because"),
        ("two", False, "# expect: two"),
        ("three", True, "# expect: three"),
        ("four", False, "# expect: four"),
        ("five", False, "# expect: five"),
    ]


def test_directives_before_an_error_are_found() -> None:
    file = read("# idlint: ignore-file[parse-error] a template\na: [\n")
    assert [(item.action, item.rule) for item in file.directives] == [("ignore-file", "parse-error")]


def test_directives_in_wide_text_have_their_bytes() -> None:
    text = "ä: ü # expect: one\n"
    (found,) = read(b"\xef\xbb\xbf" + text.encode()).directives
    assert (b"\xef\xbb\xbf" + text.encode())[found.span.start : found.span.end] == b"# expect: one"


ALPHABET = st.sampled_from(
    [
        "a", "b", "é", "🎉", ":", ": ", "- ", "? ", "\n", "\n  ", "\n    ", "\t", "[", "]", "{", "}", ",", "'", '"',
        "|\n",
        ">-\n", "&a ", "*a", "<<: ", "!x ", "# expect: r\n", "#", "---\n", "...\n", "1", "true", "${{ x }}", "%", "@",
        "\r\n", "\x85", "\x7f",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(ALPHABET, max_size=40).map("".join))
@example("- ? a\n  : b")
@example("? [a]\n: b")
def test_any_text_gives_nodes_inside_the_file_or_a_problem(text: str) -> None:
    file = read(text)
    assert file.documents or file.problems or not text.strip() or file.root is None
    waiting = list(file.documents)
    while waiting:
        node = waiting.pop()
        assert 0 <= node.start <= node.end <= len(file.source.data)
        if isinstance(node, SequenceNode):
            waiting += node.items
        elif isinstance(node, MappingNode):
            waiting += [part for pair in node.pairs for part in pair]
            assert set(node.by_name) == {key.text for key, _ in node.pairs}
    for directive in file.directives:
        assert file.source.data[directive.span.start : directive.span.start + 1] == b"#"


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**6), 10**6), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(st.characters(codec="ascii", categories=["L"]), max_size=4), inner, max_size=3),
    ),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None)
@given(VALUES, st.booleans())
def test_what_another_program_writes_is_read_back(data: Any, is_flow: bool) -> None:
    import json

    text = json.dumps(data, indent=None if is_flow else 2)
    assert "\\u" in text or value(text) == data


def test_nodes_know_their_kind() -> None:
    node = at(read("a: b"), "a")
    assert isinstance(node, ScalarNode)
    assert node.span.path == "a.yml"
    assert at(read("a: [b]"), "a").span == ("a.yml", 3, 6)
    assert at(read("a: {b: c}"), "a").span == ("a.yml", 3, 9)
