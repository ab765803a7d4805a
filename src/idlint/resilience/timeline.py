"""A scenario replayed: what becomes of every workload's capabilities from phase to phase, and what that comes to.

Each phase is judged at its beginning and whenever a cache runs out (`outages.evaluate_all`): between these moments
nothing changes. How long a domain has failed is carried over from phase to phase, also where a cause takes over
from what it fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias, TypeVar

from idlint.records import NamedTuple
from idlint.resilience.assessment import Capability, Dependency, Needs, TokenPath
from idlint.resilience.catalogue import EVERY, Catalogue, CredentialClass
from idlint.resilience.outages import STATES, DependencyFate, Outage, State, Verdict, evaluate_all
from idlint.resilience.scenarios import Phase, Scenario, domains_of

Name = TypeVar("Name")

WHOLE = frozenset({"survives", "degraded"})
"""States in which a capability is there."""

_RECOVERIES = ("alone", "restart", "by hand")
"""From best to worst."""


class Moment(NamedTuple):
    """A moment from which on something may be different, up to the next one."""

    hours: float
    """From the beginning of the scenario."""
    end: float
    """When the next one is, or the end of the phase."""
    outage: Outage


class Stretch(NamedTuple):
    """A time during which a capability is in one state."""

    start: float
    end: float
    verdict: Verdict


class Replayed(NamedTuple):
    """What became of one capability in the whole of a scenario."""

    state: State
    """The worst that happens."""
    verdict: Verdict
    """Of the first moment at which it is so."""
    since: float
    """From when it is so, in hours from the beginning."""
    until: float | None
    """When it is there again; None where nothing takes it away, also where it is unknown all the time."""
    ends: float | None
    """Where it lives on caches: when they end at the earliest. At the latest they do not before the outage does."""
    recovers: str
    """`alone`, `restart` or `by hand`; empty where there is nothing to recover from."""
    restores: tuple[str, ...]
    """What to do, or that there is nothing to do, about what recovers worst."""
    stretches: tuple[Stretch, ...]
    """All of it, in order."""


Fates: TypeAlias = Mapping[Capability, Replayed]


def moments(scenario: Scenario, catalogue: Catalogue) -> tuple[Moment, ...]:
    """The beginning of every phase, and when caches run out in it, with how long each domain has failed by then."""
    found: list[Moment] = []
    began: dict[str, float] = {}
    for number, phase in enumerate(scenario.phases):
        joined = number > 0 and scenario.phases[number - 1].end == phase.start
        began = _began(phase, began if joined else {}, catalogue)
        degraded = frozenset(domains_of(phase, phase.degraded))
        turns = [phase.start, *_turns(phase, began, catalogue)]
        for hours, end in pairwise((*turns, phase.end)):
            failed = {name: round(hours - since, 6) for name, since in began.items()}
            found.append(Moment(hours, end, Outage(failed, degraded)))
    return tuple(found)


def _turns(phase: Phase, began: Mapping[str, float], catalogue: Catalogue) -> list[float]:
    """When caches run out within a phase."""
    lives = {found.cache.most for found in catalogue.classes.values() if found.cache}
    ends = {round(since + life, 6) for since in began.values() for life in lives}
    return sorted(end for end in ends if phase.start < end < phase.end)


def _began(phase: Phase, before: Mapping[str, float], catalogue: Catalogue) -> dict[str, float]:
    """Since when each domain has failed that fails in `phase`; what a cause goes on failing goes on failing."""
    names = domains_of(phase, phase.failed)
    began = {name: min((before[old] for old in _same(name, before, catalogue)), default=phase.start) for name in names}
    for old, since in before.items():
        if old not in began and any(_same(old, names, catalogue)):
            began[old] = since
    return began


def _same(name: str, others: Iterable[str], catalogue: Catalogue) -> Iterator[str]:
    """Those of `others` that are `name`, or whose failure fails it."""
    causes = catalogue.closed(frozenset({name}))
    for other in others:
        if other in causes or (other.endswith(EVERY) and any(_in_every(cause, other) for cause in causes)):
            yield other


def _in_every(name: str, every: str) -> bool:
    return "@" in name and name.partition("@")[0] + EVERY == every


def replay(needs: Mapping[Name, Needs], scenario: Scenario, catalogue: Catalogue) -> dict[Name, Fates]:
    """What becomes of every capability of each of `needs`, `Assessment.needs` as it is."""
    found = moments(scenario, catalogue)
    verdicts = [evaluate_all(needs, moment.outage, catalogue) for moment in found]
    judged = list(zip(found, verdicts, strict=True))
    return {
        name: {
            capability: _replayed([(moment, verdict[name][capability]) for moment, verdict in judged], catalogue)
            for capability in capabilities
        }
        for name, capabilities in needs.items()
    }


def _replayed(judged: Sequence[tuple[Moment, Verdict]], catalogue: Catalogue) -> Replayed:
    stretches = tuple(_stretches(judged))
    worst = max(stretches, key=lambda stretch: STATES.index(stretch.verdict.state))
    away = [stretch for stretch in stretches if stretch.verdict.state not in WHOLE and _is_hurt(stretch.verdict)]
    classes = list(_hurt(away, catalogue))
    recovers = max((found.recovers for found in classes), key=_RECOVERIES.index, default="alone" if away else "")
    return Replayed(
        worst.verdict.state,
        worst.verdict,
        worst.start,
        away[-1].end if away else None,
        _ends(stretches) if worst.verdict.state == "cached" else None,
        recovers,
        tuple(dict.fromkeys(found.restores for found in classes if found.recovers == recovers)),
        stretches,
    )


def _is_hurt(verdict: Verdict) -> bool:
    """Whether a failure has any part in it: what is unknown all the time is not hurt."""
    return any(path.by for fate in verdict.dependencies if fate.state not in WHOLE for path in fate.paths)


def _stretches(judged: Sequence[tuple[Moment, Verdict]]) -> Iterator[Stretch]:
    """One stretch for each moment; those in which nothing changes are one."""
    last: Stretch | None = None
    for moment, verdict in judged:
        if last is not None and last.end == moment.hours and _alike(last.verdict, verdict):
            last = last._replace(end=moment.end)
            continue
        if last is not None:
            yield last
        last = Stretch(moment.hours, moment.end, verdict)
    if last is not None:
        yield last


def _alike(one: Verdict, other: Verdict) -> bool:
    states = [[(fate.dependency.text, fate.state) for fate in verdict.dependencies] for verdict in (one, other)]
    return one.state == other.state and one.by == other.by and states[0] == states[1]


def _ends(stretches: Sequence[Stretch]) -> float:
    cached = [(stretch, stretch.verdict.hours) for stretch in stretches if stretch.verdict.hours is not None]
    return min(stretch.start + hours[0] for stretch, hours in cached)


def _hurt(away: Iterable[Stretch], catalogue: Catalogue) -> Iterator[CredentialClass]:
    """The classes of the paths that did not carry while a capability was away; of an unknown, those that failed."""
    for stretch in away:
        state = stretch.verdict.state
        for fate in stretch.verdict.dependencies:
            if fate.state == state:
                yield from _classes(fate, catalogue)


def _classes(fate: DependencyFate, catalogue: Catalogue) -> Iterator[CredentialClass]:
    for path in fate.paths:
        if path.by:
            yield from _of_path(path.path, frozenset(path.by), catalogue)


def _of_path(path: TokenPath, by: frozenset[str], catalogue: Catalogue) -> Iterator[CredentialClass]:
    """The class of a path that `by` takes away, itself or in what it needs, and the classes of that."""
    nested = [found for dependency in path.needs for found in _of_dependency(dependency, by, catalogue)]
    known = catalogue.classes.get(path.credential)
    if known is not None and (nested or catalogue.closed(path.domains) & by):
        yield known
    yield from nested


def _of_dependency(dependency: Dependency, by: frozenset[str], catalogue: Catalogue) -> Iterator[CredentialClass]:
    for path in dependency.paths:
        yield from _of_path(path, by, catalogue)
