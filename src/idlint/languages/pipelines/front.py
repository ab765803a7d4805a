"""Which files are pipelines, and each one evaluated: declarations for the graph, invocations for the other languages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from idlint.document import Declaration, Demand, Deployment, Document, Invocation, Unit
from idlint.errors import SourceError
from idlint.languages.pipelines import azure_pipelines, github_actions, gitlab_ci
from idlint.languages.pipelines.declaring import declarations
from idlint.languages.pipelines.invocations import invocations
from idlint.languages.pipelines.model import Pipeline
from idlint.languages.pipelines.names import is_github, is_gitlab, may_be_azure, may_be_pipeline
from idlint.settings import Settings
from idlint.source import SourceTree


class Reader(Protocol):
    """What the front end of one dialect offers; each is a package."""

    def read(self, tree: SourceTree, path: str, settings: Settings) -> Pipeline:
        """The pipeline at `path`, templates expanded."""


READERS: dict[str, Reader] = {
    "github_actions": github_actions, "azure_pipelines": azure_pipelines, "gitlab_ci": gitlab_ci,
}  # fmt: skip

_CALL = re.compile(rb"\buses:[ \t]*['\"]?\./(\.github/workflows/[^'\"\s@]+)")


def units(
    tree: SourceTree, files: Sequence[str], invocations: Sequence[Invocation], settings: Settings
) -> list[Unit]:  # fmt: skip
    """Every pipeline among `files`, by path; nothing applies a pipeline, so `invocations` say nothing about one."""
    del invocations
    candidates = [path for path in sorted(files) if may_be_pipeline(path)]
    github = [path for path in candidates if is_github(path)]
    gitlab = [path for path in candidates if is_gitlab(path)]
    azure = azure_pipelines.roots(tree, [path for path in candidates if _is_azure(path)], settings)
    found = [_unit(tree, "github_actions", path) for path in _started(tree, github, settings)]
    found += [_unit(tree, "azure_pipelines", path) for path in azure]
    found += [_unit(tree, "gitlab_ci", path) for path in gitlab]
    return sorted(found, key=lambda unit: unit.path)


def _is_azure(path: str) -> bool:
    return may_be_azure(path) and not is_github(path) and not is_gitlab(path)


def _unit(tree: SourceTree, dialect: str, path: str) -> Unit:
    return Unit(dialect, path, "pipeline", (path,), (), len(_bytes(tree, path)))


def _bytes(tree: SourceTree, path: str) -> bytes:
    """The content of a file; what cannot be read is said when the unit is loaded."""
    try:
        return tree.read_bytes(path)
    except SourceError:
        return b""


def _started(tree: SourceTree, files: Iterable[str], settings: Settings) -> Iterator[str]:
    """The workflows that something starts; one that only others of the repository call is read where it is called."""
    files = tuple(files)
    called = {target for path in files for target in _called(tree, path)}
    for path in files:
        if path not in called or set(github_actions.read(tree, path, settings).triggers) != {"call"}:
            yield path


def _called(tree: SourceTree, path: str) -> Iterator[str]:
    top = path.rpartition(".github/workflows/")[0]
    for found in _CALL.finditer(_bytes(tree, path)):
        yield posixpath.join(top, found[1].decode("utf-8", "replace"))


def load(tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> Document:
    """The pipeline of one unit: what it declares, as far as demanded, and all that it applies."""
    pipeline = READERS[unit.language].read(tree, unit.path, settings)
    declared = tuple(declarations(pipeline, tree.read_bytes, lambda path: tree.is_folder(path) or tree.is_file(path)))
    wanted = tuple(item for item in declared if demand is None or item.type in demand)
    return Document(
        unit,
        (_deployment(pipeline, wanted),),
        pipeline.problems,
        pipeline.directives,
        pipeline.files,
        dict(tree.reads),
        invocations(declared),
        pipeline.exhausted,
    )


def _deployment(pipeline: Pipeline, declared: tuple[Declaration, ...]) -> Deployment:
    return Deployment(
        pipeline.path, pipeline.dialect, "", "pipeline", declared, pipeline.holes, header=pipeline.header
    )  # fmt: skip
