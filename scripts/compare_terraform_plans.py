"""Compares what idlint makes of a configuration with what Terraform planned for it.

    python scripts/compare_terraform_plans.py [--all] FOLDER …

Below every FOLDER, each plan (`terraform show -json`, recognised by its content) is paired with the one `.tf` file
beside it that has its name, else with the Terraform code in its own folder or in the nearest one above. The code alone
is evaluated, with the plan's variables, and compared:

- addresses: every planned resource instance and every data source that was read, against every declared one;
- attributes: every argument that is written in the code and known in the plan, leaf by leaf. Providers' defaults and
  what is only known after apply are not compared. Scalars are compared as texts, since only a provider's schema
  knows that `"22"` is a number; lists as sets where their order differs, since only the schema knows which are.

Every difference is put into a class. What the code cannot decide (the result of a data source, the id of a resource
that exists, how a provider writes a region, code that was changed since the plan was made) is counted and explained;
those of the class `ours` are mistakes of idlint until shown otherwise. `--all` prints every difference, not
the first three of a class. Public repositories do not belong in this checkout: keep FOLDER elsewhere.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from idlint.document import ABSENT_BY_DEFAULT, ALL, Declaration, Deployment, Invocation, Problem, Unit
from idlint.languages.plans import is_plan
from idlint.languages.terraform.library import Library
from idlint.languages.terraform.loading import load
from idlint.languages.terraform.modules import Key, Module
from idlint.languages.terraform.nodes import Literal
from idlint.languages.terraform.plan.overlay import without_keys
from idlint.languages.terraform.plan.reading import Plan, Planned, read_plan
from idlint.languages.terraform.plan.references import References, is_written
from idlint.languages.terraform.plan.sets import standing
from idlint.settings import Settings
from idlint.source import Pointer, SourceTree
from idlint.values import Unknown, Value, reveal, text

OURS = "ours"
CHANGED = "code changed since the plan"
REWRITTEN = "rewritten by the provider"


Steps = tuple[str | int, ...]


class Difference(NamedTuple):
    """One disagreement."""

    kind: str
    """Its class: why idlint and the plan disagree."""
    what: str


class Outcome(NamedTuple):
    """The comparison of one pair."""

    addresses: int
    same_addresses: int
    attributes: int
    """Leaves that are written in the code and known in the plan."""
    same_attributes: int
    differences: list[Difference]

    @property
    def undecided(self) -> int:
        """Leaves whose value the code does not decide."""
        return (
            self.attributes
            - self.same_attributes
            - sum(" / " in what for kind, what in self.differences if kind == OURS)
        )


class Pair(NamedTuple):
    """A plan and its code."""

    tree: SourceTree
    code: str
    """The root's folder."""
    plan: str


def pairs(folder: Path) -> Iterator[Pair]:
    """Every plan below `folder` with its code."""
    tree = SourceTree(folder)
    for path in sorted(folder.rglob("*.json")):
        name = path.relative_to(folder).as_posix()
        if ".terraform" in path.parts or not path.is_file() or not is_plan(tree, name):
            continue
        alone = path.with_name(path.name.split(".", 1)[0] + ".tf")
        if alone.is_file() and alone.stem not in {"main", "plan", "tfplan"}:
            both = frozenset({name, alone.relative_to(folder).as_posix()})
            yield Pair(SourceTree(folder, both), alone.parent.relative_to(folder).as_posix(), name)
            continue
        for above in (path.parent, *path.parent.parents):
            if any(above.glob("*.tf")):
                yield Pair(SourceTree(folder), above.relative_to(folder).as_posix(), name)
            if above == folder or any(above.glob("*.tf")):
                break


def compare(pair: Pair) -> Outcome | str:
    """The comparison of one plan with its code; a text says why there is none."""
    plan = read_plan(pair.tree, pair.plan)
    if isinstance(plan, Problem):
        return plan.message
    module = Library(pair.tree, pair.code, Settings()).module(pair.code)
    if standing(plan, module) == "foreign":
        return "the plan shares nothing with the code"
    return Comparison(plan, evaluated(pair, plan), module).outcome()


