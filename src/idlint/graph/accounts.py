"""The service accounts of one environment, found by what a pod says: name, namespace, and the nearest to its file.

Manifests often leave the namespace to whoever applies them; repositories then have an account of one name for each
place, each beside the pods that run as it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from idlint.graph.resources import Resource
from idlint.values import Missing, Unknown, Value

NO_NAMESPACE: Final = "the namespace is said where the manifest is applied"
SEVERAL: Final = "several things have that name"

_MANIFESTS: Final = (".yml", ".yaml")


def is_account(item: Resource) -> bool:
    """Whether it is a service account, however it is written."""
    return item.kind == "kubernetes_service_account" or item.value("object_kind") == "ServiceAccount"


def unknown_namespace(namespace: Value | Missing) -> str:
    """Why a namespace is not known."""
    reason = namespace.reason if isinstance(namespace, Unknown) else NO_NAMESPACE
    return reason if reason == NO_NAMESPACE else f"its namespace is unknown: {reason}"


class Accounts:
    """Service accounts by name, namespace and every folder that they are below."""

    def __init__(self, declared: Iterable[Resource]) -> None:
        self._found: dict[tuple[str, tuple[str, ...], str | None], list[Resource]] = defaultdict(list)
        for account in declared:
            if isinstance(name := account.value("name"), str):
                self._enter(account, name)

    def _enter(self, account: Resource, name: str) -> None:
        namespace = account.value("namespace")
        for place in _places(account):
            self._found[name, place, None].append(account)
            self._found[name, place, namespace if isinstance(namespace, str) else ""].append(account)

    def nearest(self, pod: Resource) -> tuple[list[Resource], str]:
        """The accounts that the pod may run as, those nearest to its file, and why it may be none of them."""
        name, namespace = pod.value("account"), pod.value("namespace")
        if not isinstance(name, str):
            return [], ""
        near: list[Resource] = next(filter(None, (self._in(name, place, namespace) for place in _places(pod))), [])
        if len(near) > 1:
            return near, SEVERAL
        sure = any(_is_beside(pod, item) or _is_same(namespace, item.value("namespace")) for item in near)
        return near, "" if sure or not near else unknown_namespace(namespace)

    def _in(self, name: str, place: tuple[str, ...], namespace: Value | Missing) -> list[Resource]:
        """The accounts of that name below a folder, but for those that are in another namespace for certain."""
        if not isinstance(namespace, str):
            return self._found.get((name, place, None), [])
        return [item for known in (namespace, "") for item in self._found.get((name, place, known), ())]


def _places(item: Resource) -> Iterator[tuple[str, ...]]:
    """What a resource is below: its deployment, and every folder above that, innermost first."""
    names = tuple(item.key.deployment.split("/"))
    for number in range(len(names), -1, -1):
        yield names[:number]


def _is_beside(pod: Resource, account: Resource) -> bool:
    """Whether both are in one root, or in manifests of one folder."""
    ours, theirs = pod.key.deployment, account.key.deployment
    if ours.endswith(_MANIFESTS) and theirs.endswith(_MANIFESTS):
        return ours.rpartition("/")[0] == theirs.rpartition("/")[0]
    return ours == theirs


def _is_same(ours: Value | Missing, theirs: Value | Missing) -> bool:
    return isinstance(ours, str) and ours == theirs
