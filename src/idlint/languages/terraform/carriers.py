"""Which arguments can hold anything of a resource: known from the names they use, without evaluating them.

An opaque call is evidence only for what is handed to it, and most of what is handed to one is text,
numbers and variables of the root.
"""

from __future__ import annotations

from idlint.languages.terraform import nodes
from idlint.languages.terraform.bodies import Attribute
from idlint.languages.terraform.functions import is_function
from idlint.languages.terraform.instances import ModuleInstance
from idlint.languages.terraform.nodes import Expression
from idlint.languages.terraform.references import children, references

Names = frozenset[tuple[str, str]]
"""Variables and locals, `("var", "region")`."""

_PATHS = frozenset({"module", "root", "cwd"})


def may_carry(module: ModuleInstance, attribute: Attribute) -> bool:
    """Whether something of a resource may be in the value of an attribute that is written in `module`.

    Also True where only evaluation finds out what is wrong with it: such an attribute has to be evaluated.
    """
    known = module.evaluation.library.named
    if attribute not in known:
        known[attribute] = _plain_names(attribute.expression)
    names = known[attribute]
    return names is None or any(_name_carries(module, kind, name) for kind, name in names)


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
    """The variables and locals that an expression uses; None where it uses anything else, or is not sound."""
    if not _is_sound(expression):
        return None
    found: set[tuple[str, str]] = set()
    for root, *steps in references(expression):
        name = str(steps[0]) if steps else ""
        if root in {"var", "local"} and name:
            found.add((str(root), name))
        elif not (root == "terraform" or (root == "path" and name in _PATHS)):
            return None
    return frozenset(found)


def _is_sound(expression: Expression) -> bool:
    """Whether it was read without an error and calls only functions that work on their arguments."""
    stack = [expression]
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.Broken) or (isinstance(node, nodes.Call) and not _is_pure(node.name)):
            return False
        if isinstance(node, (nodes.For, nodes.TemplateFor)):
            stack.append(node.collection)
        stack.extend(children(node))
    return True


_OTHERS = frozenset({"try", "can"})


def _is_pure(name: str) -> bool:
    """Whether the function tells nobody of a problem; `templatefile` reads a template, in which there may be one."""
    return name in _OTHERS or is_function(name)
