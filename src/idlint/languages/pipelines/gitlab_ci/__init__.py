"""GitLab CI configurations to pipelines."""

from __future__ import annotations

from idlint.languages.pipelines.gitlab_ci.configurations import is_pipeline, read, roots

__all__ = ["is_pipeline", "read", "roots"]
