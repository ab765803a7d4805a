"""Every enabled rule put to every environment: findings, and the verdicts that could not be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from types import MappingProxyType

from idlint.graph.resources import Resource
from idlint.policy.alone import follows_links, judges_alone
from idlint.policy.asked import Asked, Question
from idlint.policy.compiled import Blame, CheckFunction, CompiledRule, Decision, compile_rule, decide
from idlint.policy.findings import Finding, UnknownVerdict
from idlint.policy.occurrences import Placed, about_deployment, about_resource, gather
from idlint.policy.opaque import NO_PROVIDERS, Providers, opaque_calls
from idlint.policy.outcome import Verdict
from idlint.policy.ownership import Concerned, Levels, answer, concerned, expired, importance, most_critical
from idlint.policy.rule import LEVELS, Rule
from idlint.policy.subject import Subject
from idlint.records import NamedTuple
from idlint.resilience.assessment import Assessment, pieces_of
from idlint.settings import Settings

NO_CHECKS: Mapping[str, CheckFunction] = MappingProxyType({})


class Checked(NamedTuple):
    """What a run of the rules says."""

    findings: tuple[Finding, ...]
    """One for each rule and place, without fingerprints, in no order that means anything."""
    unknown: tuple[UnknownVerdict, ...]
    """Sorted, each once."""


class _Run(NamedTuple):
    """What all rules of one run share."""

    worlds: tuple[Subject, ...]
    """Every environment: nobody in particular there."""
    checks: Mapping[str, CheckFunction]
    settings: Settings
    now: date
    asked: Asked

    @cached_property
    def levels(self) -> tuple[Levels, ...]:
        """How critical the deployments of each environment are; only absences ask that."""
        known = {id(piece): most_critical(piece) for piece in pieces_of(world.assessment for world in self.worlds)}
        return tuple(
            {place: level for piece in pieces_of((world.assessment,)) for place, level in known[id(piece)].items()}
            for world in self.worlds
        )


def check(
    assessments: Iterable[Assessment],
    rules: Iterable[Rule],
    settings: Settings,
    now: date,
    *,
    checks: Mapping[str, CheckFunction] = NO_CHECKS,
    providers: Providers = NO_PROVIDERS,
) -> Checked:
    """Put `rules`, all of which are enabled, to every environment.

    `checks` are the functions that plugins registered; `providers` says which sources of opaque calls provide
    which kind. `RuleCrashed` where a rule's own code fails.
    """
    worlds = tuple(_subjects(assessments, now, providers))
    pieces = tuple(_subjects(pieces_of(world.assessment for world in worlds), now, providers))
    run = _Run(worlds, checks, settings, now, Asked(worlds, pieces))
    findings: list[Finding] = []
    unknown: set[UnknownVerdict] = set()
    for rule in rules:
        runnable = partial(compile_rule, rule, settings.options.get(rule.id, {}), checks)
        found = _resources(rule, runnable, run) if rule.scope == "resource" else _absences(runnable(), run)
        placed: list[Placed] = []
        for item in found:
            if isinstance(item, UnknownVerdict):
                unknown.add(item)
            else:
                placed.append(item)
        findings += gather(rule, placed)
    return Checked(tuple(findings), tuple(sorted(unknown)))


def _subjects(assessments: Iterable[Assessment], now: date, providers: Providers) -> Iterator[Subject]:
    """Nobody in particular in each."""
    assessments = tuple(assessments)
    calls = opaque_calls([one.graph for one in assessments], providers)
    yield from (Subject(one, now, opaque, told=False) for one, opaque in zip(assessments, calls, strict=True))


def _resources(rule: Rule, runnable: Callable[..., CompiledRule], run: _Run) -> Iterator[Placed | UnknownVerdict]:
    """The rule put to every managed resource of its kinds.

    `runnable` compiles the rule, which one about kinds that do not occur need not be.
    """
    if not run.asked.once(rule.kinds):
        return
    compiled = runnable()
    reached = {level for level in LEVELS if rule.severity_at(level) is not None}
    asked = (one for one in _asked(rule, runnable, run) if one.criticality.level in reached)
    for resource, assessment, decision in _decided(compiled, asked):
        if decision.outcome.verdict is Verdict.UNKNOWN:
            key = resource.key
            yield UnknownVerdict(rule.id, key.address, decision.outcome.reason, key.deployment, key.set)
        elif placed := about_resource(rule, assessment, resource, decision):
            yield placed


def _decided(compiled: CompiledRule, asked: Iterable[Question]) -> Iterator[tuple[Resource, Assessment, Decision]]:
    """What the rule says of each."""
    with Blame(compiled.rule.id) as blame:
        for _, resource, subject in asked:
            blame.named, blame.path = resource.key.address, resource.header.path
            for decision in decide(compiled, subject):
                yield resource, subject.assessment, decision


def _asked(rule: Rule, runnable: Callable[..., CompiledRule], run: _Run) -> Iterable[Question]:
    """Whom to put the rule to: no oftener than what is around can decide anything."""
    once = run.asked.once(rule.kinds)
    if judges_alone(rule) or not run.asked.is_elsewhere():
        return once
    if follows_links(rule, run.checks):
        return run.asked.in_pieces(rule.kinds)
    return run.asked.everywhere(rule.kinds, set(_settled(runnable(alone=True), once)))


def _settled(alone: CompiledRule, asked: Iterable[Question]) -> Iterator[int]:
    """The ids of those of which the rule, looking at nothing else, has nothing to say."""
    with Blame(alone.rule.id) as blame:
        for _, resource, subject in asked:
            blame.named, blame.path = resource.key.address, resource.header.path
            if alone.is_settled(subject):
                yield id(resource)


def _absences(compiled: CompiledRule, run: _Run) -> Iterator[Placed | UnknownVerdict]:
    """The rule put to every deployment, or every environment, that owns its area."""
    rule = compiled.rule
    if answer(rule, run.settings, run.now):
        return
    failed: list[tuple[Concerned, Decision]] = []
    for world, levels in zip(run.worlds, run.levels, strict=True):
        found = concerned(world.assessment, levels, rule, run.settings)
        owners = sorted(found, key=lambda one: importance(one.criticality))
        for owner in owners if rule.scope == "deployment" else owners[:1]:
            for decision in _decide_absence(compiled, owner, world):
                place = owner.deployment
                if decision.outcome.verdict is Verdict.UNKNOWN:
                    yield UnknownVerdict(rule.id, "", decision.outcome.reason, place.path, place.set)
                elif place.header is None:
                    yield UnknownVerdict(rule.id, "", "no place to report it at", place.path, place.set)
                else:
                    failed.append((owner, decision))
    yield from _placed(rule, failed, run)


def _decide_absence(compiled: CompiledRule, owner: Concerned, world: Subject) -> Sequence[Decision]:
    place = owner.deployment
    if compiled.rule.severity_at(owner.criticality.level) is None:
        return ()
    only = place if compiled.rule.scope == "deployment" else None
    with Blame(compiled.rule.id) as blame:
        blame.named, blame.path = place.path, place.header.path if place.header else place.path
        return decide(compiled, world._replace(deployment=only))


def _placed(rule: Rule, failed: list[tuple[Concerned, Decision]], run: _Run) -> Iterator[Placed]:
    """What is reported: about the repository once, where the most critical deployment concerned begins."""
    ended = expired(rule, run.settings, run.now)
    notes = (f"the assumption `{ended.fact}` ended on {ended.until}",) if ended else ()
    failed.sort(key=lambda item: importance(item[0].criticality))
    made = [placed for owner, decision in failed if (placed := about_deployment(rule, owner, decision, notes))]
    yield from made if rule.scope == "deployment" else made[:1]
