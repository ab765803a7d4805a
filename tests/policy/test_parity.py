"""Grants of two principals compared: what is certainly missing, what stands in, and what cannot be told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.graph.resources import Resource
from idlint.policy.outcome import Verdict
from idlint.policy.parity import are_twins, fallback_roles, regional_twin_roles
from idlint.values import Origin, Unknown

FAIL, UNKNOWN, PASS = Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS
CLOUD = "known only to the cloud"


def grant(world: Any, holder: Resource, target: Resource | None, role: str, **more: Any) -> None:
    world.link("granted", holder, target, detail={"role": role}, **more)


def fallback_world(world: Any) -> tuple[Resource, Resource, Resource]:
    """A web app with its own identity, the fallback's service principal, and a storage account."""
    application = world.add("a.fallback", "application", "identity")
    principal = world.add("p.fallback", "service_principal", "identity")
    world.link("depends_on", principal, application)
    client = Unknown(CLOUD, Origin("a.fallback", ("client_id",)))
    app = world.add("w.api", "web_app", "workload", settings={"FALLBACK_CLIENT_ID": client})
    world.link("uses_identity", app, app)
    return app, principal, world.add("s.orders", "storage_account", "data_store")


@pytest.mark.parametrize(
    ("role", "verdict"),
    [
        ("Storage Blob Data Contributor", PASS),
        ("Storage Blob Data Owner", PASS),
        ("Storage Blob Data Reader", FAIL),
        ("Storage Queue Data Contributor", FAIL),
        ("Owner", FAIL),
    ],
)
def test_the_fallback_needs_the_same_role_or_a_wider_one(world: Any, role: str, verdict: Verdict) -> None:
    app, principal, store = fallback_world(world)
    grant(world, app, store, "Storage Blob Data Contributor")
    grant(world, principal, store, role)
    assert fallback_roles(app, world.assessment).verdict is verdict


def test_the_message_names_role_and_target(world: Any) -> None:
    app, principal, store = fallback_world(world)
    bus = world.add("b.orders", "service_bus_namespace", "messaging")
    grant(world, app, bus, "Azure Service Bus Data Sender")
    grant(world, principal, store, "Storage Blob Data Reader")
    outcome = fallback_roles(app, world.assessment)
    assert "Azure Service Bus Data Sender on b.orders" in outcome.message
    assert [item.other for item in outcome.evidence] == [bus.key]


def test_without_a_visible_grant_or_a_named_application_nothing_is_compared(world: Any) -> None:
    app, _, store = fallback_world(world)
    grant(world, app, store, "Storage Blob Data Contributor")
    assert fallback_roles(app, world.assessment).verdict is PASS
    plain = world.add("w.plain", "web_app", "workload", settings={"MAILS": "x"})
    assert fallback_roles(plain, world.assessment).verdict is PASS


def test_a_grant_that_cannot_be_seen_may_be_the_missing_one(world: Any) -> None:
    app, principal, store = fallback_world(world)
    grant(world, app, store, "Storage Blob Data Contributor")
    grant(world, principal, None, "Storage Blob Data Contributor")
    assert fallback_roles(app, world.assessment).verdict is UNKNOWN


def test_a_grant_to_somebody_unknown_may_be_the_missing_one(world: Any) -> None:
    app, principal, store = fallback_world(world)
    grant(world, app, store, "Storage Blob Data Contributor")
    grant(world, principal, store, "Storage Blob Data Reader")
    assignment = world.add("r.group", "role_assignment", "grant")
    grant(world, assignment, store, "Storage Blob Data Contributor")
    assert fallback_roles(app, world.assessment).verdict is UNKNOWN


def twins(world: Any) -> tuple[Resource, Resource]:
    here = world.add("i.weu", "managed_identity", "identity", name="id-orders-weu", region="westeurope")
    there = world.add("i.neu", "managed_identity", "identity", name="id-orders-neu", region="northeurope")
    return here, there


def test_a_twin_needs_the_role_on_what_both_regions_share(world: Any) -> None:
    here, there = twins(world)
    bus = world.add("b.orders", "service_bus_namespace", "messaging", name="sb-orders", region="westeurope")
    grant(world, here, bus, "Azure Service Bus Data Sender")
    assert regional_twin_roles(there, world.assessment).verdict is PASS  # nothing uses it yet
    app = world.add("w.neu", "container_app", "workload", region="northeurope")
    world.link("uses_identity", app, there)
    assert regional_twin_roles(there, world.assessment).verdict is FAIL
    assert regional_twin_roles(here, world.assessment).verdict is PASS


def test_what_has_a_twin_of_its_own_is_granted_there(world: Any) -> None:
    here, there = twins(world)
    vaults = [
        world.add(f"v.{short}", "key_vault", "secret_store", name=f"kv-{short}", region=region)
        for short, region in (("weu", "westeurope"), ("neu", "northeurope"))
    ]
    grant(world, here, vaults[0], "Key Vault Secrets User")
    grant(world, there, vaults[1], "Key Vault Secrets User")
    assert regional_twin_roles(there, world.assessment).verdict is PASS
    assert regional_twin_roles(here, world.assessment).verdict is PASS


def test_something_of_the_same_kind_by_another_name_leaves_it_open(world: Any) -> None:
    here, there = twins(world)
    store = world.add("s.a", "storage_account", "data_store", name="stordersweu", region="westeurope")
    world.add("s.b", "storage_account", "data_store", name="stordersneu", region="northeurope")
    grant(world, here, store, "Storage Blob Data Reader")
    grant(world, there, None, "Reader")
    assert regional_twin_roles(there, world.assessment).verdict is PASS


@pytest.mark.parametrize(
    ("names", "regions", "same"),
    [
        (("id-weu", "id-neu"), ("westeurope", "northeurope"), True),
        (("id-euw-api", "id-eun-api"), ("westeurope", "northeurope"), True),
        (("id_westeurope", "id_northeurope"), ("westeurope", "northeurope"), True),
        (("id-uks", "id-ukw"), ("uksouth", "ukwest"), True),
        (("id-eus2", "id-cus"), ("eastus2", "centralus"), True),
        (("id-weu", "id-neu"), ("westeurope", "westeurope"), False),
        (("id-api", "id-web"), ("westeurope", "northeurope"), False),
        (("id-weu-api", "id-neu-web"), ("westeurope", "northeurope"), False),
        (("id-weu", "id-api-neu"), ("westeurope", "northeurope"), False),
        (("id", "id"), ("westeurope", "northeurope"), False),
    ],
)
def test_twins_differ_in_the_region_and_nothing_else(
    world: Any, names: tuple[str, str], regions: tuple[str, str], same: bool
) -> None:
    pair = [
        world.add(f"i.{number}", "managed_identity", name=name, region=region)
        for number, (name, region) in enumerate(zip(names, regions, strict=True))
    ]
    assert are_twins(*pair) is same


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from(["westeurope", "uksouth", "eastus2"]))
def test_being_twins_is_mutual(make_world: Any, left: str, right: str, region: str) -> None:
    world = make_world()
    one = world.add("i.one", "managed_identity", name=left, region="northeurope")
    other = world.add("i.other", "managed_identity", name=right, region=region)
    assert are_twins(one, other) is are_twins(other, one)
    assert not are_twins(one, one)
