"""Where a job has the repository: in the sources folder itself, or in a folder of it.

A job that checks out several repositories has each in a folder of its own, named after it; `path: s/name` says so for
one. Paths through that folder are made relative to the repository, as they are everywhere else.
https://learn.microsoft.com/azure/devops/pipelines/repos/multi-repo-checkout
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from idlint.languages.pipelines.azure_pipelines.casting import joined
from idlint.languages.pipelines.azure_pipelines.steps import Written
from idlint.languages.pipelines.azure_pipelines.tree import Fields, value_of
from idlint.languages.pipelines.model import Step
from idlint.records import NamedTuple
from idlint.values import Unknown, Value

_SOURCES = frozenset(
    {
        "variables.system.defaultworkingdirectory", "variables.build.sourcesdirectory",
        "variables.build.repository.localpath",
    }
)  # fmt: skip
_FOLDER = re.compile(r"[/\\]([\w.-]+)(?=[/\\]|$)")
_DIRECTORIES = frozenset({"workingdirectory", "cwd", "workingfolder"})
"""Inputs of tasks that are seen from the sources folder."""


class Checkout(NamedTuple):
    """The folder of the sources that holds this repository."""

    name: str = ""
    """Its name in lower case; empty where it is named after the repository, which no file tells."""
    others: frozenset[str] = frozenset()
    """The folders of the other repositories, in lower case."""

    def holds(self, folder: str) -> bool:
        """Whether `folder` is the one."""
        lowered = folder.lower()
        return lowered == self.name if self.name else lowered not in self.others


def checkout_of(items: Iterable[Written], repositories: Mapping[str, str]) -> Checkout | None:
    """The folder that the steps check this repository out to; None for the sources folder itself.

    `repositories` are the aliases of repository resources, with their names.
    """
    found = [(item.fields, str(value)) for item in items if (value := _checked_out(item)) not in (None, "none")]
    own = next((fields for fields, name in found if name.lower() == "self"), None)
    if own is None:
        return None
    path = _path(own)
    if path:
        return Checkout(path.lower())
    others = {name.lower() for _, name in found if name.lower() != "self"}
    if not others:
        return None
    names = {repositories.get(name, name).rpartition("/")[2].lower() for name in others}
    paths = {_path(fields).lower() for fields, name in found if name.lower() != "self"}
    return Checkout("", frozenset(others | names | paths))


def _checked_out(item: Written) -> str | None:
    """The repository that a step certainly checks out."""
    entry = item.fields.get("checkout")
    value = value_of(entry.tree) if entry is not None and not item.maybe else None
    return value if isinstance(value, str) else None


def _path(fields: Fields) -> str:
    """The folder below the sources that a step names, `name` of `path: s/name`; empty where it names none."""
    entry = fields.get("path")
    value = value_of(entry.tree) if entry is not None else None
    return value[2:].strip("/") if isinstance(value, str) and value.startswith("s/") else ""


def rebased(step: Step, checkout: Checkout) -> Step:
    """`step` with its paths relative to the repository."""
    inputs = {
        name: _relative(item, checkout) if name in _DIRECTORIES else below_sources(item, checkout)
        for name, item in step.inputs.items()
    }
    return step._replace(
        inputs=inputs, script=below_sources(step.script, checkout), directory=_relative(step.directory, checkout)
    )


def _relative(value: Value, checkout: Checkout) -> Value:
    """A path that is seen from the sources folder."""
    if isinstance(value, str) and value and not value.startswith(("/", "\\")):
        first, _, rest = value.replace("\\", "/").removeprefix("./").partition("/")
        return rest if checkout.holds(first) else value
    return below_sources(value, checkout)


def below_sources(value: Value, checkout: Checkout) -> Value:
    """`value`, where every `$(Build.SourcesDirectory)/name` of this repository is without `/name`."""
    if not isinstance(value, Unknown) or not isinstance(value.known, tuple):
        return value
    pieces: list[Value] = []
    for piece in value.known:
        found = _FOLDER.match(piece) if isinstance(piece, str) and pieces and _is_sources(pieces[-1]) else None
        is_own = found is not None and checkout.holds(found[1])
        pieces.append(piece[found.end() :] if is_own and found is not None and isinstance(piece, str) else piece)
    return joined(pieces)


def _is_sources(value: Value) -> bool:
    return isinstance(value, Unknown) and value.origin is not None and str(value.origin).lower() in _SOURCES
