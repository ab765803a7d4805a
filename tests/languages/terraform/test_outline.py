from __future__ import annotations

import marshal
from pathlib import Path
from typing import Any

import pytest
import tree_sitter
import tree_sitter_hcl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from idlint.fuel import MAX_DEPTH
from idlint.languages.terraform.bodies import Body
from idlint.languages.terraform.outline import body, outline
from idlint.languages.terraform.recovery import Chunk, diagnose
from idlint.source import SourceFile

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))

SAMPLE = """\
# a comment
variable "regions" { type = map(object({ name = string, zones = optional(list(number), [1, 2]) })) }
locals {
  name   = "app-${var.env}-${lower(local.names["a"].b[0])}" // another
  sizes  = [for key, value in var.sizes : value * -2 if value != null && !contains(local.no, key)]
  by_key = { for item in local.items : item.key => item... }
  some = {
    plain = 1.5, "quoted" : true
    (var.key) = [
      "a", # the first
      var.list[*].id, var.old.0.id,
    ]
    "${var.a}-b" = merge(var.x...)
  }
  text = <<-EOT
    line ${var.a} }
    EOT
  /* why */
  pick = var.env == "prod" ? (var.x > 1 ? "a" : "b") : null
}

resource "azurerm_thing" "it" {
  for_each = toset(["x", each.value[var.key]])
  nested {}
  dynamic "block" {
    for_each = var.blocks
    content {
      value = block.value["k"]
    }
  }
}
"""


def found(body: Body) -> list[Any]:
    """Everything in a body, as plain data."""
    arguments = [(name, item.span.start, item.span.end) for name, item in body.attributes.items()]
    blocks = [(item.type, *item.labels, item.header, item.span, found(item.body)) for item in body.blocks]
    return [*arguments, *blocks]


def parsed(node: tree_sitter.Node, path: str) -> list[Any]:
    """The same by tree-sitter's own tree."""
    members = [child for body in node.named_children if body.type == "body" for child in body.named_children]
    arguments: dict[str, tuple[str, int, int]] = {}
    blocks = []
    for member in members:
        words = [word for word in member.named_children if word.type in {"identifier", "string_lit"}]
        texts = [(word.text or b"").decode().strip('"') for word in words]
        if member.type == "attribute":
            arguments.setdefault(texts[0], (texts[0], member.start_byte, member.end_byte))
        elif member.type == "block":
            header = (path, member.start_byte, words[-1].end_byte)
            blocks.append((*texts, header, (path, member.start_byte, member.end_byte), parsed(member, path)))
    return [*arguments.values(), *blocks]


def assert_alike(data: bytes) -> None:
    """What is accepted is what tree-sitter finds; where that minds, nothing is wrong by our own grammar."""
    places = outline(data)
    if places is None:
        return
    root = PARSER.parse(data).root_node
    if root.has_error:
        assert diagnose(data, Chunk(0, len(data))) is None
    else:
        assert found(body(SourceFile("main.tf", data), places)) == parsed(root, "main.tf")


def test_the_sample_is_plain_and_read_as_tree_sitter_reads_it() -> None:
    assert outline(SAMPLE.encode()) is not None
    assert_alike(SAMPLE.encode())
    assert_alike(SAMPLE.replace("\n", "\r\n").encode())


@pytest.mark.parametrize("text", ['a = "!@#$%&"', 'a = "%$ 100% $"', 'a = "$%%{ %$${"', "a = <<E\n5 $% 5%\nE"])
def test_signs_that_open_nothing_are_plain(text: str) -> None:
    data = f"{text}\n".encode()
    assert outline(data) is not None
    assert_alike(data)


@pytest.mark.parametrize("folder", ["rules", "examples"])
def test_shipped_files_are_read_as_tree_sitter_reads_them(folder: str) -> None:
    files = sorted((Path(__file__).parents[3] / folder).rglob("*.tf"))
    assert files
    plain = 0
    for path in files:
        assert_alike(path.read_bytes())
        plain += outline(path.read_bytes()) is not None
    assert plain > len(files) / 2


PARTS = [
    "{", "}", "[", "]", "(", ")", '"', "=", ",", "\n", ":", "?", "${", ".", "*", "-", "!", "=>", " for ", " if ", "...",
    "<<EOT\n", "EOT\n", "#", "//", "/*", "*/", "%{", "$$", "0", "1e5", "a", "\r", "\\", "~", "é", "==", "&&", "::",
    "$", "%",
]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 3), st.sampled_from(["", *PARTS])), max_size=3))
@settings(max_examples=200, deadline=None)
def test_a_damaged_file_is_never_read_differently(edits: list[tuple[int, int, str]]) -> None:
    text = SAMPLE
    for at, removed, added in edits:
        text = text[:at] + added + text[at + removed :]
    assert_alike(text.encode())


@given(st.lists(st.sampled_from([*PARTS, " ", "a = ", "b {\n", '"c"', "1"]), max_size=30).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_sequence_of_tokens_is_read_as_tree_sitter_reads_it(text: str) -> None:
    assume(text)
    assert_alike(text.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_walked_without_failing(data: bytes) -> None:
    outline(data)


@pytest.mark.parametrize("opening", ["[", "{ a = ", "f(", '"${', "("])
def test_what_is_nested_too_deeply_is_not_plain(opening: str) -> None:
    assert outline(b"a = " + opening.encode() * (MAX_DEPTH * 50)) is None


@pytest.mark.parametrize(
    "text",
    [
        'a = "%{ if x }b%{ endif }"\n',
        "a = -)\n",
        "a = true(1)\n",
        "a = [1 2]\n",
        "a = b ? c\n",
        "a = b : c\n",
        "a = f(b]\n",
        "a = [b)\n",
        "a = [b c]\n",
        "a = f(, b)\n",
        "a {\n",
        "}\n",
        "a = x.0.1\n",
        "\ufeffa = 1\n",
        "a = {\n  b = c\n  -d = e\n}\n",
    ],
)
def test_what_is_wrong_or_rare_is_left_to_tree_sitter(text: str) -> None:
    assert outline(text.encode()) is None


def test_a_repeated_argument_counts_once() -> None:
    data = b"a = 1\na = [2]\n"
    places = outline(data)
    assert places is not None
    assert found(body(SourceFile("main.tf", data), places)) == [("a", 0, 5)]


@given(st.lists(st.sampled_from([*PARTS, " ", "a = ", "b {\n", '"c"', "1"]), max_size=30).map("".join))
def test_an_outline_is_plain_data_that_another_process_can_send(text: str) -> None:
    places = outline(text.encode())
    assert marshal.loads(marshal.dumps(places)) == places  # noqa: S302 - our own bytes
