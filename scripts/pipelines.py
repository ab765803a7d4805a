"""Reads every pipeline of repositories at hand and prints what is known of how their jobs sign in, as Markdown.

    python scripts/pipelines.py FOLDER …            a table and the reasons for what is not known
    python scripts/pipelines.py --refused FOLDER …  also every problem, beside PyYAML's verdict on the file

A job counts as one that signs in where a step signs in or deploys to a cloud. Its method is known where every sign-in
has one that is named, and one that only uses an earlier one (`ambient`) has an earlier one in its job. Nothing of the
repositories is stored.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from idlint.document import Declaration, Document
from idlint.languages import find_pipelines, load
from idlint.languages.pipelines.model import DEPLOY, JOB, LOGIN
from idlint.repository import open_repository
from idlint.values import Unknown, reveal, text

CLOUDS = {"azure", "aws", "gcp"}


class Counted(NamedTuple):
    """What the pipelines of one repository gave."""

    files: int
    loaded: int
    jobs: int
    signing: int
    known: int
    reasons: Counter[str]
    problems: list[str]


def counted(folder: Path) -> Counted:
    """Every workflow, pipeline and configuration below `folder`, loaded and counted."""
    repository = open_repository([folder])
    tree, settings = repository.tree, repository.settings
    units = find_pipelines(tree, repository.discovery.files, settings)
    documents = [load(tree, unit, None, settings) for unit in units]
    jobs = [facts for document in documents for facts in facts_of_jobs(document)]
    reasons = [reason for facts in jobs if facts for reason in [unknown_reason(facts)]]
    return Counted(
        len(units),
        sum(not document.problems for document in documents),
        len(jobs),
        len(reasons),
        reasons.count(""),
        Counter(filter(None, reasons)),
        [line for document in documents for line in refused(document, folder)],
    )


def facts_of_jobs(document: Document) -> Iterator[list[Declaration]]:
    """For each job what it signs in to and deploys, clouds only."""
    declared = [item for deployment in document.deployments for item in deployment.declarations]
    facts: dict[str, list[Declaration]] = {item.address: [] for item in declared if item.type == JOB}
    for item in declared:
        if item.type in {LOGIN, DEPLOY} and (text(item.attributes.get("cloud")) in CLOUDS or _is_terraform(item)):
            job = item.attributes["job"]
            if isinstance(job, Unknown) and job.origin is not None:
                facts[job.origin.address].append(item)
    yield from facts.values()


def _is_terraform(item: Declaration) -> bool:
    return item.type == DEPLOY and item.attributes.get("action") in {"plan", "apply", "destroy"}


def unknown_reason(facts: list[Declaration]) -> str:
    """Why it is not known how a job signs in; empty where it is."""
    methods = [reveal(item.attributes.get("method")) for item in facts if item.type == LOGIN]
    for method in methods:
        if isinstance(method, Unknown):
            return method.reason
    if not methods:
        tools = sorted({text(item.attributes.get("tool")) for item in facts})
        return f"deploys ({', '.join(tools)}) without a sign-in that is seen"
    return "uses a sign-in that is not seen" if set(methods) == {"ambient"} else ""


def refused(document: Document, folder: Path) -> Iterator[str]:
    """Each problem, with what a YAML parser says of the same file."""
    for problem in document.problems:
        path = problem.location.path
        yield f"{folder.name}/{path}: {problem.message} [PyYAML: {verdict(folder / path)}]"


def verdict(path: Path) -> str:
    """`accepts`, or where and why PyYAML refuses a file."""
    try:
        list(yaml.compose_all(path.read_bytes(), yaml.CSafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return f"line {mark.line + 1}: {getattr(error, 'problem', error)}" if mark else str(error)
    except OSError as error:
        return f"{error.strerror}"
    return "accepts"


def print_table(found: dict[str, Counted]) -> None:
    """A line for each repository, and the reasons over all of them."""
    print("| repository | files | loaded | jobs | jobs that sign in or deploy | method known |")
    print("|---|---|---|---|---|---|")
    for name, one in found.items():
        print(f"| {name} | {one.files} | {_share(one.loaded, one.files)} | {one.jobs} | {one.signing} "
              f"| {_share(one.known, one.signing)} |")  # fmt: skip
    all_of = [one for one in found.values() if one.files]
    total = [sum(column) for column in zip(*(one[:5] for one in all_of), strict=True)]
    print(
        f"| all | {total[0]} | {_share(total[1], total[0])} | {total[2]} | {total[3]} | {_share(total[4], total[3])} |"
    )
    print("\nwhy a method is not known\n")
    for reason, count in sum((one.reasons for one in all_of), Counter[str]()).most_common():
        print(f"- {count} x {reason}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


def main(arguments: Iterable[str] | None = None) -> None:
    """Counts the folders named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--refused", action="store_true", help="list every problem")
    parser.add_argument("folders", nargs="+", type=Path)
    given = parser.parse_args(None if arguments is None else list(arguments))
    found = {folder.name: counted(folder) for folder in given.folders}
    print_table(found)
    if given.refused:
        print("\nproblems\n")
        for line in dict.fromkeys(line for one in found.values() for line in one.problems):
            print(f"- {line}")


if __name__ == "__main__":
    main()
