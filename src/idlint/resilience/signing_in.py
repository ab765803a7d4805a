"""How whoever deploys signs in: the methods that pipelines and Terraform write, as paths.

A method becomes a class by the catalogue's `methods`. What a federated sign-in needs depends on the platform whose
token it shows; what a managed identity needs, on the machine that the job runs on.
"""

from __future__ import annotations

from idlint.graph.resources import Resource
from idlint.records import NamedTuple
from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.estate import Estate, Evidence

ISSUERS = {"github_actions": "github", "azure_pipelines": "azure-devops", "gitlab_ci": "gitlab"}
"""Pipeline dialect -> the issuer of its tokens."""

SCHEMES = {
    "serviceprincipal": "secret",
    "workloadidentityfederation": "oidc",
    "managedserviceidentity": "managed-identity",
}
"""Scheme of a service connection -> method."""

CLOUDS = {
    "azurerm": "azure",
    "azuread": "azure",
    "azapi": "azure",
    "aws": "aws",
    "google": "gcp",
    "s3": "aws",
    "gcs": "gcp",
}
"""Provider or backend of Terraform -> cloud."""


class Actor(NamedTuple):
    """Who deploys."""

    dialect: str = ""
    """The pipeline's dialect; empty where no job is known."""
    machine: Resource | None = None
    """What the job runs on, where that is ours."""
    sign_ins: tuple[tuple[str, Dependency], ...] = ()
    """(cloud, dependency) of every sign-in of the job."""


NOBODY = Actor()


def by_method(
    estate: Estate, cloud: str, method: str, actor: Actor, evidence: Evidence, needs: tuple[Dependency, ...] = ()
) -> tuple[TokenPath, ...]:
    """The paths of a sign-in; none where the method says too little (`ambient`, an unknown platform's token)."""
    known = estate.catalogue.by_method.get((cloud, method))
    if known is None or (method == "oidc" and actor.dialect not in ISSUERS):
        return ()
    variants = (ISSUERS[actor.dialect],) if method == "oidc" else ()
    paths = estate.ways(known.name, actor.machine, evidence, variants=variants)
    return tuple(path._replace(needs=needs) for path in paths)


def method_of(estate: Estate, login: Resource) -> str:
    """The method of a sign-in, looked up in the service connection where it goes through one; else empty."""
    method = login.value("method")
    if method == "service-connection":
        for edge in estate.graph.out(login.key, "authenticates_to"):
            connection = estate.resource(edge.target)
            scheme = connection.value("scheme") if connection else None
            if isinstance(scheme, str):
                return SCHEMES.get(scheme.lower(), "")
        return ""
    return method if isinstance(method, str) else ""
