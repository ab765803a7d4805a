"""The pytest plugin, as the owner of an infrastructure repository meets it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import tree_sitter_hcl
import yaml

from idlint import pytest_items

KEPT = (jsonschema, tree_sitter_hcl, yaml, pytest_items)
"""Imported here, because pytester forgets what an inner run imports, and these cannot be imported twice."""

STORE = """
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "orders" {
  name                     = "orders"
  resource_group_name      = "rg"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "LRS"
  tags                     = { criticality = "mission-critical" }
}
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def repository(pytester: pytest.Pytester) -> pytest.Pytester:
    (pytester.path / ".git").mkdir()
    (pytester.path / "app").mkdir()
    (pytester.path / "app" / "main.tf").write_text(STORE)
    pytester.makepyfile(test_own="def test_own(): pass")
    return pytester


def test_without_the_flag_nothing_is_collected_or_loaded(repository: pytest.Pytester) -> None:
    repository.makeconftest("import sys\ndef pytest_unconfigure(): assert 'idlint.api' not in sys.modules")
    result = repository.runpytest_subprocess()
    result.assert_outcomes(passed=1)
    assert result.ret == pytest.ExitCode.OK


def test_a_finding_is_a_failing_item_whose_first_line_says_where(repository: pytest.Pytester) -> None:
    result = repository.runpytest("--idlint", "-rf")
    result.stdout.fnmatch_lines(
        [
            "app/main.tf:11:3 azurerm_storage_account.orders is replicated as LRS*",
            "FAILED app/main.tf::storage-single-region - app/main.tf:11:3 azurerm_stor*",
        ]
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "Traceback" not in result.stdout.str()


def test_the_ini_option_asks_for_it_at_every_run(repository: pytest.Pytester) -> None:
    repository.makeini("[pytest]\nidlint = true\n")
    outcomes = repository.runpytest().parseoutcomes()
    assert outcomes["failed"] == 1
    assert outcomes["passed"] >= 2


def test_rules_that_apply_and_hold_are_passing_items(repository: pytest.Pytester) -> None:
    (repository.path / "app" / "main.tf").write_text(STORE.replace("LRS", "GZRS"))
    result = repository.runpytest("--idlint", "-v")
    result.stdout.fnmatch_lines(["app/main.tf::storage-single-region PASSED*", "app/main.tf::parse-error PASSED*"])
    assert result.ret == pytest.ExitCode.OK


def test_a_finding_below_the_gate_is_a_section_and_no_failure(repository: pytest.Pytester) -> None:
    result = repository.runpytest("--idlint", "--idlint-fail-on", "critical")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["idlint: 1 finding*, 1 of them below the gate (critical)*"])


def test_items_are_chosen_by_keyword_marker_and_node_id(repository: pytest.Pytester) -> None:
    repository.runpytest("--idlint", "-k", "storage-single-region").assert_outcomes(
        failed=1, deselected=_others(repository)
    )
    assert repository.runpytest("--idlint", "-m", "not idlint").parseoutcomes()["passed"] == 1
    repository.runpytest("--idlint", "app/main.tf::storage-single-region").assert_outcomes(failed=1)


def _others(repository: pytest.Pytester) -> int:
    counts = repository.runpytest("--idlint").parseoutcomes()
    return sum(counts.values()) - 1


def test_a_syntax_error_is_a_failing_item_and_other_tests_still_run(repository: pytest.Pytester) -> None:
    (repository.path / "app" / "broken.tf").write_text("resource {{{\n")
    result = repository.runpytest("--idlint", "-k", "parse-error or test_own")
    outcomes = result.parseoutcomes()
    assert (outcomes["failed"], outcomes["passed"]) == (1, 1)
    assert "errors" not in outcomes
    result.stdout.fnmatch_lines(["app/broken.tf:1:*"])


def test_a_wrong_configuration_is_a_usage_error(repository: pytest.Pytester) -> None:
    (repository.path / "idlint.toml").write_text("nonsense = 1\n")
    result = repository.runpytest("--idlint")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*idlint.toml: unknown key `nonsense`*"])


def test_junit_names_the_deployment_and_the_rule(repository: pytest.Pytester) -> None:
    repository.runpytest("--idlint", "--junit-xml=junit.xml")
    cases = ElementTree.parse(repository.path / "junit.xml").getroot().iter("testcase")  # noqa: S314 - our own file
    failed = [case for case in cases if case.find("failure") is not None]
    assert [(case.get("classname"), case.get("name")) for case in failed] == [("app.main.tf", "storage-single-region")]


@pytest.mark.parametrize("arguments", [["-n", "2"], ["-p", "no:xdist"], ["-n", "0"]])
def test_it_works_with_xdist_on_off_and_absent(repository: pytest.Pytester, arguments: list[str]) -> None:
    result = repository.runpytest_subprocess("--idlint", *arguments)
    assert result.parseoutcomes()["failed"] == 1


def test_a_repository_without_infrastructure_is_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_own="def test_own(): pass")
    pytester.runpytest("--idlint").assert_outcomes(passed=1)


RULE = """
id: my-store-in-one-region
title: Store in one region
family: regional-isolation
area: platform
severity: high
confidence: high
since: 0.1.0
kinds: [storage_account]
require: {property: redundancy, equals: GZRS}
message: "{resource} is {redundancy}"
why: Because.
fix: Use GZRS.
dont: Do not wait.
references: ["https://learn.microsoft.com/azure/storage/common/storage-redundancy"]
"""


def rule_folder(pytester: pytest.Pytester, expectation: str) -> Path:
    folder = pytester.path / "policies" / "my-store-in-one-region"
    folder.mkdir(parents=True)
    (folder / "rule.yaml").write_text(RULE)
    (folder / "fail.tf").write_text(STORE.replace('"LRS"\n', f'"LRS" # {expectation}\n'))
    (folder / "pass.tf").write_text(STORE.replace("LRS", "GZRS"))
    return folder


def test_rule_folders_are_collected_with_their_examples(pytester: pytest.Pytester) -> None:
    rule_folder(pytester, "expect: my-store-in-one-region")
    result = pytester.runpytest("--idlint-rules", "policies", "-v")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*my-store-in-one-region/rule.yaml::fail.tf PASSED*"])


def test_an_example_without_its_expectation_fails_with_line_and_message(pytester: pytest.Pytester) -> None:
    rule_folder(pytester, "nothing")
    result = pytester.runpytest("--idlint-rules", "policies")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["fail.tf: line 11: my-store-in-one-region is reported but not expected: *"])


def test_a_rule_folder_without_examples_is_one_failing_item(pytester: pytest.Pytester) -> None:
    folder = rule_folder(pytester, "nothing")
    (folder / "fail.tf").unlink()
    result = pytester.runpytest("--idlint-rules", "policies")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["my-store-in-one-region: no fail example: *"])


def test_files_beside_a_rule_are_never_linted_as_infrastructure(pytester: pytest.Pytester) -> None:
    rule_folder(pytester, "expect: my-store-in-one-region")
    result = pytester.runpytest("--idlint", "-v")
    assert "fail.tf" not in result.stdout.str()
