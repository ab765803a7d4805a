"""From a graph to an `Assessment`: the one place where token paths become properties that rules can name."""

from __future__ import annotations

from idlint.graph.resources import Property, Resource, ResourceGraph
from idlint.resilience.assessment import Assessment, Needs
from idlint.resilience.boot import boot_properties
from idlint.resilience.criticality import criticality
from idlint.resilience.cuts import single_points
from idlint.resilience.paths import SECRETS_IN, needs_of
from idlint.resilience.workloads import workload_properties
from idlint.settings import Settings
from idlint.values import Unknown, Value


def assess(graph: ResourceGraph, settings: Settings) -> Assessment:
    """Everything about `graph` that follows from credentials and failure domains.

    Derived properties of every workload: `run.single_points` (sorted domain names; Unknown where evidence is
    incomplete), `run.targets` (what those domains take away), `run.credentials` (credential classes in use),
    `workload.name` and `workload.criticality` (what is one workload, and what is declared of it). Machines have
    `boot.*` (see `resilience.boot`).
    """
    needs = {resource.key: needs_of(graph, resource) for resource in graph.of_kind("workload")}
    levels = criticality(graph, settings.criticality)
    derived = {
        key: _derived(graph.resources[key], found) | workload_properties(graph, graph.resources[key], levels[key])
        for key, found in needs.items()
    }
    for key, properties in boot_properties(graph).items():
        derived[key] = derived.get(key, {}) | properties
    return Assessment(graph, levels, needs, derived)


def _derived(resource: Resource, needs: Needs) -> dict[str, Property]:
    run = needs.get("run", ())
    points = single_points(run)
    location = resource.header
    certain: Value = list(points.certain)
    if points.unknown and not points.certain:
        certain = Unknown(points.unknown)
    named = {dependency.text for dependency in points.lost}
    targets = sorted(text for text in named if text.removeprefix(SECRETS_IN) not in named - {text})
    classes = sorted({path.credential for dependency in run for path in dependency.paths})
    return {
        "run.single_points": Property(certain, location),
        "run.targets": Property([*targets], location),
        "run.credentials": Property([*classes], location),
    }
