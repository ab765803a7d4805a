"""From a graph to an `Assessment`: the one place where token paths become properties that rules can name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from idlint.graph.resources import Key, Property, ResourceGraph
from idlint.resilience.assessment import Assessment
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.criticality import criticality
from idlint.resilience.cuts import Cuts, Cutter
from idlint.resilience.derived import Advice, tree_properties
from idlint.resilience.estate import Estate
from idlint.resilience.trees import grow
from idlint.resilience.workloads import workload_properties
from idlint.settings import Settings

K = TypeVar("K")
V = TypeVar("V")


def assess_all(
    graphs: Sequence[ResourceGraph], settings: Settings, catalogue: Catalogue, today: date
) -> tuple[Assessment, ...]:
    """Every environment; a piece that several have in common is assessed once."""
    cutter, advice = Cutter(catalogue), Advice(catalogue)
    pieces = {id(piece): piece for graph in graphs for piece in graph.pieces}
    made = {one: _of_piece(Estate(piece, catalogue, today), settings, cutter, advice) for one, piece in pieces.items()}
    return tuple([_together(graph, [made[id(piece)] for piece in graph.pieces]) for graph in graphs])


def assess(graph: ResourceGraph, settings: Settings, catalogue: Catalogue, today: date) -> Assessment:
    """Everything about `graph` that follows from credentials and failure domains on the day `today`.

    Every workload has the derived properties of its three fault trees (`run.single_points`, `start.pairs`, …),
    `workload.name` and `workload.criticality`; machines have `boot.*`. `resilience.properties` lists them all.
    """
    return assess_all((graph,), settings, catalogue, today)[0]


def _of_piece(estate: Estate, settings: Settings, cutter: Cutter, advice: Advice) -> Assessment:
    graph = estate.graph
    levels = criticality(graph, settings.criticality)
    needs = grow(estate)
    cuts = {key: Cuts(found, cutter) for key, found in needs.items()}
    derived: dict[Key, Mapping[str, Property]] = dict(estate.boot)
    for key, found in needs.items():
        workload = graph.resources[key]
        own = {**workload_properties(graph, workload, levels[key]), **derived.get(key, {})}
        derived[key] = tree_properties(workload, found, cuts[key], cutter, advice, own)
    return Assessment(graph, levels, needs, derived, cuts, estate.catalogue)


def _together(graph: ResourceGraph, pieces: Sequence[Assessment]) -> Assessment:
    """An environment of these pieces: links never lead from one to another, so that each stands by itself."""
    if [piece.graph for piece in pieces] == [graph]:
        return pieces[0]
    return Assessment(
        graph,
        _all(piece.criticality for piece in pieces),
        _all(piece.needs for piece in pieces),
        _all(piece.derived for piece in pieces),
        _all(piece.cuts for piece in pieces),
        pieces[0].catalogue,
        tuple(pieces),
    )


def _all(mappings: Iterable[Mapping[K, V]]) -> dict[K, V]:
    found: dict[K, V] = {}
    for one in mappings:
        found.update(one)
    return found
