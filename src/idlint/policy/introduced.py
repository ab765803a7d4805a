"""What a change introduces: findings of the present state that the earlier one did not have, or had less severely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from idlint.policy.baseline import accept, entries_of
from idlint.policy.findings import SEVERITY_RANK, Finding
from idlint.policy.fingerprint import local_address
from idlint.records import NamedTuple

Story: TypeAlias = tuple[str, str, tuple[str, ...], tuple[str, ...]]


class Compared(NamedTuple):
    """The findings of two states, sorted."""

    introduced: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    """With the places of the earlier state."""
    kept: int
    """Findings that were there before."""
    moved: int
    """Findings whose code moved to another folder."""


def compared(then: Iterable[Finding], now: Iterable[Finding], hidden: Iterable[Finding]) -> Compared:
    """`now` against `then`, both of them what is shown; what is `hidden` now is not fixed.

    As with a baseline, a finding in a further environment is new. It counts as introduced too where it has become
    more severe. What is alike but for its folder has moved with its code.
    """
    given, before = list(now), list(then)
    severities = {finding.fingerprint: finding.severity for finding in before}
    accepted = accept(given, entries_of(before))
    worse = [item.finding for item in accepted.accepted if _is_worse(item.finding, severities)]
    new = [finding for finding in accepted.new if finding.occurrences or finding.fingerprint not in severities]
    present = {name for finding in (*given, *hidden) for name in (finding.fingerprint, *finding.former)}
    gone = [finding for finding in before if finding.fingerprint not in present]
    arrived, left = _without_moved([*new, *worse], gone)
    moved = len(gone) - len(left)
    return Compared(tuple(arrived), tuple(left), len(given) - len(arrived) - moved, moved)


def _is_worse(finding: Finding, severities: Mapping[str, str]) -> bool:
    before = [severities[name] for name in (finding.fingerprint, *finding.former) if name in severities]
    return bool(before) and SEVERITY_RANK[finding.severity] < min(SEVERITY_RANK[word] for word in before)


def _without_moved(new: Iterable[Finding], gone: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Both without the pairs that differ in their folder only."""
    left: dict[Story, list[Finding]] = {}
    for finding in gone:
        left.setdefault(_story(finding), []).append(finding)
    arrived = []
    for finding in new:
        alike = [
            item
            for item in left.get(_story(finding), ())
            if not _is_worse(finding, {finding.fingerprint: item.severity})
        ]
        if alike and finding.occurrences:
            left[_story(finding)].remove(alike[0])
        else:
            arrived.append(finding)
    return arrived, [finding for findings in left.values() for finding in findings]


def _story(finding: Finding) -> Story:
    """A finding without its place."""
    addresses = {local_address(instance.address) for instance in finding.instances}
    sets = {instance.set for instance in finding.instances}
    return finding.rule, finding.property, tuple(sorted(addresses)), tuple(sorted(sets))
