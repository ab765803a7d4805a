"""What an outage does to one workload: its fault trees, evaluated against failed and degraded domains.

Contract for whoever replays outages (`simulate`), prints audits (`inventory`) or runbooks (`playbook`):

- `Assessment.needs[key]` has the tree of every workload; `evaluate(needs, outage, catalogue)` judges it. It is pure,
  has no clock, and can be called for every phase of a timeline; a call is linear in the size of the tree.
- An `Outage` is a moment: which domains are failed *now*, and for how many hours each has been. A domain is named
  in full (`azure/managed-identity@westeurope`), globally (`azure/managed-identity`: fails what the catalogue says
  fails with it, so every region), or for every region (`azure/entra@*`, for domains whose regions do not fail with
  the global one). Upward closure by `fails_with` happens here: name causes only.
- A path is lost with any domain it needs, a dependency with all of its paths, a capability with any dependency.
- Only *run* may go on with what was cached: `cached` says how many hours are left, at least and at most. *start* and
  *deploy* need everything afresh.
- A region that is lost takes with it what runs there: a cached token is of no use to whoever is not there, so the host
  is a dependency without any cache.
- `catalogue.template(name) is None` says that nobody knows a domain: a scenario that names one is mistaken.
- Three values: what rests on a path or a dependency that may not exist, on paths that cannot be seen, or on a region
  that is not known, is `unknown` with the reason, never `lost`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, TypeVar

from idlint.records import NamedTuple
from idlint.resilience.assessment import Capability, Dependency, Needs, TokenPath
from idlint.resilience.catalogue import EVERY, Catalogue, has_unknown_region

State: TypeAlias = Literal["survives", "degraded", "cached", "unknown", "lost"]
"""From best to worst. `degraded`: everything needed is there, something of it slow or failing at times."""

STATES: tuple[State, ...] = ("survives", "degraded", "cached", "unknown", "lost")


Name = TypeVar("Name")


class Outage(NamedTuple):
    """The failure domains at one moment."""

    failed: Mapping[str, float]
    """Domain -> hours since it began to fail; 0 at the moment itself."""
    degraded: frozenset[str] = frozenset()
    """Domains that answer slowly or at times."""


class PathFate(NamedTuple):
    """What became of one path."""

    path: TokenPath
    state: State
    by: tuple[str, ...] = ()
    """The failed (or degraded) domains that did it, causes included, sorted; empty where it survives."""
    hours: tuple[float, float] | None = None
    """Where `cached`: for how many more hours, at least and at most."""
    reason: str = ""
    """Where `unknown`: why."""


class DependencyFate(NamedTuple):
    """What became of one dependency."""

    dependency: Dependency
    state: State
    saved_by: TokenPath | None
    """The path that carries it now, where another one does not; None where none is hurt, or nothing but caches do."""
    paths: tuple[PathFate, ...]
    """All paths, in the tree's order."""
    hours: tuple[float, float] | None = None
    """Where `cached`: for how many more hours, at least and at most."""
    reason: str = ""
    """Where `unknown`: why, printable."""


class Verdict(NamedTuple):
    """What became of one capability."""

    capability: Capability
    state: State
    dependencies: tuple[DependencyFate, ...]
    """Every dependency, worst first, else in the tree's order."""
    hours: tuple[float, float] | None = None
    """Where `cached`: until the first of the caches that it lives on ends, at least and at most."""
    reason: str = ""
    """Where `unknown`: why, printable."""

    @property
    def lost(self) -> tuple[DependencyFate, ...]:
        """The dependencies that are lost."""
        return tuple(fate for fate in self.dependencies if fate.state == "lost")

    @property
    def by(self) -> tuple[str, ...]:
        """The domains behind everything that is not whole, sorted."""
        hurt = (fate for fate in self.dependencies if fate.state != "survives")
        return tuple(sorted({name for fate in hurt for path in fate.paths for name in path.by}))


def evaluate(needs: Needs, outage: Outage, catalogue: Catalogue) -> dict[Capability, Verdict]:
    """What becomes of every capability in `needs` while `outage` lasts; see the module for the contract."""
    return evaluate_all({"": needs}, outage, catalogue)[""]


def evaluate_all(
    needs: Mapping[Name, Needs], outage: Outage, catalogue: Catalogue
) -> dict[Name, dict[Capability, Verdict]]:
    """`evaluate` for many workloads at once, `Assessment.needs` as it is: what they share is judged once."""
    judges = {caches: _Judge(outage, catalogue, caches=caches) for caches in (False, True)}
    return {
        name: {
            capability: _capability(capability, tree, judges[capability == "run"]) for capability, tree in found.items()
        }
        for name, found in needs.items()
    }


def _capability(capability: Capability, tree: Iterable[Dependency], judge: _Judge) -> Verdict:
    fates = [judge.dependency(dependency) for dependency in tree]
    fates.sort(key=lambda fate: -STATES.index(fate.state))
    if not fates:
        return Verdict(capability, "unknown", (), None, "nothing shows what it needs")
    return Verdict(capability, fates[0].state, tuple(fates), _first_end(fates), fates[0].reason)


