"""CI/CD pipelines: which step authenticates to which cloud, how, and what it applies."""

from __future__ import annotations

from idlint.languages.pipelines.front import load, units, unread

__all__ = ["load", "units", "unread"]
