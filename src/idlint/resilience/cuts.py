"""Minimal cut sets of a fault tree up to order two: which failure domains take a capability away.

A capability is lost with any of its dependencies, a dependency with all of its paths, a path with any domain it
needs, closed upward, or with anything else it needs (`TokenPath.needs`). `families` has the algorithm. A dependency
with *p* paths over *d* domains takes d·p mask operations; trees of one shape are cut once (`Cutter` remembers them).

Three values: a cut is *certain* where the capability is lost whatever is not known (further paths that cannot be seen
would carry it, so what is incomplete is never certainly lost; a path that may be one counts as one), and *possible*
where it is lost if what is not known turns out badly. What is possible says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from idlint.resilience.assessment import CutSets, Dependency, Pair, Possible, TokenPath
from idlint.resilience.catalogue import Catalogue, has_unknown_region
from idlint.resilience.families import NEVER, Family, all_lost, any_lost, bits


class Cutter:
    """Cuts trees, with one numbering of domains and a memory of shapes; make one for an assessment."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._masks: dict[frozenset[str], int] = {}
        self._shapes: dict[frozenset[int], Family] = {}
        self._known: dict[tuple[int, bool], tuple[Dependency, Family]] = {}

    def cut_sets(self, needs: Iterable[Dependency]) -> CutSets:
        """The minimal cut sets, up to order two, of a capability that needs all of `needs`."""
        dependencies = tuple(needs)
        sure = [self.certain(dependency) for dependency in dependencies]
        certain = any_lost(sure)
        possible: dict[tuple[str, ...], str] = {}
        for dependency, family in zip(dependencies, sure, strict=True):
            if family is NEVER or any(path.maybe or path.needs for path in dependency.paths) or _vague(dependency):
                self._add_possible(possible, dependency, certain)
        lost = tuple(item for item, family in zip(dependencies, sure, strict=True) if family.singles)
        found = tuple(Possible(names, why) for names, why in sorted(possible.items(), key=_smallest))
        unseen = next((item.incomplete for item in dependencies if not item.paths and item.incomplete), "")
        return CutSets(
            self._texts(certain.singles), self._pairs(certain), found, unseen, lost, self._host(dependencies)
        )

    def certain(self, dependency: Dependency) -> Family:
        """What certainly loses a dependency."""
        return self._once(dependency, self._certain, sure=True)

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
        closed = [self._catalogue.closed(path.domains) for path in dependency.paths]
        return self._all(closed, [tuple(map(self.certain, path.needs)) for path in dependency.paths])

    def possible(self, dependency: Dependency) -> Family:
        """What loses a dependency if all that is not known turns out badly.

        Paths that may be none are left out; where there is no other, any piece of evidence may be the only one.
        """
        return self._once(dependency, self._possibly, sure=False)

    def _possibly(self, dependency: Dependency) -> Family:
        sure = [path for path in dependency.paths if not path.maybe]
        if sure:
            return self._possible(sure)
        groups: dict[tuple[object, ...], list[TokenPath]] = {}
        for path in dependency.paths:
            groups.setdefault((path.credential, path.principal, path.text, path.maybe), []).append(path)
        return any_lost(map(self._possible, groups.values()))

    def _possible(self, paths: Sequence[TokenPath]) -> Family:
        closed = [self._catalogue.closed(path.domains) for path in paths]
        if any(has_unknown_region(name) for names in closed for name in names):
            closed = [names | _coinciding(names, closed) for names in closed]
        return self._all(closed, [tuple(map(self.possible, path.needs)) for path in paths])

    def _host(self, dependencies: Iterable[Dependency]) -> frozenset[str]:
        """The domains that take the host away, and regions, which take away everything in them."""
        paths = [path for item in dependencies for path in item.paths]
        closed = (name for path in paths if path.credential == "host" for name in self._catalogue.closed(path.domains))
        every = (name for path in paths for name in self._catalogue.closed(path.domains) if "/region@" in name)
        return frozenset((*closed, *every))

    def _all(self, closed: list[frozenset[str]], nested: list[tuple[Family, ...]]) -> Family:
        """The family of a dependency with these paths; flat ones are worked out once for each shape."""
        masks = [self._mask(names) for names in closed]
        if any(nested):
            pairs = zip(masks, nested, strict=True)
            return all_lost([any_lost([Family(mask, {}), *families]) for mask, families in pairs])
        shape = frozenset(masks)
        found = self._shapes.get(shape)
        if found is None:
            found = self._shapes[shape] = all_lost([Family(mask, {}) for mask in shape])
        return found

    def _mask(self, names: frozenset[str]) -> int:
        mask = self._masks.get(names)
        if mask is None:
            mask = 0
            for name in sorted(names):
                number = self._numbers.setdefault(name, len(self._names))
                if number == len(self._names):
                    self._names.append(name)
                mask |= 1 << number
            self._masks[names] = mask
        return mask

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
        return tuple(sorted(self._names[bit] for bit in bits(mask)))

    def _pairs(self, family: Family) -> tuple[Pair, ...]:
        names = self._names
        found = (
            (names[bit], names[other]) for bit, mask in family.partners.items() for other in bits(mask >> bit << bit)
        )
        return tuple(sorted((one, two) if one < two else (two, one) for one, two in found))


def _coinciding(names: frozenset[str], paths: Iterable[frozenset[str]]) -> set[str]:
    """The domains of other paths that may be one with a domain in `names`, where a region is not known."""
    unknown = {base for name in names if has_unknown_region(name) for base in (name.partition("@")[0],)}
    known = {name.partition("@")[0] for name in names if "@" in name} - unknown
    others = (name for path in paths for name in path if "@" in name)
    return {
        name
        for name in others
        if (base := name.partition("@")[0]) in unknown or (base in known and has_unknown_region(name))
    }


def _vague(dependency: Dependency) -> bool:
    """Whether a region among what the paths need is not known, and there are paths that may share it."""
    names = (name for path in dependency.paths for name in path.domains)
    return len(dependency.paths) > 1 and any(map(has_unknown_region, names))


def _reason(dependency: Dependency) -> str:
    """Why a dependency is not certainly lost."""
    waiting, seen = [dependency], {id(dependency)}
    while waiting:
        item = waiting.pop(0)
        found = item.incomplete or item.maybe or next((path.maybe for path in item.paths if path.maybe), "")
        if found:
            return found
        below = [inner for path in item.paths for inner in path.needs if id(inner) not in seen]
        seen.update(map(id, below))
        waiting += below
    return "a region is unknown"


def _smallest(item: tuple[tuple[str, ...], str]) -> tuple[int, tuple[str, ...]]:
    return len(item[0]), item[0]
