"""Studies of a repository that are no checks: outages replayed against it, its identities, its runbook.

Each reads the whole repository as `check` does and ends in plain records; the paths choose what is shown of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from idlint.api import load_rules
from idlint.errors import RuleError, UsageError
from idlint.graph.build import join, reader
from idlint.graph.kinds import demand
from idlint.graph.resources import Resource
from idlint.plugins import Plugins, load_plugins
from idlint.records import NamedTuple
from idlint.report.frames import places
from idlint.repository import Repository, open_repository
from idlint.resilience.assess import assess_all
from idlint.resilience.assessment import Assessment
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.inventory import Identity
from idlint.resilience.inventory import inventory as audit
from idlint.resilience.occasions import occasions
from idlint.resilience.playbook import Playbook
from idlint.resilience.playbook import playbook as facts
from idlint.resilience.scenario_files import load_scenarios
from idlint.resilience.scenarios import Scenario, find, moved, what_if
from idlint.resilience.simulation import Simulation, busiest_region
from idlint.resilience.simulation import simulate as replay_all
from idlint.source import Location, Position
from idlint.workers import load_repository


class Study(NamedTuple):
    """A repository, understood; everything else is made from it."""

    repository: Repository
    assessments: tuple[Assessment, ...]
    """One for each environment."""
    catalogue: Catalogue
    scenarios: tuple[Scenario, ...]
    """Every one there is: ours, those of plugins, those in folders that the configuration names."""
    today: date

    def shows(self, resource: Resource) -> bool:
        """Whether the named paths ask about a resource: where it is written, or the deployment that it is part of."""
        return self.repository.in_focus(resource.header.path) or self.repository.in_focus(resource.key.deployment)

    def place(self, locations: Iterable[Location]) -> Callable[[Location], Position]:
        """Lines and columns of `locations`."""
        found = places(list(locations), self.repository.tree.read_any)
        return lambda location: found[location].position


def study(paths: Sequence[Path] = (), *, now: date | None = None, jobs: int = 1) -> Study:
    """Read the repository that holds `paths`; an `IdlintError` where that fails."""
    repository = open_repository(paths)
    plugins = load_plugins()
    ruleset = load_rules(plugins, repository)
    loaded = load_repository(
        repository.tree, repository.discovery.files, demand(ruleset.vocabulary), repository.settings, jobs,
        reader(ruleset.vocabulary),
    )  # fmt: skip
    today = now or date.today()
    graphs = join(loaded.documents, loaded.parts)
    assessments = assess_all(graphs, repository.settings, ruleset.catalogue, today)
    scenarios = load_scenarios(_folders(plugins, repository), ruleset.catalogue)
    return Study(repository, assessments, ruleset.catalogue, scenarios, today)


def scenarios(paths: Sequence[Path] = ()) -> tuple[Scenario, ...]:
    """Every scenario that the repository of `paths` can be put to, without reading its infrastructure code."""
    repository = open_repository(paths, require_input=False)
    plugins = load_plugins()
    return load_scenarios(_folders(plugins, repository), load_rules(plugins, repository).catalogue)


def _folders(plugins: Plugins, repository: Repository) -> list[Path]:
    shipped = [pack.scenarios for pack in plugins.packs if pack.scenarios]
    return [*shipped, *_configured(repository)]


def _configured(repository: Repository) -> Iterator[Path]:
    for name in repository.settings.scenarios:
        folder = repository.tree.root / name
        if not folder.is_dir():
            raise RuleError(f"{repository.settings.file}: `scenarios`: {name} is not a folder of the repository")
        yield folder


def chosen(
    study: Study, name: str, domains: Sequence[str] = (), *, regions: Sequence[str] = (), at: datetime | None = None,
    hours: float | None = None,
) -> Scenario:  # fmt: skip
    """The scenario called `name`, else the one in which `domains` fail; moved to `regions` and to the time `at` (UTC).

    `UsageError` where there is no such scenario or domain, or where both or neither are asked for.
    """
    if bool(name) == bool(domains):
        raise UsageError("name a scenario, or domains with --what-if; `idlint simulate --list` names all scenarios")
    if hours is not None and not domains:
        raise UsageError("--hours is the length of a --what-if; a scenario has its own")
    scenario = find(name, study.scenarios) if name else what_if(domains, study.catalogue, **_length(hours))
    if regions or scenario.needs_region:
        scenario = moved(scenario, regions or _busiest(study))
    return scenario if at is None else scenario._replace(began=at.replace(tzinfo=UTC))


def _length(hours: float | None) -> dict[str, float]:
    return {} if hours is None else {"hours": hours}


def _busiest(study: Study) -> list[str]:
    region = busiest_region(study.assessments)
    if not region:
        raise UsageError("the region of no workload is known: say with --region which one is meant")
    return [region]


def simulate(study: Study, scenario: Scenario) -> Simulation:
    """What the scenario does to the workloads that the named paths ask about."""
    whole = replay_all(study.assessments, scenario, occasions(study.assessments, scenario, study.today))
    shown = tuple(fate for fate in whole.workloads if study.shows(fate.resource))
    return whole._replace(workloads=shown)


def inventory(study: Study) -> tuple[Identity, ...]:
    """Every identity that the named paths ask about, the most critical first."""
    return tuple(identity for identity in audit(study.assessments) if study.shows(identity.resource))


def playbook(study: Study) -> Playbook:
    """The runbook's facts, about what the named paths ask for."""
    return facts(study.assessments, study.catalogue, study.repository.settings.assume, study.shows)
