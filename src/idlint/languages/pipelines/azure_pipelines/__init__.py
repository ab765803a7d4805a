"""Azure Pipelines: which files are pipelines, and what each of them says in the neutral model."""

from __future__ import annotations

from idlint.languages.pipelines.azure_pipelines.files import Classified, classify, is_candidate, looks_like, roots
from idlint.languages.pipelines.azure_pipelines.front import read

__all__ = ["Classified", "classify", "is_candidate", "looks_like", "read", "roots"]
