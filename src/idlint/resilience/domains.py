"""Failure domains: what can fail as one, what fails with it, and what each credential class needs.

Facts: https://learn.microsoft.com/entra/architecture/resilience-daemon-app (managed identities use the
regional endpoints of the region where the *compute* runs), https://learn.microsoft.com/azure/key-vault/general/authentication
(a vault calls Entra ID on every request) and Microsoft's post-incident review FNJ8-VQZ
(https://azure.status.microsoft/status/history/?trackingId=FNJ8-VQZ).
"""

from __future__ import annotations

from collections.abc import Iterable

from idlint.values import Missing, Unknown, Value, text

MANAGED_IDENTITY = "azure/managed-identity"
ENTRA = "azure/entra"
IMDS = "azure/imds"
KEY_VAULT = "azure/key-vault"

METADATA_HOSTS = frozenset(
    {"virtual_machine", "virtual_machine_scale_set", "kubernetes_cluster", "kubernetes_node_pool", "container_group"}
)
"""Kinds whose tokens come through the instance metadata service; App Service has an endpoint of its own."""


def region_of(value: Value | Missing) -> str:
    """The region part of a domain: its name, or the origin that stands for it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Unknown) and value.origin is not None:
        return text(value)
    return "?"


def at(domain: str, region: str) -> str:
    """The regional part of `domain`."""
    return f"{domain}@{region}"


def managed_identity_paths(kind: str, region: str) -> tuple[frozenset[str], ...]:
    """What a managed identity needs on a host of `kind` in `region`: two ways, by the regional or the global Entra."""
    host = {at(MANAGED_IDENTITY, region)} | ({at(IMDS, region)} if kind in METADATA_HOSTS else set())
    return (frozenset({*host, at(ENTRA, region)}), frozenset({*host, ENTRA}))


def closed_upward(domains: Iterable[str]) -> frozenset[str]:
    """`domains` with everything whose failure fails one of them, so that common causes show.

    The global managed-identity service fails each of its regions. Entra's regional endpoints do not: they are
    built to work without the global one (https://learn.microsoft.com/entra/architecture/resilience-daemon-app).
    """
    closed = set(domains)
    if any(domain.startswith(MANAGED_IDENTITY + "@") for domain in closed):
        closed.add(MANAGED_IDENTITY)
    return frozenset(closed)
