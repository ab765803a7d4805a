"""What one template says, before any of it is evaluated: the model that ARM JSON is read into and Bicep lowers to.

Tables are keyed by lower-case name, because ARM does not tell cases apart; the records keep the name as written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from idlint.languages.arm.expressions import Node
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import Value

DEPLOYMENT_TYPE = "Microsoft.Resources/deployments"
"""The type of a module or nested deployment."""


class ParameterDeclaration(NamedTuple):
    """One parameter of a template or of a user-defined function."""

    name: str
    location: Location
    default: Node | None = None
    secure: bool = False
    """`securestring`, `secureObject` or `@secure()`: the value must not be printed."""
    nullable: bool = False
    """Whether a value may be left out, which then is null."""
    type: str = ""
    """`string`, `int`, `bool`, `object`, `array`, …; lower-case; empty where it is not a plain one."""
    allowed: tuple[Value, ...] | None = None
    """The only values that may be given (of an array: that may be in it); None where any may."""


class FunctionDeclaration(NamedTuple):
    """One user-defined function; its body sees its own parameters (as `Parameter` or `Local`) and functions.

    A variable that Bicep imports from another file is a function without parameters, called as `Call(name, ())`.
    """

    name: str
    """`namespace.name` in ARM JSON; in Bicep the name it is called by."""
    parameters: tuple[ParameterDeclaration, ...]
    body: Node
    location: Location
    home: Template | None = None
    """The template whose functions and variables the body sees; None for the template that lists it."""


class OutputDeclaration(NamedTuple):
    """One output of a template."""

    name: str
    value: Node
    """A loop is a `For`; ARM's `copy` is kept in `loop`."""
    location: Location
    secure: bool = False
    condition: Node | None = None
    loop: Loop | None = None


class Loop(NamedTuple):
    """How often a resource, module or output is repeated: over `items` (Bicep) or so many `times` (ARM's `copy`)."""

    items: Node | None = None
    times: Node | None = None
    item: str = ""
    """Local name of the element."""
    position: str = ""
    """Local name of the element's number, from 0."""
    name: str = ""
    """ARM's copy name, which `copyIndex('name')` and `dependsOn` use."""
    location: Location | None = None


class Module(NamedTuple):
    """What a nested deployment or a Bicep module deploys."""

    source: str
    """What was asked for: a path, `br:…`, `ts:…`, a URI; empty for a template written in place."""
    load: Callable[[], Template | str]
    """Gives the template, the same object each time, or says why there is none; called when first needed."""
    arguments: Mapping[str, ParameterArgument] = {}
    """Parameter name, lower-case -> what is passed."""
    inner: bool = True
    """Whether the template's expressions are evaluated in its own scope; False only for ARM's nested templates
    with the `outer` evaluation scope, whose expressions see the caller's parameters and variables."""
    location: Location | None = None
    """Where the source is written."""
    link: Node | None = None
    """A computed source: `load` is not called, but `follow` with the link's value."""
    follow: Callable[[Value], Template | str] | None = None
    all_arguments: Node | None = None
    """Arguments given as one computed object, `{name: {value: …}}`, instead of one by one."""


class ParameterArgument(NamedTuple):
    """One argument of a module call."""

    name: str
    value: Node
    location: Location


class Resource:
    """One resource, module or nested deployment as declared; `children` of ARM JSON are resources of their own."""

    __slots__ = (
        "api_version", "body", "condition", "depends_on", "existing", "key", "location", "loop", "module", "name",
        "parent", "scope", "symbol", "type",
    )  # fmt: skip

    def __init__(
        self,
        key: str,
        type: str,
        name: Node,
        location: Location,
        *,
        symbol: str = "",
        api_version: str | Node = "",
        condition: Node | None = None,
        loop: Loop | None = None,
        existing: bool = False,
        parent: Node | None = None,
        scope: Node | None = None,
        depends_on: tuple[Node, ...] = (),
        body: Mapping[str, Node] | None = None,
        module: Module | None = None,
    ) -> None:
        self.key = key
        """Unique in the template: the symbolic name (`parent::child` for Bicep's nested ones) or a JSON pointer."""
        self.type = type
        """Full type as written, without version: `Microsoft.Sql/servers/databases`; `DEPLOYMENT_TYPE` for modules."""
        self.name = name
        """The full name; with a `parent`, the last segment only."""
        self.location = location
        """The header: the Bicep line `resource kv '…' = {`, the JSON object."""
        self.symbol = symbol
        """The symbolic name; empty where the language version has none."""
        self.api_version = api_version
        self.condition = condition
        """Only its own: whoever lowers a language in which children share a condition joins them."""
        self.loop = loop
        self.existing = existing
        self.parent = parent
        """A `Symbol` (Bicep's `parent:`, the enclosing resource): the name is prefixed with the parent's name."""
        self.scope = scope
        """What an extension resource extends, or where a module is deployed: a `Symbol`, an id, a scope function."""
        self.depends_on = depends_on
        """What `dependsOn` lists: `Symbol`s in Bicep, strings in ARM JSON."""
        self.body: Mapping[str, Node] = body if body is not None else {}
        """Top-level key as written (`location`, `sku`, `properties`, …) -> its value; without type, apiVersion,
        name, parent, scope, condition, copy, dependsOn and children. Empty for a module."""
        self.module = module
        """Set for a module or nested deployment."""


TargetScope: TypeAlias = str
"""`resourceGroup`, `subscription`, `managementGroup` or `tenant`."""


class Template:
    """One template: a JSON file or a part of one, or a `.bicep` file."""

    __slots__ = (
        "functions", "language_version", "location", "outputs", "parameters", "path", "resources", "target_scope",
        "variables",
    )  # fmt: skip

    def __init__(
        self,
        path: str,
        location: Location,
        *,
        target_scope: TargetScope = "resourceGroup",
        language_version: str = "1.0",
        parameters: dict[str, ParameterDeclaration] | None = None,
        variables: dict[str, Node] | None = None,
        functions: dict[str, FunctionDeclaration] | None = None,
        resources: dict[str, Resource] | None = None,
        outputs: dict[str, OutputDeclaration] | None = None,
    ) -> None:
        self.path = path
        """The file it is written in."""
        self.location = location
        """Its first line, or the nested template's object."""
        self.target_scope = target_scope
        self.language_version = language_version
        """`2.0` gives resources symbolic names; Bicep always has them."""
        self.parameters = parameters if parameters is not None else {}
        self.variables = variables if variables is not None else {}
        self.functions = functions if functions is not None else {}
        self.resources = resources if resources is not None else {}
        """By `Resource.key` (case as written)."""
        self.outputs = outputs if outputs is not None else {}
