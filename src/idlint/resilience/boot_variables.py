"""Variables that a machine's boot script writes for the program that it starts: `NAME=value`, one a line.

That is how what runs on a machine is told who it is; an app has settings for that. Only assignments that stand alone
on a line count (in a file for `EnvironmentFile=`, after `export`, in cloud-init's `write_files`): nothing is executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from idlint.graph.resources import Resource
from idlint.source import Location
from idlint.values import Encoded, Missing, Unknown, Value, reveal

SCRIPTS = ("custom_data", "user_data")
"""The properties of machines that hold a boot script."""

_ASSIGNMENT = r"""(?m)^[ \t]*(?:export[ \t]+|-[ \t]+)?["']?([A-Z][A-Z0-9_]{1,99})=["']?(.*?)["']?[ \t\r]*$"""
_GAP = "\0(\\d+)\0"
"""Stands in the text for an unknown piece of it."""


def boot_variables(machine: Resource) -> Iterator[tuple[str, Value, Location]]:
    """(name in upper case, value, where the script is) of every variable that the boot scripts write."""
    for name in SCRIPTS:
        property = machine.property(name)
        pieces = _pieces(None if isinstance(property.value, Missing) else reveal(property.value))
        for found in re.finditer(_ASSIGNMENT, _marked(pieces)) if pieces else ():
            yield found[1], _value(found[2], pieces), property.location or machine.header


def _pieces(script: Value) -> Sequence[Value]:
    """The known and the unknown pieces of a script, decoded."""
    if isinstance(script, Encoded):
        return _pieces(reveal(script.content))
    if isinstance(script, Unknown):
        return script.known if isinstance(script.known, tuple) else ()
    return (_decoded(script),) if isinstance(script, str) else ()


def _decoded(script: str) -> str:
    if "\n" in script:
        return script
    from base64 import b64decode  # 1 ms, so only where there is something to decode

    try:
        return b64decode(script, validate=True).decode("utf-8")
    except ValueError:
        return script


def _marked(pieces: Sequence[Value]) -> str:
    """The script in one text, with the number of an unknown piece in its place."""
    return "".join(
        piece.replace("\0", "") if isinstance(piece, str) else f"\0{number}\0" for number, piece in enumerate(pieces)
    )


def _value(written: str, pieces: Sequence[Value]) -> Value:
    """What a variable is set to: a text, the unknown piece that it is, or a text with unknown pieces."""
    parts = [pieces[int(part)] if number % 2 else part for number, part in enumerate(re.split(_GAP, written))]
    kept = tuple(part for part in parts if part != "")
    if all(isinstance(part, str) for part in kept):
        return "".join(map(str, kept))
    return kept[0] if len(kept) == 1 else Unknown("partly unknown", known=kept)
