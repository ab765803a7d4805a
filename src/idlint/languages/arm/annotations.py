"""Directives in a template's own `metadata`: `"metadata": {"idlint": "ignore[rule-id] reason"}`.

In a resource's metadata they speak for the resource, in the template's for the whole file. A list of strings is read
as several comments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from idlint.directives import Directive, parse_comment
from idlint.languages.arm.jsontext import below
from idlint.pointers import resolve
from idlint.source import Pointer, SourceFile, Span

_KEY = "idlint"
_MAX_DEPTH = 60


def directives_in(file: SourceFile, data: Any) -> list[Directive]:
    """The directives in the metadata of one template file and of the resources in it."""
    if b'"idlint"' not in file.data:
        return []
    found = list(_annotations(data, Pointer(file.path, ""), 0))
    places = resolve(file.data, [place.pointer for place, _ in found])
    directives: list[Directive] = []
    for place, text in found:
        span = Span(file.path, *places[place.pointer])
        for item in parse_comment(f"idlint: {text}", span):
            whole = place.pointer == "" and item.action == "ignore"
            directives.append(item._replace(action="ignore-file") if whole else item._replace(scope=span))
    return directives


def _annotations(data: Any, place: Pointer, depth: int) -> Iterator[tuple[Pointer, str]]:
    """Each annotation, with the place of what it annotates."""
    if depth > _MAX_DEPTH or not isinstance(data, (dict, list)):
        return
    if isinstance(data, list):
        for number, item in enumerate(data):
            yield from _annotations(item, _below(place, number), depth + 1)
        return
    metadata = data.get("metadata")
    written = metadata.get(_KEY) if isinstance(metadata, dict) else None
    for text in written if isinstance(written, list) else [written]:
        if isinstance(text, str):
            yield place, text
    for key, item in data.items():
        yield from _annotations(item, _below(place, key), depth + 1)


def _below(place: Pointer, step: str | int) -> Pointer:
    found = below(place, step)
    return found if isinstance(found, Pointer) else place
