from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idlint.document import Problem
from idlint.languages.bicep.bicepconfig import BicepConfiguration, nearest
from idlint.source import SourceTree


def read(root: Path, text: str, folder: str = "") -> tuple[BicepConfiguration, list[Problem]]:
    (root / "bicepconfig.json").write_text(text)
    problems: list[Problem] = []
    return nearest(SourceTree(root), folder, problems.append), problems


ALIASES = """{
  // comments are allowed
  "moduleAliases": {
    "br": {"own": {"registry": "own.example.io", "modulePath": "a/b"}, "bare": {"registry": "own.example.io"},
           "odd": 1},
    "ts": {"specs": {"subscription": "s", "resourceGroup": "g"}, "half": {"subscription": "s"}},
  },
}"""


@pytest.mark.parametrize(
    ("reference", "full"),
    [
        ("br/public:avm/res/x:1.0", "br:mcr.microsoft.com/bicep/avm/res/x:1.0"),
        ("br/own:x/y:v1", "br:own.example.io/a/b/x/y:v1"),
        ("br/bare:x:v1", "br:own.example.io/x:v1"),
        ("ts/specs:t:1.0", "ts:s/g/t:1.0"),
        ("br/odd:x:1", "br/odd:x:1"),
        ("ts/half:x:1", "ts/half:x:1"),
        ("br:own.example.io/x:v1", "br:own.example.io/x:v1"),
        ("./m.bicep", "./m.bicep"),
    ],
)
def test_aliases_are_expanded(tmp_path: Path, reference: str, full: str) -> None:
    configuration, problems = read(tmp_path, ALIASES)
    assert (configuration.expanded(reference), problems) == (full, [])


def test_the_nearest_configuration_counts_alone(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/bicepconfig.json").write_text('{"cacheRootDirectory": "cache"}')
    assert read(tmp_path, ALIASES, "a/b")[0] == BicepConfiguration("a", cache="cache")
    assert read(tmp_path, ALIASES, ".")[0].folder == ""


def test_an_alias_may_replace_the_built_in_one(tmp_path: Path) -> None:
    text = '{"moduleAliases": {"br": {"public": {"registry": "mirror.example.io", "modulePath": "bicep"}}}}'
    assert read(tmp_path, text)[0].expanded("br/public:x:1") == "br:mirror.example.io/bicep/x:1"


@pytest.mark.parametrize("text", ["[]", '{"moduleAliases": 1}', '{"moduleAliases": {"br": []}}', "null"])
def test_what_has_another_shape_says_nothing(tmp_path: Path, text: str) -> None:
    configuration, problems = read(tmp_path, text)
    assert (configuration.expanded("br/public:x:1"), problems) == ("br:mcr.microsoft.com/bicep/x:1", [])


def test_a_configuration_that_does_not_parse_is_a_problem(tmp_path: Path) -> None:
    configuration, (problem,) = read(tmp_path, "{oops}")
    assert problem.location.path == "bicepconfig.json"
    assert problem.message.startswith("not valid JSON")
    assert configuration.cache == ""


def test_the_probes_are_remembered(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    tree = SourceTree(tmp_path)
    problems: list[Problem] = []
    nearest(tree, "a", problems.append)
    assert tree.reads == {"a/bicepconfig.json": False, "bicepconfig.json": False}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["br", "ts", "own", "registry", "modulePath", "subscription", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_a_configuration(tmp_path: Path, aliases: object, cache: object) -> None:
    text = json.dumps({"moduleAliases": aliases, "cacheRootDirectory": cache})
    configuration, problems = read(tmp_path, text)
    assert problems == []
    for reference in ("br/own:a:1", "ts/own:a:1", "br/public:x:1", "br/:", ""):
        assert isinstance(configuration.expanded(reference), str)
