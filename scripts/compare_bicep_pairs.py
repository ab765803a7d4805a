"""Compares every `.bicep` file of a folder with the compiled `.json` beside it, resource by resource.

    python scripts/compare_bicep_pairs.py FOLDER [--show N] [--jobs N]

Both sides go through the product's own front ends. A pair is equal when both give the same resources: type and API
version, existence (certain, conditional, or an unknown number), name and body with defaulted parameters. Two unknown
values count as equal unless known parts of them differ. What a registry module deploys is in the `.json` only: its
resources are left out there, and the pair is compared in everything else. A pair is not comparable when one side
cannot be read. The exit code is 1 where pairs differ.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from idlint.document import ABSENT_BY_DEFAULT, Declaration, Deployment, Document, Unit
from idlint.languages import arm, bicep
from idlint.settings import Settings
from idlint.source import SourceTree
from idlint.values import MISSING, Missing, Unknown, UnknownKey, Value, origins, reveal, text, to_json

DEPLOYMENTS = "microsoft.resources/deployments"


class Outcome(NamedTuple):
    """What comparing one pair gave."""

    path: str
    verdict: str
    """`equal`, `different` or `not comparable`."""
    detail: str = ""
    """The first difference, or why there is none to be had."""
    opaque: int = 0
    """Registry modules that are left out."""


def pairs(folder: Path) -> Iterator[str]:
    """Every `.bicep` file below `folder` with a template of the same name beside it, relative to `folder`."""
    for file in sorted(folder.rglob("*.bicep")):
        compiled = file.with_suffix(".json")
        if compiled.is_file() and b"deploymenttemplate.json" in compiled.read_bytes()[:2000].lower():
            yield file.relative_to(folder).as_posix()


def compare(folder: Path, path: str) -> Outcome:
    """Compare one pair."""
    settings, compiled = Settings(), path.removesuffix(".bicep") + ".json"
    tree = SourceTree(folder)
    ours = bicep.load(tree, Unit("bicep", path, "template", (path,)), None, settings)
    theirs = arm.load(SourceTree(folder), Unit("arm", compiled, "template", (compiled,)), None, settings)
    for document in (ours, theirs):
        if document.exhausted or not document.deployments:
            return Outcome(path, "not comparable", document.exhausted or _problem(document))
    unread = [problem for problem in ours.problems if problem.rule == "parse-error"]
    if unread:
        return Outcome(path, "not comparable", unread[0].message)
    left, right = ours.deployments[0], theirs.deployments[0]
    detail = first_difference(left, right)
    return Outcome(path, "different" if detail else "equal", detail, len(left.holes))


def _problem(document: Document) -> str:
    return document.problems[0].message if document.problems else "nothing deployed"


def _is_deployed(item: Declaration) -> bool:
    """Whether `show` lists it as something that is deployed: no default rules it out."""
    return item.mode == "managed" and item.maybe != ABSENT_BY_DEFAULT


def first_difference(left: Deployment, right: Deployment) -> str:
    """The first difference between what a `.bicep` file and its compiled template deploy; empty where there is none."""
    ours = [item for item in left.declarations if _is_deployed(item)]
    opaque = frozenset(hole.address for hole in left.holes)
    theirs = visible([item for item in right.declarations if _is_deployed(item)], ours, opaque)
    ours = visible(ours, theirs, frozenset(hole.address for hole in right.holes))
    matched, alone = match(ours, theirs)
    for item in ours:
        other = matched.get(item.address)
        if other is None and item.address not in opaque:
            return f"{shown(item)}: only in the Bicep file"
        found = other and declaration_difference(item, other, opaque)
        if found:
            return f"{shown(item)}: {found}"
    return next((f"{shown(item)}: only in the compiled template" for item in alone), "")


def visible(items: list[Declaration], others: list[Declaration], opaque: frozenset[str]) -> list[Declaration]:
    """`items` without those inside of modules that are `opaque` on the other side."""
    found, _ = match([item for item in others if item.address in opaque], [item for item in items if is_module(item)])
    hidden = {item.address for item in found.values()}
    return [item for item in items if not any(call.address in hidden for call in item.callers)]


def is_module(item: Declaration) -> bool:
    """Whether a declaration is a module or nested deployment."""
    return item.type.lower().startswith(DEPLOYMENTS)


def match(ours: list[Declaration], theirs: list[Declaration]) -> tuple[dict[str, Declaration], list[Declaration]]:
    """Our address -> their declaration, and theirs left over.

    By address, else by type and name, else by type and the known parts of the name, else by type and order.
    """
    found: dict[str, Declaration] = {}
    rest = theirs
    for key in (lambda item: (item.type.lower(), item.address), identity, outline, lambda item: item.type.lower()):
        waiting: dict[object, list[Declaration]] = defaultdict(list)
        for item in rest:
            waiting[key(item)].append(item)
        for item in ours:
            if item.address not in found and waiting[key(item)]:
                found[item.address] = waiting[key(item)].pop(0)
        rest = [item for items in waiting.values() for item in items]
    return found, rest


def identity(item: Declaration) -> tuple[str, str]:
    """What finds the same resource on the other side: type without version, and the name as far as it is known."""
    name = item.attributes.get("name")
    return item.type.partition("@")[0].lower(), text(name)


def outline(item: Declaration) -> tuple[str, ...]:
    """Type and the literal parts of the name, which do not depend on how unknown parts are called."""
    name = reveal(item.attributes.get("name"))
    pieces = name.known if isinstance(name, Unknown) and isinstance(name.known, tuple) else (name,)
    return item.type.lower(), *(piece for piece in pieces if isinstance(piece, str))


def shown(item: Declaration) -> str:
    """A declaration as a line of the output names it."""
    return f"{item.type} {item.address}"


def declaration_difference(left: Declaration, right: Declaration, opaque: frozenset[str]) -> str:
    """The first difference between two declarations; empty where there is none."""
    if left.type.lower() != right.type.lower():
        return f"type {left.type} != {right.type}"
    if bool(left.maybe) != bool(right.maybe):
        return f"existence: {left.maybe or 'certain'} != {right.maybe or 'certain'}"
    names = ["name"] if is_module(left) else dict.fromkeys([*left.attributes, *right.attributes])
    for name in names:
        here, there = left.attributes.get(name, MISSING), right.attributes.get(name, MISSING)
        found = "" if name == "parent" else value_difference(here, there, name, opaque)
        if found:
            return found
    return ""


def value_difference(left: Value | Missing, right: Value | Missing, path: str, opaque: frozenset[str]) -> str:
    """The first difference between two values; null and absent are the same, as the platform has it.

    What rests on an output of an opaque module is known in the compiled template only; of a choice that does, nothing
    says so any more.
    """
    left = None if isinstance(left, Missing) else reveal(left)
    right = None if isinstance(right, Missing) else reveal(right)
    if isinstance(left, Unknown):
        is_choice = bool(opaque) and left.origin is None and left.known is None
        if is_choice or any(origin.address in opaque for origin in origins(left)) or rests_on(left, opaque):
            return ""
        return unknown_difference(left, right, path) if isinstance(right, Unknown) else told_apart(left, right, path)
    if isinstance(left, dict) and isinstance(right, dict):
        return object_difference(left, right, path, opaque)
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        both = enumerate(zip(left, right, strict=True))
        return next(filter(None, (value_difference(a, b, f"{path}[{n}]", opaque) for n, (a, b) in both)), "")
    if type(left) is type(right) and left == right:
        return ""
    return told_apart(left, right, path)


def rests_on(value: Unknown, opaque: frozenset[str]) -> bool:
    """Whether an unknown was computed from the output of an opaque module, by the text of its origin."""
    written = text(value)
    return any(f"{address}.outputs" in written for address in opaque)


def object_difference(left: dict[str, Value], right: dict[str, Value], path: str, opaque: frozenset[str]) -> str:
    """The first difference between two objects; keys that are not known are paired in order."""
    other = [key for key in right if key not in left]
    for key, value in left.items():
        there = other.pop(0) if key not in right and other and isinstance(key, UnknownKey) else key
        found = value_difference(value, right.get(there), f"{path}.{key}", opaque)
        if found:
            return found
    return next((f"{path}.{key}: absent != {brief(right[key])}" for key in other if right[key] is not None), "")


def unknown_difference(left: Unknown, right: Unknown, path: str) -> str:
    """Whether the known parts of two unknowns contradict each other."""
    if isinstance(left.known, tuple) and isinstance(right.known, tuple):
        here, there = ([piece for piece in side if isinstance(piece, str)] for side in (left.known, right.known))
        spelled = is_id(left.known[0]) or is_id(right.known[0])
        if here != there and not (spelled and same_end(here, there)):
            return told_apart(left, right, path)
    return ""


def same_end(here: list[str], there: list[str]) -> bool:
    """Whether two strings of pieces may end alike, one of them beginning with an id that the other spells out."""
    return not here or not there or here[-1].endswith(there[-1]) or there[-1].endswith(here[-1])


def is_id(piece: Value) -> bool:
    """Whether a piece of a string is the id of a declared resource, which the other side may spell out."""
    return isinstance(piece, Unknown) and piece.origin is not None and piece.origin.path == ("id",)


def told_apart(left: Value, right: Value, path: str) -> str:
    """The line that names a difference."""
    return f"{path}: {brief(left)} != {brief(right)}"


def brief(value: Value) -> str:
    """A value in few enough characters for a line."""
    return str(to_json(value))[:160]


def main(arguments: list[str]) -> int:
    """Compare all pairs of a folder and print the count of each verdict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=20, help="how many differences to print")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes to use")
    options = parser.parse_args(arguments)
    paths = list(pairs(options.folder))
    with ProcessPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(compare, [options.folder] * len(paths), paths, chunksize=4))
    report(outcomes, options.show)
    return int(any(outcome.verdict == "different" for outcome in outcomes))


def report(outcomes: list[Outcome], show: int) -> None:
    """Print the first differences, then the counts."""
    unequal = [outcome for outcome in outcomes if outcome.verdict != "equal"]
    for outcome in unequal[:show]:
        print(f"{outcome.verdict}: {outcome.path}: {outcome.detail}")
    count = Counter(outcome.verdict for outcome in outcomes)
    partly = sum(1 for outcome in outcomes if outcome.verdict == "equal" and outcome.opaque)
    print(
        f"pairs equal {count['equal']} (of these {partly} with registry modules left out) / "
        f"different {count['different']} / not comparable {count['not comparable']}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