def evaluated(pair: Pair, plan: Plan) -> Deployment:
    """The code, evaluated with the variables that Terraform had."""
    given = Invocation(pair.code, variables=dict(plan.variables), span=Pointer(pair.plan, ""))
    files = tuple(name for name in pair.tree.names(pair.code) if name.endswith((".tf", ".tf.json")))
    unit = Unit("terraform", pair.code, "root", files, (given,))
    return load(pair.tree, unit, ALL, Settings()).deployments[0]


class Comparison:
    """One plan beside the evaluation of its code."""

    def __init__(self, plan: Plan, ours: Deployment, module: Module) -> None:
        self.plan = plan
        self.module = module
        self.ours = {
            item.address: item
            for item in ours.declarations
            if not item.type.startswith("terraform.") and item.maybe != ABSENT_BY_DEFAULT
        }
        self.theirs = {item.address: item for item in plan.resources}
        self.holes = [without_keys(hole.address) for hole in ours.holes]
        self.known = References(plan.configuration, frozenset(self.theirs))
        self.differences: list[Difference] = []
        self.equal = self.compared = 0

    def outcome(self) -> Outcome:
        """The numbers, and every difference."""
        both = self.ours.keys() & self.theirs.keys()
        for address in sorted(self.theirs.keys() - both):
            self.differences.append(Difference(self._why_missing(address), f"only planned: {address}"))
        extra = sorted(self.ours.keys() - both)
        for address in extra:
            self.differences.append(Difference(self._why_extra(self.ours[address]), f"only declared: {address}"))
        for address in sorted(both):
            self._resource(self.theirs[address], self.ours[address])
        counted = [address for address in self.theirs if address in both or self._why_missing(address) == OURS]
        wrong = [address for address in extra if self._why_extra(self.ours[address]) == OURS]
        return Outcome(len(counted) + len(wrong), len(both), self.compared, self.equal, self.differences)

    def _why_missing(self, address: str) -> str:
        plain = without_keys(address)
        if any(plain.startswith(f"{hole}.") for hole in self.holes):
            return "in a module that is not at hand"
        if not self.theirs:
            return "refresh-only plan"
        if any("[?]" in other and without_keys(other) == plain for other in self.ours):
            if "[" not in address:
                return CHANGED
            return "the number of instances depends on the cloud"
        if not any(without_keys(other) == plain for other in self.ours):
            return CHANGED
        return OURS

    def _why_extra(self, item: Declaration) -> str:
        plain = without_keys(item.address)
        if not self.theirs:
            return "refresh-only plan"
        if item.maybe:
            return "the number of instances depends on the cloud"
        if item.mode == "data":
            return "data source read at apply, or not in the plan"
        parts = re.findall(r"module\.([\w-]+)", plain)
        raw: Any = self.plan.configuration.get("root_module", {})
        for part in parts:
            raw = raw.get("module_calls", {}).get(part, {}).get("module", {})
        local = plain.rpartition("module." + parts[-1] + ".")[2] if parts else plain
        if not any(entry.get("address") == local for entry in raw.get("resources", ())):
            return CHANGED
        return "plan made for targets, or resource moved" if self.plan.incomplete else OURS

    def _resource(self, planned: Planned, item: Declaration) -> None:
        expressions = self.known.block(planned).get("expressions", {})
        for name, value in item.attributes.items():
            if name not in planned.values and name not in (planned.unknown or {}):
                self._difference_of_name(planned, name, value, expressions)
                continue
            unknown = planned.unknown.get(name) if isinstance(planned.unknown, dict) else None
            self._leaves(planned, (name,), value, planned.values.get(name), unknown, expressions)

    def _difference_of_name(self, planned: Planned, name: str, value: Value, expressions: Mapping[str, Any]) -> None:
        """An argument that the plan does not have: of a block in the old spelling, or one that the provider drops."""
        if value is not None and value not in ([], {}) and not isinstance(value, Unknown):
            kind = "argument that the provider does not keep" if is_written(expressions, (name,)) else CHANGED
            self.differences.append(Difference(kind, f"{planned.address}.{name}"))

    def _leaves(self, planned: Planned, path: Steps, ours: Value, theirs: Any, unknown: Any, expressions: Any) -> None:
        ours = reveal(ours)
        if unknown is True:
            return
        if isinstance(theirs, dict) and isinstance(ours, list) and len(ours) == 1:
            ours = reveal(ours[0])
        if isinstance(theirs, dict) and isinstance(ours, dict):
            for key, value in ours.items():
                below = unknown.get(key) if isinstance(unknown, dict) else None
                if key in theirs or below or value is not None:
                    self._leaves(planned, (*path, key), value, theirs.get(key), below, expressions)
            return
        if isinstance(theirs, list) and isinstance(ours, list) and len(ours) == len(theirs) and ours:
            self._elements(planned, path, ours, theirs, unknown, expressions)
            return
        self._leaf(planned, path, ours, theirs, expressions)

    def _elements(
        self,
        planned: Planned,
        path: Steps,
        ours: list[Value],
        theirs: list[Any],
        unknown: Any,
        more: Any,
    ) -> None:
        """The elements of a list, in the order in which they agree best: sets come sorted from Terraform."""
        marks = unknown if isinstance(unknown, list) else [unknown] * len(theirs)
        left = list(range(len(theirs)))
        for number, value in enumerate(ours):
            chosen = min(left, key=lambda at: (distance(value, theirs[at]), at != number))
            left.remove(chosen)
            below = marks[chosen] if chosen < len(marks) else None
            self._leaves(planned, (*path, number), value, theirs[chosen], below, more)

    def _leaf(self, planned: Planned, path: Steps, ours: Value, theirs: Any, expressions: Any) -> None:
        if ours is None or ours in ([], {}):
            return
        self.compared += 1
        if equal(ours, theirs):
            self.equal += 1
            return
        where = planned.address + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
        self.differences.append(
            Difference(self._why(planned, path, ours, theirs, expressions), f"{where}: {shown(ours)} / {shown(theirs)}")
        )

    def _why(self, planned: Planned, path: Steps, ours: Value, theirs: Any, expressions: Any) -> str:
        expression, rest = expression_at(expressions, path)
        if not fully_known(ours):
            return self._why_unknown(planned, ours)
        if folded(ours) == folded(theirs):
            return REWRITTEN
        if isinstance(expression, list) and isinstance(ours, list) and len(expression) != len(ours):
            return CHANGED
        if isinstance(expression, dict) and "constant_value" in expression:
            return REWRITTEN if equal(ours, below(expression["constant_value"], rest)) else CHANGED
        if self.plan.configuration and (expression is None or self._is_literal(planned, str(path[0]))):
            return CHANGED
        if not self.plan.configuration and not self.plan.is_state:
            return "a plan that somebody shortened: its configuration is left out"
        return "argument that the provider does not keep" if theirs is None else OURS

    def _why_unknown(self, planned: Planned, ours: Value) -> str:
        reason = reasons(ours)
        if reason == "variable without a value":
            return CHANGED
        if reason == "invalid expression":
            return "made from a file that is not in the repository"
        if reason == "known after apply":
            unknown = planned.mode == "data"
            return "a data source's unknown argument, left out" if unknown else "from the state: the resource exists"
        return f"unknown: {reason}"

    def _is_literal(self, planned: Planned, name: str) -> bool:
        """Whether the code has a literal where the plan has an expression."""
        block = self.module.resources.get(Key(planned.mode, planned.type, planned.name))
        attribute = block.body.attributes.get(name) if block is not None and not planned.modules else None
        return attribute is not None and isinstance(attribute.expression, Literal)


