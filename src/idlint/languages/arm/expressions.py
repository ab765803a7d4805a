"""The expression nodes that ARM templates and Bicep share; `evaluate.evaluate` gives each one its value.

ARM's `"[...]"` strings are parsed to these nodes by `syntax.parse_expression`; the Bicep front end lowers to
them directly. A node's `location` is a `Span` for Bicep and None inside an ARM string, where the place
is the string itself. Names of parameters, variables and functions are matched without regard to case.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import Value

Child: TypeAlias = Any
"""A `Node` below another one. Spelled as what it is, mypy would compare these records as recursive tuples, field by
field, which takes it minutes; what evaluates a child says `Node` again."""


class Literal(NamedTuple):
    """A plain value: null, a boolean, a number, a string; also a container known at parse time."""

    value: Value
    location: Location | None = None


class Raw(NamedTuple):
    """A part of a JSON template as `json.loads` gave it; strings that are expressions are parsed when evaluated."""

    value: Any
    location: Location


class Interpolation(NamedTuple):
    """A string with holes, `'kv-${name}'`; each part is rendered as `format` does."""

    parts: tuple[Child, ...]
    location: Location | None = None


class Call(NamedTuple):
    """A call of a template function or of a user-defined one; `namespace.name` keeps its dot."""

    name: str
    arguments: tuple[Child, ...]
    location: Location | None = None


class Method(NamedTuple):
    """A function of a resource: `account.listKeys()`, `vault.getSecret('x')`."""

    base: Child
    name: str
    arguments: tuple[Child, ...]
    location: Location | None = None


class Property(NamedTuple):
    """`base.name`, or `base.?name` where `safe`: null instead of an error when it is not there."""

    base: Child
    name: str
    safe: bool = False
    location: Location | None = None


class Index(NamedTuple):
    """`base[index]`, or `base[?index]` where `safe`; the index is a number or a key.

    `from_end` is Bicep's `base[^1]`, which counts from the last element.
    """

    base: Child
    key: Child
    safe: bool = False
    from_end: bool = False
    location: Location | None = None


class Spread(NamedTuple):
    """`...value` in an object or an array."""

    value: Child
    location: Location | None = None


class Entry(NamedTuple):
    """One entry of an object; the key of a plain entry is a `Literal` string."""

    key: Child
    value: Child
    location: Location | None = None


class Object(NamedTuple):
    """An object; of equal keys the last wins."""

    entries: tuple[Entry | Spread, ...]
    location: Location | None = None


class Array(NamedTuple):
    """An array; its items may be `Spread`s."""

    items: tuple[Child, ...]
    location: Location | None = None


class For(NamedTuple):
    """`[for (item, index) in source: body]` as a value; elements whose `condition` is false are left out."""

    source: Child
    """The array that is walked."""
    item: str
    """The local name of the element; empty where it has none."""
    position: str
    """The local name of its number, from 0; empty where it has none."""
    body: Child
    condition: Child | None = None
    location: Location | None = None


class Lambda(NamedTuple):
    """`(a, b) => body`; only ever an argument of a function."""

    parameters: tuple[str, ...]
    body: Child
    location: Location | None = None


class Conditional(NamedTuple):
    """`test ? yes : no`, or `if(test, yes, no)`; only the branch taken is evaluated."""

    test: Child
    yes: Child
    no: Child
    location: Location | None = None


class Unary(NamedTuple):
    """`!x` or `-x`."""

    operator: str
    operand: Child
    location: Location | None = None


class Binary(NamedTuple):
    """`|| && == != =~ !~ < <= > >= + - * / % ??`, with Bicep's meaning."""

    operator: str
    left: Child
    right: Child
    location: Location | None = None


class Parameter(NamedTuple):
    """A parameter of the template, or inside a user-defined function one of its own."""

    name: str
    location: Location | None = None


class Variable(NamedTuple):
    """A variable of the template."""

    name: str
    location: Location | None = None


class Local(NamedTuple):
    """A name bound by a lambda, a loop or a user-defined function."""

    name: str
    location: Location | None = None


class Symbol(NamedTuple):
    """A resource or module of the template by its key; without `instance` a loop is the list of its instances."""

    name: str
    """`model.Resource.key`: the symbolic name; `parent::child` for Bicep's nested resources."""
    instance: Child | None = None
    location: Location | None = None


class Opaque(NamedTuple):
    """Something that was read but cannot be evaluated: always unknown, for `reason`."""

    reason: str
    location: Location | None = None


Node: TypeAlias = (
    Literal
    | Raw
    | Interpolation
    | Call
    | Method
    | Property
    | Index
    | Spread
    | Object
    | Array
    | For
    | Lambda
    | Conditional
    | Unary
    | Binary
    | Parameter
    | Variable
    | Local
    | Symbol
    | Opaque
)
"""Any expression."""
