from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idlint.document import Declaration, Demand, Deployment, DeployStep, Document, Invocation, Unit
from idlint.languages.arm import units as arm_units
from idlint.languages.bicep import load, units
from idlint.settings import Settings
from idlint.source import SourceFile, SourceTree, Span
from idlint.values import Unknown, to_json
from idlint.values import text as value_text

VAULT = "resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'kv'\n  location: 'westeurope'\n}\n"


def document(
    root: Path,
    files: Mapping[str, str],
    invocations: tuple[Invocation, ...] = (),
    demand: Demand = None,
    config: Settings | None = None,
) -> Document:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8", newline="")
    unit = Unit("bicep", "main.bicep", "template", ("main.bicep",), invocations)
    return load(SourceTree(root), unit, demand, config or Settings())


def deployed(root: Path, files: Mapping[str, str]) -> Deployment:
    found = document(root, files)
    assert [problem.message for problem in found.problems] == []
    return found.deployments[0]


def one(root: Path, text: str) -> Declaration:
    (found,) = deployed(root, {"main.bicep": text}).declarations
    return found


def test_every_parameter_file_is_a_variable_set(tmp_path: Path) -> None:
    files = {
        "main.bicep": "param name string\nparam tier string = 'S1'\n" + VAULT.replace("'kv'\n", "'${name}-${tier}'\n"),
        "main.prod.bicepparam": "using 'main.bicep'\nextends 'base.bicepparam'\nvar p = 'kv'\nparam name = '${p}-prod'",
        "base.bicepparam": "using none\nparam tier = 'P1'\nparam name = 'base'",
        "main.parameters.dev.json": '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/'
        'deploymentParameters.json#", "parameters": {"name": {"value": "kv-dev"}}}',
    }
    document(tmp_path, files)
    tree = SourceTree(tmp_path)
    (unit,) = units(tree, files, (), Settings())
    found = load(tree, unit, None, Settings())
    assert found.problems == ()
    names = {item.set: item.declarations[0].attributes["name"] for item in found.deployments}
    assert names == {"dev": "kv-dev-S1", "prod": "kv-prod-P1"}
    assert set(found.files) == {"main.bicep", "main.prod.bicepparam", "base.bicepparam"}


def test_values_of_an_invocation_win_over_its_files(tmp_path: Path) -> None:
    files = {
        "main.bicep": "param name string\n" + VAULT.replace("'kv'\n", "name\n"),
        "p.bicepparam": "using 'main.bicep'\nparam name = 'file'",
    }
    given_values = Invocation("main.bicep", "x", ("p.bicepparam",), {"NAME": "given"})
    found = document(tmp_path, files, (given_values,))
    assert found.deployments[0].declarations[0].attributes["name"] == "given"


def test_without_a_variable_set_defaults_are_assumed(tmp_path: Path) -> None:
    found = one(tmp_path, "param place string = 'westeurope'\n" + VAULT.replace("'westeurope'", "place"))
    assert found.assumptions(("location",)) == ("parameters.place",)


@pytest.mark.parametrize("steps", [(DeployStep("deploy.yml", "jobs.a.deploy"),), ()])
def test_a_parameter_file_that_a_pipeline_names_and_nobody_keeps_is_missing(
    tmp_path: Path, steps: tuple[DeployStep, ...]
) -> None:
    applied = Invocation("main.bicep", "prod", ("prod.parameters.json",), steps=steps)
    files = {"main.bicep": "param place string = 'westeurope'\n" + VAULT.replace("'westeurope'", "place")}
    found = document(tmp_path, files, (applied,))
    assert found.missing == (("prod.parameters.json",) if steps else ())
    assert [problem.message for problem in found.problems] == ([] if steps else ["does not exist"])
    (vault,) = found.deployments[0].declarations
    assert bool(vault.assumptions(("location",))) == bool(steps)


def test_a_parameter_file_for_another_template_is_a_problem(tmp_path: Path) -> None:
    files = {
        "main.bicep": VAULT,
        "p.bicepparam": "using 'main.bicep'\nparam gone = 1\n",
        "p.json": '{"parameters": {"also": {"value": 1}}}',
    }
    found = document(tmp_path, files, (Invocation("main.bicep", "x", ("p.bicepparam", "p.json")),))
    assert [problem.message for problem in found.problems] == [
        "expected a parameter that main.bicep declares, found `gone`",
        "expected a parameter that main.bicep declares, found `also`",
    ]
    assert len(found.deployments[0].declarations) == 1


