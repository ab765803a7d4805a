"""The expression tree: one record for each kind of node of the HCL expression language.

Spans are byte ranges `(start, end)` of the file the text came from, or of the text itself where it is `alike` in many
places and nobody asks for one. Strings and numbers are already decoded; templates hold their pieces with strip markers
and heredoc indentation applied.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from idlint.records import NamedTuple
from idlint.values import Step, Value

Range: TypeAlias = tuple[int, int]
"""Start and end byte offset, end exclusive."""

ITEM = "*"
"""The root under which the body of a splat reads the current element; no identifier can be spelled so."""


Child: TypeAlias = Any
"""An `Expression` below another one. Spelled as what it is, mypy would compare these records as recursive tuples, field
by field, which takes it long; what evaluates a child says `Expression` again."""


class Literal(NamedTuple):
    """A number, a bool, null, or a string without interpolation."""

    span: Range
    value: Value


class Template(NamedTuple):
    """A string with interpolations or directives; its value is always a string."""

    span: Range
    parts: tuple[Child, ...]


class TemplateIf(NamedTuple):
    """`%{ if } … %{ else } … %{ endif }` inside a template."""

    span: Range
    condition: Child
    then: Child
    otherwise: Child


class TemplateFor(NamedTuple):
    """`%{ for key, value in collection } … %{ endfor }` inside a template."""

    span: Range
    key: str
    value: str
    collection: Child
    body: Child


class Traversal(NamedTuple):
    """`root.name[0]["key"][expression]`: a name in scope and the steps below it."""

    span: Range
    root: str
    steps: tuple[Step | Child, ...]


class Access(NamedTuple):
    """Steps below something that is not a name: `f(x).a`, `[1, 2][0]`."""

    span: Range
    source: Child
    steps: tuple[Step | Child, ...]


class Splat(NamedTuple):
    """`source[*]…` or `source.*…`; `each` is evaluated with `ITEM` bound to every element."""

    span: Range
    source: Child
    each: Child


class Unary(NamedTuple):
    """`!x` or `-x`."""

    span: Range
    operator: str
    operand: Child


class Binary(NamedTuple):
    """Two operands and one of the arithmetic, comparison or logical operators."""

    span: Range
    operator: str
    left: Child
    right: Child


class Conditional(NamedTuple):
    """`condition ? then : otherwise`."""

    span: Range
    condition: Child
    then: Child
    otherwise: Child


class Call(NamedTuple):
    """A function call; `expand` where the last argument is followed by `...`."""

    span: Range
    name: str
    arguments: tuple[Child, ...]
    expand: bool


class For(NamedTuple):
    """`[for …]` (`result_key` is None) or `{for … => …}`."""

    span: Range
    key: str
    value: str
    collection: Child
    result_key: Child | None
    result: Child
    condition: Child | None
    group: bool


class Tuple(NamedTuple):
    """`[a, b]`."""

    span: Range
    items: tuple[Child, ...]


class Object(NamedTuple):
    """`{ key = value }`; a bare name is a literal key."""

    span: Range
    entries: tuple[tuple[Child, Child], ...]


class Wrapped(NamedTuple):
    """`(x)` or `"${x}"`: the value of what is inside, with a span of its own."""

    span: Range
    inner: Child


class Broken(NamedTuple):
    """Text that is not an expression; its value is Unknown and `message` says what was expected."""

    span: Range
    reason: str
    """`syntax error`, or `budget` for text nested too deeply."""
    message: str
    """What a user reads; empty where the syntax layer has already reported it."""


Expression: TypeAlias = (
    Literal
    | Template
    | TemplateIf
    | TemplateFor
    | Traversal
    | Access
    | Splat
    | Unary
    | Binary
    | Conditional
    | Call
    | For
    | Tuple
    | Object
    | Wrapped
    | Broken
)
"""Any node; every one has a `span`."""
