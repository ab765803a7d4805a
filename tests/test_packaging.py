"""What is shipped: the wheel holds every rule, kind and schema that the checkout has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return ZipFile(built)


@pytest.mark.parametrize("folder", ["rules", "kinds", "domains"])
def test_the_wheel_holds_the_data_folders_whole(wheel: ZipFile, folder: str) -> None:
    shipped = {name.removeprefix("idlint/") for name in wheel.namelist() if name.startswith(f"idlint/{folder}/")}
    present = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert shipped == {name for name in present if "__pycache__" not in name}


def test_the_wheel_holds_schemas_and_the_typing_mark(wheel: ZipFile) -> None:
    schemas = {path.name for path in (ROOT / "src/idlint/schemas").glob("*.json")}
    assert {f"idlint/schemas/{name}" for name in schemas} | {"idlint/py.typed"} <= set(wheel.namelist())


def test_the_installed_wheel_checks_with_its_own_rules(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "site")
    code = "import sys; sys.path.insert(0, 'site'); from idlint.cli import main; main(['rules', '--format', 'json'])"
    environment = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    for folder in (ROOT / "rules").iterdir():
        assert f'"{folder.name}"' in done.stdout
