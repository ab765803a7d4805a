"""Blast radius: what depends on a resource, over which links, and what does not count."""

from __future__ import annotations

from idlint.graph.deploys import DEPLOYED
from idlint.graph.resources import Edge, Key, Known, Links, Property, Resource, ResourceGraph
from idlint.resilience.assessment import Assessment, Criticality, Level
from idlint.resilience.reach import Reach
from idlint.source import Span

HERE = Span("main.tf", 0, 1)


def key(name: str, deployment: str = "shop") -> Key:
    return Key(deployment, "prod", name)


def item(name: str, *traits: str, deployment: str = "shop") -> Resource:
    return Resource(key(name, deployment), "t", "k", frozenset(traits), "platform", "managed", HERE)


def reach(
    *links: tuple[str, str, str], workloads: tuple[str, ...] = ("app",), critical: tuple[str, ...] = (),
    names: dict[str, str] | None = None,
) -> Reach:  # fmt: skip
    """Everything that the links name, in one deployment."""
    others = {end for source, _, target in links for end in (source, target)} - set(workloads)
    resources = [item(name, "workload") for name in workloads] + [item(name) for name in sorted(others)]
    edges = [Edge(type, key(source), key(target), target, HERE) for source, type, target in links]
    levels: dict[Key, Criticality] = {}
    for resource in resources:
        level: Level = "high" if resource.address in critical else "standard"
        levels[resource.key] = Criticality(level, True, "")
    derived = {key(name): {"workload.name": Property(text)} for name, text in (names or {}).items()}
    return Reach(Assessment(ResourceGraph("prod", (), Known(resources), Links(edges)), levels, {}, derived))


def test_a_workload_stands_behind_itself_and_what_it_needs() -> None:
    found = reach(("app", "uses_identity", "id"), ("app", "authenticates_to", "db"), ("app", "runs_on", "plan"))
    for name in ("app", "id", "db", "plan"):
        assert found.behind(key(name)) == {"shop:app": "standard"}


def test_need_is_passed_on() -> None:
    found = reach(
        ("web", "authenticates_to", "api"), ("api", "stores_secret_in", "secret"), ("secret", "depends_on", "vault"),
        workloads=("web", "api"),
    )  # fmt: skip
    assert set(found.behind(key("vault"))) == {"shop:web", "shop:api"}
    assert set(found.behind(key("web"))) == {"shop:web"}


def test_watching_something_is_not_needing_it() -> None:
    assert reach(("app", "monitored_by", "logs"), ("app", "replicates_to", "copy")).behind(key("logs")) == {}


def test_who_may_use_a_store_stands_behind_it_but_not_what_a_job_with_rights_deploys() -> None:
    found = reach(
        ("id", "granted", "store"), ("app", "uses_identity", "id"),
        ("ci", "granted", "store"), ("job", "uses_identity", "ci"), ("job", "deploys", DEPLOYED),
        workloads=("app", "other"),
    )  # fmt: skip
    assert set(found.behind(key("store"))) == {"shop:app"}


def test_all_that_a_job_deploys_stands_behind_what_it_signs_in_with() -> None:
    found = reach(
        ("job", "uses_identity", "ci"), ("job", "deploys", DEPLOYED), ("job", "runs_on", "pool"), workloads=("a", "b")
    )
    assert set(found.behind(key("ci"))) == set(found.behind(key("pool"))) == {"shop:a", "shop:b"}


def test_a_part_counts_for_what_it_is_a_part_of() -> None:
    found = reach(("scaling", "depends_on", "app"), ("password", "depends_on", "application"),
                  ("app", "uses_identity", "application"))  # fmt: skip
    assert set(found.behind(key("scaling"))) == set(found.behind(key("password"))) == {"shop:app"}


def test_parts_of_one_workload_count_once_at_the_highest_criticality() -> None:
    found = reach(
        ("weu", "uses_identity", "id"), ("neu", "uses_identity", "id"),
        workloads=("weu", "neu"), critical=("neu",), names={"weu": "orders", "neu": "orders"},
    )  # fmt: skip
    assert found.behind(key("id")) == {"orders": "high"}


def test_links_in_a_circle_end() -> None:
    found = reach(("a", "depends_on", "b"), ("b", "depends_on", "a"), workloads=("a", "b"))
    assert set(found.behind(key("a"))) == {"shop:a", "shop:b"}


def test_what_a_deployment_lacks_its_workloads_lack() -> None:
    found = reach(workloads=("a", "b"))
    assert set(found.in_deployment("shop", "prod")) == set(found.everywhere()) == {"shop:a", "shop:b"}
    assert found.in_deployment("shop", "dev") == {}