def expression_at(expressions: Any, path: Steps) -> tuple[Any, Steps]:
    """The expression of the plan's configuration that `path` lies in, and the steps below it."""
    found = expressions
    for number, step in enumerate(path):
        if isinstance(found, dict) and ("constant_value" in found or "references" in found):
            return found, path[number:]
        found = below(found, (step,))
    return found, ()


def below(value: Any, path: Steps) -> Any:
    """What is at `path` below a JSON value; None where nothing is."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step] if step < len(value) else None
        else:
            return None
    return value


def folded(value: Any) -> str:
    """A text without case and spaces: providers write regions so."""
    value = reveal(value)
    return text(value).replace(" ", "").lower() if isinstance(value, str) else repr(value)


def distance(ours: Value, theirs: Any) -> int:
    """How many entries of two elements differ."""
    ours = reveal(ours)
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return sum(not equal(value, theirs.get(key)) for key, value in ours.items() if value is not None)
    return 0 if equal(ours, theirs) else 1


def equal(ours: Value, theirs: Any) -> bool:
    """Whether two values are the same to any schema."""
    ours = reveal(ours)
    if isinstance(ours, Unknown):
        return False
    if isinstance(ours, list | dict) or isinstance(theirs, list | dict):
        return canonical(ours) == canonical(theirs)
    if text(ours) == text(theirs):
        return True
    return isinstance(ours, str) and isinstance(theirs, str) and same_json(ours, theirs)


def same_json(left: str, right: str) -> bool:
    """Whether two texts are the same JSON, entries with empty texts aside: providers write policies anew."""
    try:
        return json_key(left) == json_key(right)
    except ValueError:
        return False


def json_key(document: str) -> str:
    """JSON text in a form in which equal documents are equal."""
    return json.dumps(canonical(json.loads(document)), sort_keys=True)


def canonical(value: Any) -> Any:
    """A value in which null, empty texts, order in lists and the type of scalars make no difference."""
    value = reveal(value)
    if isinstance(value, dict):
        return {key: canonical(item) for key, item in value.items() if item not in (None, "")}
    if isinstance(value, list):
        return sorted((canonical(item) for item in value), key=repr)
    return f"?{id(value)}" if isinstance(value, Unknown) else text(value)


def fully_known(value: Value) -> bool:
    """Whether nothing in a value is unknown."""
    value = reveal(value)
    if isinstance(value, dict):
        return all(map(fully_known, value.values()))
    if isinstance(value, list):
        return all(map(fully_known, value))
    return not isinstance(value, Unknown)


def reasons(value: Value) -> str:
    """Why something in a value is unknown: the innermost reason, with what it comes from by type."""
    value = reveal(value)
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return next((reasons(item) for item in inside if not fully_known(item)), "")
    if isinstance(value, Unknown):
        pieces = value.known if isinstance(value.known, tuple) else ()
        return next((reasons(piece) for piece in pieces if isinstance(piece, Unknown)), value.reason)
    return ""


def shown(value: Any) -> str:
    """A value on one short line."""
    return repr(text(value) if not isinstance(value, list | dict) else str(value))[:90]


def main() -> None:
    """Compare every pair below the folders and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--all", action="store_true", help="print every difference")
    parser.add_argument("folders", nargs="+", type=Path)
    options = parser.parse_args()
    totals: Counter[str] = Counter()
    classes: dict[str, list[str]] = defaultdict(list)
    for folder in options.folders:
        for pair in pairs(folder.resolve()):
            found, name = compare(pair), pair.plan
            if isinstance(found, str):
                print(f"{'-':>9}  {'-':>11}  {folder.name}/{name}: {found}")
                continue
            numbers = (
                f"{found.same_addresses:>4}/{found.addresses:<4}  {found.same_attributes:>5}/{found.attributes:<5}"
            )
            print(f"{numbers}  {folder.name}/{name}")
            totals.update(pairs=1, addresses=found.addresses, same_addresses=found.same_addresses)
            totals.update(attributes=found.attributes, same_attributes=found.same_attributes)
            totals.update(undecided=found.undecided)
            for kind, what in found.differences:
                classes[kind].append(f"{folder.name}/{name}: {what}")
    report(totals, classes, every=options.all)


def report(totals: Mapping[str, int], classes: Mapping[str, list[str]], *, every: bool) -> None:
    """Print the sums and the classes of differences."""
    print(f"\n{totals['pairs']} pairs: addresses {totals['same_addresses']} of {totals['addresses']}, ", end="")
    print(f"attributes {totals['same_attributes']} of {totals['attributes']}", end="; ")
    decided = totals["attributes"] - totals["undecided"]
    print(f"of those that the code decides {totals['same_attributes']} of {decided}\n")
    for kind, found in sorted(classes.items(), key=lambda item: (item[0] != OURS, -len(item[1]))):
        print(f"{len(found):>5}  {kind}")
        for line in found if every or kind == OURS else found[:3]:
            print(f"         {line}")


if __name__ == "__main__":
    sys.setrecursionlimit(5_000)
    main()
