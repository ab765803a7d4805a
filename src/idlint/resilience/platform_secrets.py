"""Secrets that the platform reads from a vault for a workload, and when it does: one dependency a vault.

App Service reads them again while the app runs. Container Apps keeps a copy, which what runs goes on with: a change of
the app reads the vault, and whether a new replica does is not documented. Facts: `platform-secret` in the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator

from idlint.graph.resources import Edge, Key, Resource
from idlint.resilience.assessment import Dependency
from idlint.resilience.domains import region
from idlint.resilience.estate import Estate, Evidence

SECRETS_IN = "secrets in "
"""How a dependency on a vault's secrets is named, before the vault."""

KEPT = "platform-secret"
"""The class of secrets that the platform keeps a copy of, on the hosts where it does."""

UNDOCUMENTED = "whether a new replica reads the vault, or gets the copy that the platform keeps, is not documented"
"""Why a start may not need the vault."""

READ_FOR = "what is granted on it may be for the secrets that the platform keeps a copy of"
"""Why what runs may not use a vault that it may read."""


def keeps_copies(estate: Estate, workload: Resource) -> bool:
    """Whether what hosts the workload keeps copies of its secrets."""
    return bool(estate.catalogue.needs(KEPT, (workload.kind,), region(workload)))


def copied(estate: Estate, workload: Resource, maybe: str = "") -> Iterator[Dependency]:
    """The vaults that copies are made from; `maybe` is why one may be had without its vault."""
    if keeps_copies(estate, workload):
        yield from vault_secrets(estate, workload, KEPT, maybe)


def read_for(estate: Estate, workload: Resource, target: Key) -> str:
    """Why what is granted on a vault, or a secret, does not show that the workload reads it; empty where it does."""
    granted = estate.resource(target)
    if granted is None or granted.kind not in {"key_vault", "key_vault_secret"} or not keeps_copies(estate, workload):
        return ""
    vaults = {target, *(edge.target for edge in estate.graph.out(target, "stores_secret_in"))}
    read = {edge.target for edge in estate.graph.out(workload.key, "stores_secret_in")}
    return READ_FOR if read & {*vaults, None} else ""


def vault_secrets(estate: Estate, workload: Resource, credential: str, maybe: str = "") -> Iterator[Dependency]:
    """What reads each of the vaults, with the workload's identity."""
    edges: dict[str, Edge] = {}
    for edge in estate.graph.out(workload.key, "stores_secret_in"):
        vault = estate.resource(edge.target)
        edges.setdefault(vault.address if vault else "a vault that is declared elsewhere", edge)
    for name, edge in edges.items():
        evidence = Evidence("Key Vault reference", edge.location, edge.maybe)
        where = region(estate.resource(edge.target))
        paths = estate.ways(credential, workload, evidence, target=where)
        yield Dependency(edge.target, SECRETS_IN + name, paths, edge.location, "", maybe)
