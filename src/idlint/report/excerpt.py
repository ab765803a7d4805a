"""Source frames: numbered lines with carets under the ranges that a finding is about.

12 |   account_replication_type = "LRS"
   |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ label
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

from idlint.records import NamedTuple
from idlint.report.model import Placed
from idlint.report.terminal import Style, cells, clean, columns, paint, wrap

NEAR = 20
"""Ranges of one file at most this many lines apart share a frame."""

_LEAST_ROOM = 12
_LEAST_LABEL = 24


class Mark(NamedTuple):
    """One range to show."""

    placed: Placed
    label: str = ""
    role: str = "related"
    """The colour; anything but `related` is the finding's own place and is underlined with `^`."""


def draw(marks: Iterable[Mark], style: Style) -> list[str]:
    """The frames of one finding, whose own place is the first mark; each range stays near its own lines."""
    groups = _groups(marks)
    last = max(_last_line(mark.placed) for group in groups for mark in group)
    pen = _Pen(style, len(str(last)))
    lines = []
    for number, group in enumerate(groups):
        lines.append(pen.heading("-->" if number == 0 else ":::", group[0].placed))
        lines += _frame(group, pen)
    return lines


def _groups(marks: Iterable[Mark]) -> list[list[Mark]]:
    groups: list[list[Mark]] = []
    for mark in dict.fromkeys(marks):
        home = next((group for group in groups if any(_near(mark.placed, other.placed) for other in group)), None)
        if home is None:
            groups.append([mark])
        else:
            home.append(mark)
    return groups


def _near(left: Placed, right: Placed) -> bool:
    return left.path == right.path and abs(left.position.line - right.position.line) <= NEAR


def _last_line(placed: Placed) -> int:
    """The number of the last line kept; ranges longer than that are shown in part."""
    return placed.position.line + max(len(placed.lines) - 1, 0)


def _frame(group: list[Mark], pen: _Pen) -> Iterator[str]:
    shown = [mark for mark in group if mark.placed.lines]
    if not shown:
        return
    tall = next((mark for mark in shown if len(mark.placed.lines) > 1), None)
    starts: dict[int, list[Mark]] = {}
    for mark in shown:
        starts.setdefault(mark.placed.position.line, []).append(mark)
    numbers = set(starts) | set(range(tall.placed.position.line, _last_line(tall.placed) + 1) if tall else ())
    yield pen.gutter()
    before = 0
    for number in sorted(numbers):
        if before and number > before + 1:
            yield pen.gap()
        yield from _line(number, starts.get(number, []), tall, pen)
        before = number
    yield pen.gutter()


def _line(number: int, marks: list[Mark], tall: Mark | None, pen: _Pen) -> Iterator[str]:
    """One source line, and below it whatever begins or ends there."""
    inside = tall is not None and tall.placed.position.line <= number <= _last_line(tall.placed)
    bar = "" if tall is None else "  " if not inside else "/ " if number == tall.placed.position.line else "| "
    short = [mark for mark in marks if mark is not tall]
    before = None
    for mark in short or filter(None, [tall]):
        cut = _cut(mark.placed, number, pen.room - len(bar), pen.style)
        if cut.text != before:
            yield pen.source(number, bar, cut.text, tall)
        before = cut.text
        if mark is not tall:
            yield from pen.underline(mark, ("| " if bar == "/ " else bar), cut)
    if tall and inside and number == _last_line(tall.placed):
        yield from pen.close(tall)


class _Cut(NamedTuple):
    """The part of a source line that fits, and where the range is in it, in columns."""

    text: str
    start: int
    width: int


def _cut(placed: Placed, number: int, room: int, style: Style) -> _Cut:
    """Line `number`, cut to `room` columns around the range's part in it."""
    position = placed.position
    line = placed.lines[number - position.line]
    first = position.column - 1 - placed.offset if number == position.line else 0
    last = position.end_column - 1 - placed.offset if number == position.end_line else len(line)
    shown = list(cells(line, unicode=style.unicode))
    edges = list(accumulate((cell.width for cell in shown), initial=0))
    start, end = (edges[max(0, min(index, len(shown)))] for index in (first, last))
    texts = [cell.text for cell in shown]
    if style.width == 0 or (max(edges[-1], start + 1) <= room and not placed.offset):
        return _Cut("".join(texts).rstrip(), start, max(end - start, 1))
    more = "…" if style.unicode else "..."
    window = _window(edges, start, max(end, start + 1), room - 2 * len(more))
    head = more if window.start or placed.offset else ""
    tail = more if window.stop < len(texts) else ""
    origin, stop = edges[window.start], edges[window.stop]
    at = min(max(start, origin), stop)
    text = head + "".join(texts[window.start : window.stop]) + tail
    return _Cut(text, len(head) + at - origin, max(1, min(end, stop) - at))


def _window(edges: list[int], start: int, end: int, room: int) -> range:
    """The indexes of the code points within `room` columns around `start:end`, which may itself be wider."""
    left = min(max(0, start - max(0, room - (end - start)) // 2), max(0, edges[-1] - room))
    first = bisect_left(edges, left)
    return range(first, max(first, bisect_right(edges, left + room) - 1))


class _Pen:
    """Draws the lines of one finding's frames, whose line numbers share a column."""

    def __init__(self, style: Style, digits: int) -> None:
        self.style = style
        self.digits = digits
        self.room = max(style.width - digits - 3, _LEAST_ROOM) if style.width else 0

    def heading(self, arrow: str, placed: Placed) -> str:
        path = clean(placed.path, unicode=self.style.unicode)
        where = f"{path}:{placed.position.line}:{placed.position.column}"
        return " " * self.digits + paint(arrow, "gutter", self.style) + " " + where

    def gutter(self, text: str = "") -> str:
        bar = " " * (self.digits + 1) + paint("|", "gutter", self.style)
        return f"{bar} {text}".rstrip()

    def gap(self) -> str:
        return paint("...", "gutter", self.style)

    def source(self, number: int, bar: str, text: str, tall: Mark | None) -> str:
        head = paint(f"{number:>{self.digits}} |", "gutter", self.style)
        return f"{head} {self._bar(bar, tall)}{text}".rstrip()

    def underline(self, mark: Mark, bar: str, cut: _Cut) -> Iterator[str]:
        """Carets under the range, its label behind them or, where there is no room, below."""
        carets = ("-" if mark.role == "related" else "^") * cut.width
        yield from self._labelled(bar + " " * cut.start, carets, mark)

    def close(self, mark: Mark) -> Iterator[str]:
        """The end of a range of several lines."""
        placed = mark.placed
        if _last_line(placed) < placed.position.end_line:
            yield self.gutter(self._bar("| ...", mark))
        yield from self._labelled("", "|_" + ("-" if mark.role == "related" else "^"), mark)

    def _labelled(self, before: str, carets: str, mark: Mark) -> Iterator[str]:
        label = clean(mark.label, unicode=self.style.unicode)
        painted = before + paint(carets, mark.role, self.style)
        used = columns(before) + len(carets) + 1
        if not label or not self.room or used + columns(label) <= self.room:
            yield self.gutter(f"{painted} {paint(label, mark.role, self.style)}")
            return
        yield self.gutter(painted)
        indent = before if self.room - columns(before) >= _LEAST_LABEL else ""
        for line in wrap(label, self.room, indent, indent):
            yield self.gutter(indent + paint(line.removeprefix(indent), mark.role, self.style))

    def _bar(self, bar: str, tall: Mark | None) -> str:
        return paint(bar, tall.role, self.style) if tall and bar.strip() else bar
