from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.fuel import MAX_DEPTH
from idlint.languages.terraform import nodes, outline, syntax
from idlint.languages.terraform.syntax import Body, Syntax, parse
from idlint.source import SourceFile, Span

BEFORE = 'resource "g" "before" {\n  a = 1\n}\n'
AFTER = '\nresource "g" "after" {\n  b = 2\n  nested {\n    c = 3\n  }\n}\n'


def read(text: str, path: str = "main.tf") -> Syntax:
    return parse(SourceFile(path, text.encode()))


def cut(text: str, span: Span) -> str:
    return text.encode()[span.start : span.end].decode()


def force(body: Body, depth: int = 0) -> int:
    """Read everything below `body`; the number of attributes."""
    count = 0
    for attribute in body.attributes.values():
        assert attribute.expression is attribute.expression
        count += 1
    if depth < MAX_DEPTH:
        count += sum(force(block.body, depth + 1) for block in body.blocks)
    return count


def test_blocks_have_types_labels_and_spans() -> None:
    text = '# é\nresource "azurerm_x" name {\n  é = 1\n  nested "l" {\n    a = b.c\n  }\n}\n'
    (block,) = read(text).body.blocks
    assert (block.type, block.labels) == ("resource", ("azurerm_x", "name"))
    assert cut(text, block.header) == 'resource "azurerm_x" name'
    assert cut(text, block.span) == text.split("\n", 1)[1].rstrip()
    (nested,) = block.body.blocks
    attribute = nested.body.attributes["a"]
    assert (cut(text, attribute.span), attribute.name) == ("a = b.c", "a")
    assert attribute.expression == nodes.Traversal((0, 3), "b", ("c",))  # a place in the text that many share
    assert list(block.body.attributes) == ["é"]


@pytest.mark.parametrize("before", ["", "# idlint: ignore-file[x] because\n"])
def test_an_attribute_knows_how_its_expression_is_written(before: str) -> None:
    """Whether a file is read by the outline or, for its comment, as a tree."""
    (block,) = read(before + 'locals {\n  é = 1\n  a   =  "x-${b.c}" # d\n  e = [ # f\n    1,\n  ]\n}\n').body.blocks
    texts = {name: attribute.text for name, attribute in block.body.attributes.items()}
    assert texts == {"é": b"1", "a": b'"x-${b.c}"', "e": b"[ # f\n    1,\n  ]"}


def test_empty_blocks_and_files() -> None:
    (block,) = read("locals {}\n").body.blocks
    assert (block.body.attributes, block.body.blocks) == ({}, ())
    assert read("").body.blocks == ()
    assert read("\ufeff# only a comment\n").problems == ()


def test_a_byte_order_mark_and_carriage_returns_are_let_pass() -> None:
    syntax = read('\ufefflocals {\r\n  a = "x"\r\n}\r\n')
    assert syntax.problems == ()
    assert isinstance(syntax.body.blocks[0].body.attributes["a"].expression, nodes.Literal)


def test_directives_come_from_comments_only() -> None:
    text = (
        'a = <<EOT\n# idlint: ignore[x]\nEOT\nb = "# idlint: ignore[y]" # idlint: ignore[z] why\n# idlint: ignore[w]\n'
    )
    directives = read(text, "x.tfvars").directives
    assert [(found.rule, found.own_line, found.reason) for found in directives] == [
        ("z", False, "why"),
        ("w", True, ""),
    ]
    assert cut(text, directives[0].span) == "# idlint: ignore[z] why"


def test_files_without_marks_have_no_directives() -> None:
    assert read("# nothing here\na = 1\n", "x.tfvars").directives == ()


@pytest.mark.parametrize(
    ("middle", "line", "message"),
    [
        ('resource "x" "y" {\n  a = 1\n', 4, "expected `}` that closes this block"),
        ('resource "x" "y" {\n  a =\n  b = 2\n}\n', 5, "expected an expression, found the end of the line"),
        ('resource "x" "y" {\n  a = "abc\n  b = 2\n}\n', 5, 'expected `"` at the end of the string'),
        ('resource "x" "y" {\n  a = "${foo"\n}\n', 5, "expected `}`"),
        ('resource "x" "y" {\n  a = [1, 2\n  b = 2\n}\n', 6, "expected `]`, found `b = 2`"),
        ('resource "x" "y" {\n  a = f(1\n  b = 2\n}\n', 6, "expected `)`, found `b = 2`"),
        ('resource "x" "y" {\n  a = <<EOT\nfoo\n}\n', 5, "expected a line `EOT` that ends the heredoc"),
        ('resource "x" "y" {\n  a 1\n}\n', 5, "expected `=`, a label or `{`, found `1`"),
        ('resource "x" "y" {\n  ! what\n}\n', 5, "expected an attribute or a block, found `! what`"),
        ('resource "x" "y {\n  a = 1\n}\n', 4, 'expected `=`, a label or `{`, found `"y {`'),
        ("@@@ foo\n", 4, "expected an attribute or a block, found `@@@ foo`"),
        ("}\n", 4, "expected an attribute or a block, found `}`"),
    ],
)
def test_one_error_costs_one_block(middle: str, line: int, message: str) -> None:
    text = BEFORE + middle + AFTER
    syntax = read(text)
    (problem,) = syntax.problems
    assert problem.message.startswith(message)
    assert isinstance(problem.location, Span)
    assert SourceFile("main.tf", text.encode()).line_number(problem.location.start) == line
    sound = [block for block in syntax.body.blocks if not block.broken]
    assert [block.labels[-1] for block in sound] == ["before", "after"]
    assert list(sound[1].body.attributes) == ["b"]
    assert [block.type for block in sound[1].body.blocks] == ["nested"]


