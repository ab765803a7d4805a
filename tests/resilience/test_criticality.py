"""Who says how much a resource matters, in which order."""

from __future__ import annotations

import pytest

from idlint.document import Deployment
from idlint.graph.resources import Key, Known, Links, Property, Resource, ResourceGraph
from idlint.resilience.assessment import Criticality
from idlint.resilience.criticality import criticality
from idlint.source import Span
from idlint.values import Unknown, Value


def found(
    tags: Value = None,
    *,
    deployment: str = "app",
    set_: str = "",
    globs: dict[str, str] | None = None,
    group: Value = None,
    assumed: tuple[str, ...] = (),
    environment: str = "",
) -> Criticality:
    here = Span(f"{deployment}/main.tf", 0, 1)
    app = Resource(
        Key(deployment, set_, "app.api"), "app", "web_app", frozenset({"workload"}), "application", "managed", here,
        {"tags": Property(tags, here, assumed), "resource_group": Property("rg", here)},
    )  # fmt: skip
    rg = Resource(
        Key(deployment, set_, "rg.main"), "rg", "resource_group", frozenset(), "platform", "managed", here,
        {"name": Property("rg", here), "tags": Property(group, here)},
    )  # fmt: skip
    place = Deployment(deployment, "terraform", set_, "root", environment=environment)
    return criticality(ResourceGraph("", (place,), Known([app, rg]), Links()), globs or {})[app.key]


@pytest.mark.parametrize(
    ("tags", "level"),
    [
        ({"criticality": "Mission-Critical"}, "mission-critical"),
        ({"BusinessCriticality": "tier_1"}, "high"),
        ({"workload-criticality": "gold"}, "high"),
        ({"tier": "standard"}, "standard"),
        ({"sla-tier": "bronze"}, "low"),
    ],
)
def test_a_tag_declares_it(tags: Value, level: str) -> None:
    assert (found(tags).level, found(tags).declared) == (level, True)


@pytest.mark.parametrize("tags", [{"tier": "frontend"}, {"owner": "gold"}, None, Unknown("no value")])
def test_a_tag_that_says_something_else_declares_nothing(tags: Value) -> None:
    assert not found(tags).declared


def test_a_known_entry_of_partly_unknown_tags_counts() -> None:
    tags = Unknown("variable without a value", known={"criticality": "high"})
    assert found(tags).level == "high"


def test_the_resource_group_s_tag_is_inherited() -> None:
    assert found(group={"criticality": "high"}).reason == 'tag criticality = "high" of rg.main'


def test_a_path_glob_declares_it_and_a_tag_wins_over_it() -> None:
    globs = {"app/*": "mission-critical"}
    assert found(globs=globs).level == "mission-critical"
    assert found({"criticality": "low"}, globs=globs).level == "low"


@pytest.mark.parametrize(
    ("deployment", "set_", "level"),
    [
        ("app", "prod", "high"),
        ("app", "westeurope-prd", "high"),
        ("live/production/app", "", "high"),
        ("app", "dev", "low"),
        ("examples/app", "", "low"),
        ("app", "non-prod", "standard"),
        ("app", "uat", "standard"),
        ("products/app", "", "standard"),
    ],
)
def test_else_it_is_assumed_from_the_environment(deployment: str, set_: str, level: str) -> None:
    assumed = found(deployment=deployment, set_=set_)
    assert (assumed.level, assumed.declared) == (level, False)


@pytest.mark.parametrize(
    ("tags", "level"),
    [
        ({"Environment": "Test"}, "low"),
        ({"ENV": "dev"}, "low"),
        ({"env_type": "Production"}, "high"),
        ({"environment": "Non-Production"}, "standard"),
        ({"environment": "contoso"}, "standard"),
        ({"owner": "test"}, "standard"),
    ],
)
def test_where_no_name_says_the_environment_a_tag_does(tags: Value, level: str) -> None:
    assert (found(tags).level, found(tags).declared) == (level, False)


def test_where_no_name_says_the_environment_its_variables_do() -> None:
    assert found(set_="d01", environment="development").reason == "assumed from variables: `development`"
    assert found({"Environment": "dev"}, set_="p01", environment="live").level == "high"
    assert found(set_="prod", environment="dev").level == "high"
    assert found({"Environment": "dev"}, environment="d01").level == "low"


def test_the_environment_tag_of_the_resource_group_counts() -> None:
    assert found(group={"Environment": "Dev"}).reason == 'assumed from tag Environment = "Dev" of rg.main'


def test_the_name_of_the_variable_set_wins_over_an_environment_tag() -> None:
    assert found({"Environment": "dev"}, set_="prod").level == "high"


def test_an_environment_tag_that_is_a_default_says_nothing() -> None:
    assert found({"Environment": "test"}, assumed=("var.env",)).level == "standard"
