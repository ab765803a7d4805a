from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idlint.api import check
from idlint.document import Document, Unit
from idlint.languages.arm import units as arm_units
from idlint.languages.bicep import load
from idlint.languages.bicep.restored import cached_path
from idlint.settings import Settings
from idlint.source import SourceTree, Span

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"

STORAGE: Mapping[str, Any] = {
    "$schema": SCHEMA,
    "parameters": {"sku": {"type": "string", "defaultValue": "Standard_LRS"}, "tags": {"type": "object"}},
    "resources": [
        {
            "type": "Microsoft.Storage/storageAccounts",
            "apiVersion": "2023-01-01",
            "name": "st",
            "location": "westeurope",
            "sku": {"name": "[parameters('sku')]"},
            "tags": "[parameters('tags')]",
        },
        {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv"},
    ],
    "outputs": {"name": {"type": "string", "value": "st"}},
}

CALL = "module m 'br/public:avm/res/x:1.0' = {\n  params: { tags: { environment: 'production' } }\n}\n"
PLACE = "br/mcr.microsoft.com/bicep$avm$res$x/1.0$/main.json"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The local cache of a user whose home is empty otherwise."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    return tmp_path / "home/.bicep"


def restore(cache: Path, path: str, data: Any) -> None:
    (cache / path).parent.mkdir(parents=True, exist_ok=True)
    (cache / path).write_text(data if isinstance(data, str) else json.dumps(data))


def document(root: Path, text: str, files: Mapping[str, str] | None = None) -> Document:
    for name, content in {"main.bicep": text, **(files or {})}.items():
        (root / "repo" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "repo" / name).write_text(content)
    unit = Unit("bicep", "main.bicep", "template", ("main.bicep",))
    return load(SourceTree(root / "repo"), unit, None, Settings())


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        ("br:mcr.microsoft.com/bicep/avm/res/x:1.0", PLACE),
        ("br:Own.azurecr.io:5000/x:v1", "br/own.azurecr.io$5000/x/v1$/main.json"),
        ("br:own.io/x:V1-RC", "br/own.io/x/V1-RC$19/main.json"),
        ("br:own.io/x@sha256:0a1b", "br/own.io/x/sha256#0a1b/main.json"),
        ("ts:SUB/Group/Spec:V1", "ts/sub/group/spec/v1/main.json"),
        ("br/unknown:x:1", None),
        ("br:own.io/x", None),
        ("br:own.io", None),
        ("ts:sub/group/spec", None),
    ],
)
def test_where_a_module_lies(reference: str, path: str | None) -> None:
    assert cached_path(reference) == path


def test_a_restored_module_is_read_and_has_the_place_of_its_call(tmp_path: Path, cache: Path) -> None:
    restore(cache, PLACE, STORAGE)
    found = document(tmp_path, CALL)
    (deployment,) = found.deployments
    called = Span("main.bicep", CALL.index("'"), CALL.index("' =") + 1)
    assert (found.problems, deployment.holes) == ((), ())
    assert [item.address for item in deployment.declarations] == [
        "m",
        "m.Microsoft.Storage/storageAccounts/st",
        "m.Microsoft.KeyVault/vaults/kv",
    ]
    assert {place for item in deployment.declarations[1:] for place in (item.header, *item.spans.values())} == {called}
    assert deployment.declarations[1].attributes["tags"] == {"environment": "production"}


def test_a_finding_in_a_restored_module_lies_in_the_repository(tmp_path: Path, cache: Path) -> None:
    restore(cache, PLACE, STORAGE)
    document(tmp_path, CALL + CALL.replace("m '", "n '"))
    report = check([tmp_path / "repo"], select=["storage-single-region"])
    places = {report.places[item.location].path: item.location for item in report.findings}
    assert (list(places), len(report.findings)) == (["main.bicep"], 2)
    assert [item.instances[0].address.partition(".")[0] for item in report.findings] == ["m", "n"]


def test_what_was_asked_for_is_a_key_of_the_result(tmp_path: Path, cache: Path) -> None:
    missing = document(tmp_path, CALL)
    restore(cache, PLACE, STORAGE)
    assert missing.deployments[0].holes[0].reason == "module is not in the repository"
    assert missing.reads[f"{cache}/{PLACE}"] is False
    assert document(tmp_path, CALL).reads[f"{cache}/{PLACE}"] is True


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("br/public:avm/res/x", "module is not in the repository"),
        ("br:example.azurecr.io/avm/res/x", "module is not in the repository"),
        ("br/acme:avm/res/x", "alias of the module is not configured"),
        ("ts/acme:x", "alias of the module is not configured"),
    ],
)
def test_an_alias_without_a_meaning_is_not_asked_to_be_restored(
    tmp_path: Path, cache: Path, source: str, reason: str
) -> None:
    found = document(tmp_path, CALL.replace("br/public:avm/res/x", source))
    assert [hole.reason for hole in found.deployments[0].holes] == [reason]
    report = check([tmp_path / "repo"])
    assert bool(report.unaliased) is (reason != "module is not in the repository")


def test_the_configuration_names_alias_and_cache(tmp_path: Path, cache: Path) -> None:
    config = {
        "cacheRootDirectory": "modules",
        "moduleAliases": {"ts": {"specs": {"subscription": "SUB", "resourceGroup": "rg"}}},
    }
    restore(tmp_path / "repo/modules", "ts/sub/rg/spec/1.0/main.json", STORAGE)
    restore(cache, "ts/sub/rg/spec/1.0/main.json", {})
    found = document(
        tmp_path, CALL.replace("br/public:avm/res/x", "ts/specs:spec"), {"bicepconfig.json": json.dumps(config)}
    )
    assert [item.type for item in found.deployments[0].declarations[1:]] == [
        "Microsoft.Storage/storageAccounts",
        "Microsoft.KeyVault/vaults",
    ]


