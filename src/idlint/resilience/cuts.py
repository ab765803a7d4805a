"""Cut sets of a fault tree: which failure domains take a capability away.

A capability is lost when one of its dependencies is (AND over dependencies); a dependency is lost when
all of its paths are (OR over paths); a path is lost with any domain it needs. A single point of failure
of a dependency is therefore a domain in the intersection of its paths: linear in the size of the paths.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.domains import closed_upward


class SinglePoints(NamedTuple):
    """The cut sets of size one of one capability."""

    certain: tuple[str, ...]
    """Sorted domains whose failure alone takes the capability away, whatever is unknown."""
    unknown: str
    """Why there may be more, or empty."""
    lost: tuple[Dependency, ...]
    """The dependencies that the certain domains take away."""


def single_points(needs: Iterable[Dependency]) -> SinglePoints:
    """The single points of failure over all dependencies of a capability."""
    certain: set[str] = set()
    lost: list[Dependency] = []
    unknown = ""
    for dependency in needs:
        if dependency.incomplete:
            unknown = unknown or dependency.incomplete
            continue
        shared = _shared(dependency.paths)
        sure = [path for path in dependency.paths if not path.maybe]
        if shared and sure:
            certain |= shared
            lost.append(dependency)
        elif _shared(sure) or (shared and not sure):
            unknown = unknown or next(path.maybe for path in dependency.paths if path.maybe)
    return SinglePoints(tuple(sorted(certain)), unknown, tuple(lost))


def _shared(paths: Iterable[TokenPath]) -> frozenset[str]:
    """The domains that every path needs; a dependency without any path has none to lose."""
    closed = [closed_upward(path.domains) for path in paths]
    return reduce(frozenset.intersection, closed) if closed else frozenset()
