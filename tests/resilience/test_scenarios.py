"""Scenarios: what a file may say, which mistakes are named, and that what ships is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from idlint.errors import RuleError, UsageError
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.catalogue_files import compile_catalogue
from idlint.resilience.scenario_files import load_scenarios, read_scenario
from idlint.resilience.scenarios import Scenario, domains_of, find, moved, what_if

ROOT = Path(__file__).parents[2]
CATALOGUE = Catalogue(compile_catalogue([ROOT / "domains"]))
SHIPPED = load_scenarios([ROOT / "scenarios"], CATALOGUE)


def phase(start: str = "0h", end: str = "2h", **more: Any) -> dict[str, Any]:
    return {"name": f"{start} to {end}", "start": start, "end": end, "failed": ["azure/entra"], **more}


def read(folder: Path, *phases: dict[str, Any], **more: Any) -> Scenario:
    sources = [{"url": "https://example.com", "says": "all of it"}]
    data = {"id": "mine", "title": "T", "summary": "S", "phases": list(phases), "sources": sources, **more}
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return read_scenario(path, CATALOGUE)


def test_ten_outages_ship() -> None:
    assert [scenario.id for scenario in SHIPPED] == [
        "aws-us-east-1-2021-12",
        "aws-us-east-1-2025-10",
        "azure-entra-2020-09",
        "azure-entra-backup-serves",
        "azure-managed-identity-2026-02",
        "azure-managed-identity-pir-2026-02",
        "azure-region-loss",
        "azure-resource-manager-down",
        "azure-workload-federation-2024-05",
        "gcp-service-control-2025-06",
    ]


@pytest.mark.parametrize("scenario", SHIPPED, ids=lambda scenario: scenario.id)
def test_what_ships_has_sources_and_known_domains(scenario: Scenario) -> None:
    assert all(source.url.startswith("https://") for source in scenario.sources)
    for item in moved(scenario, ["westeurope"]).phases:
        assert all(map(CATALOGUE.template, domains_of(item, (*item.failed, *item.degraded))))
    if scenario.id.endswith(("-02", "-05", "-06", "-09", "-10")):
        assert scenario.began
        assert scenario.disputed


def test_the_review_of_february_2026_has_its_published_times() -> None:
    scenario = find("azure-managed-identity-pir-2026-02", SHIPPED)
    assert scenario.began
    times = [(scenario.time(phase.start), scenario.time(phase.end)) for phase in scenario.phases]
    assert [f"{start:%d %H:%M}-{end:%d %H:%M}" for start, end in times if start and end] == [
        "02 18:03-03 00:08",
        "03 00:08-03 00:30",
        "03 00:30-03 06:05",
    ]


def test_offsets_and_times_are_hours_from_the_beginning(tmp_path: Path) -> None:
    assert [item.end for item in read(tmp_path, phase("0h", "1h30m"), phase("2h", "150m")).phases] == [1.5, 2.5]
    dated = read(tmp_path, phase("2026-01-31T23:30Z", "2026-02-01T01:00Z"))
    assert (dated.hours, f"{dated.began}") == (1.5, "2026-01-31 23:30:00+00:00")


def test_a_time_that_yaml_understands_is_a_time(tmp_path: Path) -> None:
    text = (
        "id: mine\ntitle: T\nsummary: S\nphases:\n- name: a\n  start: 2026-01-31T23:30:00Z\n"
        "  end: 2026-02-01T01:00:00Z\n  failed: [azure/entra]\nsources:\n- url: https://example.com\n  says: x\n"
    )
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    assert read_scenario(tmp_path / "mine.yaml", CATALOGUE).hours == 1.5


@pytest.mark.parametrize(
    ("phases", "problem"),
    [
        ([phase("2h", "1h")], "ends before it begins"),
        ([phase("1h", "1h")], "ends before it begins, or at once"),
        ([phase("0h", "3h"), phase("2h", "4h")], "overlaps"),
        ([phase("4h", "5h"), phase("0h", "1h")], "begins before"),
        ([phase("0h", "1h"), phase("2026-01-01T00:00Z", "2026-01-01T01:00Z")], "mixed"),
        ([phase("2026-13-01T00:00Z", "2026-13-01T01:00Z")], "does not match"),
        ([phase(failed=["azure/entry"])], "did you mean `azure/entra`"),
        ([phase(failed=["azure/entra"], degraded=["azure/entra"])], "failed and degraded at once"),
        ([phase(failed=["entra"])], "phases.0.failed.0"),
        ([phase(regions=[])], "phases.0.regions"),
        ([{"name": "a", "start": "0h", "end": "1h"}], "phases.0"),
        ([], "phases"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, phases: list[dict[str, Any]], problem: str) -> None:
    with pytest.raises(RuleError) as caught:
        read(tmp_path, *phases)
    assert problem in str(caught.value)
    assert "mine.yaml" in str(caught.value)


def test_the_id_is_the_files_name(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="expected `mine`"):
        read(tmp_path, phase(), id="yours")


def test_one_id_is_one_scenario(tmp_path: Path) -> None:
    read(tmp_path, phase())
    with pytest.raises(RuleError, match="defined twice"):
        load_scenarios([tmp_path, tmp_path], CATALOGUE)


def test_an_unknown_scenario_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean `azure-region-loss`"):
        find("azure-region-lost", SHIPPED)
    with pytest.raises(UsageError, match="--list"):
        find("zzz", SHIPPED)


@pytest.mark.parametrize(
    ("domain", "problem"),
    [
        ("azure/managed-identty@westeurope", "did you mean `azure/managed-identity@region`"),
        ("azure/managed-identity@", "which region"),
        ("azure/managed-identity@region", "which region"),
        ("nonsense", "there is no failure domain"),
    ],
)
def test_what_if_asks_for_a_domain_that_exists(domain: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        what_if([domain], CATALOGUE)
    assert problem in str(caught.value)


def test_regions_are_named_or_all_or_moved(tmp_path: Path) -> None:
    listed = read(tmp_path, phase(failed=["azure/managed-identity@region"], regions=["eastus", "westus"]))
    everywhere = read(tmp_path, phase(failed=["azure/managed-identity@region"], regions="all"))
    assert _failed(listed) == ("azure/managed-identity@eastus", "azure/managed-identity@westus")
    assert _failed(everywhere) == ("azure/managed-identity@*",)
    assert _failed(moved(listed, ["northeurope"])) == ("azure/managed-identity@northeurope",)
    assert _failed(moved(everywhere, ["northeurope"])) == ("azure/managed-identity@*",)


def test_a_sovereign_cloud_fails_by_itself(tmp_path: Path) -> None:
    assert _failed(read(tmp_path, phase(failed=["azure/entra", "github/oidc"]), cloud="azure-us")) == (
        "azure-us/entra",
        "github/oidc",
    )


def _failed(scenario: Scenario) -> tuple[str, ...]:
    return domains_of(scenario.phases[0], scenario.phases[0].failed)


@given(st.binary(max_size=300))
@hypothesis_settings(max_examples=60, deadline=None)
def test_any_bytes_are_a_scenario_or_a_clear_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("scenario") / "mine.yaml"
    path.write_bytes(data)
    with pytest.raises(RuleError):
        read_scenario(path, CATALOGUE)


def test_the_scenario_in_the_documentation_is_one(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "outages.md").read_text(encoding="utf-8")
    path = tmp_path / "vault-drill.yaml"
    path.write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    assert read_scenario(path, CATALOGUE).hours == 4
