"""What conditions can name of a workload's fault trees: single points, pairs, targets, credentials, remedies.

The platform or region that a workload runs in takes the workload itself away, so that it says nothing about
credentials: domains that the host cannot lose are what these properties name. `cuts` has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property

from idlint.graph.resources import Property, Resource
from idlint.ondemand import OnDemand
from idlint.records import NamedTuple
from idlint.resilience.assessment import Capability, CutSets, Dependency, Needs, walk
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.cuts import Cutter
from idlint.resilience.domains import region
from idlint.resilience.platform_secrets import SECRETS_IN
from idlint.resilience.running import KEY_OF
from idlint.values import Missing, Unknown, Value


class Advice:
    """What can be advised beside credentials, with a memory of what many workloads ask; make one for an assessment."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.beside = cache(self._beside)

    def _beside(self, kind: str, where: str, credential: str, singles: frozenset[str]) -> str:
        """What does not need any of these single points, for a host of a kind in a region; empty where nothing is."""
        known = self.catalogue.classes.get(credential)
        beside = known.beside if known else None
        if beside is None:
            return ""
        needed = self.catalogue.needs(beside.credential, (kind,), where)
        fits = any(not singles & self.catalogue.closed(way) for way in needed)
        return self.catalogue.advice(beside, kind) if fits else ""


class _Tree(NamedTuple):
    """One capability of one workload."""

    workload: Resource
    needs: tuple[Dependency, ...]
    cuts: CutSets
    cutter: Cutter
    advice: Advice

    @cached_property
    def lost(self) -> list[tuple[Dependency, frozenset[str]]]:
        """What single points other than the host's take away, each with all of its single points."""
        found = [(item, self.cutter.singles(item)) for item in self.cuts.lost]
        return [(item, singles) for item, singles in found if singles - self.cuts.host]


class Derived(OnDemand[str, Property]):
    """The derived properties of one workload, `run.single_points` and so on; see `resilience.properties`.

    Rules ask for few of them: no tree is cut that nobody asks about.
    """

    def __init__(self, own: Mapping[str, Property], trees: Callable[[Capability], _Tree]) -> None:
        super().__init__({**_NAMES, **own})
        self._own = own
        """Those that come from no tree."""
        self._tree = cache(trees)

    def make(self, name: str) -> Property:
        """One property."""
        if name in self._own:
            return self._own[name]
        capability, word = _NAMES[name]
        tree = self._tree(capability)
        return Property(self._shared() if word == _SHARED else _WORDS[word](tree), tree.workload.header)

    def _shared(self) -> list[Value]:
        """The capabilities that a single point of *run* takes away too."""
        own = self["run.single_points"].value
        others = {name: self[f"{name}.single_points"].value for name in ("start", "deploy")}
        return [name for name, other in others.items() if _same(own, other)]


def tree_properties(
    workload: Resource,
    needs: Needs,
    cuts: Mapping[Capability, CutSets],
    cutter: Cutter,
    advice: Advice,
    own: Mapping[str, Property],
) -> Derived:
    """The derived properties of a workload, `own` among them."""
    return Derived(own, lambda name: _Tree(workload, needs[name], cuts[name], cutter, advice))


def _same(own: Value | Missing, other: Value | Missing) -> bool:
    """Whether a single point is one of another capability too."""
    return isinstance(own, list) and isinstance(other, list) and any(name in other for name in own)


def _points(cuts: CutSets) -> Value:
    """The certain single points; unknown where there are none but there may be."""
    singles: list[Value] = [name for name in cuts.singles if name not in cuts.host]
    possible = (item.reason for item in cuts.possible if len(item.domains) == 1 and not cuts.host & set(item.domains))
    reason = next(possible, "") or cuts.unseen
    return singles if singles or not reason else Unknown(reason)


def _named(singles: Value) -> Value:
    """Single points as a sentence names them: a region that is unknown is left out, and so is a domain above one."""
    if not isinstance(singles, list):
        return singles
    names = {str(name) for name in singles}
    regional = {name for name in names if name.partition("@")[2].isalnum()}
    rest = {name.partition("@")[0] for name in names - regional}
    return [*sorted(regional | (rest - {name.partition("@")[0] for name in regional}))]


def _pairs(cuts: CutSets) -> Value:
    certain: list[Value] = [f"{one} and {two}" for one, two in cuts.pairs if not cuts.host & {one, two}]
    reason = next((item.reason for item in cuts.possible if not cuts.host & set(item.domains)), "") or cuts.unseen
    return Unknown(reason, known=certain) if reason else certain


def _targets(lost: Sequence[Dependency]) -> list[str]:
    """What is lost, sorted; the secrets of a vault that is named itself are not named again."""
    named = {item.text for item in lost}
    return sorted(text for text in named if text.removeprefix(SECRETS_IN).removeprefix(KEY_OF) not in named - {text})


def _credentials(tree: Sequence[Dependency], catalogue: Catalogue) -> list[str]:
    """The classes of credentials in a tree, those of nested needs included."""
    found = {path.credential for item in walk(tree) for path in item.paths}
    return sorted(name for name in found if name not in catalogue.classes or catalogue.classes[name].credential)


def _remedies(tree: _Tree) -> list[str]:
    """The paths that would remove the single points of the credentials that are lost; what has none says so."""
    found: dict[str, None] = {}
    kind, where, beside = tree.workload.kind, region(tree.workload), tree.advice.beside
    for item, singles in _credentials_in(tree.lost, tree.cutter, tree.advice.catalogue):
        texts = [text for path in item.paths if (text := beside(kind, where, path.credential, singles))]
        found |= dict.fromkeys(texts or [f"none known for {item.text}"])
    return [*found]


def _credentials_in(
    lost: Iterable[tuple[Dependency, frozenset[str]]], cutter: Cutter, catalogue: Catalogue
) -> Iterator[tuple[Dependency, frozenset[str]]]:
    """The dependencies on credentials in `lost`, those that are nested in it included."""
    waiting, seen = list(lost), set[int]()
    for item, singles in waiting:  # which grows
        inner = [need for path in item.paths if path.needs for need in path.needs if id(need) not in seen]
        seen.update(map(id, inner))
        waiting += [(need, own) for need in inner if (own := cutter.singles(need) & singles)]
        if any(path.credential in catalogue.credentials for path in item.paths):
            yield item, singles


_WORDS: Mapping[str, Callable[[_Tree], Value]] = {
    "single_points": lambda tree: _points(tree.cuts),
    "weak_points": lambda tree: _named(_points(tree.cuts)),
    "pairs": lambda tree: _pairs(tree.cuts),
    "targets": lambda tree: [*_targets([item for item, _ in tree.lost])],
    "credentials": lambda tree: [*_credentials(tree.needs, tree.advice.catalogue)],
    "remedy": lambda tree: [*_remedies(tree)],
}
"""What is said of each capability."""

_CAPABILITIES: tuple[Capability, ...] = ("run", "start", "deploy")
_SHARED = "shared_with"
_NAMES: dict[str, tuple[Capability, str]] = {
    **{f"{name}.{word}": (name, word) for name in _CAPABILITIES for word in _WORDS},
    f"run.{_SHARED}": ("run", _SHARED),
}
