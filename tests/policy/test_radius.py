"""How the workloads behind a finding are counted, over instances and environments."""

from __future__ import annotations

from typing import Any

from idlint.policy.findings import Finding, Radius
from idlint.policy.radius import with_radius


def only(world: Any, *rules: Any) -> Finding:
    (finding,) = with_radius(world.check(*rules).findings, [world.assessment], {rule.id: rule for rule in rules})
    return finding


def test_workloads_that_depend_on_any_instance_are_counted_by_criticality(world: Any, make_rule: Any) -> None:
    header = world.span()
    stores = [world.add(f's.a["{name}"]', "storage_account", header=header) for name in ("x", "y")]
    for name, level in (("web", "mission-critical"), ("api", "high"), ("job", "high")):
        app = world.add(name, "web_app", "workload", level=level)
        world.link("authenticates_to", app, stores[name == "web"])
    world.add("apart", "web_app", "workload")
    rule = make_rule(require={"property": "redundancy", "exists": True})
    assert only(world, rule).radius == Radius(mission_critical=1, high=2)


def test_a_workload_in_two_environments_counts_once_at_its_highest(make_world: Any, make_rule: Any) -> None:
    worlds = [make_world(name) for name in ("dev", "prod")]
    header = worlds[0].span()
    for world, level in zip(worlds, ("low", "high"), strict=True):
        store = world.add("s.a", "storage_account", redundancy="LRS", header=header)
        app = world.add("w.api", "web_app", "workload", level=level)
        world.link("authenticates_to", app, store)
    rule = make_rule()
    found = [item for world in worlds for item in world.check(rule).findings]
    radii = with_radius(found, [world.assessment for world in worlds], {rule.id: rule})
    assert [item.radius for item in radii] == [Radius(low=1), Radius(high=1)]


def test_what_is_missing_concerns_the_deployment_or_the_whole_environment(world: Any, make_rule: Any) -> None:
    world.deploy("shop")
    world.deploy("bank")
    world.add("w.shop", "web_app", "workload", deployment="shop")
    world.add("w.bank", "web_app", "workload", deployment="bank")
    absent = {"exists_resource": {"kinds": ["alert_rule"]}}
    one = make_rule(id="one", scope="deployment", shown_by=("workload",), require=absent)
    all_ = make_rule(id="all", scope="repository", shown_by=("workload",), require=absent)
    found = with_radius(world.check(one, all_).findings, [world.assessment], {"one": one, "all": all_})
    radii = sorted((item.rule, item.radius.workloads) for item in found)
    assert radii == [("all", 2), ("one", 1), ("one", 1)]


def test_nothing_is_known_to_depend_on_what_does_not_parse(world: Any, make_rule: Any) -> None:
    finding = Finding("parse-error", "", "", "high", "high", "x", world.span(), "", ())
    assert with_radius([finding], [world.assessment], {})[0].radius == Radius()
