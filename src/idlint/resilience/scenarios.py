"""Outages to replay: a timeline of phases, each of which fails or degrades failure domains in some regions.

A scenario is data, `scenarios/<id>.yaml`, or made on the spot from names of domains (`what_if`). `scenario_files` reads
and checks files; `timeline` replays them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from idlint.errors import UsageError
from idlint.records import NamedTuple
from idlint.resilience.catalogue import EVERY, REGION, Catalogue
from idlint.resilience.names import meant

ALL, CHOSEN = "all", "chosen"
"""Instead of a list of regions: every one, or whichever the user names."""

WHAT_IF_HOURS = 12.0
"""How long an outage lasts that nobody gave a length."""


class Source(NamedTuple):
    """Where a fact about an outage was published."""

    url: str
    says: str


class Phase(NamedTuple):
    """A stretch of an outage during which the same things fail."""

    name: str
    start: float
    """Hours from the beginning of the scenario."""
    end: float
    failed: tuple[str, ...]
    """Domains or templates, `azure/managed-identity@region`."""
    degraded: tuple[str, ...]
    regions: tuple[str, ...] = (ALL,)
    """Where templates apply; `all` and `chosen` stand alone."""
    assumed: bool = False
    """No source gives its limits."""


class Scenario(NamedTuple):
    """An outage, as somebody published it or as somebody imagines it."""

    id: str
    title: str
    summary: str
    phases: tuple[Phase, ...]
    """In order, none overlapping another."""
    began: datetime | None = None
    """UTC; None for an outage that has no date."""
    disputed: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def hours(self) -> float:
        """From the beginning to the end of the last phase."""
        return self.phases[-1].end

    def time(self, hours: float) -> datetime | None:
        """The time so many hours after the beginning, to the minute; None where there is no date."""
        return None if self.began is None else self.began + timedelta(minutes=round(hours * 60))

    @property
    def needs_region(self) -> bool:
        """Whether somebody has to say which region is meant."""
        return any(phase.regions == (CHOSEN,) for phase in self.phases)


def moved(scenario: Scenario, regions: Sequence[str]) -> Scenario:
    """The scenario with `regions` in the place of those it names: what if it had been ours; `all` stays."""
    phases = tuple(phase if phase.regions == (ALL,) else _moved(phase, regions) for phase in scenario.phases)
    return scenario._replace(phases=phases)


def _moved(phase: Phase, regions: Sequence[str]) -> Phase:
    named = {name.partition("@")[2] for name in (*phase.failed, *phase.degraded) if "@" in name}
    if named - {"region"}:
        return phase
    return phase._replace(regions=tuple(regions))


def domains_of(phase: Phase, names: Iterable[str]) -> tuple[str, ...]:
    """`names` of a phase as concrete domains: templates in each of its regions, or everywhere."""
    found: dict[str, None] = {}
    for name in names:
        if not name.endswith(REGION):
            found[name] = None
        elif phase.regions == (ALL,):
            found[name.removesuffix(REGION) + EVERY] = None
        else:
            found.update(dict.fromkeys(name.removesuffix(REGION) + "@" + region for region in phase.regions))
    return tuple(found)


def what_if(domains: Sequence[str], catalogue: Catalogue, hours: float = WHAT_IF_HOURS) -> Scenario:
    """The outage in which `domains` fail for `hours`; `UsageError` where the catalogue does not have one of them."""
    names = tuple(dict.fromkeys(domains))
    for name in names:
        _require(name, catalogue)
    title = f"What if {' and '.join(names)} failed for {hours:g} hours"
    return Scenario("what-if", title, "An outage that nobody published.", (Phase("failed", 0.0, hours, names, ()),))


def _require(name: str, catalogue: Catalogue) -> None:
    region = name.partition("@")[2]
    if catalogue.template(name) is None:
        raise UsageError(unknown_domain(name, catalogue))
    if "@" in name and not region:
        raise UsageError(f"`{name}`: which region? Say `{name}westeurope`, or `{name}*` for all of them")
    if region == "region":
        raise UsageError(f"`{name}`: which region? Put its name in the place of `region`, or `*` for all of them")


def unknown_domain(name: str, catalogue: Catalogue) -> str:
    """That there is no such failure domain, and which may be meant."""
    return f"there is no failure domain `{name}`" + meant(name.replace(EVERY, REGION), catalogue.domains)


def find(name: str, scenarios: Iterable[Scenario]) -> Scenario:
    """The scenario of that id; `UsageError` with the nearest names where there is none."""
    known = {scenario.id: scenario for scenario in scenarios}
    if name not in known:
        raise UsageError(
            f"there is no scenario `{name}`" + (meant(name, known) or "; `idlint simulate --list` names all")
        )
    return known[name]
