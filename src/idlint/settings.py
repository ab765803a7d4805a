"""What the configuration file says: `[tool.idlint]` in pyproject.toml, or idlint.toml.

Both in one folder are an error, as is a key that does not exist: a typo must not switch a check off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from idlint.errors import SettingsError
from idlint.source import MAX_SOURCE_BYTES

FILE_NAMES = ("idlint.toml", "pyproject.toml")
SEVERITIES = ("critical", "high", "medium", "low")
"""Worst first."""

FACTS = frozenset(
    {
        "break-glass-deployment", "entra-sign-in-logs", "identity-monitoring", "manual-deployment", "outage-drill",
        "outage-runbook", "second-region", "service-health-alerts",
    }
)  # fmt: skip
"""What an assumption may state; a closed list, so that a statement always answers something."""


@dataclass(frozen=True)
class Assumption:
    """A fact that holds although no file of the repository shows it, with somebody who says so."""

    fact: str
    because: str
    """Why it holds and where that can be checked."""
    owner: str = ""
    until: date | None = None
    """The last day on which it holds; afterwards it answers nothing."""


@dataclass(frozen=True)
class VariableSet:
    """One way a Terraform root is applied, where no naming convention or pipeline says so."""

    root: str
    name: str
    var_files: tuple[str, ...] = ()
    workspace: str = "default"


@dataclass(frozen=True)
class PipelineTemplate:
    """What a template of another repository runs, where nobody but the configuration can say so."""

    template: str
    """The reference as pipelines write it, `steps/apply.yml@shared`; `*` stands for anything."""
    task: str
    """The task that does the same: `TerraformTask@5`, `AzureCLI@2`."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Input of that task -> the template's parameter that gives it."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Input of that task -> what the template itself gives it."""
    pool: str = ""
    """The template's parameter that names the agent pool."""
    environment: str = ""
    """The template's parameter that names the environment."""


@dataclass(frozen=True)
class PipelineSettings:
    """What pipelines use from other repositories."""

    repositories: Mapping[str, str] = field(default_factory=dict)
    """Alias or name of a repository resource -> folder of this repository that holds it."""
    templates: tuple[PipelineTemplate, ...] = ()


@dataclass(frozen=True)
class Settings:
    """The whole configuration; every field has the key of the same name with dashes."""

    file: str = ""
    """The configuration file read, relative to the root; empty where there is none."""
    exclude: tuple[str, ...] = ()
    """Glob patterns of paths, relative to the root, that are not entered."""
    fail_on: str = "high"
    select: tuple[str, ...] = ()
    """Rule ids or `family:name`; empty selects every rule that is on by default."""
    ignore: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Folders of further rules, relative to the root; these may use the condition grammar only."""
    owns: tuple[str, ...] = ()
    """Areas that this repository answers for although no resource shows it: `monitoring`, `rbac`, …"""
    require_reason: bool = False
    """Whether an `ignore` without a reason is a finding."""
    criticality: Mapping[str, str] = field(default_factory=dict)
    """Path glob -> `mission-critical`, `high`, `standard` or `low`, first match wins."""
    assume: tuple[Assumption, ...] = ()
    sets: tuple[VariableSet, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)
    """Module source -> folder of this repository that holds it."""
    pipelines: PipelineSettings = field(default_factory=PipelineSettings)
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Rule id -> its options, checked against the schema in its own `rule.yaml`."""


def load_settings(root: Path) -> Settings:
    """The settings of the repository at `root`; `SettingsError` names file and key."""
    found = [(name, table) for name in FILE_NAMES if (table := _table(root, name)) is not None]
    if len(found) > 1:
        raise SettingsError("idlint.toml and [tool.idlint] in pyproject.toml are both present: keep one of them")
    return _settings(*found[0]) if found else Settings()


def has_settings(folder: Path) -> bool:
    """Whether `folder` holds a configuration, so that it is a repository root."""
    return any(_table(folder, name) is not None for name in FILE_NAMES)


def _table(root: Path, name: str) -> dict[str, Any] | None:
    """The idlint table of one file; None where the file has none."""
    data = _bytes(root / name, name)
    if data is None:
        return None
    import tomllib

    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        if name == "pyproject.toml" and b"idlint" not in data:
            return None
        raise SettingsError(f"{name}: {'nested too deep' if isinstance(error, RecursionError) else error}") from None
    if name == "idlint.toml":
        return document
    tool = document.get("tool")
    table = tool.get("idlint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{name}: `tool.idlint`: expected a table, written [tool.idlint]")
    return table


