"""How much depends on what a finding is about: its blast radius, which says what to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from idlint.graph.resources import Key
from idlint.policy.findings import Finding, Instance, Radius
from idlint.policy.rule import LEVELS, Rule
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment, Level, pieces_of
from idlint.resilience.reach import Reach


def with_radius(
    findings: Iterable[Finding], assessments: Sequence[Assessment], rules: Mapping[str, Rule]
) -> list[Finding]:
    """`findings`, each with the workloads behind it.

    Of a resource these are the workloads that depend on it. What is missing in a deployment is missed by all its
    workloads, and what is missing in the repository by all that are deployed in the same environment.
    """
    pieces = {id(piece): Reach(piece) for piece in pieces_of(assessments)}
    environments = [[pieces[id(piece)] for piece in pieces_of((one,))] for one in assessments]
    known = _Known(tuple(pieces.values()), environments)
    return [item._replace(radius=_radius(item, known, rules.get(item.rule))) for item in findings]


class _Known(NamedTuple):
    """What stands behind things, by piece: each once, and those of every environment."""

    pieces: Sequence[Reach]
    environments: Sequence[Sequence[Reach]]


def _radius(finding: Finding, known: _Known, rule: Rule | None) -> Radius:
    found: dict[str, Level] = {}
    whole = rule is not None and rule.scope == "repository"
    for instance in finding.instances:
        for behind in _behind(instance, known, whole=whole):
            for name, level in behind.items():
                found[name] = min(found.get(name, level), level, key=LEVELS.index)
    counts = Counter(found.values())
    return Radius(*(counts[level] for level in ("mission-critical", "high", "standard", "low")))


def _behind(instance: Instance, known: _Known, *, whole: bool) -> Iterator[dict[str, Level]]:
    """The workloads behind one instance, piece by piece."""
    place = instance.deployment, instance.set
    if instance.address:
        key = Key(*place, instance.address)
        yield from (reach.behind(key) for reach in known.pieces if key in reach.graph.resources)
    elif not whole:
        yield from (reach.in_deployment(*place) for reach in known.pieces)
    for reaches in known.environments if whole and not instance.address else ():
        if any(place in reach.graph.places for reach in reaches):
            yield from (reach.everywhere() for reach in reaches)
