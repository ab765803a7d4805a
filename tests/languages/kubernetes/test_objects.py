"""Objects of manifests as declarations; whatever is in a file, reading it ends and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlint.document import ALL, Declaration, Document, Unit
from idlint.languages import load
from idlint.languages.kubernetes.nodes import FILLED_IN
from idlint.languages.kubernetes.objects import NO_NAMESPACE, declarations
from idlint.languages.yamlsyntax import parse
from idlint.settings import Settings
from idlint.source import SourceFile, SourceTree, Span
from idlint.values import Unknown

Load = Callable[[str | bytes], Document]


@pytest.fixture
def manifest(tmp_path: Path) -> Load:
    """Writes one manifest and loads it."""

    def make(text: str | bytes) -> Document:
        (tmp_path / "m.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
        unit = Unit("kubernetes", "m.yaml", "manifest", ("m.yaml",))
        return load(SourceTree(tmp_path), unit, ALL, Settings())

    return make


def declared(text: str) -> list[Declaration]:
    return list(declarations(parse(SourceFile("m.yaml", text.encode())).documents))


ACCOUNT = """\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: api
  namespace: orders
  annotations:
    azure.workload.identity/client-id: 2f0c
"""


def workload(kind: str, group: str, spec: str) -> str:
    return f"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: api, namespace: orders}}\nspec: {spec}\n"


POD = "{metadata: {labels: {azure.workload.identity/use: 'true'}}, spec: {serviceAccountName: api}}"


def test_an_account_has_its_names_and_annotations() -> None:
    [account] = declared(ACCOUNT)
    assert (account.type, account.address) == ("kubernetes.service_account", "ServiceAccount/orders/api")
    assert account.value(("annotations", "azure.workload.identity/client-id")) == "2f0c"
    assert (account.value(("name",)), account.value(("namespace",))) == ("api", "orders")


@pytest.mark.parametrize(
    ("kind", "group", "spec"),
    [
        ("Deployment", "apps/v1", f"{{template: {POD}}}"),
        ("Deployment", "extensions/v1beta1", f"{{template: {POD}}}"),
        ("StatefulSet", "apps/v1", f"{{template: {POD}}}"),
        ("DaemonSet", "apps/v1", f"{{template: {POD}}}"),
        ("Job", "batch/v1", f"{{template: {POD}}}"),
        ("CronJob", "batch/v1", f"{{jobTemplate: {{spec: {{template: {POD}}}}}}}"),
    ],
)
def test_what_runs_pods_has_their_account_and_labels(kind: str, group: str, spec: str) -> None:
    [found] = declared(workload(kind, group, spec))
    assert (found.type, found.address) == ("kubernetes.workload", f"{kind}/orders/api")
    assert (found.value(("account",)), found.value(("object_kind",))) == ("api", kind)
    assert found.value(("pod_labels", "azure.workload.identity/use")) == "true"


@pytest.mark.parametrize(
    ("volumes", "expected"),
    [
        ("[{csi: {driver: secrets-store.csi.k8s.io}}]", True),
        ("[{csi: {driver: disk.csi.azure.com}}, {emptyDir: {}}, 7]", False),
        ("none", False),
    ],
)
def test_a_volume_of_secrets_is_told(volumes: str, expected: bool) -> None:
    spec = f"{{template: {{spec: {{serviceAccountName: api, volumes: {volumes}}}}}}}"
    [found] = declared(workload("Deployment", "apps/v1", spec))
    assert found.value(("mounts_secrets",)) is expected


def test_a_pod_is_its_own_template() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {a: b}}\nspec: {serviceAccount: api}\n"
    [pod] = declared(text)
    assert (pod.value(("account",)), pod.value(("pod_labels",))) == ("api", {"a": "b"})


@pytest.mark.parametrize(
    "text",
    [
        workload("Deployment", "apps/v1", "{template: {spec: {serviceAccountName: default}}}"),
        workload("Deployment", "apps/v1", "{template: {spec: {containers: []}}}"),
        workload("Deployment", "apps.openshift.io/v1", f"{{template: {POD}}}"),
        workload("Job", "jobset.x-k8s.io/v1", f"{{template: {POD}}}"),
        workload("Deployment", "apps/v1", "none"),
        "apiVersion: core.example.org/v1\nkind: ServiceAccount\nmetadata: {name: api}\n",
        "- 1\n",
        "text\n",
        "",
    ],
)
def test_what_has_no_account_of_its_own_is_not_declared(text: str) -> None:
    assert declared(text) == []


def test_what_others_fill_in_is_unknown() -> None:
    text = ACCOUNT.replace("name: api", "name: ${NAME}").replace("  namespace: orders\n", "").replace("2f0c", "<id>")
    [account] = declared(text)
    reasons = [value.reason for value in account.attributes.values() if isinstance(value, Unknown)]
    assert reasons == [FILLED_IN, NO_NAMESPACE]
    assert isinstance(account.value(("annotations", "azure.workload.identity/client-id")), Unknown)


def test_the_objects_of_a_list_and_of_all_documents_are_declared_once_each() -> None:
    item = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: api, namespace: orders}}"
    text = f"apiVersion: v1\nkind: List\nitems: [{item}, {item}, 7]\n---\n{ACCOUNT}"
    addresses = [item.address for item in declared(text)]
    assert addresses == ["ServiceAccount/orders/api", *(f"ServiceAccount/orders/api#{n}" for n in (2, 3))]


def test_the_header_is_the_line_of_the_kind(manifest: Load) -> None:
    [found] = manifest("\ufeff# é\n" + ACCOUNT).deployments[0].declarations
    source = SourceFile("m.yaml", ("\ufeff# é\n" + ACCOUNT).encode())
    assert isinstance(found.header, Span)
    assert found.header.path == "m.yaml"
    assert source.data[found.header.start : found.header.end] == b"kind: ServiceAccount"


@pytest.mark.parametrize(
    ("text", "message", "objects"),
    [
        (ACCOUNT + "  bad\n", "not valid YAML", 0),
        (ACCOUNT.replace("  namespace", "  name: b\n  namespace"), "written twice", 1),
        (ACCOUNT + "x: *none\n", "names no anchor", 0),
        (
            ACCOUNT + "a0: &a0 [1, 1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 30)),
            "aliases stand for more than",
            0,
        ),
        (ACCOUNT + "x: " + "[" * 200 + "]" * 200 + "\n", "nest deeper", 0),
        (ACCOUNT.encode() + b"x: \xff\n", "UTF-8", 0),
    ],
)
def test_a_file_that_is_wrong_is_one_problem(manifest: Load, text: str | bytes, message: str, objects: int) -> None:
    document = manifest(text)
    assert [message in problem.message for problem in document.problems] == [True]
    assert len(document.deployments[0].declarations) == objects


def test_every_object_of_a_long_list_is_declared() -> None:
    item = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}}"
    text = "apiVersion: v1\nkind: List\nitems:\n" + f"- {item}\n" * 10_005
    assert len(declared(text)) == 10_005


KEYS = st.sampled_from(
    ["apiVersion", "kind", "metadata", "spec", "template", "name", "namespace", "labels", "annotations", "items",
     "serviceAccountName", "jobTemplate", "azure.workload.identity/use"]
)  # fmt: skip
LEAVES = st.sampled_from(
    ["v1", "apps/v1", "batch/v1", "ServiceAccount", "Deployment", "CronJob", "Pod", "List", "api", "${X}", "~", "7", ""]
)
TREES = st.recursive(LEAVES, lambda below: st.dictionaries(KEYS, below, max_size=5) | st.lists(below, max_size=3))


@given(st.lists(TREES, max_size=3))
def test_any_tree_of_such_keys_gives_declarations_with_unique_addresses(trees: list[object]) -> None:
    import json

    found = declared("".join(f"---\n{json.dumps(tree)}\n" for tree in trees))
    addresses = [item.address for item in found]
    assert len(addresses) == len(set(addresses))
    for item in found:
        assert isinstance(item.value(("name",)), str | Unknown)
        assert isinstance(item.value(("namespace",)), str | Unknown)


@given(st.text(max_size=200))
def test_any_text_is_read_to_the_end(text: str) -> None:
    source = SourceFile("m.yaml", (ACCOUNT + text).encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode())
    file = parse(source)
    assert len(list(declarations(file.documents))) <= 1 + text.count("---") or file.problems
