"""GitLab CI configurations to pipelines."""

from __future__ import annotations

from collections.abc import Sequence

from idlint.languages.pipelines.gitlab_ci.configurations import is_pipeline, read
from idlint.settings import Settings
from idlint.source import SourceTree

__all__ = ["is_pipeline", "read", "roots"]


def roots(tree: SourceTree, files: Sequence[str], settings: Settings) -> list[str]:  # noqa: ARG001 - every dialect's
    """The configurations that GitLab runs by itself; what they include is read with them."""
    return [path for path in files if is_pipeline(path)]
