"""idlint beside zizmor on the same GitHub workflows: whole processes, interleaved, medians.

    python benchmarks/workflows.py FOLDER [--number 500] [--repeats 5]

Takes the first workflows found below FOLDER (checkouts of any repositories), puts them into one temporary
repository, and runs both tools on it. Without zizmor on the PATH only idlint is measured, and that is said.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def collect(folder: Path, number: int, target: Path) -> int:
    """Copy up to `number` workflows below `folder` into a repository at `target`; how many there were."""
    home = target / ".github" / "workflows"
    home.mkdir(parents=True)
    (target / ".git").mkdir()
    found = sorted(path for path in folder.rglob("*.y*ml") if path.parent.parts[-2:] == (".github", "workflows"))
    for count, path in enumerate(found[:number]):
        shutil.copyfile(path, home / f"{count:04}-{path.name}")
    return len(found[:number])


def seconds(command: list[str], folder: Path) -> float:
    """Wall time of one run."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    idlint = [sys.executable, "-m", "idlint", "check", "--no-cache", "--fail-on", "never"]
    tools = {"idlint, one process": [*idlint, "--jobs", "1"], "idlint, all cores": idlint}
    zizmor = shutil.which("zizmor")
    if zizmor:
        tools["zizmor"] = [zizmor, "--offline", "--no-progress", "--quiet", "."]
    else:
        print("zizmor is not on the PATH: only idlint is measured")
    with tempfile.TemporaryDirectory() as temporary:
        target = Path(temporary)
        print(f"{collect(given.folder, given.number, target)} workflows")
        times: dict[str, list[float]] = {name: [] for name in tools}
        for _ in range(given.repeats):
            for name, command in tools.items():
                times[name].append(seconds(command, target))
    for name, found in times.items():
        print(f"{name}: {statistics.median(found):.2f} s")


if __name__ == "__main__":
    main()
