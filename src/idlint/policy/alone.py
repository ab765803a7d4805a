"""Tells how far a rule looks around: not at all, along links, or over the whole environment.

A deployment without a variable set is in every environment. What is said of a resource in it without looking around is
the same in all of them, and is asked once. What is said by following links is the same wherever the links are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from idlint.policy.message import placeholders
from idlint.policy.rule import Rule

_LOOKS_AROUND: Final = frozenset({"related", "exists_resource", "comes_from"})
"""Words of conditions that lead to other resources."""

_NAMES: Final = frozenset({"property", "subject", "of"})
"""Words before the name of a property; one with a dot, `run.single_points`, follows from what is around."""


def judges_alone(rule: Rule) -> bool:
    """Whether nothing but the resource itself, and how critical it is, decides what the rule says of it."""
    is_told_alone = not any("." in name or name == "related" for name in placeholders(rule.message))
    return is_told_alone and not rule.check and all(map(is_alone, (rule.when, rule.require, rule.forbid)))


def follows_links(rule: Rule, checks: Mapping[str, object]) -> bool:
    """Whether nothing decides what the rule says of a resource but what links lead to, and its own deployment."""
    if rule.check and not getattr(checks[rule.check], "follows_links", False):
        return False
    return not any(map(_looks_everywhere, (rule.when, rule.require, rule.forbid)))


def _looks_everywhere(condition: object) -> bool:
    """Whether a condition, or a part of one, looks at resources wherever they are."""
    if isinstance(condition, dict):
        spec = condition.get("exists_resource")
        everywhere = isinstance(spec, dict) and spec.get("within") != "deployment"
        return everywhere or any(map(_looks_everywhere, condition.values()))
    return isinstance(condition, list) and any(map(_looks_everywhere, condition))


def is_alone(condition: object) -> bool:
    """Whether a condition, or a part of one, looks at nothing but the resource itself."""
    if isinstance(condition, dict):
        dotted = any("." in str(condition[word]) for word in _NAMES & condition.keys())
        return not dotted and _LOOKS_AROUND.isdisjoint(condition) and all(map(is_alone, condition.values()))
    return not isinstance(condition, list) or all(map(is_alone, condition))
