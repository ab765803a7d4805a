"""What languages take and give: a `Unit` and a `Demand` in, a `Document` of evaluated declarations out.

Every record here is small and picklable: a front end's trees die with its unit, so units can run in
a process pool and be cached.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from idlint.directives import Directive
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import Missing, Step, Value, get, reveal

Path: TypeAlias = tuple[Step, ...]
"""A path into a declaration's attributes: `("identity", 0, "type")`."""

ALL: Final = None
"""The demand for everything, as `idlint show` has it."""

Demand: TypeAlias = Mapping[str, frozenset[str] | None] | None
"""What the vocabulary and the enabled rules want to know: native type -> names of top-level attributes and
blocks (`None`: all of them). `ALL` (no mapping at all) demands every type, and locals, variables and outputs.
A type that is not demanded is not declared, but stays evaluable where something refers to it.
ARM types are lower-case; Terraform types are as written."""

Mode: TypeAlias = Literal["managed", "data", "existing"]

NO_ALIAS: Final = "alias of the module is not configured"
"""Why the source of a hole was not looked for: no configuration says what its alias stands for."""

CIRCLE: Final = "module calls itself"
"""Why a module that is at hand is a hole: it is being read already."""

STORED: Final = "kept in a secret of the cluster"
"""Why a variable of a pod is unknown that may hold a credential; its origin is the secret's key."""

RUNNING: Final = "known only where it runs"
"""Why a variable is unknown that its platform fills in."""

ABSENT_BY_DEFAULT: Final = "no instance by an unconfirmed default"
"""The `maybe` of a declaration that a default which no variable set confirms rules out; `show` leaves it out."""


IGNORED: Final = "ignored after create"
"""Why an argument is unknown that the code leaves to something else: a pipeline, a policy, another declaration."""

ENVIRONMENT_NAMES: Final = frozenset(
    {"environment", "env", "environmentname", "envname", "environmenttype", "envtype", "stage"}
)
"""Names of variables and tags that say which environment something belongs to, written as `plain_name` has them."""


def plain_name(text: str) -> str:
    """A name as people compare it: lower-case, without dashes, underscores and spaces."""
    return text.lower().replace("-", "").replace("_", "").replace(" ", "")


def stated_environment(values: Mapping[str, Value]) -> str:
    """What values that are passed by name say the environment is; empty where none of them does."""
    stated = (reveal(value) for name, value in values.items() if plain_name(name) in ENVIRONMENT_NAMES)
    return next((value for value in stated if isinstance(value, str) and value), "")


class Call(NamedTuple):
    """One module call (Terraform) or module/nested deployment (Bicep, ARM) on the way to a declaration."""

    address: str
    """The call's own address with its instance key: `module.app["a"]`."""
    span: Location
    """The call's header in the calling file."""


class Declaration:
    """One evaluated instance of a resource, data source, job, backend or provider.

    `spans` names the span of every written path (attribute, block, or entry of a literal collection);
    `span_of` falls back to the nearest written ancestor and then to the header.
    """

    __slots__ = (
        "address", "assumed", "attributes", "callers", "depends_on", "header", "maybe", "mode", "name",
        "provider", "spans", "type",
    )  # fmt: skip

    def __init__(
        self,
        address: str,
        type: str,
        header: Location,
        name: str = "",
        mode: Mode = "managed",
        attributes: dict[str, Value] | None = None,
        spans: dict[Path, Location] | None = None,
        assumed: dict[Path, tuple[str, ...]] | None = None,
        maybe: str = "",
        callers: tuple[Call, ...] = (),
        depends_on: tuple[str, ...] = (),
        provider: str = "",
    ) -> None:
        self.address = address
        """Fully qualified, in the language's own form; unique within a deployment."""
        self.type = type
        """Native type as written: `azurerm_key_vault`, `Microsoft.KeyVault/vaults@2023-07-01`. Two types of
        our own, so that rules can read them: `terraform.backend`, `terraform.provider`."""
        self.header = header
        """Span of the header line: `resource "azurerm_key_vault" "kv"`."""
        self.name = name
        """The local (symbolic) name, without instance key."""
        self.mode = mode
        self.attributes = attributes if attributes is not None else {}
        """Evaluated demanded attributes; a block is a list of objects, even where it may occur once."""
        self.spans = spans if spans is not None else {}
        self.assumed = assumed if assumed is not None else {}
        """Paths whose value rests on a default that no variable set confirms -> the defaults' addresses
        (`var.region`). The path `()` stands for existence."""
        self.maybe = maybe
        """Empty where the declaration certainly exists, else why it may not (`count is unknown`)."""
        self.callers = callers
        """The chain of calls, outermost first; empty in a root module."""
        self.depends_on = depends_on
        """Addresses of declarations named in `depends_on`, without instance keys."""
        self.provider = provider
        """The provider configuration's address where it is not the default one: `azurerm.west`."""

    def __reduce__(self) -> tuple[type[Declaration], tuple[object, ...]]:
        """The class and its arguments: thousands pass from process to process."""
        return Declaration, (
            self.address, self.type, self.header, self.name, self.mode, self.attributes, self.spans, self.assumed,
            self.maybe, self.callers, self.depends_on, self.provider,
        )  # fmt: skip

    def value(self, path: Path) -> Value | Missing:
        """What is at `path` below the attributes; MISSING where nothing is written."""
        value: Value | Missing = self.attributes
        for step in path:
            value = get(value, step)
        return value

    def span_of(self, path: Path) -> Location:
        """The span of `path` or of its nearest written ancestor."""
        for length in range(len(path), 0, -1):
            span = self.spans.get(path[:length])
            if span is not None:
                return span
        return self.header

    def assumptions(self, path: Path) -> tuple[str, ...]:
        """The defaults that the value at `path` rests on: those recorded above it, at it and below it."""
        found = {
            name: None
            for at, names in self.assumed.items()
            if at and at[: len(path)] == path[: len(at)]
            for name in names
        }
        return tuple(found)


