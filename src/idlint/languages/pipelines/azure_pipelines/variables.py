"""Variables of pipelines, stages and jobs: what is declared, and macros `$(name)` in the texts that use them.

https://learn.microsoft.com/azure/devops/pipelines/process/variables. What a variable group, the pipeline's settings
or a step sets is not in any file, and unknown by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from idlint.fuel import Fuel
from idlint.languages.pipelines.azure_pipelines.casting import RUN_DECIDES, joined, size_of, to_text
from idlint.languages.pipelines.azure_pipelines.evaluate import undefined
from idlint.languages.pipelines.azure_pipelines.expansion import CONDITION
from idlint.languages.pipelines.azure_pipelines.scope import Scope
from idlint.languages.pipelines.azure_pipelines.templates import included
from idlint.languages.pipelines.azure_pipelines.tree import DIFFERS, Entry, Fields, Items, Tree, value_of
from idlint.languages.pipelines.model import NOT_DEFAULT
from idlint.records import NamedTuple
from idlint.values import Origin, Unknown, Value, reveal

SET_BY_STEP = "variable that a step sets"

_MACRO = re.compile(r"\$\(([A-Za-z_][\w .\-]*)\)")
_SET = re.compile(r"task\.setvariable [^\]]*?variable=([\w.\-]+)", re.IGNORECASE)

_WORKSPACE = frozenset({"pipeline.workspace", "agent.builddirectory"})
_SOURCES = re.compile(r"[/\\]s(?![\w.-])")
"""The folder of a workspace that holds the checkout: `$(Pipeline.Workspace)/s` is `$(Build.SourcesDirectory)`."""

_COMMANDS = frozenset(
    {
        "pwd", "date", "whoami", "hostname", "uname", "id", "nproc", "mktemp", "ls", "arch", "env", "tput", "tty",
        "uuidgen", "logname", "jobs", "dirs", "which", "pipe",
    }
)  # fmt: skip
"""Programs that scripts call as `$(name)`, which looks like a macro; a variable of this name would win."""

_CMDLET = re.compile(r"(?:get|new|set|test|select|join|split|resolve|convert|convertto|convertfrom|read|out|where)-")
"""How the names of PowerShell's commands begin, in lower case."""

MAX_NESTING = 20
"""How deep the values of variables are followed through the macros in them."""


class Table(NamedTuple):
    """The variables that are visible in one place."""

    values: Mapping[str, tuple[str, Value]] = {}
    """Name in lower case -> name as written, and the value with its macros."""
    groups: tuple[Value, ...] = ()
    """Names of variable groups."""

    def with_(self, other: Table) -> Table:
        """Both, where the names of `other`, the nearer one, win."""
        if not other.values and not other.groups:
            return self
        return Table({**self.values, **other.values}, tuple(dict.fromkeys((*self.groups, *other.groups))))


def declared(tree: Tree | None, scope: Scope) -> Table:
    """The variables that the `variables` of a pipeline, stage, job or template hold, variable templates followed."""
    values: dict[str, tuple[str, Value]] = {}
    groups: list[Value] = []
    for name, value, is_group in _declared(tree, scope):
        if is_group:
            groups.append(Unknown("name of a variable group is no text") if isinstance(value, list | dict) else value)
        else:
            before = values.get(name.lower())
            values[name.lower()] = (name, value if before is None else _either(before[1], value))
    return Table(values, tuple(groups))


def _either(before: Value, value: Value) -> Value:
    """The value of a variable that is declared again, which counts unless only one branch of a condition had it."""
    in_doubt = isinstance(before, Unknown) and before.reason in {CONDITION, NOT_DEFAULT, DIFFERS}
    return Unknown(DIFFERS) if in_doubt else value


def _declared(tree: Tree | None, scope: Scope) -> Iterator[tuple[str, Value, bool]]:
    match tree:
        case Fields():
            for name, entry in tree.entries.items():
                yield name, _value(name, entry), False
        case Items():
            for entry in tree.items:
                if isinstance(entry.tree, Fields):
                    yield from _element(entry.tree, entry.maybe, scope)


def _element(fields: Fields, maybe: str, scope: Scope) -> Iterator[tuple[str, Value, bool]]:
    """What one element of the list form declares: a variable, a group, or what a template holds."""
    if (group := fields.get("group")) is not None:
        yield "", value_of(group.tree), True
    elif fields.get("template") is not None:
        found = included(fields, scope, "variables")
        inner = found.content.get("variables")
        for name, value, is_group in _declared(inner.tree if inner is not None else None, found.scope):
            yield name, (Unknown(maybe) if maybe and not is_group else value), is_group
    elif (entry := fields.get("name")) is not None and isinstance(written := value_of(entry.tree), str):
        given = fields.get("value")
        yield written, _value(written, given._replace(maybe=maybe or given.maybe) if given else None), False


