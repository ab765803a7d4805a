"""From one failed verdict to one occurrence of a finding: its place, its message, its grades, its story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from idlint.graph.resources import Resource
from idlint.policy.compiled import Decision
from idlint.policy.findings import Finding, Instance, Occurrence, Related, with_occurrences
from idlint.policy.message import Story, describe, fill
from idlint.policy.outcome import Evidence
from idlint.policy.ownership import UNDECLARED, Concerned
from idlint.policy.rule import Rule
from idlint.policy.severity import confidence_of, severity_of
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment
from idlint.source import Location, Pointer, Span
from idlint.values import Missing


class Placed(NamedTuple):
    """An occurrence and where it is reported."""

    location: Location
    header: Location
    kind: str
    property: str
    occurrence: Occurrence


def about_resource(rule: Rule, assessment: Assessment, resource: Resource, decision: Decision) -> Placed | None:
    """The occurrence for a rule that `resource` fails; None where the rule does not reach its criticality."""
    criticality = assessment.criticality.get(resource.key, UNDECLARED)
    severity = severity_of(rule, criticality)
    if severity is None:
        return None
    confidence = confidence_of(rule, resource, decision.outcome, decision.grounds)
    primary = _primary(resource, decision.outcome.evidence)
    story = Story(assessment, resource, resource.key.deployment, criticality.level, decision.outcome)
    steps = tuple(_steps(assessment, resource, decision.outcome.evidence))
    occurrence = Occurrence(
        Instance(resource.address, resource.key.deployment, resource.key.set),
        severity.word,
        confidence.word,
        fill(decision.outcome.message or rule.message, story),
        (*_related(resource, decision.outcome.evidence, primary), *steps),
        (*confidence.notes, *severity.notes, *_in_script(resource)),
        tuple(Related(call.span, "called here") for call in resource.callers),
        steps,
    )
    place = primary.location if primary else resource.header
    return Placed(place, resource.header, resource.kind, primary.property if primary else "", occurrence)


def _in_script(resource: Resource) -> Iterator[str]:
    """Where a command stands that the reported line only leads to."""
    line = resource.value("script") if "pipeline" in resource.traits else None
    if isinstance(line, str):
        yield f"the command is in {line}"


def about_deployment(rule: Rule, found: Concerned, decision: Decision, notes: tuple[str, ...]) -> Placed | None:
    """The occurrence for an absence in a deployment; None where the rule does not reach it or it has no header."""
    deployment, header = found.deployment, found.deployment.header
    severity = severity_of(rule, found.criticality)
    if severity is None or header is None:
        return None
    confidence = confidence_of(rule, None, decision.outcome, decision.grounds)
    story = Story(found.assessment, None, deployment.path, found.criticality.level, decision.outcome)
    occurrence = Occurrence(
        Instance("", deployment.path, deployment.set),
        severity.word,
        confidence.word,
        fill(rule.message, story),
        tuple(_related(None, decision.outcome.evidence, None)),
        (*confidence.notes, *severity.notes, *notes),
    )
    return Placed(header, header, "deployment", "", occurrence)


def gather(rule: Rule, placed: Iterable[Placed]) -> Iterator[Finding]:
    """One finding for each place, or for each file, over all instances, variable sets and environments."""
    groups: dict[Location | str, list[Placed]] = {}
    for item in placed:
        groups.setdefault(item.location.path if rule.once == "file" else item.location, []).append(item)
    for items in groups.values():
        first = min(items, key=lambda item: _offset(item.location))
        yield _finding(rule, first, [_beside(item, first) for item in items])


def _offset(location: Location) -> int:
    return location.start if isinstance(location, Span) else 0


def _beside(item: Placed, first: Placed) -> Occurrence:
    """The occurrence, with its place among its related ones where that is not the finding's own."""
    if item.location == first.location:
        return item.occurrence
    beside = (Related(item.location, "here too"), *item.occurrence.related)
    return item.occurrence._replace(related=beside, elsewhere=True)


def _finding(rule: Rule, first: Placed, occurrences: list[Occurrence]) -> Finding:
    made = Finding(
        rule=rule.id,
        family=rule.family,
        area=rule.area,
        severity="",
        confidence="",
        message="",
        location=first.location,
        kind=first.kind,
        instances=(),
        conflicts=rule.conflicts,
        property=first.property,
        header=first.header,
        scope=rule.scope,
    )
    return with_occurrences(made, occurrences)


def _primary(resource: Resource, evidence: tuple[Evidence, ...]) -> Evidence | None:
    """The failing fact that is written in the resource itself: a property of its own, else a derived one or an edge.

    What is derived can be written elsewhere (a role assignment in another file): then the header stands.
    """
    own = [item for item in evidence if item.key == resource.key and item.location != resource.header]
    written = (item for item in own if item.property and "." not in item.property)
    inside = (item for item in own if _inside(resource, item.location))
    return next(written, None) or next(inside, None)


def _inside(resource: Resource, location: Location) -> bool:
    """Whether `location` lies in one of the places where the resource's properties are written."""
    return any(
        _covers(found.location, location) for found in resource.properties.values() if found.location != resource.header
    )


def _covers(outer: Location | None, inner: Location) -> bool:
    if isinstance(outer, Span) and isinstance(inner, Span):
        return outer.path == inner.path and outer.start <= inner.start and inner.end <= outer.end
    if isinstance(outer, Pointer) and isinstance(inner, Pointer):
        below = inner.pointer == outer.pointer or inner.pointer.startswith(outer.pointer + "/")
        return outer.path == inner.path and below
    return False


def _related(resource: Resource | None, evidence: tuple[Evidence, ...], primary: Evidence | None) -> Iterator[Related]:
    """The other facts, each where it is written; a place speaks once, and what the subject lacks is written nowhere."""
    spoken = {primary.location if primary else resource.header if resource else None}
    for item in evidence:
        untold = not item.text and (_is_absent(item) or not item.property)
        own = resource is not None and item.key == resource.key
        if item.location not in spoken and not (own and untold):
            spoken.add(item.location)
            yield Related(item.location, _label(resource, item))


MAX_STEPS = 6
"""Steps of a token path that are told; a workload with many targets has many alike."""


def _steps(assessment: Assessment, resource: Resource, evidence: tuple[Evidence, ...]) -> Iterator[Related]:
    """What the failed capabilities sign in to, and by what, each where it is written."""
    names = {item.property.partition(".")[0] for item in evidence if item.property.endswith(".single_points")}
    spoken = {resource.header}
    cuts = assessment.cuts.get(resource.key, {})
    for capability in cuts:
        for dependency in cuts[capability].lost if capability in names else ():
            for path in dependency.paths[:1]:
                known = assessment.catalogue.classes.get(path.credential)
                if known and known.credential and path.location not in spoken and len(spoken) <= MAX_STEPS:
                    spoken.add(path.location)
                    yield Related(path.location, f"{dependency.text}, by {path.text}")


def _label(resource: Resource | None, item: Evidence) -> str:
    if item.text:
        return item.text
    whose = "" if item.key is None or (resource and item.key == resource.key) else f"{item.key.address}: "
    is_told = item.property and not (whose and _is_absent(item))
    return f"{whose}{item.property} is {describe(item.value)}" if is_told else whose.removesuffix(": ")


def _is_absent(item: Evidence) -> bool:
    """Whether the fact is that a property is not set."""
    return bool(item.property) and not item.text and (item.value is None or isinstance(item.value, Missing))
