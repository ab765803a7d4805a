"""A whole repository in an outage: the fate of every workload in every environment, worst first, and what can be asked.

Replicas of one workload (`workload.name`, the same kind) are told of one another: a region that is lost loses no
workload that goes on elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from idlint.errors import UsageError
from idlint.graph.resources import Key, Resource
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment, Capability, Criticality
from idlint.resilience.carried import with_carried
from idlint.resilience.explained import explained
from idlint.resilience.names import meant
from idlint.resilience.occasions import Occasion
from idlint.resilience.outages import STATES
from idlint.resilience.scenarios import Scenario
from idlint.resilience.timeline import WHOLE, Fates, Replayed, replay
from idlint.resilience.workloads import without_instances

CRITICAL = frozenset({"mission-critical", "high"})
"""Levels that `critical-lost` is about."""

LEVELS = ("mission-critical", "high", "standard", "low")
"""Criticality, the highest first."""


class WorkloadFate(NamedTuple):
    """What an outage does to one workload."""

    resource: Resource
    environments: tuple[str, ...]
    """Those in which it fares so; a workload without variable sets is in every one."""
    criticality: Criticality
    fates: Fates
    elsewhere: tuple[Key, ...] = ()
    """Replicas of it that go on running, where it does not."""

    @property
    def address(self) -> str:
        """Its address within its deployment."""
        return self.resource.address

    @property
    def run(self) -> Replayed:
        """What becomes of its running."""
        return self.fates["run"]

    @property
    def lost(self) -> bool:
        """Whether it certainly stops running, and no replica goes on."""
        return self.run.state == "lost" and not self.elsewhere


class Answer(NamedTuple):
    """Whether something survives, and why; true only where it certainly does."""

    survives: bool
    question: str
    reasons: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.survives

    def __repr__(self) -> str:
        first = next((line.strip() for line in self.reasons), "")
        return f"<{'yes' if self.survives else 'NO'}: {self.question}: {first}>"

    @property
    def explanation(self) -> str:
        """The question and every reason, a line each."""
        return "\n".join((f"{'yes' if self.survives else 'NO'}: {self.question}", *self.reasons))


class Simulation(NamedTuple):
    """A scenario replayed against everything that one repository declares."""

    scenario: Scenario
    workloads: tuple[WorkloadFate, ...]
    """Worst first."""
    occasions: tuple[Occasion, ...] = ()
    """Scheduled jobs and maintenance windows that come round while it lasts, or may."""
    looked_up: int = 0
    """Workloads that are only looked up here: whoever declares them can say more."""

    def of(self, address: str) -> tuple[WorkloadFate, ...]:
        """The workloads that `address` names: in full, by its end, or without instance keys.

        `UsageError` with the nearest addresses where there is none.
        """
        found = tuple(fate for fate in self.workloads if names(address, fate.address))
        if not found:
            known = {fate.address for fate in self.workloads}
            raise UsageError(f"there is no workload `{address}`{meant(address, known)}")
        return found

    def survives(
        self, address: str, capability: Capability = "run", *, environment: str | None = None, anywhere: bool = False
    ) -> Answer:
        """Whether the workloads that `address` names keep a capability (`run`, `start` or `deploy`) all the time.

        Caches do not count: nothing guarantees them. Neither does what is unknown. With `anywhere` one of several
        replicas is enough; `environment` leaves those of one variable set.
        """
        found = [fate for fate in self.of(address) if environment is None or environment in fate.environments]
        if not found:
            raise UsageError(f"`{address}` is not in the environment `{environment}`")
        if capability not in found[0].fates:
            raise UsageError(f"there is no capability `{capability}`; there are {', '.join(found[0].fates)}")
        held = [fate.fates[capability].state in WHOLE for fate in found]
        reasons = tuple(line for fate in found for line in _reasons(fate, capability))
        question = f"{address} keeps `{capability}` in {self.scenario.id}"
        return Answer(any(held) if anywhere else all(held), question, reasons)

    @property
    def critical_lost(self) -> tuple[WorkloadFate, ...]:
        """Critical workloads, by declaration or assumption, that certainly stop and have no replica that goes on."""
        return tuple(fate for fate in self.workloads if fate.lost and fate.criticality.level in CRITICAL)

    @property
    def ranked(self) -> bool:
        """Whether the criticality of any workload is declared or assumed, so that `critical_lost` can say anything."""
        return any(fate.criticality.declared or fate.criticality.level != "standard" for fate in self.workloads)


def _reasons(fate: WorkloadFate, capability: Capability) -> list[str]:
    replayed = fate.fates[capability]
    where = f" ({', '.join(filter(None, fate.environments))})" if any(fate.environments) else ""
    found = explained(replayed)
    return [f"  {fate.address}{where}: {replayed.state}", *(f"    {line}" for line in (*found.summary, *found.lines))]


def names(asked: str, address: str) -> bool:
    """Whether `asked` means `address`: in full or from its type on, with instance keys or without."""
    plain = without_instances(address)
    return any(asked == whole or whole.endswith("." + asked) for whole in (address, plain))


def simulate(
    assessments: Sequence[Assessment], scenario: Scenario, occasions: Iterable[Occasion] = ()
) -> Simulation:  # fmt: skip
    """Replay `scenario` in every environment, for the workloads that are declared there."""
    found = [fate for assessment in assessments for fate in _of_environment(assessment, scenario)]
    declared = [fate for fate in found if fate.resource.mode == "managed"]
    others = {fate.resource.key for fate in found if fate.resource.mode != "managed"}
    return Simulation(scenario, tuple(sorted(_merged(declared), key=_worst_first)), tuple(occasions), len(others))


def _of_environment(assessment: Assessment, scenario: Scenario) -> list[WorkloadFate]:
    replayed = replay(with_carried(assessment), scenario, assessment.catalogue)
    twins: dict[object, list[Key]] = defaultdict(list)
    for key, fates in replayed.items():
        if fates["run"].state in WHOLE:
            twins[_whose(assessment, key)].append(key)
    return [
        WorkloadFate(
            assessment.graph.resources[key],
            (assessment.graph.environment,),
            assessment.criticality[key],
            fates,
            () if fates["run"].state in WHOLE else _elsewhere(assessment, key, twins.get(_whose(assessment, key), ())),
        )
        for key, fates in replayed.items()
    ]


def _elsewhere(assessment: Assessment, key: Key, twins: Iterable[Key]) -> tuple[Key, ...]:
    """The twins that can stand in: of the same declaration, or written once more for another region.

    What else one module makes beside it, in the same place, is another part of the system.
    """
    resources = assessment.graph.resources
    own = resources[key]
    place = own.value("region")
    return tuple(
        twin
        for twin in twins
        if resources[twin].header == own.header or _differ(place, resources[twin].value("region"))
    )


def _differ(one: object, other: object) -> bool:
    """Whether two regions are known and not the same."""
    return isinstance(one, str) and isinstance(other, str) and one != other


def _whose(assessment: Assessment, key: Key) -> object:
    """What replicas of one workload have in common."""
    name = assessment.derived.get(key, {}).get("workload.name")
    return assessment.graph.resources[key].kind, str(name.value) if name else key


def _merged(fates: Iterable[WorkloadFate]) -> Iterable[WorkloadFate]:
    """One entry where a workload fares the same in several environments."""
    kept: dict[tuple[object, ...], WorkloadFate] = {}
    for fate in fates:
        states = tuple((item.state, item.since, item.until, item.verdict.reason) for item in fate.fates.values())
        key = (fate.resource.key, fate.criticality, states, fate.elsewhere)
        first = kept.get(key)
        kept[key] = first._replace(environments=(*first.environments, *fate.environments)) if first else fate
    return kept.values()


def _worst_first(fate: WorkloadFate) -> tuple[object, ...]:
    """By how it runs, how much it matters, how it starts and deploys; then by name, so that the order is stable."""
    run, start, deploy = (-STATES.index(fate.fates[name].state) for name in ("run", "start", "deploy"))
    return run, LEVELS.index(fate.criticality.level), start, deploy, fate.resource.key, fate.environments


def busiest_region(assessments: Iterable[Assessment]) -> str:
    """The region with most workloads, the first by name of several; empty where no region is known."""
    count: dict[str, set[Key]] = defaultdict(set)
    for assessment in assessments:
        for key in assessment.needs:
            region = assessment.graph.resources[key].value("region")
            if isinstance(region, str) and region:
                count[region].add(key)
    return min(count, key=lambda name: (-len(count[name]), name), default="")


Summary = Mapping[str, int]


def summary(simulation: Simulation) -> Summary:
    """State -> number of workloads that fare so while they run, worst first; states that nobody is in are left out."""
    states = [fate.run.state for fate in simulation.workloads]
    return {state: states.count(state) for state in reversed(STATES) if state in states}
