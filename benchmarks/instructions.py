"""Counts the instructions of whole processes under valgrind: the same on a busy machine, so that 1 % can be seen.

    python benchmarks/instructions.py                   a folder of one file
    python benchmarks/instructions.py FOLDER            a real repository
    python benchmarks/instructions.py --beside ../other/src FOLDER   the same with the sources of another checkout

Waiting, page faults and the speed of memory are not in it: `run.py` measures time.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from estate import MODULE

VALGRIND = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
IDLINT = ["-m", "idlint", "check", "--fail-on", "never", "--format", "json", "--jobs", "1", "--no-cache"]


def instructions(arguments: list[str], sources: str = "") -> int:
    """How many instructions Python takes for `arguments`; a first run, not counted, fills the caches."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONHASHSEED": "0", **({"PYTHONPATH": str(Path(sources).resolve())} if sources else {})}
    command = [sys.executable, *arguments]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    done = subprocess.run(
        [*VALGRIND, *command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True
    )
    found = re.search(r"I +refs: +([\d,]+)", done.stderr)
    assert found is not None, done.stderr
    return int(found[1].replace(",", ""))


def main() -> None:
    """Count for Python alone, for these sources, and for others beside them."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", nargs="?", type=Path)
    arguments.add_argument("--beside", default="", help="the `src` of another checkout")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        if given.folder is None:
            (folder / "main.tf").write_text(MODULE)
        print(f"{'python -c pass':16} {instructions(['-c', 'pass']):16,}")
        own = instructions([*IDLINT, str(folder)])
        print(f"{'idlint':16} {own:16,}")
        if given.beside:
            other = instructions([*IDLINT, str(folder)], given.beside)
            print(f"{'beside':16} {other:16,}  {own / other:.3f}")


if __name__ == "__main__":
    main()
