"""Measures how processor time and memory grow with the input: one, two and four copies of the same folder.

    python benchmarks/growth.py FOLDER [--repeats N]
    python benchmarks/growth.py FOLDER --environments 1 5 20

The second form copies the folder once, beside a small root with so many variable sets: all that has no variable set
is in each of these environments, and should cost no more for that.

Copies stand side by side in a temporary folder, links left out. Each run is a whole `idlint check` process without the
cache and without further processes. Seconds are processor time (user and system), the least of the repeats: on a loaded
machine a process that shares its core takes up to twice as much. Linear growth doubles the seconds each time; the last
column is what a copy takes, start-up included.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = (1, 2, 4)
ROOT = """
terraform {
  backend "azurerm" {}
}

provider "azurerm" {
  features {}
}

variable "name" {
  type = string
}

resource "azurerm_resource_group" "main" {
  name     = "rg-${var.name}"
  location = "westeurope"
}
"""
"""What has variable sets."""
INPUTS = (".tf", ".tfvars", ".bicep", ".json", ".hcl", ".tpl", ".yaml", ".yml")


def copy(folder: Path, target: Path) -> tuple[int, int]:
    """Copy the inputs of `folder`; the number of Terraform and Bicep files and their bytes."""
    files = size = 0
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts[:-1])
        if hidden or path.is_symlink() or not path.is_file() or path.suffix not in INPUTS:
            continue
        copied = target / path.relative_to(folder)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)
        if path.suffix in {".tf", ".bicep"}:
            files, size = files + 1, size + path.stat().st_size
    return files, size


def run(folder: Path) -> tuple[float, float]:
    """Seconds of processor time, and the peak resident memory in MB, of one check."""
    arguments = ["check", str(folder), "--fail-on", "never", "--format", "json", "--jobs", "1", "--no-cache"]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen([sys.executable, "-m", "idlint", *arguments], stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:  # 1: an input did not parse
        sys.exit(f"idlint ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Measure all sizes in turn, so that a noisy moment hits all of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--environments", type=int, nargs="+", help="numbers of environments instead of copies")
    options = parser.parse_args()
    sizes, make, what = options.environments or SIZES, copies, "copies"
    if options.environments:
        make, what = environments, "environments"
    with tempfile.TemporaryDirectory() as scratch:
        roots = {size: Path(scratch) / str(size) for size in sizes}
        found = {size: make(options.folder, root, size) for size, root in roots.items()}
        runs: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
        for _ in range(options.repeats):
            for size, root in roots.items():
                runs[size].append(run(root))
        print(f"{what:>12} {'files':>7} {'MB':>6} {'CPU s':>7} {'peak MB':>8} {'CPU s for one':>14}")
        for size, (files, count) in found.items():
            seconds, peak = (min(one[at] for one in runs[size]) for at in (0, 1))
            print(f"{size:>12} {files:>7,} {count / 1e6:>6.2f} {seconds:>7.2f} {peak:>8.0f} {seconds / size:>14.2f}")


def copies(folder: Path, root: Path, count: int) -> tuple[int, int]:
    """So many copies below `root`; the number of files in all, and their bytes."""
    (root / ".git").mkdir(parents=True)
    made = [copy(folder, root / f"copy-{number}") for number in range(count)]
    return sum(files for files, _ in made), sum(size for _, size in made)


def environments(folder: Path, root: Path, count: int) -> tuple[int, int]:
    """One copy below `root`, beside a small root that has so many variable sets."""
    made = copies(folder, root, 1)
    small = root / "small"
    small.mkdir()
    (small / "main.tf").write_text(ROOT, encoding="utf-8")
    for number in range(count):
        (small / f"env{number}.tfvars").write_text(f'name = "env{number}"\n', encoding="utf-8")
    return made


if __name__ == "__main__":
    main()
