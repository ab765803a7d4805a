"""Who answers for what: which deployments an absence concerns, and whether an assumption answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeAlias

from idlint.document import Deployment
from idlint.policy.rule import LEVELS, Rule
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment, Criticality
from idlint.settings import Assumption, Settings

UNDECLARED = Criticality("standard", declared=False, reason="nothing declares it")


class Concerned(NamedTuple):
    """One deployment that an absence is about."""

    assessment: Assessment
    deployment: Deployment
    criticality: Criticality
    """That of its most critical resource."""


NOT_ANSWERED = frozenset({"library", "manifest"})
"""Roles of what somebody else deploys."""


Levels: TypeAlias = Mapping[tuple[str, str], Criticality]
"""(deployment, set) -> the criticality of its most critical resource."""


def concerned(assessment: Assessment, levels: Levels, rule: Rule, settings: Settings) -> Iterator[Concerned]:
    """The deployments of one environment that own the rule's area: a resource shows it, or the configuration says so.

    A library or a manifest is deployed by somebody else, who answers for what it lacks. `levels` are the environment's.
    """
    graph, area = assessment.graph, rule.area_owned
    shown = graph.of_kind(*rule.shown_by) if rule.shown_by else graph.resources.values()
    owned = {(one.key.deployment, one.key.set) for one in shown if rule.shown_by or one.area == area}
    for deployment in graph.deployments:
        place = deployment.path, deployment.set
        if deployment.role not in NOT_ANSWERED and (area in settings.owns or place in owned):
            yield Concerned(assessment, deployment, levels.get(place, UNDECLARED))


def most_critical(assessment: Assessment) -> Levels:
    """How critical each deployment of one environment is."""
    found: dict[tuple[str, str], Criticality] = {}
    for key, criticality in assessment.criticality.items():
        place = key.deployment, key.set
        before = found.get(place)
        if before is not criticality:  # most resources of a deployment have the very same
            found[place] = min(before or criticality, criticality, key=importance)
    return found


def importance(criticality: Criticality) -> tuple[int, bool]:
    """A sort key: most critical first, and of equals the declared one."""
    return LEVELS.index(criticality.level), not criticality.declared


def answer(rule: Rule, settings: Settings, now: date) -> Assumption | None:
    """The assumption that answers `rule`, if one holds on the day `now`."""
    return next((item for item in _about(rule, settings) if item.until is None or item.until >= now), None)


def expired(rule: Rule, settings: Settings, now: date) -> Assumption | None:
    """The assumption that answered `rule` until some day before `now`."""
    return next((item for item in _about(rule, settings) if item.until is not None and item.until < now), None)


def _about(rule: Rule, settings: Settings) -> Iterator[Assumption]:
    yield from (item for item in settings.assume if item.fact in rule.answered_by)
