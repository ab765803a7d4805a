"""A plan laid over its sources: what Terraform worked out, where it is written in the `.tf` files.

The root is evaluated with the plan's variables. Which resources there are and every value that is known is the
plan's; places, callers and what an unknown value comes from are the evaluation's, as is what the code has gained since.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from idlint.document import IGNORED, Call, Declaration, Demand, Deployment, Hole, Path
from idlint.languages.terraform.expansion import SYMBOL
from idlint.languages.terraform.plan.declare import declaration, holes, outputs, references_of
from idlint.languages.terraform.plan.planned import KNOWN_AFTER_APPLY
from idlint.languages.terraform.plan.reading import Plan, Planned
from idlint.languages.terraform.providers import BACKEND, PROVIDER
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import MISSING, Encoded, Later, Missing, Sensitive, Unknown, Value, origins, reveal, same

MAX_PAIRED = 100
"""Longer lists of blocks are not matched element by element."""

_KEY = re.compile(r'\["(?:[^"\\]|\\.)*"\]|\[[^\]"]*\]')


class _Sources(NamedTuple):
    """What the evaluation of the sources found, by address."""

    exact: Mapping[str, Declaration]
    loose: Mapping[str, Declaration]
    """By address without instance keys: the first instance of each block."""
    holes: Mapping[str, Hole]
    """Opaque calls, by address without instance keys."""


def overlaid(plan: Plan, ours: Deployment, demand: Demand) -> Deployment:
    """The deployment of `plan`, whose sources evaluate to `ours`."""
    known = references_of(plan)
    found = _sources(ours)
    made = [
        _placed(declaration(plan, item, known, None if demand is None else demand[item.type]), item, found)
        for item in plan.resources
        if demand is None or item.type in demand
    ]
    made += [item for item in ours.declarations if item.type in {PROVIDER, BACKEND}]
    made += _unplanned(plan, ours)
    shown = outputs(plan) if demand is None else {}
    return ours._replace(role="plan", declarations=tuple(made), holes=holes(plan), outputs=shown)


def _unplanned(plan: Plan, ours: Deployment) -> list[Declaration]:
    """What the code certainly declares and the plan has no instance of: a plan hides nothing that came after it."""
    planned = {without_keys(item.address) for item in plan.resources}
    return [
        item
        for item in ours.declarations
        if item.type not in {PROVIDER, BACKEND} and not item.maybe and without_keys(item.address) not in planned
    ]


def without_keys(address: str) -> str:
    """An address without instance keys."""
    return _KEY.sub("", address)


def _sources(ours: Deployment) -> _Sources:
    exact, loose = {}, dict[str, Declaration]()
    for item in ours.declarations:
        exact[item.address] = item
        loose.setdefault(without_keys(item.address), item)
    return _Sources(exact, loose, {without_keys(hole.address): hole for hole in ours.holes})


def _placed(planned: Declaration, item: Planned, found: _Sources) -> Declaration:
    """`planned` at its place in the sources; in an opaque module, at the call."""
    written = found.exact.get(item.address) or found.loose.get(without_keys(item.address))
    if written is None:
        return _inside_call(planned, item, found)
    attributes = {
        name: _attribute(value, written.attributes.get(name, MISSING), item)
        for name, value in planned.attributes.items()
    }
    calls = tuple(Call(address, call.span) for (address, _), call in zip(item.modules, written.callers, strict=False))
    return _declared(planned, written.header, attributes, written.spans, calls, written)


def _inside_call(planned: Declaration, item: Planned, found: _Sources) -> Declaration:
    for address, _ in reversed(item.modules):
        hole = found.holes.get(without_keys(address))
        if hole is not None:
            calls = (*hole.callers, Call(address, hole.span))
            return _declared(planned, hole.span, planned.attributes, {}, calls, planned)
    return planned


def _declared(
    planned: Declaration,
    header: Location,
    attributes: dict[str, Value],
    spans: dict[Path, Location],
    callers: tuple[Call, ...],
    written: Declaration,
) -> Declaration:
    return Declaration(
        planned.address,
        planned.type,
        header,
        name=planned.name,
        mode=planned.mode,
        attributes=attributes,
        spans=spans,
        callers=callers,
        depends_on=written.depends_on,
        provider=written.provider,
    )


def _attribute(planned: Value, ours: Value | Missing, item: Planned) -> Value:
    """A planned argument; of a new resource, one that is ignored from then on may become anything."""
    if item.creates and isinstance(ours, Unknown) and ours.reason == IGNORED:
        return ours
    return refined(planned, ours)


def refined(planned: Value, ours: Value | Missing) -> Value:
    """`planned`, with what evaluation knows about the parts of it that Terraform does not know yet."""
    if isinstance(ours, Sensitive) and not isinstance(planned, Sensitive):
        return Sensitive(refined(planned, ours.value))
    match planned:
        case Sensitive():
            return Sensitive(refined(planned.value, ours if isinstance(ours, Missing) else reveal(ours)))
        case Unknown():
            return _refined_unknown(planned, ours)
        case dict():
            below = _entries(ours)
            return {key: refined(value, below.get(key, MISSING)) for key, value in planned.items()}
        case list() if isinstance(ours, list) and len(ours) == len(planned):
            return _refined_list(planned, ours)
    return planned


def _entries(ours: Value | Missing) -> Mapping[str, Value]:
    known = ours.known if isinstance(ours, Unknown) else ours
    return known if isinstance(known, dict) else {}


def _refined_unknown(planned: Unknown, ours: Value | Missing) -> Value:
    """What evaluation says about an unknown value; nothing where it could not tell instances apart."""
    if isinstance(ours, Missing) or any(f"[{SYMBOL}]" in origin.address for origin in origins(ours)):
        return planned
    if isinstance(ours, Encoded | Later):
        return ours
    if isinstance(ours, Unknown):
        return Unknown(KNOWN_AFTER_APPLY, ours.origin, ours.known) if ours.origin or ours.known else planned
    if isinstance(ours, dict | list):
        return Unknown(KNOWN_AFTER_APPLY, planned.origin, ours)
    return planned


def _refined_list(planned: list[Value], ours: list[Value]) -> list[Value]:
    """Element by element; Terraform sorts a set, so an element of several is found by what is known of it."""
    if len(planned) == 1:
        return [refined(planned[0], ours[0])]
    if len(planned) > MAX_PAIRED:
        return planned
    return [refined(item, _only_match(item, ours)) for item in planned]


def _only_match(item: Value, candidates: list[Value]) -> Value | Missing:
    found = [candidate for candidate in candidates if _may_be(item, candidate)]
    return found[0] if len(found) == 1 else MISSING


def _may_be(planned: Value, ours: Value) -> bool:
    planned, ours = reveal(planned), reveal(ours)
    if isinstance(planned, dict) and isinstance(ours, dict):
        shared = planned.keys() & ours.keys()
        return all(same(planned[key], ours[key]) is not False for key in shared)
    return same(planned, ours) is not False
