"""Paths that steps name are found in the repository."""

from __future__ import annotations

import pytest

from idlint.languages.pipelines.paths import repository_path, with_template
from idlint.values import Origin, Unknown, Value

CHECKOUT = Unknown("set by the platform", Origin("github.workspace"))
FILES = {"infra", "sub/app", "sub/infra/main.bicep", "."}


@pytest.mark.parametrize(
    ("value", "pipeline", "expected"),
    [
        ("infra", ".github/workflows/a.yml", "infra"),
        ("./infra/", ".github/workflows/a.yml", "infra"),
        ("infra\\..\\infra", "a.yml", "infra"),
        ("app", "sub/.github/workflows/a.yml", "sub/app"),
        ("infra/main.bicep", "sub/pipelines/deploy.yml", "sub/infra/main.bicep"),
        ("nowhere", "a.yml", "nowhere"),
        ("../outside", "a.yml", "../outside"),
        ("/usr/local/bin", "a.yml", "/usr/local/bin"),
        ("", "a.yml", "."),
        (CHECKOUT, "a.yml", "."),
        (Unknown("x", known=(CHECKOUT, "/infra")), "a.yml", "infra"),
    ],
)
def test_a_path_is_found_from_the_root_or_from_the_pipelines_own_project(
    value: Value, pipeline: str, expected: str
) -> None:
    assert repository_path(value, pipeline, FILES.__contains__) == expected


def test_a_path_that_is_not_wholly_known_stays_so() -> None:
    value = Unknown("input", known=("env/", Unknown("input", Origin("inputs.env"))))
    assert isinstance(repository_path(value, "a.yml", FILES.__contains__), Unknown)


def test_a_deployment_without_template_has_the_one_of_its_parameter_file() -> None:
    files = {"infra/prod.bicepparam": b"// prod\nusing '../main.bicep'\n"}
    found = with_template({"var_files": ["infra/prod.bicepparam"]}, lambda path: files[path])
    assert found["template"] == "main.bicep"
    named = with_template({"template": "x.bicep", "var_files": ["infra/prod.bicepparam"]}, lambda path: files[path])
    assert named["template"] == "x.bicep"
