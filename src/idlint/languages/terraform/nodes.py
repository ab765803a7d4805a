"""The expression tree: one record for each kind of node of the HCL expression language.

Spans are byte ranges `(start, end)` of the file the text came from. Strings and numbers are already
decoded; templates hold their pieces with strip markers and heredoc indentation applied.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from idlint.values import Step, Value

Range: TypeAlias = tuple[int, int]
"""Start and end byte offset, end exclusive."""

ITEM = "*"
"""The root under which the body of a splat reads the current element; no identifier can be spelled so."""


class Literal(NamedTuple):
    """A number, a bool, null, or a string without interpolation."""

    span: Range
    value: Value


class Template(NamedTuple):
    """A string with interpolations or directives; its value is always a string."""

    span: Range
    parts: tuple[Expression, ...]


class TemplateIf(NamedTuple):
    """`%{ if } … %{ else } … %{ endif }` inside a template."""

    span: Range
    condition: Expression
    then: Expression
    otherwise: Expression


class TemplateFor(NamedTuple):
    """`%{ for key, value in collection } … %{ endfor }` inside a template."""

    span: Range
    key: str
    value: str
    collection: Expression
    body: Expression


class Traversal(NamedTuple):
    """`root.name[0]["key"][expression]`: a name in scope and the steps below it."""

    span: Range
    root: str
    steps: tuple[Step | Expression, ...]


class Access(NamedTuple):
    """Steps below something that is not a name: `f(x).a`, `[1, 2][0]`."""

    span: Range
    source: Expression
    steps: tuple[Step | Expression, ...]


class Splat(NamedTuple):
    """`source[*]…` or `source.*…`; `each` is evaluated with `ITEM` bound to every element."""

    span: Range
    source: Expression
    each: Expression


class Unary(NamedTuple):
    """`!x` or `-x`."""

    span: Range
    operator: str
    operand: Expression


class Binary(NamedTuple):
    """Two operands and one of the arithmetic, comparison or logical operators."""

    span: Range
    operator: str
    left: Expression
    right: Expression


class Conditional(NamedTuple):
    """`condition ? then : otherwise`."""

    span: Range
    condition: Expression
    then: Expression
    otherwise: Expression


class Call(NamedTuple):
    """A function call; `expand` where the last argument is followed by `...`."""

    span: Range
    name: str
    arguments: tuple[Expression, ...]
    expand: bool


class For(NamedTuple):
    """`[for …]` (`result_key` is None) or `{for … => …}`."""

    span: Range
    key: str
    value: str
    collection: Expression
    result_key: Expression | None
    result: Expression
    condition: Expression | None
    group: bool


class Tuple(NamedTuple):
    """`[a, b]`."""

    span: Range
    items: tuple[Expression, ...]


class Object(NamedTuple):
    """`{ key = value }`; a bare name is a literal key."""

    span: Range
    entries: tuple[tuple[Expression, Expression], ...]


class Wrapped(NamedTuple):
    """`(x)` or `"${x}"`: the value of what is inside, with a span of its own."""

    span: Range
    inner: Expression


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
