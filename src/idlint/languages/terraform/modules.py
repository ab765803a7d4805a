"""One folder's Terraform files merged into one module: its variables, locals, resources, calls and outputs.

Nothing is evaluated here. Override files and the shadowing of `x.tf` by `x.tofu` follow
https://developer.hashicorp.com/terraform/language/files/override and
https://opentofu.org/docs/language/files/#files-and-directories.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

from idlint.directives import Directive
from idlint.discovery import TEMPLATE_SUFFIXES
from idlint.document import Problem
from idlint.errors import SourceError
from idlint.languages.terraform import nodes
from idlint.languages.terraform.bodies import Attribute, Block, Body, Syntax
from idlint.languages.terraform.folders import CODE_SUFFIXES
from idlint.languages.terraform.syntax import parse_named, read_code
from idlint.languages.terraform.unknown_calls import unknown_calls
from idlint.records import NamedTuple
from idlint.source import SourceFile, SourceTree, Span

K = TypeVar("K")

_TEMPLATES = tuple(f".tf{ending}" for ending in TEMPLATE_SUFFIXES)

MODES = {"resource": "managed", "data": "data", "ephemeral": "ephemeral"}


class Key(NamedTuple):
    """What names a resource inside its module."""

    mode: str
    """`managed`, `data` or `ephemeral`."""
    type: str
    name: str

    @property
    def address(self) -> str:
        """The address within the module: `data.azurerm_key_vault.kv`."""
        prefix = "" if self.mode == "managed" else f"{self.mode}."
        return f"{prefix}{self.type}.{self.name}"


class Module:
    """Everything that one folder declares, by name, override files applied."""

    __slots__ = (
        "backend", "broken", "calls", "directives", "files", "locals", "outputs", "path", "problems", "providers",
        "reads", "required", "resources", "size", "templates", "variables",
    )  # fmt: skip

    def __init__(self, path: str) -> None:
        self.path = path
        """The folder, relative to the repository."""
        self.files: list[str] = []
        """The code files that were read and understood, at least in part."""
        self.variables: dict[str, Block] = {}
        self.locals: dict[str, Attribute] = {}
        self.outputs: dict[str, Block] = {}
        self.resources: dict[Key, Block] = {}
        self.calls: dict[str, Block] = {}
        self.providers: list[Block] = []
        self.backend: Block | None = None
        """The `backend` or `cloud` block."""
        self.required: dict[str, Attribute] = {}
        """The entries of `required_providers`."""
        self.problems: list[Problem] = []
        self.directives: list[Directive] = []
        self.broken: list[str] = []
        """Files with a syntax error, or that could not be read."""
        self.templates: list[str] = []
        """Files that become code when another program fills them in: what they declare is missing."""
        self.reads: dict[str, bool] = {}
        """The files asked for and whether they were there."""
        self.size = 0
        """Bytes read."""


def read_module(tree: SourceTree, folder: str) -> Module:
    """The module in `folder`; unreadable files become problems, the rest is used."""
    module = Module(folder)
    there = tree.names(folder)
    names = _code_files(there)
    module.reads[folder] = bool(names)
    module.templates += [_path(folder, name) for name in there if name.endswith(_TEMPLATES)]
    collector = _Collector(module)
    for name in sorted(names, key=_is_override):
        syntax = _read(tree, _path(folder, name), module)
        if syntax is not None:
            collector.file(syntax, override=_is_override(name))
    return module


def _path(folder: str, name: str) -> str:
    return name if folder == "." else f"{folder}/{name}"


def _code_files(names: Iterable[str]) -> list[str]:
    """The code files among `names`, without those that OpenTofu's own file of the same name shadows."""
    code = [name for name in names if name.endswith(CODE_SUFFIXES)]
    shadowed = {name.replace(".tofu", ".tf") for name in code if name.endswith((".tofu", ".tofu.json"))}
    return [name for name in code if name not in shadowed]


def _is_override(name: str) -> bool:
    plain = name.partition(".")[0]
    return plain == "override" or plain.endswith("_override")


def _read(tree: SourceTree, path: str, module: Module) -> Syntax | None:
    try:
        source = read_code(tree, path)
    except SourceError as error:
        module.problems.append(Problem(Span(error.path, error.at, error.at), error.message))
        module.broken.append(error.path)
        module.reads[path] = False
        return None
    syntax = parse_named(path, source)
    module.reads[source.path] = True
    module.size += len(source.data)
    if _is_filled_in(source, syntax.problems):
        module.templates.append(source.path)
        return None
    module.files.append(source.path)
    module.problems.extend(syntax.problems)
    module.problems.extend(unknown_calls(source, syntax.body) if not path.endswith(".json") else ())
    module.directives.extend(syntax.directives)
    if syntax.problems:
        module.broken.append(source.path)
    if b"{{" in source.data and any(map(_calls_a_place, syntax.body.blocks)):
        module.templates.append(source.path)
    return syntax


