from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from idlint.document import DeployStep, Invocation, Unit
from idlint.languages.bicep.units import set_name, units
from idlint.settings import Settings, VariableSet
from idlint.source import SourceTree

PARAMETERS = '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#"}'


def found(
    root: Path, files: Mapping[str, str], invocations: tuple[Invocation, ...] = (), settings: Settings | None = None
) -> dict[str, Unit]:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return {unit.path: unit for unit in units(SourceTree(root), files, invocations, settings or Settings())}


def test_a_file_that_another_calls_is_no_unit(tmp_path: Path) -> None:
    assert list(found(tmp_path, {"main.bicep": "module m 'm/a.bicep' = {}", "m/a.bicep": "", "b.bicep": ""})) == [
        "b.bicep",
        "main.bicep",
    ]


def test_of_files_that_call_each_other_one_is_a_unit(tmp_path: Path) -> None:
    files = {
        name: f"module m '{target}' = {{}}" for name, target in {"a.bicep": "b.bicep", "b.bicep": "c.bicep"}.items()
    }
    files |= {"c.bicep": "module m 'a.bicep' = {}", "main.bicep": "module s 'self.bicep' = {}"}
    files |= {"self.bicep": "module s 'main.bicep' = {}", "x.bicep": "module s 'main.bicep' = {}"}
    assert list(found(tmp_path, files)) == ["a.bicep", "x.bicep"]


def test_a_file_that_only_lends_types_is_no_unit(tmp_path: Path) -> None:
    files = {"main.bicep": "import {\n  t\n  u\n} from 'types.bicep'\nimport * as x from 'other.bicep'"}
    files |= {"types.bicep": "@export()\ntype t = string", "other.bicep": "resource r 'A.B/c@1' = {}"}
    assert list(found(tmp_path, files)) == ["main.bicep", "other.bicep"]


def test_a_called_file_with_parameters_of_its_own_is_a_unit(tmp_path: Path) -> None:
    files = {"main.bicep": "module m 'a.bicep' = {}", "a.bicep": "", "a.dev.bicepparam": "using 'a.bicep'"}
    assert list(found(tmp_path, files)) == ["a.bicep", "main.bicep"]


def test_parameter_files_make_variable_sets(tmp_path: Path) -> None:
    files = {
        "main.bicep": "",
        "main.prod.bicepparam": "using 'main.bicep'",
        "env/dev.bicepparam": "// why\nusing '../main.bicep'",
        "none.bicepparam": "using none",
        "main.parameters.test.json": PARAMETERS,
        "parameters.uat.json": PARAMETERS,
        "parameters.other.json": "{}",
    }
    unit = found(tmp_path, files)["main.bicep"]
    assert [(item.name, item.var_files) for item in unit.invocations] == [
        ("dev", ("env/dev.bicepparam",)),
        ("test", ("main.parameters.test.json",)),
        ("prod", ("main.prod.bicepparam",)),
        ("uat", ("parameters.uat.json",)),
    ]


def test_a_parameter_file_without_the_templates_name_is_for_it_where_it_fits(tmp_path: Path) -> None:
    def passing(*names: str) -> str:
        values = ", ".join(f'"{name}": {{"value": 1}}' for name in names)
        return PARAMETERS[:-1] + f', "parameters": {{{values}}}}}'

    files = {
        "main.bicep": "param Region string\nparam name string\n",
        "prod.parameters.json": passing("region", "typo"),
        "old.parameters.json": passing("region", "a", "b"),
        "main.dev.parameters.json": passing("a", "b"),
    }
    unit = found(tmp_path, files)["main.bicep"]
    assert [item.name for item in unit.invocations] == ["dev", "prod"]


