from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from idlint.languages.arm.expressions import Binary, Interpolation, Literal, Opaque, Symbol, Variable
from idlint.languages.arm.model import DEPLOYMENT_TYPE, Template
from idlint.languages.bicep.library import Library
from idlint.languages.bicep.restored import NOT_RESTORED
from idlint.source import SourceTree, Span


def library(root: Path, files: Mapping[str, str], modules: Mapping[str, str] | None = None) -> Library:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return Library(SourceTree(root), modules or {})


def template(root: Path, files: Mapping[str, str]) -> Template:
    found = library(root, files).template("main.bicep")
    assert found is not None
    return found


def test_a_nested_resource_takes_type_version_condition_and_parent_from_around_it(tmp_path: Path) -> None:
    text = (
        "param a bool\nparam b bool\nresource x 'A.B/c@1' = if (a) {\n  name: 'x'\n"
        "  resource y 'd' = if (b) {\n    name: 'y'\n    tags: {}\n  }\n}\n"
    )
    found = template(tmp_path, {"main.bicep": text}).resources["x::y"]
    assert (found.type, found.api_version, found.parent) == ("A.B/c/d", "1", Symbol("x"))
    assert isinstance(found.condition, Binary)
    assert list(found.body) == ["tags"]


def test_parts_of_a_resource_that_are_not_its_body(tmp_path: Path) -> None:
    text = (
        "resource p 'A.B/c@1' existing = {\n  name: 'p'\n}\nresource x 'A.B/c/d@2' = {\n  name: 'x'\n  parent: p\n"
        "  scope: p\n  dependsOn: [p]\n  location: 'l'\n}\n"
    )
    found = template(tmp_path, {"main.bicep": text}).resources["x"]
    assert isinstance(found.parent, Symbol)
    assert isinstance(found.scope, Symbol)
    assert len(found.depends_on) == 1
    assert list(found.body) == ["location"]


def test_a_module_without_a_name_gets_the_one_that_the_compiler_makes(tmp_path: Path) -> None:
    long = "m" * 60
    text = f"module {long} 'm.bicep' = [for i in range(0, 2): {{ params: {{ A: 1 }} }}]\n"
    found = template(tmp_path, {"main.bicep": text}).resources[long]
    assert found.type == DEPLOYMENT_TYPE
    assert isinstance(found.name, Interpolation)
    assert found.name.parts[0] == Literal("m" * 46 + "-")
    assert found.module is not None
    assert list(found.module.arguments) == ["a"]


def test_a_spread_passes_every_parameter_that_the_module_declares(tmp_path: Path) -> None:
    files = {
        "main.bicep": "param all object\nmodule m 'm.bicep' = {\n  params: {\n    ...all\n    b: 2\n  }\n}\n",
        "m.bicep": "param a int\nparam b int\n",
    }
    module = template(tmp_path, files).resources["m"].module
    assert module is not None
    assert list(module.arguments) == ["a", "b"]
    assert isinstance(module.arguments["b"].value, Literal)


def test_imports_bring_functions_variables_and_types(tmp_path: Path) -> None:
    files = {
        "main.bicep": "import { v, f as g, t } from 'o.bicep'\nimport * as o from 'o.bicep'\nparam p t\nparam q o.t\n"
        "var x = o.v\n",
        "o.bicep": "@export()\nvar v = 1\n@export()\nfunc f(a int) int => a + v\n@export()\ntype t = u\n"
        "@secure()\ntype u = string?\n",
    }
    found = template(tmp_path, files)
    assert set(found.functions) == {"v", "g", "o.v", "o.f"}
    assert found.functions["v"].body == Variable("v")
    assert found.functions["g"].home is found.functions["v"].home is not None
    for name in ("p", "q"):
        assert (found.parameters[name].type, found.parameters[name].nullable, found.parameters[name].secure) == (
            "string",
            True,
            True,
        )


def test_imports_from_a_registry_are_opaque(tmp_path: Path) -> None:
    files = {"main.bicep": "import { f } from 'br/public:x:1'\nimport * as n from 'br/public:y:1'\nvar x = n.g(1)\n"}
    found = template(tmp_path, files)
    assert set(found.functions) == {"f", "n.g"}
    assert all(isinstance(item.body, Opaque) for item in found.functions.values())


