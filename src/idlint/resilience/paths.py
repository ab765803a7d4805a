"""Token paths: every way a workload can obtain a credential for each thing it depends on.

Begun for the capability *run* and the credential classes managed identity, service principal, Key Vault
reference and local key. What counts as a second path: https://learn.microsoft.com/azure/key-vault/general/authentication
(a secret behind the identity it replaces is none), and a client library's choice is never proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from idlint.graph.resources import Edge, Key, Property, Resource, ResourceGraph
from idlint.resilience import domains
from idlint.resilience.assessment import Dependency, Needs, TokenPath
from idlint.values import Unknown, Value, origins, reveal

INVISIBLE_SETTINGS = frozenset(
    {"virtual_machine", "virtual_machine_scale_set", "kubernetes_cluster", "kubernetes_node_pool"}
)
"""Kinds whose workload's configuration is not in the infrastructure code: further paths cannot be seen."""

CREDENTIAL_PREFIX = re.compile(r"^(AZURE_|ARM_|SPN?_|SERVICE_PRINCIPAL_|.*FALLBACK.*?_)(CLIENT_ID)$", re.IGNORECASE)
"""Settings that name a service principal: the SDK's variables, and names that say fallback."""

SECRET_NAME = re.compile(r"secret|passw|key|conn|sas|token|credential", re.IGNORECASE)
"""Settings that may hold a credential when their value is unknown."""

SECRETS_IN = "secrets in "
"""How a dependency on a vault's secrets is named, before the vault."""

DATA_ROLE = re.compile(
    r"\bdata\b|secrets?\b|certificate|crypto|blob|queue|\bfile\b|table|cognitive|openai|search|sender|receiver", re.I
)
"""Roles that a running workload uses; management roles matter to pipelines."""


def needs_of(graph: ResourceGraph, resource: Resource) -> Needs:
    """What `resource` needs for each capability, with every way to get it."""
    return {"run": tuple(_run(graph, resource))}


def _run(graph: ResourceGraph, resource: Resource) -> Iterator[Dependency]:
    """One dependency for each target that the workload signs in to while it runs."""
    grants = _grants_by_target(graph, resource)
    used = _by_target(graph.out(resource.key, "authenticates_to"))
    for target in dict.fromkeys((*grants, *used)):
        evidence = (*grants.get(target, ()), *used.get(target, ()))
        paths = tuple(_paths_to(graph, resource, target, grants.get(target, ()), used.get(target, ())))
        incomplete = _incomplete(resource)
        if not any(path.credential != "key-vault-reference" for path in paths):
            incomplete = incomplete or "how the workload signs in is not visible"
        yield Dependency(target, _describe(graph, evidence), paths, evidence[0].location, incomplete)
    yield from _vault_references(graph, resource)


def _grants_by_target(graph: ResourceGraph, resource: Resource) -> dict[Key, list[Edge]]:
    """The grants of every identity of `resource`, by what they open for a running workload."""
    found: dict[Key, list[Edge]] = {}
    for identity in graph.out(resource.key, "uses_identity"):
        if identity.target is None:
            continue
        for grant in graph.out(identity.target, "granted"):
            if grant.target is not None and _opens_data(graph, grant):
                found.setdefault(grant.target, []).append(grant)
    return found


def _opens_data(graph: ResourceGraph, grant: Edge) -> bool:
    target = graph.resources.get(grant.target) if grant.target else None
    role = reveal(grant.detail.get("role"))
    if target is None or target.kind == "resource_group":
        return False
    return isinstance(role, str) and bool(DATA_ROLE.search(role))


def _by_target(edges: Iterable[Edge]) -> dict[Key, list[Edge]]:
    found: dict[Key, list[Edge]] = {}
    for edge in edges:
        if edge.target is not None:
            found.setdefault(edge.target, []).append(edge)
    return found


def _paths_to(
    graph: ResourceGraph, resource: Resource, target: Key, grants: Iterable[Edge], used: Iterable[Edge]
) -> Iterator[TokenPath]:
    for grant in grants:
        yield from _identity_paths(resource, grant)
    for edge in used:
        yield from _used_paths(graph, resource, edge)
    yield from _principal_paths(graph, resource, target)


def _identity_paths(resource: Resource, evidence: Edge) -> Iterator[TokenPath]:
    region = domains.region_of(resource.value("region"))
    for needed in domains.managed_identity_paths(resource.kind, region):
        yield TokenPath("managed-identity", needed, "managed identity", evidence.location, evidence.maybe)


def _used_paths(graph: ResourceGraph, resource: Resource, edge: Edge) -> Iterator[TokenPath]:
    """The path that a setting shows: an identity-based connection, or a key that the target must still accept.

    An endpoint shows what the workload uses, and nothing about how it signs in: it adds no path.
    """
    method = edge.detail.get("method")
    if method == "managed-identity":
        yield from _identity_paths(resource, edge)
        return
    accepted = graph.resources[edge.target].value("local_auth") if edge.target else None
    if method == "local-key" and accepted is not False:
        maybe = edge.maybe or ("" if accepted is True else "whether the target accepts keys is unknown")
        yield TokenPath("local-key", frozenset(), f"key in setting {edge.detail.get('setting')}", edge.location, maybe)