def test_placeholders_of_a_json_parameter_file_are_unknown(tmp_path: Path) -> None:
    files = {
        "main.bicep": "param names array\nparam tags object\n" + VAULT.replace("'kv'\n", "names[0]\n  tags: tags\n"),
        "p.json": '{"parameters": {"names": {"value": ["kv-${AZURE_ENV_NAME=dev}"]},'
        ' "tags": {"value": {"a": "#{token}#", "b": "{{ x }}-y", "c": "plain"}}}}',
    }
    found = document(tmp_path, files, (Invocation("main.bicep", "", ("p.json",)),)).deployments[0].declarations[0]
    assert value_text(found.attributes["name"]) == "kv-${environment.AZURE_ENV_NAME}"
    assert value_text(found.attributes["tags"]) == ("{a = ${environment.token}, b = ${environment.x}-y, c = plain}")


def test_a_deep_json_parameter_is_read_or_unknown(tmp_path: Path) -> None:
    for depth in (150, 400, 900, 20_000):
        value = "[" * depth + "]" * depth
        files = {"main.bicep": "param p array\n" + VAULT, "p.json": f'{{"parameters": {{"p": {{"value": {value}}}}}}}'}
        found = document(tmp_path, files, (Invocation("main.bicep", "", ("p.json",)),))
        assert len(found.deployments[0].declarations) == 1


def test_a_parameter_file_without_its_template_is_not_dropped(tmp_path: Path) -> None:
    files = {
        "gone.bicepparam": "using 'gone.bicep'\nparam a = 1\n",
        "none.bicepparam": "using none\n",
        "nothing.bicepparam": "param a = 1\n",
        "remote.bicepparam": "using 'br/public:avm/res/x:1.0'\nparam a = 1\n",
        "tool.bicepparam": "using '{{ .template }}'\n",
    }
    document(tmp_path, files)
    tree = SourceTree(tmp_path)
    found = {unit.path: load(tree, unit, None, Settings()) for unit in units(tree, files, (), Settings())}
    assert {path: [problem.message for problem in item.problems] for path, item in found.items()} == {
        "gone.bicepparam": ["expected the template of a parameter file, found nothing at `gone.bicep`"],
        "none.bicepparam": [],
        "nothing.bicepparam": ["expected `using` with the path of a template"],
        "remote.bicepparam": [],
    }
    assert found["none.bicepparam"].files == ("none.bicepparam",)
    (hole,) = found["remote.bicepparam"].deployments[0].holes
    assert (hole.source, hole.arguments) == ("br/public:avm/res/x:1.0", {"a": 1})


def nested(template: str, parameters: str = "{}") -> str:
    return (
        "param region string = 'westeurope'\n"
        "resource d 'Microsoft.Resources/deployments@2022-09-01' = {\n  name: 'd'\n"
        f"  properties: {{ mode: 'Incremental', parameters: {parameters}, template: {template} }}\n}}\n"
    )


def test_expressions_in_a_template_in_place_are_evaluated_where_it_is_written(tmp_path: Path) -> None:
    template = """{
      '$schema': 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'
      parameters: { name: { type: 'string' } }
      variables: { own: 'in${region}' }
      resources: [
        { type: 'Microsoft.KeyVault/vaults', name: '[parameters(\\'name\\')]', location: region }
        { type: 'A.B/c', apiVersion: '1', name: '[variables(\\'own\\')]', tags: { id: d.id } }
      ]
    }"""
    found = deployed(tmp_path, {"main.bicep": nested(template, "{ name: { value: 'kv-${region}' } }")})
    vault, other = found.declarations[1:]
    assert (vault.attributes["name"], vault.attributes["location"]) == ("kv-westeurope", "westeurope")
    assert (other.attributes["name"], found.holes) == ("inwesteurope", ())
    assert {item.header.path for item in found.declarations} == {"main.bicep"}


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("loaded", "template is unknown"),
        ("{ resources: loaded.resources }", "resources of the template are unknown"),
        ("{ resources: [{ type: '${loaded.type}', name: 'x' }] }", "resources of the template are unknown"),
        ("{ resources: [loaded.first] }", "resources of the template are unknown"),
    ],
)
def test_a_template_in_place_whose_resources_are_unknown_is_a_hole(tmp_path: Path, template: str, reason: str) -> None:
    found = deployed(tmp_path, {"main.bicep": "param loaded object\n" + nested(template)})
    assert [(hole.address, hole.reason) for hole in found.holes] == [("d", reason)]


def test_computed_parameters_of_a_nested_deployment_are_bound(tmp_path: Path) -> None:
    template = (
        "{ parameters: { n: { type: 'string' } }, resources: [{ type: 'A.B/c', name: '[parameters(\\'n\\')]' }] }"
    )
    found = deployed(tmp_path, {"main.bicep": "var all = { n: { value: 'x' } }\n" + nested(template, "all")})
    assert found.declarations[1].attributes["name"] == "x"


