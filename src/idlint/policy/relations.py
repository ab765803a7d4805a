"""Conditions on other resources: the far ends of edges (`related`), and what exists at all.

What is related to a subject is an *open* list: an opaque call that an origin of the subject flows into
may relate more to it, so there "nothing is related" is unknown. What may not be there is, as evidence,
at best unknown; counts are intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from idlint.document import Deployment
from idlint.graph.resources import Edge, Key, Resource
from idlint.policy.distinct import Sighting, distinct
from idlint.policy.opaque import absence, more_related
from idlint.policy.operators import plain, within
from idlint.policy.outcome import (
    UNDECIDED,
    Outcome,
    Verdict,
    all_of,
    any_of,
    decided,
    negate,
    resting_on,
    unknown,
)
from idlint.policy.subject import (
    Check,
    Subject,
    at_end,
    at_resource,
    edge_evidence,
    property_evidence,
    read_property,
    resource_evidence,
    told,
)
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment
from idlint.values import Unknown


class _End(NamedTuple):
    """One edge, seen from one of its ends."""

    edge: Edge
    other: Resource | None
    """The far end; None for a half-edge."""
    maybe: str
    """Why the far end may not be there."""


QUANTIFIERS = ("any", "all", "none")

_ENDS = {
    "uses_identity": "which identity it uses",
    "granted": "what the role is granted on",
    "authenticates_to": "what it signs in to",
    "stores_secret_in": "where its secret is",
    "pulls_image_from": "which registry its image is from",
    "runs_on": "what it runs on",
    "deploys": "what it deploys",
    "depends_on": "what it depends on",
}
"""Type of an edge -> what nobody here knows where its far end is unknown."""

_NOBODY = Key("", "", "")
"""Whoever asks: see `remembered`."""


def condition_of(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """The condition on the far ends, wherever in `related` it stands."""
    found: Mapping[str, Any] = next((spec[word] for word in QUANTIFIERS if word in spec), spec.get("where", {}))
    return found


class _Relation(NamedTuple):
    """What `related` says, looked up in its mapping once a rule."""

    spec: Mapping[str, Any]
    edge: str
    inward: bool
    kinds: frozenset[str]
    others: frozenset[str]
    """Kinds and traits that the far end is not of."""
    where: Check
    of_edge: bool
    """Whether unknown far ends count: the condition speaks of nothing but the edge."""


def related(spec: Mapping[str, Any], where: Check) -> Check:
    """The closure for `related: spec`, whose compiled condition on the far ends is `where`."""
    kinds, others = frozenset(spec.get("kinds", ())), frozenset(spec.get("other_than", ()))
    of_edge = "kinds" not in spec and _of_edge(condition_of(spec))
    relation = _Relation(spec, spec["edge"], spec.get("direction") == "in", kinds, others, where, of_edge)
    if "any" in spec:
        return partial(_any_end, relation)
    if "none" in spec:
        return lambda subject: negate(_any_end(relation, subject))
    if "all" in spec:
        return partial(_all_ends, relation)
    # What is counted depends on evidence: an end can stand for an unknown number of instances.
    count = partial(_count_values if "distinct" in spec else _count_ends, relation)
    return lambda subject: count(subject if subject.told else told(subject))


def _any_end(relation: _Relation, subject: Subject) -> Outcome:
    found = any_of((_holds(end, relation, subject) for end in _ends(relation, subject)), told=subject.told)
    return found if found.verdict is not Verdict.FAIL else _leave_open(found, relation, subject)


def _all_ends(relation: _Relation, subject: Subject) -> Outcome:
    found = all_of((_breaks(end, relation, subject) for end in _ends(relation, subject)), told=subject.told)
    return found if found.verdict is not Verdict.PASS else _leave_open(found, relation, subject)


def _count_ends(relation: _Relation, subject: Subject) -> Outcome:
    found = [_holds(end, relation, subject) for end in _ends(relation, subject)]
    return _counted(found, _more(relation, subject), relation.spec["count"])


def _count_values(relation: _Relation, subject: Subject) -> Outcome:
    """How many different values a property has over the ends that hold, against the limits."""
    seen = [_sighting(end, relation, subject) for end in _ends(relation, subject)]
    counted = distinct(seen)
    more = _more(relation, subject)
    evidence = tuple(item for sighting in counted.firsts for item in sighting.evidence)
    answer = within(len(counted.firsts), None if more else counted.high, relation.spec["count"])
    return decided(answer, counted.reason or more, evidence)


def _sighting(end: _End, relation: _Relation, subject: Subject) -> Sighting:
    """The value at one end; it certainly counts only where the end certainly holds."""
    held = _holds(end, relation, subject)
    if end.other is None:
        return Sighting(Unknown(_unseen(end.edge)), held)
    found = property_evidence(subject.assessment, end.other, relation.spec["distinct"])
    many = "[?]" in end.other.address
    return Sighting(plain(found.value), held, many, (edge_evidence(end.edge), found))


def _ends(relation: _Relation, subject: Subject) -> Iterator[_End]:
    """The edges that the condition speaks of; a far end of another kind is left out, an unknown one is not."""
    graph, key = subject.assessment.graph, _key(subject)
    inward, kinds = relation.inward, relation.kinds
    for edge in graph.into(key, relation.edge) if inward else graph.out(key, relation.edge):
        far = edge.source if inward else edge.target
        other = graph.resources.get(far) if far else None
        if other is None or ((not kinds or _is_of(other, kinds)) and not _is_of(other, relation.others)):
            yield _End(edge, other, _maybe(edge, other, subject.resource, inward))


def _is_of(resource: Resource, names: frozenset[str]) -> bool:
    """Whether a resource is of one of these kinds or traits."""
    return resource.kind in names or not names.isdisjoint(resource.traits)


def _key(subject: Subject) -> Key:
    if subject.resource is None:
        raise TypeError("`related` needs a resource, which a rule about a deployment does not have")
    return subject.resource.key


def _maybe(edge: Edge, other: Resource | None, near: Resource | None, inward: bool) -> str:
    """Why the relation may not be there. What a resource names exists if the resource does, for one reason."""
    if edge.maybe or other is None:
        return edge.maybe
    implied = not inward and near is not None and near.maybe == other.maybe
    return "" if implied else other.maybe


def _holds(end: _End, relation: _Relation, subject: Subject) -> Outcome:
    """Whether there is such an end and the condition holds there."""
    found = _at(end, relation, subject)
    return unknown(end.maybe, found.evidence) if end.maybe and found.verdict is Verdict.PASS else found


def _breaks(end: _End, relation: _Relation, subject: Subject) -> Outcome:
    """Whether the condition holds at this end if it is there: what may not be there breaks nothing for certain."""
    found = _at(end, relation, subject)
    return unknown(end.maybe, found.evidence) if end.maybe and found.verdict is Verdict.FAIL else found


def _at(end: _End, relation: _Relation, subject: Subject) -> Outcome:
    """The condition at the far end; of an unknown end only what is said of the edge itself can be certain."""
    if end.other is None and not relation.of_edge:
        return unknown(_unseen(end.edge), (edge_evidence(end.edge),)) if subject.told else UNDECIDED
    found = relation.where(at_end(subject, end.edge, end.other))
    if not subject.told:
        return found
    there = () if end.other is None else found.evidence or (resource_evidence(end.other),)
    return resting_on(found, (edge_evidence(end.edge), *there))


def _unseen(edge: Edge) -> str:
    """Why nothing is known of the far end of an edge."""
    return f"{_ENDS.get(edge.type, f'the end of {edge.type}')} is not known here"


def _of_edge(condition: Mapping[str, Any]) -> bool:
    """Whether a condition speaks of nothing but the edge, whatever is at its far end."""
    if "not" in condition:
        return _of_edge(condition["not"])
    if "all" in condition or "any" in condition:
        return all(map(_of_edge, condition.get("all") or condition["any"]))
    refers = any(isinstance(operand, Mapping) and "property" in operand for operand in condition.values())
    return not condition or ("detail" in condition and not refers)


def _more(relation: _Relation, subject: Subject) -> str:
    """Why more may be related than is seen; empty where that is ruled out, or shall not count."""
    return "" if relation.spec.get("complete") else more_related(subject.opaque, _key(subject))


def _leave_open(found: Outcome, relation: _Relation, subject: Subject) -> Outcome:
    """`found`, which rests on there being nothing more; unknown where an opaque call may relate more."""
    reason = _more(relation, subject)
    return unknown(reason, found.evidence) if reason else found


def _counted(found: list[Outcome], more: str, limits: Mapping[str, int]) -> Outcome:
    """The interval of how many ends hold, against the limits."""
    certain = [outcome for outcome in found if outcome.verdict is Verdict.PASS]
    possible = [outcome for outcome in found if outcome.verdict is Verdict.UNKNOWN]
    endless = more or any(_symbolic(outcome) for outcome in found if outcome.verdict is not Verdict.FAIL)
    high = None if endless else len(certain) + len(possible)
    reason = next((outcome.reason for outcome in possible), more or "an unknown number of instances")
    evidence = tuple(item for outcome in (certain or found) for item in outcome.evidence)
    return decided(within(len(certain), high, limits), reason, evidence)


def _symbolic(outcome: Outcome) -> bool:
    """Whether an end stands for an unknown number of instances: `x.y[?]`."""
    return any(item.key is not None and "[?]" in item.key.address for item in outcome.evidence)


def exists_resource(spec: Mapping[str, Any], where: Check) -> Check:
    """The closure for `exists_resource: spec`, whose compiled condition is `where`."""
    kinds = tuple(spec["kinds"])
    near = spec.get("within") == "deployment"

    def check(subject: Subject) -> Outcome:
        place = _own_deployment(subject) if near else subject.deployment
        others = _candidates(subject, kinds, place)
        if "distinct" in spec:
            found = _existing_values(spec, where, subject, others)
        else:
            found = any_of((_present(other, where, subject) for other in others), told=subject.told)
        return _absent(found, subject, kinds, place) if found.verdict is Verdict.FAIL else found

    return check


def remembered(spec: Mapping[str, Any], check: Check) -> Check:
    """`check` of `exists_resource: spec`, found out once for all subjects of which `spec` takes the same values.

    A thousand jobs that each look through a thousand others are a million. So the question is put for nobody in
    particular, of the deployment where only that is asked about, and what it says of the subject is said of each one.
    """
    names = tuple(sorted(set(_of_subject(spec))))
    known: dict[tuple[object, ...], Outcome] = {}
    derived = any("." in name for name in names)
    near = "within" in spec

    def answer(subject: Subject) -> Outcome:
        root = subject.root
        if root is None or derived:
            return check(subject)
        values = tuple([read_property(subject.assessment, root, name).value for name in names])
        if not all(isinstance(value, str | bool) for value in values):
            return check(subject)
        nobody = Key(root.key.deployment, root.key.set, "") if near else _NOBODY
        key = (id(subject.assessment), nobody, values, subject.told)
        if key not in known:
            known[key] = check(subject._replace(root=root._replace(key=nobody)))
        return _said_of(subject.assessment, root, nobody, known[key]) if subject.told else known[key]

    return answer


def _said_of(assessment: Assessment, root: Resource, nobody: Key, found: Outcome) -> Outcome:
    """`found` about `nobody` in particular, of the subject `root`."""
    items = (
        property_evidence(assessment, root, item.property) if item.key == nobody else item for item in found.evidence
    )
    once = {(item.key, item.location, item.property): item for item in items}
    return found._replace(evidence=tuple(once.values()))


def _of_subject(condition: object) -> Iterator[str]:
    """The properties of its subject that a condition speaks of."""
    if isinstance(condition, Mapping):
        if isinstance(condition.get("subject"), str):
            yield condition["subject"]
        condition = list(condition.values())
    for part in condition if isinstance(condition, list) else ():
        yield from _of_subject(part)


def _own_deployment(subject: Subject) -> Deployment | None:
    """The deployment that the rule's subject belongs to, or is."""
    if subject.root is None:
        return subject.deployment
    return subject.assessment.graph.places.get(subject.root.key[:2])


