from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.arm.jsontext import below, loads, read_json
from idlint.source import Pointer, SourceFile, Span


def test_comments_in_strings_are_text() -> None:
    assert loads('{"a": "// no /* comment", /* yes */ "b": [1, 2,], // end\n}') == {
        "a": "// no /* comment",
        "b": [1, 2],
    }


def test_line_breaks_in_strings_are_kept() -> None:
    assert loads('{"a": "one\ntwo"}') == {"a": "one\ntwo"}


@pytest.mark.parametrize(
    ("data", "span", "message"),
    [
        (b'{"a" 1}', Span("f", 5, 6), "not valid JSON: expected ':' delimiter"),
        ('\ufeff{"ä": x}'.encode(), Span("f", 10, 11), "not valid JSON: expected value"),
        (b"[" + b"1" * 5000 + b"]", Span("f", 0, 1), "expected numbers of at most 4,300 digits"),
    ],
)
def test_a_file_that_does_not_parse_says_where(data: bytes, span: Span, message: str) -> None:
    (problem,) = read_json(SourceFile("f", data)).problems
    assert (problem.location, problem.message) == (span, message)


def test_pointers_are_escaped() -> None:
    assert below(Pointer("f", "/a"), "b/c~d") == Pointer("f", "/a/b~1c~0d")


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_json_reads_is_read_the_same_with_comments(value: object) -> None:
    text = json.dumps(value)
    assert loads(text) == value
    assert loads(f"/* a */ {text} // b") == value
