"""What a condition is asked about, and the facts it can read there, each with the evidence for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from idlint.document import Deployment
from idlint.graph.resources import ABSENT, Edge, Property, Resource
from idlint.policy.opaque import OpaqueCalls
from idlint.policy.outcome import Evidence, Outcome
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment
from idlint.values import MISSING, Missing, Value


class Element(NamedTuple):
    """One element of a list, or one entry of a map, that a condition looks at."""

    of: str
    """The property that holds it."""
    label: str
    """What it is called in a message: its key, its name, or where it stands."""
    key: Value | Missing
    """The entry's key, which can be unknown; MISSING in a list."""
    value: Value


class Subject(NamedTuple):
    """What a condition is asked about, and the world it may look at."""

    assessment: Assessment
    now: date
    opaque: OpaqueCalls
    resource: Resource | None = None
    """The resource looked at: the subject itself, or the far end inside `related` and `exists_resource`."""
    root: Resource | None = None
    """The rule's own subject; None for rules about a deployment or the repository."""
    deployment: Deployment | None = None
    """For rules about one deployment: where `exists_resource` looks."""
    edge: Edge | None = None
    """Inside `related`: the edge that led here."""
    element: Element | None = None
    """Inside `elements`: the element looked at."""
    told: bool = True
    """Whether the verdict is told with its evidence and reason: most are not, because nothing is reported."""


def told(subject: Subject) -> Subject:
    """`subject`, asked for what its verdict rests on."""
    return Subject(*subject[:-1], told=True)


def at_resource(subject: Subject, other: Resource) -> Subject:
    """`subject`, looking at another resource that exists."""
    assessment, now, opaque, _, root, deployment, _, element, told = subject
    return Subject(assessment, now, opaque, other, root, deployment, None, element, told)


def at_end(subject: Subject, edge: Edge, other: Resource | None) -> Subject:
    """`subject`, looking at the far end of an edge."""
    assessment, now, opaque, _, root, deployment, _, element, told = subject
    return Subject(assessment, now, opaque, other, root, deployment, edge, element, told)


def at_element(subject: Subject, element: Element) -> Subject:
    """`subject`, looking at one element of what it holds."""
    assessment, now, opaque, resource, root, deployment, edge, _, told = subject
    return Subject(assessment, now, opaque, resource, root, deployment, edge, element, told)


Check: TypeAlias = Callable[[Subject], Outcome]
"""A compiled condition."""


def read_property(assessment: Assessment, resource: Resource, name: str) -> Property:
    """The canonical property `name`, or the derived one where it has a dot (`run.single_points`)."""
    if "." in name:
        return assessment.derived.get(resource.key, {}).get(name, ABSENT)
    return resource.properties.get(name, ABSENT)


def property_evidence(assessment: Assessment, resource: Resource, name: str) -> Evidence:
    """The fact that `name` has its value there, as a condition read it."""
    found = read_property(assessment, resource, name)
    location = found.location or resource.header
    return Evidence(resource.key, location, name, found.value, found.assumed, unwritten=found.absent)


def edge_evidence(edge: Edge) -> Evidence:
    """The fact that the edge is there."""
    text = edge.explanation or f"{edge.type}: {edge.text}"
    return Evidence(edge.source, edge.location, "", MISSING, (), text, edge.target, edge.confidence != "high")


def resource_evidence(resource: Resource) -> Evidence:
    """The fact that the resource is there."""
    return Evidence(resource.key, resource.header, assumed=resource.assumed)
