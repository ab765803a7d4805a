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

from idlint.document import Declaration, Deployment, Document, Unit
from idlint.languages import arm, bicep
from idlint.settings import Settings
from idlint.source import SourceTree
from idlint.values import MISSING, Missing, Unknown, Value, reveal, text, to_json

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


def first_difference(left: Deployment, right: Deployment) -> str:
    """The first difference between what a `.bicep` file and its compiled template deploy; empty where there is none."""
    ours = [item for item in left.declarations if item.mode == "managed"]
    theirs = [item for item in right.declarations if item.mode == "managed"]
    matched, alone = match(ours, theirs)
    opaque = {hole.address for hole in left.holes}
    inside = {matched[item.address].address for item in ours if item.address in opaque and item.address in matched}
    inside |= {hole.address for hole in right.holes}
    for item in ours:
        other = matched.get(item.address)
        if other is None and not any(call.address in opaque for call in item.callers):
            return f"{shown(item)}: only in the Bicep file"
        found = other and declaration_difference(item, other)
        if found:
            return f"{shown(item)}: {found}"
    for item in alone:
        if not any(call.address in inside for call in item.callers):
            return f"{shown(item)}: only in the compiled template"
    return ""


def match(ours: list[Declaration], theirs: list[Declaration]) -> tuple[dict[str, Declaration], list[Declaration]]:
    """Our address -> their declaration, by address where types agree, else by type and name; and theirs left over."""
    by_address = {item.address: item for item in theirs}
    by_name: dict[tuple[str, str], list[Declaration]] = defaultdict(list)
    for item in theirs:
        by_name[identity(item)].append(item)
    found: dict[str, Declaration] = {}
    taken: set[str] = set()
    for item in ours:
        other = by_address.get(item.address)
        if other is None or other.type.lower() != item.type.lower():
            rest = [candidate for candidate in by_name[identity(item)] if candidate.address not in taken]
            other = rest[0] if rest else None
        if other is not None:
            found[item.address] = other
            taken.add(other.address)
    return found, [item for item in theirs if item.address not in taken]


def identity(item: Declaration) -> tuple[str, str]:
    """What finds the same resource on the other side: type without version, and the name as far as it is known."""
    name = item.attributes.get("name")
    return item.type.partition("@")[0].lower(), text(name)


def shown(item: Declaration) -> str:
    """A declaration as a line of the output names it."""
    return f"{item.type} {item.address}"


def declaration_difference(left: Declaration, right: Declaration) -> str:
    """The first difference between two declarations; empty where there is none."""
    is_module = left.type.lower().startswith(DEPLOYMENTS)
    if left.type.lower() != right.type.lower() and not is_module:
        return f"type {left.type} != {right.type}"
    if bool(left.maybe) != bool(right.maybe):
        return f"existence: {left.maybe or 'certain'} != {right.maybe or 'certain'}"
    if is_module:
        return value_difference(left.attributes.get("name"), right.attributes.get("name"), "name")
    names = dict.fromkeys([*left.attributes, *right.attributes])
    for name in names:
        found = value_difference(left.attributes.get(name, MISSING), right.attributes.get(name, MISSING), name)
        if found:
            return found
    return ""


def value_difference(left: Value | Missing, right: Value | Missing, path: str) -> str:
    """The first difference between two values; null and absent are the same, as the platform has it."""
    left = None if isinstance(left, Missing) else reveal(left)
    right = None if isinstance(right, Missing) else reveal(right)
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        return unknown_difference(left, right, path)
    if isinstance(left, dict) and isinstance(right, dict):
        for key in dict.fromkeys([*left, *right]):
            found = value_difference(left.get(key), right.get(key), f"{path}.{key}")
            if found:
                return found
        return ""
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        found_all = (value_difference(a, b, f"{path}[{n}]") for n, (a, b) in enumerate(zip(left, right, strict=True)))
        return next(filter(None, found_all), "")
    if type(left) is type(right) and left == right:
        return ""
    return f"{path}: {brief(left)} != {brief(right)}"


def unknown_difference(left: Unknown, right: Unknown, path: str) -> str:
    """Whether the known parts of two unknowns contradict each other."""
    if isinstance(left.known, dict) and isinstance(right.known, dict):
        shared = left.known.keys() & right.known.keys()
        return next(filter(None, (value_difference(left.known[k], right.known[k], f"{path}.{k}") for k in shared)), "")
    if isinstance(left.known, tuple) and isinstance(right.known, tuple):
        literal = [[piece for piece in side.known or () if isinstance(piece, str)] for side in (left, right)]
        if literal[0] != literal[1]:
            return f"{path}: {brief(left)} != {brief(right)}"
    return ""


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
