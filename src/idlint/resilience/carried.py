"""Identities that are carried for something that the code does not show: a replay must not say that nothing is lost.

The rules leave them alone, since nothing can be said of a target that is not seen. In an outage of identity, "it goes
on" would be as wrong: what the identity is for is then an explicit unknown, and only then.
"""

from __future__ import annotations

from collections.abc import Mapping

from idlint.graph.resources import Key, Resource
from idlint.resilience.assessment import Assessment, Dependency, Needs, TokenPath
from idlint.resilience.domains import region
from idlint.resilience.estate import known_list

PURPOSE = "whatever its identity is for"
"""How the dependency is named."""

UNSEEN = "nothing shows what it signs in to with its identity"

_USES = frozenset(
    {
        "managed-identity", "federated-managed-identity", "key-vault-reference", "platform-secret",
        "registry-identity", "service-principal-behind-vault",
    }
)  # fmt: skip
"""Classes that show what an identity is for."""

_OTHERWISE = frozenset({"kubernetes_cluster", "kubernetes_node_pool"})
"""Kinds whose identity is for making nodes, which the tree of *start* has."""


def with_carried(assessment: Assessment) -> Mapping[Key, Needs]:
    """The trees of an assessment; those of workloads that carry an identity for nothing that is seen, with that."""
    return {key: _with(assessment, key, needs) for key, needs in assessment.needs.items()}


def _with(assessment: Assessment, key: Key, needs: Needs) -> Needs:
    resource = assessment.graph.resources[key]
    if resource.kind in _OTHERWISE or not _carries(assessment, resource) or _is_seen(needs):
        return needs
    location = resource.property("identity_types").location or resource.header
    ways = assessment.catalogue.needs("managed-identity", (resource.kind,), region(resource))
    # The class is none of the catalogue's: whether anything that it was given is kept is as unknown as its use.
    paths = tuple(TokenPath("carried-identity", needed, "its managed identity", location) for needed in ways)
    purpose = Dependency(None, PURPOSE, paths, location, "", UNSEEN)
    return {name: (*tree, purpose) if name != "deploy" else tree for name, tree in needs.items()}


def _carries(assessment: Assessment, resource: Resource) -> bool:
    """Whether it certainly carries a managed identity."""
    if "identity_carrier" not in resource.traits:
        return False
    edges = assessment.graph.out(resource.key, "uses_identity")
    assigned = any(not edge.maybe and edge.detail.get("identity") != "kubelet" for edge in edges)
    return assigned or "SystemAssigned" in known_list(resource.value("identity_types"))


def _is_seen(needs: Needs) -> bool:
    """Whether any path shows what a managed identity is for, or it is said already that paths cannot be seen."""
    trees = [dependency for name in ("run", "start") for dependency in needs.get(name, ())]
    return any(not item.paths and item.incomplete for item in trees) or any(
        path.credential in _USES for item in trees for path in item.paths
    )
