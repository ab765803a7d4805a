"""What the fixture `idlint` gives: the repository's graph, its findings, and outages replayed, made to be asserted on.

Everything is read once a session, when a test first asks for it. What an assertion that failed was told is kept in
`answers`, so that the plugin can show it whole: pytest shows 240 characters of a value on one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path

from idlint.api import analyse_paths
from idlint.errors import UsageError
from idlint.graph.resources import Resource, ResourceGraph
from idlint.policy.findings import Finding
from idlint.report.model import Report
from idlint.resilience.assessment import Capability
from idlint.resilience.names import meant
from idlint.resilience.simulation import Answer, Simulation, WorkloadFate, names
from idlint.studies import Study, chosen, simulate, study


class Graphs(Mapping[str, ResourceGraph]):
    """The graph of every environment, by its name; the name is empty where there are no variable sets."""

    def __init__(self, graphs: Sequence[ResourceGraph]) -> None:
        self._graphs = {graph.environment: graph for graph in graphs}

    def __getitem__(self, environment: str) -> ResourceGraph:
        return self._graphs[environment]

    def __iter__(self) -> Iterator[str]:
        return iter(self._graphs)

    def __len__(self) -> int:
        return len(self._graphs)

    def of_kind(self, *kinds: str) -> tuple[Resource, ...]:
        """The resources of these kinds or traits, `web_app`, `workload`, each once."""
        found = {item.key: item for graph in self._graphs.values() for item in graph.of_kind(*kinds)}
        return tuple(found.values())

    def resource(self, address: str) -> Resource:
        """The first resource that `address` names, in full or by its end; `UsageError` where there is none."""
        known = {key: item for graph in self._graphs.values() for key, item in graph.resources.items()}
        found = next((item for key, item in known.items() if names(address, key.address)), None)
        if found is None:
            raise UsageError(f"there is no `{address}`{meant(address, {key.address for key in known})}")
        return found


class Findings(tuple[Finding, ...]):
    """Findings in the report's order; an assertion that there are none shows them."""

    __slots__ = ()

    def of(self, rule: str) -> Findings:
        """Those of one rule."""
        return Findings(finding for finding in self if finding.rule == rule)

    def at(self, address: str) -> Findings:
        """Those at the resources that `address` names."""
        return Findings(finding for finding in self if any(names(address, item.address) for item in finding.instances))

    def __repr__(self) -> str:
        shown = [f"{finding.rule} in {finding.location.path}: {finding.message}" for finding in self[:3]]
        more = [f"and {len(self) - 3} more"] if len(self) > 3 else []
        return f"<{len(self)} findings: {'; '.join((*shown, *more))}>" if self else "<no findings>"


class Replay:
    """One outage, replayed: what `Simulation` is, with a memory of what it was asked."""

    def __init__(self, simulation: Simulation, answers: list[Answer]) -> None:
        self.simulation = simulation
        self._answers = answers

    @property
    def workloads(self) -> tuple[WorkloadFate, ...]:
        """The fate of every workload, worst first."""
        return self.simulation.workloads

    @property
    def critical_lost(self) -> tuple[str, ...]:
        """The addresses of critical workloads that certainly stop and have no replica that goes on."""
        return tuple(dict.fromkeys(fate.address for fate in self.simulation.critical_lost))

    def survives(
        self, address: str, capability: Capability = "run", *, environment: str | None = None, anywhere: bool = False
    ) -> Answer:
        """Whether the workloads that `address` names keep a capability all the time; see `Simulation.survives`."""
        answer = self.simulation.survives(address, capability, environment=environment, anywhere=anywhere)
        self._answers.append(answer)
        return answer

    def __repr__(self) -> str:
        return f"<{self.simulation.scenario.id}: {len(self.workloads)} workloads>"


class Infrastructure:
    """The repository that holds `root`, as tests see it."""

    def __init__(self, root: Path, answers: list[Answer]) -> None:
        self.root = root
        self._answers = answers
        self._replayed = lru_cache(maxsize=None)(self._replay)

    @cached_property
    def _study(self) -> Study:
        return study((self.root,))

    @cached_property
    def graph(self) -> Graphs:
        """The graph of every environment."""
        return Graphs([assessment.graph for assessment in self._study.assessments])

    @cached_property
    def report(self) -> Report:
        """What `idlint check` reports."""
        return analyse_paths((self.root,), require_input=False).report

    @property
    def findings(self) -> Findings:
        """What `idlint check` finds."""
        return Findings(self.report.findings)

    def simulate(self, scenario: str, *, region: str | Sequence[str] = (), at: datetime | None = None) -> Replay:
        """Replay a scenario; `region` is hit in the place of those that it names, `at` is when it begins (UTC)."""
        return self._replayed(scenario, (), _regions(region), at)

    def what_if(self, *domains: str, at: datetime | None = None) -> Replay:
        """Replay what nobody published: these failure domains fail for twelve hours."""
        return self._replayed("", domains, (), at)

    def _replay(self, name: str, domains: tuple[str, ...], regions: tuple[str, ...], at: datetime | None) -> Replay:
        scenario = chosen(self._study, name, domains, regions=regions, at=at)
        return Replay(simulate(self._study, scenario), self._answers)


def _regions(region: str | Sequence[str]) -> tuple[str, ...]:
    return (region,) if isinstance(region, str) else tuple(region)


def explanations(answers: Sequence[Answer]) -> str:
    """What the failed ones of `answers` say, whole."""
    return "\n\n".join(dict.fromkeys(answer.explanation for answer in answers if not answer))
