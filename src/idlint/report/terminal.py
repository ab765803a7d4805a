"""What may reach a terminal: cleaned text, its width in columns, wrapping and colour.

Text of scanned files can hold escape sequences that retitle a window, hide a line or reorder it for
the reader (bidirectional overrides). Everything printed passes through `clean` or `cells`, which
show such characters as escapes.
"""

from __future__ import annotations

from collections.abc import Iterator

from idlint.records import NamedTuple

TAB_WIDTH = 4


class Style(NamedTuple):
    """How a report is shown; the caller decides, from the terminal, NO_COLOR and the command line."""

    colour: bool = False
    width: int = 100
    """Columns; 0 where lines need not be kept short."""
    unicode: bool = True
    """Whether characters outside ASCII can be shown; otherwise they appear as escapes."""
    links: bool = False
    """Whether OSC 8 hyperlinks work."""
    show_unknown: bool = False
    """Whether the undecided verdicts are listed, not counted."""
    full: bool = False
    """Whether every finding is shown, however many there are."""


PLAIN = Style()
"""A pipe or a file."""

_COLOURS = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "bold": "1",
    "gutter": "1;34",
    "related": "1;34",
    "good": "1;32",
    "dim": "2",
}


def paint(text: str, role: str, style: Style) -> str:
    """`text`, already clean, in the colour of `role` (a severity word, `gutter`, `bold`, `dim`, …)."""
    if not (style.colour and text):
        return text
    return f"\x1b[{_COLOURS[role]}m{text}\x1b[0m"


def link(text: str, url: str, style: Style) -> str:
    """`text` as an OSC 8 hyperlink to `url`, a web address; other addresses are not linked."""
    if not (style.links and url.isascii() and url.isprintable() and url.startswith(("https://", "http://"))):
        return text
    return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"


class Cell(NamedTuple):
    """One code point of a source line as it is shown."""

    text: str
    width: int
    """Terminal columns."""


def cells(line: str, *, unicode: bool = True) -> Iterator[Cell]:
    """The code points of `line` as they are shown, tabs expanded; one cell for each code point."""
    column = 0
    for character in line:
        cell = _tab(column) if character == "\t" else _cell(character, unicode)
        column += cell.width
        yield cell


def _tab(column: int) -> Cell:
    width = TAB_WIDTH - column % TAB_WIDTH
    return Cell(" " * width, width)


def _cell(character: str, unicode: bool) -> Cell:
    if " " <= character <= "~":
        return Cell(character, 1)
    import unicodedata  # 1 ms, so only where there are such characters

    category = unicodedata.category(character)
    if not unicode or category[0] == "C" or category in {"Zl", "Zp"}:
        text = character.encode("unicode_escape").decode("ascii")
        return Cell(text, len(text))
    if category in {"Mn", "Me"}:
        return Cell(character, 0)
    return Cell(character, 2 if unicodedata.east_asian_width(character) in "WF" else 1)


def clean(text: str, *, unicode: bool = True) -> str:
    """`text` on one line, safe to print: line breaks and tabs are blanks, control characters are escapes."""
    flat = " ".join(text.split()) if any(mark in text for mark in "\n\t\r\v\f") else text
    if flat.isascii() and flat.isprintable():
        return flat
    return "".join(cell.text for cell in cells(flat, unicode=unicode))


def shortened(text: str, limit: int) -> str:
    """`text` in at most `limit` characters; what is cut ends in three dots."""
    return text if len(text) <= limit else text[: limit - 3].rstrip() + "..."


def columns(text: str) -> int:
    """How many terminal columns the clean `text` takes."""
    return len(text) if text.isascii() else sum(cell.width for cell in cells(text))


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """`text` in lines of at most `width` columns, led by `first` and then `rest`; words are never broken.

    A width of 0 leaves the text on one line.
    """
    lines, line = [], first
    used, empty = columns(first), True
    for word in text.split(" "):
        size = columns(word)
        if width and not empty and used + 1 + size > width:
            lines.append(line)
            line, used, empty = rest, columns(rest), True
        line += word if empty else " " + word
        used += size if empty else size + 1
        empty = False
    return [*lines, line]
