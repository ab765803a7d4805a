"""A table for a terminal: columns as wide as they need to be, narrowed and wrapped where the terminal is narrower."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from idlint.report.terminal import PLAIN, Style, clean, columns, paint

GAP = "  "
LEAST = 8
"""Columns that are never narrower."""


def grid(header: Sequence[str], rows: Sequence[Sequence[str]], style: Style = PLAIN) -> Iterator[str]:
    """The lines of the table; a cell may take several. Words longer than their column are broken, not cut."""
    cells = [[clean(cell, unicode=style.unicode) for cell in row] for row in (header, *rows)]
    natural = [max(columns(row[index]) for row in cells) for index in range(len(header))]
    widths = _narrowed(natural, style.width)
    for number, row in enumerate(cells):
        for line in _lines(row, widths):
            yield paint(line, "bold", style) if number == 0 else line


def _narrowed(widths: list[int], width: int) -> list[int]:
    """`widths` with the widest ones made narrower until the table fits; a width of 0 fits everything."""
    found = list(widths)
    room = width - len(GAP) * (len(widths) - 1)
    while width and sum(found) > room and max(found) > LEAST:
        widest = found.index(max(found))
        others = sorted(found)[-2] if len(found) > 1 else LEAST
        found[widest] = max(LEAST, min(found[widest] - 1, max(others, found[widest] - (sum(found) - room))))
    return found


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [list(_wrapped(cell, width)) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, wrapped))):
        parts = [lines[number] if number < len(lines) else "" for lines in wrapped]
        padded = (part + " " * (width - columns(part)) for part, width in zip(parts, widths, strict=True))
        yield GAP.join(padded).rstrip()


def _wrapped(cell: str, width: int) -> Iterator[str]:
    line = ""
    for word in cell.split(" "):
        joined = f"{line} {word}" if line else word
        if columns(joined) <= width:
            line = joined
            continue
        if line:
            yield line
        line = word
        while columns(line) > width:
            end = _fitting(line, width)
            yield line[:end]
            line = line[end:]
    yield line


def _fitting(word: str, width: int) -> int:
    """How much of a word fits: up to the last mark at which names are broken, else as much as there is room for."""
    room = next((end for end in range(len(word), 0, -1) if columns(word[:end]) <= width), 1)
    marks = [word.rfind(mark, 0, room) for mark in "./_-:"]
    best = max(marks) + 1
    return best if best > room // 2 else room
