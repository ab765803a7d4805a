"""Module instances and resource instances, and the scope in which their expressions stand.

Nothing is evaluated before somebody asks: a name is a cell of its module instance, an argument belongs
to its resource instance. What a name means is `lookup.resolve`, handed in with the evaluation.
"""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import join, normpath
from typing import TypeAlias

from idlint.document import Call
from idlint.errors import SourceError
from idlint.fuel import Fuel
from idlint.languages.terraform import nodes
from idlint.languages.terraform.blocks import Argument
from idlint.languages.terraform.bodies import Attribute
from idlint.languages.terraform.evaluation import NOTHING, Cell, Evaluation, FileScope, Reference, Resolved
from idlint.languages.terraform.expansion import Expansion, Family
from idlint.languages.terraform.modules import Key, Module
from idlint.languages.terraform.typesystem import Type
from idlint.languages.terraform.written import Written
from idlint.records import NamedTuple
from idlint.source import Span
from idlint.values import Origin, Step, Value

Steps: TypeAlias = tuple[Step, ...]


class Given(NamedTuple):
    """An argument of a module call: an expression in the caller's scope."""

    attribute: Attribute
    scope: FileScope


class ModuleInstance:
    """One instance of one module: the root, or what one call makes."""

    __slots__ = (
        "address",
        "assumed",
        "callers",
        "calls",
        "carriers",
        "cells",
        "evaluation",
        "ghost",
        "given",
        "index",
        "key",
        "maybe",
        "module",
        "parent",
        "providers",
        "resources",
        "scopes",
        "types",
    )  # fmt: skip

    def __init__(self, evaluation: Evaluation, module: Module, index: dict[str, Resource]) -> None:
        self.evaluation = evaluation
        self.module = module
        self.index = index
        """Every resource instance made so far in the deployment, by address."""
        self.address = ""
        """`module.app["a"]`; empty for the root."""
        self.key = ""
        """`app.network`: the call path without instance keys, as `modules.json` has it."""
        self.parent: ModuleInstance | None = None
        self.given: Mapping[str, Given] = {}
        self.providers: Mapping[str, str] = {}
        """Local provider address -> the root's provider address, where the caller passed one."""
        self.callers: tuple[Call, ...] = ()
        self.maybe = ""
        self.assumed: frozenset[str] = NOTHING
        self.ghost = False
        """Whether it stands for instances that an unconfirmed default rules out."""
        self.cells: dict[Reference, Cell] = {}
        self.types: dict[str, Type] = evaluation.library.types.setdefault(module.path, {})
        self.carriers: dict[tuple[str, str], bool] = {}
        """Whether the variables and locals looked at so far may hold something of a resource."""
        self.scopes: dict[str, ModuleScope] = {}
        self.resources: dict[Key, Family[Resource]] = {}
        self.calls: dict[str, Family[ModuleInstance] | Opaque] = {}

    def qualified(self, local: str) -> str:
        """The full address of something in this module."""
        return f"{self.address}.{local}" if self.address else local

    def known(self, kind: str, steps: Steps) -> Resolved | None:
        """The value of the cell at `steps`, which begin with its name, if it was asked for before."""
        cell = self.cells.get((kind, steps))
        if cell is None:
            return None
        if cell.assumed:
            self.evaluation.reading |= cell.assumed
        return cell.resolved

    def dissolve(self) -> None:
        """Lets go of everything below, so that memory returns without a search for cycles."""
        for called in self.calls.values():
            if isinstance(called, Family):
                for instance in called.all():
                    instance.dissolve()
        for table in (self.calls, self.resources, self.cells, self.index, self.scopes):
            table.clear()
        self.given = {}

    def scope(self, path: str, *, ghost: bool = False) -> ModuleScope:
        """The scope of the expressions of one file of the module."""
        if ghost and not self.ghost:
            return ModuleScope(self, path, {}, NOTHING, ghost=True)
        found = self.scopes.get(path)
        if found is None:
            found = self.scopes[path] = ModuleScope(self, path, {}, NOTHING, ghost=self.ghost)
        return found


class Opaque(NamedTuple):
    """A module call whose contents cannot be read."""

    source: str
    reason: str
    expansion: Expansion


class Resource:
    """One instance of a resource or data source."""

    __slots__ = ("address", "arguments", "assumed", "key", "maybe", "module", "scope", "written")

    def __init__(self, module: ModuleInstance, written: Written, scope: FileScope, address: str) -> None:
        self.module = module
        self.written = written
        self.key = written.key
        self.scope = scope
        self.address = address
        self.maybe = ""
        self.assumed: frozenset[str] = NOTHING
        self.arguments: dict[str, Argument] = {}


class ModuleScope:
    """Where the expressions of one file in one module instance stand, with `each`, `count` and iterators bound."""

    __slots__ = ("_assumed", "fuel", "ghost", "module", "names", "path")

    def __init__(
        self, module: ModuleInstance, path: str, names: Mapping[str, Value], assumed: frozenset[str], *, ghost: bool
    ) -> None:
        self.module = module
        self.path = path
        self.names = names
        self._assumed = assumed
        """The unconfirmed defaults that `names` rest on."""
        self.ghost = ghost
        self.fuel: Fuel = module.evaluation.fuel

    def at(self, path: str) -> ModuleScope:
        """The same scope in another file of the module."""
        if path == self.path:
            return self
        return ModuleScope(self.module, path, self.names, self._assumed, ghost=self.ghost)

    def bind(self, names: Mapping[str, Value], assumed: frozenset[str] = NOTHING) -> ModuleScope:
        """The same scope with further names in front."""
        return ModuleScope(self.module, self.path, {**self.names, **names}, self._assumed | assumed, ghost=self.ghost)

    def resolve(self, root: str, steps: Steps) -> Resolved:
        """See `Scope.resolve`."""
        if root in self.names:
            self.module.evaluation.reading |= self._assumed
            return self.names[root], 0
        module = self.module
        return module.known(root, steps) or module.evaluation.names.resolve(module, root, steps, ghost=self.ghost)

    def follow(self, origin: Origin) -> Value | None:
        """See `Scope.follow`."""
        return self.module.evaluation.names.follow(self.module, origin)

    def read_file(self, path: str) -> bytes | str:
        """See `Scope.read_file`."""
        evaluation = self.module.evaluation
        try:
            return evaluation.library.tree.read_bytes(normpath(join(evaluation.root, path)))
        except SourceError as error:
            return f"the file {error.message}"

    def list_files(self, folder: str) -> tuple[str, ...] | str:
        """See `Scope.list_files`."""
        evaluation = self.module.evaluation
        return evaluation.library.files(normpath(join(evaluation.root, folder)))

    def problem(self, span: nodes.Range, message: str) -> None:
        """See `Scope.problem`."""
        self.module.evaluation.problem(Span(self.path, *span), message)
