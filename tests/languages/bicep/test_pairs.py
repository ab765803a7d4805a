from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

PAIRS = Path(__file__).parent / "pairs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    path = Path(__file__).parents[3] / "scripts" / "compare_bicep_pairs.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.setdefault(path.stem, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", sorted(path.name for path in PAIRS.glob("*.bicep")))
def test_a_file_and_its_compiled_template_deploy_the_same(script: ModuleType, name: str) -> None:
    outcome = script.compare(PAIRS, name)
    assert (outcome.verdict, outcome.detail) == ("equal", "")


def test_every_pair_has_both_sides() -> None:
    assert {path.stem for path in PAIRS.glob("*.bicep")} == {path.stem for path in PAIRS.glob("*.json")}


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (("'acct'", "'other'"), "name: other != acct"),
        (("@2023-05-01", "@2024-01-01"), "apiVersion: 2024-01-01 != 2023-05-01"),
        (("location: 'westeurope'", "location: 'northeurope'"), "location: northeurope != westeurope"),
        (("    a: '1'\n", ""), "tags.a: absent != 1"),
        (("= {\n  name", "= if (account2) {\n  name"), "existence: condition is unknown != certain"),
        (("= {\n  name", "= if (false) {\n  name"), "only in the compiled template"),
    ],
)
def test_a_difference_is_told(script: ModuleType, tmp_path: Path, change: tuple[str, str], detail: str) -> None:
    text = "param account2 bool\n" + (PAIRS / "spread.bicep").read_text(encoding="utf-8")
    (tmp_path / "spread.bicep").write_text(text.replace(*change), encoding="utf-8")
    (tmp_path / "spread.json").write_bytes((PAIRS / "spread.json").read_bytes())
    outcome = script.compare(tmp_path, "spread.bicep")
    assert outcome.verdict == "different"
    assert detail in outcome.detail


def test_what_does_not_parse_is_not_comparable(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "spread.bicep").write_text("what\n")
    (tmp_path / "spread.json").write_bytes((PAIRS / "spread.json").read_bytes())
    assert script.compare(tmp_path, "spread.bicep").verdict == "not comparable"


def test_the_counts_are_printed(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [script.Outcome("a", "equal", "", 1), script.Outcome("b", "different", "x: 1 != 2")]
    script.report(outcomes, 5)
    assert capsys.readouterr().out == (
        "different: b: x: 1 != 2\n"
        "pairs equal 1 (of these 1 with registry modules left out) / different 1 / not comparable 0\n"
    )
