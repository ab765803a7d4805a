"""Hand-worked cases, `cases/*.yaml`: Terraform in, expected cut sets and fates out, each with its source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from idlint import api
from idlint.policy.ruleset import Ruleset
from idlint.repository import open_repository
from idlint.resilience.assessment import Assessment, Capability
from idlint.resilience.outages import Outage, evaluate
from idlint.values import Unknown, Value

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 22)


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in data["cases"]:
            texts = [*(data["parts"][name] for name in case.get("parts", ())), case.get("terraform", "")]
            yield pytest.param(path.stem, case, "\n".join(texts), id=f"{path.stem}: {case['name']}")


@cache
def ruleset() -> Ruleset:
    return api.load_rules()


def assessed(folder: Path, terraform: str, files: dict[str, str]) -> Assessment:
    (folder / "idlint.toml").write_text("", encoding="utf-8")
    for name, text in {**({"main.tf": terraform} if terraform.strip() else {}), **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (assessment,) = api.analyse(open_repository([folder]), ruleset(), (), TODAY).assessments
    return assessment


@pytest.mark.parametrize(("capability", "case", "terraform"), [*cases()])
def test_case(capability: Capability, case: dict[str, Any], terraform: str, tmp_path: Path) -> None:
    assert case["source"].startswith("https://")
    assessment = assessed(tmp_path, terraform, case.get("files", {}))
    (key,) = [key for key in assessment.needs if key.address == case["workload"]]
    derived = {name: item.value for name, item in assessment.derived[key].items()}
    singles, pairs = derived[f"{capability}.single_points"], derived[f"{capability}.pairs"]
    if "unknown" in case:
        assert isinstance(singles, Unknown), f"{case['name']}: {singles}"
        assert case["unknown"] in singles.reason
    else:
        assert singles == case["singles"], case["name"]
    if "pairs" in case:
        assert known(pairs) == case["pairs"], case["name"]
    cuts = assessment.cuts[key][capability]
    if "possible" in case:
        alone = {item.domains[0] for item in cuts.possible if len(item.domains) == 1}
        assert sorted(alone - cuts.host) == case["possible"], case["name"]
    refused = " ".join(reason for item in assessment.needs[key][capability] for reason in item.refused)
    assert case.get("refused", "") in refused
    assert bool(refused) == ("refused" in case), refused
    for domain, state in case.get("outages", {}).items():
        verdict = evaluate(assessment.needs[key], Outage({domain: 0.0}), assessment.catalogue)[capability]
        assert verdict.state == state, f"{case['name']}: {domain}: {verdict}"


def known(value: object) -> list[Value] | None:
    found = value.known if isinstance(value, Unknown) else value
    return found if isinstance(found, list) else None
