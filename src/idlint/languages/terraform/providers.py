"""Provider configurations and the state backend as declarations, with the provider versions that apply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import join, normpath

from idlint.document import Declaration, Path
from idlint.errors import SourceError
from idlint.languages.terraform import nodes
from idlint.languages.terraform.blocks import Argument, attribute_argument, block_argument, by_type
from idlint.languages.terraform.bodies import Block
from idlint.languages.terraform.folders import LOCK_FILE
from idlint.languages.terraform.instances import ModuleInstance
from idlint.languages.terraform.references import parts
from idlint.languages.terraform.syntax import parse
from idlint.records import NamedTuple
from idlint.source import Location, SourceTree, Span
from idlint.values import Value

PROVIDER = "terraform.provider"
BACKEND = "terraform.backend"


class _Required(NamedTuple):
    """What `required_providers` and the lock file say about one provider."""

    span: Span
    source: Value
    version: Value
    """The locked version, else the constraint."""


def provider_declarations(module: ModuleInstance) -> Iterator[Declaration]:
    """The provider configurations of a module; in the root, those that are required and not configured too.

    The attributes `source` and `version` come from `required_providers`; a version that
    `.terraform.lock.hcl` records goes before the constraint. `type` is the provider's local name.
    """
    required = _required(module) if module.parent is None else {}
    configured = set()
    for block in module.module.providers:
        if len(block.labels) == 1:
            configured.add(block.labels[0])
            yield _configured(module, block, required.get(block.labels[0]))
    for name, entry in required.items():
        if name not in configured:
            made = Declaration(f"provider.{name}", PROVIDER, entry.span, name=name, attributes={"type": name})
            _add_required(made, entry)
            yield made


def _configured(module: ModuleInstance, block: Block, required: _Required | None) -> Declaration:
    name = block.labels[0]
    found = _arguments(module, block)
    alias = found.attributes.get("alias")
    address = f"provider.{name}.{alias}" if isinstance(alias, str) else f"provider.{name}"
    made = _declaration(module, block, found, address, PROVIDER, name)
    if required is not None:
        _add_required(made, required)
    return made


def _add_required(made: Declaration, required: _Required) -> None:
    for key, value in (("source", required.source), ("version", required.version)):
        if value is not None:
            made.attributes[key] = value
            made.spans[key,] = required.span


def _required(module: ModuleInstance) -> Mapping[str, _Required]:
    library, folder = module.evaluation.library, module.module.path
    if folder not in library.required:
        wanted = module.module.required
        locked = locked_versions(library.tree, folder) if wanted else {}
        library.required[folder] = {
            name: _entry(name, attribute.span, _literals(attribute.expression), locked)
            for name, attribute in wanted.items()
        }
    return library.required[folder]


def _literals(expression: nodes.Expression) -> dict[str, Value]:
    """The literal entries of a requirement; a bare string is a version, `configuration_aliases` are names."""
    if isinstance(expression, nodes.Literal):
        return {"version": expression.value}
    return {str(key): item.value for key, item in parts(expression) if isinstance(item, nodes.Literal)}


def _entry(name: str, span: Span, entry: Mapping[str, Value], locked: Mapping[str, str]) -> _Required:
    source = entry.get("source")
    wanted = source if isinstance(source, str) else f"hashicorp/{name}"
    version = next((found for address, found in locked.items() if address.endswith("/" + wanted.lower())), None)
    return _Required(span, source, version or entry.get("version"))


def locked_versions(tree: SourceTree, folder: str) -> dict[str, str]:
    """Provider address -> version, as `terraform init` recorded them in the lock file of `folder`."""
    path = normpath(join(folder, LOCK_FILE))
    if not tree.is_file(path):
        return {}
    try:
        blocks = parse(tree.read(path)).body.blocks
    except SourceError:
        return {}
    found = {}
    for block in blocks:
        version = block.body.attributes.get("version")
        if version is not None and block.labels and isinstance(version.expression, nodes.Literal):
            found[block.labels[0].lower()] = str(version.expression.value)
    return found


def backend_declaration(module: ModuleInstance) -> Declaration | None:
    """Where the root keeps its state: the block, with what the variable set adds; `type` is the backend's."""
    block = module.module.backend
    if block is None:
        return None
    found = _arguments(module, block)
    found.attributes.update(module.evaluation.applied.backend)
    return _declaration(module, block, found, BACKEND, BACKEND, block.labels[0] if block.labels else block.type)


class _Arguments(NamedTuple):
    attributes: dict[str, Value]
    spans: dict[Path, Location]
    assumed: dict[Path, tuple[str, ...]]


def _arguments(module: ModuleInstance, block: Block) -> _Arguments:
    """All arguments of a block that is not a resource."""
    scope, evaluation = module.scope(block.header.path), module.evaluation
    arguments: dict[str, Argument] = {
        name: attribute_argument(evaluation, attribute, scope) for name, attribute in block.body.attributes.items()
    }
    for name, blocks in by_type(block.body.blocks).items():
        arguments[name] = block_argument(evaluation, blocks, scope)
    found = _Arguments({}, {}, {})
    for name, item in arguments.items():
        found.attributes[name] = item.value
        found.spans.update(item.spans)
        found.assumed.update(item.assumed)
    return found


def _declaration(
    module: ModuleInstance, block: Block, found: _Arguments, address: str, type: str, name: str
) -> Declaration:
    return Declaration(
        module.qualified(address),
        type,
        block.header,
        name=name,
        attributes={**found.attributes, "type": name},
        spans=found.spans,
        assumed=found.assumed,
        maybe=module.maybe,
        callers=module.callers,
    )
