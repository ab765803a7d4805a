"""Service principals in the settings of a workload: whose they are, where their secret comes from, what they may do.

A credential counts as a path only if it can be had without the path that it stands in for, the target authorises it
and it has not expired. What is written and is no path is kept with the reason, so that people see that it was seen.
That a client library would choose it is never proof: https://learn.microsoft.com/azure/key-vault/general/authentication
and the measurements in docs say why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from idlint.graph.resources import Key, Resource
from idlint.records import NamedTuple
from idlint.resilience.assessment import TokenPath
from idlint.resilience.boot_variables import boot_variables
from idlint.resilience.domains import region
from idlint.resilience.estate import Estate, Evidence, known_entries
from idlint.source import Location
from idlint.values import Unknown, Value, origins, reveal

_PREFIX = r"(?i)^(AZURE_|ARM_|SPN?_|SERVICE_PRINCIPAL_|.*FALLBACK.*?_)(CLIENT_ID)$"
"""Settings that name a service principal: the SDK's variables, and names that say fallback."""

_SECRETS = ("CLIENT_SECRET",)
_CERTIFICATES = ("CLIENT_CERTIFICATE_PATH", "CERTIFICATE_PATH", "CLIENT_CERTIFICATE")
_OWN_USERS = frozenset({"sql_server", "sql_database", "postgresql_server", "mysql_server"})
"""Kinds that keep their users themselves, where no infrastructure code shows them: no grant is not no access."""

_ONLY_MANAGED = frozenset({"managedidentitycredential", "workloadidentitycredential", "dev"})
"""Values of AZURE_TOKEN_CREDENTIALS with which the SDK's chain leaves the environment's credential out."""


class Principal(NamedTuple):
    """A service principal that settings name."""

    prefix: str
    """`AZURE_`, `FALLBACK_`: what its settings begin with, in upper case."""
    client: Value
    """Its client id."""
    secret: Value
    """Its secret, or the certificate's place; null where there is none."""
    certificate: bool
    location: Location
    advice: str
    """Why the SDK's chain would not choose it, if that can be seen."""


class Ways(NamedTuple):
    """What a principal comes to for one target."""

    paths: tuple[TokenPath, ...] = ()
    refused: tuple[str, ...] = ()
    """Why it is no path."""


def principals(workload: Resource) -> Iterator[Principal]:
    """The service principals with a tenant that the settings of a workload, or its boot script, name."""
    settings = workload.property("settings")
    entries = {name.upper(): value for name, value in known_entries(settings.value).items()}
    written = {name: (value, location) for name, value, location in boot_variables(workload)}
    entries.update((name, value) for name, (value, _) in written.items())
    for prefix in (match[1] for match in (re.match(_PREFIX, name) for name in entries) if match):
        if prefix + "TENANT_ID" not in entries:
            continue
        secret = next((entries[prefix + name] for name in _SECRETS if prefix + name in entries), None)
        file = next((entries[prefix + name] for name in _CERTIFICATES if prefix + name in entries), None)
        yield Principal(
            prefix,
            entries[prefix + "CLIENT_ID"],
            file if secret is None else secret,
            secret is None and file is not None,
            written[prefix + "CLIENT_ID"][1]
            if prefix + "CLIENT_ID" in written
            else settings.location or workload.header,
            _advice(prefix, entries),
        )


def _advice(prefix: str, entries: Mapping[str, Value]) -> str:
    chosen = entries.get("AZURE_TOKEN_CREDENTIALS")
    if prefix == "AZURE_" and isinstance(chosen, str) and chosen.lower() in _ONLY_MANAGED:
        return f"AZURE_TOKEN_CREDENTIALS = {chosen} keeps the SDK's chain from choosing it"
    return ""