def _value(name: str, entry: Entry | None) -> Value:
    if entry is None:
        return ""
    if entry.maybe:
        return Unknown(entry.maybe)
    value = value_of(entry.tree)
    if isinstance(value, str) and value.lstrip().startswith("$["):
        return Unknown(RUN_DECIDES, Origin(f"variables.{name}"))
    return value if isinstance(value, Unknown) else to_text(value)


def grown(tree: Tree, scope: Scope) -> Scope:
    """`scope` with the variables that `tree` declares; installed as the run's `grow`."""
    table = declared(tree, scope)
    if not table.values:
        return scope
    values = dict(scope.variables)
    for name, (_, value) in table.values.items():
        values[name] = _either(values[name], value) if name in values else value
    return scope._replace(variables=values)


def set_by(scripts: Iterable[Value]) -> frozenset[str]:
    """The names, in lower case, of the variables that scripts set for the steps after them."""
    return frozenset(name.lower() for script in scripts for piece in _literal(script) for name in _SET.findall(piece))


def _literal(value: Value) -> Iterator[str]:
    match reveal(value):
        case str() as text if "task.setvariable" in text:
            yield text
        case Unknown(known=tuple() as pieces):
            for piece in pieces:
                yield from _literal(piece)


class Macros:
    """Replaces macros in the texts of one job."""

    __slots__ = ("_done", "_fuel", "_set", "table")

    def __init__(self, table: Table, fuel: Fuel, set_by_steps: frozenset[str] = frozenset()) -> None:
        self.table = table
        self._fuel = fuel
        self._set = set_by_steps
        self._done: dict[str, Value] = {}

    def resolved(self, value: Value, depth: int = 0, *, in_script: bool = False) -> Value:
        """`value` with the values of variables; runtime expressions `$[ … ]` are unknown.

        In a script `$(…)` may also be the shell's, which `in_script` allows for.
        """
        match value:
            case str() if "$(" in value:
                return self._joined(self._parts(value, depth, in_script)) if _MACRO.search(value) else value
            case str() if value.lstrip().startswith("$[") and value.rstrip().endswith("]"):
                return Unknown(RUN_DECIDES)
            case Unknown(origin=None, known=tuple() as pieces):
                return self._joined(self.resolved(piece, depth, in_script=in_script) for piece in pieces)
            case list():
                return [self.resolved(item, depth) for item in value]
            case dict():
                return {name: self.resolved(item, depth) for name, item in value.items()}
        return value

    def _joined(self, parts: Iterable[Value]) -> Value:
        made = joined(parts)
        self._fuel.grow(size_of(made))
        return made

    def _parts(self, text: str, depth: int, in_script: bool) -> Iterator[Value]:
        at = 0
        for found in _MACRO.finditer(text):
            value = self._macro(found[1], depth, in_script)
            if value is None:
                continue
            yield text[at : found.start()]
            at = found.end()
            if found[1].lower() in _WORKSPACE and _SOURCES.match(text, at):
                value, at = undefined("Build.SourcesDirectory"), at + 2
            yield value
        yield text[at:]

    def _macro(self, name: str, depth: int = 0, in_script: bool = False) -> Value:
        """The value of a variable; None where the text is the shell's."""
        lowered = name.strip().lower()
        if lowered in self._set:
            return Unknown(SET_BY_STEP, Origin(f"variables.{name}"))
        if lowered in self._done:
            return self._done[lowered]
        if lowered not in self.table.values:
            is_command = " " in lowered or lowered in _COMMANDS or _CMDLET.match(lowered) is not None
            return None if in_script and is_command else undefined(name)
        if depth >= MAX_NESTING:
            return Unknown("variables that refer to each other", Origin(f"variables.{name}"))
        value = self._done[lowered] = self.resolved(self.table.values[lowered][1], depth + 1)
        return value

    def environment(self) -> dict[str, Value]:
        """The environment variables that all of these are to a step: in upper case, dots as underscores."""
        return {
            written.upper().replace(".", "_").replace(" ", "_"): self._macro(name)
            for name, (written, _) in self.table.values.items()
        }

    def all(self) -> dict[str, Value]:
        """Every variable by its name as written."""
        return {written: self._macro(name) for name, (written, _) in self.table.values.items()}