class Hole(NamedTuple):
    """An opaque call: something was asked for whose contents cannot be read here."""

    address: str
    """The call's address, `module.network`; the path of the file for a unit with a parse error."""
    source: str
    """What was asked for: a module source, a `br:` reference, the file that did not parse."""
    reason: str
    """Why it is opaque: `module is not downloaded`."""
    span: Location
    arguments: Mapping[str, Value] = {}
    """The call's known arguments; evidence where an origin of a subject flows into them."""
    callers: tuple[Call, ...] = ()


class Problem(NamedTuple):
    """Something in an input that could not be understood; the engine turns it into a finding."""

    location: Location
    message: str
    """What is wrong and what was expected, one sentence, no path."""
    rule: str = "parse-error"
    """The reserved rule id: `parse-error`, or `malformed-directive`."""


class DeployStep(NamedTuple):
    """A step of a pipeline that applies something; each pipeline that uses a template has its own."""

    pipeline: str
    """The path of the pipeline, as its deployment has it."""
    address: str
    """The address of the `pipeline.deploy` declaration."""


class Invocation(NamedTuple):
    """How something outside applies a Terraform root or a template: what makes a variable set.

    Pipelines yield these; configuration and naming conventions yield the same record.
    """

    directory: str
    """The root's folder (Terraform) or the template file (ARM, Bicep)."""
    name: str = ""
    """The variable set's (environment's) name."""
    var_files: tuple[str, ...] = ()
    """Repository-relative paths, in order of precedence."""
    variables: Mapping[str, Value] = {}
    """Values passed by name (`-var`, `TF_VAR_`, template parameters)."""
    workspace: str = ""
    """The workspace of Terraform that is selected; empty where nothing tells."""
    backend: Mapping[str, Value] = {}
    """Partial backend configuration (`-backend-config=name=value`)."""
    backend_files: tuple[str, ...] = ()
    """Files with partial backend configuration, repository-relative, in order of precedence."""
    span: Location | None = None
    """Where the configuration or a parameter file states it."""
    steps: tuple[DeployStep, ...] = ()
    """Every step that applies it; empty where no pipeline is seen to do so."""


Role: TypeAlias = Literal["root", "library", "template", "pipeline", "plan", "manifest"]


class Unit(NamedTuple):
    """What is evaluated as one: a root with all its variable sets, a template, a workflow."""

    language: str
    """`terraform`, `arm`, `bicep`, `kubernetes`, `github_actions`, `azure_pipelines`, `gitlab_ci`."""
    path: str
    """The root's folder, or the template's or workflow's file."""
    role: Role
    files: tuple[str, ...]
    """The unit's own input files; called modules add to `Document.files`."""
    invocations: tuple[Invocation, ...] = ()
    size: int = 0
    """Bytes of the unit's own files: how work is spread over processes."""
    completed_by: str = ""
    """What may bring further files before the folder is applied: `Terragrunt`, or folders that `link` to all it has."""


class Deployment(NamedTuple):
    """One unit evaluated under one variable set."""

    path: str
    language: str
    set: str
    """The variable set's name; empty for the only, nameless one."""
    role: Role
    declarations: tuple[Declaration, ...] = ()
    holes: tuple[Hole, ...] = ()
    header: Location | None = None
    """Where an absence is reported: the first provider block, the template's first line."""
    variables: Mapping[str, Value] = {}
    locals: Mapping[str, Value] = {}
    outputs: Mapping[str, Value] = {}
    var_files: tuple[str, ...] = ()
    """The files that its values come from, in order of precedence."""
    workspace: str = ""
    scope: str = ""
    """What a template is deployed to: `resourceGroup`, `subscription`, `managementGroup` or `tenant`."""
    environment: str = ""
    """What the values that are passed say the environment is; a default says nothing."""


class Document(NamedTuple):
    """All that one unit gives."""

    unit: Unit
    deployments: tuple[Deployment, ...] = ()
    """One for each variable set."""
    problems: tuple[Problem, ...] = ()
    directives: tuple[Directive, ...] = ()
    """The directives in every file of the unit, called modules included."""
    files: tuple[str, ...] = ()
    """Every file that was read and understood, at least in part."""
    reads: Mapping[str, bool] = {}
    """`SourceTree.reads` of this unit."""
    invocations: tuple[Invocation, ...] = ()
    """What this unit applies (pipelines, wave 1)."""
    exhausted: str = ""
    """The limit of the fuel that was reached, if any."""
    missing: tuple[str, ...] = ()
    """Files that a pipeline applies this with and that are not in the repository: it may write them itself."""
