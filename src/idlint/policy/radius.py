"""How much depends on what a finding is about: its blast radius, which says what to look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from idlint.graph.resources import Key
from idlint.policy.findings import Finding, Instance, Radius
from idlint.policy.rule import LEVELS, Rule
from idlint.resilience.assessment import Assessment, Level
from idlint.resilience.reach import Reach


def with_radius(
    findings: Iterable[Finding], assessments: Iterable[Assessment], rules: Mapping[str, Rule]
) -> list[Finding]:
    """`findings`, each with the workloads behind it.

    Of a resource these are the workloads that depend on it. What is missing in a deployment is missed by all its
    workloads, and what is missing in the repository by all that are deployed in the same environment.
    """
    reaches = [(Reach(assessment), assessment) for assessment in assessments]
    return [item._replace(radius=_radius(item, reaches, rules.get(item.rule))) for item in findings]


def _radius(finding: Finding, reaches: Iterable[tuple[Reach, Assessment]], rule: Rule | None) -> Radius:
    found: dict[str, Level] = {}
    whole = rule is not None and rule.scope == "repository"
    for reach, assessment in reaches:
        for instance in finding.instances:
            for name, level in _behind(instance, reach, assessment, whole=whole).items():
                found[name] = min(found.get(name, level), level, key=LEVELS.index)
    counts = Counter(found.values())
    return Radius(*(counts[level] for level in ("mission-critical", "high", "standard", "low")))


def _behind(instance: Instance, reach: Reach, assessment: Assessment, *, whole: bool) -> dict[str, Level]:
    if instance.address:
        key = Key(instance.deployment, instance.set, instance.address)
        return reach.behind(key) if key in assessment.graph.resources else {}
    if not whole:
        return reach.in_deployment(instance.deployment, instance.set)
    places = {(item.path, item.set) for item in assessment.graph.deployments}
    return reach.everywhere() if (instance.deployment, instance.set) in places else {}
