"""What a rule is: one frozen record, read from the `rule.yaml` of one folder and checked there.

`load_rule` is where everything that can be wrong with a rule is found, so that nothing downstream
has to expect a malformed one. Importing this module imports neither yaml nor jsonschema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from idlint.records import NamedTuple

Scope: TypeAlias = Literal["resource", "deployment", "repository"]
Condition: TypeAlias = Mapping[str, Any]
"""A condition as written, already checked against the schema; `policy.conditions` compiles it."""

LEVELS = ("mission-critical", "high", "standard", "low")
"""Criticality, most critical first."""

RESERVED = {
    "parse-error": "An input could not be parsed, so what it says was not checked",
    "malformed-directive": "An idlint comment is malformed and hides nothing",
    "unused-ignore": "An ignore hides nothing",
    "rule-crashed": "A rule failed on a resource",
}
"""Ids of idlint's own messages, which no rule may take."""


class Rule(NamedTuple):
    """One rule; the fields are the keys of `rule.yaml`, described in `schemas/rule.schema.json`."""

    id: str
    title: str
    family: str
    area: str
    severity: str | Mapping[str, str]
    """One word, or a word for each criticality; a criticality without a word is out of the rule's reach."""
    confidence: str
    since: str
    message: str
    why: str
    fix: str
    dont: str
    references: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    """Kinds or traits of the subjects; empty for rules about a deployment or the repository."""
    scope: Scope = "resource"
    when: Condition | None = None
    require: Condition | None = None
    """What must hold; exactly one of `require`, `forbid` and `check` is there."""
    forbid: Condition | None = None
    check: str = ""
    """The name of a check function that an installed plugin registered."""
    owns: str = ""
    """The area that must be owned before an absence counts; `area` where it is empty."""
    shown_by: tuple[str, ...] = ()
    """Kinds or traits of which one shows that a deployment owns the area; empty: any kind of the area."""
    answered_by: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Former ids, still understood in suppressions and selections."""
    preview: bool = False
    checked: str = ""
    """The day, `2026-11-22`, on which its facts were last compared with their sources; empty where nobody says."""
    deprecated: Mapping[str, str] | None = None
    """`since` (a version) and `use` (the id of the rule to use instead)."""
    conflicts: tuple[str, ...] = ()
    once: Literal["", "file"] = ""
    """`file`: the places in one file are one finding, at the first of them; empty: every place is one."""
    options: Mapping[str, Mapping[str, Any]] = {}
    """Option name -> JSON Schema of its value, with a `default`."""
    source: str = "builtin"
    """Who brought it: `builtin`, a plugin's name, or the folder named in the configuration."""

    @property
    def area_owned(self) -> str:
        """The area that must be owned before an absence counts."""
        return self.owns or self.area

    def severity_at(self, level: str) -> str | None:
        """The severity for a subject of criticality `level`; None where the rule does not reach it."""
        return self.severity if isinstance(self.severity, str) else self.severity.get(level)


FIELDS = Rule._fields
_TUPLES = frozenset({"references", "kinds", "shown_by", "answered_by", "aliases", "conflicts"})


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """`rule` as plain JSON data, every field that is not empty."""
    return {name: value for name in FIELDS if (value := getattr(rule, name)) not in ((), None, "", False, {})}


def rule_from_json(data: Mapping[str, Any]) -> Rule:
    """The rule that `rule_to_json` wrote, or the checked content of a `rule.yaml`."""
    values: dict[str, Any] = {name: tuple(value) if name in _TUPLES else value for name, value in data.items()}
    return Rule(**values)
