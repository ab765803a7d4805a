"""What a plan stands for where its sources are in the repository too: nothing is to be evaluated or reported twice.

A plan that has every block of the root's code, with the literals that the code has, is that root under one variable
set, and takes this set's place. Any other is older than the code, or was made for a part of it: it is one more set, and
the code keeps its own.
A plan that shares nothing with the code is a deployment of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count
from posixpath import relpath
from typing import Any, TypeAlias
from typing import Literal as OneOf

from idlint.document import Invocation
from idlint.languages.terraform.modules import Module
from idlint.languages.terraform.nodes import Expression, Literal, Traversal
from idlint.languages.terraform.plan.overlay import without_keys
from idlint.languages.terraform.plan.reading import Plan, items, table
from idlint.languages.terraform.written import RESOURCE_META
from idlint.records import NamedTuple
from idlint.source import Pointer
from idlint.values import Value, text

Standing: TypeAlias = OneOf["whole", "part", "foreign"]

CODE = "configuration"
"""The name that a nameless set gets beside a plan that does not take its place."""

_WORD = re.compile(r"[A-Za-z0-9]+")
_NO_NAMES = frozenset(
    {"json", "out", "output", "plan", "planned", "plans", "show", "state", "terraform", "tf", "tfplan", "tfstate"}
)


class Arranged(NamedTuple):
    """The sets of a root: those that its code is evaluated under, and what each plan stands for."""

    code: tuple[Invocation, ...]
    plans: tuple[tuple[Plan, Invocation], ...]
    foreign: tuple[Plan, ...]


def standing(plan: Plan, module: Module) -> Standing:
    """How much of the root's code a plan has; a state lacks blocks that may have no instance."""
    ours = {key.address for key in module.resources if key.mode != "ephemeral"}
    ours |= {f"module.{name}" for name in module.calls}
    theirs = _planned_blocks(plan)
    if not ours & theirs:
        return "foreign"
    needed = ours if plan.configuration else {name for name in ours if not _may_be_none(module, name)}
    return "whole" if needed <= theirs and not _is_older(plan, module) else "part"


def _is_older(plan: Plan, module: Module) -> bool:
    """Whether an argument of the code is another one in the plan: a literal that was changed, added or taken out."""
    entries = map(table, items(table(plan.configuration.get("root_module")).get("resources")))
    planned = {str(entry.get("address")): table(entry.get("expressions")) for entry in entries}
    return any(
        _differs(attribute.expression, table(planned.get(key.address, {}).get(name)))
        for key, block in module.resources.items()
        for name, attribute in block.body.attributes.items()
        if name not in RESOURCE_META
    )


def _differs(expression: Expression, planned: Mapping[str, Any]) -> bool:
    """Whether a plan's expression cannot be what the code says; of composite expressions that is not asked."""
    if isinstance(expression, Literal) and expression.value is not None:
        constant: Value = planned.get("constant_value")
        return "references" in planned or (constant is not None and text(constant) != text(expression.value))
    return isinstance(expression, Traversal) and "constant_value" in planned


def _planned_blocks(plan: Plan) -> set[str]:
    """The blocks of the root module that a plan knows of."""
    root = table(plan.configuration.get("root_module"))
    found = {str(table(entry).get("address")) for entry in items(root.get("resources"))}
    found |= {f"module.{name}" for name in table(root.get("module_calls"))}
    for item in plan.resources:
        found.add(without_keys(item.modules[0][0] if item.modules else item.address))
    return found


def _may_be_none(module: Module, name: str) -> bool:
    blocks = {key.address: block for key, block in module.resources.items()}
    blocks |= {f"module.{key}": block for key, block in module.calls.items()}
    return name.startswith("module.") or not blocks[name].body.attributes.keys().isdisjoint({"count", "for_each"})


def arranged(root: str, module: Module, sets: Sequence[Invocation], plans: Sequence[Plan]) -> Arranged:
    """Which set every plan of the root in the folder `root` stands for."""
    known = [(plan, standing(plan, module)) for plan in plans]
    foreign = tuple(plan for plan, found in known if found == "foreign")
    own = [(plan, found == "whole") for plan, found in known if found != "foreign"]
    if not own:
        return Arranged(tuple(sets), (), foreign)
    alone = len(own) == len(sets) == 1
    replaced: set[str] = set()
    made: list[tuple[Plan, Invocation]] = []
    for plan, whole in own:
        target = _target(root, plan, sets) if whole else None
        if target is not None:
            replaced.add(target.name)
        name = target.name if target is not None and (target.name or alone) else _name(root, plan)
        used = {item.name for _, item in made} | {item.name for item in sets if item.name not in replaced}
        made.append((plan, _applied(target or sets[0], plan, name if name not in used else _free(name, used))))
    left = [_beside(item) for item in sets if item.name not in replaced]
    return Arranged(tuple(left), tuple(made), foreign)


def _beside(item: Invocation) -> Invocation:
    """A nameless set beside a plan gets a name: what has none is part of every environment."""
    return item if item.name else item._replace(name=CODE)


def _applied(target: Invocation, plan: Plan, name: str) -> Invocation:
    return target._replace(name=name, variables=dict(plan.variables), span=Pointer(plan.path, ""))


def _words(root: str, plan: Plan) -> list[str]:
    """The words in a plan's path below its root, in lower case."""
    return [word.lower() for word in _WORD.findall(relpath(plan.path, root))]


def _target(root: str, plan: Plan, sets: Sequence[Invocation]) -> Invocation | None:
    """The set that a plan is of: the one that its path names, else the nameless one."""
    words = set(_words(root, plan))
    found = [item for item in sets if item.name and words.issuperset(map(str.lower, _WORD.findall(item.name)))]
    if len(found) == 1:
        return found[0]
    return next((item for item in sets if not item.name), None)


def _name(root: str, plan: Plan) -> str:
    return "-".join(word for word in _words(root, plan) if word not in _NO_NAMES) or "plan"


def _free(name: str, taken: set[str]) -> str:
    return next(found for number in count(2) if (found := f"{name}-{number}") not in taken)
