"""Places for a report: byte ranges and JSON pointers become lines, columns and the source lines to show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from functools import cache
from typing import TypeAlias

from idlint.errors import SourceError
from idlint.pointers import resolve
from idlint.policy.findings import Finding, Suppressed
from idlint.report.masking import mask_credentials, mask_range
from idlint.report.model import Placed
from idlint.source import Location, Pointer, Position, SourceFile

Read: TypeAlias = Callable[[str], SourceFile]
"""Path -> file, or `SourceError`; usually `SourceTree.read_any`."""

Mask: TypeAlias = Callable[[Location], bool]
"""Whether the text at a place is a secret."""

MAX_LINES = 6
"""How many lines of a range are kept."""

MAX_COLUMNS = 1000
"""How many code points of a line are kept: a compiled template can be one line of megabytes."""

_NOWHERE = Position(1, 1, 1, 1)


def no_mask(location: Location) -> bool:
    """The predicate for a report without secret properties."""
    del location
    return False


def places(
    locations: Iterable[Location], read: Read, mask: Mask = no_mask, *, unshown: Container[str] = ()
) -> dict[object, Placed]:
    """Every location placed; each file is read, and each JSON file parsed, once.

    Of the files `unshown` no source line is kept: a plan has every secret in plain text, often on one line.
    """
    by_path: dict[str, dict[Location, None]] = defaultdict(dict)
    for location in locations:
        by_path[location.path][location] = None
    found: dict[object, Placed] = {}
    for path, wanted in by_path.items():
        for location, placed in _places_in(path, list(wanted), read, mask):
            found[location] = Placed(placed.path, placed.position) if path in unshown else placed
    return found


def locations_of(findings: Iterable[Finding], suppressed: Iterable[Suppressed] = ()) -> Iterator[Location]:
    """Every location that a report of these findings has to show."""
    for finding in findings:
        yield finding.location
        yield from (related.location for related in (*finding.related, *finding.flow))
    for hidden in suppressed:
        yield hidden.location
        yield from locations_of([hidden.finding])


def in_order(findings: Iterable[Finding], placed: dict[object, Placed]) -> tuple[Finding, ...]:
    """The findings by (path, line, column, rule), the same whatever order they were found in."""

    def key(finding: Finding) -> tuple[str, Position, str, str, str]:
        at = placed[finding.location]
        return at.path, at.position, finding.rule, finding.fingerprint, finding.message

    return tuple(sorted(findings, key=key))


def _places_in(path: str, wanted: list[Location], read: Read, mask: Mask) -> Iterator[tuple[Location, Placed]]:
    try:
        source = read(path)
    except SourceError:
        yield from ((location, Placed(path, _NOWHERE)) for location in wanted)
        return
    pointers = [location.pointer for location in wanted if isinstance(location, Pointer)]
    ranges = resolve(source.data, pointers) if pointers else {}
    line = cache(lambda number: mask_credentials(source.line(number)))  # many findings may share one of megabytes
    for location in wanted:
        if isinstance(location, Pointer):
            start, end = ranges[location.pointer]
        else:
            start, end = location.start, location.end
        yield location, _placed(source.path, source.position(start, end), line, hide=mask(location))


def _placed(path: str, position: Position, line: Callable[[int], str], *, hide: bool) -> Placed:
    count = min(position.end_line - position.line + 1, MAX_LINES)
    lines = [line(position.line + index) for index in range(count)]
    if hide:
        lines = mask_range(lines, position.column - 1, position.end_line - position.line, position.end_column - 1)
    offset = max(0, position.column - 1 - MAX_COLUMNS // 2) if len(lines[0]) > MAX_COLUMNS else 0
    kept = tuple(text[offset : offset + MAX_COLUMNS] for text in lines)
    return Placed(path, position, kept, offset)
