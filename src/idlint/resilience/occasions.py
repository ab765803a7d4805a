"""What comes round while an outage lasts: scheduled jobs and maintenance windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Literal, TypeAlias

from idlint.graph.resources import Key, Resource
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment, Dependency, Needs, TokenPath
from idlint.resilience.deploying import Deploying
from idlint.resilience.estate import Estate, known_list
from idlint.resilience.outages import STATES, State
from idlint.resilience.scenarios import Scenario
from idlint.resilience.schedules import openings, parse_cron, parse_window, times
from idlint.resilience.timeline import Replayed, replay
from idlint.source import Location

Sort: TypeAlias = Literal["job", "maintenance"]

_UTC = frozenset({"", "UTC", "Etc/UTC"})


class Occasion(NamedTuple):
    """One schedule, and how often it comes round in the outage."""

    sort: Sort
    name: str
    """The address of the job or of the maintenance configuration."""
    deployment: str
    text: str
    """As written: `0 3 * * *`, `1Week Monday 00:00 for 04:00`."""
    times: tuple[datetime, ...]
    """When it comes round in the outage; empty for an outage without a date."""
    doubt: str
    """Why that is not certain: no date, a schedule that is not understood, another time zone."""
    state: State | None
    """The worst that happens to the job at one of these times; None for a window."""
    replayed: Replayed | None
    location: Location


def occasions(assessments: Iterable[Assessment], scenario: Scenario, today: date) -> tuple[Occasion, ...]:
    """Those of every environment, each once, jobs first, in the order of their names."""
    found: dict[tuple[object, ...], Occasion] = {}
    for assessment in assessments:
        for occasion in (*_jobs(assessment, scenario, today), *_windows(assessment, scenario)):
            found.setdefault((occasion.sort, occasion.deployment, occasion.name, occasion.text), occasion)
    return tuple(found[key] for key in sorted(found, key=str))


def _jobs(assessment: Assessment, scenario: Scenario, today: date) -> Iterator[Occasion]:
    jobs = [job for job in assessment.graph.of_kind("deployment_job") if known_list(job.value("schedules"))]
    if not jobs:
        return
    deploying = Deploying(Estate(assessment.graph, assessment.catalogue, today))
    needs: dict[Key, Needs] = {job.key: {"deploy": (_as_need(deploying.job(job), job),)} for job in jobs}
    fates = replay(needs, scenario, assessment.catalogue)
    for job in jobs:
        for cron in dict.fromkeys(map(str, known_list(job.value("schedules")))):
            yield _job(job, cron, fates[job.key]["deploy"], scenario)


def _as_need(path: TokenPath, job: Resource) -> Dependency:
    return Dependency(job.key, f"job {job.address}", (path,), job.header)


def _job(job: Resource, text: str, replayed: Replayed, scenario: Scenario) -> Occasion:
    cron, end = parse_cron(text), scenario.time(scenario.hours)
    doubt = "" if cron else "the schedule is not understood"
    found: list[datetime] = []
    state = replayed.state
    if cron and scenario.began and end:
        found = times(cron, scenario.began, end)
        state = max((_at(replayed, moment, scenario.began) for moment in found), key=_rank, default="survives")
    elif cron:
        doubt = "the outage has no date (--at gives it one)"
    return Occasion(
        "job", job.address, job.key.deployment, text, tuple(found), doubt, state, replayed, job.header
    )  # fmt: skip


def _rank(state: State) -> int:
    return STATES.index(state)


def _at(replayed: Replayed, moment: datetime, began: datetime) -> State:
    hours = (moment - began).total_seconds() / 3600
    states = [item.verdict.state for item in replayed.stretches if item.start <= hours < item.end]
    return states[0] if states else "survives"


def _windows(assessment: Assessment, scenario: Scenario) -> Iterator[Occasion]:
    for resource in assessment.graph.of_kind("maintenance_configuration"):
        names = ("window_start", "window_duration", "window_recurs", "window_zone")
        start, duration, recurs, zone = (_text(resource, name) for name in names)
        if not recurs and not start:
            continue
        window, end = parse_window(start, duration, recurs), scenario.time(scenario.hours)
        doubt = "" if window else "the window is not understood"
        found: list[datetime] = []
        if window and scenario.began and end:
            found = openings(window, scenario.began, end)
            doubt = "" if zone in _UTC else f"its times are those of {zone}"
        elif window:
            doubt = "the outage has no date (--at gives it one)"
        text = f"{recurs} {start[11:16]} for {duration}"
        yield Occasion(
            "maintenance", resource.address, resource.key.deployment, text, tuple(found), doubt, None, None,
            resource.property("window_recurs").location or resource.header,
        )  # fmt: skip


def _text(resource: Resource, name: str) -> str:
    value = resource.value(name)
    return value if isinstance(value, str) else ""
