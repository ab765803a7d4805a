"""Who may do what: role assignments and Key Vault access policies as `granted` edges from holder to target.

The holder is the resource that the principal belongs to: a managed identity, a service principal, or a
workload with its own (system-assigned or kubelet) identity. Where it is not known the edge starts at the
assignment, so that the target still shows that somebody has access.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from idlint.graph.links import Target, shown
from idlint.graph.part import Item, Part
from idlint.graph.references import plain
from idlint.graph.resources import Edge, Key, Resource
from idlint.records import NamedTuple
from idlint.source import Location
from idlint.values import MISSING, Missing, Unknown, Value, reveal

Find = Callable[[Value | Missing], Target | None]
"""Looks up what a value refers to."""

_ROLE_TARGETS = frozenset({"data_store", "secret_store", "messaging", "ai", "monitoring"})
"""Traits of what a role on a resource group opens."""

_SERVICES = {
    "storage": "storage_account", "key vault": "key_vault", "service bus": "service_bus_namespace",
    "event hubs": "event_hub_namespace", "app configuration": "app_configuration", "cognitive": "cognitive_account",
    "openai": "cognitive_account", "search": "search_service", "cosmos": "cosmos_account",
    "documentdb": "cosmos_account", "acr": "container_registry", "log analytics": "log_analytics_workspace",
    "sql": "sql_server", "redis": "redis_cache",
}  # fmt: skip
"""What the names of built-in roles say about the kind that they open."""

_GENERAL = frozenset({"owner", "contributor", "reader", "a role"})
"""Roles for resources of every kind."""

_NO_NAME = "a role"


class Grant(NamedTuple):
    """One grant as written, with principal and scope still values."""

    by: Key
    """The role assignment, the access policy, or the vault with an inline policy."""
    principal: Value | Missing
    scope: Value | Missing
    role: Value
    location: Location
    maybe: str = ""
    permissions: Value = None
    """For access policies: what the holder may do with secrets."""


GRANTING = frozenset({"role_assignment", "key_vault_access_policy", "key_vault"})
"""The kinds that make grants."""


def grants(item: Item) -> Iterator[Grant]:
    """The grants that one resource makes."""
    resource = item.resource
    if resource.kind == "role_assignment":
        role = resource.value("role")
        location = resource.property("principal").location or resource.header
        named = _NO_NAME if isinstance(role, Missing) else reveal(role)
        scope = _scope_of(resource)
        yield Grant(resource.key, resource.value("principal"), scope, named, location, resource.maybe)
    elif resource.kind == "key_vault_access_policy":
        yield from _policy(item)
    elif resource.kind == "key_vault":
        yield from _policies(item, Unknown("itself"))


def _scope_of(assignment: Resource) -> Value | Missing:
    """What an assignment is on: without a scope, in ARM, the resource group or subscription that it is deployed to.

    https://learn.microsoft.com/azure/role-based-access-control/role-assignments-template
    """
    found = map(assignment.value, ("scope", "resource_group", "subscription"))
    return next((value for value in found if not isinstance(value, Missing)), MISSING)


def _policy(item: Item) -> Iterator[Grant]:
    resource = item.resource
    vault = resource.value("vault")
    if not isinstance(resource.value("principal"), Missing):
        permissions = resource.value("secret_permissions")
        yield Grant(
            resource.key, resource.value("principal"), vault, "access policy",
            resource.property("principal").location or resource.header, resource.maybe,
            None if isinstance(permissions, Missing) else permissions,
        )  # fmt: skip
    yield from _policies(item, vault)


def _policies(item: Item, vault: Value | Missing) -> Iterator[Grant]:
    """Inline policies: a list of objects with principal and secret_permissions."""
    property = item.resource.property("access_policies")
    value = None if isinstance(property.value, Missing) else reveal(property.value)
    known = value.known if isinstance(value, Unknown) else value
    location = property.location or item.resource.header
    for policy in known if isinstance(known, list) else ():
        if isinstance(policy, dict) and "principal" in policy:
            permissions = policy.get("secret_permissions")
            yield Grant(
                item.resource.key,
                policy["principal"],
                vault,
                "access policy",
                location,
                item.resource.maybe,
                permissions,
            )


def granted(grant: Grant, find: Find, part: Part) -> Iterator[Edge]:
    """The edges of one grant: to its target, to what the target is a part of, to the members of a resource group."""
    holder = _other(find(grant.principal), grant)
    own = isinstance(grant.scope, Unknown) and grant.scope.reason == "itself"
    target = Target(grant.by, part.items[grant.by]) if own else _other(find(grant.scope), grant)
    role = _role(grant.role, part)
    grant = grant if role is grant.role else grant._replace(role=role)
    detail = _detail(grant, holder)
    where = _scope(grant.scope, target)
    around = _around(grant, part) if target is None else part.members(target.key)
    yield _edge(grant, holder, target, {**detail, "scope": "resource_group" if target is None and around else where})
    for key in around:
        if _opens(grant.role, part.items[key]):
            how, confidence = ("", "high") if target is None else (target.how, target.confidence)
            member = Target(key, part.items[key], how, confidence)
            yield _edge(grant, holder, member, {**detail, "scope": "resource_group"})
    if target is not None and "part" in target.item.resource.traits:
        whole = find(target.item.resource.value("parent"))
        if whole is not None:
            yield _edge(grant, holder, whole, {**detail, "scope": "part"})


def _around(grant: Grant, part: Part) -> tuple[Key, ...]:
    """What lies in a group that nothing declares, `resourceGroup()` or its name; nothing where the role is unknown."""
    origin = grant.scope.origin if isinstance(grant.scope, Unknown) else None
    is_part = origin is not None and origin.path not in ((), ("name",))
    return () if is_part or not isinstance(grant.role, str) else part.lies_in(grant.scope)


def _other(end: Target | None, grant: Grant) -> Target | None:
    """The end of a grant, unless it is the assignment itself: `each.value` comes from there, wherever it leads."""
    return end if end is not None and end.key != grant.by else None


def _opens(role: Value, item: Item) -> bool:
    """Whether a role on a resource group opens a member: a general one any, one that names a service that one."""
    if not isinstance(role, str) or role.lower() in _GENERAL:
        return bool(item.resource.traits & _ROLE_TARGETS)
    return item.resource.kind in {kind for word, kind in _SERVICES.items() if word in role.lower()}


def _role(role: Value, part: Part) -> Value:
    """The role's name where its definition is known: a built-in one, or one that is declared or looked up here."""
    name = part.roles.get(plain(role)[-36:].lower())
    if name is not None:
        return name
    key = part.find(role) if isinstance(role, Unknown) else None
    definition = None if key is None else part.items[key].resource
    named = definition.value("name") if definition is not None and definition.kind == "role_definition" else MISSING
    return role if isinstance(named, Missing) else part.roles.get(plain(named).lower(), named)


