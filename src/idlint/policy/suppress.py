"""Inline suppressions: what the `idlint: ignore[...]` comments of a run hide, and which of them hide nothing.

An ignore speaks for the attribute line it stands on (or the line below, where it stands alone), for the
whole declaration from its header line, for all that a module call leads to from the call's header line, or
for its file. What is hidden is kept. Whatever is doubtful hides nothing: a malformed comment, a day that has
passed, a missing reason where one is required.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from operator import itemgetter

from idlint.directives import Directive
from idlint.policy.findings import Finding, Instance, Occurrence, Suppressed, with_occurrences
from idlint.policy.places import Places
from idlint.policy.problems import own_finding
from idlint.policy.rule import RESERVED
from idlint.records import NamedTuple
from idlint.source import Location, Span

COMMENT_STARTS = ("#", "//", "/*", "*")
"""How a line begins that is only a comment, in every language read."""

NO_LINE = -1
"""The line of a directive that speaks for a block of JSON."""

MAX_COMMENT_LINES = 50
"""How far below an own-line comment the line that it speaks for can be."""


class Split(NamedTuple):
    """Findings, sorted into what is shown and what is hidden."""

    shown: tuple[Finding, ...]
    """What no directive hides, and what is to be said about the directives themselves."""
    hidden: tuple[Suppressed, ...]


class Known(NamedTuple):
    """The rules that directives may name."""

    names: Mapping[str, str]
    """Rule id or former id -> rule id."""
    enabled: frozenset[str]
    """The rules that ran: an ignore of any other cannot be told to be unused."""
    locked: frozenset[str] = frozenset()
    """The rules that the configuration lets nobody ignore."""


class _Active(NamedTuple):
    """One directive that hides, resolved."""

    directive: Directive
    rule: str
    """The present id, or `*`."""
    line: int
    """The line it speaks for; 0 for the whole file, `NO_LINE` where its scope says it."""


def split(
    findings: Iterable[Finding],
    directives: Iterable[Directive],
    places: Places,
    now: date,
    *,
    known: Known,
    require_reason: bool = False,
) -> Split:
    """`findings` without what `directives` hide on the day `now`, plus findings about the directives."""
    ignores = [item for item in dict.fromkeys(directives) if item.action != "expect"]
    wrong = {item: problem for item in ignores if (problem := _problem(item, known, require_reason))}
    sound = [_resolved(item, known, places) for item in ignores if item not in wrong]
    index = _Index([item for item in sound if not _expired(item.directive, now)], places, known.locked)
    ended = _Index([item for item in sound if _expired(item.directive, now)], places, known.locked)
    shown: list[Finding] = []
    hidden: list[Suppressed] = []
    for finding in findings:
        left = _hide(finding, index, hidden)
        if left is not None:
            shown.append(_mention(left, ended))
    shown += [own_finding("malformed-directive", problem, item.span) for item, problem in wrong.items()]
    shown += _unused(sound, index.used | ended.used, known)
    return Split(tuple(shown), tuple(hidden))


def _problem(directive: Directive, known: Known, require_reason: bool) -> str:
    """What is wrong with a directive; empty where it is sound."""
    if directive.malformed:
        return directive.malformed
    if directive.rule in RESERVED:
        return f"`{directive.rule}` cannot be ignored: exclude the file, or mend it"
    if directive.rule != "*" and directive.rule not in known.names:
        return _unknown_rule(directive.rule, known)
    if known.names.get(directive.rule, directive.rule) in known.locked:
        return f"`{directive.rule}` cannot be ignored here: the configuration declares it non-ignorable"
    if require_reason and not directive.reason:
        return f"expected a reason after ignore[{directive.rule}]: the configuration requires one"
    return ""


def _unknown_rule(name: str, known: Known) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known.names, 1)
    return f"there is no rule `{name}`" + (f": did you mean `{near[0]}`?" if near else "")


def _resolved(directive: Directive, known: Known, places: Places) -> _Active:
    rule = known.names.get(directive.rule, directive.rule)
    line = 0 if directive.action == "ignore-file" else NO_LINE if directive.scope else _line(directive, places)
    return _Active(directive, rule, line)


def _line(directive: Directive, places: Places) -> int:
    """The line a directive speaks for: its own, or the first line below it that is no comment."""
    position = places.position(directive.span)
    if not directive.own_line:
        return position.line
    first = position.end_line + 1
    below = range(first, first + MAX_COMMENT_LINES)
    path = directive.span.path
    return next((number for number in below if not _is_comment(places.line(path, number))), first)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(COMMENT_STARTS)


def _expired(directive: Directive, now: date) -> bool:
    return directive.until is not None and directive.until < now


class _Index:
    """Directives by file and line, and which of them have hidden something."""

    def __init__(self, active: Iterable[_Active], places: Places, locked: frozenset[str]) -> None:
        self.locked = locked
        self.used: set[Directive] = set()
        self._ends = cache(partial(_ends, places))
        self._at: dict[str, dict[int, list[tuple[int, _Active]]]] = defaultdict(lambda: defaultdict(list))
        for number, item in enumerate(active):
            self._at[item.directive.span.path][item.line].append((number, item))

    def whole(self, finding: Finding) -> Iterator[_Active]:
        """What speaks for the place or the declaration of `finding`, in the order of the directives."""
        if finding.location.path in self._at:
            yield from self._speaking(finding.rule, finding.location, finding.header)

    def calls(self, finding: Finding, occurrence: Occurrence) -> Iterator[_Active]:
        """What speaks for a call that leads to this occurrence."""
        for call in occurrence.flow:
            if call.location.path in self._at:
                yield from self._speaking(finding.rule, call.location, call.location, file=False)

    def _speaking(
        self, rule: str, location: Location, header: Location | None, *, file: bool = True
    ) -> Iterator[_Active]:
        """What speaks for the lines of a place and of its header, for a block of JSON around it, or for the `file`."""
        written = self._at[location.path]
        lines = {0} if file else set[int]()
        lines.update(self._lines(location))
        if header is not None and header.path == location.path:
            lines.update(self._lines(header))
        found = [item for line in lines & written.keys() for item in written[line]]
        found += [item for item in written.get(NO_LINE, ()) if self._is_in(item[1].directive.scope, location, header)]
        yield from (item for _, item in sorted(found, key=itemgetter(0)) if item.rule in {rule, "*"})

    def _lines(self, location: Location) -> range:
        """The lines of a place; of a header one, but for a JSON object that opens on a line of its own."""
        (first, _), (last, _) = self._ends(location)
        return range(first, last + 1)

    def _is_in(self, scope: Span | None, location: Location, header: Location | None) -> bool:
        """Whether a JSON block is the declaration with this header, or a part of it that holds `location`."""
        if scope is None:
            return False
        start, end = self._ends(scope)
        begin = self._ends(header)[0] if header is not None and header.path == scope.path else None
        if begin is not None and start <= begin < end:
            return begin == start
        first, last = self._ends(location)
        return start <= first and last <= end


def _ends(places: Places, location: Location) -> tuple[tuple[int, int], tuple[int, int]]:
    at = places.position(location)
    return (at.line, at.column), (at.end_line, at.end_column)


def _hide(finding: Finding, index: _Index, hidden: list[Suppressed]) -> Finding | None:
    """What is left of `finding`, if anything; what a directive hides of it goes to `hidden`."""
    if not finding.occurrences or finding.rule in index.locked:
        return finding
    whole = list(index.whole(finding))
    by_directive: dict[Directive | None, list[Occurrence]] = defaultdict(list)
    for occurrence in finding.occurrences:
        reach = [item.directive for item in (*whole, *index.calls(finding, occurrence))]
        matching = [item for item in reach if _speaks_for(item, occurrence.instance)]
        index.used.update(matching)
        by_directive[matching[0] if matching else None].append(occurrence)
    left = by_directive.pop(None, None)
    for directive, occurrences in by_directive.items():
        if directive is not None:
            part = with_occurrences(finding, occurrences)
            hidden.append(Suppressed(part, directive.reason, directive.span))
    return with_occurrences(finding, left) if left else None


def _speaks_for(directive: Directive, instance: Instance) -> bool:
    """Whether the instance is one that the directive is limited to.

    The limit is an instance key anywhere in the address, or the end of the address; the quotes of keys
    are left out, since a key stands in quotes itself: `ignore[rule @ "module.app[west].azurerm_x.y"]`.
    """
    key, address = directive.key, instance.address.replace('"', "")
    return not key or address == key or address.endswith(f".{key}") or f"[{key}]" in address


def _mention(finding: Finding, ended: _Index) -> Finding:
    """`finding` with a note about the ignores that hid it until a day that has passed."""
    found = [*ended.whole(finding), *(item for one in finding.occurrences for item in ended.calls(finding, one))]
    directives = [
        item.directive for item in found if any(_speaks_for(item.directive, one) for one in finding.instances)
    ]
    ended.used.update(directives)
    notes = [f"the ignore for {item.rule} ended on {item.until}" for item in directives]
    return finding._replace(notes=(*finding.notes, *dict.fromkeys(notes)))


def _unused(sound: Iterable[_Active], used: set[Directive], known: Known) -> Iterator[Finding]:
    for item in sound:
        judged = item.rule == "*" or item.rule in known.enabled
        if judged and item.directive not in used:
            limit = f' @ "{item.directive.key}"' if item.directive.key else ""
            message = f"{item.directive.action}[{item.directive.rule}{limit}] hides nothing: remove it"
            yield own_finding("unused-ignore", message, item.directive.span)
