"""A rule made runnable: its conditions as one closure that decides a subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeAlias

from idlint.errors import IdlintError, RuleCrashed
from idlint.graph.resources import Resource
from idlint.policy.conditions import compile_condition
from idlint.policy.outcome import Evidence, Outcome, Verdict, negate
from idlint.policy.rule import Condition, Rule
from idlint.policy.subject import Check, Subject
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment

CheckFunction: TypeAlias = Callable[[Resource, Assessment], Outcome | Iterable[Outcome]]
"""What a plugin registers under a name: the verdict, or several, about one resource."""


class Decision(NamedTuple):
    """One verdict about one subject."""

    outcome: Outcome
    grounds: tuple[Evidence, ...]
    """What made the rule applicable."""


class CompiledRule(NamedTuple):
    """A rule and its closures."""

    rule: Rule
    when: Check
    check: Callable[[Subject], tuple[Outcome, ...]]
    check_first: bool = False
    """Whether `check` looks at less than `when`, so that it may settle more quickly that there is nothing to say."""


def compile_rule(
    rule: Rule, options: Mapping[str, Any], checks: Mapping[str, CheckFunction], *, alone: bool = False
) -> CompiledRule:
    """`rule` made runnable with the options of the configuration, which were checked when it was read.

    `alone`, it looks at nothing but the resource itself: what else it would look at is unknown then.
    """
    values = {name: options.get(name, schema["default"]) for name, schema in rule.options.items()}
    when = compile_condition(rule.when or {}, values, alone=alone)
    if rule.check:
        return CompiledRule(rule, when, _function(checks[rule.check]))
    if rule.forbid is not None:
        forbid = compile_condition(rule.forbid, values, alone=alone)
        return CompiledRule(rule, when, lambda subject: (negate(forbid(subject)),), _is_less(rule.forbid, rule.when))
    require = compile_condition(rule.require or {}, values, alone=alone)
    return CompiledRule(rule, when, lambda subject: (require(subject),), _is_less(rule.require or {}, rule.when))


_LEADING = frozenset({"related", "exists_resource", "elements"})
"""Words of conditions that lead to other resources, or into a collection."""


def _is_less(condition: Condition, other: Condition | None) -> bool:
    """Whether a condition looks at fewer things besides its subject's own properties."""
    weight = _weight(other)
    return weight > 0 and _weight(condition) < weight


def _weight(condition: object) -> int:
    inner = condition.values() if isinstance(condition, dict) else condition if isinstance(condition, list) else ()
    own = len(_LEADING & condition.keys()) if isinstance(condition, dict) else 0
    return own + sum([_weight(part) for part in inner if isinstance(part, dict | list)])


def _function(check: CheckFunction) -> Callable[[Subject], tuple[Outcome, ...]]:
    def run(subject: Subject) -> tuple[Outcome, ...]:
        if subject.resource is None:
            return ()
        found = check(subject.resource, subject.assessment)
        return (found,) if isinstance(found, Outcome) else tuple(found)

    return run


def decide(compiled: CompiledRule, subject: Subject, named: str, path: str) -> Sequence[Decision]:
    """The verdicts on one subject, which is asked untold first, PASS left out; none where the rule is not applicable.

    `RuleCrashed`, which says `named` and `path`, where the rule's code fails.
    """
    with _Blame(compiled.rule.id, named, path):
        return () if _is_settled(compiled, subject) else _decisions(compiled, subject._replace(told=True))


def says_nothing(compiled: CompiledRule, subject: Subject, named: str, path: str) -> bool:
    """Whether `decide` has nothing to say of an untold subject; `RuleCrashed` as there."""
    with _Blame(compiled.rule.id, named, path):
        return _is_settled(compiled, subject)


def _is_settled(compiled: CompiledRule, subject: Subject) -> bool:
    """Whether there is nothing to say, as for most subjects: the rule is not applicable, or all verdicts are PASS.

    A check function is not asked here: it says the same whether told or not, and what else it does it shall do once.
    """
    if compiled.rule.check:
        return compiled.when(subject).verdict is Verdict.FAIL
    if compiled.check_first:
        return _passes(compiled, subject) or compiled.when(subject).verdict is Verdict.FAIL
    return compiled.when(subject).verdict is Verdict.FAIL or _passes(compiled, subject)


def _passes(compiled: CompiledRule, subject: Subject) -> bool:
    return all(outcome.verdict is Verdict.PASS for outcome in compiled.check(subject))


def _decisions(compiled: CompiledRule, subject: Subject) -> Sequence[Decision]:
    applies = compiled.when(subject)
    found = [_implied(applies, outcome) for outcome in compiled.check(subject)]
    return [Decision(outcome, applies.evidence) for outcome in found if outcome.verdict is not Verdict.PASS]


def _implied(applies: Outcome, outcome: Outcome) -> Outcome:
    """`max(not when, require)`: a rule that only may apply can pass, but not fail."""
    if applies.verdict is Verdict.UNKNOWN and outcome.verdict is Verdict.FAIL:
        return applies
    return outcome


class _Blame:
    """Turns any failure of a rule's code into `RuleCrashed`: a plugin's code can raise anything."""

    __slots__ = ("path", "resource", "rule")

    def __init__(self, rule: str, resource: str, path: str) -> None:
        self.rule, self.resource, self.path = rule, resource, path

    def __enter__(self) -> None:
        return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, IdlintError):
            problem = f"{type(error).__name__}: {error}"
            raise RuleCrashed(self.rule, self.resource, self.path, problem) from error
