"""`idlint graph`: the repository's graph, drawn."""

from __future__ import annotations

from pathlib import Path

import click

from idlint import api
from idlint.cli import options
from idlint.cli.output import write
from idlint.graph.resources import EDGE_TYPES
from idlint.report.drawing import as_dot, as_mermaid
from idlint.report.json import dumps

RENDER = {"mermaid": as_mermaid, "dot": as_dot, "json": dumps}


@click.command()
@options.paths
@options.form(*RENDER)
@click.option("--from", "start", metavar="ADDRESS", default="", help="Only what this resource or job leads to.")
@click.option("--edges", metavar="TYPES", default="", help=f"Only these, with commas: {', '.join(EDGE_TYPES)}.")
@options.jobs
def command(paths: tuple[Path, ...], format_name: str, start: str, edges: str, jobs: int) -> int:
    """Draw who depends on what: workloads, identities, secrets, pipelines.

    A dashed line is one that may not exist, or whose other end is not known here.
    """
    types = tuple(filter(None, (name.strip() for name in edges.split(","))))
    data = api.graph(paths, start=start, types=types, jobs=jobs)
    write(RENDER[format_name](data), None)
    return 0
