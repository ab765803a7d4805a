"""Cleaning, widths and wrapping: nothing of a scanned file can drive the terminal, and columns are right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.report.terminal import Style, cells, clean, columns, link, paint, wrap

ANY = st.text(st.characters())
"""Surrogates and control characters included."""


@given(ANY)
def test_clean_text_has_no_control_format_or_surrogate_characters(text: str) -> None:
    for character in clean(text):
        assert (
            character.isprintable() or character in "\u00a0\u1680\u202f\u205f\u3000" or "\u2000" <= character < "\u200b"
        )


@given(ANY)
def test_clean_text_for_an_ascii_terminal_is_ascii(text: str) -> None:
    assert clean(text, unicode=False).isascii()


@given(ANY)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2028b", "a\\u2028b"),
        ("bell\x07", "bell\\x07"),
        ("caf\udce9", "caf\\udce9"),
        ("one\r\n  two\tthree", "one two three"),
        ("zażółć 日本", "zażółć 日本"),
    ],
)
def test_what_would_drive_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_tabs_reach_the_next_stop_whatever_stands_before_them() -> None:
    assert "".join(cell.text for cell in cells("\ta\tbcd\te")) == "    a   bcd e"
    assert "".join(cell.text for cell in cells("日\tx")) == "日  x"


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("\uff46", 2), ("é", 1)])
def test_width_counts_terminal_columns(text: str, width: int) -> None:
    assert columns(text) == width


@given(ANY)
def test_there_is_one_cell_for_each_code_point(line: str) -> None:
    assert len(list(cells(line))) == len(line)


WORDS = st.text(st.characters(categories=["L", "N", "P"]), max_size=300).map(lambda text: text.replace("\u0e33", ""))


@given(st.lists(WORDS).map(" ".join), st.integers(1, 200), st.sampled_from(["", "  ", "        "]))
def test_wrapped_lines_keep_every_word_and_are_too_long_only_for_one_word(text: str, width: int, rest: str) -> None:
    lines = wrap(text, width, "", rest)
    assert " ".join(line.removeprefix(rest) if number else line for number, line in enumerate(lines)) == text
    for number, line in enumerate(lines):
        assert columns(line) <= width or " " not in (line.removeprefix(rest) if number else line)


def test_width_of_zero_wraps_nothing() -> None:
    assert wrap("word " * 99, 0) == ["word " * 99]


def test_colour_is_used_only_where_it_is_wanted() -> None:
    assert paint("x", "error", Style()) == "x"
    assert paint("x", "error", Style(colour=True)) == "\x1b[1;31mx\x1b[0m"
    assert paint("", "error", Style(colour=True)) == ""


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://a/\x1b\\", "https://a/é", "file:///etc/passwd"])
def test_only_a_plain_web_address_becomes_a_link(url: str) -> None:
    assert link("x", url, Style(links=True)) == "x"
    assert link("x", "https://example.com/a", Style(links=True)) == "\x1b]8;;https://example.com/a\x1b\\x\x1b]8;;\x1b\\"
