"""The condition grammar on hand-built graphs: what each form decides, and on what evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.graph.resources import Key, Property, Resource
from idlint.policy import relations
from idlint.policy.conditions import compile_condition
from idlint.policy.opaque import NO_PROVIDERS, opaque_calls
from idlint.policy.outcome import Outcome, Verdict
from idlint.policy.subject import Check, Subject
from idlint.values import Origin, Unknown, Value

FAIL, UNKNOWN, PASS = Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS
REGION = Unknown("variable without a value", Origin("var.region"))


def properties(outcome: Outcome) -> list[str]:
    return [item.property for item in outcome.evidence]


def test_tests_of_one_property_all_have_to_hold(world: Any) -> None:
    store = world.add("s.a", "storage_account", redundancy="GRS")
    assert world.ask({"property": "redundancy", "matches": "^G", "in": ["GRS"]}, store).verdict is PASS
    assert world.ask({"property": "redundancy", "matches": "^L", "in": ["GRS"]}, store).verdict is FAIL


def test_evidence_is_where_the_property_is_written_else_the_header(world: Any) -> None:
    store = world.add("s.a", "storage_account", redundancy="LRS")
    written = world.ask({"property": "redundancy", "equals": "GRS"}, store).evidence[0]
    absent = world.ask({"property": "sku", "equals": "x"}, store).evidence[0]
    assert written.location == store.property("redundancy").location
    assert absent.location == store.header


def test_an_unknown_value_is_undecided_and_says_why(world: Any) -> None:
    store = world.add("s.a", "storage_account", redundancy=REGION)
    outcome = world.ask({"property": "redundancy", "in": ["GRS"]}, store)
    assert (outcome.verdict, outcome.reason) == (UNKNOWN, "variable without a value")


def test_a_value_of_another_type_is_undecided(world: Any) -> None:
    store = world.add("s.a", "storage_account", redundancy=["LRS"])
    assert (
        world.ask({"property": "redundancy", "matches": "LRS"}, store).reason == "a value of another type than expected"
    )


def test_null_is_absent(world: Any) -> None:
    store = world.add("s.a", "storage_account", redundancy=None)
    assert world.ask({"property": "redundancy", "exists": False}, store).verdict is PASS


def test_an_operand_can_be_another_property(world: Any) -> None:
    store = world.add("s.a", "storage_account", region=REGION, pair=REGION)
    assert world.ask({"property": "region", "equals": {"property": "pair"}}, store).verdict is PASS
    other = world.add("s.b", "storage_account", region="westeurope", pair="northeurope")
    outcome = world.ask({"property": "region", "equals": {"property": "pair"}}, other)
    assert (outcome.verdict, properties(outcome)) == (FAIL, ["region", "pair"])


def test_options_are_literals_of_the_configuration(world: Any) -> None:
    store = world.add("s.a", "storage_account", copies=3)
    condition = {"property": "copies", "at_least": {"option": "least"}}
    assert world.ask(condition, store, options={"least": 3}).verdict is PASS
    assert world.ask(condition, store, options={"least": 4}).verdict is FAIL


def test_a_decimal_in_yaml_equals_a_decimal_in_terraform(world: Any) -> None:
    from decimal import Decimal

    store = world.add("s.a", "storage_account", copies=Decimal("1.5"))
    assert world.ask({"property": "copies", "equals": 1.5}, store).verdict is PASS


@pytest.mark.parametrize(
    ("moment", "verdict"),
    [
        ("now", FAIL),
        ("2027-01-01", PASS),
        ({"days_from_now": 30}, PASS),
        ({"days_from_now": 1}, FAIL),
        ({"days_from_now": {"option": "days"}}, PASS),
        ({"property": "renewed"}, PASS),
        ({"property": "nothing"}, UNKNOWN),
    ],
)
def test_dates_compare_with_moments(world: Any, moment: Any, verdict: Verdict) -> None:
    """Today is 2026-11-22, from the fixture."""
    secret = world.add("k.a", "key_vault_secret", expires="2026-12-01", renewed="2026-12-02")
    condition = {"property": "expires", "before": moment}
    assert world.ask(condition, secret, options={"days": 10}).verdict is verdict


def test_and_is_min_or_is_max_and_only_what_decides_is_evidence(world: Any) -> None:
    store = world.add("s.a", "storage_account", good="yes", bad="no", open=REGION)
    good, bad, open_ = ({"property": name, "equals": "yes"} for name in ("good", "bad", "open"))
    for condition, verdict, evidence in [
        ({"all": [good, open_, bad]}, FAIL, ["bad"]),
        ({"all": [good, open_]}, UNKNOWN, ["open"]),
        ({"any": [good, open_, bad]}, PASS, ["good"]),
        ({"any": [bad, open_]}, UNKNOWN, ["open"]),
        ({"not": {"all": [good, bad]}}, PASS, ["bad"]),
        ({"not": open_}, UNKNOWN, ["open"]),
    ]:
        outcome = world.ask(condition, store)
        assert (outcome.verdict, properties(outcome)) == (verdict, evidence), condition


NAMES = st.sampled_from(["good", "bad", "open", "unwritten"])
CONDITIONS = st.recursive(
    st.one_of(
        NAMES.map(lambda name: {"property": name, "equals": "yes"}),
        st.builds(
            lambda name, word: {"elements": {"of": name, word: {"element": "value", "equals": "yes"}}},
            NAMES,
            st.sampled_from(["any", "none", "all"]),
        ),
    ),
    lambda inner: st.one_of(
        st.builds(lambda word, parts: {word: parts}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1)),
        inner.map(lambda part: {"not": part}),
        st.builds(
            lambda word, part: {"related": {"edge": "runs_on", word: part}},
            st.sampled_from(["any", "all", "none"]),
            inner,
        ),
        inner.map(lambda part: {"exists_resource": {"kinds": ["storage_account"], "where": part}}),
    ),
    max_leaves=8,
)


@given(CONDITIONS)
@settings(max_examples=100, deadline=None)
def test_a_verdict_is_the_same_where_nobody_is_told_what_it_rests_on(make_world: Any, condition: Any) -> None:
    world = make_world()
    store = world.add("s.a", "storage_account", good="yes", bad="no", open=REGION)
    world.link("runs_on", store, world.add("s.b", "storage_account", good="yes", open="no"))
    world.link("runs_on", store, world.add("s.c", "storage_account", good=REGION, bad="yes"))
    world.link("runs_on", store, None)
    assessment = world.assessment
    opaque = opaque_calls([assessment.graph], NO_PROVIDERS)[0]
    subject = Subject(assessment, date(2026, 11, 1), opaque, resource=store, root=store)
    told = compile_condition(condition)(subject)
    alone = compile_condition(condition)(subject._replace(told=False))
    assert alone.verdict is told.verdict
    assert not alone.evidence


def test_a_value_that_exists_would_exist_under_another_default_as_well(world: Any) -> None:
    assumed = {"region": Property("westeurope", None, ("var.region",))}
    store = world.add("s.a", "storage_account", properties=assumed)
    assert world.ask({"property": "region", "exists": True}, store).evidence[0].assumed == ()
    assert world.ask({"property": "region", "equals": "x"}, store).evidence[0].assumed == ("var.region",)


def test_a_dotted_name_is_a_derived_property(world: Any) -> None:
    app = world.add("w.a", "web_app", "workload", derived={"run.single_points": ["azure/entra"]})
    assert world.ask({"property": "run.single_points", "empty": True}, app).verdict is FAIL
    assert world.ask({"property": "run.other", "exists": True}, app).verdict is FAIL


# Related resources

SAME_REGION = {
    "related": {
        "edge": "uses_identity",
        "kinds": ["managed_identity"],
        "all": {"property": "region", "equals": {"subject": "region"}},
    }
}


def pair(world: Any, app_region: Value, identity_region: Value, **identity: Any) -> Resource:
    app: Resource = world.add("w.app", "web_app", "workload", region=app_region)
    world.link("uses_identity", app, world.add("i.id", "managed_identity", region=identity_region, **identity))
    return app


@pytest.mark.parametrize(
    ("app", "identity", "verdict"),
    [
        ("westeurope", "westeurope", PASS),
        ("westeurope", "northeurope", FAIL),
        (REGION, REGION, PASS),
        (REGION, "westeurope", UNKNOWN),
        (REGION, Unknown("other", Origin("var.other")), UNKNOWN),
    ],
)
def test_inside_related_the_subject_can_be_named(world: Any, app: Value, identity: Value, verdict: Verdict) -> None:
    assert world.ask(SAME_REGION, pair(world, app, identity)).verdict is verdict


def test_the_evidence_of_a_relation_is_the_edge_then_what_failed_at_its_end(world: Any) -> None:
    app = pair(world, "westeurope", "northeurope")
    outcome = world.ask(SAME_REGION, app)
    assert [(item.key.address if item.key else "", item.property) for item in outcome.evidence] == [
        ("w.app", ""),
        ("i.id", "region"),
        ("w.app", "region"),
    ]
    assert outcome.evidence[0].other == Key(".", "", "i.id")


def test_far_ends_of_other_kinds_are_left_out_and_unknown_ends_are_not(world: Any) -> None:
    app = world.add("w.app", "web_app", "workload", region="westeurope")
    world.link("uses_identity", app, app)
    assert world.ask(SAME_REGION, app).verdict is PASS
    world.link("uses_identity", app, None)
    assert world.ask(SAME_REGION, app).verdict is UNKNOWN


@pytest.mark.parametrize(("other_than", "verdict"), [("key_vault", PASS), ("workload", FAIL), ("web_app", FAIL)])
def test_far_ends_of_kinds_that_are_not_meant_are_left_out(world: Any, other_than: str, verdict: Verdict) -> None:
    app = world.add("w.app", "web_app", "workload")
    world.link("uses_identity", app, app)
    condition = {"related": {"edge": "uses_identity", "other_than": [other_than], "any": {}}}
    assert world.ask(condition, app).verdict is verdict


def test_a_half_edge_is_a_relation_of_which_nothing_else_is_known(world: Any) -> None:
    app = world.add("w.app", "web_app")
    world.link("uses_identity", app, None)
    any_at_all = {"related": {"edge": "uses_identity", "any": {}}}
    assert world.ask(any_at_all, app).verdict is PASS
    some_vault = {"related": {"edge": "uses_identity", "kinds": ["key_vault"], "any": {}}}
    found = world.ask(some_vault, app)
    assert (found.verdict, found.reason) == (UNKNOWN, "which identity it uses is not known here")


def test_what_is_said_of_the_edge_alone_does_not_need_its_far_end(world: Any) -> None:
    app = world.add("w.app", "web_app")
    world.link("stores_secret_in", app, None, detail={"setting": "AZURE_CLIENT_SECRET"})
    for where, verdict in [
        ({"detail": "setting", "matches": "SECRET$"}, PASS),
        ({"not": {"any": [{"detail": "setting", "matches": "SECRET$"}]}}, FAIL),
        ({"all": [{"detail": "setting", "matches": "SECRET$"}, {"property": "region", "exists": True}]}, UNKNOWN),
        ({"detail": "setting", "equals": {"property": "region"}}, UNKNOWN),
    ]:
        condition = {"related": {"edge": "stores_secret_in", "any": where}}
        assert world.ask(condition, app).verdict is verdict, where


def test_what_may_not_be_there_is_as_evidence_at_best_unknown(world: Any) -> None:
    app = pair(world, "westeurope", "northeurope", maybe="count is unknown")
    assert world.ask(SAME_REGION, app).verdict is UNKNOWN
    some = {"related": {"edge": "uses_identity", "any": {"property": "region", "equals": "northeurope"}}}
    assert world.ask(some, app).verdict is UNKNOWN
    none = {"related": {"edge": "uses_identity", "any": {"property": "region", "equals": "westeurope"}}}
    assert world.ask(none, app).verdict is FAIL


def test_what_a_resource_names_is_there_when_the_resource_is_for_the_same_reason(world: Any) -> None:
    app = world.add("w.app", "web_app", "workload", region="westeurope", maybe="count is unknown")
    identity = world.add("i.id", "managed_identity", region="northeurope", maybe="count is unknown")
    world.link("uses_identity", app, identity)
    assert world.ask(SAME_REGION, app).verdict is FAIL


def test_an_edge_that_may_not_be_there_decides_nothing(world: Any) -> None:
    app = world.add("w.app", "web_app", region="westeurope")
    world.link("uses_identity", app, world.add("i.id", "managed_identity", region="x"), maybe="conditional")
    outcome = world.ask(SAME_REGION, app)
    assert (outcome.verdict, outcome.reason) == (UNKNOWN, "conditional")


def test_edges_can_be_followed_backwards_and_their_facts_be_read(world: Any) -> None:
    vault = world.add("v.kv", "key_vault")
    reader = world.add("i.id", "managed_identity")
    world.link("granted", reader, vault, detail={"role": "Key Vault Secrets User"})
    condition = {"related": {"edge": "granted", "direction": "in", "any": {"detail": "role", "matches": "Secrets"}}}
    assert world.ask(condition, vault).verdict is PASS
    outward = {"related": {"edge": "granted", "any": {}}}
    assert world.ask(outward, vault).verdict is FAIL


COUNT = {"related": {"edge": "uses_identity", "direction": "in", "count": {"at_most": 1}}}


def users(world: Any, *names: str, **fields: Any) -> Resource:
    identity: Resource = world.add("i.id", "managed_identity")
    for name in names:
        world.link("uses_identity", world.add(name, "web_app", **fields), identity)
    return identity


@pytest.mark.parametrize(
    ("names", "maybe", "verdict"),
    [
        (["w.a"], "", PASS),
        (["w.a", "w.b"], "", FAIL),
        (["w.a", "w.b"], "count is unknown", UNKNOWN),
        (["w.a[?]"], "for_each is unknown", UNKNOWN),
    ],
)
def test_counts_are_intervals(world: Any, names: list[str], maybe: str, verdict: Verdict) -> None:
    assert world.ask(COUNT, users(world, *names, maybe=maybe)).verdict is verdict


def test_a_count_can_be_of_the_ends_that_fulfil_something(world: Any) -> None:
    identity = users(world, "w.a", "w.b", region="westeurope")
    far = {"related": {**COUNT["related"], "where": {"property": "region", "equals": "northeurope"}}}
    assert world.ask(far, identity).verdict is PASS


def test_relations_can_be_nested_and_the_subject_stays_the_same(world: Any) -> None:
    app = pair(world, "westeurope", "northeurope")
    identity = world.resources[1]
    world.link("granted", identity, world.add("v.kv", "key_vault", region="westeurope"))
    inner = {"related": {"edge": "granted", "any": {"property": "region", "equals": {"subject": "region"}}}}
    assert world.ask({"related": {"edge": "uses_identity", "any": inner}}, app).verdict is PASS


# Opaque calls

MONITORED = {"related": {"edge": "monitored_by", "any": {}}}


def test_an_opaque_call_can_relate_something_only_to_what_flows_into_it(world: Any) -> None:
    vault = world.add("v.kv", "key_vault")
    world.deploy(".", world.hole(target="kv"))
    assert world.ask(MONITORED, vault).verdict is FAIL
    taken = Unknown("known after apply", Origin("v.kv", ("id",)))
    world.deployments[:] = []
    world.deploy(".", world.hole(source="acme/diagnostics", targets=[taken]))
    outcome = world.ask(MONITORED, vault)
    assert (outcome.verdict, outcome.reason) == (UNKNOWN, "opaque call takes the resource: acme/diagnostics")
    assert world.ask({"related": {"edge": "monitored_by", "any": {}, "complete": True}}, vault).verdict is FAIL


def test_an_opaque_call_opens_every_list_that_was_thought_complete(world: Any) -> None:
    identity = users(world, "w.a", region="westeurope")
    world.deploy(".", world.hole(identity=Unknown("known after apply", Origin("i.id", ("id",)))))
    inward: dict[str, Any] = {"edge": "uses_identity", "direction": "in"}
    here = {"property": "region", "equals": "westeurope"}
    assert world.ask({"related": {**inward, "all": here}}, identity).verdict is UNKNOWN
    assert world.ask({"related": {**inward, "none": {"not": here}}}, identity).verdict is UNKNOWN
    assert world.ask({"related": {**inward, "any": here}}, identity).verdict is PASS
    assert world.ask(COUNT, identity).verdict is UNKNOWN


# Absence

ALERT = {
    "exists_resource": {"kinds": ["activity_log_alert"], "where": {"property": "category", "equals": "ServiceHealth"}}
}


def test_existence_can_be_asked_for_in_the_subjects_own_deployment(world: Any) -> None:
    near = {"exists_resource": {"kinds": ["diagnostic_setting"], "within": "deployment"}}
    world.deploy("shop")
    world.deploy("site")
    vault = world.add("v.a", "key_vault", deployment="shop")
    world.add("d.a", "diagnostic_setting", deployment="site")
    assert world.ask({"exists_resource": {"kinds": ["diagnostic_setting"]}}, vault).verdict is PASS
    assert world.ask(near, vault).verdict is FAIL
    world.add("d.b", "diagnostic_setting", deployment="shop")
    assert world.ask(near, vault).verdict is PASS


def test_different_values_can_be_counted_over_all_there_is(world: Any) -> None:
    two = {"exists_resource": {"kinds": ["workload"], "distinct": "region", "count": {"at_least": 2}}}
    assert world.ask(two, None).verdict is FAIL
    world.add("a.one", "web_app", "workload", region="westeurope")
    world.add("a.two", "web_app", "workload", region="westeurope")
    world.add("a.global", "web_app", "workload")
    assert world.ask(two, None).verdict is FAIL
    other = world.add("a.unknown", "web_app", "workload", region=REGION)
    assert (world.ask(two, None).verdict, world.ask(two, None).reason) == (UNKNOWN, "variable without a value")
    world.resources.remove(other)
    world.add("a.maybe", "web_app", "workload", region="northeurope", maybe="count is unknown")
    assert world.ask(two, None).verdict is UNKNOWN
    world.add("a.sure", "web_app", "workload", region="northeurope")
    found = world.ask(two, None)
    assert (found.verdict, properties(found)) == (PASS, ["region", "region"])


def test_existence_is_three_valued(world: Any) -> None:
    assert world.ask(ALERT, None).verdict is FAIL
    world.add("a.other", "activity_log_alert", category="ResourceHealth")
    assert world.ask(ALERT, None).verdict is FAIL
    world.add("a.unknown", "activity_log_alert", category=REGION)
    assert world.ask(ALERT, None).verdict is UNKNOWN
    world.add("a.maybe", "activity_log_alert", category="ServiceHealth", maybe="count is unknown")
    assert world.ask(ALERT, None).verdict is UNKNOWN
    world.add("a.sure", "activity_log_alert", category="ServiceHealth")
    assert world.ask(ALERT, None).verdict is PASS


def test_what_was_found_missing_for_one_subject_is_not_said_of_another(world: Any) -> None:
    same = {"exists_resource": {"kinds": ["web_app"], "where": {"property": "region", "equals": {"subject": "region"}}}}
    stores = [world.add(f"s.{name}", "storage_account", region=name) for name in ("north", "south", "north")]
    stores.append(world.add("s.unknown", "storage_account", region=REGION))
    world.add("a.app", "web_app", region="south")
    check = compile_condition(same)
    world_of = Subject(world.assessment, world.now, opaque_calls([world.assessment.graph], NO_PROVIDERS)[0])
    for told in (False, True):
        verdicts = [check(world_of._replace(resource=store, root=store, told=told)).verdict for store in stores]
        assert verdicts == [FAIL, PASS, FAIL, UNKNOWN]


def test_what_was_found_for_one_subject_rests_on_the_facts_of_the_one_that_asks(world: Any) -> None:
    same = {"exists_resource": {"kinds": ["thing"], "where": {"property": "region", "equals": {"subject": "region"}}}}
    things = [world.add(f"t.{name}", "thing", region="north") for name in ("one", "two", "three")]
    check = compile_condition(same)
    world_of = Subject(world.assessment, world.now, opaque_calls([world.assessment.graph], NO_PROVIDERS)[0])
    for thing in (*things, world.add("s.other", "storage_account", region="north")):
        found = check(world_of._replace(resource=thing, root=thing))
        assert found.verdict is PASS
        assert [item.key for item in found.evidence].count(thing.key) == 1
        assert {item.key for item in found.evidence} == {item.key for item in things} | {thing.key}


def test_what_is_in_one_deployment_is_found_out_once_for_all_that_ask_there(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {"kinds": ["thing"], "within": "deployment", "where": {"property": "region", "equals": "x"}}
    asked: list[Resource] = []
    present = relations._present

    def counted(other: Resource, where: Check, subject: Subject) -> Outcome:
        asked.append(other)
        return present(other, where, subject)

    monkeypatch.setattr(relations, "_present", counted)
    for place in "ab":
        world.deploy(place)
    things = [world.add(f"t.{number}", "thing", region="y", deployment=place) for place in "ab" for number in range(10)]
    world.add("t.x", "thing", region="x", deployment="b")
    check = compile_condition({"exists_resource": there})
    subject = Subject(world.assessment, world.now, opaque_calls([world.assessment.graph], NO_PROVIDERS)[0])
    found = {thing.key: check(subject._replace(resource=thing, root=thing)).verdict for thing in things}
    assert {key.deployment for key, verdict in found.items() if verdict is PASS} == {"b"}
    assert len(asked) == 21


def test_in_one_deployment_only_its_own_resources_count(world: Any) -> None:
    world.add("a.sure", "activity_log_alert", category="ServiceHealth", deployment="monitoring")
    elsewhere = world.deploy("apps")
    there = world.deploy("monitoring")
    assert world.ask(ALERT, None, deployment=elsewhere).verdict is FAIL
    assert world.ask(ALERT, None, deployment=there).verdict is PASS
    assert world.ask(ALERT, None).verdict is PASS


def test_an_absence_beside_opaque_calls_stands_and_names_them(world: Any) -> None:
    world.deploy(".", world.hole("module.net", "acme/network"))
    outcome = world.ask(ALERT, None)
    assert (outcome.verdict, outcome.opaque) == (FAIL, ("module.net (acme/network)",))
    assert world.ask({"not": ALERT}, None).opaque == ("module.net (acme/network)",)


def test_a_source_that_is_known_to_provide_the_kind_answers_the_absence(world: Any) -> None:
    world.deploy(".", world.hole("module.alerts", "Azure/avm-ptn-alerts/azurerm"))
    outcome = world.ask(ALERT, None, providers={"activity_log_alert": ("avm-ptn-alerts",)})
    assert outcome.verdict is UNKNOWN
