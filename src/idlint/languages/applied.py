"""What pipelines apply, put together over all of them: one invocation for each way a root or template is applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename

from idlint.document import Invocation
from idlint.source import Location
from idlint.values import Unknown, Value, same


def merged(found: Iterable[Invocation]) -> tuple[Invocation, ...]:
    """The invocations without repetition: equal files under one name are one, different ones get names of their own."""
    kept: dict[tuple[str, str, tuple[str, ...], str], Invocation] = {}
    for item in found:
        key = (item.directory, item.name, item.var_files, item.workspace)
        earlier = kept.get(key)
        kept[key] = item if earlier is None else _together(earlier, item)
    return tuple(_with_own_names(kept.values()))


def _together(first: Invocation, second: Invocation) -> Invocation:
    steps: dict[Location, None] = dict.fromkeys((*first.steps, *second.steps))
    return first._replace(
        variables=united([dict(first.variables), dict(second.variables)]),
        backend=united([dict(first.backend), dict(second.backend)]),
        backend_files=tuple(dict.fromkeys((*first.backend_files, *second.backend_files))),
        steps=tuple(steps),
    )


def united(mappings: Iterable[Value]) -> dict[str, Value]:
    """All entries; one that is given in two ways is unknown."""
    found: dict[str, Value] = {}
    for mapping in mappings:
        for name, value in mapping.items() if isinstance(mapping, dict) else ():
            agrees = name not in found or same(found[name], value)
            found[name] = value if agrees else Unknown("pipelines pass different values")
    return found


def _with_own_names(items: Iterable[Invocation]) -> Iterator[Invocation]:
    """Of equal names in one folder, the later ones with what tells them apart: the last file, the workspace."""
    seen: dict[tuple[str, str], int] = {}
    for item in items:
        name = item.name
        if (item.directory, name) in seen:
            told = [basename(path).partition(".")[0] for path in item.var_files[-1:]] or [item.workspace]
            name = "/".join(filter(None, (name, *told)))
        seen[item.directory, name] = seen.get((item.directory, name), 0) + 1
        number = seen[item.directory, name]
        yield item._replace(name=name if number == 1 else f"{name}/{number}")