def test_a_cache_in_the_repository_holds_no_templates_of_its_own(tmp_path: Path) -> None:
    restore(tmp_path, f"modules/{PLACE}", STORAGE)
    restore(tmp_path, "ts/main.json", STORAGE)
    files = [f"modules/{PLACE}", "ts/main.json"]
    assert [unit.path for unit in arm_units(SourceTree(tmp_path), files, (), Settings())] == ["ts/main.json"]


@pytest.mark.parametrize("data", ["{oops", "[]", '{"resources": []}', "\0", "{" * 10_000])
def test_what_is_no_template_is_opaque(tmp_path: Path, cache: Path, data: str) -> None:
    restore(cache, PLACE, data)
    found = document(tmp_path, CALL)
    assert [hole.reason for hole in found.deployments[0].holes] == ["module in the local cache is no template"]
    assert found.problems == ()


def test_links_out_of_the_cache_are_refused(tmp_path: Path, cache: Path) -> None:
    restore(tmp_path, "secret.json", STORAGE)
    (cache / PLACE).parent.mkdir(parents=True)
    (cache / PLACE).symlink_to(tmp_path / "secret.json")
    assert len(document(tmp_path, CALL).deployments[0].holes) == 1


def test_a_problem_inside_a_restored_module_names_it(tmp_path: Path, cache: Path) -> None:
    resource = {"type": "A.B/c", "apiVersion": "1", "name": "[nothing('x')]"}
    restore(cache, PLACE, {"$schema": SCHEMA, "resources": [resource, 1]})
    found = document(tmp_path, CALL)
    assert {problem.location.path for problem in found.problems} == {"main.bicep"}
    assert sorted(problem.message for problem in found.problems) == [
        "in br/public:avm/res/x:1.0: expected a resource: an object with `type`, `apiVersion` and `name`",
        "in br/public:avm/res/x:1.0: expected a template function, found `nothing`",
    ]


def test_a_view_of_chosen_files_has_no_cache(tmp_path: Path, cache: Path) -> None:
    restore(cache, PLACE, STORAGE)
    document(tmp_path, CALL)
    tree = SourceTree(tmp_path / "repo", frozenset({"main.bicep"}))
    found = load(tree, Unit("bicep", "main.bicep", "template", ("main.bicep",)), None, Settings())
    assert len(found.deployments[0].holes) == 1


def test_functions_variables_and_types_are_imported_from_restored_modules(tmp_path: Path, cache: Path) -> None:
    twice = {
        "parameters": [{"name": "text", "type": "string"}],
        "output": {"type": "string", "value": "[format('{0}{0}', parameters('text'))]"},
    }
    data = {
        "$schema": SCHEMA,
        "definitions": {"maybe": {"type": "string", "nullable": True}, "hidden": {"type": "secureString"}},
        "functions": [{"namespace": "__bicep", "members": {"twice": twice}}],
        "variables": {"region": "westeurope"},
        "resources": {},
    }
    restore(cache, PLACE, data)
    text = (
        "import { twice, region as here, maybe, hidden } from 'br/public:avm/res/x:1.0'\n"
        "import * as lent from 'br/public:avm/res/x:1.0'\n"
        "param left maybe\nparam secret hidden\nparam other lent.maybe\n"
        "output a string = twice('x')\noutput b string = here\noutput c string = '${lent.region}${lent.twice('y')}'\n"
    )
    (deployment,) = document(tmp_path, text).deployments
    assert deployment.outputs == {"a": "xx", "b": "westeurope", "c": "westeuropeyy"}
    assert deployment.variables["left"] is deployment.variables["other"] is None
    assert type(deployment.variables["secret"]).__name__ == "Sensitive"


def test_a_parameter_file_may_be_for_a_restored_module(tmp_path: Path, cache: Path) -> None:
    restore(cache, PLACE, STORAGE)
    text = "using 'br/public:avm/res/x:1.0'\nparam sku = 'Standard_GRS'\nparam tags = {}\nparam gone = 1\n"
    document(tmp_path, "", {"live.prod.bicepparam": text})
    unit = Unit("bicep", "live.prod.bicepparam", "template", ("live.prod.bicepparam",))
    found = load(SourceTree(tmp_path / "repo"), unit, None, Settings())
    (deployment,) = found.deployments
    assert deployment.declarations[0].attributes["sku"] == {"name": "Standard_GRS"}
    assert {item.header.path for item in deployment.declarations} == {"live.prod.bicepparam"}
    assert (deployment.set, len(found.problems)) == ("live.prod", 1)


@given(st.text(st.sampled_from("br:ts/.@$#aZ0-_ \\\0é"), max_size=40) | st.text(max_size=20))
@settings(max_examples=200, deadline=None)
def test_any_reference_stays_in_the_cache(reference: str) -> None:
    path = cached_path(reference)
    assert path is None or (path.startswith(("br/", "ts/")) and path.endswith("/main.json"))


@given(st.binary(max_size=200) | st.sampled_from([json.dumps(STORAGE).encode()[:-cut] for cut in range(1, 400, 7)]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_in_the_cache_are_read_or_opaque(tmp_path: Path, cache: Path, data: bytes) -> None:
    (cache / PLACE).parent.mkdir(parents=True, exist_ok=True)
    (cache / PLACE).write_bytes(data)
    (deployment,) = document(tmp_path, CALL).deployments
    assert len(deployment.holes) == 1
