"""What pipelines apply, as invocations: the variable sets of Terraform roots and of templates.

Calls of Terraform in one job and folder are one invocation: `init` gives the backend, `workspace select` the
workspace, `plan` and `apply` the files and variables. What is partly unknown (`-var-file=${{ inputs.env }}.tfvars`)
still says that the folder is applied, and nothing about with what.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from posixpath import basename

from idlint.document import Declaration, Invocation
from idlint.languages.pipelines.model import DEPLOY
from idlint.languages.pipelines.recognition import MEETS_CLOUD
from idlint.source import Location
from idlint.values import Unknown, Value, reveal, same, text


def invocations(declarations: Iterable[Declaration]) -> tuple[Invocation, ...]:
    """Every invocation among the declarations of one pipeline."""
    grouped: dict[tuple[str, str], list[Declaration]] = {}
    found: list[Invocation] = []
    for item in declarations:
        if item.type != DEPLOY:
            continue
        directory, template = reveal(item.attributes.get("directory")), reveal(item.attributes.get("template"))
        if item.attributes.get("tool") == "terraform" and isinstance(directory, str):
            grouped.setdefault((text(item.attributes["job"]), directory), []).append(item)
        elif isinstance(template, str):
            found.append(_of_template(item, template))
    found += [_of_terraform(directory, steps) for (_, directory), steps in grouped.items() if _is_applied(steps)]
    return merged(found)


def _is_applied(steps: Iterable[Declaration]) -> bool:
    actions = (reveal(step.attributes.get("action")) for step in steps)
    return any(not isinstance(action, str) or action in MEETS_CLOUD for action in actions)


def _of_template(item: Declaration, template: str) -> Invocation:
    files = _known(_items(item, "var_files"))
    if files is None:
        return Invocation(template, steps=(item.header,))
    return Invocation(template, _name(item) if files else "", tuple(files), steps=(item.header,))


def _of_terraform(directory: str, steps: list[Declaration]) -> Invocation:
    headers = tuple(step.header for step in steps)
    files = _known(value for step in steps for value in _items(step, "var_files"))
    workspace = next((value for step in steps if (value := reveal(step.attributes.get("workspace")))), "default")
    if files is None or not isinstance(workspace, str):
        return Invocation(directory, steps=headers)
    configs = _known(value for step in steps for value in _items(step, "backend_files"))
    return Invocation(
        directory,
        _name(steps[0]) or (workspace if workspace != "default" else ""),
        tuple(dict.fromkeys(files)),
        _united(step.attributes.get("variables") for step in steps),
        workspace,
        _united(step.attributes.get("backend") for step in steps),
        tuple(dict.fromkeys(configs or ())),
        headers,
    )


def _items(item: Declaration, name: str) -> list[Value]:
    value = item.attributes.get(name)
    return value if isinstance(value, list) else []


def _known(values: Iterable[Value]) -> list[str] | None:
    """The values as texts; None where one is unknown."""
    plain = [reveal(value) for value in values]
    texts = [value for value in plain if isinstance(value, str)]
    return texts if len(texts) == len(plain) else None


def _name(item: Declaration) -> str:
    environment = reveal(item.attributes.get("environment"))
    return environment if isinstance(environment, str) else ""


def _united(mappings: Iterable[Value]) -> dict[str, Value]:
    """All entries; one that is given in two ways is unknown."""
    found: dict[str, Value] = {}
    for mapping in mappings:
        for name, value in mapping.items() if isinstance(mapping, dict) else ():
            agrees = name not in found or same(found[name], value)
            found[name] = value if agrees else Unknown("pipelines pass different values")
    return found


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
        variables=_united([dict(first.variables), dict(second.variables)]),
        backend=_united([dict(first.backend), dict(second.backend)]),
        backend_files=tuple(dict.fromkeys((*first.backend_files, *second.backend_files))),
        steps=tuple(steps),
    )


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
