"""From a graph to an `Assessment`: the one place where token paths become properties that rules can name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from idlint.graph.resources import Key, Property, ResourceGraph
from idlint.resilience.assessment import Assessment
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.criticality import Judged, criticality
from idlint.resilience.cuts import Cuts, Cutter
from idlint.resilience.derived import Advice, tree_properties
from idlint.resilience.estate import Estate
from idlint.resilience.trees import grow
from idlint.resilience.workloads import workload_properties
from idlint.settings import Settings


def assess_all(
    graphs: Sequence[ResourceGraph], settings: Settings, catalogue: Catalogue, today: date
) -> tuple[Assessment, ...]:
    """Every environment; how critical a resource is that several have in common is judged once."""
    judged: Judged = {}
    return tuple([assess(graph, settings, catalogue, today, judged) for graph in graphs])


def assess(
    graph: ResourceGraph, settings: Settings, catalogue: Catalogue, today: date, judged: Judged | None = None
) -> Assessment:
    """Everything about `graph` that follows from credentials and failure domains on the day `today`.

    Every workload has the derived properties of its three fault trees (`run.single_points`, `start.pairs`, …),
    `workload.name` and `workload.criticality`; machines have `boot.*`. `resilience.properties` lists them all.
    """
    estate = Estate(graph, catalogue, today)
    levels = criticality(graph, settings.criticality, judged)
    needs = grow(estate)
    cutter, advice = Cutter(catalogue), Advice(catalogue)
    cuts = {key: Cuts(found, cutter) for key, found in needs.items()}
    derived: dict[Key, Mapping[str, Property]] = dict(estate.boot)
    for key, found in needs.items():
        workload = graph.resources[key]
        own = {**workload_properties(graph, workload, levels[key]), **derived.get(key, {})}
        derived[key] = tree_properties(workload, found, cuts[key], cutter, advice, own)
    return Assessment(graph, levels, needs, derived, cuts, catalogue)
