"""Which files are pipelines, and each one evaluated.

Its declarations are for the graph, its invocations for the languages that it applies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol, cast

from idlint.document import Declaration, Demand, Deployment, Document, Hole, Invocation, Problem, Unit
from idlint.errors import SourceError
from idlint.languages.pipeline_names import is_github, is_gitlab, may_be_azure, may_be_pipeline
from idlint.languages.pipelines.declaring import Checkout, declarations
from idlint.languages.pipelines.invocations import invocations
from idlint.languages.pipelines.local_scripts import LocalScripts
from idlint.languages.pipelines.model import Dialect, Pipeline
from idlint.languages.pipelines.origin import repository_name
from idlint.settings import Settings
from idlint.source import SourceTree, Span


class Reader(Protocol):
    """What the front end of one dialect offers; each is a package."""

    def read(self, tree: SourceTree, path: str, settings: Settings) -> Pipeline:
        """The pipeline at `path`, templates expanded."""

    def roots(self, tree: SourceTree, files: Sequence[str], settings: Settings) -> Sequence[str]:
        """The files among the candidates that the platform runs by itself."""


def reader(dialect: str) -> Reader:
    """The front end of one dialect, loaded."""
    return cast("Reader", import_module(f"idlint.languages.pipelines.{dialect}"))


def units(
    tree: SourceTree, files: Sequence[str], invocations: Sequence[Invocation], settings: Settings
) -> list[Unit]:  # fmt: skip
    """Every pipeline among `files`, by path; nothing applies a pipeline, so `invocations` say nothing about one."""
    del invocations
    candidates = sorted(filter(may_be_pipeline, files))
    found = [
        Unit(dialect, path, "pipeline", (path,), (), len(_bytes(tree, path)))
        for dialect, is_candidate in CANDIDATES.items()
        if (own := [path for path in candidates if is_candidate(path)])
        for path in reader(dialect).roots(tree, own, settings)
        if not _is_switched_off(tree, path)
    ]
    return sorted(found, key=lambda unit: unit.path)


CANDIDATES: dict[Dialect, Callable[[str], bool]] = {
    "github_actions": is_github, "azure_pipelines": may_be_azure, "gitlab_ci": is_gitlab,
}  # fmt: skip
"""Dialect -> whether a file may be one of its pipelines."""


_NOTHING = re.compile(rb"(?:\s|#[^\n]*|---)*+")


def _is_switched_off(tree: SourceTree, path: str) -> bool:
    """Whether nothing but comments is left of a pipeline; what cannot be read may hold more."""
    try:
        return _NOTHING.fullmatch(tree.read_bytes(path)) is not None
    except SourceError:
        return False


def _bytes(tree: SourceTree, path: str) -> bytes:
    """The content of a file; what cannot be read is said when the unit is loaded."""
    try:
        return tree.read_bytes(path)
    except SourceError:
        return b""


UNUSED = "pipeline template that no pipeline here uses"


def unread(tree: SourceTree, path: str) -> str:
    """What a YAML file that no unit holds is called, where it is a template of Azure Pipelines; else empty."""
    if not may_be_azure(path):
        return ""
    files = cast("Recogniser", reader("azure_pipelines"))
    return UNUSED if files.is_candidate(path) and files.looks_like(_bytes(tree, path)) else ""


class Recogniser(Protocol):
    """How the one dialect without a place for its files tells what is its own."""

    def is_candidate(self, path: str) -> bool:
        """Whether a file may be one by its name alone."""

    def looks_like(self, data: bytes) -> bool:
        """Whether a file may be one by its bytes."""


def load(tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> Document:
    """The pipeline of one unit: what it declares, as far as demanded, and all that it applies."""
    pipeline = _read(tree, unit, settings)

    def resolve(path: str) -> bool:
        return tree.is_folder(path) or tree.is_file(path)

    scripts = LocalScripts(pipeline.path, tree.read_bytes, resolve)
    checkout = Checkout(tree.read_bytes, resolve, scripts.open, repository_name(tree, settings))
    declared = tuple(declarations(pipeline, checkout))
    wanted = tuple(item for item in declared if demand is None or item.type in demand)
    return Document(
        unit,
        (_deployment(pipeline, wanted),),
        pipeline.problems,
        pipeline.directives,
        pipeline.files,
        dict(tree.reads),
        invocations(pipeline.path, declared),
        pipeline.exhausted or scripts.exhausted,
    )


def _read(tree: SourceTree, unit: Unit, settings: Settings) -> Pipeline:
    """The pipeline of a unit; one without jobs, and with the problem, where its file is no text."""
    try:
        return reader(unit.language).read(tree, unit.path, settings)
    except SourceError as error:
        dialect = next(name for name in CANDIDATES if name == unit.language)
        place = Span(unit.path, error.at, error.at)
        hole = Hole(unit.path, unit.path, error.message, place)
        return Pipeline(unit.path, dialect, place, holes=(hole,), problems=(Problem(place, error.message),))


def _deployment(pipeline: Pipeline, declared: tuple[Declaration, ...]) -> Deployment:
    return Deployment(
        pipeline.path, pipeline.dialect, "", "pipeline", declared, pipeline.holes, header=pipeline.header
    )  # fmt: skip