def _principal_paths(graph: ResourceGraph, resource: Resource, target: Key) -> Iterator[TokenPath]:
    """Service principals named in the settings, with a credential that does not need the identity."""
    settings = resource.property("settings")
    entries = _entries(settings)
    for prefix in _prefixes(entries):
        secret = _secret_of(entries, prefix)
        if secret is None or prefix + "TENANT_ID" not in _upper(entries):
            continue
        location = settings.location or resource.header
        text = f"service principal in {prefix}CLIENT_ID"
        if _is_vault_reference(secret):
            region = domains.region_of(resource.value("region"))
            for needed in domains.managed_identity_paths(resource.kind, region):
                behind = needed | {domains.ENTRA, domains.at(domains.KEY_VAULT, region)}
                yield TokenPath("key-vault-reference", behind, text, location)
            continue
        client = _upper(entries).get(prefix + "CLIENT_ID")
        maybe = "" if _granted(graph, client, target) else "what the service principal may do is not visible"
        yield TokenPath("service-principal", frozenset({domains.ENTRA}), text, location, maybe)


def _entries(settings: Property) -> Mapping[str, Value]:
    value = settings.value
    if isinstance(value, Unknown):
        value = value.known if isinstance(value.known, dict) else {}
    return value if isinstance(value, dict) else {}


def _upper(entries: Mapping[str, Value]) -> dict[str, Value]:
    return {name.upper(): value for name, value in entries.items()}


def _prefixes(entries: Mapping[str, Value]) -> list[str]:
    found = (CREDENTIAL_PREFIX.match(name) for name in _upper(entries))
    return [match[1] for match in found if match]


def _secret_of(entries: Mapping[str, Value], prefix: str) -> Value | None:
    upper = _upper(entries)
    names = ("CLIENT_SECRET", "CLIENT_CERTIFICATE_PATH", "CERTIFICATE_PATH", "CLIENT_CERTIFICATE")
    return next((upper[prefix + name] for name in names if prefix + name in upper), None)


def _is_vault_reference(value: Value) -> bool:
    """Whether a setting is `@Microsoft.KeyVault(...)`, be its vault known or not."""
    plain = reveal(value)
    if isinstance(plain, Unknown) and isinstance(plain.known, tuple) and plain.known:
        plain = reveal(plain.known[0])
    return isinstance(plain, str) and plain.lstrip().startswith("@Microsoft.KeyVault(")


def _granted(graph: ResourceGraph, client: Value, target: Key) -> bool:
    """Whether a grant on `target` to the application that `client` (a client id) comes from is visible."""
    applications = {origin.address for origin in origins(client)}
    return any(
        edge.source.address in applications or _application_of(graph, edge.source) in applications
        for edge in graph.into(target, "granted")
    )


def _application_of(graph: ResourceGraph, principal: Key) -> str:
    """The address of the application that a service principal belongs to; empty where it cannot be seen."""
    holder = graph.resources.get(principal)
    value = holder.value("client_id") if holder else None
    return next((origin.address for origin in origins(value)), "") if value is not None else ""


def _incomplete(resource: Resource) -> str:
    """Why there may be paths that the code does not show."""
    if resource.kind in INVISIBLE_SETTINGS:
        return "what runs there, and with which credentials, is not in the infrastructure code"
    settings = resource.value("settings")
    if isinstance(settings, Unknown):
        return f"settings are unknown: {settings.reason}"
    for name, value in settings.items() if isinstance(settings, dict) else ():
        plain = reveal(value)
        if isinstance(plain, Unknown) and SECRET_NAME.search(name) and not _is_vault_reference(plain):
            return f"a setting that may hold a credential is unknown: {plain.reason}"
    return ""


def _vault_references(graph: ResourceGraph, resource: Resource) -> Iterator[Dependency]:
    """Secrets that the platform fetches from a vault with the workload's identity, one dependency a vault."""
    region = domains.region_of(resource.value("region"))
    seen: set[str] = set()
    for edge in graph.out(resource.key, "stores_secret_in"):
        vault = graph.resources.get(edge.target) if edge.target else None
        name = vault.address if vault else "a vault that is declared elsewhere"
        if name in seen:
            continue
        seen.add(name)
        where = domains.at(domains.KEY_VAULT, domains.region_of(vault.value("region"))) if vault else domains.KEY_VAULT
        paths = tuple(
            TokenPath("key-vault-reference", needed | {where}, "Key Vault reference", edge.location, edge.maybe)
            for needed in domains.managed_identity_paths(resource.kind, region)
        )
        yield Dependency(edge.target, SECRETS_IN + name, paths, edge.location)


def _describe(graph: ResourceGraph, evidence: Iterable[Edge]) -> str:
    edge = next(iter(evidence))
    target = graph.resources.get(edge.target) if edge.target else None
    return target.address if target else edge.text