def _first_end(fates: list[DependencyFate]) -> tuple[float, float] | None:
    ends = [fate.hours for fate in fates if fate.hours is not None]
    if fates[0].state != "cached":
        return None
    return min(least for least, _ in ends), min(most for _, most in ends)


class _Judge:
    """One outage against one capability's tree."""

    def __init__(self, outage: Outage, catalogue: Catalogue, *, caches: bool) -> None:
        self.outage = outage
        self.catalogue = catalogue
        self.caches = caches
        self._known: dict[int, DependencyFate] = {}
        self._fates: dict[tuple[str, frozenset[str]], PathFate] = {}

    def dependency(self, dependency: Dependency) -> DependencyFate:
        """The best of its paths decides; what may be missing from the tree turns a loss into unknown."""
        fates = tuple(map(self.path, dependency.paths))
        best = min(fates, key=lambda fate: STATES.index(fate.state), default=None)
        if best is None:
            reason = dependency.incomplete or dependency.maybe or "no way to it is visible"
            return DependencyFate(dependency, "unknown", None, fates, None, reason)
        doubt = _doubt(dependency)
        if best.state == "lost" and doubt:
            return DependencyFate(dependency, "unknown", None, fates, None, doubt)
        hurt = any(fate.state != "survives" for fate in fates)
        saved = best.path if hurt and best.state in {"survives", "degraded"} else None
        return DependencyFate(dependency, best.state, saved, fates, best.hours, best.reason)

    def path(self, path: TokenPath) -> PathFate:
        """The worst of what it needs decides; one that may be no path is unknown while it would carry."""
        fate = self._nested(path, self._own(path))
        if path.maybe and fate.state in {"survives", "degraded", "cached"}:
            return PathFate(path, "unknown", fate.by, None, path.maybe)
        return fate

    def _own(self, path: TokenPath) -> PathFate:
        key = (path.credential, path.domains)
        found = self._fates.get(key)
        if found is None:
            found = self._fates[key] = self._of_domains(path)
        return PathFate(path, *found[1:])

    def _of_domains(self, path: TokenPath) -> PathFate:
        closed = self.catalogue.closed(path.domains)
        failed = sorted(name for name in closed if self._hours(name) is not None)
        if failed:
            return self._lost(path, failed)
        if doubtful := sorted(name for name in closed if self._may_fail(name)):
            reason = f"whether {doubtful[0]} is among what failed is unknown"
            return PathFate(path, "unknown", tuple(doubtful), None, reason)
        slow = sorted(name for name in closed if self._matches(name, self.outage.degraded))
        return PathFate(path, "degraded" if slow else "survives", tuple(slow))

    def _lost(self, path: TokenPath, failed: list[str]) -> PathFate:
        """Lost, unless what was fetched before is still good."""
        known = self.catalogue.classes.get(path.credential)
        cache = known.cache if known and self.caches else None
        elapsed = max(self._hours(name) or 0.0 for name in failed)
        if cache is None or elapsed >= cache.most:
            return PathFate(path, "lost", tuple(failed))
        return PathFate(path, "cached", tuple(failed), (max(0.0, cache.least - elapsed), cache.most - elapsed))

    def _nested(self, path: TokenPath, own: PathFate) -> PathFate:
        if not path.needs:
            return own
        fates = [self._once(dependency) for dependency in path.needs]
        worst = max(fates, key=lambda fate: STATES.index(fate.state), default=None)
        if worst is None or STATES.index(worst.state) <= STATES.index(own.state):
            return own
        by = {name for fate in fates if fate.state == worst.state for item in fate.paths for name in item.by}
        return PathFate(path, worst.state, tuple(sorted(by)), worst.hours, worst.reason)

    def _once(self, dependency: Dependency) -> DependencyFate:
        """The fate of a nested dependency: what is part of many trees, as callees are, is judged once."""
        if id(dependency) not in self._known:
            self._known[id(dependency)] = self.dependency(dependency)
        return self._known[id(dependency)]

    def _hours(self, name: str) -> float | None:
        """For how long a domain has failed; None where it has not, or where that is not known."""
        failed = self.outage.failed
        every = name.partition("@")[0] + EVERY
        return failed.get(name, failed.get(every) if "@" in name else None)

    def _matches(self, name: str, names: Iterable[str]) -> bool:
        return name in names or ("@" in name and name.partition("@")[0] + EVERY in names)

    def _may_fail(self, name: str) -> bool:
        """Whether a domain of an unknown region may be one that failed."""
        base = name.partition("@")[0] + "@"
        return has_unknown_region(name) and any(failed.startswith(base) for failed in self.outage.failed)


def _doubt(dependency: Dependency) -> str:
    """Why a loss of all visible paths need not lose the capability; empty where it does."""
    none_sure = all(path.maybe for path in dependency.paths)
    first = next((path.maybe for path in dependency.paths if path.maybe), "")
    return dependency.incomplete or dependency.maybe or (first if none_sure else "")
