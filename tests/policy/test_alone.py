"""What is said without looking around is told apart from what is not."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from idlint.policy.alone import follows_links, is_alone, judges_alone
from idlint.policy.rule import Rule

PROPERTY = {"property": "region", "exists": True}
RELATED = {"related": {"edge": "runs_on", "any": PROPERTY}}


@pytest.mark.parametrize(
    ("condition", "alone"),
    [
        (None, True),
        (PROPERTY, True),
        (
            {"all": [PROPERTY, {"not": {"any": [PROPERTY, {"property": "sku", "in": ["a.b", {"property": "name"}]}]}}]},
            True,
        ),
        ({"elements": {"of": "settings", "any": {"element": "key", "equals": {"subject": "name"}}}}, True),
        (RELATED, False),
        ({"any": [PROPERTY, {"not": RELATED}]}, False),
        ({"elements": {"of": "settings", "any": RELATED}}, False),
        ({"exists_resource": {"kinds": ["key_vault"]}}, False),
        ({"property": "workspace", "comes_from": ["log_workspace"]}, False),
        ({"property": "run.single_points", "empty": False}, False),
        ({"property": "region", "in": [{"property": "boot.means"}]}, False),
        ({"property": "ends", "before": {"subject": "workload.since"}}, False),
    ],
)
def test_a_condition_looks_around_or_not(condition: Mapping[str, Any] | None, alone: bool) -> None:
    assert is_alone(condition) is alone


def test_a_rule_looks_around_where_one_of_its_parts_does(rules: Mapping[str, Rule]) -> None:
    rule = rules["fallback-secret-in-plain-text"]
    assert judges_alone(rule)
    assert not judges_alone(rule._replace(when=RELATED))
    assert not judges_alone(rule._replace(require=RELATED))
    assert not judges_alone(rule._replace(forbid=RELATED))
    assert not judges_alone(rule._replace(check="acme"))


@pytest.mark.parametrize("name", ["related", "related.region", "workload.name"])
def test_a_rule_looks_around_where_its_message_does(rules: Mapping[str, Rule], name: str) -> None:
    rule = rules["fallback-secret-in-plain-text"]
    assert not judges_alone(rule._replace(message=f"{{resource}} beside {{{name}}}"))


@pytest.mark.parametrize(
    ("condition", "follows"),
    [
        (None, True),
        (RELATED, True),
        ({"property": "run.single_points", "empty": False}, True),
        ({"exists_resource": {"kinds": ["key_vault"], "within": "deployment", "where": RELATED}}, True),
        ({"exists_resource": {"kinds": ["key_vault"]}}, False),
        ({"any": [PROPERTY, {"not": {"exists_resource": {"kinds": ["key_vault"], "where": PROPERTY}}}]}, False),
        ({"related": {"edge": "runs_on", "any": {"exists_resource": {"kinds": ["key_vault"]}}}}, False),
    ],
)
def test_a_rule_follows_links_or_looks_everywhere(
    rules: Mapping[str, Rule], condition: Mapping[str, Any] | None, follows: bool
) -> None:
    rule = rules["fallback-secret-in-plain-text"]._replace(when=condition)
    assert follows_links(rule, {}) is follows


def test_a_check_function_says_itself_how_far_it_looks(rules: Mapping[str, Rule]) -> None:
    rule = rules["fallback-secret-in-plain-text"]._replace(check="acme")
    assert not follows_links(rule, {"acme": len})
    assert follows_links(rule, {"acme": SimpleNamespace(follows_links=True)})
