"""Parameter files: which belong to which template by name, and what they pass.

Paired by name: `X.parameters.json`, `X.parameters.<set>.json` and `X.<set>.parameters.json` beside `X.json`; the same
names, `<set>.json` and `<set>.parameters.json` in a folder `parameters` beside it, where the latter two are taken only
if every parameter they pass is declared. The Bicep front end pairs JSON parameter files by the same functions.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from idlint.directives import Directive
from idlint.document import Problem
from idlint.errors import SourceError
from idlint.languages.arm.expressions import Literal, Opaque
from idlint.languages.arm.jsontext import below, read_json
from idlint.languages.arm.model import Template
from idlint.languages.arm.scope import Bound, plain
from idlint.source import Location, Pointer, SourceTree, Span
from idlint.values import Sensitive, Unknown

FOLDERS = ("parameters", "params", "env", "environments")
"""Names of folders, beside a template, whose files may be its parameters."""

_ENDINGS = (".json", ".jsonc")
_MARKS = ("parameters", "params", "param")


class ParameterFile(NamedTuple):
    """What one parameter file passes."""

    path: str
    arguments: dict[str, Bound]
    """By lower-case parameter name."""
    places: dict[str, tuple[str, Location]]
    """Lower-case name -> the name as written, and its place."""
    problems: tuple[Problem, ...] = ()
    directives: tuple[Directive, ...] = ()
    understood: bool = True


def read_parameter_file(tree: SourceTree, path: str) -> ParameterFile:
    """The arguments in the JSON parameter file at `path`; what cannot be read is a problem."""
    try:
        document = read_json(tree.read(path))
    except SourceError as error:
        return ParameterFile(path, {}, {}, (Problem(Span(error.path, 0, 1), error.message),), (), False)
    place = Pointer(path, "")
    data = document.value
    if not isinstance(data, dict):
        wrong = Problem(place, "expected a parameter file: an object with `parameters`")
        return ParameterFile(path, {}, {}, document.problems or (wrong,), document.directives, False)
    where: Location = below(place, "parameters") if "parameters" in data else place
    table = data.get("parameters", {} if "$schema" in data else data)
    if not isinstance(table, dict):
        wrong = Problem(where, "expected an object of parameters")
        return ParameterFile(path, {}, {}, (wrong,), document.directives, False)
    arguments = {name.lower(): bound for name, item in table.items() if (bound := _argument(item)) is not None}
    places = {name.lower(): (name, below(where, name)) for name in table}
    return ParameterFile(path, arguments, places, document.problems, document.directives)


def _argument(item: Any) -> Bound | None:
    """What is passed for one parameter: a value, or a secret of a key vault."""
    if not isinstance(item, dict):
        return None
    if "value" in item:
        return plain(item["value"])
    if "reference" in item:
        return plain(Sensitive(Unknown("secret of a key vault")))
    return Bound(Opaque("parameter without a value"))


def undeclared(found: ParameterFile, template: Template) -> tuple[Problem, ...]:
    """A problem for each parameter that the template does not declare."""
    return tuple(
        Problem(place, f"expected a parameter that {posixpath.basename(template.path)} declares, found `{name}`")
        for key, (name, place) in found.places.items()
        if key not in template.parameters
    )


def candidates(template: str, files: Collection[str]) -> Iterator[tuple[str, str, bool]]:
    """Parameter files that may belong to the template at `template`, as (path, set name, paired by its own name)."""
    folder, base = posixpath.split(template)
    stem = base.rpartition(".")[0]
    for where in (folder, *(posixpath.join(folder, name) for name in FOLDERS)):
        for path in _listed(where, files):
            found = _set_name(posixpath.basename(path), stem, inside=where != folder)
            if found is not None and path != template:
                yield path, *found


class FileIndex:
    """The JSON files of a repository by folder, so that pairing asks for one folder at a time."""

    def __init__(self, files: Iterable[str]) -> None:
        self.folders: dict[str, list[str]] = {}
        for path in files:
            if path.endswith(_ENDINGS):
                self.folders.setdefault(posixpath.dirname(path), []).append(path)
