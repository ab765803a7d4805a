"""Evaluates one unit, a variable set at a time, into a document."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from posixpath import normpath

from idlint.document import Demand, Deployment, Document, Hole, Invocation, Problem, Unit, stated_environment
from idlint.fuel import Exhausted
from idlint.languages.terraform import lookup
from idlint.languages.terraform.conversion import convert
from idlint.languages.terraform.declarations import Gathered, gather
from idlint.languages.terraform.evaluation import Evaluation
from idlint.languages.terraform.folders import VARIABLE_SUFFIXES
from idlint.languages.terraform.instances import ModuleInstance
from idlint.languages.terraform.library import Library
from idlint.languages.terraform.modules import Module
from idlint.languages.terraform.names import local, output, variable_reference, variable_type
from idlint.languages.terraform.plan_units import Plans, load_plan, read_plans
from idlint.languages.terraform.providers import BACKEND, backend_declaration
from idlint.languages.terraform.scope import EvaluationError
from idlint.languages.terraform.tfvars import VariableFile, merged_values, passed_values, read_variable_file
from idlint.settings import Settings
from idlint.source import Location, SourceTree, Span
from idlint.values import Value

REMOTE_STATE = "terraform_remote_state"
"""The data source that reads the outputs of another root."""

STACK = 5_000
"""Python calls that may be nested; far from what the interpreter's own stack bears."""