def test_a_linked_template_of_a_nested_deployment_is_followed(tmp_path: Path) -> None:
    text = nested("1").replace("template: 1", "templateLink: { relativePath: 'app.json' }")
    text = text.replace("parameters: {}", "parameters: { name: { value: 'kv' } }")
    found = deployed(tmp_path, {"main.bicep": text, "app.json": COMPILED})
    assert [(item.type, item.name) for item in found.declarations[1:]] == [("Microsoft.KeyVault/vaults", "kv")]


COMPILED = """{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "parameters": {"name": {"type": "string"}},
  "resources": [{"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "[parameters('name')]"}]
}"""


def test_a_parameter_file_may_be_for_a_json_template(tmp_path: Path) -> None:
    files = {
        "infra/app.json": COMPILED,
        "infra/app.prod.bicepparam": "using 'app.json'\nparam name = 'prod'\n",
        "infra/app.dev.bicepparam": "using './app.json'\nparam name = 'dev'\nparam extra = 1\n",
    }
    document(tmp_path, files)
    tree = SourceTree(tmp_path)
    (unit,) = units(tree, files, (), Settings())
    assert arm_units(tree, files, (), Settings()) == []
    found = load(tree, unit, None, Settings())
    assert {(item.language, item.set): item.declarations[0].attributes["name"] for item in found.deployments} == {
        ("arm", "prod"): "prod",
        ("arm", "dev"): "dev",
    }
    assert [problem.message for problem in found.problems] == [
        "expected a parameter that app.json declares, found `extra`"
    ]


def test_a_parameter_file_for_a_compiled_template_is_for_its_bicep(tmp_path: Path) -> None:
    files = {"main.bicep": VAULT, "main.json": COMPILED, "main.bicepparam": "using 'main.json'\n"}
    document(tmp_path, files)
    (unit,) = units(SourceTree(tmp_path), files, (), Settings())
    assert (unit.path, [item.var_files for item in unit.invocations]) == ("main.bicep", [("main.bicepparam",)])


def test_what_a_parameter_file_extends_is_read_through_base(tmp_path: Path) -> None:
    files = {
        "main.bicep": "param a object\nparam b string\nparam c string\n",
        "low.bicepparam": "using none\nparam a = { x: 1, y: 2 }\nparam c = 'low'\nparam gone = 1\n",
        "mid.bicepparam": "using none\nextends 'low.bicepparam'\nparam b = '${base.c}-mid'\n",
        "main.bicepparam": "using 'main.bicep'\nextends 'mid.bicepparam'\nparam a = { ...base.a, y: 3 }\n",
    }
    found = document(tmp_path, files, (Invocation("main.bicep", "", ("main.bicepparam",)),))
    assert found.deployments[0].variables == {"a": {"x": 1, "y": 3}, "b": "low-mid", "c": "low"}
    assert [(problem.location.path, problem.message) for problem in found.problems] == [
        ("low.bicepparam", "expected a parameter that main.bicep declares, found `gone`")
    ]


def test_parameter_files_that_extend_each_other_end(tmp_path: Path) -> None:
    files = {
        "main.bicep": "param a int\n",
        "x.bicepparam": "using 'main.bicep'\nextends 'y.bicepparam'\n",
        "y.bicepparam": "using none\nextends 'x.bicepparam'\nparam a = 1\n",
    }
    found = document(tmp_path, files, (Invocation("main.bicep", "", ("x.bicepparam",)),))
    assert found.deployments[0].variables == {"a": 1}


def test_a_parameter_file_that_another_extends_is_no_unit(tmp_path: Path) -> None:
    files = {"main.bicep": VAULT, "base.bicepparam": "using none\n"}
    files["main.bicepparam"] = "using 'main.bicep'\nextends 'base.bicepparam'\n"
    document(tmp_path, files)
    assert [unit.path for unit in units(SourceTree(tmp_path), files, (), Settings())] == ["main.bicep"]


def test_every_span_points_at_the_bicep_line(tmp_path: Path) -> None:
    text = "// größe\n" + VAULT.replace(
        "}\n", "  properties: {\n    sku: { name: 'standard' }\n    list: [\n      'a'\n    ]\n  }\n}\n"
    )
    found = one(tmp_path, text)
    source = SourceFile("main.bicep", text.encode())

    def written(location: object) -> str:
        assert isinstance(location, Span)
        return source.data[location.start : location.end].decode()

    assert written(found.header) == "resource kv 'Microsoft.KeyVault/vaults@2023-07-01'"
    assert written(found.span_of(("name",))) == "'kv'"
    assert written(found.span_of(("properties", "sku", "name"))) == "name: 'standard'"
    assert written(found.span_of(("properties", "list", 0))) == "'a'"


