"""What pipelines apply, put together over all of them: one invocation for each way a root or template is applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from posixpath import basename

from idlint.document import DeployStep, Invocation
from idlint.source import SourceTree
from idlint.values import Unknown, Value, same

DEFAULT_WORKSPACE = "default"
"""The workspace of Terraform in which whoever selects none is."""


def merged(found: Iterable[Invocation]) -> tuple[Invocation, ...]:
    """The invocations without repetition: equal files under one name are one, different ones get names of their own."""
    kept: dict[tuple[str, str, tuple[str, ...], str], Invocation] = {}
    for item in found:
        key = (item.directory, item.name, item.var_files, item.workspace or DEFAULT_WORKSPACE)
        earlier = kept.get(key)
        kept[key] = item if earlier is None else _together(earlier, item)
    return tuple(_with_own_names(kept.values()))


def of_template(
    stated: Iterable[Invocation],
    configured: Sequence[Invocation],
    suggested: Sequence[Invocation],
    real: Callable[[str], str],
) -> list[Invocation]:
    """The variable sets of one template: what the configuration and pipelines apply, then files that nobody states.

    A set has the name that the configuration, or else its parameter file, gives it: two pipelines that call one
    environment `prod` and `shop-prod` deploy one. `real` is the path that a parameter file has in the repository.
    What is applied with files that nobody knows may be any of the others. A file without an environment in its name,
    beside others, is an environment of its own: without a name it would be deployed a second time in each of them.
    """
    names = {real(file): item.name for item in (*suggested, *configured) if item.name for file in item.var_files[-1:]}
    known = [item._replace(name=_name_by(map(real, item.var_files), names) or item.name) for item in stated]
    taken = {real(file) for item in (*configured, *known) for file in item.var_files}
    found = [*merged([*configured, *known]), *(item for item in suggested if real(item.var_files[-1]) not in taken)]
    return _each_its_own(_any_of_them(found))


def _any_of_them(found: list[Invocation]) -> list[Invocation]:
    """The sets without what says nothing of its values: it may be any of the others."""
    told = [item for item in found if item.name or item.var_files or item.variables]
    steps = tuple(step for item in found if item not in told for step in item.steps)
    return [item._replace(steps=tuple(dict.fromkeys((*item.steps, *steps)))) for item in told] or found


UNNAMED = "default"
"""The environment of a parameter file that names none, beside others that do."""


def _each_its_own(found: list[Invocation]) -> list[Invocation]:
    names = {item.name for item in found}
    if len(names) < 2 or UNNAMED in names:
        return found
    return [item if item.name else item._replace(name=UNNAMED) for item in found]


def without_missing(tree: SourceTree, item: Invocation) -> tuple[Invocation, tuple[str, ...]]:
    """An invocation without the parameter files that are not in the repository, and those files.

    A pipeline often writes such a file just before, from its secrets; what a person names must be there.
    """
    missing = tuple(path for path in item.var_files if not tree.is_file(path)) if item.steps else ()
    return item._replace(var_files=tuple(path for path in item.var_files if path not in missing)), missing


def is_bicep(target: str, item: Invocation) -> bool:
    """Whether Bicep's front end evaluates a template: its own, and JSON with parameters that are written in Bicep."""
    return target.endswith(".bicep") or any(file.endswith(".bicepparam") for file in item.var_files)


def _name_by(files: Iterable[str], names: Mapping[str, str]) -> str:
    return next((names[file] for file in files if file in names), "")


def _together(first: Invocation, second: Invocation) -> Invocation:
    steps: dict[DeployStep, None] = dict.fromkeys((*first.steps, *second.steps))
    return first._replace(
        variables=united([dict(first.variables), dict(second.variables)]),
        backend=united([dict(first.backend), dict(second.backend)]),
        backend_files=tuple(dict.fromkeys((*first.backend_files, *second.backend_files))),
        steps=tuple(steps),
        workspace=first.workspace if first.workspace == second.workspace else "",
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
