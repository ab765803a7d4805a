"""What the evaluator of expressions asks its surroundings, and the names that expressions bind themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from idlint.fuel import Fuel
from idlint.languages.terraform.nodes import Range
from idlint.values import Origin, Step, Value


class EvaluationError(Exception):
    """Terraform would refuse this expression; `try` and `can` catch it, else the attribute's edge does."""

    reason = "invalid expression"
    """Why the value that the attribute would have had is not known."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        """One sentence in Terraform's words where short enough, without a place."""


class AbsentFileError(EvaluationError):
    """A file is read that is not here: whoever applies the code may have it."""

    reason = "reads a file that is not in the repository"


class Scope(Protocol):
    """Where names are looked up and files are read; one for each module instance (and file)."""

    fuel: Fuel

    def resolve(self, root: str, steps: tuple[Step, ...]) -> tuple[Value, int]:
        """The value of a traversal's root and how many of `steps` it already took.

        `steps` are the literal and evaluable steps after the root, up to the first splat or unknown index.
        An undeclared name raises `EvaluationError`.
        """

    def follow(self, origin: Origin) -> Value | None:
        """The configured value at `origin`, an unknown's origin extended by one step; None: nothing known.

        A resource object that travelled through variables thus still yields its configured arguments.
        """

    def read_file(self, path: str) -> bytes | str:
        """The bytes of the file at `path`, relative to the root module's folder; a `str` says why there are none."""

    def list_files(self, folder: str) -> tuple[str, ...] | str:
        """Every file below `folder`, as `/` paths relative to it; a `str` says why they cannot be known."""

    def problem(self, span: Range, message: str) -> None:
        """Take note of something a user must be told, such as an unknown function."""


class _Inner:
    """What stands inside another scope, `base`, with names of its own."""

    __slots__ = ("base", "fuel", "names")

    def __init__(self, base: Scope, names: Mapping[str, Value]) -> None:
        self.base = base
        self.names = names
        self.fuel = base.fuel

    def follow(self, origin: Origin) -> Value | None:
        """What the base says: a resource object given to a template as a variable still yields its arguments."""
        return self.base.follow(origin)

    def read_file(self, path: str) -> bytes | str:
        """What the base says."""
        return self.base.read_file(path)

    def list_files(self, folder: str) -> tuple[str, ...] | str:
        """What the base says."""
        return self.base.list_files(folder)


class Bindings(_Inner):
    """A scope with the names of `for`, of a splat or of a template's variables in front of `base`."""

    __slots__ = ()

    def __init__(self, base: Scope, names: Mapping[str, Value]) -> None:
        self.base = base  # not by way of `super`: a loop makes one in every round
        self.names = names
        self.fuel = base.fuel
        if isinstance(base, Bindings):
            self.base = base.base
            self.names = {**base.names, **names}

    def resolve(self, root: str, steps: tuple[Step, ...]) -> tuple[Value, int]:
        """A bound name, else what the base says."""
        if root in self.names:
            return self.names[root], 0
        return self.base.resolve(root, steps)

    def problem(self, span: Range, message: str) -> None:
        """What the base does."""
        self.base.problem(span, message)


class Isolated(_Inner):
    """The inside of a template that `templatefile` or `templatestring` renders: nothing but the given names."""

    __slots__ = ("span",)

    def __init__(self, base: Scope, names: Mapping[str, Value], span: Range) -> None:
        super().__init__(base, names)
        self.span = span
        """The call, at which problems inside the template are reported."""

    def resolve(self, root: str, steps: tuple[Step, ...]) -> tuple[Value, int]:
        """A given name; `EvaluationError` for any other."""
        del steps  # the whole value is given, and the caller goes on from there
        if root in self.names:
            return self.names[root], 0
        raise EvaluationError(f'vars map does not contain key "{root}"')

    def problem(self, span: Range, message: str) -> None:
        """The problem, at the call."""
        del span  # a place in the template, where `self.span` is one in the file of the call
        self.base.problem(self.span, f"in the template: {message}")


def is_inside_template(scope: Scope) -> bool:
    """Whether `scope` is that of a template, where `templatefile` may not be called again."""
    return isinstance(scope, Isolated) or (isinstance(scope, Bindings) and isinstance(scope.base, Isolated))
