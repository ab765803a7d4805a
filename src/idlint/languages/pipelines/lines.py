"""Where one line of a script stands in the file of its pipeline."""

from __future__ import annotations

from collections.abc import Callable

from idlint.source import Location, Span

ReadBytes = Callable[[str], bytes]
"""The content of a file of the repository."""


def line_of(span: Location, line: int, read: ReadBytes) -> Location:
    """The bytes of one line of a script: of a block scalar its line of that number, else the whole script."""
    if not isinstance(span, Span):
        return span
    data = read(span.path)[span.start : span.end]
    if not data.startswith((b"|", b">")):
        return span
    lines = data.split(b"\n")
    if line + 1 >= len(lines):
        return span
    start = span.start + sum(len(item) + 1 for item in lines[: line + 1])
    content = lines[line + 1].rstrip()
    indent = len(content) - len(content.lstrip())
    return Span(span.path, start + indent, start + len(content)) if content.strip() else span
