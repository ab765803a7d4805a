"""What most templates and entries are is read in one step; that step must read what the longer way reads."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from idlint.fuel import MAX_DEPTH
from idlint.languages.terraform import grammar, nodes
from idlint.languages.terraform.nodes import Expression

NEVER = re.compile(rb"(?!)")
WORDS = [
    "a", "true", "null", "for", "1", "1.5", '"k"', '"${a}"', '"x${a.b}y"', '"${ a }${b.c}"', '"${true}"', '"${a~}"',
    '"a\\n${b}"', '"x$${a}"', '"%{if a}x%{endif}"', '"é${a}e\u0301"', ".b", "[0]", "=", ":", "::", "=>", "==", "?",
    "-", ",", " ", "\n", "\r", "{", "}", "(", ")", "#c", "//",
]  # fmt: skip


def read(text: str) -> Expression:
    data = text.encode()
    return grammar.parse_expression(data, 0, len(data))


def read_at_length(text: str) -> Expression:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grammar, "_PARTS", NEVER)
        patch.setattr(grammar, "_ENTRY", NEVER)
        return read(text)


@given(st.lists(st.sampled_from(WORDS), max_size=14).map("".join), st.booleans())
@example('a = "x${b}y"\n"c" : true, d = 1 ', True)
@example("a = b\n.c", True)
@example("a = b\n[0]", True)
@settings(max_examples=1000, deadline=None)
def test_the_short_way_reads_what_the_long_way_reads(text: str, braced: bool) -> None:
    text = f"{{{text}}}" if braced else text
    assert read(text) == read_at_length(text)


@pytest.mark.parametrize("inner", ['"x${a}"', "{ a = 1 }", '{ a = "x${b}" }'])
def test_both_ways_stop_at_the_same_depth(inner: str) -> None:
    for depth in range(MAX_DEPTH // 2 - 6, MAX_DEPTH + 3):
        text = "[" * depth + inner + "]" * depth
        assert read(text) == read_at_length(text)


def test_a_template_of_plain_parts() -> None:
    assert read('"x${a.b}"') == nodes.Template(
        (0, 9), (nodes.Literal((1, 1), "x"), nodes.Traversal((4, 7), "a", ("b",)))
    )
    assert read('"${ a }"') == nodes.Wrapped((0, 8), nodes.Traversal((4, 5), "a", ()))


def test_a_long_text_that_ends_nowhere_is_refused_at_once() -> None:
    assert isinstance(read('"' + "x" * 100_000 + "$"), nodes.Broken)
    assert isinstance(read("{" + "a" * 100_000 + "}"), nodes.Broken)
