"""Plans among the inputs: the unit that each belongs to, and what loading that unit makes of them.

The readers of plans are loaded where there is a plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from posixpath import basename, dirname
from typing import TYPE_CHECKING

from idlint.document import Demand, Deployment, Document, Hole, Invocation, Problem, Unit
from idlint.languages.plans import is_plan, is_plan_name
from idlint.languages.terraform.modules import Module
from idlint.records import NamedTuple
from idlint.source import Pointer, SourceTree

if TYPE_CHECKING:
    from idlint.languages.terraform.plan.reading import Plan


def plan_files(tree: SourceTree, files: Sequence[str]) -> list[str]:
    """The plans and states among the candidate files, complete or not."""
    return [path for path in files if is_plan_name(path) and is_plan(tree, path)]


def placed_plans(plans: Sequence[str], roots: Collection[str]) -> dict[str, list[str]]:
    """Plans by the unit they belong to: a root at or above the plan, else the one that is near it or named alike.

    `roots` are the folders that can be planned. A plan without a root is found under its own path.
    """
    found: dict[str, list[str]] = {}
    for path in plans:
        found.setdefault(_home(path, roots) or path, []).append(path)
    return found


def _home(path: str, roots: Collection[str]) -> str | None:
    folder = dirname(path) or "."
    while True:
        if folder in roots:
            return folder
        below = [root for root in roots if folder == "." or root.startswith(folder + "/")]
        if below:
            alike = [root for root in below if basename(root) and basename(root) in path.replace(".", "/").split("/")]
            return below[0] if len(below) == 1 else alike[0] if len(alike) == 1 else None
        if folder == ".":
            return None
        folder = dirname(folder) or "."


class Plans(NamedTuple):
    """What the plans of one root mean for it."""

    sets: tuple[Invocation, ...]
    """The sets that the code is evaluated under."""
    own: tuple[tuple[Plan, Invocation], ...] = ()
    """The root's plans, each with the set it stands for."""
    foreign: tuple[Plan, ...] = ()
    """Plans of something else."""
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    """The plans that were read."""

    @staticmethod
    def laid_over(plan: Plan, ours: Deployment, demand: Demand) -> Deployment:
        """The deployment of a plan whose sources evaluate to `ours`."""
        from idlint.languages.terraform.plan.overlay import overlaid

        return overlaid(plan, ours, demand)

    def others(self, demand: Demand) -> Iterator[Deployment]:
        """The deployments of plans that are not the root's."""
        if self.foreign:
            from idlint.languages.terraform.plan.declare import deployment

            yield from (deployment(plan, demand) for plan in self.foreign)
        for problem in self.problems:
            yield _unread(problem)


def read_plans(tree: SourceTree, unit: Unit, module: Module, sets: Sequence[Invocation]) -> Plans:
    """The plans among the files of a root, read and arranged."""
    paths = [path for path in unit.files if is_plan_name(path)]
    if not paths:
        return Plans(tuple(sets))
    from idlint.languages.terraform.plan.reading import read_plan
    from idlint.languages.terraform.plan.sets import arranged

    results = [read_plan(tree, path) for path in paths]
    read = [item for item in results if not isinstance(item, Problem)]
    found = arranged(unit.path, module, sets, read)
    problems = tuple(item for item in results if isinstance(item, Problem))
    return Plans(found.code, found.plans, found.foreign, problems, tuple(plan.path for plan in read))


def load_plan(tree: SourceTree, unit: Unit, demand: Demand) -> Document:
    """The document of a plan that has no sources in the repository."""
    from idlint.languages.terraform.plan.declare import deployment
    from idlint.languages.terraform.plan.reading import read_plan

    plan = read_plan(tree, unit.path)
    reads = dict(tree.reads)
    if isinstance(plan, Problem):
        return Document(unit, (_unread(plan),), (plan,), reads=reads)
    return Document(unit, (deployment(plan, demand),), files=(unit.path,), reads=reads)


def _unread(problem: Problem) -> Deployment:
    """A plan that cannot be read may hold anything."""
    path = problem.location.path
    hole = Hole(path, path, problem.message, Pointer(path, ""))
    return Deployment(path, "terraform", "", "plan", holes=(hole,), header=Pointer(path, ""))
