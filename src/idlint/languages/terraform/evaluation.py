"""What one evaluation of a root under one variable set shares: budget, memo, assumptions, problems.

A cell is the memoised value of one name (a local, a variable, a module output) together with the
unconfirmed defaults that were read on the way to it. Forcing a cell while it is being computed is a
cycle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from posixpath import dirname
from typing import Any, Protocol, TypeAlias

from idlint.document import Invocation, Problem
from idlint.fuel import Exhausted, Fuel, out_of_budget
from idlint.languages.terraform.bodies import Attribute
from idlint.languages.terraform.expressions import evaluate
from idlint.languages.terraform.library import Library
from idlint.languages.terraform.nodes import Expression, Literal
from idlint.languages.terraform.scope import EvaluationError, Scope
from idlint.records import NamedTuple
from idlint.source import Span
from idlint.values import Origin, Step, Unknown, Value

Resolved: TypeAlias = tuple[Value, int]
"""A value, and how many of the steps asked for it already took."""

Reference: TypeAlias = tuple[str, tuple[Step, ...]]
"""What names a cell: `var`, `local` or a kind of its own for outputs; then the name and the steps to the value."""

Settled: TypeAlias = tuple[Value, frozenset[str]]
"""A value, and the variables whose unconfirmed defaults were read for it."""

NOTHING: frozenset[str] = frozenset()


class UndeclaredError(EvaluationError):
    """A reference to something that is not declared: Terraform refuses it whatever the values are."""


class FileScope(Scope, Protocol):
    """A scope that knows the file it is in, so that problems have a place."""

    def at(self, path: str) -> FileScope:
        """The same scope in another file of the module."""

    def bind(self, names: Mapping[str, Value]) -> FileScope:
        """The same scope with further names in front."""


class Names(Protocol):
    """What names mean; given from above, since a name can lead anywhere in a configuration."""

    def resolve(self, module: Any, root: str, steps: tuple[Step, ...], *, ghost: bool) -> Resolved:
        """See `lookup.resolve`."""

    def follow(self, module: Any, origin: Origin) -> Value | None:
        """See `lookup.follow`."""


class Cell(NamedTuple):
    """One memoised value."""

    resolved: Resolved
    assumed: frozenset[str]
    """The variables whose unconfirmed defaults it rests on."""


class Evaluation:
    """The state that all module instances of one deployment share."""

    __slots__ = (
        "applied", "assumes", "completed", "fuel", "library", "names", "problems", "reading", "root", "undeclared",
    )  # fmt: skip

    def __init__(
        self, library: Library, root: str, applied: Invocation, names: Names, *, assumes: bool, completed: bool = False
    ) -> None:
        self.library = library
        self.names = names
        self.root = root
        """The root module's folder: file functions resolve from here."""
        self.applied = applied
        """The variable set; its variables are the values of all its files and of what is passed."""
        self.assumes = assumes
        """Whether defaults of the root's variables are unconfirmed."""
        self.completed = completed
        """Whether another program adds files to the root before Terraform reads it."""
        self.fuel = Fuel()
        self.problems: dict[Problem, None] = {}
        self.undeclared: dict[tuple[str, str], Span] = {}
        """Folder and message of every reference to something that is not declared -> its first place."""
        self.reading: set[str] = set()

    def force(
        self, cells: dict[Reference, Cell], key: Reference, origin: Origin, compute: Callable[[], Resolved]
    ) -> Resolved:
        """Computes the value of `key`; `origin` names it where it is unknown without being anything else."""
        cells[key] = Cell((Unknown("cycle", origin), 1), NOTHING)
        outer, self.reading = self.reading, set()
        try:
            resolved = self._settled(origin, compute)
            cells[key] = Cell(resolved, frozenset(self.reading) if self.reading else NOTHING)
        finally:
            outer |= self.reading
            self.reading = outer
        return resolved

    def _settled(self, origin: Origin, compute: Callable[[], Resolved]) -> Resolved:
        try:
            value, taken = compute()
        except EvaluationError as error:
            return Unknown(error.reason, origin), 1
        except Exhausted:
            return out_of_budget(), 1
        if type(value) is Unknown and value.origin is None:
            return Unknown(value.reason, origin, value.known), taken
        return value, taken

    def settle(self, attribute: Attribute, scope: FileScope) -> Settled:
        """The value of one attribute; Unknown where Terraform would refuse it, a problem too where that is certain."""
        return self.settle_part(attribute.expression, attribute.span, scope.at(attribute.span.path))

    def settle_part(self, expression: Expression, span: Span, scope: FileScope) -> Settled:
        """The value of a part of an attribute in the file that `scope` is in."""
        if type(expression) is Literal:
            return expression.value, NOTHING
        outer, self.reading = self.reading, set()
        try:
            value = self._value(expression, span, scope)
            return value, frozenset(self.reading) if self.reading else NOTHING
        finally:
            self.reading = outer

    def _value(self, expression: Expression, span: Span, scope: FileScope) -> Value:
        try:
            return evaluate(expression, scope)
        except UndeclaredError as error:
            self.refuse(error, span)
            return Unknown(error.reason)
        except EvaluationError as error:
            return Unknown(error.reason)
        except Exhausted:
            return out_of_budget()

    def refuse(self, error: UndeclaredError, span: Span) -> None:
        """Take note of a name that nobody declares, at the first place of a folder that uses it."""
        key = (dirname(span.path), error.message)
        self.undeclared[key] = min(span, self.undeclared.get(key, span))

    def problem(self, span: Span, message: str) -> None:
        """Take note of something that a user must be told, once."""
        self.problems[Problem(span, message)] = None
