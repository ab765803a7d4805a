"""The examples teach what they say: three halves show the same flaws, and the hardened copy has none of them.

A half is `terraform/`, `bicep/`, or the ARM template beside the Bicep files, which is checked in their place.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from idlint import api, studies
from idlint.report.model import Report
from idlint.resilience.simulation import Simulation, WorkloadFate

EXAMPLES = Path(__file__).parent.parent / "examples"
EXAMPLE = EXAMPLES / "bicep_tf"
RESILIENT = EXAMPLES / "bicep_tf_resilient"
OUTAGES = Path(__file__).parent / "example-outages.txt"
TODAY = date(2026, 12, 1)
ONLY_TERRAFORM = {"build-agents-single-point"}
"""Rules about resources that Bicep does not have: Azure DevOps has a Terraform provider only."""
SHARED = {
    "boot-needs-extension-or-identity",
    "ci-identity-on-runtime-workload",
    "circular-fallback-secret",
    "fallback-credential-expiry",
    "identity-region-mismatch",
    "identity-shared-across-regions",
    "identity-shared-by-many-workloads",
    "plan-not-zone-redundant",
    "registry-single-region",
    "service-health-alert-cannot-fire",
    "service-health-alert-misses-global",
    "single-token-path",
    "sql-database-single-copy",
    "storage-single-region",
    "workload-signin-logs-not-exported",
}
PIPELINES = {
    ".github/workflows/deploy.yml": {
        "deploy-without-manual-start",
        "repair-path-deploys-itself",
        "sign-in-without-retry",
    },
    ".github/workflows/deploy-bicep.yml": {
        "deploy-without-manual-start",
        "repair-path-deploys-itself",
        "sign-in-without-retry",
    },
    "azure-pipelines.yml": {
        "pipeline-on-one-own-pool",
        "repair-path-deploys-itself",
        "runner-needs-identity-to-boot",
    },
    # The pool and its machines are declared in the Terraform half, which this one does not deploy.
    "azure-pipelines-bicep.yml": {"pipeline-on-one-own-pool", "runner-needs-identity-to-boot"},
}
CRITICAL = {"mission-critical", "high"}


@pytest.fixture(scope="module")
def report() -> Report:
    return api.check([EXAMPLE], now=TODAY)


def arm_half(example: Path, to: Path) -> Path:
    """A copy of the example that has its ARM template where the example has Bicep, deployed by the same pipelines."""
    left_out = shutil.ignore_patterns("*.bicep", "bicepconfig.json")
    shutil.copytree(example, to, ignore=left_out, dirs_exist_ok=True)
    for file in [*to.glob("bicep/*.bicepparam"), *to.glob("*.yml"), *to.glob(".github/workflows/*.yml")]:
        text = file.read_text("utf-8").replace("--template-file bicep/main.bicep ", "")  # `using` names it
        file.write_text(text.replace("main.bicep", "main.json"), "utf-8")
    return to


def findings(report: Report, folder: str) -> Counter[tuple[str, str, str]]:
    """(rule, kind, severity) of the findings in one half; names differ between languages, these do not."""
    found = [finding for finding in report.findings if report.places[finding.location].path.startswith(folder + "/")]
    return Counter((finding.rule, finding.kind, finding.severity) for finding in found)


def test_terraform_bicep_and_arm_show_the_same_findings(report: Report, tmp_path: Path) -> None:
    terraform = findings(report, "terraform")
    shared = Counter({item: count for item, count in terraform.items() if item[0] not in ONLY_TERRAFORM})
    assert {name for name, _, _ in shared} == SHARED
    assert {name for name, _, _ in terraform - shared} == ONLY_TERRAFORM
    assert findings(report, "bicep") == shared
    assert findings(api.check([arm_half(EXAMPLE, tmp_path)], now=TODAY), "bicep") == shared


@pytest.mark.parametrize("path", PIPELINES)
def test_the_pipelines_have_their_flaws_too(report: Report, path: str) -> None:
    assert {finding.rule for finding in report.findings if report.places[finding.location].path == path} == PIPELINES[
        path
    ]


@pytest.mark.parametrize("example", [EXAMPLE, RESILIENT], ids=lambda path: path.name)
def test_everything_in_it_is_understood(example: Path) -> None:
    found = api.check([example], now=TODAY)
    assert found.files.partly == ()
    assert found.files.skipped == {}
    assert found.declared[0] == found.declared[1] > 0


def test_the_hardened_copy_has_no_findings_and_hides_none(tmp_path: Path) -> None:
    (tmp_path / "arm").mkdir()
    for left_out in ("terraform", "bicep"):
        shutil.copytree(RESILIENT, tmp_path / left_out, ignore=shutil.ignore_patterns(left_out))
    for repository in (RESILIENT, tmp_path / "bicep", tmp_path / "terraform", arm_half(RESILIENT, tmp_path / "arm")):
        found = api.check([repository], now=TODAY)
        assert (found.findings, found.suppressed) == ((), ())


@cache
def outage(example: Path, scenario: str) -> Simulation:
    study = studies.study([example], now=TODAY)
    return studies.simulate(study, studies.chosen(study, scenario))


def scenarios() -> list[str]:
    return sorted(scenario.id for scenario in studies.scenarios(()))


def fares(fates: Iterable[WorkloadFate]) -> list[str]:
    """`function_app  centralus  prod  run cached  start lost  deploy lost`, a line each: the same in every language."""
    return sorted(
        f"  {fate.resource.kind:26} {fate.resource.value('region'):10} {environment:5}"
        f" run {fate.run.state:9} start {fate.fates['start'].state:9} deploy {fate.fates['deploy'].state:9}"
        f"{' elsewhere' if fate.elsewhere else ''}".rstrip()
        for fate in fates
        for environment in fate.environments
    )


def of(simulation: Simulation, language: str) -> list[WorkloadFate]:
    return [
        fate for fate in simulation.workloads if (fate.resource.language == "terraform") == (language == "terraform")
    ]


@pytest.mark.parametrize("scenario", scenarios())
@pytest.mark.parametrize("example", [EXAMPLE, RESILIENT], ids=lambda path: path.name)
def test_an_outage_does_the_same_to_every_half(example: Path, scenario: str, tmp_path: Path) -> None:
    simulation = outage(example, scenario)
    expected = fares(of(simulation, "terraform"))
    assert fares(of(simulation, "bicep")) == expected
    assert fares(of(outage(arm_half(example, tmp_path), scenario), "bicep")) == expected
    text = OUTAGES.read_text(encoding="utf-8")
    assert "\n".join([f"{example.name}, {scenario}", *expected, ""]) in text


@pytest.mark.parametrize("scenario", scenarios())
def test_no_outage_stops_a_critical_workload_of_the_hardened_copy(scenario: str) -> None:
    critical = [fate for fate in outage(RESILIENT, scenario).workloads if fate.criticality.level in CRITICAL]
    assert len(critical) == 8  # two workloads in two regions, written twice
    for fate in critical:
        assert fate.run.state in {"survives", "degraded"} or (fate.elsewhere and scenario == "azure-region-loss")


def test_the_readme_walks_through_every_rule_that_speaks() -> None:
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("**idlint says.**")]
    named = {name for line in lines for name in re.findall(r"`([a-z-]+)`", line)}
    assert named == SHARED.union(ONLY_TERRAFORM, *PIPELINES.values())


READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
"""The built-in role Reader."""

TAKEN_BACK = [
    ("terraform/modules/stamp/main.tf", '"GZRS"', '"LRS"', "storage-single-region"),
    ("bicep/modules/stamp.bicep", "Standard_GZRS", "Standard_LRS", "storage-single-region"),
    ("terraform/modules/stamp/api.tf", "zone_balancing_enabled = true", "", "plan-not-zone-redundant"),
    ("bicep/modules/stamp.bicep", ", zoneRedundant: true", "", "plan-not-zone-redundant"),
    ("terraform/modules/stamp/api.tf", "FALLBACK_TENANT_ID ", "SOME_TENANT_ID ", "single-token-path"),
    ("bicep/modules/stamp.bicep", "'FALLBACK_TENANT_ID'", "'SOME_TENANT_ID'", "single-token-path"),
    (
        "terraform/modules/stamp/api.tf",
        "= local.certificate\n",
        '= "@Microsoft.KeyVault(VaultName=kv-fernway-certs;SecretName=parcel)"\n',
        "circular-fallback-secret",
    ),
    (
        "bicep/modules/stamp.bicep",
        "value: certificatePath",
        "value: '@Microsoft.KeyVault(VaultName=kv-fernway-certs;SecretName=parcel)'",
        "circular-fallback-secret",
    ),
    (
        "bicep/modules/stamp.bicep",
        "'api-fallback', queueRole)\n  properties: {\n    roleDefinitionId: queueRole",
        f"'api-fallback', queueRole)\n  properties: {{\n    roleDefinitionId: '{READER}'",
        "fallback-role-parity",
    ),
    ("terraform/modules/stamp/main.tf", 'isolation_scope     = "Regional"', "", "identity-isolation-scope-open"),
    ("bicep/modules/stamp.bicep", "isolationScope: 'Regional'", "", "identity-isolation-scope-open"),
    (
        "terraform/modules/stamp/boot.sh.tftpl",
        "systemctl",
        "az login --identity\nsystemctl",
        "boot-needs-extension-or-identity",
    ),
    ("bicep/modules/boot.sh", "systemctl", "az login --identity\nsystemctl", "boot-needs-extension-or-identity"),
    (
        "terraform/monitoring.tf",
        "  action {\n    action_group_id = azurerm_monitor_action_group.oncall.id\n  }\n}\n\n# Tokens",
        "}\n\n# Tokens",
        "service-health-alert-cannot-fire",
    ),
    (
        "bicep/main.bicep",
        "actionGroups: [{ actionGroupId: oncall.id }]",
        "actionGroups: []",
        "service-health-alert-cannot-fire",
    ),
    ("terraform/monitoring.tf", ', "ManagedIdentitySignInLogs"', "", "workload-signin-logs-not-exported"),
    ("bicep/main.bicep", "  'ManagedIdentitySignInLogs'\n", "", "workload-signin-logs-not-exported"),
    (
        ".github/workflows/break-glass.yml",
        "BREAK_GLASS_CLIENT_ID",
        "DEPLOY_CLIENT_ID",
        "recovery-pipeline-shares-identity",
    ),
    (".github/workflows/deploy.yml", "  workflow_dispatch:\n", "", "deploy-without-manual-start"),
    (
        ".github/workflows/break-glass-bicep.yml",
        "BREAK_GLASS_CLIENT_ID",
        "DEPLOY_CLIENT_ID",
        "recovery-pipeline-shares-identity",
    ),
    (".github/workflows/deploy-bicep.yml", "  workflow_dispatch:\n", "", "deploy-without-manual-start"),
    (
        ".github/workflows/deploy-bicep.yml",
        "        if: steps.first.outcome == 'failure'\n",
        "",
        "sign-in-without-retry",
    ),
]
"""(file, text, replacement, the rule that then speaks)."""


@pytest.mark.parametrize(("path", "old", "new", "rule"), TAKEN_BACK)
def test_a_repair_that_is_taken_back_is_found(tmp_path: Path, path: str, old: str, new: str, rule: str) -> None:
    copy = tmp_path / "parcel"
    shutil.copytree(RESILIENT, copy)
    text = (copy / path).read_text(encoding="utf-8")
    assert old in text
    (copy / path).write_text(text.replace(old, new), encoding="utf-8")
    assert rule in {finding.rule for finding in api.check([copy], now=TODAY).findings}
