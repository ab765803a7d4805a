"""The baseline: findings that were there when somebody looked, and that do not gate until they change.

A file in the repository that is made to be reviewed: one entry a finding, with the environments in which it was
accepted. A fingerprint says which finding it is, so that re-indented, moved and renamed code stays accepted, while
the same flaw in a further environment does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from idlint.errors import BaselineError
from idlint.policy.findings import Finding, Suppressed, with_occurrences
from idlint.records import NamedTuple

VERSION = 1
DEFAULT = "idlint-baseline.json"

REASON = "accepted in the baseline"


class Entry(NamedTuple):
    """One accepted finding."""

    fingerprint: str
    rule: str
    sets: tuple[str, ...]
    """The variable sets in which it is accepted; the nameless one is empty."""
    path: str = ""
    """Where it was, for the reader; not compared."""
    address: str = ""
    message: str = ""


class Accepted(NamedTuple):
    """Findings, sorted into what is new and what the baseline accepts."""

    new: tuple[Finding, ...]
    accepted: tuple[Suppressed, ...]
    stale: tuple[Entry, ...]
    """Entries that no finding needs any more."""


def entries_of(findings: Iterable[Finding]) -> tuple[Entry, ...]:
    """What accepts all of `findings`, one entry a fingerprint, in the order of the file.

    What did not parse cannot be accepted: nobody knows what is in it.
    """
    found: dict[str, Entry] = {}
    for finding in findings:
        if finding.occurrences:
            found[finding.fingerprint] = _entry(finding, found.get(finding.fingerprint))
    return tuple(sorted(found.values(), key=lambda entry: (entry.path, entry.rule, entry.fingerprint)))


def _entry(finding: Finding, other: Entry | None) -> Entry:
    """The entry of a finding, `other` being that of the part that was accepted before."""
    sets = {instance.set for instance in finding.instances} | set(other.sets if other else ())
    first = finding.instances[0].address
    path = finding.location.path
    return Entry(finding.fingerprint, finding.rule, tuple(sorted(sets)), path, first, finding.message)


def accept(findings: Iterable[Finding], entries: Sequence[Entry], locked: frozenset[str] = frozenset()) -> Accepted:
    """`findings` without what `entries` accept; rules in `locked` cannot be accepted."""
    known = {entry.fingerprint: entry for entry in entries if entry.rule not in locked}
    used: set[str] = set()
    new: list[Finding] = []
    accepted: list[Suppressed] = []
    for finding in findings:
        entry = next((known[name] for name in (finding.fingerprint, *finding.former) if name in known), None)
        if entry is None or not finding.occurrences:
            new.append(finding)
            continue
        used.add(entry.fingerprint)
        new += _divide(finding, entry, accepted)
    return Accepted(tuple(new), tuple(accepted), tuple(entry for entry in entries if entry.fingerprint not in used))


def _divide(finding: Finding, entry: Entry, accepted: list[Suppressed]) -> Iterator[Finding]:
    """What is left of a finding in environments that its entry does not name; the rest is accepted.

    What is missing in the whole repository is missing in all environments, whichever it is reported for.
    """
    everywhere = finding.scope == "repository"
    inside = [one for one in finding.occurrences if everywhere or one.instance.set in entry.sets]
    outside = [one for one in finding.occurrences if not everywhere and one.instance.set not in entry.sets]
    if inside:
        part = with_occurrences(finding, inside)
        accepted.append(Suppressed(part, REASON, finding.location, "baseline"))
    if outside:
        yield with_occurrences(finding, outside)


def to_text(entries: Iterable[Entry]) -> str:
    """The file: JSON, one field a line, so that a review sees what changed."""
    data = {
        "version": VERSION,
        "findings": [{**entry._asdict(), "sets": list(entry.sets)} for entry in entries],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def from_bytes(name: str, data: bytes) -> tuple[Entry, ...]:
    """The entries of a baseline; `BaselineError` says what is wrong and what to do."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise BaselineError(f"{name}: is not JSON: {_AGAIN}") from None
    version = content.get("version") if isinstance(content, dict) else None
    if isinstance(version, int) and version > VERSION:
        raise BaselineError(f"{name}: was written by a later idlint (version {version}): update idlint")
    items = content.get("findings") if isinstance(content, dict) else None
    if version != VERSION or not isinstance(items, list):
        raise BaselineError(f"{name}: expected `version` {VERSION} and a list `findings`: {_AGAIN}")
    return tuple(_read(name, number, item) for number, item in enumerate(items))


_AGAIN = "restore it from version control, or write it again with `idlint baseline`"


def _read(name: str, number: int, item: Any) -> Entry:
    texts = ("fingerprint", "rule", "path", "address", "message")
    where = f"{name}: `findings.{number}`"
    if not isinstance(item, dict) or not isinstance(item.get("fingerprint"), str) or not item["fingerprint"]:
        raise BaselineError(f"{where}: expected an object with a `fingerprint`: {_AGAIN}")
    sets = item.get("sets", [""])
    if not isinstance(sets, list) or not all(isinstance(one, str) for one in sets):
        raise BaselineError(f"{where}: `sets`: expected a list of names: {_AGAIN}")
    if not all(isinstance(item.get(field, ""), str) for field in texts):
        raise BaselineError(f"{where}: expected texts: {_AGAIN}")
    return Entry(**{field: item.get(field, "") for field in texts}, sets=tuple(sets))
