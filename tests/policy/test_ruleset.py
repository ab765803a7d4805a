"""All rules together: our own, compiled and read back, chosen, and refused where they contradict."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from idlint.builtins import CHECKS
from idlint.cache import read_valid, write_valid
from idlint.errors import RuleError, SettingsError, UsageError
from idlint.policy.message import Story, fill, placeholders
from idlint.policy.outcome import FAILED
from idlint.policy.rule import Rule
from idlint.policy.ruleset import Ruleset, compile_ruleset, compiled_name, enabled, load_ruleset, providers
from idlint.policy.selection import is_enabled
from idlint.resilience.properties import DERIVED
from idlint.settings import Settings
from idlint.values import Unknown

ROOT = Path(__file__).parents[2]
KINDS = [ROOT / "kinds"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two of our rules, to be changed."""
    for name in ("storage-single-region", "single-token-path"):
        shutil.copytree(ROOT / "rules" / name, tmp_path / "pack" / name)
    return tmp_path / "pack"


def edit(folder: Path, rule: str, old: str, new: str) -> None:
    path = folder / rule / "rule.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


# Our own rules


def test_our_rules_are_whole_and_sorted(ruleset: Ruleset) -> None:
    ids = [rule.id for rule in ruleset.rules]
    assert ids == sorted(ids)
    assert {"identity-region-mismatch", "single-token-path", "storage-single-region"} <= set(ids)
    for rule in ruleset.rules:
        for text in (rule.why, rule.fix, rule.dont):
            assert len(text.split()) >= 10, rule.id
        assert not rule.title.endswith(".")


def test_every_placeholder_of_our_messages_is_filled(ruleset: Ruleset, world: Any) -> None:
    """Each name is a word of ours or a property that some kind of the rule has; with values it reads as one."""
    for rule in ruleset.rules:
        names = {name for name in placeholders(rule.message) if "." not in name}
        values = dict.fromkeys(names - {"resource", "related", "deployment", "criticality", "elements"}, "value")
        derived = {name: ["value"] for name in DERIVED}
        resource = world.add("x.y", rule.kinds[0] if rule.kinds else "none", derived=derived, **values)
        message = fill(rule.message, Story(world.assessment, resource, ".", "high", FAILED))
        assert "{" not in message
        assert "value" in message or not values


def test_a_region_that_is_not_written_is_its_region(world: Any) -> None:
    store = world.add("x.y", "storage_account")
    assert fill("lost with {region}", Story(world.assessment, store, ".", "high", FAILED)) == "lost with its region"
    data = world.add("x.z", "cosmos_account", replica_regions=[Unknown("variable without a value")])
    assert fill("in {replica_regions} only", Story(world.assessment, data, ".", "", FAILED)) == "in its region only"


def test_a_list_can_be_read_as_alternatives(world: Any) -> None:
    derived = {"run.weak_points": ["azure/entra", "azure/managed-identity", "azure/key-vault"]}
    app = world.add("a.app", "web_app", region="north", derived=derived)
    story = Story(world.assessment, app, ".", "high", FAILED)
    assert fill("{run.weak_points|or}", story) == "azure/entra, azure/managed-identity or azure/key-vault"
    assert fill("{region|or}", story) == "north"
    assert placeholders("{run.weak_points|or} of {resource}") == ("run.weak_points", "resource")


# Compiled form


def test_the_compiled_form_reads_back_as_the_same_rules(ruleset: Ruleset) -> None:
    store: dict[str, str] = {}

    def write(key: str, data: Any, *_: object) -> None:
        store[key] = json.dumps(data)

    def read(key: str) -> Any:
        return json.loads(store[key]) if key in store else None

    written = load_ruleset([ROOT / "rules"], KINDS, checks=CHECKS, read=read, write=write)
    again = load_ruleset([ROOT / "rules"], KINDS, checks=CHECKS, read=read)
    assert len(store) == 1
    assert written.rules == again.rules == ruleset.rules
    assert again.vocabulary.names() == ruleset.vocabulary.names()


def test_reading_the_compiled_form_loads_neither_yaml_nor_jsonschema(tmp_path: Path) -> None:
    compiled = tmp_path / "compiled.json"
    compiled.write_text(json.dumps(compile_ruleset([ROOT / "rules"], KINDS, checks=CHECKS)), encoding="utf-8")
    code = (
        "import json, sys; from pathlib import Path; from idlint.policy.ruleset import load_ruleset\n"
        "import idlint.policy.engine, idlint.policy.suppress\n"
        f"data = json.loads(Path({str(compiled)!r}).read_text())\n"
        f"rules = load_ruleset([Path({str(ROOT / 'rules')!r})], [], read=lambda key: data).rules\n"
        "assert rules; print([name for name in ('yaml', 'jsonschema', 're2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_other_folders_and_checks_have_another_name() -> None:
    names = [
        compiled_name({"rules": [Path("a")]}, ()),
        compiled_name({"rules": [Path("a")]}, ("acme",)),
        compiled_name({"configured": [Path("a")]}, ()),
        compiled_name({"rules": [Path("a"), Path("b")]}, ()),
    ]
    assert len(set(names)) == len(names)


@pytest.fixture
def kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our two rules, compiled and kept in a cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder.parent / "cache"))
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert len(reload(folder).rules) == 2
    return folder


def reload(folder: Path) -> Ruleset:
    return load_ruleset([folder], KINDS, checks=CHECKS, read=read_valid, write=write_valid)


def test_what_has_not_changed_is_not_compiled_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("idlint.policy.ruleset.compile_ruleset", None)
    assert len(reload(kept).rules) == 2


