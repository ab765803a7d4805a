"""What conditions can name of a workload's fault trees: single points, pairs, targets, credentials, remedies.

The platform or region that a workload runs in takes the workload itself away, so that it says nothing about
credentials: domains that the host cannot lose are what these properties name. `cuts` has them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from idlint.graph.resources import Property, Resource
from idlint.resilience.assessment import Dependency, Needs
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.cuts import CutSets, Cutter
from idlint.resilience.domains import region
from idlint.resilience.running import KEY_OF, SECRETS_IN
from idlint.values import Unknown, Value


def tree_properties(workload: Resource, needs: Needs, cutter: Cutter, catalogue: Catalogue) -> dict[str, Property]:
    """The properties of every capability, `run.single_points` and so on; see `resilience.properties`."""
    made: dict[str, Value] = {}
    for capability, tree in needs.items():
        around = _around(tree, catalogue)
        cuts = cutter.cut_sets(tree)
        singles = [name for name in cuts.singles if name not in around]
        lost = _lost(cuts, around, cutter)
        made[f"{capability}.single_points"] = _points(singles, cuts, around)
        made[f"{capability}.pairs"] = _pairs(cuts, around)
        made[f"{capability}.targets"] = [*_targets(lost)]
        made[f"{capability}.credentials"] = [*_credentials(tree)]
        made[f"{capability}.remedy"] = [*dict.fromkeys(_remedies(workload, lost, cutter, catalogue))]
    return {name: Property(value, workload.header) for name, value in made.items()}


def _around(tree: Sequence[Dependency], catalogue: Catalogue) -> frozenset[str]:
    """The domains that take the host away."""
    hosts = [path for item in tree for path in item.paths if path.credential == "host"]
    return frozenset(name for path in hosts for name in catalogue.closed(path.domains)) | {
        name for item in tree for path in item.paths for name in path.domains if catalogue.sort(name) == "place"
    }


def _points(singles: list[str], cuts: CutSets, around: frozenset[str]) -> Value:
    """The certain single points; unknown where there are none but there may be."""
    possible = next(
        (item.reason for item in cuts.possible if len(item.domains) == 1 and item.domains[0] not in around), ""
    )
    reason = possible or cuts.unseen
    return [*singles] if singles or not reason else Unknown(reason)


def _pairs(cuts: CutSets, around: frozenset[str]) -> Value:
    certain = [f"{one} and {two}" for one, two in cuts.pairs if one not in around and two not in around]
    reason = next((item.reason for item in cuts.possible if not around & set(item.domains)), "") or cuts.unseen
    known: list[Value] = [*certain]
    return Unknown(reason, known=known) if reason else known


def _lost(cuts: CutSets, around: frozenset[str], cutter: Cutter) -> list[Dependency]:
    """The dependencies that single points other than the host's take away."""
    return [item for item in cuts.lost if set(cutter.cut_sets((item,)).singles) - around]


def _targets(lost: Sequence[Dependency]) -> list[str]:
    """What is lost, sorted; the secrets of a vault that is named itself are not named again."""
    named = {item.text for item in lost}
    return sorted(text for text in named if text.removeprefix(SECRETS_IN).removeprefix(KEY_OF) not in named - {text})


def _credentials(tree: Sequence[Dependency]) -> list[str]:
    """The classes of credentials in a tree, those of nested needs included."""
    found: set[str] = set()
    waiting = list(tree)
    while waiting:
        for path in waiting.pop().paths:
            found.add(path.credential)
            waiting += path.needs
    return sorted(found - {"host", "provisioning", "vm-extensions", "control-plane", "authorization"})


def _remedies(workload: Resource, lost: Sequence[Dependency], cutter: Cutter, catalogue: Catalogue) -> Iterator[str]:
    """The path that would remove the single points of each dependency that is lost, where one can be advised."""
    for item in lost:
        for path in item.paths:
            known = catalogue.classes.get(path.credential)
            beside = known.beside if known else None
            if beside is None:
                continue
            needed = catalogue.needs(beside.credential, (workload.kind,), region(workload))
            singles = set(cutter.cut_sets((item,)).singles)
            if any(not singles & catalogue.closed(way) for way in needed):
                yield f"{item.text}: {beside.text}"
