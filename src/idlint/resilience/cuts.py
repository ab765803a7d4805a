"""Minimal cut sets of a fault tree up to order two: which failure domains take a capability away.

A capability is lost with any of its dependencies, a dependency with all of its paths, a path with any domain it
needs, closed upward, or with anything else it needs (`TokenPath.needs`). `families` has the algorithm. A dependency
with *p* paths over *d* domains takes d·p mask operations; trees of one shape are cut once (`Cutter` remembers them).

Three values: a cut is *certain* where the capability is lost whatever is not known (further paths that cannot be seen
would carry it, so what is incomplete is never certainly lost; a path that may be one counts as one), and *possible*
where it is lost if what is not known turns out badly. What is possible says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from idlint.ondemand import OnDemand
from idlint.records import NamedTuple
from idlint.resilience.assessment import Capability, CutSets, Dependency, Needs, Pair, Possible, TokenPath, walk
from idlint.resilience.catalogue import Catalogue, has_unknown_region
from idlint.resilience.families import NEVER, Family, all_lost, any_lost, bits

SHARED = 512
"""Domains that trees share one numbering of. Estates have some dozens; where there are more, few trees are alike, and a
tree whose domains have numbers of its own has short masks."""


class _Set(NamedTuple):
    """A set of domains that some path needs, closed upward."""

    names: frozenset[str]
    vague: bool
    """Whether a region in it is not known."""
    places: frozenset[str]
    """The regions in it."""


class _Part(NamedTuple):
    """One dependency, cut."""

    family: Family
    """What certainly loses it."""
    host: frozenset[str]
    """Its share of `CutSets.host`."""
    plain: bool
    """Whether all that it needs is certain, known and flat."""


class Cutter:
    """Cuts trees, with a memory of closed sets and of what many trees have in common; make one for an assessment."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._sets: dict[frozenset[str], _Set] = {}
        self._shared = _Cut(self.closed)

    def cut_sets(self, needs: Iterable[Dependency]) -> CutSets:
        """The minimal cut sets, up to order two, of a capability that needs all of `needs`."""
        dependencies = tuple(needs)
        return self._cut_for(dependencies).cut_sets(dependencies)

    def singles(self, dependency: Dependency) -> frozenset[str]:
        """What alone certainly takes one dependency away."""
        return self._cut_for((dependency,)).singles(dependency)

    def _cut_for(self, dependencies: Sequence[Dependency]) -> _Cut:
        """The numbering to cut a tree in."""
        alone = len(self._shared.names) > SHARED and not any(path.needs for item in dependencies for path in item.paths)
        return _Cut(self.closed) if alone else self._shared

    def closed(self, domains: frozenset[str]) -> _Set:
        """`domains` with all that fails them."""
        found = self._sets.get(domains)
        if found is None:
            names = self._catalogue.closed(domains)
            places = frozenset([name for name in names if "/region@" in name])
            found = self._sets[domains] = _Set(names, any(map(has_unknown_region, domains)), places)
        return found


class Cuts(OnDemand[Capability, CutSets]):
    """The cut sets of each capability of one workload."""

    def __init__(self, needs: Needs, cutter: Cutter) -> None:
        super().__init__(needs)
        self._needs = needs
        self._cutter = cutter

    def make(self, name: Capability) -> CutSets:
        """Those of one capability."""
        return self._cutter.cut_sets(self._needs[name])


