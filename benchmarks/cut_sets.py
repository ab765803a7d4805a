"""CPU time of cutting 10,000 workloads of 20 paths each: of few shapes, as estates are, and all of them different.

Run it with `python benchmarks/cut_sets.py`; it prints seconds of CPU (user and system).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from time import process_time

from idlint.resilience.assessment import Dependency, TokenPath
from idlint.resilience.catalogue import Catalogue
from idlint.resilience.catalogue_files import compile_catalogue
from idlint.resilience.cuts import Cutter
from idlint.resilience.outages import Outage, evaluate_all
from idlint.source import Span

HERE = Span("main.tf", 0, 1)
WORKLOADS, PATHS, DEPENDENCIES = 10_000, 20, 4
CLASSES = ("managed-identity", "service-principal", "key-vault-reference", "federated-managed-identity")
KINDS = ("web_app", "virtual_machine", "container_app", "function_app")

Tree = tuple[Dependency, ...]


def estate(catalogue: Catalogue, regions: int) -> list[Tree]:
    """Trees of `DEPENDENCIES` dependencies and `PATHS` paths altogether, spread over so many regions."""
    random = Random(7)  # noqa: S311 - the same trees every time
    return [tree(catalogue, random, regions) for _ in range(WORKLOADS)]


def tree(catalogue: Catalogue, random: Random, regions: int) -> Tree:
    """One workload in a random region; every dependency has paths of random classes."""
    region, kind = f"region{random.randrange(regions)}", random.choice(KINDS)
    return tuple(dependency(catalogue, random, region, kind, regions) for _ in range(DEPENDENCIES))


def dependency(catalogue: Catalogue, random: Random, region: str, kind: str, regions: int) -> Dependency:
    """One dependency with paths of random classes to targets in random regions."""
    ways: list[frozenset[str]] = []
    while len(ways) < PATHS // DEPENDENCIES:
        target = f"region{random.randrange(regions)}"
        ways += catalogue.needs(random.choice(CLASSES), (kind,), region, target)
    paths = [TokenPath("c", needed, "path", HERE) for needed in ways[: PATHS // DEPENDENCIES]]
    return Dependency(None, "target", tuple(paths), HERE)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of CPU that `work` takes."""
    start = process_time()
    work()
    return process_time() - start


def measure(catalogue: Catalogue, name: str, regions: int) -> str:
    """One line on an estate of so many regions."""
    trees = estate(catalogue, regions)
    cutter = Cutter(catalogue)
    cut = seconds(lambda: [cutter.cut_sets(needs) for needs in trees])
    outage = Outage({"azure/managed-identity": 0.0})
    judged = seconds(lambda: evaluate_all({i: {"run": needs} for i, needs in enumerate(trees)}, outage, catalogue))
    return f"{WORKLOADS} workloads, {PATHS} paths each, {name}: cut {cut:.2f} s, replayed {judged:.2f} s"


def main() -> None:
    """Print one line for each shape of an estate."""
    catalogue = Catalogue(compile_catalogue([Path(__file__).parents[1] / "domains"]))
    print(measure(catalogue, "5 regions", 5))
    print(measure(catalogue, "10,000 regions, hardly two trees alike", 10_000))


if __name__ == "__main__":
    main()
