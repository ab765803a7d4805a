"""Measures whole processes against the budgets of the design: medians, every contender in one run.

    python benchmarks/run.py                       synthetic estates of 2 MB, one of usual density and one that is dense
    python benchmarks/run.py FOLDER …              real repositories
    python benchmarks/run.py --checkov PATH FOLDER the same beside Checkov

The contenders take turns, so that a noisy moment hits all of them, and each has run once before. The bare parse is
tree-sitter-hcl over the same files on one core.
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
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from estate import MODULE, write_estate

HERE = Path(__file__).parent


def commands(folder: Path, checkov: str | None) -> dict[str, list[str]]:
    """Contender -> command line."""
    idlint = [sys.executable, "-m", "idlint", "check", str(folder), "--fail-on", "never", "--format", "json"]
    found = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "bare parse": [sys.executable, str(HERE / "bare_parse.py"), str(folder)],
        "idlint, 1 process": [*idlint, "--jobs", "1", "--no-cache"],
        "idlint, 2 processes": [*idlint, "--jobs", "2", "--no-cache"],
        "idlint, 4 processes": [*idlint, "--jobs", "4", "--no-cache"],
        "idlint, repeated": idlint,
    }
    if checkov:
        found["checkov"] = [
            checkov,
            "-d",
            str(folder),
            "--compact",
            "--quiet",
            "--framework",
            "terraform",
            "--soft-fail",
        ]
    return found


class Measured(NamedTuple):
    """What one contender took."""

    seconds: float
    """The median."""
    largest: float
    """MB that its largest process held at its peak."""
    summed: float
    """MB that all its processes held at their common peak, shared memory counted once; 0 where nobody can tell."""


def measure(folder: Path, repeats: int, checkov: str | None) -> dict[str, Measured]:
    """What each contender took. A run that counts for nothing comes first: it fills the caches."""
    found = commands(folder, checkov)
    seconds: dict[str, list[float]] = {name: [] for name in found}
    largest: dict[str, float] = dict.fromkeys(found, 0.0)
    for name, command in found.items():
        if name != "checkov":
            run(command)
    for turn in range(repeats):
        for name, command in found.items():
            if name == "checkov" and turn >= max(1, repeats // 3):
                continue
            elapsed, peak = run(command)
            seconds[name].append(elapsed)
            largest[name] = max(largest[name], peak)
    summed = {name: 0.0 if name == "checkov" else together(command) for name, command in found.items()}
    return {name: Measured(statistics.median(times), largest[name], summed[name]) for name, times in seconds.items()}


def together(command: list[str]) -> float:
    """Peak MB of a process and all below it, in a run that is not timed: looking takes time itself."""
    if not SMAPS.exists():
        return 0.0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(proportional(pid) for pid in family(process.pid)))
        time.sleep(0.01)
    return peak / 1024


LARGE = 2_000_000
"""Bytes from which on the design's limits for large repositories hold."""

SMAPS = Path("/proc/self/smaps_rollup")


def family(pid: int) -> Iterator[int]:
    """A process and those below it that still run."""
    yield pid
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in below:
        yield from family(int(child))


def proportional(pid: int) -> int:
    """Kilobytes that a process holds, of shared pages its part; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def run(command: list[str]) -> tuple[float, float]:
    """Seconds and peak resident MB of one process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in {0, 1}:
        sys.exit(f"{' '.join(command)} failed:\n{errors.decode()[-2000:]}")
    return elapsed, usage.ru_maxrss / 1024


def environment() -> dict[str, str]:
    """Ours, but for the variable that would make every start compile every module again."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def report(title: str, folder: Path, measured: dict[str, Measured]) -> None:
    """One Markdown table."""
    files = [path for path in folder.rglob("*.tf") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    bare = measured["bare parse"].seconds - measured["python -c pass"].seconds
    print(f"\n## {title}: {len(files)} Terraform files, {size / 1e6:.2f} MB\n")
    if size >= LARGE:
        print(f"Limits: {0.3 + 2.5 * bare:.2f} s with one process, {0.3 + 1.2 * bare:.2f} s with four\n")
    print("| | median s | over bare parse | peak MB, largest process | peak MB, all processes |\n|---|---|---|---|---|")
    for name, (median, largest, summed) in measured.items():
        print(f"| {name} | {median:.3f} | {median / bare:.2f} | {largest:.0f} | {f'{summed:.0f}' if summed else '-'} |")


def main() -> None:
    """Measure a folder of one file, then each folder named (or synthetic estates)."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folders", nargs="*", type=Path)
    arguments.add_argument("--repeats", type=int, default=7)
    arguments.add_argument("--checkov", help="path of a checkov executable to run beside idlint")
    arguments.add_argument("--megabytes", type=float, default=2.0, help="size of the synthetic estates")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for title, folder in inputs(Path(temporary), given.folders, given.megabytes):
            report(title, folder, measure(folder, given.repeats, given.checkov))


def inputs(temporary: Path, folders: Iterable[Path], megabytes: float) -> list[tuple[str, Path]]:
    """What to measure: (title, folder); folders are copied, so that nothing of theirs is a repository root."""
    one = temporary / "measured" / "one"
    one.mkdir(parents=True)
    (one / "main.tf").write_text(MODULE)
    found = [("one file", one)]
    for folder in folders:
        copy = temporary / folder.name
        shutil.copytree(folder, copy, symlinks=True)
        found.append((folder.name, copy))
    if len(found) == 1:
        for title, dense in (("synthetic estate", False), ("dense synthetic estate", True)):
            folder = temporary / title.replace(" ", "-")
            write_estate(folder, int(megabytes * 1_000_000), dense=dense)
            found.append((title, folder))
    return found


if __name__ == "__main__":
    main()
