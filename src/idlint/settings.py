"""What the configuration file says: `[tool.idlint]` in pyproject.toml, or idlint.toml.

Both in one folder are an error, as is a key that does not exist: a typo must not switch a check off.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from idlint.errors import SettingsError
from idlint.records import NamedTuple
from idlint.source import MAX_SOURCE_BYTES
from idlint.tables import Table

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


class Assumption(NamedTuple):
    """A fact that holds although no file of the repository shows it, with somebody who says so."""

    fact: str
    because: str
    """Why it holds and where that can be checked."""
    owner: str = ""
    until: date | None = None
    """The last day on which it holds; afterwards it answers nothing."""
    evidence: str = ""
    """A link to where it can be checked."""
    file: str = ""
    """The configuration file that states it."""


class Suppression(NamedTuple):
    """One rule hidden by the configuration, for some paths, addresses or instances."""

    rule: str
    reason: str
    path: str = ""
    """A pattern of paths; empty for every path."""
    address: str = ""
    """An address, or its end, or a pattern; empty for every resource."""
    instance: str = ""
    """An instance key anywhere in the address; empty for every instance."""
    set: str = ""
    """A variable set; empty for all."""
    owner: str = ""
    until: date | None = None
    """The last day on which it holds; afterwards it hides nothing."""
    evidence: str = ""
    """A link to where the reason can be checked."""
    file: str = ""
    """The configuration file that states it."""


class VariableSet(NamedTuple):
    """One way a Terraform root is applied, where no naming convention or pipeline says so."""

    root: str
    name: str
    var_files: tuple[str, ...] = ()
    workspace: str = "default"


class PipelineTemplate(NamedTuple):
    """What a template of another repository runs, where nobody but the configuration can say so."""

    template: str
    """The reference as pipelines write it, `steps/apply.yml@shared`; `*` stands for anything."""
    task: str
    """The task that does the same: `TerraformTask@5`, `AzureCLI@2`."""
    inputs: Mapping[str, str] = {}
    """Input of that task -> the template's parameter that gives it."""
    values: Mapping[str, str] = {}
    """Input of that task -> what the template itself gives it."""
    pool: str = ""
    """The template's parameter that names the agent pool."""
    environment: str = ""
    """The template's parameter that names the environment."""


class PipelineSettings(NamedTuple):
    """What pipelines use from other repositories."""

    repositories: Mapping[str, str] = {}
    """Alias or name of a repository resource -> folder of this repository that holds it."""
    templates: tuple[PipelineTemplate, ...] = ()


class Settings(NamedTuple):
    """The whole configuration; every field has the key of the same name with dashes."""

    file: str = ""
    """The configuration file read, relative to the root; empty where there is none."""
    exclude: tuple[str, ...] = ()
    """Glob patterns of paths, relative to the root, that are not entered."""
    fail_on: str = "high"
    select: tuple[str, ...] = ()
    """Rule ids or `family:name`; empty selects every rule that is on by default."""
    ignore: tuple[str, ...] = ()
    ruleset: str = ""
    """The month whose rules may fail a run, `2026-12`; later ones are only shown. Empty: all may."""
    rules: tuple[str, ...] = ()
    """Folders of further rules, relative to the root; these may use the condition grammar only."""
    scenarios: tuple[str, ...] = ()
    """Folders of further outages to replay, relative to the root."""
    owns: tuple[str, ...] = ()
    """Areas that this repository answers for although no resource shows it: `monitoring`, `rbac`, …"""
    require_reason: bool = False
    """Whether an `ignore` without a reason is a finding."""
    criticality: Mapping[str, str] = {}
    """Path glob -> `mission-critical`, `high`, `standard` or `low`, first match wins."""
    owners: Mapping[str, str] = {}
    """Path glob, or `area:NAME` for what is true of a whole tenant -> owners with spaces between, first match wins."""
    assume: tuple[Assumption, ...] = ()
    suppress: tuple[Suppression, ...] = ()
    baseline: str = ""
    """The baseline, relative to the root; empty: `idlint-baseline.json`, where there is one."""
    non_ignorable: tuple[str, ...] = ()
    """Rules that nothing can hide: no comment, no configuration, no baseline."""
    extends: tuple[str, ...] = ()
    """Every further configuration file that was read, absolute, the nearest first."""
    sets: tuple[VariableSet, ...] = ()
    modules: Mapping[str, str] = {}
    """Module source -> folder of this repository that holds it."""
    repository: str = ""
    """What the platform calls this repository, `owner/name`; empty: as the checkout's remote says."""
    pipelines: PipelineSettings = PipelineSettings()
    options: Mapping[str, Mapping[str, Any]] = {}
    """Rule id -> its options, checked against the schema in its own `rule.yaml`."""


def load_settings(root: Path) -> Settings:
    """The settings of the repository at `root`; `SettingsError` names file and key."""
    found = [(name, table) for name in FILE_NAMES if (table := _table(root, name)) is not None]
    if len(found) > 1:
        raise SettingsError("idlint.toml and [tool.idlint] in pyproject.toml are both present: keep one of them")
    if not found:
        return Settings()
    name, table = found[0]
    reached, files = table, list[str]()
    while "extends" in reached:
        by = files[-1] if files else name
        target = _extended(root, by, reached.pop("extends"), files)
        reached = _organisation(target, by)
        table = _joined(table, {key: value for key, value in reached.items() if key != "extends"}, str(target))
        files.append(str(target))
    return _settings(name, table)._replace(extends=tuple(files))


