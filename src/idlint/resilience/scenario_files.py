"""Reading `scenarios/*.yaml`: every scenario of several folders, each checked against the schema and the catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from idlint.datafiles import check_schema, read_yaml
from idlint.errors import RuleError
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.scenarios import ALL, Phase, Scenario, Source, unknown_domain

_OFFSET = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?")
_TIME = "%Y-%m-%dT%H:%MZ"


def load_scenarios(folders: Sequence[Path], catalogue: Catalogue) -> tuple[Scenario, ...]:
    """Every scenario in `folders`, sorted by id; `RuleError` names file, key and what is wrong."""
    found: dict[str, Scenario] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.yaml"))):
        scenario = read_scenario(path, catalogue)
        if scenario.id in found:
            raise RuleError(f"{path}: the scenario `{scenario.id}` is defined twice")
        found[scenario.id] = scenario
    return tuple(found[name] for name in sorted(found))


def read_scenario(path: Path, catalogue: Catalogue) -> Scenario:
    """The scenario in one file."""
    data = _read(path)
    if data["id"] != path.stem:
        raise RuleError(f"{path}: `id`: expected `{path.stem}`, the file's name")
    dated = {"T" in phase[key] for phase in data["phases"] for key in ("start", "end")}
    if len(dated) > 1:
        raise RuleError(f"{path}: `phases`: times and offsets are mixed: write one sort only")
    began = _time(path, data["phases"][0]["start"]) if dated == {True} else None
    phases = tuple(_phase(path, number, item, data, began) for number, item in enumerate(data["phases"]))
    _check_order(path, phases)
    for phase in phases:
        _check_domains(path, phase, catalogue)
    sources = tuple(Source(item["url"], item["says"]) for item in data["sources"])
    disputed = tuple(" ".join(item.split()) for item in data.get("disputed", ()))
    return Scenario(data["id"], data["title"], " ".join(data["summary"].split()), phases, began, disputed, sources)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = _plain(read_yaml(path))
    except RecursionError:
        raise RuleError(f"{path}: a part of it is within itself, or nested too deep") from None
    check_schema(path, data, _schema())
    return dict(data)


@lru_cache(maxsize=1)
def _schema() -> Any:
    return json.loads((Path(__file__).parents[1] / "schemas" / "scenario.schema.json").read_text(encoding="utf-8"))


def _plain(value: Any) -> Any:
    """YAML data as JSON has them: a time that YAML understood becomes text again."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime(_TIME) if value.tzinfo else value.strftime(_TIME)
    return value


def _phase(path: Path, number: int, item: Mapping[str, Any], data: Mapping[str, Any], began: datetime | None) -> Phase:
    start, end = (_hours(path, item[key], began) for key in ("start", "end"))
    if end <= start:
        raise RuleError(f"{path}: `phases.{number}`: `{item['name']}` ends before it begins, or at once")
    cloud = item.get("cloud", data.get("cloud", ""))
    failed, degraded = (tuple(_in_cloud(item.get(key, ()), cloud)) for key in ("failed", "degraded"))
    regions = item.get("regions", ALL)
    places = (regions,) if isinstance(regions, str) else tuple(regions)
    return Phase(item["name"], start, end, failed, degraded, places, item.get("times") == "assumed")


def _in_cloud(names: Sequence[str], cloud: str) -> Iterator[str]:
    """`azure/entra` in the sovereign cloud `azure-us`; domains of other clouds as they are."""
    public = cloud.partition("-")[0]
    for name in names:
        yield cloud + name.removeprefix(public) if cloud and name.startswith(public + "/") else name


def _hours(path: Path, moment: str, began: datetime | None) -> float:
    if began is not None:
        return (_time(path, moment) - began).total_seconds() / 3600
    found = _OFFSET.fullmatch(moment)
    hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0)
    return float(hours + minutes / 60)


def _time(path: Path, moment: str) -> datetime:
    try:
        return datetime.strptime(moment, _TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise RuleError(f"{path}: `phases`: {error}") from None


def _check_order(path: Path, phases: Sequence[Phase]) -> None:
    for earlier, later in pairwise(phases):
        if later.start < earlier.start:
            raise RuleError(f"{path}: `phases`: `{later.name}` begins before `{earlier.name}`: write them in order")
        if later.start < earlier.end:
            raise RuleError(
                f"{path}: `phases`: `{later.name}` overlaps `{earlier.name}`: one phase says all that fails"
            )


def _check_domains(path: Path, phase: Phase, catalogue: Catalogue) -> None:
    for name in (*phase.failed, *phase.degraded):
        if catalogue.template(name) is None:
            raise RuleError(f"{path}: `phases`: `{phase.name}`: {unknown_domain(name, catalogue)}")
    both = set(phase.failed) & set(phase.degraded)
    if both:
        raise RuleError(f"{path}: `phases`: `{phase.name}`: `{min(both)}` is failed and degraded at once")
