"""Conditions on what a property holds: the elements of a list, or the entries of a map (`elements`).

A collection of which only parts are known is *open*: what is seen there is certain, and that nothing more
is there is unknown. A single value is a collection of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from idlint.graph.resources import Resource
from idlint.policy.operators import Plain, plain, within
from idlint.policy.outcome import Evidence, Outcome, Verdict, all_of, any_of, decided, negate, unknown
from idlint.policy.subject import Check, Element, Subject, at_element, property_evidence, read_property
from idlint.records import NamedTuple
from idlint.values import MISSING, Missing, Sensitive, Unknown, UnknownKey, Value, lookup


class _Held(NamedTuple):
    """What a property holds."""

    elements: tuple[Element, ...]
    more: str
    """Why there may be further ones; empty where these are all."""


def elements(spec: Mapping[str, Any], where: Check) -> Check:
    """The closure for `elements: spec`, whose compiled condition on each element is `where`."""
    name = spec["of"]
    if "any" in spec:
        return lambda subject: _some(name, where, subject)
    if "none" in spec:
        return lambda subject: negate(_some(name, where, subject))
    if "all" in spec:
        broken = partial(_some, name, lambda inner: negate(where(inner)))
        return lambda subject: negate(broken(subject))
    return lambda subject: _counted(name, where, subject, spec["count"])


def _some(name: str, where: Check, subject: Subject) -> Outcome:
    held = _held(name, subject)
    found = any_of((_at(element, where, subject) for element in held.elements), told=subject.told)
    if subject.told and not held.elements:
        found = found._replace(evidence=(_holder(name, subject),))
    return unknown(held.more, found.evidence) if held.more and found.verdict is Verdict.FAIL else found


def _counted(name: str, where: Check, subject: Subject, limits: Mapping[str, int]) -> Outcome:
    """The interval of how many elements hold, against the limits."""
    held = _held(name, subject)
    found = [_at(element, where, subject) for element in held.elements]
    certain = [outcome for outcome in found if outcome.verdict is Verdict.PASS]
    possible = [outcome for outcome in found if outcome.verdict is Verdict.UNKNOWN]
    high = None if held.more else len(certain) + len(possible)
    reason = next((outcome.reason for outcome in possible), held.more)
    evidence = all_of(certain or found).evidence or (_holder(name, subject),)
    return decided(within(len(certain), high, limits), reason, evidence)


def _at(element: Element, where: Check, subject: Subject) -> Outcome:
    found = where(at_element(subject, element))
    if found.evidence or not subject.told:
        return found
    return found._replace(evidence=(_holder(element.of, subject),))


def _held(name: str, subject: Subject) -> _Held:
    written = read_property(subject.assessment, _resource(subject), name).value
    value = plain(written)
    known = value.known if isinstance(value, Unknown) else value
    held = tuple(_inside(name, known))
    if isinstance(written, Sensitive):
        held = tuple(item._replace(label=f"number {number}") for number, item in enumerate(held, 1))
    return _Held(held, value.reason if isinstance(value, Unknown) else "")


def _holder(name: str, subject: Subject) -> Evidence:
    """The fact that there is a collection, whatever it holds."""
    return property_evidence(subject.assessment, _resource(subject), name)._replace(value=MISSING, text=name)


def _resource(subject: Subject) -> Resource:
    if subject.resource is None:
        raise ValueError("`elements` needs a resource")
    return subject.resource


def _inside(name: str, value: object) -> Iterator[Element]:
    """The elements of a list or the entries of a map; of anything else but nothing, itself."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield Element(name, str(key), key.value if isinstance(key, UnknownKey) else key, item)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield Element(name, _label(item, number), MISSING, item)
    elif isinstance(value, str | int):
        yield Element(name, str(value), MISSING, value)


def _label(item: Value, number: int) -> str:
    """What an element is called in a message: its name, itself if it is a text or a number, else its place from 1."""
    named = item.get("name") if isinstance(item, dict) else item
    return str(named) if isinstance(named, str | int) else f"number {number + 1}"


def read_element(name: str, subject: Subject) -> tuple[Plain, tuple[Evidence, ...]]:
    """The part `name` of the element looked at: `key` and `value` of an entry, or a field of an object."""
    element = subject.element
    if element is None or subject.resource is None:
        return MISSING, ()
    resource, value = subject.resource, plain(_part(element, name))
    if not subject.told:
        return value, ()
    found = read_property(subject.assessment, resource, element.of)
    place, text = found.location or resource.header, f"{element.of}: {element.label}"
    evidence = Evidence(resource.key, place, element.of, MISSING, found.assumed, text, element=element.label)
    return value, (evidence,)


def _part(element: Element, name: str) -> Value | Missing:
    if not isinstance(element.key, Missing):
        return element.key if name == "key" else element.value if name == "value" else MISSING
    inside = element.value.value if isinstance(element.value, Sensitive) else element.value
    if name == "value" and not (isinstance(inside, dict) and "value" in inside):
        return inside
    if isinstance(inside, Unknown) and not isinstance(inside.known, dict):
        return Unknown(inside.reason)
    return lookup(inside, tuple(name.split("."))) if isinstance(inside, dict | Unknown) else MISSING
