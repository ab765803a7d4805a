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
from idlint.policy.subject import Check, Subject, told
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
    is_settled: Callable[[Subject], bool]
    """Whether there is nothing to say, as for most subjects: the rule is not applicable, or all verdicts are PASS."""


def compile_rule(
    rule: Rule, options: Mapping[str, Any], checks: Mapping[str, CheckFunction], *, alone: bool = False
) -> CompiledRule:
    """`rule` made runnable with the options of the configuration, which were checked when it was read.

    `alone`, it looks at nothing but the resource itself: what else it would look at is unknown then.
    """
    values = {name: options.get(name, schema["default"]) for name, schema in rule.options.items()}
    when = compile_condition(rule.when or {}, values, alone=alone)
    if rule.check:
        # A check function says the same whether told or not, and what else it does it shall do once.
        return CompiledRule(rule, when, _function(checks[rule.check]), _has(when, Verdict.FAIL))
    if rule.forbid is not None:
        forbid = compile_condition(rule.forbid, values, alone=alone)
        is_settled = _either(rule.when, _has(when, Verdict.FAIL), rule.forbid, _has(forbid, Verdict.FAIL))
        return CompiledRule(rule, when, lambda subject: (negate(forbid(subject)),), is_settled)
    wanted = rule.require or {}
    require = compile_condition(wanted, values, alone=alone)
    is_settled = _either(rule.when, _has(when, Verdict.FAIL), wanted, _has(require, Verdict.PASS))
    return CompiledRule(rule, when, lambda subject: (require(subject),), is_settled)


_Test: TypeAlias = Callable[[Subject], bool]


def _has(check: Check, verdict: Verdict) -> _Test:
    """Whether `check` comes to that verdict."""
    return lambda subject: check(subject).verdict is verdict


def _either(when: Condition | None, left: _Test, judged: Condition, right: _Test) -> _Test:
    """Whether one of two tests holds, of `when` and of what is `judged`: what looks at less is asked first."""
    if not when:
        return right
    first, second = (right, left) if _weight(judged) < _weight(when) else (left, right)
    return lambda subject: first(subject) or second(subject)


_LEADING = frozenset({"related", "exists_resource", "elements"})
"""Words of conditions that lead to other resources, or into a collection."""


def _weight(condition: object) -> int:
    """How many things a condition looks at besides its subject's own properties."""
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


def decide(compiled: CompiledRule, subject: Subject) -> Sequence[Decision]:
    """The verdicts on a subject, which is asked untold first, PASS left out; none where the rule is not applicable."""
    return () if compiled.is_settled(subject) else _decisions(compiled, told(subject))


def _decisions(compiled: CompiledRule, subject: Subject) -> Sequence[Decision]:
    applies = compiled.when(subject)
    found = [_implied(applies, outcome) for outcome in compiled.check(subject)]
    return [Decision(outcome, applies.evidence) for outcome in found if outcome.verdict is not Verdict.PASS]


def _implied(applies: Outcome, outcome: Outcome) -> Outcome:
    """`max(not when, require)`: a rule that only may apply can pass, but not fail."""
    if applies.verdict is Verdict.UNKNOWN and outcome.verdict is Verdict.FAIL:
        return applies
    return outcome


class Blame:
    """Turns any failure of a rule's code into `RuleCrashed`: a plugin's code can raise anything."""

    __slots__ = ("named", "path", "rule")

    def __init__(self, rule: str) -> None:
        self.rule = rule
        self.named = ""
        """Whom the rule is being put to."""
        self.path = ""
        """The file where that is written."""

    def __enter__(self) -> Blame:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, IdlintError):
            problem = f"{type(error).__name__}: {error}"
            raise RuleCrashed(self.rule, self.named, self.path, problem) from error
