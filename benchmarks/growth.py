"""Measures how processor time and memory grow with the input: one, two and four copies of the same folder.

    python benchmarks/growth.py FOLDER [--repeats N]

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
    """Measure one, two and four copies in turn, so that a noisy moment hits all of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        roots = {copies: Path(scratch) / str(copies) for copies in SIZES}
        found = {copies: prepare(options.folder, root, copies) for copies, root in roots.items()}
        runs: dict[int, list[tuple[float, float]]] = {copies: [] for copies in SIZES}
        for _ in range(options.repeats):
            for copies, root in roots.items():
                runs[copies].append(run(root))
        print(f"{'copies':>6} {'files':>7} {'MB':>6} {'CPU s':>7} {'peak MB':>8} {'CPU s a copy':>13}")
        for copies, (files, size) in found.items():
            seconds, peak = (min(one[at] for one in runs[copies]) for at in (0, 1))
            print(f"{copies:>6} {files:>7,} {size / 1e6:>6.2f} {seconds:>7.2f} {peak:>8.0f} {seconds / copies:>13.2f}")


def prepare(folder: Path, root: Path, copies: int) -> tuple[int, int]:
    """So many copies below `root`; the number of files in all, and their bytes."""
    (root / ".git").mkdir(parents=True)
    made = [copy(folder, root / f"copy-{number}") for number in range(copies)]
    return sum(files for files, _ in made), sum(size for _, size in made)


if __name__ == "__main__":
    main()
