"""What containers are given: variables, where each is written, and what nobody sees."""

from __future__ import annotations

import pytest

from idlint.document import RUNNING, STORED, Declaration
from idlint.languages.kubernetes.containers import NO_MAP
from idlint.languages.kubernetes.nodes import FILLED_IN
from idlint.languages.kubernetes.objects import declarations
from idlint.languages.yamlsyntax import parse
from idlint.source import SourceFile, Span
from idlint.values import Sensitive, Unknown, Value, is_sensitive, reveal, text

CONFIG = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: orders}\ndata: {HOST: st.example, KEY: k}\n---\n"
)


def deployment(spec: str) -> str:
    head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api, namespace: orders}\n"
    return head + f"spec: {{template: {{spec: {{serviceAccountName: api, {spec}}}}}}}\n"


def declared(written: str) -> Declaration:
    (found,) = declarations(parse(SourceFile("m.yaml", written.encode())).documents)
    return found


def variable(entry: str, before: str = "") -> Value:
    settings = declared(before + deployment(f"containers: [{{env: [{entry}]}}]")).attributes["settings"]
    assert isinstance(settings, dict)
    (value,) = settings.values()
    return value


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{name: A, value: https://st.blob.core.windows.net}", "https://st.blob.core.windows.net"),
        ("{name: A, value: ''}", ""),
        ("{name: A}", ""),
        ("{name: A, valueFrom: {configMapKeyRef: {name: c, key: HOST}}}", "st.example"),
    ],
)
def test_a_variable_has_its_text(entry: str, expected: str) -> None:
    assert variable(entry, CONFIG) == expected


@pytest.mark.parametrize(
    ("entry", "reason", "written"),
    [
        ("{name: A, valueFrom: {secretKeyRef: {name: s, key: conn}}}", STORED, "${Secret/orders/s.conn}"),
        ("{name: A, valueFrom: {configMapKeyRef: {name: other, key: HOST}}}", NO_MAP, "${…}"),
        ("{name: A, valueFrom: {configMapKeyRef: {name: c, key: none}}}", NO_MAP, "${…}"),
        ("{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}", RUNNING, "${…}"),
        ("{name: A, value: 'https://${NAME}.vault.azure.net/'}", FILLED_IN, "https://${…}.vault.azure.net/"),
        ("{name: A, value: 'Server=#{server}#;Password=$(PASSWORD)'}", FILLED_IN, "Server=${…};Password=${…}"),
    ],
)
def test_what_is_elsewhere_is_unknown_for_a_reason(entry: str, reason: str, written: str) -> None:
    value = variable(entry, CONFIG)
    assert isinstance(value, Unknown)
    assert (value.reason, text(value)) == (reason, written)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("DB_PASSWORD", True), ("API_KEY", True), ("AZURE_CLIENT_SECRET", True), ("KEY_VAULT_URL", False)],
)
def test_what_is_nobodys_business_is_marked(name: str, expected: bool) -> None:
    value = variable(f"{{name: {name}, value: abc}}")
    assert isinstance(value, Sensitive) is expected
    assert reveal(value) == "abc"


def test_variables_of_all_containers_are_one_map_with_their_places() -> None:
    containers = "initContainers: [{env: [{name: A, value: a}]}], containers: [{env: [{name: B, value: b}]}, 7, {}]"
    written = deployment(containers)
    found = declared(written)
    assert found.attributes["settings"] == {"A": "a", "B": "b"}
    span = found.spans["settings", "B"]
    assert isinstance(span, Span)
    assert written[span.start : span.end] == "{name: B, value: b}"


def test_a_config_map_of_the_file_is_taken_as_a_whole() -> None:
    spec = "containers: [{envFrom: [{prefix: APP_, configMapRef: {name: c}}], env: [{name: APP_HOST, value: own}]}]"
    settings = declared(CONFIG + deployment(spec)).attributes["settings"]
    assert isinstance(settings, dict)
    assert {name: reveal(value) for name, value in settings.items()} == {"APP_HOST": "own", "APP_KEY": "k"}
    assert is_sensitive(settings["APP_KEY"])


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("containers: [{env: [{name: A, value: a}]}]", False),
        ("containers: [{envFrom: [{configMapRef: {name: c}}]}]", False),
        ("containers: [{envFrom: [{configMapRef: {name: other}}]}]", True),
        ("containers: [{envFrom: [{secretRef: {name: c}}]}]", True),
        ("volumes: [{name: v, emptyDir: {}}, {name: w, persistentVolumeClaim: {claimName: w}}]", False),
        ("volumes: [{name: v, secret: {secretName: s}}]", True),
        ("volumes: [{name: v, configMap: {name: c}}]", True),
        ("volumes: [{name: v, hostPath: {path: /etc}}]", True),
        ("volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]", False),
        ("volumes: [{name: v, projected: {sources: [{secret: {name: s}}]}}]", True),
        ("containers: none, volumes: 7", False),
    ],
)
def test_files_and_maps_that_are_not_seen_are_said(spec: str, expected: bool) -> None:
    assert declared(CONFIG + deployment(spec)).value(("given_more",)) is expected


@pytest.mark.parametrize("value", ["https://${A:-${B}}.example", "a-{{ .x", "${A}-${B"])
def test_nothing_is_certain_of_a_text_whose_gaps_nest_or_are_open(value: str) -> None:
    found = variable(f"{{name: A, value: '{value}'}}")
    assert isinstance(found, Unknown)
    assert (found.reason, found.known) == (FILLED_IN, None)


@pytest.mark.parametrize("opening", ["${", "$(", "{{", "{%", "#{", "<a", "__a", "%a"])
def test_gaps_that_are_never_closed_take_no_longer_each(opening: str) -> None:
    """A hundred thousand of them took minutes when each was searched to the end of the text."""
    assert variable(f"{{name: A, value: 'x{opening * 100_000}'}}")


def test_what_is_known_of_a_confidential_text_is_marked_as_well() -> None:
    found = variable("{name: DB_CONNECTION_STRING, value: 'Server=${HOST};Password=abc'}")
    assert is_sensitive(found)
    assert "abc" not in repr(found)
    assert "Password=abc" in text(reveal(found))
