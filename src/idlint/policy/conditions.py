"""The condition grammar compiled to closures: a checked `Condition` in, `(Subject) -> Outcome` out.

The grammar is closed and three-valued; `schemas/rule.schema.json` describes it for writers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import repeat
from operator import call
from typing import Any, TypeAlias

from idlint.policy.alone import is_alone
from idlint.policy.elements import elements, read_element
from idlint.policy.operators import OPERATORS, Answer, day, plain, some
from idlint.policy.outcome import FAILED, PASSED, UNDECIDED, Evidence, Outcome, all_of, any_of, decided, negate
from idlint.policy.relations import condition_of, exists_resource, related, remembered
from idlint.policy.rule import Condition
from idlint.policy.subject import Check, Subject, edge_evidence, property_evidence, read_property
from idlint.values import MISSING, Missing, Origin, Unknown, Value, origins

HEADS = (
    "property", "subject", "detail", "element", "related", "exists_resource", "elements", "all", "any", "not",
)  # fmt: skip
"""The words that open a condition; exactly one is there."""

_ALONE = {True: PASSED, False: FAILED, None: UNDECIDED}
"""Answers as verdicts that nobody is told the grounds of."""


Reader: TypeAlias = Callable[[Subject], tuple[Any, tuple[Evidence, ...]]]
"""An operand: its value, and what that rests on."""


def compile_condition(condition: Condition, options: Mapping[str, Any] | None = None, *, alone: bool = False) -> Check:
    """The closure for a condition that the schema accepted; `options` are the rule's, defaults filled in.

    `alone`, the parts that look at more than the resource itself are undecided.
    """
    options = options or {}
    if not condition:
        return _always
    head = next(word for word in HEADS if word in condition)
    match head:
        case "all" | "any":
            return _several(head, [compile_condition(part, options, alone=alone) for part in condition[head]])
        case "not":
            return _negation(compile_condition(condition["not"], options, alone=alone))
    if alone and not is_alone(condition):
        return _undecided
    match head:
        case "related":
            spec = condition["related"]
            return related(spec, compile_condition(condition_of(spec), options))
        case "elements":
            spec = condition["elements"]
            return elements(spec, compile_condition(condition_of(spec), options))
        case "exists_resource":
            spec = condition["exists_resource"]
            where = spec.get("where", {})
            check = compile_condition(where, options)
            return remembered(spec, exists_resource(spec, _once_each(check) if _is_same_for_all(where) else check))
    return _test(head, condition, options)


def _always(subject: Subject) -> Outcome:
    del subject
    return PASSED


def _is_same_for_all(where: Condition) -> bool:
    """Whether a condition on other resources says the same of each in all environments and for every subject."""
    return is_alone(where) and "subject" not in repr(where)


def _once_each(check: Check) -> Check:
    """`check`, found out once for each resource, in however many environments it is."""
    known: dict[tuple[int, bool], Outcome] = {}

    def answer(subject: Subject) -> Outcome:
        if subject.resource is None:
            return check(subject)
        same = id(subject.resource), subject.told
        if same not in known:
            known[same] = check(subject)
        return known[same]

    return answer


def _undecided(subject: Subject) -> Outcome:
    del subject
    return UNDECIDED


def _several(head: str, checks: list[Check]) -> Check:
    """All or any of `checks`."""
    combine = all_of if head == "all" else any_of
    return lambda subject: combine(map(call, checks, repeat(subject)), told=subject.told)


def _negation(check: Check) -> Check:
    return lambda subject: negate(check(subject))


# Tests of one property


def _test(head: str, condition: Condition, options: Mapping[str, Any]) -> Check:
    """`property`, `subject`, `detail` or `element` with one or more operators, all of which must hold."""
    name = condition[head]
    words = [word for word in condition if word not in {head, "comes_from"}]
    tests = [(word, _operand(word, condition[word], options)) for word in words]

    def check(subject: Subject) -> Outcome:
        value, evidence = _read(head, name, subject)
        if len(tests) == 1:
            word, read = tests[0]
            return _apply(word, value, evidence, read(subject))
        found = (_apply(word, value, evidence, read(subject)) for word, read in tests)
        return all_of(found, told=subject.told)

    if "comes_from" not in condition:
        return _unless_alone(name, *tests[0], check) if head == "property" and len(tests) == 1 else check
    kinds = frozenset(condition["comes_from"])
    source = partial(_sourced, head, name, kinds)
    return _several("all", [check, source])


def _unless_alone(name: str, word: str, read: Reader, check: Check) -> Check:
    """`check`, which is one test of a property, in fewer steps where the verdict alone is asked for."""
    test = OPERATORS[word]

    def brief(subject: Subject) -> Outcome:
        if subject.told or subject.resource is None:
            return check(subject)
        value = read_property(subject.assessment, subject.resource, name).value
        return _ALONE[test(plain(value), read(subject)[0])]

    return brief


def _apply(
    word: str, value: Value | Missing, evidence: tuple[Evidence, ...], operand: tuple[Any, tuple[Evidence, ...]]
) -> Outcome:
    known, grounds = operand
    answer = OPERATORS[word](value, known)
    if word == "exists" and value is not MISSING:
        evidence = tuple(map(_existing, evidence))
    return decided(answer, _reason(value, known) if answer is None else "", evidence + grounds)


def _existing(item: Evidence) -> Evidence:
    """That a value is there, whichever it is: another one would do as well, and one that nobody wrote says nothing."""
    return item._replace(assumed=(), property="" if item.unwritten else item.property)


def _reason(*values: object) -> str:
    """Why values could not be compared: the first unknown one says, else they are of the wrong type."""
    for value in values:
        for item in (value, *(value if isinstance(value, list | tuple) else ())):
            if isinstance(item, Unknown):
                return item.reason
    return "a value of another type than expected"


def _read(head: str, name: str, subject: Subject) -> tuple[Value | Missing, tuple[Evidence, ...]]:
    """The value of a property, or of a fact about the edge, with the evidence for it."""
    if head == "detail":
        edge = subject.edge
        if edge is None:
            return MISSING, ()
        return plain(edge.detail.get(name, MISSING)), (edge_evidence(edge),) if subject.told else ()
    if head == "element":
        return read_element(name, subject)
    resource = subject.root if head == "subject" else subject.resource
    if resource is None:
        return MISSING, ()
    if not subject.told:
        return plain(read_property(subject.assessment, resource, name).value), ()
    found = property_evidence(subject.assessment, resource, name)
    return plain(found.value), (found,)


def _sourced(head: str, name: str, kinds: frozenset[str], subject: Subject) -> Outcome:
    """Whether a value is made of an attribute of a resource of `kinds`."""
    value, evidence = _read(head, name, subject)
    origin_is = [_is_of(origin, kinds, subject) for origin in origins(value)]
    answer = some(origin_is) if origin_is else None if isinstance(value, Unknown) else False
    return decided(answer, _reason(value), evidence)


def _is_of(origin: Origin, kinds: frozenset[str], subject: Subject) -> Answer:
    """Whether an attribute belongs to a resource of `kinds`; None where that cannot be seen."""
    if subject.resource is None:
        return None
    owner = subject.assessment.graph.resources.get(subject.resource.key._replace(address=origin.address))
    return None if owner is None else owner.kind in kinds or bool(owner.traits & kinds)


def _operand(word: str, operand: Any, options: Mapping[str, Any]) -> Reader:
    if word in {"before", "after"}:
        return _moment(operand, options)
    if word in {"size", "exists", "known", "written", "empty", "matches", "any_matches"}:
        return lambda _: (operand, ())
    if isinstance(operand, list):
        if not any(isinstance(item, Mapping | list) for item in operand):
            literals = [_literal(item) for item in operand]
            return lambda _: (literals, ())
        readers = [_operand("equals", item, options) for item in operand]
        return lambda subject: _unzip([read(subject) for read in readers])
    if isinstance(operand, Mapping):
        return _reference(operand, options)
    literal = _literal(operand)
    return lambda _: (literal, ())


def _literal(operand: Any) -> Any:
    """A number, text, truth value or null as values spell it: without binary fractions."""
    return Decimal(str(operand)) if isinstance(operand, float) else operand


def _unzip(parts: list[tuple[Any, tuple[Evidence, ...]]]) -> tuple[list[Any], tuple[Evidence, ...]]:
    return [value for value, _ in parts], tuple(item for _, found in parts for item in found)


def _reference(operand: Mapping[str, Any], options: Mapping[str, Any]) -> Reader:
    (head, name), *_ = operand.items()
    if head == "option":
        return lambda _: (options[name], ())
    return lambda subject: _read(head, name, subject)


def _days_from(now: date, days: object) -> date | None:
    return now + timedelta(days=days) if isinstance(days, int) else None


def _moment(operand: Any, options: Mapping[str, Any]) -> Reader:
    """`now`, a date, a property that holds one, or so many days from now; unknown moments are None."""
    if operand == "now":
        return lambda subject: (subject.now, ())
    if isinstance(operand, str):
        return lambda _: (day(operand), ())
    if "days_from_now" in operand:
        days = _operand("equals", operand["days_from_now"], options)
        return lambda subject: (_days_from(subject.now, days(subject)[0]), ())
    read = _reference(operand, options)

    def moment(subject: Subject) -> tuple[date | None, tuple[Evidence, ...]]:
        value, evidence = read(subject)
        return day(value), evidence

    return moment
