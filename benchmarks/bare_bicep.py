"""Measures our parsing and lowering of Bicep beside the bare parse of tree-sitter-bicep, over the same files.

    python -m venv VENV && VENV/bin/pip install tree-sitter tree-sitter-bicep
    python benchmarks/bare_bicep.py FOLDER [--repeats 5] [--bare VENV/bin/python]

Each contender runs in a process of its own, on one core, reads every `.bicep` file below FOLDER several times, and
times each file by itself. What is printed is how many files it does not understand, the median over the rounds of the
seconds for all files, and the median over the files of the MB/s of each one's fastest round. Ours ends with the
template that the evaluator takes, every expression read and every name resolved, as `idlint check` does for each file;
theirs with the syntax tree. Where the interpreter of `--bare` lacks tree-sitter-bicep, which idlint does not depend on,
only ours is measured, and the table says so.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

MISSING = 3
"""The exit code that says that a contender is not installed."""

CONTENDERS = ("idlint", "tree-sitter-bicep")

Parse = Callable[[str, bytes], bool]
"""Reads one file and says whether there was something in it that it does not understand."""


def idlint() -> Parse:
    """Our parser and lowering, without modules: each file by itself."""
    from idlint.languages.bicep import syntax
    from idlint.languages.bicep.lowering import Links, lower
    from idlint.languages.bicep.parser import parse
    from idlint.source import SourceFile

    def type_of(_: syntax.Program, found: syntax.Type) -> syntax.Type:
        return found

    links = Links(lambda _: {}, type_of, lambda *_: lambda: "", lambda *_: "", lambda *_: "")

    def read(path: str, data: bytes) -> bool:
        program = parse(SourceFile(path, data), lambda *_: None)
        lower(program, links)
        return bool(program.problems)

    return read


def tree_sitter() -> Parse:
    """The bare parse of tree-sitter-bicep."""
    try:
        import tree_sitter_bicep  # type: ignore[import-not-found, unused-ignore]  # measured where installed
        from tree_sitter import Language, Parser
    except ImportError:
        sys.exit(MISSING)
    parser = Parser(Language(tree_sitter_bicep.language()))
    return lambda _, data: bool(parser.parse(data).root_node.has_error)


def measure(name: str, folder: Path, repeats: int) -> dict[str, float]:
    """The figures of one contender."""
    files = {str(path): path.read_bytes() for path in sorted(folder.rglob("*.bicep")) if path.is_file()}
    files = {path: data for path, data in files.items() if data}
    parse = idlint() if name == "idlint" else tree_sitter()
    fastest = dict.fromkeys(files, float("inf"))
    rounds: list[float] = []
    failed: set[str] = set()
    for _ in range(repeats):
        rounds.append(0.0)
        for path, data in files.items():
            start = time.perf_counter()
            if parse(path, data):
                failed.add(path)
            seconds = time.perf_counter() - start
            fastest[path] = min(fastest[path], seconds)
            rounds[-1] += seconds
    rates = [len(data) / 1e6 / fastest[path] for path, data in files.items()]
    size, median = sum(map(len, files.values())) / 1e6, statistics.median(rates) if rates else 0.0
    whole = statistics.median(rounds)
    return {"files": len(files), "failed": len(failed), "MB": size, "median": median, "seconds": whole}


def main() -> int:
    """Run the contenders, or be one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--bare", default=sys.executable, help="an interpreter that has tree-sitter-bicep")
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.contender:
        print(json.dumps(measure(chosen.contender, chosen.folder, chosen.repeats)))
        return 0
    print("| parser | files | not understood | MB | median seconds for all | median MB/s of one file |")
    print("|---|---|---|---|---|---|")
    for name, interpreter in zip(CONTENDERS, (sys.executable, chosen.bare), strict=True):
        command = [interpreter, __file__, str(chosen.folder), "--repeats", str(chosen.repeats), "--contender", name]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode == MISSING:
            print(f"| {name} | not measured: not installed for {Path(interpreter).name} (see --help) | | | | |")
        elif done.returncode:
            return done.returncode
        else:
            print(row(name, json.loads(done.stdout)))
    return 0


def row(name: str, found: dict[str, float]) -> str:
    """One row of the table."""
    cells = (found["files"], found["failed"], f"{found['MB']:.2f}", f"{found['seconds']:.2f}", f"{found['median']:.2f}")
    return f"| {name} | {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    sys.exit(main())
