"""Which files are manifests to read, and each one read: its objects as declarations, nothing rendered or applied."""

from __future__ import annotations

from collections.abc import Sequence

from idlint.document import Demand, Deployment, Document, Hole, Invocation, Problem, Unit
from idlint.errors import SourceError
from idlint.languages.kubernetes.files import content, is_candidate, is_template, looks_like
from idlint.languages.kubernetes.objects import declarations
from idlint.languages.yamlsyntax import parse
from idlint.settings import Settings
from idlint.source import SourceTree, Span


def units(
    tree: SourceTree, files: Sequence[str], invocations: Sequence[Invocation], settings: Settings
) -> list[Unit]:  # fmt: skip
    """Every manifest with an account or what runs as one, by path; what applies it says nothing about it."""
    del invocations, settings
    return [
        Unit("kubernetes", path, "manifest", (path,), (), len(data))
        for path in sorted(filter(is_candidate, files))
        if looks_like(data := content(tree, path)) and not is_template(data)
    ]


def load(tree: SourceTree, unit: Unit, demand: Demand, settings: Settings) -> Document:
    """The objects of one manifest."""
    del settings
    try:
        file = parse(tree.read(unit.path))
    except SourceError as error:
        return _unreadable(tree, unit, error)
    declared = tuple(item for item in declarations(file.documents) if demand is None or item.type in demand)
    deployment = Deployment(unit.path, "kubernetes", "", "manifest", declared)
    read = (unit.path,) if file.documents else ()
    return Document(unit, (deployment,), file.problems, file.directives, read, dict(tree.reads))


def _unreadable(tree: SourceTree, unit: Unit, error: SourceError) -> Document:
    """A manifest that is no text: the problem, and a hole in its place."""
    place = Span(unit.path, error.at, error.at)
    hole = Hole(unit.path, unit.path, error.message, place)
    deployment = Deployment(unit.path, "kubernetes", "", "manifest", (), (hole,))
    return Document(unit, (deployment,), (Problem(place, error.message),), reads=dict(tree.reads))
