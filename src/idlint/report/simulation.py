"""A replayed outage as JSON data (version 1), from which it is printed; the data say no more than the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from idlint.report.model import Place
from idlint.resilience.explained import explained, offset
from idlint.resilience.occasions import Occasion
from idlint.resilience.scenarios import Scenario, domains_of
from idlint.resilience.simulation import Simulation, WorkloadFate, summary
from idlint.resilience.timeline import Replayed
from idlint.source import Location
from idlint.values import Missing, text

VERSION = 1

Data: TypeAlias = dict[str, Any]


def locations(simulation: Simulation) -> Iterator[Location]:
    """Every location whose line the data name."""
    yield from (fate.resource.header for fate in simulation.workloads)
    yield from (occasion.location for occasion in simulation.occasions)


def simulation_data(simulation: Simulation, place: Place) -> Data:
    """The whole of it."""
    return {
        "version": VERSION,
        "scenario": _scenario(simulation.scenario),
        "timeline": _timeline(simulation.scenario),
        "summary": {
            "workloads": len(simulation.workloads),
            "run": dict(summary(simulation)),
            "looked_up": simulation.looked_up,
        },
        "critical_lost": [fate.address for fate in simulation.critical_lost],
        "ranked": simulation.ranked,
        "workloads": [_workload(fate, place) for fate in simulation.workloads],
        "occasions": [_occasion(occasion, place) for occasion in simulation.occasions],
    }


def scenarios_data(scenarios: Iterable[Scenario]) -> Data:
    """What there is to replay."""
    return {"version": VERSION, "scenarios": [_scenario(scenario) for scenario in scenarios]}


def _scenario(scenario: Scenario) -> Data:
    return {
        "id": scenario.id,
        "title": scenario.title,
        "summary": scenario.summary,
        "began": _time(scenario.began),
        "hours": round(scenario.hours, 2),
        "disputed": list(scenario.disputed),
        "sources": [source._asdict() for source in scenario.sources],
    }


def _time(moment: datetime | None) -> str | None:
    """`2026-02-09 19:46`, UTC."""
    return None if moment is None else moment.strftime("%Y-%m-%d %H:%M")


def _timeline(scenario: Scenario) -> list[Data]:
    return [
        {
            "phase": phase.name,
            "start": offset(phase.start),
            "end": offset(phase.end),
            "time": _time(scenario.time(phase.start)),
            "until": _time(scenario.time(phase.end)),
            "assumed": phase.assumed,
            "failed": list(domains_of(phase, phase.failed)),
            "degraded": list(domains_of(phase, phase.degraded)),
        }
        for phase in scenario.phases
    ]


def _workload(fate: WorkloadFate, place: Place) -> Data:
    resource = fate.resource
    region = resource.value("region")
    return {
        "address": resource.address,
        "kind": resource.kind,
        "deployment": resource.key.deployment,
        "environments": [name for name in fate.environments if name],
        "region": text(region) if not isinstance(region, Missing) and region is not None else "",
        "path": resource.header.path,
        "line": place(resource.header).line,
        "criticality": fate.criticality._asdict(),
        "elsewhere": [key.address for key in fate.elsewhere],
        "capabilities": {name: _capability(replayed) for name, replayed in fate.fates.items()},
    }


def _capability(replayed: Replayed) -> Data:
    found = explained(replayed)
    return {
        "state": replayed.state,
        "since": round(replayed.since, 2),
        "until": None if replayed.until is None else round(replayed.until, 2),
        "caches_end_from": None if replayed.ends is None else round(replayed.ends, 2),
        "by": list(replayed.verdict.by),
        "when": list(found.summary),
        "why": list(found.why),
        "saved": list(found.saved),
        "recovers": replayed.recovers,
        "recovery": list(found.recovery),
    }  # fmt: skip


def _occasion(occasion: Occasion, place: Place) -> Data:
    found = explained(occasion.replayed) if occasion.replayed else None
    hurt = occasion.state not in {None, "survives"}
    return {
        "sort": occasion.sort,
        "name": occasion.name,
        "deployment": occasion.deployment,
        "schedule": occasion.text,
        "times": [_time(moment) for moment in occasion.times],
        "doubt": occasion.doubt,
        "state": occasion.state,
        "why": [*found.summary, *found.why] if found and hurt else [],
        "path": occasion.location.path,
        "line": place(occasion.location).line,
    }
