"""Source frames: carets stand under what they mean, and no line is wider than the terminal."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.report.excerpt import Mark, draw
from idlint.report.frames import places
from idlint.report.model import Placed
from idlint.report.terminal import Style, columns
from idlint.source import Position, SourceFile, Span


def mark(text: str, start: int, end: int, path: str = "x.tf", label: str = "", role: str = "error") -> Mark:
    """A mark over the code points `start:end` of `text`."""
    first, last = (len(text[:index].encode("utf-8", "surrogatepass")) for index in (start, end))
    span = Span(path, first, last)
    return Mark(places([span], lambda _: SourceFile(path, text.encode()))[span], label, role)


def underlined(lines: list[str]) -> str:
    """The text above the carets of the only frame, by terminal column."""
    above, below = lines[2], lines[3]
    start, stop = below.index("^"), below.rindex("^") + 1
    shown, column = "", 0
    for character in above:
        if start <= column < stop:
            shown += character
        column += columns(character)
    return shown


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("name = value", "value"),
        ("\tname\t= value", "value"),
        ("日本 = 値", "値"),
        ("e\u0301 = value", "value"),
        ("\x1b[0m = value", "value"),
        ("x" * 500 + " value " + "x" * 500, "value"),
        ("日" * 300 + "値" + "日" * 300, "値"),
    ],
)
@pytest.mark.parametrize("width", [40, 80, 0])
def test_carets_stand_under_the_range(text: str, wanted: str, width: int) -> None:
    start = text.index(wanted)
    lines = draw([mark(text, start, start + len(wanted))], Style(width=width))
    assert underlined(lines) == wanted


def test_range_wider_than_the_terminal_is_underlined_as_far_as_it_is_shown() -> None:
    lines = draw([mark("a" + "x" * 300 + "b", 1, 301)], Style(width=40))
    assert all(len(line) <= 40 for line in lines)
    assert set(underlined(lines)) == {"x"}


def test_empty_range_has_one_caret_even_at_the_end_of_its_line() -> None:
    assert draw([mark("ab", 2, 2)], Style())[3] == "  |   ^"


def test_two_ranges_of_one_line_share_it_and_keep_their_labels() -> None:
    marks = [mark("a = b", 0, 1), mark("a = b", 4, 5, label="this", role="related")]
    assert draw(marks, Style()) == [" --> x.tf:1:1", "  |", "1 | a = b", "  | ^", "  |     - this", "  |"]


def test_near_range_is_in_the_same_frame_in_the_order_of_lines_with_a_gap() -> None:
    text = "\n".join(f"line{number}" for number in range(1, 10))
    at = text.index("line9")
    lines = draw([mark(text, at, at + 5), mark(text, 0, 5, label="first", role="related")], Style())
    assert lines == [
        " --> x.tf:9:1", "  |", "1 | line1", "  | ----- first", "...", "9 | line9", "  | ^^^^^", "  |",
    ]  # fmt: skip


def test_far_range_and_other_file_have_frames_of_their_own() -> None:
    text = "\n" * 99 + "far"
    lines = draw(
        [mark(text, 0, 0), mark(text, 99, 102, role="related"), mark("b", 0, 1, "b.tf", role="related")], Style()
    )
    assert [line.strip() for line in lines if ".tf" in line] == ["--> x.tf:1:1", "::: x.tf:100:1", "::: b.tf:1:1"]


def test_same_place_twice_is_drawn_once() -> None:
    assert draw([mark("ab", 0, 1), mark("ab", 0, 1)], Style()) == draw([mark("ab", 0, 1)], Style())


def test_place_without_text_has_its_heading_only() -> None:
    assert draw([Mark(Placed("gone.tf", Position(1, 1, 1, 1)))], Style()) == [" --> gone.tf:1:1"]


def test_range_of_several_lines_has_a_bar_beside_it() -> None:
    lines = draw([mark("a {\n  b\n}\n", 0, 9, label="all of it")], Style())
    assert lines == [
        " --> x.tf:1:1", "  |", "1 | / a {", "2 | |   b", "3 | | }", "  | |_^ all of it", "  |",
    ]  # fmt: skip


def test_second_range_of_several_lines_is_underlined_in_its_first_line() -> None:
    text = "a {\n  b\n}\nc {\n}\n"
    lines = draw([mark(text, 0, 9), mark(text, 10, 15, role="related", label="also")], Style())
    assert lines[-3:] == ["4 |   c {", "  |   --- also", "  |"]


def test_label_without_room_stands_below() -> None:
    lines = draw([mark("abcd" * 9, 0, 36, label="quite some words that are too many here")], Style(width=40))
    assert lines[4:] == ["  | quite some words that are too many", "  | here", "  |"]


def test_path_of_a_file_cannot_drive_the_terminal() -> None:
    (heading, *_) = draw([Mark(Placed("a\x1b[2J.tf", Position(1, 1, 1, 1)))], Style())
    assert heading == " --> a\\x1b[2J.tf:1:1"


LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
RANGES = st.tuples(LINES, st.integers(0, 400), st.integers(0, 400))


@given(st.lists(RANGES, min_size=1, max_size=3), st.integers(40, 200), st.booleans(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_frames_of_anything_fit_the_terminal_and_cannot_drive_it(
    ranges: list[tuple[str, int, int]], width: int, unicode: bool, colour: bool
) -> None:
    style = Style(width=width, unicode=unicode, colour=colour)
    marks = [mark(text, min(start, end), max(start, end), label="label") for text, start, end in ranges]
    for line in draw(marks, style):
        plain = re.sub(r"\x1b\[[0-9;]*m", "", line)
        assert not any(unicodedata.category(character) in {"Cc", "Cf", "Zl"} for character in plain)
        assert columns(plain) <= width
        assert colour or plain == line
        assert unicode or line.isascii()
