"""Reading below a value, and reading a value as a condition."""

from __future__ import annotations

from decimal import Decimal

from idlint.languages.arm.attributes import settle
from idlint.languages.arm.functions.collections import member
from idlint.languages.arm.pieces import derived
from idlint.languages.arm.scope import Scope
from idlint.values import MISSING, Closed, Missing, Origin, Sensitive, Step, Unknown, Value, reveal

FAILS = "expression has no value"
"""The reason where a function refuses its arguments: usually because a default stands in for a real value."""


def truth(value: Value) -> bool | Unknown:
    """A value as a condition."""
    value = reveal(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    return bool(value) if isinstance(value, (bool, int, Decimal)) else Unknown(FAILS)


_TEXTS = {("id",), ("name",), ("type",), ("apiVersion",)}
"""What a resource has that is a string."""


def access(scope: Scope, value: Value, step: Step, safe: bool) -> Value:
    """What is at `step` below `value`; where nothing is: null if `safe`, else unknown."""
    found: Value | Missing = MISSING
    match value:
        case Sensitive():
            inner = access(scope, value.value, step, safe)
            return inner if isinstance(inner, Sensitive) else Sensitive(inner)
        case Unknown():
            if safe and (_is_absent(scope, value) or is_text(scope, value)):
                return None
            found = _below_unknown(value, step)
        case dict():
            found = member(value, str(step))
        case list() if isinstance(step, int) and -len(value) <= step < len(value):
            found = value[step]
    found = settle(scope.frame, found)
    if isinstance(found, Missing):
        return None if safe else Unknown(FAILS)
    return found


def is_text(scope: Scope, value: Unknown) -> bool:
    """Whether `value` is certainly a string, which has no entries: one with known pieces, a resource's id or name."""
    if isinstance(value.known, tuple):
        return True
    origin = value.origin
    return origin is not None and origin.path in _TEXTS and origin.address in scope.frame.run.instances


_NEVER_EMPTY = {
    "microsoft.app/managedenvironments": {"defaultdomain"},
    "microsoft.containerregistry/registries": {"loginserver"},
    "microsoft.insights/components": {"appid", "connectionstring", "instrumentationkey"},
    "microsoft.keyvault/vaults": {"vaulturi"},
    "microsoft.managedidentity/userassignedidentities": {"clientid", "principalid", "tenantid"},
    "microsoft.operationalinsights/workspaces": {"customerid"},
    "microsoft.web/sites": {"defaulthostname"},
}
"""By type: properties that are a text which the platform makes for every resource of it, so that none is empty."""


def is_never_empty(scope: Scope, value: Unknown) -> bool:
    """Whether `value` is a text that the platform gives to a resource that certainly exists."""
    if value.origin is None or len(value.origin.path) != 2:
        return False
    top, name = (str(step).lower() for step in value.origin.path)
    instance = scope.frame.run.instances.get(value.origin.address)
    if instance is None or top != "properties" or not _exists(scope, value.origin.address):
        return False
    return name in _NEVER_EMPTY.get(instance.resource.type.lower(), ())


def _exists(scope: Scope, address: str) -> bool:
    """Whether the resource at `address` certainly exists, and each module that it is in."""
    steps = address.split(".")
    above = (".".join(steps[:number]) for number in range(1, len(steps) + 1))
    found = [scope.frame.run.instances[one] for one in above if one in scope.frame.run.instances]
    return not any(instance.absent or instance.maybe for instance in found)


def _is_absent(scope: Scope, value: Unknown) -> bool:
    """Whether `value` is a resource that its condition rules out: `.?` on it gives null."""
    origin = value.origin
    instance = scope.frame.run.instances.get(origin.address) if origin is not None and not origin.path else None
    return instance is not None and instance.absent


def _below_unknown(value: Unknown, step: Step) -> Value | Missing:
    """An entry of an unknown; an object below something that the platform completes is completed too."""
    found = member(value.known, str(step)) if isinstance(value.known, dict) else MISSING
    if isinstance(found, Missing) and isinstance(value, Closed) and not value.may_have(str(step)):
        return MISSING
    origin = value.origin and Origin(value.origin.address, (*value.origin.path, step))
    if isinstance(found, Missing):
        return Unknown(value.reason, origin)
    entries = found.entries if isinstance(found, Closed) else found
    return Unknown(value.reason, origin, entries) if isinstance(entries, dict) and origin is not None else found


def unknown_index(base: Value, key: Unknown) -> Value:
    """What is below `base` at a key that is not known."""
    value: Value = derived("[]", [reveal(base), key]) if isinstance(reveal(base), Unknown) else Unknown(key.reason)
    return Sensitive(value) if isinstance(base, Sensitive) else value
