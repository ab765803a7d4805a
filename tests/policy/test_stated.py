"""Suppressions in the configuration hide what they name, until their day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from idlint.policy.findings import Finding, Instance, Occurrence, with_occurrences
from idlint.policy.stated import hide
from idlint.settings import Suppression
from idlint.source import Span

TODAY = date(2026, 11, 22)
EVERYTHING = Suppression("a-rule", "because")


def finding(*instances: tuple[str, str], path: str = "sandbox/main.tf") -> Finding:
    made = Finding("a-rule", "family", "platform", "high", "high", "message", Span(path, 0, 1), "web_app", ())
    found = [Occurrence(Instance(address, "infra", name), "high", "high", "message") for address, name in instances]
    return with_occurrences(made, found)


ONE = finding(('module.app["west"].azurerm_web_app.a', "prod"))


@pytest.mark.parametrize(
    ("limits", "hides"),
    [
        ({}, True),
        ({"rule": "other-rule"}, False),
        ({"path": "sandbox/*"}, True),
        ({"path": "live/*"}, False),
        ({"address": "azurerm_web_app.a"}, True),
        ({"address": "module.app[west].azurerm_web_app.a"}, True),
        ({"address": 'module.app["west"].*'}, True),
        ({"address": "azurerm_web_app.b"}, False),
        ({"instance": "west"}, True),
        ({"instance": "east"}, False),
        ({"set": "prod"}, True),
        ({"set": "dev"}, False),
        ({"until": date(2026, 11, 22)}, True),
        ({"until": date(2026, 11, 21)}, False),
    ],
)
def test_every_limit_has_to_fit(limits: dict[str, Any], hides: bool) -> None:
    settled = hide([ONE], [EVERYTHING._replace(**limits)], TODAY)
    assert bool(settled.hidden) is hides
    assert bool(settled.left) is not hides


def test_one_instance_is_hidden_and_the_others_are_left() -> None:
    both = finding(("a.b", "dev"), ("a.b", "prod"))
    settled = hide([both], [EVERYTHING._replace(set="dev")], TODAY)
    assert [[one.set for one in item.instances] for item in settled.left] == [["prod"]]
    assert [(item.reason, item.by) for item in settled.hidden] == [("because", "configuration")]


def test_what_hid_a_finding_until_a_day_that_has_passed_is_mentioned() -> None:
    [left] = hide([ONE], [EVERYTHING._replace(until=date(2026, 1, 1))], TODAY).left
    assert left.notes == ("the suppression in the configuration ended on 2026-01-01",)


def test_a_suppression_that_hides_nothing_is_told() -> None:
    item = EVERYTHING._replace(path="nowhere/*")
    assert hide([ONE], [item], TODAY).unused == (item,)


def test_a_rule_that_nobody_may_ignore_is_not_hidden() -> None:
    assert hide([ONE], [EVERYTHING], TODAY, frozenset({"a-rule"})).left == (ONE,)
