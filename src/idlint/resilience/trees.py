"""The fault trees of a whole environment: what every workload needs for every capability, nested and bounded.

A workload that calls another one needs all that the other one needs to run. What runs in a circle, or hangs on a
chain longer than anybody follows, is an explicit unknown and no endless tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from idlint.graph.resources import Key
from idlint.resilience.assessment import Dependency, Needs
from idlint.resilience.deploying import Deploying
from idlint.resilience.estate import Estate
from idlint.resilience.running import running
from idlint.resilience.starting import starting

MAX_CHAIN = 20
"""Workloads that call one another in a row; the tree of a longer chain ends with an unknown."""

CIRCLE = "workloads that need one another in a circle"
CHAIN = f"a chain of more than {MAX_CHAIN} workloads"

Trees = Mapping[Key, tuple[Dependency, ...]]


def grow(estate: Estate) -> dict[Key, Needs]:
    """The needs of every workload of the environment."""
    workloads = {resource.key: resource for resource in estate.graph.of_kind("workload")}
    runs = nested({key: tuple(running(estate, workload)) for key, workload in workloads.items()})
    deploying = Deploying(estate)
    return {
        key: {
            "run": runs[key],
            "start": (*runs[key], *starting(estate, workload)),
            "deploy": deploying.needs(workload),
        }
        for key, workload in workloads.items()
    }


def nested(own: Trees) -> dict[Key, tuple[Dependency, ...]]:
    """Every workload's tree, dependencies on other workloads with what these need; linear in the trees' size."""
    called = {key: [item.target for item in tree if item.target in own] for key, tree in own.items()}
    circular = _circular(called)
    done: dict[Key, tuple[Dependency, ...]] = {}
    depth: dict[Key, int] = {}
    for key in _callees_first(called, circular):
        depth[key] = 1 + max((depth.get(target, 0) for target in called[key] if target is not None), default=0)
        done[key] = tuple(_with_callee(item, key in circular, circular, done, depth) for item in own[key])
    return {key: done[key] for key in own}


def _circular(called: Mapping[Key, Iterable[Key | None]]) -> frozenset[Key]:
    """The workloads in circles, or between two of them: what is left when ends and beginnings are taken away."""
    left = {key: {target for target in targets if target is not None} for key, targets in called.items()}
    while True:
        callees = {target for targets in left.values() for target in targets}
        inner = {
            key: targets & left.keys() for key, targets in left.items() if key in callees and targets & left.keys()
        }
        if len(inner) == len(left) and all(inner[key] == left[key] for key in inner):
            return frozenset(left)
        left = inner


def _callees_first(called: Mapping[Key, Iterable[Key | None]], circular: frozenset[Key]) -> Iterator[Key]:
    """Every workload after those that it calls, calls within circles aside; without recursion."""
    seen: set[Key] = set()
    for start in called:
        waiting: list[tuple[Key, bool]] = [(start, False)]
        while waiting:
            key, expanded = waiting.pop()
            if expanded:
                yield key
            elif key not in seen:
                seen.add(key)
                inside = key in circular
                waiting.append((key, True))
                waiting += [
                    (target, False)
                    for target in called[key]
                    if target is not None and not (inside and target in circular)
                ]


def _with_callee(
    item: Dependency, inside: bool, circular: frozenset[Key], done: Trees, depth: Mapping[Key, int]
) -> Dependency:
    """A dependency on a workload with all that this one needs to run; any other one as it is."""
    target = item.target
    if target is None or (target not in done and not (inside and target in circular)):
        return item
    if target not in done or (inside and target in circular):
        return item._replace(incomplete=item.incomplete or CIRCLE)
    if depth[target] >= MAX_CHAIN:
        return item._replace(incomplete=item.incomplete or CHAIN)
    return item._replace(paths=tuple(path._replace(needs=(*path.needs, *done[target])) for path in item.paths))
