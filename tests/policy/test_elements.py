"""`elements`: conditions on what a list or a map holds, and `comes_from`: on where a value is from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.graph.resources import Resource
from idlint.policy.outcome import Verdict
from idlint.values import Origin, Sensitive, Unknown, UnknownKey, Value

FAIL, UNKNOWN, PASS = Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS
HIDDEN = Unknown("variable without a value", Origin("var.settings"))
REGION = {"element": "key", "matches": "(?i)^MSAL_FORCE_REGION$"}


def app(world: Any, settings: Value) -> Resource:
    made: Resource = world.add("a.app", "web_app", "workload", settings=settings)
    return made


def test_entries_of_a_map_have_a_key_and_a_value(world: Any) -> None:
    site = app(world, {"MSAL_FORCE_REGION": "westeurope", "OTHER": "x"})
    found = world.ask({"elements": {"of": "settings", "any": REGION}}, site)
    assert (found.verdict, [item.element for item in found.evidence]) == (PASS, ["MSAL_FORCE_REGION"])
    both = {"all": [REGION, {"element": "value", "equals": "northeurope"}]}
    assert world.ask({"elements": {"of": "settings", "any": both}}, site).verdict is FAIL
    assert world.ask({"elements": {"of": "settings", "none": REGION}}, site).verdict is FAIL


def test_fields_of_objects_in_a_list(world: Any) -> None:
    pools: list[Value] = [{"name": "system", "min": 3}, {"name": "user", "min": 0}]
    cluster = world.add("c.aks", "kubernetes_cluster", node_pools=pools)
    low = {"element": "min", "at_most": 1}
    found = world.ask({"elements": {"of": "node_pools", "none": low}}, cluster)
    assert (found.verdict, [item.element for item in found.evidence]) == (FAIL, ["user"])
    assert (
        world.ask({"elements": {"of": "node_pools", "all": {"element": "min", "at_least": 1}}}, cluster).verdict is FAIL
    )
    assert world.ask({"elements": {"of": "node_pools", "count": {"at_most": 1}, "where": low}}, cluster).verdict is PASS


def test_plain_elements_and_single_values_are_their_own_value(world: Any) -> None:
    rule = world.add("a.rule", "autoscale_setting", min_instances=[3, 1])
    assert (
        world.ask({"elements": {"of": "min_instances", "any": {"element": "value", "at_most": 1}}}, rule).verdict
        is PASS
    )
    store = world.add("s.a", "storage_account", redundancy="LRS")
    assert (
        world.ask({"elements": {"of": "redundancy", "any": {"element": "value", "equals": "LRS"}}}, store).verdict
        is PASS
    )


def test_an_open_map_decides_only_what_is_certain(world: Any) -> None:
    site = app(world, Unknown("merge", known={"MSAL_FORCE_REGION": "westeurope"}))
    assert world.ask({"elements": {"of": "settings", "any": REGION}}, site).verdict is PASS
    other = {"element": "key", "equals": "OTHER"}
    found = world.ask({"elements": {"of": "settings", "any": other}}, site)
    assert (found.verdict, found.reason) == (UNKNOWN, "merge")
    counted = {"of": "settings", "count": {"at_most": 1}, "where": REGION}
    assert world.ask({"elements": counted}, site).verdict is UNKNOWN


def test_an_unknown_map_key_or_element_is_undecided(world: Any) -> None:
    any_region = {"elements": {"of": "settings", "any": REGION}}
    assert world.ask(any_region, app(world, HIDDEN)).verdict is UNKNOWN
    assert world.ask(any_region, app(world, {UnknownKey(HIDDEN): "x"})).verdict is UNKNOWN
    pools: list[Value] = [HIDDEN]
    cluster = world.add("c.aks", "kubernetes_cluster", node_pools=pools)
    low = {"elements": {"of": "node_pools", "any": {"element": "min", "at_most": 1}}}
    assert world.ask(low, cluster).verdict is UNKNOWN


def test_nothing_written_holds_nothing(world: Any) -> None:
    site = world.add("a.app", "web_app", "workload")
    assert world.ask({"elements": {"of": "settings", "any": REGION}}, site).verdict is FAIL
    assert world.ask({"elements": {"of": "settings", "all": REGION}}, site).verdict is PASS
    assert world.ask({"elements": {"of": "settings", "none": REGION}}, site).verdict is PASS


def test_a_secret_is_compared_and_never_named(world: Any) -> None:
    site = world.add("a.app", "web_app", "workload", identity_ids=[Sensitive("hush")])
    found = world.ask({"elements": {"of": "identity_ids", "any": {"element": "value", "equals": "hush"}}}, site)
    assert found.verdict is PASS
    assert "hush" not in repr(found.evidence)


def test_elements_can_be_compared_with_other_properties(world: Any) -> None:
    site = world.add("a.app", "web_app", "workload", identity_ids=["a", "b"], key_vault_reference_identity="b")
    other = {"not": {"element": "value", "equals": {"property": "key_vault_reference_identity"}}}
    counted = {"of": "identity_ids", "count": {"at_most": 1}, "where": other}
    assert world.ask({"elements": counted}, site).verdict is PASS


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("literal", FAIL),
        (Unknown("known only to the cloud", Origin("i.api", ("client_id",))), PASS),
        (Unknown("known only to the cloud", Origin("s.store", ("name",))), FAIL),
        (Unknown("known only to the cloud", Origin("data.x.y", ("id",))), UNKNOWN),
        (Unknown("text", known=("id=", Unknown("cloud", Origin("i.api", ("client_id",))))), PASS),
        (Unknown("variable without a value"), UNKNOWN),
    ],
)
def test_a_value_comes_from_a_resource(world: Any, value: Value, verdict: Verdict) -> None:
    world.add("i.api", "managed_identity", "identity")
    world.add("s.store", "storage_account")
    site = app(world, {"AZURE_CLIENT_ID": value})
    comes = {"element": "value", "comes_from": ["identity"]}
    assert world.ask({"elements": {"of": "settings", "any": comes}}, site).verdict is verdict


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, None]), max_size=6), st.booleans())
def test_quantifiers_agree_with_each_other(make_world: Any, numbers: list[int | None], more: bool) -> None:
    world = make_world()
    values: list[Value] = [Unknown("unknown") if number is None else number for number in numbers]
    held: Value = Unknown("more", known=values) if more else values
    subject = world.add("a.b", "autoscale_setting", min_instances=held)

    def verdict(**spec: Any) -> Verdict:
        found: Verdict = world.ask({"elements": {"of": "min_instances", **spec}}, subject).verdict
        return found

    low: Any = {"element": "value", "at_most": 1}
    assert verdict(any=low) == verdict(count={"at_least": 1}, where=low)
    assert verdict(none=low) == verdict(count={"at_most": 0}, where=low) == PASS - verdict(any=low)
    assert verdict(all={"not": low}) == verdict(none=low)


@pytest.mark.parametrize("value", [Sensitive("hunter2-hunter2"), Sensitive(["hunter2-hunter2"])])
def test_what_is_sensitive_is_named_by_its_place(world: Any, value: Value) -> None:
    secret = world.add("s.a", "key_vault_secret", secret=value)
    found = world.ask({"elements": {"of": "secret", "any": {"element": "value", "matches": "^hunter2"}}}, secret)
    assert (found.verdict, [item.element for item in found.evidence]) == (PASS, ["number 1"])
    assert "hunter2" not in repr(found.evidence)
