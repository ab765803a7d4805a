"""What can be found out about code files before anybody asks, in plain data that another process can send."""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from typing import Any

from idlint.errors import SourceError
from idlint.languages.terraform.folders import marks_of
from idlint.languages.terraform.outline import outline
from idlint.languages.terraform.unknown_calls import suspects
from idlint.room import roomy
from idlint.source import SourceTree


@roomy
def looked(tree: SourceTree, paths: Iterable[str]) -> bytes:
    """What there is to be found out about each file that can be read, as `marshal` writes it."""
    found = ((path, look(tree, path)) for path in paths)
    return marshal.dumps([(path, seen) for path, seen in found if seen is not None])


def look(tree: SourceTree, path: str) -> tuple[bytes, tuple[Any, ...]] | None:
    """A file's bytes, and what becomes of `SourceFile.ahead`: its marks, its outline as `marshal` writes it, suspects.

    None where it cannot be read: whoever asks for it says why.
    """
    try:
        data = tree.read(path).data
    except SourceError:
        return None
    return data, (tuple(marks_of(path, data)), marshal.dumps(outline(data)), suspects(data))
