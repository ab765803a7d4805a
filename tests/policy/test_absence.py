"""Rules about what a deployment or a repository lacks: who owns it, where it is said, what answers it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from idlint.policy.findings import Instance
from idlint.policy.rule import Rule
from idlint.settings import Assumption, Settings

ALERT = {"exists_resource": {"kinds": ["activity_log_alert"]}}
FACT = "service-health-alerts"
BY_LEVEL = {"mission-critical": "critical", "high": "high", "standard": "low"}


def absence(make_rule: Any, **fields: Any) -> Rule:
    shared = {"scope": "repository", "area": "monitoring", "require": ALERT, "answered_by": (FACT,)}
    message = "{deployment} hears of no incident"
    made: Rule = make_rule(**{**shared, "message": message, "severity": BY_LEVEL, **fields})
    return made


def owner(world: Any, **fields: Any) -> None:
    world.add("g.a", "action_group", **{"area": "monitoring", "level": "high", **fields})


def test_an_absence_counts_only_where_its_area_is_owned(world: Any, make_rule: Any) -> None:
    world.deploy()
    world.add("s.a", "storage_account", level="high")
    assert world.check(absence(make_rule)).findings == ()
    assert len(world.check(absence(make_rule), settings=Settings(owns=("monitoring",))).findings) == 1
    owner(world)
    assert len(world.check(absence(make_rule)).findings) == 1
    world.add("a.a", "activity_log_alert", area="monitoring")
    assert world.check(absence(make_rule)).findings == ()


def test_a_rule_can_ask_for_another_area_than_its_own(world: Any, make_rule: Any) -> None:
    world.deploy()
    owner(world)
    assert world.check(absence(make_rule, area="platform")).findings == ()
    assert len(world.check(absence(make_rule, area="platform", owns="monitoring")).findings) == 1


def test_a_rule_can_ask_for_kinds_that_show_who_owns_an_area(world: Any, make_rule: Any) -> None:
    world.deploy()
    owner(world)
    shown = absence(make_rule, shown_by=("alert",))
    assert world.check(shown).findings == ()
    assert len(world.check(shown, settings=Settings(owns=("monitoring",))).findings) == 1
    world.add("m.a", "alert_rule", "alert", area="monitoring")
    assert len(world.check(shown).findings) == 1


def test_an_absence_in_the_repository_fires_once_at_the_most_critical_deployment(world: Any, make_rule: Any) -> None:
    for path, level in [("tools", "standard"), ("shop", "mission-critical"), ("site", "high")]:
        world.deploy(path)
        owner(world, deployment=path, level=level)
    finding = world.only(absence(make_rule))
    assert finding.location == world.deployments[1].header
    assert (finding.severity, finding.message) == ("critical", "shop hears of no incident")
    assert (finding.kind, finding.instances) == ("deployment", (Instance("", "shop", ""),))


def test_an_absence_in_a_deployment_is_judged_in_each(world: Any, make_rule: Any) -> None:
    for path in ("shop", "site"):
        world.deploy(path)
        owner(world, deployment=path)
    world.add("a.a", "activity_log_alert", area="monitoring", deployment="site")
    finding = world.only(absence(make_rule, scope="deployment"))
    assert finding.instances == (Instance("", "shop", ""),)


def test_what_a_library_lacks_is_for_those_who_deploy_it(world: Any, make_rule: Any) -> None:
    world.deploy(role="library")
    owner(world)
    assert world.check(absence(make_rule), settings=Settings(owns=("monitoring",))).findings == ()


@pytest.mark.parametrize(("until", "answered"), [(None, True), ("2026-11-22", True), ("2026-11-21", False)])
def test_an_assumption_answers_an_absence_until_its_last_day(
    world: Any, make_rule: Any, until: str | None, answered: bool
) -> None:
    """Today is 2026-11-22, from the fixture."""
    world.deploy()
    owner(world)
    last = date.fromisoformat(until) if until else None
    settings = Settings(assume=(Assumption(FACT, "by policy", until=last),))
    findings = world.check(absence(make_rule), settings=settings).findings
    assert bool(findings) is not answered
    assert all("the assumption `service-health-alerts` ended on 2026-11-21" in item.notes for item in findings)


def test_an_absence_beside_opaque_calls_has_low_confidence_and_names_them(world: Any, make_rule: Any) -> None:
    world.deploy(".", world.hole("module.alerts", "acme/alerts"))
    owner(world)
    finding = world.only(absence(make_rule))
    assert finding.confidence == "low"
    assert finding.notes == ("not visible here, and could answer it: module.alerts (acme/alerts)",)
    checked = world.check(absence(make_rule), providers={"activity_log_alert": ("acme/alerts",)})
    assert (checked.findings, len(checked.unknown)) == ((), 1)


def test_an_absence_without_a_place_to_say_it_is_unknown(world: Any, make_rule: Any) -> None:
    deployment = world.deploy()
    world.deployments[:] = [deployment._replace(header=None)]
    owner(world)
    checked = world.check(absence(make_rule))
    assert checked.findings == ()
    assert [item.reason for item in checked.unknown] == ["no place to report it at"]


def test_an_unimportant_deployment_is_out_of_reach(world: Any, make_rule: Any) -> None:
    world.deploy()
    owner(world, level="low")
    checked = world.check(absence(make_rule))
    assert (checked.findings, checked.unknown) == ((), ())
