from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.languages.bicep.lexer import END, comments, scan, string_end

SNIPPETS = st.sampled_from(
    ["'", "'''", "$'''", "${", "}", "{", "//", "/*", "*/", "#", "\\", "\n", "\r\n", "a", "7", "::", "...", "é", " "]
)


def test_cuts_words_operators_and_strings() -> None:
    tokens = scan("var x = a ?? 'b' // why\n")
    assert tokens.texts == ["var", "x", "=", "a", "??", "'b'", "\n", ""]
    assert tokens.kinds == "aa=a?'\n" + END


def test_a_run_of_blank_and_comment_lines_is_one_token() -> None:
    assert scan("a\n\n  // one\n/* two\n */\n#disable-next-line x\nb").kinds == "a\na" + END


def test_a_comment_mark_inside_a_string_is_text() -> None:
    assert scan("'https://x' 1").texts == ["'https://x'", "1", ""]


def test_an_interpolated_string_is_one_token_however_deep() -> None:
    deep = "'x'"
    for _ in range(8):
        deep = "'a${f(" + deep + ")}b'"
    assert scan(deep + " end").texts == [deep, "end", ""]


def test_a_string_left_open_ends_with_its_line() -> None:
    assert scan("a 'open\nb 'closed'").texts == ["a", "'open", "\n", "b", "'closed'", ""]


def test_many_strings_left_open_do_not_take_quadratic_time() -> None:
    assert len(scan("'open\n" * 20_000).texts) < 20_000


def test_many_comments_left_open_do_not_take_quadratic_time() -> None:
    assert len(scan("a /* " * 100_000).texts) == 2


def test_a_multi_line_string_may_hold_quotes() -> None:
    assert scan("'''it''s\n'here' ''' x").texts == ["'''it''s\n'here' '''", "x", ""]


def test_offsets_are_bytes_of_the_file() -> None:
    data = "'größe' // ü\nparam".encode()
    tokens = scan(data.decode("latin-1"))
    assert data[tokens.starts[-2] :] == b"param"


def test_comments_know_whether_they_stand_alone() -> None:
    found = list(comments("var a = 1 // beside\n  // alone\nvar b = '// none'"))
    assert [(item.text, item.own_line) for item in found] == [("// beside", False), ("// alone", True)]


@settings(max_examples=200, deadline=None)
@given(st.lists(SNIPPETS).map("".join))
def test_every_text_is_covered_in_order(text: str) -> None:
    latin = text.encode().decode("latin-1")
    tokens = scan(latin)
    end = 0
    for token, start in zip(tokens.texts, tokens.starts, strict=True):
        assert start >= end
        assert latin[start : start + len(token)] == token
        end = start + len(token)
    assert end == len(latin)
    list(comments(latin))


@settings(max_examples=100, deadline=None)
@given(st.lists(SNIPPETS).map("".join))
def test_a_string_ends_within_the_text(text: str) -> None:
    assert 1 <= string_end("'" + text, 0) <= len(text) + 1
