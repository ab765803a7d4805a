"""Walking a source's path into evaluated attributes: filters over lists, and where each value is written."""

from __future__ import annotations

from collections.abc import Mapping

from idlint.document import Path
from idlint.graph.sources import Decode, Filter, Steps
from idlint.json_pieces import decoded
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import MISSING, Missing, Sensitive, Unknown, Value, get, reveal
from idlint.values import text as written


class Found(NamedTuple):
    """What a source gives for one declaration."""

    value: Value | Missing = MISSING
    """MISSING where nothing is written; null counts as nothing."""
    path: Path = ()
    """Where it is written; for a list or a merge the place of the first part."""
    entries: Mapping[str, Path] = {}
    """For maps: key -> where the entry is written, where that is not `path` and the key."""
    location: Location | None = None
    """Where it is written, if that is on another declaration."""
    assumed: tuple[str, ...] = ()
    """Defaults it rests on, if it is another declaration's."""


NOTHING = Found()


def walk(value: Value | Missing, steps: Steps, path: Path = (), *, fold: bool = False) -> Found:
    """What is below `value` along `steps`; `fold` ignores the case of keys, as ARM does."""
    for number, step in enumerate(steps):
        if type(value) is dict and type(step) is str and not fold:
            value = value.get(step, MISSING)
            path = (*path, step)
            continue
        if value is None or isinstance(value, Missing):
            return NOTHING
        if isinstance(step, Filter):
            return _each(value, step, steps[number + 1 :], path, fold)
        if isinstance(step, Decode):
            value = decoded(value)
            continue
        inside = reveal(value)
        if isinstance(inside, list) and len(inside) == 1:
            path = (*path, 0)
        value = _enter(value, step, fold)
        path = (*path, step)
    return Found(MISSING, path) if value is None else Found(value, path)


def _enter(value: Value, step: str, fold: bool) -> Value | Missing:
    return get(value, _key(value, step) if fold else step)


def _key(value: Value, step: str) -> str:
    """How `step` is written in an object that has it in whatever case; in a list of one, in its element."""
    inside = reveal(value)
    if isinstance(inside, list) and len(inside) == 1:
        inside = reveal(inside[0])
    entries = inside.known if isinstance(inside, Unknown) else inside
    if not isinstance(entries, dict) or step in entries:
        return step
    wanted = step.lower()
    return next((key for key in entries if key.lower() == wanted), step)


def _each(value: Value, step: Filter, rest: Steps, path: Path, fold: bool) -> Found:
    """The values at `rest` below every element that `step` keeps, as one flat list."""
    if isinstance(value, Sensitive):
        found = _each(value.value, step, rest, path, fold)
        return found if isinstance(found.value, Missing) else found._replace(value=Sensitive(found.value))
    if isinstance(value, Unknown):
        return _each_unknown(value, step, rest, path, fold)
    elements = value if isinstance(value, list) else [value]
    results: list[Value] = []
    unsure: Unknown | None = None
    for number, element in enumerate(elements):
        kept = _keeps(element, step, fold)
        found = walk(element, rest, (*path, number), fold=fold) if kept is not False else NOTHING
        unsure = _collect(results, found.value, kept) or unsure
    if unsure is not None:
        return Found(Unknown(unsure.reason, known=results), path)
    return Found(results, path) if results else NOTHING


def _collect(results: list[Value], value: Value | Missing, kept: bool | None) -> Unknown | None:
    """Add what one element gives to `results`; an Unknown says that the list may be longer than that."""
    if value is None or isinstance(value, Missing):
        return None
    if kept is None:
        return Unknown("unknown list element")
    if isinstance(value, list):
        results.extend(value)
    elif isinstance(value, Unknown) and isinstance(value.known, list):
        results.extend(value.known)
        return value
    else:
        results.append(value)
    return None


def _each_unknown(value: Unknown, step: Filter, rest: Steps, path: Path, fold: bool) -> Found:
    if not isinstance(value.known, list):
        return Found(Unknown(value.reason, value.origin), path)
    found = _each(value.known, step, rest, path, fold).value
    known = found.known if isinstance(found, Unknown) else reveal(None if isinstance(found, Missing) else found)
    return Found(Unknown(value.reason, value.origin, known if isinstance(known, list) else []), path)


def _keeps(element: Value, step: Filter, fold: bool) -> bool | None:
    """Whether a filter keeps the element; None where that cannot be known."""
    if not step.key:
        return True
    value = _enter(element, step.key, fold) if element is not None else MISSING
    return matches(value, step.text, step.equal)


def matches(value: Value | Missing, text: str, equal: bool = True) -> bool | None:
    """Whether `value` has (`equal` False: has not) that text, letters of either case; None if unknown."""
    value = None if isinstance(value, Missing) else reveal(value)
    if isinstance(value, Unknown):
        return None
    return (written(value).lower() == text) is equal if not isinstance(value, dict | list) else not equal
