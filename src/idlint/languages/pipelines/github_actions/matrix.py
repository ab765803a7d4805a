"""Which instances a job's `strategy.matrix` makes.

https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
"""

from __future__ import annotations

from typing import Final

from idlint.languages.pipelines.github_actions.coercion import as_text, loosely_equal
from idlint.languages.pipelines.github_actions.scope import REASONS
from idlint.records import NamedTuple
from idlint.values import Unknown, Value, is_known, text

MAX_INSTANCES: Final = 256
"""Jobs of one matrix; GitHub refuses more."""

_SHOWN: Final = 80


class Instance(NamedTuple):
    """One job of a matrix."""

    key: str
    """What tells it from the others: `["eastus"]`; `[?]` of the one that stands for all; empty without a matrix."""
    values: Value = None
    """The `matrix` context; None without a matrix."""
    maybe: str = ""
    """Why it may not exist."""


ONLY: Final = (Instance(""),)
"""The one instance of a job that has no matrix."""


def instances(matrix: Value, symbol: Unknown) -> tuple[Instance, ...]:
    """The instances of an evaluated matrix; `symbol` is the context where they cannot be told."""
    if not isinstance(matrix, dict):
        return (_symbolic(symbol, {}),)
    include, exclude = matrix.get("include"), matrix.get("exclude")
    vectors = {name: values for name, values in matrix.items() if name not in {"include", "exclude"}}
    lists = {name: values for name, values in vectors.items() if isinstance(values, list)}
    if len(lists) < len(vectors) or not (_is_plain(include) and _is_plain(exclude)):
        return (_symbolic(symbol, lists),)
    found = _combinations(lists)
    if found is None:
        return (_symbolic(symbol, lists),)
    found = [item for item in found if not any(_covers(entry, item) for entry in _objects(exclude))]
    found = _included(found, _objects(include), set(lists))
    if len(found) > MAX_INSTANCES:
        return (_symbolic(symbol, lists),)
    return tuple(_keyed(found))


def _is_plain(value: Value) -> bool:
    """Whether `include` or `exclude` is a list of objects whose names are known."""
    if isinstance(value, list):
        return all(isinstance(item, dict) for item in value)
    return value is None


def _objects(value: Value) -> list[dict[str, Value]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _symbolic(symbol: Unknown, lists: dict[str, list[Value]]) -> Instance:
    """The instance that stands for all: what every one of them has is known of it."""
    known = {name: values[0] for name, values in lists.items() if len(values) == 1}
    values = Unknown(symbol.reason, symbol.origin, known) if known else symbol
    return Instance("[?]", values, REASONS["matrix"])


def _combinations(lists: dict[str, list[Value]]) -> list[dict[str, Value]] | None:
    """Every combination of the vectors, the last one turning fastest; None where there are too many."""
    count = 1 if lists else 0
    for values in lists.values():
        count *= len(values)
        if count > MAX_INSTANCES:
            return None
    found: list[dict[str, Value]] = [{}] if count else []
    for name, values in lists.items():
        found = [{**item, name: value} for item in found for value in values]
    return found


def _covers(entry: dict[str, Value], item: dict[str, Value]) -> bool:
    """Whether a combination has everything that an entry of `exclude` names."""
    return all(name in item and _is_same(item[name], value) for name, value in entry.items())


def _is_same(left: Value, right: Value) -> bool:
    """Equal values; equal objects match as well, unlike in expressions."""
    if isinstance(left, (dict, list)) or isinstance(right, (dict, list)):
        return is_known(left) and is_known(right) and left == right
    return not isinstance(left, Unknown) and not isinstance(right, Unknown) and loosely_equal(left, right)


def _included(
    found: list[dict[str, Value]], include: list[dict[str, Value]], names: set[str]
) -> list[dict[str, Value]]:
    """Entries of `include` extend the combinations that they agree with, or stand for themselves."""
    originals = [dict(item) for item in found]
    extended = [dict(item) for item in found]
    added: list[dict[str, Value]] = []
    for entry in include[:MAX_INSTANCES]:
        shared = {name: value for name, value in entry.items() if name in names}
        matching = [number for number, item in enumerate(originals) if _covers(shared, item)]
        for number in matching:
            extended[number].update(entry)
        if not matching:
            added.append(dict(entry))
    return extended + added


def _keyed(found: list[dict[str, Value]]) -> list[Instance]:
    """Each combination with a key of its own, in the words of GitHub's own job names."""
    made: list[Instance] = []
    seen: dict[str, int] = {}
    for item in found:
        label = ", ".join(text(as_text(value)) for value in item.values() if not isinstance(value, (dict, list)))
        label = label[:_SHOWN].replace('"', "'").replace("\n", " ") or str(len(made))
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            label = f"{label} #{seen[label]}"
        made.append(Instance(f'["{label}"]', dict(item)))
    return made
