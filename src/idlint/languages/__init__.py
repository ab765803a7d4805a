"""Front ends: bytes of one language to evaluated declarations.

A front end is a package with the two functions of `Language`. It is loaded when there is a file that may be its
own, so that a folder of Terraform does not pay for the Bicep parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Protocol, cast

from idlint.document import Demand, Document, Invocation, Unit
from idlint.languages.applied import merged
from idlint.languages.pipeline_names import may_be_pipeline
from idlint.languages.plans import is_plan, is_plan_name
from idlint.settings import Settings
from idlint.source import SourceTree


class Language(Protocol):
    """What a front end offers; each is a module."""

    def units(
        self, tree: SourceTree, files: Sequence[str], invocations: Sequence[Invocation], settings: Settings
    ) -> list[Unit]:
        """What there is to evaluate among the candidate `files`."""

    def load(self, tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> Document:
        """One unit, evaluated as far as demanded."""


class Unreader(Protocol):
    """What the front ends of YAML and JSON files offer beside that."""

    def unread(self, tree: SourceTree, path: str) -> str:
        """What a file that no unit holds is called, where it is of the language and not read by design; else empty."""


TERRAFORM = (".tf", ".tf.json", ".tofu", ".tofu.json", ".tfvars", ".tfvars.json")

SUFFIXES = {
    "terraform": TERRAFORM, "arm": (".json", ".jsonc"), "bicep": (".bicep", ".bicepparam"),
    "kubernetes": (".yml", ".yaml"),
}  # fmt: skip
"""Front end -> how the names of its files end; in the order in which they look at the files."""


PACKAGES = dict.fromkeys(("github_actions", "azure_pipelines", "gitlab_ci"), "pipelines")
"""Languages that share a front end -> its package."""


def front_end(name: str) -> Language:
    """The front end of the language `name`, loaded."""
    return cast("Language", import_module(f"idlint.languages.{PACKAGES.get(name, name)}"))


def find_pipelines(tree: SourceTree, files: Sequence[str], settings: Settings) -> list[Unit]:
    """The pipelines among the candidates: loaded before everything else, since they say what is applied how."""
    if not any(map(may_be_pipeline, files)):
        return []
    return front_end("pipelines").units(tree, files, (), settings)


def invocations(documents: Iterable[Document]) -> tuple[Invocation, ...]:
    """What the pipelines among `documents` apply, each way of applying something once."""
    return merged(invocation for document in documents for invocation in document.invocations)


def find_units(
    tree: SourceTree, files: Sequence[str], invocations: Sequence[Invocation], settings: Settings
) -> list[Unit]:
    """What there is to evaluate, by every front end that has files."""
    return [
        unit
        for name in SUFFIXES
        if _has_files(name, files) or _may_be_planned(name, tree, files)
        for unit in front_end(name).units(tree, files, invocations, settings)
    ]


def prepare(files: Sequence[str]) -> None:
    """Load the front ends that `find_units` and `load` will ask: something to do for one who has to wait."""
    for name in SUFFIXES:
        if _has_files(name, files):
            language = front_end(name)
            _ = language.units, language.load  # a front end may import what it offers when that is asked for


def _has_files(name: str, files: Sequence[str]) -> bool:
    return any(_may_be(name, path) for path in files)


def _may_be(name: str, path: str) -> bool:
    return path.endswith(SUFFIXES[name]) and (name == "terraform" or not path.endswith(TERRAFORM))


def _may_be_planned(name: str, tree: SourceTree, files: Sequence[str]) -> bool:
    return name == "terraform" and any(is_plan(tree, path) for path in files)


def plans(documents: Iterable[Document]) -> frozenset[str]:
    """The files of these documents that are Terraform plans or states."""
    return frozenset(
        path
        for document in documents
        if document.unit.language == "terraform"
        for path in document.unit.files
        if is_plan_name(path)
    )


def load(tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> Document:
    """One unit, by the front end of its language; its `reads` are its own."""
    with tree.own_reads():
        return front_end(unit.language).load(tree, unit, demand, settings)


def unread(tree: SourceTree, path: str) -> str:
    """What a YAML or JSON file that no unit holds is called, where a language knows it and leaves it; else empty."""
    names = ("kubernetes", "pipelines") if path.endswith(SUFFIXES["kubernetes"]) else ("arm",)
    found = (cast("Unreader", front_end(name)).unread(tree, path) for name in names)
    return next(filter(None, found), "")
