"""GitHub Actions workflows to pipelines."""

from __future__ import annotations

from idlint.languages.pipelines.github_actions.roots import roots
from idlint.languages.pipelines.github_actions.workflows import is_pipeline, read

__all__ = ["is_pipeline", "read", "roots"]