def test_a_half_read_attribute_is_no_fact() -> None:
    (block,) = read('resource "x" "y" {\n  a = [1, 2\n  b = 2\n}\n').body.blocks
    assert block.broken
    expression = block.body.attributes["a"].expression
    assert isinstance(expression, nodes.Broken)
    assert (expression.reason, block.body.attributes["a"].text) == ("syntax error", b"")


def test_errors_of_a_file_are_few() -> None:
    assert len(read('resource "x" {\n  ! a\n}\n' * 50).problems) == 5


def test_an_error_in_a_variable_file_costs_one_variable() -> None:
    syntax = read('a = "x"\nb = [1\nc = "z"\n', "x.tfvars")
    assert [problem.message for problem in syntax.problems] == ["expected `]`, found the end of the line"]
    assert isinstance(syntax.body.attributes["c"].expression, nodes.Literal)
    assert isinstance(syntax.body.attributes["a"].expression, nodes.Literal)


@pytest.mark.parametrize(
    "text", ["a {" * 10_000, "{" * 10_000, 'x = "${' * 10_000, "x = [" + "[" * 10_000, "}" * 10_000]
)
def test_deep_nests_are_read_without_recursion(text: str) -> None:
    syntax = read(text)
    assert syntax.problems
    force(syntax.body)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120).map(lambda text: text.replace("\0", "")))
def test_any_text_is_read(text: str) -> None:
    syntax = read(text.encode("utf-8", "replace").decode())
    force(syntax.body)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 400), st.text(alphabet='{}[]()"$%\n=<~#/a', max_size=3))
def test_a_damaged_file_is_read(at: int, damage: str) -> None:
    text = (
        BEFORE
        + 'locals {\n  a = <<-EOT\n    ${x}\n  EOT\n  b = [for x in y : "${x}%{ if true }z%{ endif }"]\n}\n'
        + AFTER
    )
    syntax = read(text[:at] + damage + text[at:])
    force(syntax.body)
    for problem in syntax.problems:
        assert isinstance(problem.location, Span)
        assert 0 <= problem.location.start <= problem.location.end <= len(text) + len(damage)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 200))
def test_a_truncated_file_is_read(end: int) -> None:
    text = (BEFORE + AFTER)[:end]
    syntax = read(text)
    force(syntax.body)
    assert bool(syntax.problems) == (text.count("{") != text.count("}") or bool(syntax.problems))


def unwanted(*_: object) -> None:
    raise AssertionError("this reader is not the one to ask")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has read nothing yet."""
    monkeypatch.setattr(syntax, "_OUTLINING", syntax._Outlining())


@pytest.mark.usefixtures("fresh")
def test_the_first_bytes_of_a_process_need_no_outline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline, "outline", unwanted)
    assert [block.labels[1] for block in read(BEFORE + AFTER).body.blocks] == ["before", "after"]


@pytest.mark.usefixtures("fresh")
def test_after_some_bytes_a_plain_file_needs_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    read("#" * syntax.FEW_BYTES)
    monkeypatch.setattr(syntax, "_parser", unwanted)
    assert [block.labels[1] for block in read(BEFORE + AFTER).body.blocks] == ["before", "after"]


@pytest.mark.usefixtures("fresh")
def test_a_file_is_read_alike_however_much_came_before_it() -> None:
    only_the_outline_reads_it = "locals {\n  x = {\n    a = b\n    (c) = d\n  }\n}\n"
    first = read(only_the_outline_reads_it)
    read("#" * syntax.FEW_BYTES)
    later = read(only_the_outline_reads_it)
    assert first.problems == later.problems == ()
    assert [force(found.body) for found in (first, later)] == [1, 1]
