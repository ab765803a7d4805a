"""Variables and macros: what files define is known, what settings, groups and steps define is not."""

from __future__ import annotations

import pytest

from idlint.fuel import Fuel
from idlint.languages.pipelines.azure_pipelines.variables import Macros, Table, set_by
from idlint.values import Origin, Unknown, Value, text

TABLE = Table(
    {
        "region": ("region", "westeurope"),
        "group": ("group", "rg-$(Region)"),
        "loop": ("loop", "$(loop)x"),
        "computed": ("computed", Unknown("run", Origin("variables.computed"))),
        "my-secret": ("my-secret", "known"),
        "Arm.Client": ("Arm.Client", "c"),
    }
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("$(region)", "westeurope"),
        ("$(GROUP)/x", "rg-westeurope/x"),
        ("$(computed)-x", "${variables.computed}-x"),
        ("$(Build.BuildId)", "${variables.Build.BuildId}"),
        ("$(of-a-group)", "${variables.of-a-group}"),
        ("no macro $( spaced out ) here", "no macro $( spaced out ) here"),
        ("$(Pipeline.Workspace)/s/infra", "${variables.Build.SourcesDirectory}/infra"),
        ("$(Pipeline.Workspace)/state", "${variables.Pipeline.Workspace}/state"),
        ("$[ variables.x ]", "${…}"),
    ],
)
def test_macros(written: str, shown: str) -> None:
    assert text(Macros(TABLE, Fuel()).resolved(written)) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("cd $(pwd) && x=$(Get-Date)", "cd $(pwd) && x=$(Get-Date)"),
        ("echo $(az account show) $(region)", "echo $(az account show) westeurope"),
        ("sql -p '$(db-password)' $(my-secret)", "sql -p '${variables.db-password}' known"),
    ],
)
def test_in_a_script_a_command_of_the_shell_is_no_macro(written: str, shown: str) -> None:
    assert text(Macros(TABLE, Fuel()).resolved(written, in_script=True)) == shown


def test_variables_that_refer_to_each_other_are_unknown() -> None:
    assert isinstance(Macros(TABLE, Fuel()).resolved("$(loop)"), Unknown)


def test_what_a_step_sets_is_not_known() -> None:
    script: Value = "echo '##vso[task.setvariable variable=Region;isOutput=true]north'"
    names = set_by([script, Unknown("pieces", None, ("##vso[task.setvariable variable=other]", Unknown("x")))])
    assert names == {"region", "other"}
    value = Macros(TABLE, Fuel(), names).resolved("$(region)")
    assert isinstance(value, Unknown)
    assert value.origin == Origin("variables.region")


def test_steps_see_variables_as_environment() -> None:
    env = Macros(Table({"arm.client id": ("Arm.Client id", "c")}), Fuel()).environment()
    assert env == {"ARM_CLIENT_ID": "c"}


def test_a_nearer_table_wins() -> None:
    both = Table({"a": ("a", "1")}, ("g",)).with_(Table({"a": ("A", "2")}, ("g", "h")))
    assert both == Table({"a": ("A", "2")}, ("g", "h"))
