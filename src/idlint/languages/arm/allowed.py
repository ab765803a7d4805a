"""Whether a parameter's declaration allows a value: what the compiler and the platform refuse, before any deployment.

Text is compared whatever its case, and numbers as text: a value that might pass is not refused here.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from idlint.document import Problem
from idlint.languages.arm.expressions import Literal, Node, Raw
from idlint.languages.arm.model import ParameterDeclaration, Template
from idlint.values import Value, is_known, is_sensitive

_SHOWN = 8
"""How many of the allowed values a message lists."""


def refusal(declared: ParameterDeclaration, value: Value) -> str:
    """Why `value` cannot be given to a parameter; empty where it can, or where too little is known.

    An array may also be a selection of the allowed values.
    """
    allowed = declared.allowed
    if allowed is None or value is None or declared.secure or is_sensitive(value) or not is_known(value):
        return ""
    if _among(value, allowed):
        return ""
    if isinstance(value, list) and all(_among(item, allowed) for item in value):
        return ""
    listed = ", ".join(f"`{_text(item)}`" for item in allowed[:_SHOWN])
    more = f" or {len(allowed) - _SHOWN} more" if len(allowed) > _SHOWN else ""
    return f"expected a value that parameter `{declared.name}` allows, {listed}{more}; found `{_text(value)}`"


def refusal_of(declared: ParameterDeclaration, node: Node) -> str:
    """Why a plain value in the code cannot be given to a parameter; empty for an expression."""
    match node:
        case Literal():
            return refusal(declared, node.value)
        case Raw() if not _is_expression(node.value):
            return refusal(declared, node.value)
    return ""


def refused_defaults(template: Template, given: Container[str] = ()) -> Iterator[Problem]:
    """A problem at each default that its own parameter does not allow, but for the parameters `given` (lower-case).

    Bicep's compiler refuses all of them; the platform refuses one in JSON only where it is in force.
    """
    for key, declared in template.parameters.items():
        reason = refusal_of(declared, declared.default) if declared.default is not None and key not in given else ""
        if declared.default is not None and reason:
            yield Problem(declared.default.location or declared.location, reason)


def _is_expression(value: Any) -> bool:
    """Whether JSON data holds an expression anywhere, as far as the first two levels tell."""
    if isinstance(value, list):
        return any(isinstance(item, (dict, list)) or _is_expression(item) for item in value)
    return isinstance(value, dict) or (isinstance(value, str) and value.startswith("["))


def _among(value: Value, allowed: tuple[Value, ...]) -> bool:
    wanted = _text(value).lower()
    return any(_text(item).lower() == wanted for item in allowed)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)[:80] if not isinstance(value, str) else value[:80]
