"""Azure Pipelines: which files are pipelines, and what each of them says in the neutral model."""

from __future__ import annotations

from collections.abc import Sequence

from idlint.languages.pipelines.azure_pipelines.files import Classified, classify, is_candidate, looks_like
from idlint.languages.pipelines.azure_pipelines.front import read
from idlint.settings import Settings
from idlint.source import SourceTree

__all__ = ["Classified", "classify", "is_candidate", "looks_like", "read", "roots"]


def roots(tree: SourceTree, files: Sequence[str], settings: Settings) -> Sequence[str]:
    """The pipelines among `files`; templates are read with the pipelines that use them."""
    return classify(tree, files, settings).pipelines
