"""What an expression can see where it stands, and what one reading of a pipeline shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from idlint.document import Call, Hole, Problem
from idlint.fuel import MAX_DEPTH, Exhausted, Fuel
from idlint.languages.pipelines.azure_pipelines.tree import Fields, Tree
from idlint.languages.yamlsyntax import YamlFile
from idlint.records import NamedTuple
from idlint.settings import Settings
from idlint.source import SourceTree, Span
from idlint.values import Value

MAX_STEPS = 400_000
"""Nodes that one pipeline may expand to; the platform stops at 10 MB, far below."""


class Run:
    """One reading of one pipeline: its budget, what it has read, and what it has to say."""

    __slots__ = (
        "assuming", "defaults", "depth", "files", "fuel", "grow", "holes", "included", "problems",
        "repositories", "settings", "tree",
    )  # fmt: skip

    def __init__(self, tree: SourceTree, settings: Settings) -> None:
        self.tree = tree
        self.settings = settings
        self.fuel = Fuel(steps=MAX_STEPS)
        self.depth = 0
        self.files: dict[str, YamlFile] = {}
        """Every file that was read and understood, by path."""
        self.problems: dict[Problem, None] = {}
        self.holes: list[Hole] = []
        self.included: dict[int, tuple[Fields, object]] = {}
        """Call of a template, by identity -> the call itself, kept alive so, and what `templates` makes of it."""
        self.defaults: dict[str, Value] = {}
        """Parameter of the pipeline, in lower case -> its default."""
        self.assuming = False
        """Whether parameters of the pipeline have their defaults just now."""
        self.repositories: dict[str, str] = {}
        """Alias of a repository resource, in lower case -> its name."""
        self.grow: Callable[[Tree, Scope], Scope] = _unchanged
        """Makes the variables that a tree declares visible."""

    def enter(self) -> None:
        """One step deeper; `Exhausted` where the budget or the depth ends. Pairs with `depth -= 1`."""
        self.fuel.step()
        if self.depth >= MAX_DEPTH:
            self.fuel.exhausted = self.fuel.exhausted or "depth of nesting"
            raise Exhausted(self.fuel.exhausted)
        self.depth += 1

    def report(self, span: Span, message: str) -> None:
        """A problem; the same one in the same place is told once, however often a template is used."""
        self.problems[Problem(span, message)] = None


class Scope(NamedTuple):
    """What is visible in one place of one file."""

    run: Run
    parameters: Fields
    variables: Mapping[str, Value] = {}
    """Name in lower case -> value, as far as files define them above this place."""
    names: Mapping[str, Tree] = {}
    """The names of the loops around, in lower case."""
    callers: tuple[Call, ...] = ()
    """The templates on the way, outermost first."""


def _unchanged(_tree: Tree, scope: Scope) -> Scope:
    return scope
