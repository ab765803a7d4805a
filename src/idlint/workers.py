"""Loading units: one after another, or spread over processes when that pays.

Only the command line uses processes. A worker that dies (out of memory, killed) makes its units
*skipped* with the reason; nothing else of the run is lost.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from idlint.document import Demand, Document, Unit
from idlint.graph.linked import Linked
from idlint.languages import find_pipelines, find_units, invocations, load
from idlint.settings import Settings
from idlint.source import SourceTree

if TYPE_CHECKING:
    from concurrent.futures import Future


MIN_BYTES = 1_000_000
MIN_UNITS = 4
"""Below these, starting processes costs more than it saves."""

PIPELINE_COST = 10
"""How much longer a byte of a pipeline takes than one of anything else: it is YAML, with templates and scripts."""

SWEPT_BYTES = 3_000_000
"""Bytes of Terraform after which syntax trees and evaluators are swept up, and a third of that of anything else, whose
templates are evaluated with all that they call; a smaller repository ends before."""


def _load_in_pool(
    tree: SourceTree, units: Sequence[Unit], demand: Demand, settings: Settings, jobs: int, read: Read
) -> Loaded:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    bundles = _bundles(units, jobs * BUNDLES_PER_WORKER)
    # fork shares the imported modules and costs milliseconds; elsewhere the platform's default is the safe one.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    with ProcessPoolExecutor(jobs, context, _start, (tree, demand, settings)) as pool:
        tasks = {pool.submit(_load_bundle, [units[index] for index in bundle]): bundle for bundle in bundles}
        skipped: dict[str, str] = {}
        return _gathered(_arriving(units, tasks, skipped), skipped, read)


def _arriving(
    units: Sequence[Unit], tasks: Mapping[Future[list[Document]], Bundle], skipped: dict[str, str]
) -> Iterator[dict[int, Document]]:
    """The documents of each bundle as soon as they are there; the files of those that never come are `skipped`."""
    from concurrent.futures import as_completed
    from concurrent.futures.process import BrokenProcessPool

    for task in as_completed(tasks):
        try:
            yield dict(zip(tasks[task], task.result(), strict=True))
        except BrokenProcessPool:
            skipped.update({file: "the worker process died" for index in tasks[task] for file in units[index].files})


def _bundles(units: Sequence[Unit], number: int) -> list[Bundle]:
    """The units in at most `number` bundles of about equal size, the heaviest first."""
    bundles: list[Bundle] = [[] for _ in range(min(number, len(units)))]
    weights = [0] * len(bundles)
    for index in sorted(range(len(units)), key=lambda index: -units[index].size):
        lightest = weights.index(min(weights))
        bundles[lightest].append(index)
        weights[lightest] += units[index].size + 1
    return bundles
