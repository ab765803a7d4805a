"""Arrays and objects of which an unknown condition leaves only parts certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from idlint.document import Unit
from idlint.languages.bicep import load
from idlint.settings import Settings
from idlint.source import SourceTree
from idlint.values import Missing, Unknown, Value, lookup, to_json

DOUBT = {"$unknown": "parameter without a value"}

INSIGHTS = """
resource ai 'Microsoft.Insights/components@2020-02-02' = {
  name: 'ai'
  location: 'westeurope'
}
output connection string = ai.properties.ConnectionString
"""

APP = """
param connection string
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'app'
  properties: {
    template: {
      containers: [
        {
          name: 'app'
          env: concat([{ name: 'A', value: 'x' }], empty(connection) ? [] : [{ name: 'B', value: connection }])
        }
      ]
    }
  }
}
"""


def environment(root: Path, main: str) -> Value | Missing:
    """What the container app of `main.bicep`, or of the module `app.bicep`, has for `env`."""
    files = {"insights.bicep": INSIGHTS, "app.bicep": APP, "main.bicep": main}
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    unit = Unit("bicep", "main.bicep", "template", ("main.bicep",), ())
    found = load(SourceTree(root), unit, None, Settings())
    assert not found.problems
    (app,) = (one for one in found.deployments[0].declarations if one.type == "Microsoft.App/containerApps")
    return lookup(app.attributes, ("properties", "template", "containers", 0, "env"))


def test_an_environment_with_an_optional_part_keeps_the_certain_one(tmp_path: Path) -> None:
    value = environment(tmp_path, APP)
    assert isinstance(value, Unknown)
    assert value.known == [{"name": "A", "value": "x"}]


def test_an_environment_with_what_the_platform_gives_is_known_whole(tmp_path: Path) -> None:
    calls = """
module insights 'insights.bicep' = { name: 'insights' }
module app 'app.bicep' = { name: 'app', params: { connection: insights.outputs.connection } }
"""
    value = environment(tmp_path, calls)
    assert isinstance(value, list)
    assert [lookup(item, ("name",)) for item in value] == ["A", "B"]


def test_the_output_of_a_module_that_may_be_left_out_may_be_missing(tmp_path: Path) -> None:
    calls = """
param wanted bool
module insights 'insights.bicep' = if (wanted) { name: 'insights' }
module app 'app.bicep' = { name: 'app', params: { connection: insights.?outputs.connection } }
"""
    value = environment(tmp_path, calls)
    assert isinstance(value, Unknown)
    assert value.known == [{"name": "A", "value": "x"}]


@pytest.mark.parametrize(
    ("loop", "known"),
    [
        ("[for name in names: { name: name }]", [{"name": "A"}]),
        ("[for name in names: name == 'A' ? 1 : 2]", [1]),
    ],
)
def test_a_loop_over_a_partly_known_array_keeps_what_is_certain(tmp_path: Path, loop: str, known: object) -> None:
    names = f"param more array\nvar names = concat(['A'], more)\nvar made = {loop}\n"
    value = environment(tmp_path, names + APP.replace("concat([{", "true ? made : concat([{"))
    assert isinstance(value, Unknown)
    assert value.known == known


def test_the_place_of_an_element_in_a_partly_known_array_is_unknown(tmp_path: Path) -> None:
    names = "param more array\nvar names = concat(more, ['A'])\nvar made = [for (name, number) in names: number]\n"
    value = environment(tmp_path, names + APP.replace("concat([{", "true ? made : concat([{"))
    assert isinstance(value, Unknown)
    assert isinstance(value.known, list)
    assert all(isinstance(item, Unknown) for item in value.known)


PARTS = """
param wanted bool
param any object
param many array
@secure()
param secret object
var optional = wanted ? { a: 1, sku: { name: 'S1' } } : {}
"""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("{ a: 0, ...any, b: 2 }", {**DOUBT, "known": {"a": DOUBT, "b": 2}}),
        ("{ b: 2, ...optional, a: 3 }", {**DOUBT, "known": {"b": 2, "a": 3}, "possible": {"sku": {"name": "S1"}}}),
        ("{ sku: { tier: 'x' }, ...optional }.sku", {**DOUBT, "known": {}, "possible": {"tier": "x", "name": "S1"}}),
        ("union({ sku: { tier: 'x' } }, optional).sku", {**DOUBT, "known": {"tier": "x"}, "possible": {"name": "S1"}}),
        ("union({ b: 2 }, optional).?c", None),
        ("union({ b: 2 }, optional).?a", DOUBT),
        ("contains(union({ b: 2 }, optional), 'c') ? 1 : 2", 2),
        ("[1, ...many, 2]", {**DOUBT, "known": [1, 2]}),
        ("concat([1], many)", {**DOUBT, "known": [1]}),
        ("[1, ...(wanted ? [2, 3] : [3])]", {**DOUBT, "known": [1, 3]}),
        ("{ a: 0, ...secret }", {"$sensitive": True}),
    ],
)  # fmt: skip
def test_what_a_part_that_is_not_known_may_overwrite_is_not_certain(
    tmp_path: Path, expression: str, value: object
) -> None:
    (tmp_path / "main.bicep").write_text(f"{PARTS}output it object = {expression}\n", encoding="utf-8")
    found = load(SourceTree(tmp_path), Unit("bicep", "main.bicep", "template", ("main.bicep",), ()), None, Settings())
    assert not found.problems
    assert to_json(found.deployments[0].outputs["it"]) == value


@pytest.mark.parametrize("place", ["siteConfig", "siteConfig.cors"])
def test_the_platform_completes_what_a_condition_writes(tmp_path: Path, place: str) -> None:
    text = """
param wanted bool
var optional = wanted ? { alwaysOn: true } : {}
resource app 'Microsoft.Web/sites@2023-12-01' = {
  name: 'app'
  properties: { siteConfig: PLACE }
}
output it bool = contains(app.properties.siteConfig, 'minTlsVersion')
"""
    written = "optional" if place == "siteConfig" else "{ cors: optional }"
    text = text.replace("PLACE", written).replace("app.properties.siteConfig,", f"app.properties.{place},")
    (tmp_path / "main.bicep").write_text(text, encoding="utf-8")
    found = load(SourceTree(tmp_path), Unit("bicep", "main.bicep", "template", ("main.bicep",), ()), None, Settings())
    assert isinstance(found.deployments[0].outputs["it"], Unknown)
