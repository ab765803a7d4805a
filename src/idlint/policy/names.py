"""The names in a rule: every kind, property, edge, option, check function and placeholder must exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from idlint.graph.kinds import Vocabulary
from idlint.graph.resources import EDGE_TYPES
from idlint.policy.conditions import HEADS
from idlint.policy.message import WORDS, placeholders
from idlint.policy.relations import condition_of
from idlint.policy.searching import compiled
from idlint.policy.violations import closest
from idlint.records import NamedTuple

Fault: TypeAlias = tuple[str, str]
"""(key, what was expected there)."""


class Names(NamedTuple):
    """What a rule may name."""

    kinds: frozenset[str]
    """Kinds and traits."""
    properties: Mapping[str, frozenset[str]]
    """Kind or trait -> the properties that at least one kind of it has."""
    derived: frozenset[str]
    """Derived properties, `run.single_points`."""
    checks: frozenset[str] | None = frozenset()
    """Check functions that plugins registered; None where only the grammar is allowed."""


def names_of(vocabulary: Vocabulary, derived: frozenset[str], checks: frozenset[str] | None) -> Names:
    """The names in `vocabulary`, with those of derived properties and check functions."""
    properties: dict[str, set[str]] = {}
    for kind in vocabulary.kinds.values():
        for name in (kind.name, *kind.traits):
            properties.setdefault(name, set()).update(kind.properties)
    frozen = {name: frozenset(found) for name, found in properties.items()}
    return Names(vocabulary.names(), frozen, derived, checks)


def name_faults(data: Mapping[str, Any], names: Names) -> Iterator[Fault]:
    """Every name in the content of a rule.yaml that does not exist; its shape was checked before."""
    yield from _kind_names("kinds", data.get("kinds", ()), names)
    yield from _kind_names("shown_by", data.get("shown_by", ()), names)
    checker = _ConditionNames(names, frozenset(data.get("options", ())), tuple(data.get("kinds", ())))
    for key in ("when", "require", "forbid"):
        if key in data:
            yield from checker.check(key, data[key], checker.subjects)
    if "check" in data and (names.checks is None or data["check"] not in names.checks):
        registered = (
            "rule folders of a repository may use the grammar only"
            if names.checks is None
            else "no plugin registers it"
        )
        yield "check", f"there is no check function `{data['check']}`: {registered}"
    yield from _placeholder_names(data, names)


def _kind_names(key: str, found: Iterable[str], names: Names) -> Iterator[Fault]:
    for kind in found:
        if kind not in names.kinds:
            yield key, f"there is no kind or trait `{kind}`" + closest(kind, names.kinds)


def _placeholder_names(data: Mapping[str, Any], names: Names) -> Iterator[Fault]:
    own = _properties(tuple(data.get("kinds", ())), names)
    for name in placeholders(data["message"]):
        if name in WORDS or name in own:
            continue
        plain = name.removeprefix("related.")
        if plain == name or plain not in _properties((), names):
            yield "message", f"nothing fills the placeholder {{{name}}}" + closest(name, {*WORDS, *own})


def _properties(kinds: tuple[str, ...], names: Names) -> frozenset[str]:
    """What resources of `kinds` (of any kind, for none) can have."""
    sets = [names.properties.get(kind, frozenset()) for kind in kinds] or list(names.properties.values())
    return frozenset().union(*sets, names.derived)


class _ConditionNames:
    """Checks every name in a condition: properties of the resource looked at, edges, kinds, options."""

    def __init__(self, names: Names, options: frozenset[str], subjects: tuple[str, ...]) -> None:
        self.names = names
        self.options = options
        self.subjects = subjects

    def check(self, key: str, condition: Mapping[str, Any], kinds: tuple[str, ...]) -> Iterator[Fault]:
        """The faults of `condition`, asked of a resource of `kinds`; of none: of a deployment."""
        head = next((word for word in HEADS if word in condition), "")
        match head:
            case "":
                return
            case "all" | "any":
                for number, part in enumerate(condition[head]):
                    yield from self.check(f"{key}.{head}[{number}]", part, kinds)
            case "not":
                yield from self.check(f"{key}.not", condition["not"], kinds)
            case "related":
                yield from self._related(f"{key}.related", condition["related"], kinds)
            case "elements":
                spec = condition["elements"]
                yield from self._name(f"{key}.elements.of", "property", spec["of"], kinds)
                yield from self.check(f"{key}.elements", condition_of(spec), kinds)
            case "exists_resource":
                spec = condition["exists_resource"]
                yield from _kind_names(f"{key}.exists_resource.kinds", spec["kinds"], self.names)
                if "distinct" in spec:
                    yield from self._name(
                        f"{key}.exists_resource.distinct", "property", spec["distinct"], tuple(spec["kinds"])
                    )
                yield from self.check(f"{key}.exists_resource.where", spec.get("where", {}), tuple(spec["kinds"]))
            case _:
                yield from self._test(key, head, condition, kinds)

    def _related(self, key: str, spec: Mapping[str, Any], kinds: tuple[str, ...]) -> Iterator[Fault]:
        if not kinds:
            yield key, "a rule about a deployment has no resource to start from: use `exists_resource`"
        if spec["edge"] not in EDGE_TYPES:
            yield f"{key}.edge", f"there is no edge `{spec['edge']}`" + closest(spec["edge"], EDGE_TYPES)
        for word in ("kinds", "other_than"):
            yield from _kind_names(f"{key}.{word}", spec.get(word, ()), self.names)
        far = tuple(spec.get("kinds", ("*",)))
        if "distinct" in spec:
            yield from self._name(f"{key}.distinct", "property", spec["distinct"], far)
        for word in ("any", "all", "none", "where"):
            yield from self.check(f"{key}.{word}", spec.get(word, {}), far)

    def _test(self, key: str, head: str, condition: Mapping[str, Any], kinds: tuple[str, ...]) -> Iterator[Fault]:
        yield from self._name(f"{key}.{head}", head, condition[head], kinds)
        for word, operand in condition.items():
            if word != head:
                yield from self._operand(f"{key}.{word}", word, operand, kinds)

    def _operand(self, key: str, word: str, operand: Any, kinds: tuple[str, ...]) -> Iterator[Fault]:
        if word in {"matches", "any_matches"}:
            yield from _pattern(key, operand)
        elif word == "comes_from":
            yield from _kind_names(key, operand, self.names)
        elif isinstance(operand, list):
            for item in operand:
                yield from self._operand(key, "", item, kinds)
        elif isinstance(operand, Mapping) and "days_from_now" in operand:
            yield from self._operand(key, "", operand["days_from_now"], kinds)
        elif isinstance(operand, Mapping) and word != "size":
            (head, name), *_ = operand.items()
            yield from self._name(f"{key}.{head}", head, name, kinds)

    def _name(self, key: str, head: str, name: str, kinds: tuple[str, ...]) -> Iterator[Fault]:
        if head == "element" and ".elements" not in key:
            yield key, "`element` has no meaning outside `elements`"
        if head in {"detail", "element"}:
            return
        if head == "option":
            if name not in self.options:
                yield key, f"there is no option `{name}`" + closest(name, self.options)
            return
        of = self.subjects if head == "subject" else kinds
        if not of:
            yield key, "a rule about a deployment has no resource here: use `exists_resource`"
            return
        allowed = _properties(() if of == ("*",) else of, self.names)
        if name not in allowed:
            yield key, f"there is no property `{name}`" + closest(name, allowed)


def _pattern(key: str, pattern: str) -> Iterator[Fault]:
    import re2

    try:
        compiled(pattern)
    except re2.error as error:
        yield key, f"expected a regular expression in RE2 syntax: {error}"
