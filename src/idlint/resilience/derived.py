"""What conditions can name of a workload's fault trees: single points, pairs, targets, credentials, remedies.

The platform or region that a workload runs in takes the workload itself away, so that it says nothing about
credentials: domains that the host cannot lose are what these properties name. `cuts` has them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from idlint.graph.resources import Property, Resource
from idlint.resilience.assessment import Capability, CutSets, Dependency, Needs, walk
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.cuts import Cutter
from idlint.resilience.domains import region
from idlint.resilience.platform_secrets import SECRETS_IN
from idlint.resilience.running import KEY_OF
from idlint.values import Unknown, Value


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


def tree_properties(
    workload: Resource, needs: Needs, cuts: Mapping[Capability, CutSets], cutter: Cutter, advice: Advice
) -> dict[str, Property]:
    """The properties of every capability, `run.single_points` and so on; see `resilience.properties`."""
    made: dict[str, Value] = {}
    for capability, tree in needs.items():
        found = cuts[capability]
        lost = _lost(found, cutter)
        made[f"{capability}.single_points"] = _points(found)
        made[f"{capability}.weak_points"] = _named(made[f"{capability}.single_points"])
        made[f"{capability}.pairs"] = _pairs(found)
        made[f"{capability}.targets"] = [*_targets([item for item, _ in lost])]
        made[f"{capability}.credentials"] = [*_credentials(tree, advice.catalogue)]
        made[f"{capability}.remedy"] = [*_remedies(workload, lost, cutter, advice)]
    made["run.shared_with"] = [name for name in ("start", "deploy") if _same(made, name)]
    return {name: Property(value, workload.header) for name, value in made.items()}


def _same(made: Mapping[str, Value], capability: str) -> bool:
    """Whether a single point of *run* is one of another capability too."""
    own, other = made["run.single_points"], made[f"{capability}.single_points"]
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


def _lost(cuts: CutSets, cutter: Cutter) -> list[tuple[Dependency, frozenset[str]]]:
    """The dependencies that single points other than the host's take away, each with all of its single points."""
    found = [(item, cutter.singles(item)) for item in cuts.lost]
    return [(item, singles) for item, singles in found if singles - cuts.host]


def _targets(lost: Sequence[Dependency]) -> list[str]:
    """What is lost, sorted; the secrets of a vault that is named itself are not named again."""
    named = {item.text for item in lost}
    return sorted(text for text in named if text.removeprefix(SECRETS_IN).removeprefix(KEY_OF) not in named - {text})


def _credentials(tree: Sequence[Dependency], catalogue: Catalogue) -> list[str]:
    """The classes of credentials in a tree, those of nested needs included."""
    found = {path.credential for item in walk(tree) for path in item.paths}
    return sorted(name for name in found if name not in catalogue.classes or catalogue.classes[name].credential)


def _remedies(
    workload: Resource, lost: Sequence[tuple[Dependency, frozenset[str]]], cutter: Cutter, advice: Advice
) -> list[str]:
    """The paths that would remove the single points of the credentials that are lost; what has none says so."""
    found: dict[str, None] = {}
    kind, where, beside = workload.kind, region(workload), advice.beside
    for item, singles in _credentials_in(lost, cutter, advice.catalogue):
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
