"""`idlint simulate`: replay an outage against the repository."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from idlint.cli import options
from idlint.cli.output import style_for, write
from idlint.report.counts import plural
from idlint.report.terminal import Style

if TYPE_CHECKING:
    from idlint.resilience.scenarios import Scenario
    from idlint.resilience.simulation import Simulation
    from idlint.studies import Study

UNRANKED = (
    "idlint: --fail-on critical-lost: nothing says how much any workload matters, so that nothing could fail: "
    'declare it with a tag (criticality = "high") or in the configuration ([tool.idlint.criticality])'
)


@click.command()
@click.argument("scenario", required=False, default="")
@options.paths
@click.option("--what-if", "domains", multiple=True, metavar="DOMAIN", help="No scenario: let this domain fail.")
@click.option("--hours", type=click.FloatRange(min=0.1, max=9999), metavar="N", help="How long a --what-if lasts [12].")
@click.option(
    "--region", "regions", multiple=True, metavar="REGION", help="The region that is hit, as if it had been ours."
)
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    metavar="YYYY-MM-DD[THH:MM]",
    help="When it begins, in UTC [as published].",
)
@options.form("text", "json", "markdown")
@click.option("--fail-on", type=click.Choice(["critical-lost"]), help="Exit with 1 where a critical workload is lost.")
@click.option("--list", "listed", is_flag=True, help="List the scenarios.")
@options.now("The date to judge credentials by")
@options.jobs
def command(
    scenario: str, paths: tuple[Path, ...], listed: bool, format_name: str, fail_on: str | None, **given: Any
) -> int:
    """Replay SCENARIO against the repository that holds PATHS, or what --what-if says.

    For each workload: whether it goes on running, whether a new instance of it would start, whether it could be
    deployed; why, what saves it, and how it comes back. Worst first.
    """
    from idlint import studies

    if (given["domains"] or listed) and scenario:  # then the first word is a path
        scenario, paths = "", (Path(scenario), *paths)
    if listed:
        write(_listing(studies.scenarios(paths), format_name, style_for(None)), None)
        return 0
    study = studies.study(paths, now=given["now"], jobs=given["jobs"])
    found = studies.chosen(
        study, scenario, given["domains"], regions=given["regions"], at=given["at"], hours=given["hours"]
    )
    simulation = studies.simulate(study, found)
    write(_render(study, simulation, format_name), None)
    return _exit_code(simulation) if fail_on else 0


def _render(study: Study, simulation: Simulation, format_name: str) -> str:
    from idlint.report import simulation as data
    from idlint.report import simulation_markdown, simulation_text
    from idlint.report.json import dumps

    made = data.simulation_data(simulation, study.place(data.locations(simulation)))
    if format_name == "json":
        return dumps(made)
    if format_name == "markdown":
        return simulation_markdown.render(made)
    return simulation_text.render(made, style_for(None))


def _exit_code(simulation: Simulation) -> int:
    """1 where a critical workload is lost, or where nobody could tell which are critical."""
    if not simulation.ranked:
        click.echo(UNRANKED, err=True)
        return 1
    lost = simulation.critical_lost
    if lost:
        names = ", ".join(dict.fromkeys(fate.address for fate in lost))
        count = f"{plural(len(lost), 'critical workload')} {'is' if len(lost) == 1 else 'are'} lost"
        click.echo(f"idlint: --fail-on critical-lost: {count}: {names}", err=True)
    return int(bool(lost))


def _listing(known: Iterable[Scenario], format_name: str, style: Style) -> str:
    from idlint.report import simulation, simulation_markdown, simulation_text
    from idlint.report.json import dumps

    made = simulation.scenarios_data(known)
    if format_name == "json":
        return dumps(made)
    if format_name == "markdown":
        return simulation_markdown.listing(made)
    return simulation_text.listing(made, style)
