"""Which YAML files are manifests of interest, and which are only templates of some."""

from __future__ import annotations

from pathlib import Path

import pytest

from idlint.discovery import discover
from idlint.languages import find_units, load, unread
from idlint.languages.kubernetes.files import TEMPLATE, is_template, looks_like
from idlint.languages.pipelines.front import UNUSED
from idlint.settings import Settings
from idlint.source import MAX_SOURCE_BYTES, SourceTree

ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: api, namespace: orders}\n"
HELM = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: {{ include "api.name" . }}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ACCOUNT, True),
        ("# a comment\n---\n" + ACCOUNT, True),
        ('apiVersion: "v1"\nkind: "ServiceAccount"\n', True),
        ("\ufeffkind: ServiceAccount\napiVersion: v1\n", True),
        ("apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {serviceAccountName: api}}}\n", True),
        ("apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: ServiceAccount}\n", True),
        ("apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {}}}\n", False),
        ("apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nsubjects:\n- kind: ServiceAccount\n", False),
        (
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {serviceAccountName: {}}\n",
            False,
        ),
        ("trigger: [main]\nsteps:\n- script: kubectl create serviceaccount serviceAccountName\n", False),
        ("kind: ServiceAccount\n", False),
        ("", False),
    ],
)
def test_bytes_tell_whether_a_file_is_parsed_at_all(text: str, expected: bool) -> None:
    assert looks_like(text.encode()) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HELM, True),
        ("{{- if .Values.serviceAccount.create }}\n" + ACCOUNT + "{{- end }}\n", True),
        ("{% if account %}\n" + ACCOUNT + "{% endif %}\n", True),
        (ACCOUNT + "imagePullSecrets:\n  - {{ .Values.secret }}\n", True),
        (ACCOUNT + "labels:\n  {{ .Values.labels }}: a\n", True),
        (ACCOUNT.replace("name: api", "name: api-{{ .Values.name }}"), False),
        ("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: api-{{ .Values.name }}\n", True),
        (ACCOUNT + "  annotations:\n    summary: 'the pod {{ $labels.pod }} restarts'\n", False),
        (ACCOUNT.replace("api,", "'${NAME}',"), False),
        (ACCOUNT, False),
    ],
)
def test_what_another_tool_renders_is_a_template(text: str, expected: bool) -> None:
    assert is_template(text.encode()) is expected


def test_a_template_of_manifests_is_no_unit_and_has_a_name_of_its_own(tmp_path: Path) -> None:
    for name, text in {"sa.yaml": ACCOUNT, "charts/api/templates/sa.yaml": HELM, "values.yaml": "a: b\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    tree = SourceTree(tmp_path)
    files = discover(tree).files
    assert [unit.path for unit in find_units(tree, files, (), Settings())] == ["sa.yaml"]
    assert {path: unread(tree, path) for path in files if path != "sa.yaml"} == {
        "charts/api/templates/sa.yaml": TEMPLATE,
        "values.yaml": "",
    }


def test_a_manifest_that_is_too_large_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "sa.yaml").write_text(ACCOUNT + "#" * MAX_SOURCE_BYTES, encoding="utf-8")
    (tmp_path / "data.yaml").write_text("#" * (MAX_SOURCE_BYTES + 1), encoding="utf-8")
    tree = SourceTree(tmp_path)
    [unit] = find_units(tree, discover(tree).files, (), Settings())
    assert unit.path == "sa.yaml"
    assert "larger than the limit" in load(tree, unit, None, Settings()).problems[0].message


@pytest.mark.parametrize(
    "path",
    ["testdata/sa.yaml", "tests/fixtures/sa.yaml", ".github/sa.yml", "node_modules/x/sa.yaml", "a/zz_fixture_sa.yaml"],
)
def test_examples_of_tests_are_no_manifests(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(ACCOUNT, encoding="utf-8")
    assert find_units(SourceTree(tmp_path), [path], (), Settings()) == []


def test_a_template_that_no_pipeline_uses_has_a_name_of_its_own(tmp_path: Path) -> None:
    library = "parameters:\n- name: folder\nsteps:\n- script: terraform apply\n"
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "apply.yml").write_text(library, encoding="utf-8")
    (tmp_path / "compose.yaml").write_text("services: {}\n", encoding="utf-8")
    tree = SourceTree(tmp_path)
    assert [unread(tree, path) for path in ("templates/apply.yml", "compose.yaml", "none.yaml")] == [UNUSED, "", ""]
