"""What the block of a resource says whatever its values are: found once for all its instances and all variable sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from idlint.document import Path
from idlint.languages.terraform import nodes
from idlint.languages.terraform.blocks import Argument, by_type
from idlint.languages.terraform.bodies import Attribute, Block
from idlint.languages.terraform.modules import Key
from idlint.languages.terraform.nodes import Expression

RESOURCE_META = frozenset({"count", "for_each", "depends_on", "provider", "lifecycle", "provisioner", "connection"})

NO_ARGUMENTS = RESOURCE_META | {"each", "dynamic"}
"""What is written in a resource or bound in it and is no attribute of the object."""


class Form:
    """One argument as it is written: an attribute, or all nested blocks of one type."""

    __slots__ = ("attribute", "blocks", "constant", "ignored")

    def __init__(self, attribute: Attribute | None, blocks: Sequence[Block], ignored: Sequence[Path]) -> None:
        self.attribute = attribute
        self.blocks = blocks
        self.ignored = ignored
        """The paths below it that `lifecycle.ignore_changes` names."""
        self.constant: Argument | None = None
        """The evaluated argument, once it was met and turned out to be the same wherever it is evaluated."""


class Written:
    """The block of one resource or data source."""

    __slots__ = ("_depends_on", "_provider", "address", "block", "forms", "key")

    def __init__(self, key: Key, block: Block) -> None:
        self.key = key
        self.block = block
        self.address = key.address
        """Within the module."""
        self.forms = _forms(block)
        """The arguments and types of nested blocks by name, in the order written, meta-arguments left out."""
        self._depends_on: tuple[str, ...] | None = None
        self._provider: str | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """What `depends_on` names: addresses within the module."""
        if self._depends_on is None:
            self._depends_on = _depends_on(self.block)
        return self._depends_on

    @property
    def provider(self) -> str:
        """The provider configuration that it names, else the default one: an address within the module."""
        if self._provider is None:
            self._provider = _provider(self.key, self.block)
        return self._provider


def _forms(block: Block) -> dict[str, Form]:
    attributes = block.body.attributes
    nested = by_type(block.body.blocks)
    names = [name for name in dict.fromkeys([*attributes, *nested]) if name not in NO_ARGUMENTS]
    ignored = _ignored(nested.get("lifecycle", ()), names)
    # What is ignored and not written is given by something else: a pipeline, a policy, another resource.
    names += [name for name, paths in ignored.items() if () in paths and name not in NO_ARGUMENTS | set(names)]
    return {name: Form(attributes.get(name), nested.get(name, ()), ignored.get(name, ())) for name in names}


def _ignored(lifecycles: Iterable[Block], names: Sequence[str]) -> Mapping[str, list[Path]]:
    """What `lifecycle.ignore_changes` names: argument -> paths below it."""
    found: Mapping[str, list[Path]] = {}
    for block in lifecycles:
        attribute = block.body.attributes.get("ignore_changes") if block.type == "lifecycle" else None
        if attribute is not None:
            found = _named(attribute.expression, names)
    return found


def _named(expression: Expression, names: Sequence[str]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    items = expression.items if isinstance(expression, nodes.Tuple) else (expression,)
    for item in items:
        if isinstance(item, nodes.Traversal):
            root, steps = item.root, tuple(step for step in item.steps if isinstance(step, str | int))
        elif isinstance(item, nodes.Literal) and isinstance(item.value, str):
            root, steps = item.value, ()
        else:
            continue
        if root == "all" and not steps:
            return {name: [()] for name in names}
        found.setdefault(root, []).append(steps)
    return found


def _depends_on(block: Block) -> tuple[str, ...]:
    attribute = block.body.attributes.get("depends_on")
    if attribute is None or not isinstance(attribute.expression, nodes.Tuple):
        return ()
    return tuple(address for item in attribute.expression.items if (address := dotted(item)))


def _provider(key: Key, block: Block) -> str:
    attribute = block.body.attributes.get("provider")
    return dotted(attribute.expression) if attribute is not None else key.type.partition("_")[0]


def dotted(expression: Expression) -> str:
    """A reference as an address: `azurerm.west`."""
    match expression:
        case nodes.Traversal(root=root, steps=steps):
            return ".".join([root, *(step for step in steps if isinstance(step, str))])
        case nodes.Literal(value=str(text)):
            return text
        case nodes.Wrapped(inner=inner):
            return dotted(inner)
    return ""