MAX_EXTENDS = 10
"""How many configuration files may stand behind each other."""

JOINED = ("exclude", "ignore", "owns", "assume", "suppress", "non-ignorable")
"""Keys whose lists are put together; every other key of the repository goes before the organisation's."""

SHARED = frozenset(
    {*JOINED, "extends", "fail-on", "require-reason", "select", "criticality", "owners", "options", "ruleset"}
)
"""Keys that an organisation's file may have: the others are about the files of one repository."""


def _extended(root: Path, name: str, value: object, files: Sequence[str]) -> Path:
    """The file that `extends` names, relative to the file that says so."""
    if not isinstance(value, str) or not value:
        raise SettingsError(f"{name}: `extends`: expected the path of a file")
    target = Path(os.path.normpath(root / Path(name).parent / value))
    if str(target) in files or len(files) >= MAX_EXTENDS:
        raise SettingsError(f"{name}: `extends`: {value} leads back to itself, or too far")
    return target


def _organisation(path: Path, by: str) -> dict[str, Any]:
    """The table of a file that several repositories share, and that `by` names."""
    import tomllib

    data = _bytes(path, path.name)
    if data is None:
        raise SettingsError(f"{by}: `extends`: there is no file {path}: correct the path, or fetch the file first")
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{path.name}: {error}") from None
    unknown = sorted(set(table) - SHARED)
    if unknown:
        raise SettingsError(f"{path.name}: `{unknown[0]}` belongs in a repository's own configuration")
    return table


def _joined(table: dict[str, Any], shared: dict[str, Any], origin: str) -> dict[str, Any]:
    """A repository's table with what the organisation's adds."""
    made = {**shared, **table}
    for key in JOINED:
        own, theirs = table.get(key, []), shared.get(key, [])
        if isinstance(own, list) and isinstance(theirs, list):
            marked = [{**item, "file": Path(origin).name} if isinstance(item, dict) else item for item in theirs]
            made[key] = [*own, *marked]
    return made


def has_settings(folder: Path) -> bool:
    """Whether `folder` holds a configuration, so that it is a repository root."""
    return any(_table(folder, name) is not None for name in FILE_NAMES)


def _table(root: Path, name: str) -> dict[str, Any] | None:
    """The idlint table of one file; None where the file has none."""
    data = _bytes(root / name, name)
    if data is None:
        if name == "idlint.toml" and os.path.lexists(root / name):
            raise SettingsError(f"{name}: is a folder, or a link that leads nowhere: put a file there, or remove it")
        return None
    import tomllib

    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        if name == "pyproject.toml" and b"idlint" not in data:
            return None
        raise SettingsError(f"{name}: {'nested too deep' if isinstance(error, RecursionError) else error}") from None
    tool = document.get("tool")
    if name == "idlint.toml":
        if isinstance(tool, dict) and "idlint" in tool:
            raise SettingsError(f"{name}: [tool.idlint] is how pyproject.toml says it: here leave `tool.idlint` out")
        return document
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
    reader = Table(name, table)
    settings = Settings(
        file=name,
        exclude=reader.strings("exclude"),
        fail_on=reader.choice("fail-on", SEVERITIES, "high"),
        select=reader.strings("select"),
        ignore=reader.strings("ignore"),
        ruleset=reader.text("ruleset", ""),
        rules=reader.strings("rules"),
        scenarios=reader.strings("scenarios"),
        owns=reader.strings("owns"),
        require_reason=reader.flag("require-reason"),
        criticality=reader.mapping("criticality", ("mission-critical", "high", "standard", "low")),
        owners=reader.mapping("owners"),
        assume=tuple(_assumption(name, item) for item in reader.tables("assume")),
        suppress=tuple(_suppression(name, item) for item in reader.tables("suppress")),
        baseline=reader.text("baseline", ""),
        non_ignorable=reader.strings("non-ignorable"),
        sets=tuple(_variable_set(item) for item in reader.tables("sets")),
        modules=reader.mapping("modules"),
        repository=reader.text("repository", ""),
        pipelines=_pipelines(reader.table("pipelines")),
        options=reader.options("options"),
    )
    reader.finish()
    return settings


def _assumption(name: str, table: Table) -> Assumption:
    made = Assumption(
        table.choice("fact", tuple(sorted(FACTS))),
        table.text("because"),
        table.text("owner", ""),
        table.day("until"),
        table.text("evidence", ""),
        table.text("file", name),
    )
    table.finish()
    return made


def _suppression(name: str, table: Table) -> Suppression:
    made = Suppression(
        rule=table.text("rule"),
        reason=table.text("reason"),
        path=table.text("path", ""),
        address=table.text("address", ""),
        instance=table.text("instance", ""),
        set=table.text("set", ""),
        owner=table.text("owner", ""),
        until=table.day("until"),
        evidence=table.text("evidence", ""),
        file=table.text("file", name),
    )
    table.finish()
    return made


def _variable_set(table: Table) -> VariableSet:
    made = VariableSet(
        table.text("root"), table.text("name"), table.strings("var-files"), table.text("workspace", "default")
    )
    table.finish()
    return made


def _pipelines(table: Table) -> PipelineSettings:
    made = PipelineSettings(
        table.mapping("repositories"), tuple(_pipeline_template(item) for item in table.tables("templates"))
    )
    table.finish()
    return made


def _pipeline_template(table: Table) -> PipelineTemplate:
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
