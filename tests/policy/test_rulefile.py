"""What is wrong with a rule.yaml is said with file, key, expectation and the closest name."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from idlint.errors import RuleError
from idlint.policy.names import Names, names_of
from idlint.policy.operators import OPERATORS
from idlint.policy.rule import FIELDS, rule_from_json, rule_to_json
from idlint.policy.rulefile import SCHEMA, _loader, load_rule
from idlint.policy.ruleset import Ruleset
from idlint.resilience.properties import DERIVED

GOOD = """\
id: bad-thing
title: A thing is bad
family: testing
area: platform
severity: {high: medium, standard: low}
confidence: high
since: 0.1.0
kinds: [storage_account]
when: {property: region, exists: true}
require: {property: redundancy, in: [GRS, RAGRS]}
message: "{resource} in {region} is {redundancy}"
why: Because.
fix: Mend it.
dont: Do not leave it.
references: [https://learn.microsoft.com]
"""


@pytest.fixture(scope="module")
def names(ruleset: Ruleset) -> Names:
    return names_of(ruleset.vocabulary, frozenset(DERIVED), frozenset({"acme"}))


def write(folder: Path, text: str) -> Path:
    path = folder / "bad-thing"
    path.mkdir(exist_ok=True)
    (path / "rule.yaml").write_text(text, encoding="utf-8")
    return path


def changed(old: str, new: str) -> str:
    text = re.sub(rf"(?m)^{old}.*\n", lambda _: new + "\n" if new else "", GOOD)
    assert text != GOOD
    return text


def test_a_good_rule_is_read_whole(tmp_path: Path, names: Names) -> None:
    rule = load_rule(write(tmp_path, GOOD), names)
    assert rule.kinds == ("storage_account",)
    assert rule.severity_at("high") == "medium"
    assert rule.severity_at("low") is None
    assert rule.source == "builtin"


def test_a_rule_survives_json(tmp_path: Path, names: Names) -> None:
    rule = load_rule(write(tmp_path, GOOD), names)
    assert rule_from_json(json.loads(json.dumps(rule_to_json(rule)))) == rule


WRONG = yaml.safe_load((Path(__file__).parent / "wrong_rules.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case["with"][:40])
def test_what_is_wrong_is_named(tmp_path: Path, names: Names, case: dict[str, str]) -> None:
    folder = write(tmp_path, changed(case["replace"], case["with"]))
    with pytest.raises(RuleError) as caught:
        load_rule(folder, names)
    message = str(caught.value)
    assert message.startswith(str(folder / "rule.yaml"))
    assert case["says"] in message
    assert "\n" not in message


def test_a_reserved_id_is_refused(tmp_path: Path, names: Names) -> None:
    folder = tmp_path / "parse-error"
    folder.mkdir()
    (folder / "rule.yaml").write_text(changed("id:", "id: parse-error"), encoding="utf-8")
    with pytest.raises(RuleError, match="reserved"):
        load_rule(folder, names)


def test_a_folder_without_a_rule_says_so(tmp_path: Path, names: Names) -> None:
    with pytest.raises(RuleError, match=r"rule\.yaml: cannot be read"):
        load_rule(tmp_path, names)


def test_a_repository_may_use_the_grammar_only(tmp_path: Path, names: Names) -> None:
    folder = write(tmp_path, changed("require:", "check: acme"))
    assert load_rule(folder, names).check == "acme"
    with pytest.raises(RuleError, match="the grammar only"):
        load_rule(folder, names._replace(checks=None))


def test_the_published_schema_is_one_and_describes_every_field() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == set(FIELDS) - {"source"}
    assert all("description" in item for item in schema["properties"].values())
    tests = set(schema["$defs"]["condition"]["properties"])
    assert set(OPERATORS) <= tests
    assert all("description" in item or "$ref" in item for item in schema["$defs"]["condition"]["properties"].values())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(
    sorted({*FIELDS, "property", "related", "edge", "any", "not", "equals", "exists", "count", "where"})
)


@settings(max_examples=150, deadline=None)
@given(data=st.dictionaries(keys, json_values | st.dictionaries(keys, json_values, max_size=3), max_size=4))
def test_any_content_is_a_rule_or_a_clear_error(
    data: dict[str, Any], names: Names, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = write(tmp_path_factory.getbasetemp(), yaml.safe_dump({**yaml.safe_load(GOOD), **data}))
    with contextlib.suppress(RuleError):
        assert load_rule(folder, names).id == "bad-thing"


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
def test_any_text_is_a_rule_or_a_clear_error(text: str, names: Names, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = write(tmp_path_factory.getbasetemp(), text)
    with pytest.raises(RuleError):
        load_rule(folder, names)


def test_a_yaml_library_without_its_c_half_reads_rules_the_same(
    names: Names, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = load_rule(write(tmp_path, GOOD), names)
    monkeypatch.delattr("yaml.CSafeLoader")
    _loader.cache_clear()
    try:
        assert load_rule(write(tmp_path, GOOD), names) == expected
        with pytest.raises(RuleError, match="`why` is there twice"):
            load_rule(write(tmp_path, f"{GOOD}why: Again.\n"), names)
    finally:
        _loader.cache_clear()
