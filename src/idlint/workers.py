"""Loading units: one after another, or spread over processes when that pays.

Only the command line uses processes. A worker that dies (out of memory, killed) makes its units
*skipped* with the reason; nothing else of the run is lost.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TypeAlias

from idlint import forks, lookahead
from idlint.document import Demand, Document, Unit
from idlint.graph.linked import Linked
from idlint.languages import find_pipelines, find_units, invocations, load, prepare
from idlint.records import NamedTuple
from idlint.room import roomy
from idlint.settings import Settings
from idlint.source import SourceTree

MIN_BYTES = 1_000_000
MIN_UNITS = 4
"""Below these, starting processes costs more than it saves."""

PIPELINE_COST = 10
"""How much longer a byte of a pipeline takes than one of anything else: it is YAML, with templates and scripts."""

SWEPT_BYTES = 1_000_000
"""Bytes of templates and pipelines, which are evaluated with all that they call, after which evaluators are swept up;
ten times that of Terraform, which leaves little in circles (5,000 objects for 3 MB)."""

BUNDLES_PER_WORKER = 6
"""Enough to even out units of different cost, few enough to keep the traffic small."""


class Loaded(NamedTuple):
    """What loading gave."""

    documents: tuple[Document, ...]
    """In the order of the units, whatever the number of workers."""
    skipped: dict[str, str]
    """File of a unit whose worker died -> why."""
    parts: tuple[Linked, ...] = ()
    """The documents' deployments, as far as they were to be read, in the same order."""


Read: TypeAlias = Callable[[Document], Sequence[Linked]]
"""What is done with each document in our own process, while others are still being loaded."""


def _unread(_: Document) -> Sequence[Linked]:
    return ()


def _nothing() -> None:
    """What most have to do while they wait."""


def load_all(
    tree: SourceTree,
    units: Sequence[Unit],
    demand: Demand,
    settings: Settings,
    jobs: int = 1,
    read: Read = _unread,
    meanwhile: Callable[[], None] = _nothing,
) -> Loaded:
    """Every unit, with up to `jobs` processes where the input is large enough to pay for them.

    `meanwhile` is done before the first of them has answered.
    """
    jobs = min(jobs, len(units))
    if jobs < 2 or len(units) < MIN_UNITS or sum(map(_weight, units)) < MIN_BYTES:
        meanwhile()
        documents = _one_by_one(tree, units, demand, settings)
        return _gathered(({number: document} for number, document in enumerate(documents)), {}, read)
    return _load_in_pool(tree, units, demand, settings, jobs, read, meanwhile)


def _gathered(arriving: Iterable[Mapping[int, Document]], skipped: dict[str, str], read: Read) -> Loaded:
    """Documents with the numbers of their units, each read as it arrives, in the order of the units."""
    made = {number: (document, read(document)) for documents in arriving for number, document in documents.items()}
    ordered = [made[number] for number in sorted(made)]
    parts = tuple(part for _, parts in ordered for part in parts)
    return Loaded(tuple(document for document, _ in ordered), skipped, parts)


def _one_by_one(tree: SourceTree, units: Iterable[Unit], demand: Demand, settings: Settings) -> Iterator[Document]:
    """Each unit; what they leave behind in circles is swept up from time to time, where the collector is off."""
    unswept = 0
    for unit in units:
        yield load(tree, unit, demand, settings)
        unswept += unit.size // (10 if unit.language == "terraform" else 1)
        if unswept > SWEPT_BYTES and not gc.isenabled():
            gc.collect()
            gc.freeze()  # what is left stays to the end, so that the next sweep need not look at it
            unswept = 0


def _weight(unit: Unit) -> int:
    """How long a unit takes, measured in bytes of Terraform."""
    return unit.size * (PIPELINE_COST if unit.role == "pipeline" else 1)