def test_modules_are_flattened_with_their_callers(tmp_path: Path) -> None:
    files = {
        "main.bicep": "module a 'm/a.bicep' = [for n in ['x', 'y']: { params: { name: n } }]\n",
        "m/a.bicep": "param name string\nmodule b '../b.bicep' = { params: { name: name } }\n",
        "b.bicep": "param name string\n" + VAULT.replace("'kv'\n", "name\n"),
    }
    found = {item.address: item for item in deployed(tmp_path, files).declarations}
    assert list(found) == ["a[0]", "a[0].b", "a[0].b.kv", "a[1]", "a[1].b", "a[1].b.kv"]
    assert [call.address for call in found["a[1].b.kv"].callers] == ["a[1]", "a[1].b"]
    assert found["a[1].b.kv"].attributes["name"] == "y"
    assert isinstance(found["a[1].b.kv"].header, Span)
    assert found["a[1].b.kv"].header.path == "b.bicep"


def test_a_registry_module_is_a_hole_with_its_arguments(tmp_path: Path) -> None:
    text = VAULT + "module m 'br/public:avm/res/x:1.0' = {\n  params: { id: kv.id, n: 1 }\n}\n"
    (hole,) = deployed(tmp_path, {"main.bicep": text}).holes
    assert (hole.address, hole.source) == ("m", "br/public:avm/res/x:1.0")
    assert hole.arguments["n"] == 1
    assert to_json(hole.arguments["id"]) == {"$unknown": "value known only after deployment", "refs": ["kv.id"]}


def test_a_registry_module_is_followed_where_the_configuration_says_where_it_is(tmp_path: Path) -> None:
    files = {"main.bicep": "module m 'br/public:avm/res/x:1.0' = {}\n", "own/avm/res/x/main.bicep": VAULT}
    found = document(tmp_path, files, config=Settings(modules={"br/public:": "own"}))
    assert [item.address for item in found.deployments[0].declarations] == ["m", "m.kv"]


def test_a_file_with_an_error_is_read_and_is_a_hole(tmp_path: Path) -> None:
    found = document(tmp_path, {"main.bicep": "resource bad 'A.B/c@1' = {\n  name 'x'\n}\n" + VAULT})
    assert [(problem.rule, problem.message) for problem in found.problems] == [
        ("parse-error", "expected `:`, found `'x'`")
    ]
    assert [item.address for item in found.deployments[0].declarations] == ["kv"]
    assert [hole.address for hole in found.deployments[0].holes] == ["main.bicep"]


def test_a_file_that_is_not_text_gives_a_problem_and_no_deployment(tmp_path: Path) -> None:
    (tmp_path / "main.bicep").write_bytes(b"\0")
    found = document(tmp_path, {})
    assert "NUL" in found.problems[0].message


def test_only_what_is_demanded_is_declared(tmp_path: Path) -> None:
    text = VAULT + "resource id 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = { name: 'x' }\n"
    found = document(tmp_path, {"main.bicep": text}, demand={"microsoft.keyvault/vaults": frozenset({"location"})})
    (vault,) = found.deployments[0].declarations
    assert vault.attributes["location"] == "westeurope"


def test_a_document_survives_pickling(tmp_path: Path, copied: Callable[[Any], Any]) -> None:
    found = document(tmp_path, {"main.bicep": VAULT + "output id string = kv.id\n// idlint: ignore[x] why\n"})
    again = copied(found)
    assert again.directives == found.directives
    (ours,), (theirs,) = found.deployments[0].declarations, again.deployments[0].declarations
    assert [*theirs.attributes] == [*ours.attributes]
    assert theirs.attributes["location"] == ours.attributes["location"] == "westeurope"


LIMITS = {
    "a loop of a thousand million rounds": "resource x 'A.B/c@1' = [for i in range(0, 1000000000): { name: '${i}' }]\n",
    "a function that calls itself": "func f(n int) int => f(n + 1)\nresource x 'A.B/c@1' = { name: '${f(1)}' }\n",
    "variables that refer to each other": "var a = b\nvar b = a\nresource x 'A.B/c@1' = { name: a }\n",
    "doubling variables": "var a0 = 'xxxxxxxxxxxxxxxx'\n"
    + "".join(f"var a{n} = '${{a{n - 1}}}${{a{n - 1}}}'\n" for n in range(1, 60))
    + "resource x 'A.B/c@1' = { name: a59 }\n",
    "a long sum": "var v = 1" + " + 1" * 5_000 + "\nresource x 'A.B/c@1' = { name: '${v}' }\n",
}


