"""Message templates: `{resource}`, `{related}`, `{elements}`, `{property}`, `{related.property}`, from the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from idlint.graph.resources import Resource
from idlint.policy.outcome import Outcome
from idlint.policy.subject import read_property
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment
from idlint.values import Missing, Unknown, Value, text

PLACEHOLDER = r"\{([^{}]*)\}"
WORDS = frozenset({"resource", "related", "deployment", "criticality", "elements"})
"""Placeholders that are no properties."""

ALTERNATIVES = "|or"
"""After a name: a list reads `a, b or c`, for a sentence that is true of each of them alone."""

MAX_VALUE = 80
"""Code points of a value, or of an element of a list, that a message shows."""

MAX_ARGUMENTS = 30
"""Code points of the arguments of a call that a message shows, in an address longer than `MAX_VALUE`."""

MAX_ELEMENTS = 4
"""Elements of a list that a message shows."""


class Story(NamedTuple):
    """What a message is about."""

    assessment: Assessment
    resource: Resource | None
    deployment: str
    criticality: str
    outcome: Outcome


def placeholders(template: str) -> tuple[str, ...]:
    """The names in the placeholders of `template`, in order."""
    return tuple(name.removesuffix(ALTERNATIVES) for name in re.findall(PLACEHOLDER, template))


def fill(template: str, story: Story) -> str:
    """`template` with every placeholder filled; what has no value is `not set`."""
    return re.sub(PLACEHOLDER, lambda found: _value(found[1], story), template)


def _value(name: str, story: Story) -> str:
    if name.endswith(ALTERNATIVES):
        return " or ".join(_value(name.removesuffix(ALTERNATIVES), story).rsplit(", ", 1))
    match name:
        case "resource":
            return named(story.resource.address) if story.resource else story.deployment
        case "deployment":
            return story.deployment
        case "criticality":
            return story.criticality
        case "related":
            return (
                ", ".join(dict.fromkeys(named(resource.address) for resource in _related(story))) or "another resource"
            )
        case "elements":
            return describe([*dict.fromkeys(item.element for item in story.outcome.evidence if item.element)])
    if name.startswith("related."):
        found = [_property(story, resource, name.removeprefix("related.")) for resource in _related(story)]
        return ", ".join(dict.fromkeys(found)) or "not set"
    return _property(story, story.resource, name) if story.resource else "not set"


def _related(story: Story) -> Iterator[Resource]:
    """The other resources that the verdict rests on, the first three."""
    own = story.resource.key if story.resource else None
    keys = dict.fromkeys(
        key for item in story.outcome.evidence for key in (item.other, item.key) if key not in {None, own}
    )
    resources = story.assessment.graph.resources
    yield from [resources[key] for key in keys if key in resources][:3]


def _property(story: Story, resource: Resource, name: str) -> str:
    value = read_property(story.assessment, resource, name).value
    alone = value[0] if name == "replica_regions" and isinstance(value, list) and len(value) == 1 else value
    if name in {"region", "replica_regions"} and isinstance(alone, Unknown | Missing | None):
        return "its region"
    return describe(value)


def describe(value: Value | Missing) -> str:
    """A value as a message shows it: shortened, the first elements of a list, nothing as `not set`."""
    if isinstance(value, Missing) or value is None:
        return "not set"
    if not isinstance(value, list):
        return _shortened(text(value))
    more = [f"{len(value) - MAX_ELEMENTS} more"] if len(value) > MAX_ELEMENTS else []
    return ", ".join([_shortened(text(item)) for item in value[:MAX_ELEMENTS]] + more) or "nothing"


def named(address: str) -> str:
    """An address as a sentence can bear it: of a long one, what the calls in its names are given is left out."""
    return "".join(_without_arguments(address)) if len(address) > MAX_VALUE else address


def _without_arguments(address: str) -> Iterator[str]:
    """An address in pieces, `…` for what stands in its outermost parentheses, where that is long."""
    start = depth = 0
    for found in re.finditer(r"[()]", address):
        outer, depth = depth, max(depth + (1 if found[0] == "(" else -1), 0)
        if {outer, depth} == {0, 1}:
            piece = address[start : found.start()]
            yield "(…" if outer and len(piece) > MAX_ARGUMENTS else piece
            start = found.start()
    yield address[start:]


def _shortened(shown: str) -> str:
    shown = " ".join(shown.split())
    return shown if len(shown) <= MAX_VALUE else shown[: MAX_VALUE - 1] + "…"
