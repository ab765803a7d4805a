"""All that hides findings, in order: comments in the code, the configuration, the baseline.

What is hidden is kept. What hides nothing any more, or is about to end, is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from idlint.directives import Directive
from idlint.errors import SettingsError
from idlint.policy.baseline import DEFAULT, Entry, accept
from idlint.policy.findings import Finding, Suppressed
from idlint.policy.places import Places
from idlint.policy.stated import hide
from idlint.policy.suppress import Known, split
from idlint.records import NamedTuple
from idlint.settings import Assumption, Settings, Suppression

ANNOUNCED = timedelta(days=30)
"""How long before its last day an assumption or suppression is announced."""


class Settled(NamedTuple):
    """What is left to report."""

    shown: tuple[Finding, ...]
    hidden: tuple[Suppressed, ...]
    notices: tuple[str, ...]
    stale: tuple[Entry, ...]
    """Entries of the baseline that no finding needs any more."""


def settle(
    findings: Iterable[Finding],
    directives: Iterable[Directive],
    places: Places,
    now: date,
    known: Known,
    settings: Settings,
    entries: Sequence[Entry],
) -> Settled:
    """`findings` without what comments, configuration and baseline hide on the day `now`.

    `SettingsError` where the configuration names a rule that there is none of.
    """
    _require_rules(known, settings)
    locked = frozenset(known.names[name] for name in settings.non_ignorable)
    known = known._replace(locked=locked)
    left, commented = split(findings, directives, places, now, known=known, require_reason=settings.require_reason)
    suppressions = [item._replace(rule=known.names[item.rule]) for item in settings.suppress]
    stated = hide(left, suppressions, now, locked)
    settled = accept(stated.left, entries, locked)
    current = [entry for entry in settled.stale if known.names.get(entry.rule, "") in {"", *known.enabled}]
    notices = (*_ending(settings, now), *_unused(stated.unused, known), *_stale(current, settings))
    return Settled(settled.new, (*commented, *stated.hidden, *settled.accepted), notices, tuple(current))


def _require_rules(known: Known, settings: Settings) -> None:
    """Every rule that the configuration names exists."""
    named = [("suppress", item.rule) for item in settings.suppress]
    named += [("non-ignorable", name) for name in settings.non_ignorable]
    for key, name in named:
        if name not in known.names:
            from difflib import get_close_matches

            near = get_close_matches(name, known.names, 1)
            advice = f": did you mean `{near[0]}`?" if near else ""
            raise SettingsError(f"{settings.file}: `{key}`: there is no rule `{name}`{advice}")


def _ending(settings: Settings, now: date) -> Iterator[str]:
    """What ends within the next weeks, and what has ended."""
    stated: tuple[Assumption | Suppression, ...] = (*settings.assume, *settings.suppress)
    for item in stated:
        if item.until is None or item.until > now + ANNOUNCED:
            continue
        owner = f" ({item.owner} answers for it)" if item.owner else ""
        verb = "ended" if item.until < now else "ends"
        yield f"{_named(item)} {verb} on {item.until}{owner}"


def _named(item: Assumption | Suppression) -> str:
    return f"the assumption `{item.fact}`" if isinstance(item, Assumption) else f"the suppression of `{item.rule}`"


def _unused(unused: Iterable[Suppression], known: Known) -> Iterator[str]:
    for item in unused:
        if known.names[item.rule] in known.enabled:
            where = item.path or item.address or item.instance or "anything"
            yield f"the suppression of `{item.rule}` for {where} in {item.file} hides nothing: remove it"


def _stale(entries: Sequence[Entry], settings: Settings) -> Iterator[str]:
    if entries:
        file = settings.baseline or DEFAULT
        alone = len(entries) == 1
        said = "1 entry" if alone else f"{len(entries)} entries"
        rest = (
            "no longer matches: `idlint baseline --prune` removes it"
            if alone
            else ("no longer match: `idlint baseline --prune` removes them")
        )
        yield f"{said} of {file} {rest}"
