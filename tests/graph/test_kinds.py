"""The vocabulary is data: read, checked, compiled, and turned into a demand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import idlint
from idlint.errors import RuleError
from idlint.graph.convert import CONVERTERS
from idlint.graph.kinds import Vocabulary, demand, load_vocabulary, vocabulary_from_json, vocabulary_to_json
from idlint.graph.resources import EDGE_TYPES
from idlint.graph.sources import Inherit, parts_of

GOOD = """
kind: lamp
title: Lamp
area: platform
properties:
  bright: {convert: bool, doc: Whether it shines}
terraform:
  - types: [test_lamp]
    properties: {bright: {path: dark, negate: true, absent: true}}
"""


def test_every_kind_of_ours_is_well_formed(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.kinds) >= 47
    for kind in vocabulary.kinds.values():
        assert {spec.convert for spec in kind.properties.values()} <= CONVERTERS.keys()
        assert {spec.edge for spec in kind.properties.values()} <= {"", *EDGE_TYPES}
        assert {name for spec in kind.properties.values() for name in spec.to} <= vocabulary.kinds.keys()


def test_what_a_kind_inherits_is_a_property_somewhere(vocabulary: Vocabulary) -> None:
    known = {name for kind in vocabulary.kinds.values() for name in kind.properties}
    for entry in (entry for kind in vocabulary.kinds.values() for entry in (*kind.terraform, *kind.arm)):
        for source in entry.properties.values():
            for part in parts_of(source):
                assert not isinstance(part, Inherit) or part.property in known


def test_terraform_kinds_have_an_arm_half_unless_another_system_owns_them(vocabulary: Vocabulary) -> None:
    kinds = [kind for kind in vocabulary.kinds.values() if kind.terraform and not kind.arm]
    without = {kind.name for kind in kinds if not kind.traits & {"aws", "google"}}
    terraform = {"remote_state", "terraform_backend", "terraform_provider"}
    entra = {"application_credential", "conditional_access_policy", "entra_group_member"}
    kubernetes = {"helm_release", "kubernetes_manifest", "kubernetes_service_account", "kubernetes_workload"}
    assert without == terraform | entra | kubernetes | {"ci_variable", "service_connection", "variable_group"}


def test_the_schema_lets_a_kind_name_every_converter_and_no_other() -> None:
    schema = json.loads((Path(idlint.__file__).parent / "schemas" / "kind.schema.json").read_text(encoding="utf-8"))
    _, spec = schema["$defs"]["specs"]["additionalProperties"]["anyOf"]
    assert set(spec["properties"]["convert"]["enum"]) == CONVERTERS.keys()


def test_compiled_json_gives_the_same_vocabulary(vocabulary: Vocabulary) -> None:
    assert vocabulary_from_json(json.loads(json.dumps(vocabulary_to_json(vocabulary)))) == vocabulary


def test_a_type_that_no_kind_spells_stays_unknown_however_often_it_is_asked_for(vocabulary: Vocabulary) -> None:
    assert vocabulary.terraform.get("acme_thing") is None
    assert (vocabulary.terraform.get("acme_thing"), "acme_thing" in vocabulary.terraform) == (None, False)


def test_a_type_with_a_match_is_tried_before_the_type_without(vocabulary: Vocabulary) -> None:
    entries = vocabulary.arm["microsoft.web/sites"]
    assert [entry.kind for entry in entries] == ["function_app", "logic_app", "web_app"]


def test_demand_names_satellites_tags_and_azapi(vocabulary: Vocabulary) -> None:
    wanted = demand(vocabulary)
    assert wanted is not None
    assert {"key_vault_key_id", "storage_account_id"} <= (
        wanted["azurerm_storage_account_customer_managed_key"] or frozenset()
    )
    assert {"tags", "name", "identity", "shared_access_key_enabled"} <= (
        wanted["azurerm_storage_account"] or frozenset()
    )
    assert "body" in (wanted["azapi_resource"] or frozenset())
    assert {"properties", "sku", "parent"} <= (wanted["microsoft.storage/storageaccounts"] or frozenset())


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("area: platform", "area: moon", "`area`"),
        ("convert: bool", "convert: boolean", "properties.bright"),
        ("absent: true", "missing: true", "terraform.0"),
        ("path: dark", 'path: "dark[="', "terraform.0.properties.bright"),
        ("properties: {bright:", "properties: {shine:", "no such property"),
        ("kind: lamp", "kind: lamp\nincludes: [nothing]", "no group `nothing`"),
        ("kind: lamp", "kind: lamp: 2", "lamp.yaml"),
    ],
)
def test_a_wrong_kind_is_refused_by_file_and_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    (tmp_path / "lamp.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError) as error:
        load_vocabulary([tmp_path])
    assert "lamp.yaml" in str(error.value)
    assert named in str(error.value)


def test_a_kind_defined_twice_is_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "lamp.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(RuleError, match="twice"):
        load_vocabulary([tmp_path / "a", tmp_path / "b"])


def test_a_group_brings_properties_and_null_drops_one(tmp_path: Path) -> None:
    (tmp_path / "_groups.yaml").write_text(
        "groups: {g: {properties: {a: {convert: string, doc: A}, b: {convert: string, doc: B}},"
        " terraform: {a: x, b: y}}}",
        encoding="utf-8",
    )
    text = GOOD.replace("kind: lamp", "kind: lamp\nincludes: [g]").replace(
        "properties:\n", "properties:\n  b: null\n", 1
    )
    (tmp_path / "lamp.yaml").write_text(text, encoding="utf-8")
    kind = load_vocabulary([tmp_path]).kinds["lamp"]
    assert set(kind.properties) == {"a", "bright"}
    assert set(kind.terraform[0].properties) == {"a", "bright"}
