"""The example in every shipped outage: printed in full, and the same for its Terraform and its Bicep half."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from idlint import studies
from idlint.report import simulation_text
from idlint.report.simulation import locations, simulation_data
from idlint.report.terminal import Style
from idlint.resilience.simulation import Simulation
from idlint.studies import Study

EXAMPLE = Path(__file__).parent.parent / "examples" / "bicep_tf"
TODAY = date(2026, 12, 1)
SCENARIOS = [path.stem for path in sorted((Path(__file__).parent.parent / "scenarios").glob("*.yaml"))]
HALVES = ("terraform", "bicep")


@pytest.fixture(scope="module")
def halves() -> dict[str, Study]:
    return {half: studies.study([EXAMPLE / half], now=TODAY) for half in HALVES}


def replayed(study: Study, scenario: str) -> Simulation:
    return studies.simulate(study, studies.chosen(study, scenario))


def fates(simulation: Simulation) -> Counter[tuple[object, ...]]:
    """How workloads fare, without their names, which differ."""
    return Counter(
        (
            fate.resource.kind,
            fate.environments,
            fate.criticality.level,
            *(
                (name, found.state, round(found.since, 2), found.until and round(found.until, 2), found.recovers)
                for name, found in fate.fates.items()
            ),
        )
        for fate in simulation.workloads
    )


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_both_halves_fare_alike(halves: dict[str, Study], scenario: str) -> None:
    terraform, bicep = (fates(replayed(halves[half], scenario)) for half in HALVES)
    assert terraform == bicep
    assert terraform.total() == 10


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_an_outage_does_is_printed(
    halves: dict[str, Study], golden: Callable[[str, str], None], scenario: str, half: str
) -> None:
    simulation = replayed(halves[half], scenario)
    data = simulation_data(simulation, halves[half].place(locations(simulation)))
    golden(f"{scenario}.{half}.txt", simulation_text.render(data, Style(width=100)))


@pytest.mark.parametrize("width", [60, 80, 140])
def test_lines_fit_the_terminal_unless_a_name_is_longer(halves: dict[str, Study], width: int) -> None:
    study = halves["terraform"]
    simulation = replayed(study, "azure-managed-identity-2026-02")
    data = simulation_data(simulation, study.place(locations(simulation)))
    for line in simulation_text.render(data, Style(width=width)).splitlines():
        assert len(line) <= width or len(line.split()) <= 2, line
