"""Where pipelines, agents and cluster workloads get their credentials from, as far as infrastructure code says so.

A variable of a pipeline platform that holds an identity's client id; the token by which an agent or runner registers,
and the store it is kept in; the annotation by which a Kubernetes service account names its cloud identity. Names:
https://learn.microsoft.com/azure/devops/pipelines/agents/docker ,
https://docs.github.com/actions/hosting-your-own-runners ,
https://docs.gitlab.com/runner/register/ ,
https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from idlint.graph.links import Link
from idlint.graph.part import Item
from idlint.graph.references import plain as plain_text
from idlint.values import Encoded, Missing, Unknown, Value, origins, reveal, text

CLIENT_IDS: Final = frozenset({"client_id", "application_id", "clientId", "appId"})
"""Attributes that are the client id of an identity."""

ANNOTATIONS: Final = {
    "azure.workload.identity/client-id": "azure", "eks.amazonaws.com/role-arn": "aws",
    "iam.gke.io/gcp-service-account": "gcp",
}  # fmt: skip
"""Annotations of a service account that name the identity it acts as -> the cloud of that."""

_ROLE: Final = r"arn:[^\"\s]*:role/(?:[\w+=,.@-]+/)*([\w+=,.@-]+)"
_EMAIL: Final = r"([a-z0-9-]+)@[^@\s]+\.iam\.gserviceaccount\.com"
_BY_NAME: Final = {"aws": (_ROLE, ("iam_role",)), "gcp": (_EMAIL, ("service_account",))}
"""How an identity's name is written in what an annotation has, and the kinds that have such names."""

_IDENTITY: Final = frozenset({"identity"})

_MACHINES: Final = {
    "virtual_machine": ("custom_data", "user_data", "extensions"),
    "virtual_machine_scale_set": ("custom_data", "user_data", "extensions"),
    "vm_extension": ("extension_settings", "protected_settings"),
    "container_app_job": ("settings", "secrets"),
    "container_group": ("settings",),
    "helm_release": ("chart_values",),
}
"""Kinds that agents are made of -> the properties that may hold how one registers."""

_ACCOUNTS: Final = frozenset({"kubernetes_service_account", "kubernetes_manifest", "helm_release"})

HOLDING: Final = frozenset({"ci_variable", "variable_group", *_ACCOUNTS, *_MACHINES})
"""The kinds of which something may be said here."""

MAX_TEXT: Final = 100_000


@cache
def _registers() -> re.Pattern[str]:
    """What shows that a secret is the one by which an agent registers, in the text around it or in its name."""
    return re.compile(
        r"AZP_TOKEN|VSTS_AGENT_INPUT_TOKEN|--auth[ =]pat|azdo"
        r"|(?P<github>github_(?:token|pat|app)|RUNNER_TOKEN|ACCESS_TOKEN|APP_PRIVATE_KEY|actions-runner|githubConfig)"
        r"|(?P<gitlab>gitlab-runner|runner-?(?:Registration-?)?Token)|config\.(?:sh|cmd)"
        r"|(?<![a-z])(?:pat|agent-?_?token|runner-?_?token)(?![a-z])",
        re.IGNORECASE,
    )


def credentials(item: Item) -> Iterator[Link]:
    """Every link of one resource that says where a credential comes from."""
    kind = item.resource.kind
    if kind == "ci_variable":
        yield from _held(item, {"": item.resource.value("value")})
    elif kind == "variable_group":
        values = _known(item, "values")
        yield from _held(item, values if isinstance(values, dict) else {})
    elif kind in _ACCOUNTS:
        yield from _annotated(item)
    if kind in _MACHINES:
        yield from _registered(item)


def _known(item: Item, name: str) -> Value:
    value = item.resource.value(name)
    plain = None if isinstance(value, Missing) else reveal(value)
    return plain.known if isinstance(plain, Unknown) and isinstance(plain.known, dict | list) else plain


def _held(item: Item, values: Mapping[str, Value | Missing]) -> Iterator[Link]:
    """The identities whose client ids are kept in variables."""
    resource = item.resource
    for name, value in values.items():
        plain = None if isinstance(value, Missing) else reveal(value)
        if (
            isinstance(plain, Unknown)
            and plain.origin
            and plain.origin.path[-1:]
            and plain.origin.path[-1] in CLIENT_IDS
        ):
            location = resource.property("values" if name else "value").location or resource.header
            yield Link(
                "uses_identity", resource.key, plain, location, f"variable {name}" if name else "value",
                detail={"variable": name} if name else {}, only=_IDENTITY, optional=True,
            )  # fmt: skip


def _annotated(item: Item) -> Iterator[Link]:
    """The identity that a service account acts as; of a chart, whatever is set for such an annotation.

    What an account says is its identity for certain, whether that is declared here or not.
    """
    resource = item.resource
    name = "chart_values" if resource.kind == "helm_release" else "annotations"
    written = _known(item, name)
    for key, value in written.items() if isinstance(written, dict) else ():
        plain = key.replace("\\", "")
        cloud = next((of for one, of in ANNOTATIONS.items() if plain == one or plain.endswith(f".{one}")), "")
        if value is not None and cloud:
            location = resource.property(name).location or resource.header
            named, to = _by_name(value, cloud)
            detail: dict[str, Value] = {"method": "oidc", "cloud": cloud}
            yield Link(
                "uses_identity", resource.key, named, location, f"annotation {plain}", to, detail=detail,
                text=plain_text(value), only=_IDENTITY, optional=resource.kind == "helm_release",
            )  # fmt: skip


def _by_name(value: Value, cloud: str) -> tuple[Value, tuple[str, ...]]:
    """What an annotation refers to: the name in an ARN or an address, where that is written in full."""
    pattern, kinds = _BY_NAME.get(cloud, ("", ()))
    found = re.fullmatch(pattern, plain_text(value)) if pattern else None
    return (value, ()) if found is None else (found[1], kinds)


def _registered(item: Item) -> Iterator[Link]:
    """The stores that keep the token by which an agent registers."""
    resource = item.resource
    for name in _MACHINES[resource.kind]:
        value = resource.value(name)
        plain = None if isinstance(value, Missing) else _decoded(value)
        sources = [] if plain is None else [origin for origin in origins(plain) if _is_secret(origin.address)]
        around = text(plain)[:MAX_TEXT] if sources else ""
        for origin in dict.fromkeys(sources):
            shows = _registers().search(origin.address.rpartition(".")[2]) or _registers().search(around)
            if shows is not None:
                location = resource.property(name).location or resource.header
                yield Link(
                    "stores_secret_in", resource.key, Unknown("secret", origin), location,
                    f"the token by which the agent registers ({name})", detail={"registration": _platform(shows)},
                    text=f"${{{origin}}}", optional=True,
                )  # fmt: skip


def _decoded(value: Value, depth: int = 4) -> Value:
    """`value` with every text that is written in base 64 as the text it was made of."""
    plain = reveal(value)
    if isinstance(plain, Encoded):
        return _decoded(plain.content, depth - 1) if depth else plain
    if isinstance(plain, Unknown) and isinstance(plain.known, dict | list):
        plain = plain.known
    if isinstance(plain, dict) and depth:
        return {key: _decoded(item, depth - 1) for key, item in plain.items()}
    return [_decoded(item, depth - 1) for item in plain] if isinstance(plain, list) and depth else plain


def _is_secret(address: str) -> bool:
    return "key_vault_secret." in address


def _platform(shows: re.Match[str]) -> str:
    if shows["github"]:
        return "github_actions"
    return "gitlab_ci" if shows["gitlab"] else "azure_pipelines"