def test_a_folder_of_parameters_is_beside_the_template(tmp_path: Path) -> None:
    passing = PARAMETERS[:-1] + ', "parameters": {"region": {}}}'
    files = {
        "infra/main.bicep": "param region string\n",
        "infra/hub.bicep": "param region string\n",
        "infra/hub-multi.bicep": "param region string\n",
        "infra/parameters/prod.parameters.json": passing,
        "infra/parameters/uat.json": passing,
        "infra/parameters/hub.parameters.all.json": passing,
        "infra/parameters/hub.parameters.eu.multi.json": passing,
        "infra/other/dev.parameters.json": passing,
    }
    units = found(tmp_path, files)
    sets = [
        (item.name, item.var_files[0])
        for path in ("infra/main.bicep", "infra/hub.bicep")
        for item in units[path].invocations
    ]
    assert sets == [
        ("prod", "infra/parameters/prod.parameters.json"),
        ("uat", "infra/parameters/uat.json"),
        ("all", "infra/parameters/hub.parameters.all.json"),
    ]


def test_folders_tell_parameter_files_of_one_name_apart(tmp_path: Path) -> None:
    using = "using '../main.bicep'"
    unit = found(tmp_path, {"main.bicep": "", "a/main.bicepparam": using, "b/main.bicepparam": using})["main.bicep"]
    assert [item.name for item in unit.invocations] == ["a", "b"]


PASSES = PARAMETERS.removesuffix("}") + ', "parameters": {"size": {"value": 1}}}'


@pytest.mark.parametrize(("assigned", "files"), [("Size", 1), ("other", 2)])
def test_one_parameter_file_in_both_forms_is_one(tmp_path: Path, assigned: str, files: int) -> None:
    both = {
        "main.bicep": "param size int",
        "main.parameters.bicepparam": f"using 'main.bicep'\nparam {assigned} = 1\n",
        "main.parameters.json": PASSES,
    }
    assert len(found(tmp_path, both)["main.bicep"].invocations) == files


def test_a_parameter_file_that_a_pipeline_names_is_not_used_twice(tmp_path: Path) -> None:
    given = Invocation("main.bicep", "live", ("main.prod.bicepparam",))
    files = {"main.bicep": "", "main.prod.bicepparam": "using './main.bicep'"}
    assert found(tmp_path, files, (given,))["main.bicep"].invocations == (given._replace(name="prod"),)


def test_pipelines_that_apply_one_file_under_several_names_apply_one_set(tmp_path: Path) -> None:
    hub = Invocation(
        "infra/main.bicep", "prod", ("infra/main.prod.bicepparam",), steps=(DeployStep("a.yml", "jobs.a.deploy"),)
    )
    azure = hub._replace(name="shop-prod", steps=(DeployStep("b.yml", "jobs.b.deploy"),))
    files = {"infra/main.bicep": "", "infra/main.prod.bicepparam": "using './main.bicep'"}
    [only] = found(tmp_path, files, (hub, azure))["infra/main.bicep"].invocations
    assert (only.name, only.steps) == ("prod", (*hub.steps, *azure.steps))


def test_json_with_parameters_in_bicep_is_evaluated_here_as_a_pipeline_applies_it(tmp_path: Path) -> None:
    given = Invocation("main.json", "live", ("main.prod.bicepparam",))
    files = {"main.json": "{}", "main.prod.bicepparam": "using './main.json'"}
    assert found(tmp_path, files, (given,))["main.json"].invocations == (given._replace(name="prod"),)


def test_a_configured_set_applies_a_template(tmp_path: Path) -> None:
    settings = Settings(sets=(VariableSet("main.bicep", "blue", ("blue.json",)),))
    (unit,) = found(tmp_path, {"main.bicep": ""}, (), settings).values()
    assert [(item.name, item.var_files) for item in unit.invocations] == [("blue", ("blue.json",))]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("main.bicepparam", ""),
        ("main.prod.bicepparam", "prod"),
        ("main-prod.bicepparam", "prod"),
        ("prod.bicepparam", "prod"),
        ("params.bicepparam", ""),
        ("main.parameters.json", ""),
        ("main.parameters.eu.prod.json", "eu.prod"),
        ("parameters-dev.json", "dev"),
        ("dev-parameters.json", "dev"),
    ],
)
def test_the_environment_in_a_file_name(file: str, name: str) -> None:
    assert set_name("infra/main.bicep", f"infra/{file}") == name