def test_files_that_import_each_other_end(tmp_path: Path) -> None:
    files = {
        "main.bicep": "import { b } from 'b.bicep'\n@export()\nvar a = b\n",
        "b.bicep": "import { a } from 'main.bicep'\n@export()\nvar b = a\n",
    }
    assert template(tmp_path, files).variables.keys() == {"a"}


def test_an_alias_of_itself_ends(tmp_path: Path) -> None:
    assert template(tmp_path, {"main.bicep": "type a = b\ntype b = a\nparam p a\n"}).parameters["p"].type == ""


@pytest.mark.parametrize(
    ("source", "modules", "path"),
    [
        ("./m/a.bicep", {}, "infra/m/a.bicep"),
        ("../m.bicep", {}, "m.bicep"),
        ("br/public:avm/res/x:1.0", {}, None),
        ("br/public:avm/res/x:1.0", {"br/public:avm/res/x:1.0": "own"}, "own/main.bicep"),
        ("br/public:avm/res/x:1.0", {"br/public:avm/res/x": "own/"}, "own/main.bicep"),
        ("br/public:avm/res/own:1.0", {"br/public:avm/res/": "."}, "own/main.bicep"),
        ("br:example.io/own:v1", {"br:example.io/": "."}, "own/main.bicep"),
        ("ts/specs:t:1", {"ts/specs:t": "own/t.json"}, "own/t.json"),
        ("br/public:avm/res/gone:1.0", {"br/public:avm/res/": "."}, None),
    ],
)
def test_where_a_module_reference_leads(
    tmp_path: Path, source: str, modules: Mapping[str, str], path: str | None
) -> None:
    assert library(tmp_path, {"own/main.bicep": ""}, modules).locate("infra/main.bicep", source) == path


def load(root: Path, source: str) -> tuple[Template | str, list[str]]:
    found = library(root, {"main.bicep": f"module m '{source}' = {{}}\n", "broken.bicep": "what\nparam p string\n"})
    main = found.template("main.bicep")
    assert main is not None
    module = main.resources["m"].module
    assert module is not None
    return module.load(), [problem.message for problem in found.problems]


def test_a_missing_module_is_a_problem_and_opaque(tmp_path: Path) -> None:
    assert load(tmp_path, "gone.bicep") == (
        "module file does not exist",
        ["expected the file of a module, found nothing at `gone.bicep`"],
    )
    assert load(tmp_path, "../outside.bicep")[0] == "module file does not exist"


def test_a_registry_module_is_opaque_without_a_problem(tmp_path: Path) -> None:
    assert load(tmp_path, "br/public:x:1") == (NOT_RESTORED, [])


def test_a_compiled_module_is_read_by_the_other_language(tmp_path: Path) -> None:
    schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    (tmp_path / "t.json").write_text(json.dumps({"$schema": schema, "resources": []}))
    found, problems = load(tmp_path, "t.json")
    assert isinstance(found, Template)
    assert (found.path, problems) == ("t.json", [])


def test_a_broken_module_gives_what_was_understood(tmp_path: Path) -> None:
    found, problems = load(tmp_path, "broken.bicep")
    assert isinstance(found, Template)
    assert list(found.parameters) == ["p"]
    assert problems == ["expected a declaration, found `what`"]


def test_directives_are_read_from_comments_only(tmp_path: Path) -> None:
    found = library(
        tmp_path,
        {"main.bicep": "var a = '// idlint: ignore[no]'\n// idlint: ignore[yes] größe\nvar b = 1 /* expect: also */\n"},
    )
    found.program("main.bicep")
    assert [(item.action, item.rule, item.own_line, item.reason) for item in found.directives] == [
        ("ignore", "yes", True, "größe"),
        ("expect", "also", False, ""),
    ]


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "bad.bicep").write_bytes(b"\xff\xfe")
    found = library(tmp_path, {})
    assert found.template("bad.bicep") is None
    assert found.problems[0].location == Span("bad.bicep", 0, 0)
    assert "is not UTF-8" in found.problems[0].message