@pytest.mark.parametrize("text", LIMITS.values(), ids=LIMITS)
def test_what_has_no_end_is_unknown_or_a_hole(tmp_path: Path, text: str) -> None:
    found = document(tmp_path, {"main.bicep": text})
    declarations, holes = found.deployments[0].declarations, found.deployments[0].holes
    assert len(declarations) + len(holes) == 1
    assert all(isinstance(item.attributes["name"], Unknown) or item.maybe for item in declarations)
    assert all(hole.reason == "budget" for hole in holes)
    assert found.exhausted or not holes


def test_modules_that_call_each_other_end_in_a_hole(tmp_path: Path) -> None:
    files = {"main.bicep": "module a 'a.bicep' = {}\n" + VAULT, "a.bicep": "module m 'main.bicep' = {}\n"}
    loaded = document(tmp_path, files)
    assert [(problem.location.path, problem.message) for problem in loaded.problems] == [
        ("a.bicep", "expected modules that do not call each other: module calls itself")
    ]
    found = loaded.deployments[0]
    assert [(hole.address, hole.reason) for hole in found.holes] == [("a.m", "module calls itself")]
    assert "kv" in [item.address for item in found.declarations]


PIECES = st.sampled_from(
    [
        VAULT, "param p string\n", "param q object = { a: p }\n", "var v = [for i in range(0, 3): i]\n",
        "var w = q.?a ?? v\n",
        "module m 'main.bicep' = { params: { p: v } }\n", "func f(x int) int => f(x)\n", "output o string = kv.id\n",
        "resource c 'secrets' = {", "  parent: kv\n", "}", "{", "'${", "[", "\n", "kv::c[0].name", "map(v, x => x)",
    ]
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_combination_of_pieces_loads(tmp_path: Path, text: str) -> None:
    found = document(tmp_path, {"main.bicep": text})
    for item in found.deployments[0].declarations:
        to_json(item.attributes)


def test_values_that_a_parameter_does_not_allow_are_problems_at_their_line(tmp_path: Path) -> None:
    main = (
        "@allowed(['a', 'b'])\nparam plain string = 'c'\n"
        "param union 'x' | 'y'\nparam alias kind?\ntype kind = 'k' | null | -1\ntype level = ('l' | 'm')\n"
        "param top level = 'M'\nparam list ('p' | 'q')[] = ['z']\n"
        "module m 'm.bicep' = { params: { sku: 'bad', tier: union } }\n"
    )
    files = {
        "main.bicep": main,
        "m.bicep": "@allowed(['good'])\nparam sku string\n@allowed(['good'])\nparam tier string\n",
        "p.bicepparam": "using 'main.bicep'\nparam plain = 'b'\nparam union = '${'z'}'\nparam alias = 'any'\n",
    }
    found = document(tmp_path, files, (Invocation("main.bicep", "", ("p.bicepparam",)),))
    lines = [
        (problem.location.path, SourceTree(tmp_path).read(problem.location.path).line_number(problem.location.start))
        for problem in found.problems
        if isinstance(problem.location, Span)
    ]
    assert [(*line, problem.message) for line, problem in zip(lines, found.problems, strict=True)] == [
        ("main.bicep", 2, "expected a value that parameter `plain` allows, `a`, `b`; found `c`"),
        ("p.bicepparam", 3, "expected a value that parameter `union` allows, `x`, `y`; found `z`"),
        ("main.bicep", 9, "expected a value that parameter `sku` allows, `good`; found `bad`"),
    ]


def test_resources_of_extensions_have_their_name_in_their_metadata(tmp_path: Path) -> None:
    text = "extension kubernetes as k8s\nresource s 'core/Service@v1' = {\n  metadata: { name: 'web' }\n}\n"
    found = one(tmp_path, text)
    assert (found.type, found.attributes["name"], found.attributes["metadata"]) == (
        "core/Service",
        "web",
        {"name": "web"},
    )


def test_a_safe_access_below_a_text_is_null(tmp_path: Path) -> None:
    text = (
        VAULT
        + "param region string\nvar items = [kv.id, kv.name, 'x-${region}', { id: kv.id }]\n"
        + "output found array = [for item in items: item.?id ?? item]\n"
    )
    found = deployed(tmp_path, {"main.bicep": text}).outputs["found"]
    assert isinstance(found, list)
    assert [value_text(item) for item in found] == ["${kv.id}", "kv", "x-${parameters.region}", "${kv.id}"]
