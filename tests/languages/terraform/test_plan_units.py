"""Which JSON files are plans, whose they are, and that no JSON at all does any harm."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.document import ALL
from idlint.languages import find_units, load
from idlint.languages.plans import is_plan
from idlint.settings import Settings
from idlint.source import SourceTree
from idlint.values import to_json

PLAN = '{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{}}}'


def recognised(folder: Path, content: str | bytes, name: str = "plan.json") -> bool:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return is_plan(SourceTree(folder), name)


@pytest.mark.parametrize(
    "content",
    [
        PLAN,
        PLAN.encode("utf-16"),
        json.dumps(json.loads(PLAN), indent=2),
        '{"applyable": true, "configuration": {}, "format_version": "1.2", "terraform_version": "1.9.0"}',
        PLAN[:50],
        b"PK\x03\x04\x00",
    ],
)
def test_plans_are_recognised_by_their_content(tmp_path: Path, content: str | bytes) -> None:
    assert recognised(tmp_path, content)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"$schema": "x"}', '{"configuration": {"a": 1}}', '{"values": []}']
)
def test_other_json_is_no_plan(tmp_path: Path, content: str) -> None:
    assert not recognised(tmp_path, content)


@pytest.mark.parametrize("name", ["a.tf.json", "a.tfvars.json", "plan.txt"])
def test_other_names_are_no_plans(tmp_path: Path, name: str) -> None:
    assert not recognised(tmp_path, PLAN, name)


ATOMS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4)
KEYS = st.sampled_from(
    ["address", "after", "after_sensitive", "after_unknown", "change", "child_modules", "expressions", "index", "mode",
     "module_calls", "name", "outputs", "references", "resources", "root_module", "type", "values", "x"]
)  # fmt: skip
WORDS = st.sampled_from(["a.b", "managed", "azurerm_key_vault", "module.m", "var.x", "module.m.o", "each.key"])
ANY = st.recursive(
    ATOMS | WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=25
)
RESOURCE = st.fixed_dictionaries(
    {"address": WORDS, "type": WORDS}, optional={"values": ANY, "mode": WORDS, "sensitive_values": ANY, "index": ANY}
)
MODULE = st.fixed_dictionaries(
    {"resources": st.lists(RESOURCE | ANY, max_size=3)}, optional={"child_modules": ANY, "address": WORDS}
)
TOP = {
    "planned_values": st.fixed_dictionaries({"root_module": MODULE | ANY}, optional={"outputs": ANY}),
    "resource_changes": ANY | st.lists(st.fixed_dictionaries({"address": WORDS, "change": ANY})),
    "configuration": st.fixed_dictionaries({"root_module": ANY, "provider_config": ANY}) | ANY,
    "prior_state": ANY,
    "variables": ANY,
}


@given(st.fixed_dictionaries({}, optional=TOP), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_json_in_the_place_of_a_plan_is_survived(content: dict[str, Any], beside_code: bool) -> None:
    document = {"format_version": "1.2", "terraform_version": "1.11.4", **content}
    with TemporaryDirectory() as folder:
        Path(folder, "plan.json").write_text(json.dumps(document))
        files = ["plan.json"]
        if beside_code:
            Path(folder, "main.tf").write_text('module "m" {\n  source = "./m"\n}\nresource "a" "b" {}\n')
            files.append("main.tf")
        tree = SourceTree(Path(folder))
        for unit in find_units(tree, files, (), Settings()):
            for deployment in load(tree, unit, ALL, Settings()).deployments:
                json.dumps([to_json(dict(item.attributes)) for item in deployment.declarations])
                json.dumps([to_json(dict(deployment.variables)), to_json(dict(deployment.outputs))])