_PLACE = re.compile(r'(?:[^"{]|"(?:[^"\\]|\\.)*"|\{(?![{%]))*+\{(?:\{.*\}\}|%.*%\})')
"""A line up to a place or a statement of Jinja and its like; in a string it would be text."""


def _is_filled_in(source: SourceFile, problems: Iterable[Problem]) -> bool:
    """Whether a file is no HCL because it is a template: the line of a problem holds what another program fills in."""
    starts = (problem.location.start for problem in problems if isinstance(problem.location, Span))
    return any(_PLACE.match(source.line(source.line_number(start))) for start in starts)


def _calls_a_place(block: Block) -> bool:
    """Whether a module is called from what another program fills in: the file is HCL, but no source is written so."""
    source = block.body.attributes.get("source") if block.type == "module" else None
    written = source.expression if source is not None else None
    return isinstance(written, nodes.Literal) and isinstance(written.value, str) and "{{" in written.value


class _Collector:
    """Puts the blocks of files where they belong in the module."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.override = False
        """Whether the file that is being read is laid over what the others declare."""
        self.repeated: dict[str, Block] = {}
        """What that file declares although the module has it, by its title."""

    def file(self, syntax: Syntax, *, override: bool) -> None:
        """All top-level blocks of one file; types that say nothing about what exists are passed over."""
        self.override = override
        for block in syntax.body.blocks:
            if block.type in _COLLECT:
                _COLLECT[block.type](self, block)
        if self.repeated:
            self.module.problems.append(_declared_again(self.repeated))
            self.repeated = {}

    def named(self, table: dict[str, Block], block: Block) -> None:
        """Keep a block that one label names."""
        if len(block.labels) == 1:
            self._put(table, block.labels[0], block)

    def _put(self, table: dict[K, Block], key: K, block: Block) -> None:
        """Keep `block`; in an override file it is laid over what is there, elsewhere a repetition is an error."""
        if key not in table:
            table[key] = block
        elif self.override:
            table[key] = merged(table[key], block)
        else:
            self.repeated.setdefault(_title(block), block)

    def resource(self, block: Block) -> None:
        """A resource, data source or ephemeral resource."""
        if len(block.labels) == 2:
            self._put(self.module.resources, Key(MODES[block.type], *block.labels), block)

    def check(self, block: Block) -> None:
        """A `check` block may hold a data source of its own."""
        for inner in block.body.blocks:
            if inner.type == "data":
                self.resource(inner)

    def provider(self, block: Block) -> None:
        """A provider; an override file changes the one with the same alias."""
        if not self.override:
            self.module.providers.append(block)
            return
        for number, known in enumerate(self.module.providers):
            if known.labels == block.labels and _alias(known) == _alias(block):
                self.module.providers[number] = merged(known, block)
                return
        self.module.providers.append(block)

    def terraform(self, block: Block) -> None:
        """What a `terraform` block says of the state and of providers."""
        for inner in block.body.blocks:
            if inner.type in {"backend", "cloud"}:
                self.module.backend = inner
            elif inner.type == "required_providers":
                self.module.required.update(inner.body.attributes)


_COLLECT: Final[Mapping[str, Callable[[_Collector, Block], None]]] = {
    "variable": lambda to, block: to.named(to.module.variables, block),
    "output": lambda to, block: to.named(to.module.outputs, block),
    "module": lambda to, block: to.named(to.module.calls, block),
    "locals": lambda to, block: to.module.locals.update(block.body.attributes),
    "resource": _Collector.resource,
    "data": _Collector.resource,
    "ephemeral": _Collector.resource,
    "check": _Collector.check,
    "provider": _Collector.provider,
    "terraform": _Collector.terraform,
}
"""Type of a block -> what is done with it. A table for each collector would lead back to it, and keep it alive."""


def _alias(block: Block) -> object:
    alias = block.body.attributes.get("alias")
    return getattr(alias and alias.expression, "value", None)


def _title(block: Block) -> str:
    return " ".join((block.type, *(f'"{label}"' for label in block.labels)))


def _declared_again(repeated: Mapping[str, Block]) -> Problem:
    """One problem for all that a file declares although the module has it: such a file is mostly a copy."""
    (title, first), more = next(iter(repeated.items())), len(repeated) - 1
    others = f" and {more} more are" if more > 1 else " and one more are" if more else " is"
    return Problem(first.header, f"`{title}`{others} declared more than once in this module")


def merged(base: Block, over: Block) -> Block:
    """`base` with the arguments and nested blocks of `over` laid over it; spans stay those of `base`."""
    return Block(base.type, base.labels, Body(lambda: _merged_contents(base, over)), base.header, base.span)


def _merged_contents(base: Block, over: Block) -> tuple[dict[str, Attribute], tuple[Block, ...]]:
    replaced = {block_type(block) for block in over.body.blocks}
    kept = (block for block in base.body.blocks if block_type(block) not in replaced)
    return base.body.attributes | over.body.attributes, (*kept, *over.body.blocks)


def block_type(block: Block) -> str:
    """The type of nested block that `block` makes: what a `dynamic` block is named after."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type
