"""Loading units: one after another, or spread over processes when that pays.

Only the command line uses processes. A worker that dies (out of memory, killed) makes its units
*skipped* with the reason; nothing else of the run is lost.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from idlint.document import Demand, Document, Unit
from idlint.languages import find_pipelines, find_units, invocations, load
from idlint.settings import Settings
from idlint.source import SourceTree

if TYPE_CHECKING:
    from concurrent.futures import Future


MIN_BYTES = 1_000_000
MIN_UNITS = 4
"""Below these, starting processes costs more than it saves."""

BUNDLES_PER_WORKER = 6
"""Enough to even out units of different cost, few enough to keep the traffic small."""


class Loaded(NamedTuple):
    """What loading gave."""

    documents: tuple[Document, ...]
    """In the order of the units, whatever the number of workers."""
    skipped: dict[str, str]
    """File of a unit whose worker died -> why."""


def load_all(tree: SourceTree, units: Sequence[Unit], demand: Demand, settings: Settings, jobs: int = 1) -> Loaded:
    """Every unit, with up to `jobs` processes where the input is large enough to pay for them."""
    jobs = min(jobs, len(units))
    if jobs < 2 or len(units) < MIN_UNITS or sum(unit.size for unit in units) < MIN_BYTES:
        return Loaded(tuple(load(tree, unit, demand, settings) for unit in units), {})
    return _load_in_pool(tree, units, demand, settings, jobs)


def load_repository(
    tree: SourceTree, files: Sequence[str], demand: Demand, settings: Settings, jobs: int = 1
) -> Loaded:  # fmt: skip
    """Everything among the candidate `files`: pipelines first, since they say what the other units are applied with."""
    first = load_all(tree, find_pipelines(tree, files, settings), demand, settings, jobs)
    units = find_units(tree, files, invocations(first.documents), settings)
    then = load_all(tree, units, demand, settings, jobs)
    return Loaded(first.documents + then.documents, {**first.skipped, **then.skipped})


_worker: tuple[SourceTree, Demand, Settings]
"""What every task of one worker process shares; set once, before its first task."""


def _start(tree: SourceTree, demand: Demand, settings: Settings) -> None:
    global _worker  # noqa: PLW0603 - the only way to hand a worker process what all its tasks share
    _worker = (tree, demand, settings)


def _load_bundle(units: Sequence[Unit]) -> list[Document]:
    tree, demand, settings = _worker
    return [load(tree, unit, demand, settings) for unit in units]


Bundle = list[int]
"""Indices of the units that one task loads."""


def _load_in_pool(tree: SourceTree, units: Sequence[Unit], demand: Demand, settings: Settings, jobs: int) -> Loaded:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    bundles = _bundles(units, jobs * BUNDLES_PER_WORKER)
    # fork shares the imported modules and costs milliseconds; elsewhere the platform's default is the safe one.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    with ProcessPoolExecutor(jobs, context, _start, (tree, demand, settings)) as pool:
        tasks = [pool.submit(_load_bundle, [units[index] for index in bundle]) for bundle in bundles]
        return _collect(units, zip(bundles, tasks, strict=True))


def _collect(units: Sequence[Unit], tasks: Iterable[tuple[Bundle, Future[list[Document]]]]) -> Loaded:
    from concurrent.futures.process import BrokenProcessPool

    documents: dict[int, Document] = {}
    skipped: dict[str, str] = {}
    for bundle, task in tasks:
        try:
            documents.update(zip(bundle, task.result(), strict=True))
        except BrokenProcessPool:
            skipped.update({file: "the worker process died" for index in bundle for file in units[index].files})
    return Loaded(tuple(documents[index] for index in sorted(documents)), skipped)


def _bundles(units: Sequence[Unit], number: int) -> list[Bundle]:
    """The units in at most `number` bundles of about equal size, the heaviest first."""
    bundles: list[Bundle] = [[] for _ in range(min(number, len(units)))]
    weights = [0] * len(bundles)
    for index in sorted(range(len(units)), key=lambda index: -units[index].size):
        lightest = weights.index(min(weights))
        bundles[lightest].append(index)
        weights[lightest] += units[index].size + 1
    return bundles