def pulls(edges: Sequence[Edge], part: Part) -> Iterator[Edge]:
    """A workload that may pull from a registry does so: `AcrPull` held by a cluster's own identity.

    Of an app that writes where its images are from, that says it, and a grant beside it is for something else.
    """
    for edge in edges:
        if "acrpull" in plain(edge.detail.get("role")).lower() and _is_registry(edge, part):
            holder = part.items.get(edge.source)
            if holder is not None and "workload" in holder.resource.traits:
                unwritten = _unwritten(holder.resource)
                if unwritten is not None:
                    yield edge._replace(type="pulls_image_from", maybe=edge.maybe or unwritten)


def _is_registry(grant: Edge, part: Part) -> bool:
    """Whether a grant is on a registry, and not on the group that holds one."""
    item = None if grant.target is None else part.items.get(grant.target)
    if item is None:
        return grant.target is not None and grant.detail.get("scope") == "resource"
    return item.resource.kind == "container_registry"


def _unwritten(workload: Resource) -> str | None:
    """Why a workload's images may come from elsewhere; None where they are written, or it runs none."""
    names = [name for name in _IMAGES if name in workload.properties]
    unknown = [value for name in names if isinstance(value := workload.value(name), Unknown)]
    if unknown:
        return f"where its images are from is unknown: {unknown[0].reason}"
    return None if names else ""


_IMAGES = ("image_registry", "image_registries")


def _detail(grant: Grant, holder: Target | None) -> dict[str, Value]:
    detail: dict[str, Value] = {"role": grant.role, "by": grant.by.address}
    if grant.permissions is not None:
        detail["secret_permissions"] = grant.permissions
    principal = None if isinstance(grant.principal, Missing) else reveal(grant.principal)
    if holder is None:
        detail["principal"] = shown(principal)
    elif isinstance(principal, Unknown) and principal.origin is not None:
        steps = [step for step in principal.origin.path if isinstance(step, str)]
        block = steps[0] if len(steps) > 1 else ""
        if block in {"identity", "kubelet_identity"}:
            detail["identity"] = "system" if block == "identity" else "kubelet"
    return detail


def _scope(scope: Value | Missing, target: Target | None) -> str:
    """What kind of scope it is: `resource`, `resource_group`, `subscription` or `unknown`."""
    if target is not None:
        return "resource_group" if target.item.resource.kind == "resource_group" else "resource"
    written = shown(scope).lower()
    if "/resourcegroups/" in written:
        return "resource" if "/providers/" in written else "resource_group"
    return "subscription" if "subscription" in written else "unknown"


def _edge(grant: Grant, holder: Target | None, target: Target | None, detail: dict[str, Value]) -> Edge:
    confidences = [end.confidence for end in (holder, target) if end is not None]
    return Edge(
        "granted",
        grant.by if holder is None else holder.key,
        None if target is None else target.key,
        shown(grant.scope),
        grant.location,
        _explanation(grant, holder, target),
        grant.maybe,
        "medium" if "medium" in confidences else "high",
        detail,
    )


def _explanation(grant: Grant, holder: Target | None, target: Target | None) -> str:
    who = holder.key.address if holder is not None else shown(grant.principal) or "nobody known"
    where = target.key.address if target is not None else shown(grant.scope) or "nothing known"
    names = [end.how for end in (holder, target) if end is not None and end.how]
    return f"{grant.by.address} grants {shown(grant.role)} on {where} to {who}" + (f" (by {names[0]})" if names else "")
