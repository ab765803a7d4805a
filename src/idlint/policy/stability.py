"""What keeps a run from failing because idlint or the calendar moved on: pinned rule sets, and a look ahead at dates.

What is held back is shown and says why; it fails no run.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from idlint.errors import SettingsError
from idlint.policy.findings import Finding
from idlint.policy.rule import Rule
from idlint.settings import Settings

RULESETS: Mapping[str, str] = {"2026-11": "0.1.0", "2026-12": "0.2.0"}
"""Rule set, by the month of its release -> the version of idlint whose rules it has; in order."""

AHEAD_DAYS = 90
"""How long before a date makes a rule fail that is said."""

_DATED = re.compile(r"'(?:before|after)'|days_from_now|'now'")

Check = Callable[[Sequence[Rule], date], Sequence[Finding]]
"""What rules report on a day."""


def version_of(settings: Settings) -> str:
    """The last version whose rules may fail a run; empty where every rule may.

    `SettingsError` for what is no rule set, or one that this idlint cannot know.
    """
    name = settings.ruleset
    first, *_, last = RULESETS
    if not name:
        return ""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", name):
        raise SettingsError(f'{settings.file}: `ruleset`: expected a month, like "{last}"; found `{name}`')
    if name > last:
        raise SettingsError(
            f"{settings.file}: `ruleset`: {name} is later than {last}, the last that this idlint has: update idlint"
        )
    if name < first:
        raise SettingsError(f"{settings.file}: `ruleset`: {name} is earlier than {first}, the first that there is")
    return RULESETS[max(month for month in RULESETS if month <= name)]


def ruleset_of(rule: Rule) -> str:
    """The first rule set that has one of idlint's own rules; empty for a rule that none has yet."""
    return next((month for month, version in RULESETS.items() if _number(rule.since) <= _number(version)), "")


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def pinned(
    findings: Iterable[Finding], rules: Iterable[Rule], own: Collection[str], settings: Settings
) -> Iterator[Finding]:
    """The findings; those of rules that came after the pinned set are held back. `own` are idlint's own rules."""
    version = version_of(settings)
    later = {rule.id for rule in rules if version and rule.id in own and _number(rule.since) > _number(version)}
    for finding in findings:
        held = f"the rule came after the rule set {settings.ruleset}" if finding.rule in later else ""
        yield finding._replace(held=held) if held else finding


def depends_on_dates(rule: Rule) -> bool:
    """Whether the day of the run can decide what the rule says."""
    return bool(_DATED.search(repr((rule.when, rule.require, rule.forbid))))


def coming(found: Iterable[Finding], rules: Iterable[Rule], check: Check, now: date) -> Iterator[Finding]:
    """What rules that depend on dates will report within the next weeks and do not report yet, held back until then."""
    dated = [rule for rule in rules if depends_on_dates(rule)]
    if not dated:
        return
    known = {_name(finding) for finding in found}
    days: dict[int, frozenset[tuple[str, object]]] = {}

    def reported(day: int) -> frozenset[tuple[str, object]]:
        if day not in days:
            days[day] = frozenset(map(_name, check(dated, now + timedelta(days=day))))
        return days[day]

    for finding in check(dated, now + timedelta(days=AHEAD_DAYS)):
        name = _name(finding)
        if name not in known:
            day = bisect_left(range(AHEAD_DAYS), True, key=lambda day: name in reported(day))
            yield finding._replace(held=f"it is reported from {now + timedelta(days=day)} on")


def noted(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings; what is held back says so among its notes."""
    for finding in findings:
        yield finding._replace(notes=(*finding.notes, f"fails no run: {finding.held}")) if finding.held else finding


def _name(finding: Finding) -> tuple[str, object]:
    return finding.rule, finding.location