@roomy
def load_repository(
    tree: SourceTree, files: Sequence[str], demand: Demand, settings: Settings, jobs: int = 1, read: Read = _unread
) -> Loaded:
    """Everything among the candidate `files`: pipelines first, since they say what the other units are applied with."""
    lookahead.begin(tree, files, jobs)
    pipelines = find_pipelines(tree, files, settings)
    meanwhile = partial(prepare, files) if jobs > 1 else _nothing
    first = load_all(tree, pipelines, demand, settings, jobs, read, meanwhile)
    lookahead.finish(tree)
    units = find_units(tree, files, invocations(first.documents), settings)
    then = load_all(tree, units, demand, settings, jobs, read)
    return Loaded(first.documents + then.documents, {**first.skipped, **then.skipped}, first.parts + then.parts)


Bundle = list[int]
"""Indices of the units that one task loads."""


def _load_in_pool(
    tree: SourceTree,
    units: Sequence[Unit],
    demand: Demand,
    settings: Settings,
    jobs: int,
    read: Read,
    meanwhile: Callable[[], None],
) -> Loaded:
    bundles = _bundles(units, min(jobs * BUNDLES_PER_WORKER, forks.MOST))
    chosen = [[units[index] for index in bundle] for bundle in bundles]
    shared = tree, demand, settings
    loaded = _in_copies(chosen, jobs, shared) if forks.FORKS else _in_interpreters(chosen, jobs, shared)
    meanwhile()
    skipped: dict[str, str] = {}
    return _gathered(_arriving(units, bundles, loaded, skipped), skipped, read)


def _arriving(
    units: Sequence[Unit],
    bundles: Sequence[Bundle],
    loaded: Iterable[tuple[int, list[Document]]],
    skipped: dict[str, str],
) -> Iterator[dict[int, Document]]:
    """The documents of each bundle as soon as they are there; the files of those that never come are `skipped`."""
    missing = dict(enumerate(bundles))
    for number, documents in loaded:
        yield dict(zip(missing.pop(number), documents, strict=True))
    lost = (units[index] for bundle in missing.values() for index in bundle)
    skipped.update({file: "the worker process died" for unit in lost for file in unit.files})


_Shared: TypeAlias = tuple[SourceTree, Demand, Settings]
"""What every task of one worker process shares."""


def _in_copies(bundles: Sequence[Sequence[Unit]], jobs: int, shared: _Shared) -> Iterator[tuple[int, list[Document]]]:
    """The documents of each bundle, loaded by copies of our process."""
    return forks.spread(lambda number: _load_bundle(bundles[number], shared), len(bundles), jobs)


def _in_interpreters(
    bundles: Sequence[Sequence[Unit]], jobs: int, shared: _Shared
) -> Iterator[tuple[int, list[Document]]]:
    """The same by interpreters of their own.

    They look for modules in the working directory unless they are told not to, and that is the repository's.
    """
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool

    os.environ["PYTHONSAFEPATH"] = "1"
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=shared) as pool:
        tasks = {pool.submit(_load_in_interpreter, bundle): number for number, bundle in enumerate(bundles)}
        for task in as_completed(tasks):
            with suppress(BrokenProcessPool):
                yield tasks[task], task.result()


@roomy
def _load_bundle(units: Iterable[Unit], shared: _Shared) -> list[Document]:
    tree, demand, settings = shared
    return list(_one_by_one(tree, units, demand, settings))


_worker: _Shared
"""Set once, before the first task of an interpreter."""


def _start(tree: SourceTree, demand: Demand, settings: Settings) -> None:
    global _worker  # noqa: PLW0603 - the only way to hand a worker process what all its tasks share
    _worker = (tree, demand, settings)


def _load_in_interpreter(units: Sequence[Unit]) -> list[Document]:
    return _load_bundle(units, _worker)


def _bundles(units: Sequence[Unit], number: int) -> list[Bundle]:
    """The units in at most `number` bundles of about equal size, the heaviest first."""
    bundles: list[Bundle] = [[] for _ in range(min(number, len(units)))]
    weights = [0] * len(bundles)
    for index in sorted(range(len(units)), key=lambda index: -units[index].size):
        lightest = weights.index(min(weights))
        bundles[lightest].append(index)
        weights[lightest] += units[index].size + 1
    return bundles