def ways(estate: Estate, workload: Resource, principal: Principal, target: Key) -> Ways:
    """The paths that a principal is for one target, or why it is none."""
    name = f"service principal in {principal.prefix}CLIENT_ID"
    owner = _owner(estate, workload, principal.client)
    if reason := _expired(estate, workload, principal, owner):
        return Ways(refused=(f"{name}: {reason}",))
    verdict = _authorised(estate, principal.client, owner, target)
    if verdict == "no":
        return Ways(refused=(f"{name}: nothing is granted to it on {target.address}",))
    maybe = "" if verdict == "yes" else "what the service principal may do is not visible"
    evidence = Evidence(name, principal.location, maybe, owner)
    found = _by_secret(estate, workload, principal, evidence) or _by_federation(estate, workload, owner, evidence)
    return Ways(tuple(path._replace(advice=principal.advice) for path in found))


def _by_secret(estate: Estate, workload: Resource, principal: Principal, evidence: Evidence) -> tuple[TokenPath, ...]:
    if principal.secret is None:
        return ()
    if is_vault_reference(principal.secret):
        # The platform reads the secret with an identity of the host, whatever the principal may do.
        evidence = evidence._replace(maybe="")
        return estate.ways("service-principal-behind-vault", workload, evidence, target=region(workload))
    return estate.ways("service-principal", workload, evidence)


def _by_federation(estate: Estate, workload: Resource, owner: Key | None, evidence: Evidence) -> tuple[TokenPath, ...]:
    """By the federated credentials of the application: with a managed identity, or with an issuer outside Entra."""
    found: list[TokenPath] = []
    if workload.kind == "kubernetes_workload":
        return ()  # its service account signs in, which `running` knows, whatever else trusts that principal
    for credential in estate.federations.get(owner, ()) if owner else ():
        issuer = estate.issuer(credential)
        name = "federated-managed-identity" if issuer == "entra" else "workload-federation"
        text = f"{evidence.text}, federated by {credential.address}"
        found += estate.ways(
            name, workload, evidence._replace(text=text), variants=() if issuer == "entra" else (issuer,)
        )
    return tuple(found)


def is_vault_reference(value: Value) -> bool:
    """Whether a setting is `@Microsoft.KeyVault(...)`, be its vault known or not."""
    plain = reveal(value)
    if isinstance(plain, Unknown) and isinstance(plain.known, tuple) and plain.known:
        plain = reveal(plain.known[0])
    return isinstance(plain, str) and plain.lstrip().startswith("@Microsoft.KeyVault(")


def _owner(estate: Estate, workload: Resource, client: Value) -> Key | None:
    """The application or identity whose client id it is, where that is declared."""
    resources = estate.graph.resources
    found = {origin.address for origin in origins(client)}
    keys = [
        key
        for key in estate.by_address(found, workload.key)
        if resources[key].kind in {"application", "managed_identity"}
    ]
    return keys[0] if keys else None


def _expired(estate: Estate, workload: Resource, principal: Principal, owner: Key | None) -> str:
    """Why the credential is certainly no longer accepted; empty where it may be."""
    made_by = {origin.address for origin in origins(principal.secret)}
    written = [estate.graph.resources[key] for key in estate.by_address(made_by, workload.key)]
    held = estate.credentials.get(owner, ()) if owner and principal.certificate else ()
    certificates = [item for item in held if item.value("certificate") is True]
    candidates = [item for item in written if item.kind == "application_credential"] or certificates
    if candidates and all(map(estate.expired, candidates)):
        return f"{candidates[0].address} expired on {candidates[0].value('expires')}"
    return ""


def _authorised(estate: Estate, client: Value, owner: Key | None, target: Key) -> str:
    """`yes`, `no` or `unknown`: no only where other grants to the principal are managed here and none is unknown.

    Databases know their own users: https://learn.microsoft.com/azure/azure-sql/database/authentication-aad-overview.
    """
    names = {origin.address for origin in origins(client)}
    grants = estate.grants(owner) if owner else ()
    if any(edge.target == target for edge in grants):
        return "yes"
    if any(edge.source.address in names for edge in estate.graph.into(target, "granted")):
        return "yes"
    own = target in estate.graph.resources and estate.graph.resources[target].kind in _OWN_USERS
    return "no" if grants and not own and all(edge.target is not None for edge in grants) else "unknown"