def _bytes(path: Path, name: str) -> bytes | None:
    """The file's bytes; None where there is no file."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as handle:
            data = handle.read(MAX_SOURCE_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{name}: cannot be read: {error.strerror or error}") from None
    if len(data) > MAX_SOURCE_BYTES:
        raise SettingsError(f"{name}: is larger than the limit of {MAX_SOURCE_BYTES:,} bytes")
    return data


def _settings(name: str, table: dict[str, Any]) -> Settings:
    reader = _Table(name, table)
    settings = Settings(
        file=name,
        exclude=reader.strings("exclude"),
        fail_on=reader.choice("fail-on", SEVERITIES, "high"),
        select=reader.strings("select"),
        ignore=reader.strings("ignore"),
        rules=reader.strings("rules"),
        owns=reader.strings("owns"),
        require_reason=reader.flag("require-reason"),
        criticality=reader.mapping("criticality", ("mission-critical", "high", "standard", "low")),
        assume=tuple(_assumption(item) for item in reader.tables("assume")),
        sets=tuple(_variable_set(item) for item in reader.tables("sets")),
        modules=reader.mapping("modules"),
        pipelines=_pipelines(reader.table("pipelines")),
        options=reader.options("options"),
    )
    reader.finish()
    return settings


def _assumption(table: _Table) -> Assumption:
    made = Assumption(
        table.choice("fact", tuple(sorted(FACTS))), table.text("because"), table.text("owner", ""), table.day("until")
    )
    table.finish()
    return made


def _variable_set(table: _Table) -> VariableSet:
    made = VariableSet(
        table.text("root"), table.text("name"), table.strings("var-files"), table.text("workspace", "default")
    )
    table.finish()
    return made


def _pipelines(table: _Table) -> PipelineSettings:
    made = PipelineSettings(
        table.mapping("repositories"), tuple(_pipeline_template(item) for item in table.tables("templates"))
    )
    table.finish()
    return made


def _pipeline_template(table: _Table) -> PipelineTemplate:
    made = PipelineTemplate(
        table.text("template"),
        table.text("task"),
        table.mapping("inputs"),
        table.mapping("values"),
        table.text("pool", ""),
        table.text("environment", ""),
    )
    table.finish()
    return made


class _Table:
    """One table being read: each getter takes its key out, `finish` refuses what is left."""

    def __init__(self, where: str, data: dict[str, Any]) -> None:
        self.where = where
        self.data = dict(data)
        self.known: list[str] = []

    def take(self, key: str, default: object = None) -> Any:
        """The value of `key`, taken out of the table."""
        self.known.append(key)
        return self.data.pop(key, default)

    def fail(self, key: str, expected: str) -> SettingsError:
        return SettingsError(f"{self.where}: `{key}`: expected {expected}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.take(key, default)
        if value is None:
            raise SettingsError(f"{self.where}: `{key}` is missing")
        if not isinstance(value, str):
            raise self.fail(key, "a string")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise self.fail(key, f"one of {', '.join(allowed)}; found `{value}`")
        return value

    def flag(self, key: str) -> bool:
        value = self.take(key, False)
        if not isinstance(value, bool):
            raise self.fail(key, "true or false")
        return value

    def day(self, key: str) -> date | None:
        value = self.take(key, None)
        if value is not None and type(value) is not date:
            raise self.fail(key, "a date without quotes, like 2027-06-30")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        value = self.take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(key, "a list of strings")
        return tuple(value)

    def mapping(self, key: str, allowed: tuple[str, ...] = ()) -> dict[str, str]:
        value = self.take(key, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise self.fail(key, "a table of strings")
        for item in value.values():
            if allowed and item not in allowed:
                raise self.fail(key, f"one of {', '.join(allowed)}; found `{item}`")
        return value

    def options(self, key: str) -> dict[str, dict[str, Any]]:
        value = self.take(key, {})
        if not isinstance(value, dict) or not all(isinstance(item, dict) for item in value.values()):
            raise self.fail(key, "a table of tables, one a rule id")
        return value

    def tables(self, key: str) -> list[_Table]:
        value = self.take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(key, f"tables, written [[{key}]]")
        return [_Table(f"{self.where}: {key}[{number}]", item) for number, item in enumerate(value)]

    def table(self, key: str) -> _Table:
        value = self.take(key, {})
        if not isinstance(value, dict):
            raise self.fail(key, f"a table, written [{key}]")
        return _Table(f"{self.where}: {key}", value)

    def finish(self) -> None:
        if self.data:
            from difflib import get_close_matches

            key = min(self.data)
            close = get_close_matches(key.replace("_", "-"), self.known, 1)
            advice = f": did you mean `{close[0]}`?" if close else ""
            raise SettingsError(f"{self.where}: unknown key `{key}`{advice}")
