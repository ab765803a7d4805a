"""The objects of one manifest as declarations: service accounts, and what runs pods as one.

Names: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/ . The label of Azure:
https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html .
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from idlint.document import Declaration, Path
from idlint.languages.kubernetes.containers import ConfigMaps, config_maps, environment, is_given_more
from idlint.languages.kubernetes.files import WORKLOADS
from idlint.languages.kubernetes.nodes import FILLED_IN, PLACEHOLDER, below, elements, get, text_of
from idlint.languages.yamlsyntax import MappingNode, Node, ScalarNode, SequenceNode
from idlint.source import Location
from idlint.values import Unknown, Value

ACCOUNT: Final = "kubernetes.service_account"
WORKLOAD: Final = "kubernetes.workload"

NO_NAMESPACE: Final = "the namespace is said where the manifest is applied"

LABEL: Final = "azure.workload.identity/use"
DRIVER: Final = "secrets-store.csi.k8s.io"
"""The driver of volumes that holds secrets of a vault; it signs in as the pod's service account:
https://learn.microsoft.com/azure/aks/csi-secrets-store-identity-access ."""

_NAME = re.compile(r"[a-z0-9](?:[-.a-z0-9]*[a-z0-9])?")
"""What Kubernetes lets a name be: anything else is filled in by some tool."""

_POD_TEMPLATES: Final = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
_POD_TEMPLATE: Final = ("spec", "template")
"""Where the pod is written; in `Pod` it is the object itself."""


def objects(documents: Iterable[Node]) -> Iterator[MappingNode]:
    """The objects of a file, those in a `List` one by one."""
    for root in documents:
        if not isinstance(root, MappingNode):
            continue
        items = root.get("items") if text_of(root.get("kind")) == "List" else None
        if isinstance(items, SequenceNode):
            yield from (item for item in items.items if isinstance(item, MappingNode))
        else:
            yield root


def declarations(documents: Iterable[Node]) -> Iterator[Declaration]:
    """The accounts and workloads of a file; objects of one name have a number from the second one on."""
    seen: Counter[str] = Counter()
    items = list(objects(documents))
    maps = config_maps(items)
    for item in items:
        found = _declaration(item, maps)
        if found is not None:
            seen[found.address] += 1
            if seen[found.address] > 1:
                found.address += f"#{seen[found.address]}"
            yield found


def _declaration(item: MappingNode, maps: ConfigMaps) -> Declaration | None:
    kind, group = text_of(item.get("kind")), text_of(item.get("apiVersion")).rpartition("/")[0]
    if kind == "ServiceAccount" and not group:
        return _declared(item, ACCOUNT, kind, {}, {})
    if group in WORKLOADS.get(kind, ()):
        return _workload(item, kind, maps)
    return None


def _workload(item: MappingNode, kind: str, maps: ConfigMaps) -> Declaration | None:
    """A workload that names a service account, or asks for an identity; one that does neither has none."""
    pod = below(item, _POD_TEMPLATES.get(kind, _POD_TEMPLATE))
    spec = below(pod, ("spec",))
    account = get(spec, "serviceAccountName") or get(spec, "serviceAccount")
    labels = below(pod, ("metadata", "labels"))
    named = text_of(account)
    if named in {"", "default"} and get(labels, LABEL) is None:
        return None
    settings, written = environment(item, spec, maps)
    attributes: dict[str, Value] = {
        "account": _name(account) if named else "default",
        "pod_labels": _texts(labels),
        "mounts_secrets": _mounts_secrets(spec),
        "settings": settings,
        "given_more": is_given_more(item, spec, maps),
    }
    places = (("account", account), ("pod_labels", get(labels, LABEL)))
    spans: dict[Path, Location] = {(key,): node.span for key, node in places if node is not None}
    spans |= {("settings", name): span for name, span in written.items()}
    return _declared(item, WORKLOAD, kind, attributes, spans)


def _mounts_secrets(spec: Node | None) -> bool:
    """Whether a pod has a volume of secrets from a vault."""
    return any(text_of(below(item, ("csi", "driver"))) == DRIVER for item in elements(get(spec, "volumes")))


def _declared(
    item: MappingNode, type: str, kind: str, attributes: dict[str, Value], spans: dict[Path, Location]
) -> Declaration:
    metadata = below(item, ("metadata",))
    name, namespace = get(metadata, "name"), get(metadata, "namespace")
    written = {key: get(metadata, key) for key in ("labels", "annotations")}
    spans |= {(key,): node.span for key, node in written.items() if node is not None}
    spans |= {(key,): node.span for key, node in (("name", name), ("namespace", namespace)) if node is not None}
    label = f"{text_of(namespace)}/{text_of(name)}".strip("/") or "?"
    return Declaration(
        f"{kind}/{label}",
        type,
        _header(item),
        name=text_of(name),
        attributes={
            "object_kind": kind,
            "name": _name(name),
            "namespace": Unknown(NO_NAMESPACE) if namespace is None else _name(namespace),
            **{key: _texts(node) for key, node in written.items()},
            **attributes,
        },
        spans=spans,
    )


def _header(item: MappingNode) -> Location:
    """The line that says of which kind the object is."""
    key, value = next((pair for pair in item.pairs if pair[0].text == "kind"), item.pairs[0])
    return key.span._replace(end=max(value.end, key.end)) if value.start >= key.start else key.span


def _name(node: Node | None) -> Value:
    """A name of Kubernetes; unknown where a tool fills it in."""
    text = text_of(node)
    return text if _NAME.fullmatch(text) else Unknown(FILLED_IN)


def _texts(node: Node | None) -> Value:
    """Labels or annotations: names and texts, those that a tool fills in unknown."""
    pairs = node.pairs if isinstance(node, MappingNode) else ()
    return {key.text: _filled(value) for key, value in pairs if isinstance(value, ScalarNode)}


def _filled(node: ScalarNode) -> Value:
    return Unknown(FILLED_IN) if PLACEHOLDER.search(node.text) else node.text
