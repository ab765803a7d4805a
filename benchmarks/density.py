"""Counts how much there is in a repository besides its bytes: deployments and the resource instances in them.

    python benchmarks/density.py FOLDER …

A block counts once for each key, module instance and variable set, as often as it is evaluated and checked. The time of
a run grows with the bytes of its files and with these instances. Resources of types that idlint has no kind for are not
counted, and cost little.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from idlint.api import analyse_paths


def main() -> None:
    """One Markdown table, a line each folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    print("| | MB of .tf | deployments | instances | instances a MB |\n|---|---|---|---|---|")
    for folder in parser.parse_args().folders:
        size = sum(path.stat().st_size for path in folder.rglob("*.tf") if path.is_file()) / 1e6
        graphs = [assessment.graph for assessment in analyse_paths([folder]).assessments]
        deployments = {(made.path, made.set) for graph in graphs for made in graph.deployments}
        instances = {key for graph in graphs for key in graph.resources}
        rate = f"{len(instances) / size:,.0f}" if size else "-"
        print(f"| {folder.name} | {size:.2f} | {len(deployments)} | {len(instances):,} | {rate} |", flush=True)


if __name__ == "__main__":
    main()
