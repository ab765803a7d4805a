"""Runs idlint over repositories at hand and prints what it found, as Markdown to be read by people.

    python scripts/ecosystem.py FOLDER …            a table, findings per rule, unknowns per reason
    python scripts/ecosystem.py --draw 60 FOLDER …  also findings drawn evenly, as text, to be judged

Nothing of the repositories is stored.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any


def check(folder: Path, extra: list[str]) -> tuple[dict[str, Any], float]:
    """The JSON report for one repository, and the seconds it took."""
    command = [sys.executable, "-m", "idlint", "check", str(folder), "--format", "json", "--fail-on", "never", *extra]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode not in {0, 1}:
        sys.exit(f"{folder}: exit {done.returncode}\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found, elapsed


def print_tables(reports: dict[str, tuple[dict[str, Any], float]]) -> None:
    """Files and seconds a repository, then findings a rule, unknowns a reason and opaque sources over all."""
    print("| repository | checked | partly | skipped | not an input | seconds | findings | unknown | opaque |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, (report, seconds) in reports.items():
        files = report["summary"]["files"]
        opaque = sum(item["count"] for item in report["summary"]["opaque"])
        cells = [name, *files.values(), f"{seconds:.2f}", len(report["findings"]), len(report["unknown"]), opaque]
        print("| " + " | ".join(map(str, cells)) + " |")
    everything = [report for report, _ in reports.values()]
    _print_counts("findings per rule", (item["rule"] for report in everything for item in report["findings"]))
    _print_counts(
        "unknowns per rule and reason",
        (f"{item['rule']}: {item['reason']}" for report in everything for item in report["unknown"]),
    )
    _print_counts("opaque sources", (item["source"] for report in everything for item in report["summary"]["opaque"]))


def _print_counts(title: str, names: Any) -> None:
    print(f"\n{title}\n")
    for name, count in Counter(names).most_common(25):
        print(f"- {count} x {name}")


def draw(reports: dict[str, tuple[dict[str, Any], float]], number: int) -> None:
    """`number` findings, spread evenly over repositories and rules, with a fixed seed."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for name, (report, _) in reports.items():
        for item in report["findings"]:
            groups.setdefault((name, item["rule"]), []).append(item)
    chance = random.Random(1)
    for items in groups.values():
        chance.shuffle(items)
    drawn = 0
    while drawn < number and any(groups.values()):
        for (name, _), items in groups.items():
            if items and drawn < number:
                drawn += 1
                _print_finding(drawn, name, items.pop())


def _print_finding(number: int, name: str, item: dict[str, Any]) -> None:
    where = f"{name}/{item['path']}:{item['line']}:{item['column']}"
    print(f"\n{number}. {item['severity']}/{item['confidence']} {item['rule']}: {item['message']}\n   {where}")
    for related in item["related"]:
        print(f"   - {related['path']}:{related['line']} {related['label']}")
    for note in item["notes"]:
        print(f"   = {note}")


def main() -> None:
    """Check every folder, print the tables, then what was drawn."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folders", nargs="+", type=Path)
    arguments.add_argument("--draw", type=int, default=0)
    arguments.add_argument("--select", action="append", default=[])
    given = arguments.parse_args()
    extra = [word for rule in given.select for word in ("--select", rule)]
    reports = {folder.name: check(folder, extra) for folder in given.folders}
    print_tables(reports)
    draw(reports, given.draw)


if __name__ == "__main__":
    main()