def test_a_changed_rule_is_read_again(kept: Path) -> None:
    edit(kept, "single-token-path", "confidence: medium", "confidence: high")
    assert {rule.id: rule.confidence for rule in reload(kept).rules}["single-token-path"] == "high"


def test_a_new_rule_and_one_that_is_gone_are_noticed(kept: Path) -> None:
    shutil.rmtree(kept / "single-token-path")
    assert [rule.id for rule in reload(kept).rules] == ["storage-single-region"]
    (kept / "half-done").mkdir()
    with pytest.raises(RuleError, match="half-done"):
        reload(kept)


# What contradicts


def test_one_id_cannot_be_two_rules(folder: Path) -> None:
    with pytest.raises(RuleError, match="`single-token-path` is taken twice"):
        load_ruleset([folder, ROOT / "rules"], KINDS, checks=CHECKS)


def test_a_former_id_cannot_be_another_rule(folder: Path) -> None:
    edit(folder, "single-token-path", "since:", "aliases: [storage-single-region]\nsince:")
    with pytest.raises(RuleError, match="`storage-single-region` is taken twice"):
        load_ruleset([folder], KINDS)


def test_a_folder_without_a_rule_is_not_passed_over(folder: Path) -> None:
    (folder / "half-done").mkdir()
    with pytest.raises(RuleError, match=r"half-done.rule\.yaml: cannot be read"):
        load_ruleset([folder], KINDS)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="expected a folder with one folder a rule"):
        load_ruleset([tmp_path / "gone"], KINDS)


def test_configured_folders_may_not_name_functions(folder: Path) -> None:
    edit(folder, "single-token-path", "require: {property: run.single_points, empty: true}", "check: acme")

    def acme(resource: object, assessment: object) -> Any:
        return FAILED

    assert len(load_ruleset([folder], KINDS, checks={"acme": acme}).rules) == 2
    with pytest.raises(RuleError, match="the grammar only"):
        load_ruleset([], KINDS, checks={"acme": acme}, configured=[folder])


def test_configured_rules_say_where_they_come_from(folder: Path) -> None:
    assert {rule.source for rule in load_ruleset([], KINDS, configured=[folder]).rules} == {"repository"}


def test_kinds_say_which_opaque_sources_provide_them(ruleset: Ruleset) -> None:
    found = providers(ruleset.vocabulary)
    for kind in ruleset.vocabulary.kinds.values():
        for name in (kind.name, *kind.traits):
            assert set(kind.opaque_sources) <= set(found.get(name, ()))


# Which rules run


@pytest.mark.parametrize(
    ("fields", "line", "configured", "runs"),
    [
        ({}, {}, {}, True),
        ({}, {"ignore": ["bad-thing"], "select": ["bad-thing"]}, {}, False),
        ({"preview": True}, {"select": ["bad-thing"]}, {"ignore": ("bad-thing",)}, True),
        ({}, {"select": ["family:testing"]}, {"ignore": ("bad-thing",)}, False),
        ({}, {"select": ["family:testing"], "ignore": ["family:testing"]}, {}, False),
        ({}, {"select": ["family:testing"]}, {"ignore": ("family:testing",)}, True),
        ({"preview": True}, {"select": ["family:testing"]}, {}, False),
        ({}, {"select": ["other"]}, {"select": ("bad-thing",)}, False),
        ({"preview": True}, {}, {"select": ("bad-thing",)}, True),
        ({}, {"ignore": ["family:testing"]}, {"select": ("bad-thing",)}, False),
        ({}, {}, {"ignore": ("family:testing",), "select": ("family:testing",)}, False),
        ({"preview": True}, {}, {"select": ("family:testing",)}, False),
        ({"deprecated": {"since": "0.2.0", "use": "x"}}, {}, {}, False),
        ({}, {}, {"select": ("family:testing",)}, True),
        ({}, {}, {"select": ("other",)}, False),
        ({"aliases": ("old-thing",)}, {"ignore": ["old-thing"]}, {}, False),
        ({"aliases": ("old-thing",), "preview": True}, {"select": ["old-thing"]}, {}, True),
    ],
)
def test_the_first_that_applies_decides(
    make_rule: Any, fields: dict[str, Any], line: dict[str, Any], configured: dict[str, Any], runs: bool
) -> None:
    rule = make_rule(**fields)
    assert is_enabled(rule, Settings(**configured), line.get("select", ()), line.get("ignore", ())) is runs


def test_a_selector_that_names_nothing_is_an_error(make_rule: Any) -> None:
    rules: list[Rule] = [make_rule()]
    with pytest.raises(UsageError, match="no rule or family `bad-thin`: did you mean `bad-thing`"):
        enabled(rules, Settings(), ["bad-thin"])
    with pytest.raises(SettingsError, match=r"idlint\.toml: there is no rule or family `family:test`"):
        enabled(rules, Settings(file="idlint.toml", ignore=("family:test",)))
    assert enabled(rules, Settings(), ["family:testing"]) == tuple(rules)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"bad-thing": {"days": 30}}, None),
        ({"bad-thing": {"dayz": 30}}, r"`options\.bad-thing\.dayz`: there is no such option; the rule has days"),
        ({"bad-thing": {"days": "soon"}}, r"`options\.bad-thing\.days`: 'soon' is not of type 'integer'"),
        ({"bad-thin": {}}, r"`options\.bad-thin`: there is no such rule"),
    ],
)
def test_options_are_checked_against_the_rule(make_rule: Any, options: Any, problem: str | None) -> None:
    rules = [make_rule(options={"days": {"type": "integer", "default": 1, "description": "days"}})]
    settings = Settings(file="idlint.toml", options=options)
    if problem is None:
        assert enabled(rules, settings) == tuple(rules)
    else:
        with pytest.raises(SettingsError, match=problem):
            enabled(rules, settings)
