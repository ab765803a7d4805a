"""Manifests of Kubernetes: which service accounts there are, which cloud identity they name, and what runs as them."""

from __future__ import annotations

from idlint.languages.kubernetes.files import unread
from idlint.languages.kubernetes.front import load, units

__all__ = ["load", "units", "unread"]
