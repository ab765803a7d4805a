"""Which front ends are loaded, and when."""

from __future__ import annotations

import subprocess
import sys

import pytest

PREPARED = "import sys; from idlint.languages import prepare; prepare(sys.argv[1:]); print(*sys.modules)"


@pytest.mark.parametrize(
    ("file", "loaded", "left"),
    [
        ("a/main.tf", "terraform.loading", "arm"),
        ("main.json", "arm.loading", "terraform"),
        ("main.tf.json", "terraform.roots", "arm"),
        ("readme.md", "plans", "terraform"),
    ],
)
def test_what_the_files_need_is_loaded_before_anybody_asks(file: str, loaded: str, left: str) -> None:
    run = [sys.executable, "-c", PREPARED, file]
    modules = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
    assert f"idlint.languages.{loaded}" in modules
    assert f"idlint.languages.{left}" not in modules
