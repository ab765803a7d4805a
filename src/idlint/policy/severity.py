"""How bad and how sure: severity from criticality, confidence from what a verdict rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from idlint.graph.resources import Resource
from idlint.policy.findings import CONFIDENCES, SEVERITY_RANK
from idlint.policy.outcome import Evidence, Outcome
from idlint.policy.rule import Rule
from idlint.records import NamedTuple
from idlint.resilience.assessment import Criticality

ASSUMED_CAP = "medium"
"""The worst severity where the criticality is only assumed."""

NAMED = 3
"""How many opaque calls or defaults a note names."""


class Grade(NamedTuple):
    """Severity or confidence, with the sentences that say why it is no higher."""

    word: str
    notes: tuple[str, ...] = ()


def severity_of(rule: Rule, criticality: Criticality) -> Grade | None:
    """The severity of a finding about something that matters so much; None where the rule does not reach it."""
    word = rule.severity_at(criticality.level)
    if word is None or isinstance(rule.severity, str) or criticality.declared:
        return Grade(word) if word else None
    reason = criticality.reason
    how = f"is {reason}" if reason.startswith("assumed") else f"is assumed ({reason})"
    note = f"criticality {criticality.level} {how}, so the severity is at most {ASSUMED_CAP}"
    return Grade(max(word, ASSUMED_CAP, key=SEVERITY_RANK.__getitem__), (note,))


def confidence_of(rule: Rule, subject: Resource | None, outcome: Outcome, grounds: tuple[Evidence, ...]) -> Grade:
    """The rule's confidence, a step lower for each kind of doubt; low where opaque calls could answer.

    `grounds` is what made the rule applicable: its assumptions count as well.
    """
    evidence = (*outcome.evidence, *grounds)
    doubts = list(_doubts(subject, evidence))
    if outcome.opaque:
        return Grade("low", (*doubts, f"not visible here, and could answer it: {_some(outcome.opaque)}"))
    step = min(CONFIDENCES.index(rule.confidence) + len(doubts), len(CONFIDENCES) - 1)
    return Grade(CONFIDENCES[step], tuple(doubts))


def _doubts(subject: Resource | None, evidence: Iterable[Evidence]) -> Iterator[str]:
    """One sentence for each kind of doubt there is."""
    items = tuple(evidence)
    own = subject.assumed if subject else ()
    assumed = tuple(dict.fromkeys((*own, *(name for item in items for name in item.assumed))))
    if assumed:
        verb = (
            "is a default that no variable set confirms" if len(assumed) == 1 else "are defaults that nothing confirms"
        )
        yield f"{_some(assumed)} {verb}"
    if subject and subject.maybe:
        yield f"if created: {subject.maybe}"
    weak = next((item.text for item in items if item.weak), "")
    if weak:
        yield f"matched by name: {weak}"


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
