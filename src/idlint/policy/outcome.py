"""Three-valued verdicts and how they combine, each with the evidence that decided it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum

from idlint.graph.resources import Key
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import MISSING, Missing, Value


class Verdict(IntEnum):
    """Ordered so that *and* is `min` and *or* is `max`."""

    FAIL = 0
    UNKNOWN = 1
    PASS = 2


class Evidence(NamedTuple):
    """One fact that a verdict rests on: a property of a resource, or an edge between two."""

    key: Key | None
    """The resource that the fact is about; for an edge, its source."""
    location: Location
    """Where the fact is written; the resource's header where nothing is."""
    property: str = ""
    """The canonical or derived property; empty for an edge or a whole resource."""
    value: Value | Missing = MISSING
    assumed: tuple[str, ...] = ()
    """Defaults that the fact rests on."""
    text: str = ""
    """For an edge: how its ends were matched, printable."""
    other: Key | None = None
    """For an edge: the resource at the far end."""
    weak: bool = False
    """Whether the ends of an edge were only matched by name."""
    element: str = ""
    """For an element of a list or an entry of a map: what it is called, printable."""
    unwritten: bool = False
    """Whether the property has its value by what absence means."""


class Outcome(NamedTuple):
    """What a condition comes to for one subject."""

    verdict: Verdict
    reason: str = ""
    """Why it cannot be known; empty unless UNKNOWN."""
    evidence: tuple[Evidence, ...] = ()
    """The facts that decided, in the order of the condition."""
    opaque: tuple[str, ...] = ()
    """Opaque calls that could hold what was found to be absent: confidence is low then."""
    message: str = ""
    """A check function's own message for this outcome, in place of the rule's."""


PASSED = Outcome(Verdict.PASS)
FAILED = Outcome(Verdict.FAIL)
UNDECIDED = Outcome(Verdict.UNKNOWN)
"""The verdicts alone, where nobody is told what they rest on."""


def unknown(reason: str, evidence: tuple[Evidence, ...] = ()) -> Outcome:
    """An outcome that cannot be known, because of `reason`."""
    return Outcome(Verdict.UNKNOWN, reason, evidence)


def decided(answer: bool | None, reason: str, evidence: tuple[Evidence, ...]) -> Outcome:
    """The outcome of a test that answered yes, no, or, for `reason`, None."""
    if answer is None:
        return Outcome(Verdict.UNKNOWN, reason, evidence)
    if not evidence:
        return PASSED if answer else FAILED
    return Outcome(Verdict.PASS if answer else Verdict.FAIL, "", evidence)


def negate(outcome: Outcome) -> Outcome:
    """The mirror image: PASS and FAIL change places, UNKNOWN stays."""
    if outcome is PASSED or outcome is FAILED:
        return FAILED if outcome is PASSED else PASSED
    if outcome.verdict is Verdict.UNKNOWN:
        return outcome
    return Outcome(Verdict.PASS if outcome.verdict is Verdict.FAIL else Verdict.FAIL, *outcome[1:])


def resting_on(outcome: Outcome, evidence: tuple[Evidence, ...]) -> Outcome:
    """The same outcome, on other evidence."""
    return Outcome(outcome.verdict, outcome.reason, evidence, outcome.opaque, outcome.message)


def all_of(outcomes: Iterable[Outcome], *, told: bool = True) -> Outcome:
    """Conjunction: the least verdict, with the evidence of the parts that have it; PASS for no parts."""
    return _combine(list(outcomes), min, PASSED) if told else _settled(outcomes, Verdict.FAIL, PASSED)


def any_of(outcomes: Iterable[Outcome], *, told: bool = True) -> Outcome:
    """Disjunction: the greatest verdict, with the evidence of the parts that have it; FAIL for no parts."""
    return _combine(list(outcomes), max, FAILED) if told else _settled(outcomes, Verdict.PASS, FAILED)


def _settled(outcomes: Iterable[Outcome], final: Verdict, empty: Outcome) -> Outcome:
    """The combined verdict alone: nothing is looked at that comes after a `final` one."""
    found = empty
    for outcome in outcomes:
        if outcome.verdict is final:
            return outcome
        if outcome.verdict is Verdict.UNKNOWN:
            found = outcome
    return found


def _combine(outcomes: list[Outcome], choose: Callable[[Iterable[Verdict]], Verdict], empty: Outcome) -> Outcome:
    if len(outcomes) < 2:
        return outcomes[0] if outcomes else empty
    verdict = choose([outcome.verdict for outcome in outcomes])
    deciding = [outcome for outcome in outcomes if outcome.verdict is verdict]
    return deciding[0] if len(deciding) == 1 else _join(verdict, deciding)


def _join(verdict: Verdict, deciding: list[Outcome]) -> Outcome:
    """One outcome with all that `deciding` rest on, each fact once."""
    evidence = {(item.key, item.location, item.property): item for outcome in deciding for item in outcome.evidence}
    return Outcome(
        verdict,
        next((outcome.reason for outcome in deciding if outcome.reason), ""),
        tuple(evidence.values()),
        tuple(dict.fromkeys(name for outcome in deciding for name in outcome.opaque)),
    )