class _Cut:
    """One numbering of domains, and a memory of shapes in its terms: of one tree, or of many that are alike."""

    def __init__(self, closed: Callable[[frozenset[str]], _Set]) -> None:
        self._closed = closed
        self._numbers: dict[str, int] = {}
        self.names: list[str] = []
        self._masks: dict[frozenset[str], int] = {}
        self._shapes: dict[frozenset[int], Family] = {}
        self._known: dict[tuple[int, bool], tuple[Dependency, Family]] = {}
        self._parts: dict[tuple[bool, tuple[frozenset[str], ...]], _Part] = {}
        self._seen: dict[int, tuple[Dependency, _Part]] = {}
        self._named: dict[int, frozenset[str]] = {}

    def cut_sets(self, dependencies: Sequence[Dependency]) -> CutSets:
        """The minimal cut sets of a capability that needs all of these."""
        parts = [self._part(dependency) for dependency in dependencies]
        certain = any_lost([part.family for part in parts])
        possible: dict[tuple[str, ...], str] = {}
        vague = [item for item, part in zip(dependencies, parts, strict=True) if not part.plain]
        for dependency in vague:
            self._add_possible(possible, dependency, certain)
        lost = tuple(item for item, part in zip(dependencies, parts, strict=True) if part.family.singles)
        found = tuple(Possible(names, why) for names, why in sorted(possible.items(), key=_smallest))
        unseen = next((item.incomplete for item in walk(vague) if not item.paths and item.incomplete), "")
        host = frozenset[str]().union(*(part.host for part in parts))
        return CutSets(self._texts(certain.singles), self._pairs(certain), found, unseen, lost, host)

    def singles(self, item: Dependency) -> frozenset[str]:
        """The names of what alone certainly takes a dependency away."""
        mask = self._part(item).family.singles
        found = self._named.get(mask)
        if found is None:
            found = self._named[mask] = frozenset(self._texts(mask))
        return found

    def _part(self, item: Dependency) -> _Part:
        """A dependency, cut once: it is asked for in each capability that has it."""
        found = self._seen.get(id(item))
        if found is None:
            found = self._seen[id(item)] = item, self._cut(item)
        return found[1]

    def _cut(self, item: Dependency) -> _Part:
        """A dependency, cut; plain ones once for each shape."""
        if item.incomplete or item.maybe or any(path.maybe or path.needs for path in item.paths):
            return _Part(self.certain(item), self._host(item), plain=False)
        shape = (any(path.credential == "host" for path in item.paths), tuple([path.domains for path in item.paths]))
        found = self._parts.get(shape)
        if found is None:
            plain = not any(self._closed(path.domains).vague for path in item.paths)
            found = self._parts[shape] = _Part(self.certain(item), self._host(item), plain)
        return found

    def certain(self, dependency: Dependency) -> Family:
        """What certainly loses a dependency."""
        return self._once(dependency, self._certain, sure=True)

    def possible(self, dependency: Dependency) -> Family:
        """What loses a dependency if all that is not known turns out badly.

        Paths that may be none are left out; where there is no other, any piece of evidence may be the only one.
        """
        return self._once(dependency, self._possibly, sure=False)

    def _once(self, dependency: Dependency, cut: Callable[[Dependency], Family], *, sure: bool) -> Family:
        """The family of a dependency; what is part of many trees, as callees are, is cut once."""
        if not any(path.needs for path in dependency.paths):
            return cut(dependency)
        key = (id(dependency), sure)
        if key not in self._known:
            self._known[key] = (dependency, cut(dependency))
        return self._known[key][1]

    def _certain(self, dependency: Dependency) -> Family:
        if dependency.incomplete or dependency.maybe or all(path.maybe for path in dependency.paths):
            return NEVER
        masks = [self._mask(path.domains) for path in dependency.paths]
        return self._all(masks, [tuple(map(self.certain, path.needs)) for path in dependency.paths])

    def _possibly(self, dependency: Dependency) -> Family:
        sure = [path for path in dependency.paths if not path.maybe]
        if sure:
            return self._all_of(sure)
        groups: dict[tuple[object, ...], list[TokenPath]] = {}
        for path in dependency.paths:
            groups.setdefault((path.credential, path.principal, path.text, path.maybe), []).append(path)
        return any_lost(map(self._all_of, groups.values()))

    def _all_of(self, paths: Sequence[TokenPath]) -> Family:
        """What loses all of `paths`, where regions that are not known may be one."""
        sets = [self._closed(path.domains) for path in paths]
        clashing = _clashing(sets)
        if clashing:
            sets = [self._closed(item.names | _coinciding(item.names, clashing)) for item in sets]
        return self._all(
            [self._bits(item.names) for item in sets], [tuple(map(self.possible, path.needs)) for path in paths]
        )

    def _all(self, masks: Sequence[int], nested: Sequence[tuple[Family, ...]]) -> Family:
        """The family of a dependency with these paths; flat ones are worked out once for each shape."""
        if any(nested):
            pairs = zip(masks, nested, strict=True)
            return all_lost([any_lost([Family(mask, {}), *families]) for mask, families in pairs])
        shape = frozenset(masks)
        found = self._shapes.get(shape)
        if found is None:
            found = self._shapes[shape] = all_lost([Family(mask, {}) for mask in shape])
        return found

    def _mask(self, domains: frozenset[str]) -> int:
        """The domains that a path needs, closed, as bits."""
        found = self._masks.get(domains)
        if found is None:
            found = self._masks[domains] = self._bits(self._closed(domains).names)
        return found

    def _bits(self, names: Iterable[str]) -> int:
        mask, numbers = 0, self._numbers
        for name in names:
            number = numbers.get(name)
            if number is None:
                number = numbers[name] = len(self.names)
                self.names.append(name)
            mask |= 1 << number
        return mask

    def _host(self, item: Dependency) -> frozenset[str]:
        """The domains that take the host away, and regions, which take away everything in them."""
        closed = [(self._closed(path.domains), path.credential == "host") for path in item.paths]
        return frozenset[str]().union(*(found.names if host else found.places for found, host in closed))

    def _add_possible(self, found: dict[tuple[str, ...], str], dependency: Dependency, certain: Family) -> None:
        family = self.possible(dependency)
        reason = _reason(dependency)
        for names in ((name,) for name in self._texts(family.singles & ~certain.singles)):
            found.setdefault(names, reason)
        left = {
            bit: mask & ~certain.singles & ~certain.partners.get(bit, 0)
            for bit, mask in family.partners.items()
            if not certain.singles >> bit & 1
        }
        for pair in self._pairs(Family(0, left)):
            found.setdefault(pair, reason)

    def _texts(self, mask: int) -> tuple[str, ...]:
        return tuple(sorted(self.names[bit] for bit in bits(mask)))

    def _pairs(self, family: Family) -> tuple[Pair, ...]:
        names = self.names
        found = (
            (names[bit], names[other]) for bit, mask in family.partners.items() for other in bits(mask >> bit << bit)
        )
        return tuple(sorted((one, two) if one < two else (two, one) for one, two in found))


def _clashing(sets: Sequence[_Set]) -> dict[str, set[str]]:
    """Domain without region -> its regional domains, where there are several and the region of one is not known."""
    found: dict[str, set[str]] = {}
    for item in sets if any(one.vague for one in sets) else ():
        for name in item.names:
            base, at, _ = name.partition("@")
            if at:
                found.setdefault(base, set()).add(name)
    return {base: names for base, names in found.items() if len(names) > 1 and any(map(has_unknown_region, names))}


def _coinciding(names: Iterable[str], clashing: Mapping[str, set[str]]) -> set[str]:
    """The domains that may be one with a domain in `names`, because the region of either is not known."""
    found: set[str] = set()
    for name in names:
        others = clashing.get(name.partition("@")[0], ())
        found.update(other for other in others if has_unknown_region(name) or has_unknown_region(other))
    return found


def _reason(dependency: Dependency) -> str:
    """Why a dependency is not certainly lost."""
    for item in walk((dependency,)):
        found = item.incomplete or item.maybe or next((path.maybe for path in item.paths if path.maybe), "")
        if found:
            return found
    return "a region is unknown"


def _smallest(item: tuple[tuple[str, ...], str]) -> tuple[int, tuple[str, ...]]:
    return len(item[0]), item[0]
