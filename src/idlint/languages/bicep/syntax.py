"""What one `.bicep` or `.bicepparam` file declares, before modules and imports are followed.

Expressions are nodes of `languages.arm.expressions` already; names are resolved within the file.
"""

from __future__ import annotations

from idlint.document import Problem
from idlint.languages.arm.expressions import Node, Object
from idlint.languages.arm.model import Loop
from idlint.records import NamedTuple
from idlint.source import Span
from idlint.values import Value


class Type(NamedTuple):
    """A type expression, as far as evaluation needs it."""

    name: str = ""
    """The name of a simple type or alias (`string`, `skuType`, `ns.skuType`); empty for anything built of others."""
    nullable: bool = False
    secure: bool = False
    """Whether the alias of this type is declared `@secure()`."""
    literals: tuple[Value, ...] = ()
    """The values of a union of literals; empty for any other type."""


class Decorator(NamedTuple):
    """`@name(arguments)` above a declaration; `sys.` is left out."""

    name: str
    arguments: tuple[Node, ...]
    start: int
    """The byte at which its name begins."""


class Parameter(NamedTuple):
    """`param name type = default`; in a `.bicepparam` file the value is the default."""

    name: str
    span: Span
    type: Type
    default: Node | None
    secure: bool = False
    allowed: tuple[Value, ...] = ()
    """The values of `@allowed([…])`; empty where they are not all plain."""


class Variable(NamedTuple):
    """`var name = value`."""

    name: str
    span: Span
    value: Node


class Function(NamedTuple):
    """`func name(a string) string => body`; the body sees the parameters as `Local`."""

    name: str
    span: Span
    parameters: tuple[Parameter, ...]
    body: Node


class Output(NamedTuple):
    """`output name type = value`."""

    name: str
    span: Span
    value: Node
    secure: bool = False


class Block(NamedTuple):
    """The right side of a resource or module: its object, and how often there is one."""

    body: Object
    condition: Node | None = None
    loop: Loop | None = None


class Resource(NamedTuple):
    """`resource symbol 'type@version' = …`."""

    key: str
    """`parent::child` for a nested resource."""
    type: str
    """Type and version as written; a nested resource's may be relative to its parent's."""
    span: Span
    """The header: from `resource` to the type."""
    block: Block
    existing: bool = False
    parent: str = ""
    """The key of the enclosing resource."""


class Module(NamedTuple):
    """`module symbol 'source' = …`."""

    key: str
    source: str
    span: Span
    source_span: Span
    block: Block


class Import(NamedTuple):
    """`import { a, b as c } from 'source'` or `import * as ns from 'source'`."""

    source: str
    span: Span
    names: tuple[tuple[str, str], ...] = ()
    """(name there, name here)."""
    namespace: str = ""


class Program:
    """One file."""

    __slots__ = (
        "extends", "functions", "imports", "modules", "outputs", "parameters", "path", "problems", "qualified",
        "resources", "span", "target_scope", "types", "using", "variables",
    )  # fmt: skip

    def __init__(self, path: str, span: Span) -> None:
        self.path = path
        self.span = span
        """The first line."""
        self.target_scope = ""
        """As written; empty where the file does not say."""
        self.parameters: list[Parameter] = []
        self.variables: list[Variable] = []
        self.functions: list[Function] = []
        self.types: dict[str, Type] = {}
        self.resources: list[Resource] = []
        self.modules: list[Module] = []
        self.outputs: list[Output] = []
        self.imports: list[Import] = []
        self.using: tuple[str, Span] | None = None
        """The template that a `.bicepparam` file is for; an empty path for `using none`."""
        self.extends: tuple[str, Span] | None = None
        self.problems: list[Problem] = []
        self.qualified: set[str] = set()
        """The names used as `namespace.name` of an `import * as namespace`."""
