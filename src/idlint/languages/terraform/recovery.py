"""What to do with a file that has syntax errors: cut it at its top-level blocks, and say what is wrong in each.

A parser generator recovers where it can, which after an unclosed string may be the end of the file. Files
are written block by block, each beginning at the first column, so one error need not cost more than its block.
"""

from __future__ import annotations

import re
from functools import cache

from idlint.languages.terraform.grammar import skip_space, whole_value
from idlint.languages.terraform.pieces import Fault
from idlint.records import NamedTuple

_MAX_LABELS = 8


class Chunk(NamedTuple):
    """One top-level block with what follows it, as a byte range."""

    start: int
    end: int


@cache
def _header() -> re.Pattern[bytes]:
    return re.compile(
        rb"^(?:resource|data|ephemeral|module|variable|locals|output|provider|terraform|moved|removed|import|check)"
        rb"(?=[ \t\"{])[^\n=]*",
        re.MULTILINE,
    )


@cache
def _assignment() -> re.Pattern[bytes]:
    return re.compile(rb"^[A-Za-z_][\w-]*[ \t]*=", re.MULTILINE)


@cache
def _name() -> re.Pattern[bytes]:
    return re.compile(rb"[A-Za-z_\x80-\xff][\w\x80-\xff-]*")


@cache
def _label() -> re.Pattern[bytes]:
    return re.compile(rb'[ \t]*(?:"(?:[^"\\\n]|\\.)*"|[A-Za-z_\x80-\xff][\w\x80-\xff-]*)')


def chunks(data: bytes, *, variables: bool) -> list[Chunk]:
    """The parts of a file that can be read on their own; `variables` for a file of top-level attributes."""
    pattern = _assignment() if variables else _header()
    starts = [found.start() for found in pattern.finditer(data)]
    if not starts or data[: starts[0]].strip(b"\xef\xbb\xbf \t\r\n"):
        starts.insert(0, 0)
    return [Chunk(start, end) for start, end in zip(starts, [*starts[1:], len(data)], strict=True)]


def diagnose(data: bytes, chunk: Chunk) -> Fault | None:
    """The first thing in `chunk` that Terraform would not accept; None where only the generated parser minds."""
    at = skip_space(data, chunk.start, chunk.end)
    opened: list[int] = []
    try:
        while at < chunk.end:
            if data.startswith(b"}", at):
                if not opened:
                    return Fault(at, "expected an attribute or a block, found `}`")
                opened.pop()
                at = _end_of_line(data, at + 1, chunk.end, "a new line after `}`")
            else:
                at = _statement(data, at, chunk.end, opened)
            at = skip_space(data, at, chunk.end)
    except Fault as fault:
        return fault
    return Fault(opened[-1], "expected `}` that closes this block, found none") if opened else None


def _statement(data: bytes, at: int, end: int, opened: list[int]) -> int:
    """The end of the attribute or of the block header at `at`; `Fault` where it is neither."""
    name = _name().match(data, at, end)
    if not name:
        raise Fault(at, f"expected an attribute or a block, found {_found(data, at, end)}")
    after = skip_space(data, name.end(), end, inline=True)
    if data.startswith(b"=", after):
        return _end_of_line(data, whole_value(data, after + 1, end), end, "the end of the attribute")
    position = name.end()
    for _ in range(_MAX_LABELS):
        label = _label().match(data, position, end)
        if not label:
            break
        position = label.end()
    after = skip_space(data, position, end, inline=True)
    if not data.startswith(b"{", after):
        raise Fault(after, f"expected `=`, a label or `{{`, found {_found(data, after, end)}")
    opened.append(at)
    return after + 1


def _end_of_line(data: bytes, at: int, end: int, expected: str) -> int:
    """`at` after space, where the line, the block or the file must end."""
    at = skip_space(data, at, end, inline=True)
    if at < end and data[at] not in b"\n}":
        raise Fault(at, f"expected {expected}, found {_found(data, at, end)}")
    return at


def _found(data: bytes, at: int, end: int) -> str:
    text = data[at : min(at + 30, end)].split(b"\n")[0].decode("utf-8", "replace").strip()
    return f"`{text}`" if text else "the end of the line"
