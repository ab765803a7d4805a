"""Which arguments can hold anything of a resource: known from the names they use, without evaluating them.

An opaque call is evidence only for what is handed to it, and most of what is handed to one is text,
numbers and variables of the root.
"""

from __future__ import annotations

from idlint.languages.terraform import nodes
from idlint.languages.terraform.alike import is_pure
from idlint.languages.terraform.bodies import Attribute
from idlint.languages.terraform.instances import ModuleInstance
from idlint.languages.terraform.nodes import Expression
from idlint.languages.terraform.references import below

Names = frozenset[tuple[str, str]]
"""Variables and locals, `("var", "region")`."""

MAX_KNOWN = 20_000
"""Texts whose names are remembered; a repository of 12,000 files needs 7,000 of them."""

_NAMED = frozenset({"var", "local"})
_PATHS = frozenset({"module", "root", "cwd"})


def may_carry(module: ModuleInstance, attribute: Attribute) -> bool:
    """Whether something of a resource may be in the value of an attribute that is written in `module`.

    Also True where only evaluation finds out what is wrong with it: such an attribute has to be evaluated.
    """
    names = _named(module.evaluation.library.named, attribute)
    return names is None or any(_name_carries(module, kind, name) for kind, name in names)


def _named(known: dict[bytes, Names | None], attribute: Attribute) -> Names | None:
    """See `_plain_names`: found once for all attributes that are written alike, most of which are never read."""
    text = attribute.text
    if not text:
        return _plain_names(attribute.expression)
    if text not in known:
        if len(known) >= MAX_KNOWN:
            known.clear()
        known[text] = _plain_names(attribute.expression)
    return known[text]


def _name_carries(module: ModuleInstance, kind: str, name: str) -> bool:
    known = module.evaluation.library.carriers if module.parent is None else module.carriers
    found = known.get((kind, name))
    if found is None:
        known[kind, name] = True  # for a name that leads back to itself
        carries = _variable_carries if kind == "var" else _local_carries
        found = known[kind, name] = carries(module, name)
    return found


def _variable_carries(module: ModuleInstance, name: str) -> bool:
    """What is given to a variable decides; nothing in a variable file or in a default refers to anything."""
    block = module.module.variables.get(name)
    if block is None:
        return True
    given = module.given.get(name)
    if given is not None and module.parent is not None:
        return may_carry(module.parent, given.attribute)
    default = block.body.attributes.get("default")
    return default is not None and may_carry(module, default)


def _local_carries(module: ModuleInstance, name: str) -> bool:
    attribute = module.module.locals.get(name)
    return attribute is None or may_carry(module, attribute)


def _plain_names(expression: Expression) -> Names | None:
    """The variables and locals that an expression uses; None where it uses anything else, or is not sound.

    It is sound where it was read without an error and calls only functions that work on their arguments.
    """
    found: set[tuple[str, str]] = set()
    stack: list[tuple[Expression, frozenset[str]]] = [(expression, frozenset({nodes.ITEM}))]
    while stack:
        node, bound = stack.pop()
        if isinstance(node, nodes.Literal):
            continue
        if isinstance(node, nodes.Broken) or (isinstance(node, nodes.Call) and not is_pure(node.name)):
            return None
        if isinstance(node, nodes.Traversal) and node.root not in bound:
            name = str(node.steps[0]) if node.steps and isinstance(node.steps[0], (str, int)) else ""
            if node.root in _NAMED and name:
                found.add((node.root, name))
            elif not (node.root == "terraform" or (node.root == "path" and name in _PATHS)):
                return None
        stack += below(node, bound)
    return frozenset(found)