def load(tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> Document:
    """The document of one root or library: one deployment for each of its variable sets."""
    with _room():
        if unit.role == "plan":
            return load_plan(tree, unit, demand)
        return _Loading(tree, unit, demand, settings).document()


@contextmanager
def _room() -> Iterator[None]:
    """What evaluating one unit needs of the interpreter.

    A stack for `fuel.MAX_DEPTH` levels, each of which takes several calls. And no search for cycles:
    almost everything made lives until the unit's end, so that searching costs a third and finds nothing.
    """
    enabled, limit = gc.isenabled(), sys.getrecursionlimit()
    gc.disable()
    sys.setrecursionlimit(max(limit, STACK))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        if enabled:
            gc.enable()


class _Loading:
    """One unit being loaded."""

    def __init__(self, tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> None:
        self.tree = tree
        self.unit = unit
        self.demand = demand
        self.library = Library(tree, unit.path, settings)
        self.files: dict[str, VariableFile] = {}
        self.typed: set[str] = set()
        """The variable files whose values were checked against the variables' types."""
        self.problems: dict[Problem, None] = {}
        self.undeclared: dict[tuple[str, str], Span] = {}
        self.exhausted = ""
        self.missing: dict[str, None] = {}

    def document(self) -> Document:
        """Every set evaluated."""
        module = self.library.module(self.unit.path)
        sets = self.unit.invocations or (Invocation(self.unit.path),)
        plans = read_plans(self.tree, self.unit, module, sets)
        deployments = tuple(self.deployments(module, plans))
        self.problems.update(dict.fromkeys(plans.problems))
        used = list(self.library.used.values())
        read: list[Module | VariableFile] = [*used, *self.files.values()]
        for part in read:
            self.problems.update(dict.fromkeys(part.problems))
        found = [(span, message) for (_, message), span in self.undeclared.items()]
        self.problems.update(dict.fromkeys(once_a_file(found)))
        return Document(
            self.unit,
            deployments,
            tuple(self.problems),
            tuple(item for part in read for item in part.directives),
            tuple(dict.fromkeys([*(path for part in read for path in part.files), *self._bound(), *plans.files])),
            dict(self.tree.reads),
            exhausted=self.exhausted,
            missing=tuple(self.missing),
        )

    def _bound(self) -> Iterator[str]:
        """The unit's variable files and those that configure its backend, which were read where the unit was found."""
        return (path for path in self.unit.files if path.endswith(VARIABLE_SUFFIXES))

    def deployments(self, module: Module, plans: Plans) -> Iterator[Deployment]:
        """The code under every set that no plan stands for, then the plans."""
        for item in plans.sets:
            yield self.deployment(module, item)
        for plan, item in plans.own:
            yield plans.laid_over(plan, self.deployment(module, item), self.demand)
        yield from plans.others(self.demand)

    def variable_file(self, path: str) -> VariableFile:
        """A variable file, read once a unit."""
        if path not in self.files:
            self.files[path] = read_variable_file(self.tree, path)
        return self.files[path]

    def deployment(self, module: Module, item: Invocation) -> Deployment:
        """The unit under one variable set."""
        item = self.without_missing(item)
        given = merged_values([self.variable_file(path) for path in item.var_files], {})
        assumes = bool(self.missing) or self.unit.role == "library"
        assumes = assumes or not (item.name or item.var_files or item.variables or item.span)
        applied, completed = item._replace(variables=given), bool(self.unit.completed_by)
        evaluation = Evaluation(self.library, self.unit.path, applied, lookup, assumes=assumes, completed=completed)
        root = ModuleInstance(evaluation, module, {})
        if item.variables:
            given |= passed_values(item.variables, self.complex_variables(root))
        for path in item.var_files:
            self.check_types(root, self.variable_file(path))
        found = Gathered([], [])
        gather(root, self.demand, found)
        state = backend_declaration(root) if self.demand is None or BACKEND in self.demand else None
        if state is not None:
            found.declarations.append(state)
        found.holes.extend(broken_files(self.library.used.values()))
        shown = self.shown(root) if self.demand is None else ({}, {}, self.outputs(root, has_state=state is not None))
        root.dissolve()
        self.problems.update(evaluation.problems)
        for key, span in evaluation.undeclared.items():
            self.undeclared[key] = min(span, self.undeclared.get(key, span))
        self.exhausted = self.exhausted or evaluation.fuel.exhausted
        return Deployment(
            self.unit.path, "terraform", item.name, self.unit.role, tuple(found.declarations), tuple(found.holes),
            header(module), *shown, item.var_files, item.workspace, environment=stated_environment(given),
        )  # fmt: skip

    def without_missing(self, item: Invocation) -> Invocation:
        """A pipeline's invocation without the variable files that are not in the repository; they are noted.

        A pipeline often writes such a file just before, from its secrets; what a person names must be there.
        """
        if not item.steps or any(normpath(named.root) == self.unit.path for named in self.library.settings.sets):
            return item
        there = tuple(path for path in item.var_files if self.tree.is_file(path))
        self.missing.update(dict.fromkeys(path for path in item.var_files if path not in there))
        return item._replace(var_files=there)

    def check_types(self, root: ModuleInstance, file: VariableFile) -> None:
        """Reports the values of a variable file that are of another type than their variables; once a unit."""
        if file.path in self.typed:
            return
        self.typed.add(file.path)
        for name, value in file.values.items():
            block = root.module.variables.get(name)
            if block is None:
                continue
            try:
                convert(value, variable_type(root, name, block))
            except EvaluationError as error:
                message = f"the value of `{name}` is not of the type that the variable has: {error.message}"
                self.problems[Problem(file.spans[name], message)] = None
            except Exhausted:
                return

    @staticmethod
    def complex_variables(root: ModuleInstance) -> list[str]:
        """The variables whose values are written as expressions on a command line."""
        simple = {"any", "string", "number", "bool"}
        variables = root.module.variables.items()
        return [name for name, block in variables if variable_type(root, name, block).kind not in simple]

    def outputs(self, root: ModuleInstance, *, has_state: bool) -> dict[str, Value]:
        """The outputs of a root that keeps its state where another root can read them, if anybody asks for such."""
        if not has_state or self.demand is None or REMOTE_STATE not in self.demand:
            return {}
        return {name: output(root, (name,))[0] for name in root.module.outputs}

    @staticmethod
    def shown(root: ModuleInstance) -> tuple[dict[str, Value], dict[str, Value], dict[str, Value]]:
        """The root's variables, locals and outputs."""
        module = root.module
        return (
            {name: variable_reference(root, (name,))[0] for name in module.variables},
            {name: local(root, (name,))[0] for name in module.locals},
            {name: output(root, (name,))[0] for name in module.outputs},
        )


_UNDECLARED = " is not declared in this module"
_ONE_MORE = " and one more name are not declared in this module"


def once_a_file(undeclared: Iterable[tuple[Span, str]]) -> Iterator[Problem]:
    """One problem for the names of a file that its module does not declare, at the first of them."""
    first: dict[str, tuple[Span, str]] = {}
    more: Counter[str] = Counter()
    for span, message in sorted(undeclared):
        if not message.endswith(_UNDECLARED):
            yield Problem(span, message)
        elif first.setdefault(span.path, (span, message)) != (span, message):
            more[span.path] += 1
    for path, (span, message) in first.items():
        others = f" and {more[path]} more are not declared in this module" if more[path] > 1 else _ONE_MORE
        yield Problem(span, message.removesuffix(_UNDECLARED) + others if more[path] else message)


def broken_files(modules: Iterable[Module]) -> list[Hole]:
    """What could not be read, and what a template becomes, may hold anything."""
    return [
        Hole(path, path, reason, Span(path, 0, 0))
        for module in modules
        for reason, paths in (("file has a syntax error", module.broken), ("file is a template", module.templates))
        for path in paths
    ]


def header(module: Module) -> Location | None:
    """Where an absence is reported: the first provider block, else the backend, else the first declaration."""
    if module.providers:
        return module.providers[0].header
    if module.backend is not None:
        return module.backend.header
    for table in (module.resources, module.calls, module.variables):
        for block in table.values():
            return block.header
    return Span(module.files[0], 0, 0) if module.files else None
