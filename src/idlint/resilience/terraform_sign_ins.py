"""How Terraform itself signs in: its state backend and its providers, from their own blocks.

Arguments: https://developer.hashicorp.com/terraform/language/backend/azurerm and
https://developer.hashicorp.com/terraform/language/backend/s3. What the blocks do not
say comes from the environment, so that absence says nothing: then it is the job's own sign-in, where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from idlint.document import Declaration, Deployment
from idlint.graph.resources import Resource
from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.domains import region
from idlint.resilience.estate import Estate, Evidence
from idlint.resilience.signing_in import CLOUDS, Actor, by_method
from idlint.values import Unknown, Value, reveal

STATE = "Terraform state"
"""How a dependency on the state is named."""

_SWITCHES = (("use_msi", "managed-identity"), ("use_oidc", "oidc"), ("use_aks_workload_identity", "oidc"))
_WRITTEN = (
    ("client_secret", "secret"), ("client_secret_file_path", "secret"), ("client_certificate", "certificate"),
    ("client_certificate_path", "certificate"), ("access_key", "access-key"), ("sas_token", "access-key"),
    ("secret_key", "access-key"), ("credentials", "secret"),
)  # fmt: skip
_UNSEEN = "how Terraform signs in is not in its blocks, and no job shows it"


def terraform_needs(estate: Estate, deployment: Deployment, actor: Actor) -> Iterator[Dependency]:
    """What the state backend and the providers of a root need, in the hands of `actor`."""
    providers: set[str] = set()
    for declaration in deployment.declarations:
        if declaration.callers:
            continue
        if declaration.type == "terraform.backend":
            yield from _backend(estate, declaration, actor)
        elif declaration.type == "terraform.provider" and CLOUDS.get(declaration.name, "") not in {"", *providers}:
            providers.add(CLOUDS[declaration.name])
            yield from _provider(estate, declaration, actor)


def _backend(estate: Estate, backend: Declaration, actor: Actor) -> Iterator[Dependency]:
    if backend.name in {"remote", "cloud"}:
        evidence = Evidence("state in HCP Terraform", backend.header)
        yield Dependency(None, STATE, estate.ways("remote-state", None, evidence), backend.header)
    if backend.name not in CLOUDS:
        return
    found = _signed_in(estate, backend, actor)
    store = _store(estate, backend)
    if store is not None:
        where = estate.catalogue.domain("azure/region@region", region(store))
        found = tuple(path._replace(domains=path.domains | {where}) for path in found)
    yield _dependency(None if store is None else store, STATE, found, backend, actor)


def _provider(estate: Estate, provider: Declaration, actor: Actor) -> Iterator[Dependency]:
    found = _signed_in(estate, provider, actor)
    shown = any(cloud == CLOUDS[provider.name] for cloud, _ in actor.sign_ins)
    if found or not shown:  # else the job's sign-in is its dependency already
        yield _dependency(None, f"provider {provider.name}", found, provider, actor)


def _dependency(
    store: Resource | None, text: str, paths: tuple[TokenPath, ...], block: Declaration, actor: Actor
) -> Dependency:
    """A dependency with the paths of the block, else with those of the job's sign-ins."""
    target = None if store is None else store.key
    if paths:
        return Dependency(target, text, paths, block.header)
    shared = [item for cloud, item in actor.sign_ins if cloud == CLOUDS[block.name]]
    if shared:
        return shared[0]._replace(target=target, text=text)
    return Dependency(target, text, (), block.header, _UNSEEN)


def _signed_in(estate: Estate, block: Declaration, actor: Actor) -> tuple[TokenPath, ...]:
    """The paths that a block's own arguments show."""
    cloud = CLOUDS[block.name]
    found: list[TokenPath] = []
    for name, method, maybe in _methods(block.attributes):
        evidence = Evidence(f"{name} of {block.address}", block.span_of((name,)), maybe)
        if cloud == "azure" and method == "access-key":
            found += estate.ways("local-key", actor.machine, evidence)
        else:
            found += by_method(estate, cloud, method, actor, evidence)
    return tuple(found)


def _methods(attributes: Mapping[str, Value]) -> Iterator[tuple[str, str, str]]:
    """(argument, method, why it may not be so) for what the arguments show."""
    written = {name: reveal(value) for name, value in attributes.items()}
    for name, method in _SWITCHES:
        value = written.get(name)
        if value is True or value == "true":
            yield name, method, ""
        elif isinstance(value, Unknown):
            yield name, method, f"{name} is unknown: {value.reason}"
    for name, method in _WRITTEN:
        if written.get(name) not in (None, ""):
            yield name, method, ""


def _store(estate: Estate, backend: Declaration) -> Resource | None:
    """The storage account of the state, where it is declared under that name."""
    name = backend.attributes.get("storage_account_name")
    accounts: Iterable[Resource] = estate.graph.of_kind("storage_account") if isinstance(name, str) else ()
    return next((item for item in accounts if item.value("name") == name), None)