def _existing_values(spec: Mapping[str, Any], where: Check, subject: Subject, found: Iterable[Resource]) -> Outcome:
    """How many different values a property has over the resources that fulfil `where`, against the limits."""
    seen = []
    for other in found:
        fact = property_evidence(subject.assessment, other, spec["distinct"])
        seen.append(Sighting(plain(fact.value), _present(other, where, subject), "[?]" in other.address, (fact,)))
    counted = distinct(seen)
    evidence = tuple(item for sighting in counted.firsts for item in sighting.evidence)
    return decided(within(len(counted.firsts), counted.high, spec["count"]), counted.reason, evidence)


def _candidates(subject: Subject, kinds: tuple[str, ...], place: Deployment | None) -> Iterable[Resource]:
    """Resources of `kinds`, in the one deployment asked about or in the whole environment."""
    graph = subject.assessment.graph
    if place is None:
        return graph.of_kind(*kinds)
    key = Key(place.path, place.set, "")
    return {resource.key: resource for kind in kinds for resource in graph.beside(key, kind)}.values()


def _present(other: Resource, where: Check, subject: Subject) -> Outcome:
    found = where(at_resource(subject, other))
    if not subject.told:
        return UNDECIDED if other.maybe and found.verdict is Verdict.PASS else found
    evidence = found.evidence or (resource_evidence(other),)
    if other.maybe and found.verdict is Verdict.PASS:
        return unknown(other.maybe, evidence)
    return found._replace(evidence=evidence)


def _absent(found: Outcome, subject: Subject, kinds: tuple[str, ...], place: Deployment | None) -> Outcome:
    """`found`, which says that nothing is there: unknown where an opaque call provides it, else weaker."""
    seen = absence(subject.opaque, kinds, place)
    if seen.provided:
        return unknown(f"opaque call may provide it: {seen.provided}", found.evidence)
    return found._replace(opaque=seen.opaque) if seen.opaque else found
